# `policy-drift`: the policy of a logged model against what a driver declares now. What either of them lacks
# for the agent's code is the business of the other checks.
"""The check `policy-drift`."""

from __future__ import annotations

from collections.abc import Iterator
from typing import ClassVar

from scopelint.agents import Agent
from scopelint.checks.check import Check
from scopelint.checks.wording import described
from scopelint.compare.drift import Drift, drifts
from scopelint.declarations.declaration import Declaration, DeclaredScope
from scopelint.model.diagnostic import Diagnostic, Severity
from scopelint.model.evidence import Step

_MODEL = "mlmodel"
_COMPARED = frozenset({_MODEL, "log_model", "argument"})


class PolicyDrift(Check):
    """A logged model carries another policy than its driver declares."""

    name: ClassVar[str] = "policy-drift"
    severity: ClassVar[Severity] = Severity.WARNING

    def run(self, agent: Agent) -> Iterator[Diagnostic]:
        """Yield one finding for each scope and resource that only one of the two sides declares."""
        held = [policy.declaration for policy in agent.policies]
        logged = next((one for one in held if one.kind == _MODEL), None)
        if logged is None:
            return
        for other in held:
            if other is not logged and other.kind in _COMPARED:
                for found in drifts(other, logged, agent.table, agent.target):
                    yield self._finding(agent, found)

    def _finding(self, agent: Agent, found: Drift) -> Diagnostic:
        item, here, there = found.item, _named(found.holder), _named(found.other)
        if isinstance(item, DeclaredScope):
            what = subject = item.name
            what, place = f"`{what}`", found.other.scopes_location
        else:
            what, subject = described(item.resource, agent.table), item.resource.subject
            place = found.other.resources_location
        if found.as_user:
            message = f"{what} is declared with `on_behalf_of_user` in {here}, but without it in {there}"
        else:
            message = f"{what} is declared in {here}, but not in {there}"
        lacking = place or found.other.policy_location or found.other.location
        return self.report(
            agent,
            item.location,
            subject,
            message,
            help=_help(found),
            confidence=found.confidence,
            evidence=(Step(lacking, f"what {there} declares"),),
        )


def _named(declaration: Declaration) -> str:
    """Return what a reader calls the place of a declaration: the driver's file, the logged model."""
    path = declaration.location.path
    if declaration.kind != _MODEL:
        return f"`{path}`"
    folder = path.rpartition("/")[0]
    return f"the logged model `{folder}`" if folder else "the logged model"


def _help(found: Drift) -> str:
    driver = next((one for one in (found.holder, found.other) if one.kind != _MODEL), None)
    if driver is None:
        return "name the model that is deployed, or log the agent again"
    if driver is found.holder:
        return f"run {_named(driver)} to log the agent again, and deploy the new version"
    return f"add it to {_named(driver)} again, or log the agent without it and deploy the new version"
