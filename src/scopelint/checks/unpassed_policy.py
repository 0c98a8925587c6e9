# `unpassed-policy`: a policy that the driver builds and gives to nothing. What a policy that is given lacks,
# or grants in vain, is for the checks of scopes and resources.
"""The check `unpassed-policy`."""

from __future__ import annotations

from collections.abc import Iterator
from typing import ClassVar

from scopelint.agents import Agent
from scopelint.agents.agent import Policy
from scopelint.checks.check import Check
from scopelint.checks.placement import all_parts, short
from scopelint.checks.wording import place
from scopelint.model.diagnostic import Confidence, Diagnostic, Severity
from scopelint.model.evidence import Step
from scopelint.model.location import Location
from scopelint.project.records import CallRecord

_MODULE = "mlflow.models.auth_policy."
_SYSTEM = f"{_MODULE}SystemAuthPolicy"


class UnpassedPolicy(Check):
    """A policy is built where the agent is logged, and no call is given it."""

    name: ClassVar[str] = "unpassed-policy"
    severity: ClassVar[Severity] = Severity.WARNING

    def run(self, agent: Agent) -> Iterator[Diagnostic]:
        """Yield one finding for each policy that goes nowhere, in the order of the driver."""
        found: dict[Location, Diagnostic] = {}
        for policy in agent.policies:
            for record in _unpassed(policy):
                found.setdefault(record.location, self._finding(agent, policy, record))
        yield from found.values()

    def _finding(self, agent: Agent, policy: Policy, record: CallRecord) -> Diagnostic:
        logged = policy.declaration.location
        name = record.name.removeprefix(_MODULE)
        unread = bool(policy.driver.gaps or policy.driver.limits)
        return self.report(
            agent,
            record.location,
            name,
            f"{short(record.name)} is built here and given to nothing: the agent that is logged at "
            f"{place(logged)} goes without it",
            help="give `log_model` an `auth_policy=AuthPolicy(...)` in place of `resources=`, or remove this",
            confidence=Confidence.MEDIUM if unread else Confidence.HIGH,
            evidence=(
                Step(record.location, f"{short(record.name)} is built"),
                Step(logged, "the agent is logged"),
            ),
        )


def _unpassed(policy: Policy) -> Iterator[CallRecord]:
    """Yield the calls that build a policy which no other call is given, itself or as a part of another one.

    A system policy alone is no loss where the call names its resources itself.
    """
    if policy.declaration.kind != "log_model":
        return
    calls = policy.driver.calls
    takers = [call for call in calls if not call.name.startswith(_MODULE)]
    given = [made for call in takers for arg in call.arguments.all() for made in arg.value.made()]
    passed = all_parts([*given, *(call.receiver for call in takers if call.receiver is not None)])
    built = [call for call in calls if call.name.startswith(_MODULE) and call.result.number not in passed]
    inner = all_parts(made for call in built for arg in call.arguments.all() for made in arg.value.made())
    for call in built:
        harmless = call.name == _SYSTEM and policy.declaration.style == "resources"
        if call.result.number not in inner and not harmless:
            yield call
