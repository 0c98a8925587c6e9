# `unused-resource`: a declared resource that nothing reaches, directly or as a dependency.
"""The check `unused-resource`."""

from __future__ import annotations

from collections.abc import Iterator

from scopelint.agents import Agent
from scopelint.checks.check import Check
from scopelint.checks.wording import described
from scopelint.model.diagnostic import Diagnostic, Severity


class UnusedResource(Check):
    """A declared resource is reached by nothing in the agent."""

    name = "unused-resource"
    severity = Severity.WARNING

    def run(self, agent: Agent) -> Iterator[Diagnostic]:
        """Yield one finding for each declared resource that could be dropped."""
        for policy in agent.policies:
            for unused in policy.comparison.unused_resources:
                declared = unused.declared
                what = described(declared.resource, agent.table)
                yield self.report(
                    agent,
                    declared.location,
                    declared.resource.subject,
                    f"{what} is declared, but nothing in the agent reaches it",
                    help="remove it: the agent should be given only what it uses",
                    confidence=unused.confidence,
                )
