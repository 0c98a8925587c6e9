# `unused-scope`: a declared scope that nothing as the user needs.
"""The check `unused-scope`."""

from __future__ import annotations

from collections.abc import Iterator

from scopelint.agents import Agent
from scopelint.checks.check import Check
from scopelint.model.diagnostic import Diagnostic, Severity


class UnusedScope(Check):
    """A declared scope is needed by nothing that the agent does as the user."""

    name = "unused-scope"
    severity = Severity.WARNING

    def run(self, agent: Agent) -> Iterator[Diagnostic]:
        """Yield one finding for each scope that could be dropped."""
        for policy in agent.policies:
            for unused in policy.comparison.unused_scopes:
                declared = unused.declared
                yield self.report(
                    agent,
                    declared.location,
                    declared.name,
                    f"`{declared.name}` is declared, but nothing that acts for the user needs it",
                    help="remove it: a user's token should carry only what the agent uses",
                    confidence=unused.confidence,
                )
