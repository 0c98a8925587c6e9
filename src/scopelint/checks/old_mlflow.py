# `old-mlflow`: what is declared or used came with a later version of its library than the requirements
# allow. Requirements that are not known, or that name no version, hold nothing back.
"""The check `old-mlflow`."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from scopelint.agents import Agent
from scopelint.checks.check import Check
from scopelint.checks.wording import place
from scopelint.declarations.declaration import Declaration
from scopelint.declarations.requirements import Held, Requirements, held_below, latest
from scopelint.model.diagnostic import Confidence, Diagnostic, Severity
from scopelint.model.evidence import Step
from scopelint.model.location import Location
from scopelint.rulebook.rule import FeatureRow
from scopelint.rulebook.table import RuleTable

_POLICIES = "mlflow.models.auth_policy."


@dataclass(frozen=True, slots=True)
class _Wish:
    """What came with a version: how it is called, the library's names, where it stands.

    From `exists` on the library has it, from `minimum` on the platform supports it as well.
    """

    name: str
    packages: tuple[str, ...]
    exists: str
    minimum: str
    location: Location


class OldMlflow(Check):
    """What is declared or used needs a newer MLflow, or client library, than the requirements allow."""

    name = "old-mlflow"
    severity = Severity.ERROR

    def run(self, agent: Agent) -> Iterator[Diagnostic]:
        """Yield one finding for each thing that the requirements of a policy are too old for."""
        used = [_used(feature.row, feature.location, agent.table) for feature in agent.features]
        seen: set[tuple[str, Location]] = set()
        for declaration, required in _required(agent):
            declared = _declared(declaration, agent.table) if declaration is not None else ()
            held = [(wish, _held(required, wish)) for wish in (*declared, *used)]
            late = [(wish, one) for wish, one in held if one is not None]
            for wish, one in late:
                if (wish.name, one.line.location) not in seen:
                    seen.add((wish.name, one.line.location))
                    needed = latest(other.minimum for other, that in late if that.line == one.line)
                    logged = declaration is not None and declaration.kind == "mlmodel"
                    written = f"`{one.with_extras}>={needed}`"
                    help_ = f"log the model again, with {written}" if logged else f"write {written} there"
                    yield self._finding(agent, wish, one, help_)

    def _finding(self, agent: Agent, wish: _Wish, held: Held, help: str) -> Diagnostic:
        package = held.package
        return self.report(
            agent,
            wish.location,
            wish.name,
            f"`{wish.name}` needs `{package}>={wish.minimum}`, "
            f"but `{held.line.text}` at {place(held.line.location)} installs an older one",
            help=help,
            confidence=_confidence(wish, held),
            evidence=(
                Step(held.line.location, f"installs an older `{package}`"),
                Step(wish.location, f"`{wish.name}` needs `{package}>={wish.minimum}`"),
            ),
        )


def _required(agent: Agent) -> Iterator[tuple[Declaration | None, tuple[Requirements, ...]]]:
    for policy in agent.policies:
        yield policy.declaration, policy.required
    if not agent.policies:
        yield None, agent.required


def _held(required: Iterable[Requirements], wish: _Wish) -> Held | None:
    return held_below(required, wish.packages, wish.minimum)


def _confidence(wish: _Wish, held: Held) -> Confidence:
    """A version that has it, though the platform does not support it, may do all the same."""
    if held.sure and held.allows_none_from(wish.exists):
        return Confidence.HIGH
    return Confidence.MEDIUM


def _used(row: FeatureRow, location: Location, table: RuleTable) -> _Wish:
    name = row.name.rpartition(".")[2] + (f".{row.keyword}" if row.keyword else "")
    return _Wish(name, table.distributions(row.name), row.since, row.supported or row.since, location)


def _declared(declaration: Declaration, table: RuleTable) -> Iterator[_Wish]:
    """Yield the classes of MLflow that a declaration is made of, each at its first place."""
    if declaration.kind not in ("log_model", "mlmodel"):
        return
    whole = declaration.policy_location
    if whole is not None:
        user = declaration.has_user_policy
        row = table.feature(_POLICIES + ("UserAuthPolicy" if user else "AuthPolicy"))
        if row is not None:
            yield _used(row, (declaration.scopes_location if user else None) or whole, table)
    seen: set[str] = set()
    for declared in declaration.resources:
        resource = table.resource(declared.resource.type)
        if resource is None or not resource.min_mlflow or declared.detected or resource.type in seen:
            continue
        seen.add(resource.type)
        name = resource.mlflow_class
        yield _Wish(
            name.rpartition(".")[2],
            table.distributions(name),
            resource.min_mlflow,
            resource.min_mlflow,
            declared.location,
        )
