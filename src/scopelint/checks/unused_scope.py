# `unused-scope`: a declared scope that nothing as the user needs. Where the system reaches what the scope
# is for, the finding says so: the scope may be right, and the client wrong.
"""The check `unused-scope`."""

from __future__ import annotations

from collections.abc import Iterator

from scopelint.agents import Agent
from scopelint.checks.check import Check
from scopelint.checks.wording import acts, callee, evidence_of, place
from scopelint.model.auth import Identity
from scopelint.model.diagnostic import Diagnostic, Severity
from scopelint.uses.use import Use


class UnusedScope(Check):
    """A declared scope is needed by nothing that the agent does as the user."""

    name = "unused-scope"
    severity = Severity.WARNING

    def run(self, agent: Agent) -> Iterator[Diagnostic]:
        """Yield one finding for each scope that could be dropped."""
        for policy in agent.policies:
            for unused in policy.comparison.unused_scopes:
                declared = unused.declared
                others = _as_system(agent, declared.name)
                if any(_is_meant(use, agent) for use in others):
                    continue  # what drops the user's credentials is told; with them, the scope is needed
                message = f"`{declared.name}` is declared, but nothing that acts for the user needs it"
                help_ = "remove it: a user's token should carry only what the agent uses"
                if others:
                    who = callee(others[0])
                    system = acts(Identity.SYSTEM, agent.target)
                    message += f": {who} {system} at {place(others[0].location)}"
                    help_ = f"remove it, or give {who} the user's client if it should act for the user"
                yield self.report(
                    agent,
                    declared.location,
                    declared.name,
                    message,
                    help=help_,
                    confidence=unused.confidence,
                    evidence=evidence_of(others, acts(Identity.SYSTEM, agent.target)),
                )


def _is_meant(use: Use, agent: Agent) -> bool:
    """Tell whether a use as the system was given credentials, by an argument that its library drops."""
    made = use.client
    row = (agent.table.client(made.type) or agent.table.made_by(made.type)) if made is not None else None
    if made is None or row is None:
        return False
    return any(made.arguments.get(None, keyword) is not None for keyword in row.swallows)


def _as_system(agent: Agent, scope: str) -> list[Use]:
    """Return the uses as the system that would need the scope if they acted for the user."""
    return [
        use
        for use in agent.uses
        if use.identities == (Identity.SYSTEM,)
        and any(
            agent.table.covers(scope, name, agent.target) == "high"
            for requirement in use.requirements
            for name in requirement
        )
    ]
