# `idle-user-policy`: user scopes are declared, yet nothing in the agent acts for the user.
"""The check `idle-user-policy`."""

from __future__ import annotations

from collections.abc import Iterator

from scopelint.agents import Agent
from scopelint.checks.check import Check
from scopelint.checks.wording import acts, evidence_of
from scopelint.model.auth import Identity, Target
from scopelint.model.diagnostic import Diagnostic, Severity


class IdleUserPolicy(Check):
    """User scopes are declared, but nothing in the agent acts for the user."""

    name = "idle-user-policy"
    severity = Severity.ERROR

    def run(self, agent: Agent) -> Iterator[Diagnostic]:
        """Yield one finding for each policy whose user scopes serve nothing."""
        as_system = [use for use in agent.uses if Identity.SYSTEM in use.identities]
        for policy in agent.policies:
            declaration = policy.declaration
            if not policy.comparison.idle:
                continue
            yield self.report(
                agent,
                declaration.scopes_location or declaration.policy_location or declaration.location,
                "user_api_scopes" if declaration.for_app else "UserAuthPolicy",
                "user scopes are declared, but nothing in the agent acts for the user: "
                f"every user gets what the {_system(agent.target)} may see",
                help=_help(agent.target),
                confidence=policy.comparison.idle_confidence,
                evidence=evidence_of(as_system, acts(Identity.SYSTEM, agent.target)),
            )


def _system(target: Target) -> str:
    return "app" if target is Target.APPS else "system"


def _help(target: Target) -> str:
    if target is Target.APPS:
        client = '`WorkspaceClient(token=<the x-forwarded-access-token header>, auth_type="pat")`'
    else:
        client = "`WorkspaceClient(credentials_strategy=ModelServingUserCredentials())`"
    return f"answer requests with {client}, or remove the user policy"
