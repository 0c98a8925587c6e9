# `missing-dependency`: a resource that is reached as the system reaches others in turn, and none of
# their kind is declared. Which those are, and how bad it is, stands in rules/resources.toml.
"""The check `missing-dependency`."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence

from scopelint.agents import Agent, Policy
from scopelint.checks.check import Check
from scopelint.checks.wording import app_entry, constructor, described, evidence_of
from scopelint.model.auth import Target
from scopelint.model.diagnostic import Confidence, Diagnostic, Severity
from scopelint.model.resource import Resource
from scopelint.model.value import Unknown
from scopelint.needs import ResourceNeed
from scopelint.rulebook.rule import DependencyRow


class MissingDependency(Check):
    """A resource that is reached as the system needs others, and none of their kind is declared."""

    name = "missing-dependency"
    severity = Severity.WARNING

    def run(self, agent: Agent) -> Iterator[Diagnostic]:
        """Yield one finding for each kind of resource that lacks dependencies, naming what is lacking."""
        for policy in agent.policies:
            declared = {item.resource.type for item in policy.declaration.resources}
            for type_, needs in _by_type(agent.needs.resources).items():
                row = agent.table.resource(type_)
                lacking = [dep for dep in row.dependencies if dep.type not in declared] if row else []
                for severity in (Severity.WARNING, Severity.INFO):
                    kinds = [dep for dep in lacking if dep.severity == severity.value]
                    if kinds:
                        yield self._finding(agent, policy, needs, kinds, severity)

    def _finding(
        self,
        agent: Agent,
        policy: Policy,
        needs: Sequence[ResourceNeed],
        lacking: list[DependencyRow],
        severity: Severity,
    ) -> Diagnostic:
        declaration = policy.declaration
        # The one of which the code tells most speaks for the others: one entry may serve them all.
        need = max(needs, key=lambda it: _confidence(policy, it).rank)
        what = described(need.resource, agent.table)
        reached = f"{what} and {len(needs) - 1} more are reached" if len(needs) > 1 else f"{what} is reached"
        uses = tuple(use for one in needs for use in one.uses)
        kinds = [_title(agent, dep.type) for dep in lacking]
        none = f"no {' and no '.join(kinds)} is declared: {lacking[0].why}"
        # An app's grants can exist outside the repository, so there it is advice.
        if agent.target is Target.APPS:
            severity = Severity.INFO
        return self.report(
            agent,
            declaration.resources_location or declaration.location,
            need.resource.subject,
            f"{reached} as the system, but {none}",
            help=f"declare what it uses as well: {', '.join(_classes(agent, lacking))}",
            severity=severity,
            confidence=_confidence(policy, need),
            evidence=evidence_of(uses, "reaches one of them" if len(needs) > 1 else f"reaches {what}"),
        )


def _by_type(needs: Iterable[ResourceNeed]) -> dict[str, list[ResourceNeed]]:
    found: dict[str, list[ResourceNeed]] = {}
    for need in needs:
        found.setdefault(need.resource.type, []).append(need)
    return found


def _title(agent: Agent, type_: str) -> str:
    row = agent.table.resource(type_)
    return row.title if row else type_


def _classes(agent: Agent, lacking: list[DependencyRow]) -> Iterator[str]:
    for dep in lacking:
        resource = Resource(dep.type, Unknown("the source does not tell what it is"))
        if agent.target is Target.APPS:
            yield app_entry(resource, agent.table) or f"`{dep.type}`"
        else:
            yield f"`{constructor(resource, agent.table) or dep.type}`"


def _confidence(policy: Policy, need: ResourceNeed) -> Confidence:
    if not policy.declaration.complete_resources:
        return Confidence.LOW
    return max((use.confidence for use in need.uses), key=lambda it: it.rank)
