# `conflicting-declaration`: a declaration that MLflow or the platform refuses or ignores. What is
# wrong is found where declarations are read; here it becomes a finding.
"""The check `conflicting-declaration`."""

from __future__ import annotations

from collections.abc import Iterator

from scopelint.agents import Agent
from scopelint.checks.check import Check
from scopelint.model.diagnostic import Diagnostic, Severity


class ConflictingDeclaration(Check):
    """A declaration is refused or ignored as it is written."""

    name = "conflicting-declaration"
    severity = Severity.ERROR

    def run(self, agent: Agent) -> Iterator[Diagnostic]:
        """Yield one finding for each part of a declaration that cannot work."""
        for policy in agent.policies:
            for misuse in policy.declaration.misuses:
                yield self.report(
                    agent,
                    misuse.location,
                    misuse.subject,
                    misuse.message,
                    help=misuse.help,
                    # Sources disagree whether a deployment by the command line reads it after all.
                    severity=Severity.WARNING if misuse.kind == "inert" else None,
                )
