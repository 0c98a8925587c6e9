# `uncertain-scope`: a need that is met only through an alias whose reach is disputed.
"""The check `uncertain-scope`."""

from __future__ import annotations

from collections.abc import Iterator

from scopelint.agents import Agent
from scopelint.checks.check import Check
from scopelint.checks.scope_names import spoken
from scopelint.checks.wording import evidence_of
from scopelint.model.diagnostic import Diagnostic, Severity


class UncertainScope(Check):
    """A needed scope is covered only by one of which sources disagree whether it is enough."""

    name = "uncertain-scope"
    severity = Severity.INFO

    def run(self, agent: Agent) -> Iterator[Diagnostic]:
        """Yield one finding for each need that rests on a disputed cover."""
        for policy in agent.policies:
            for uncertain in policy.comparison.uncertain_scopes:
                through = uncertain.through
                name = spoken(agent, policy.declaration, uncertain.need.requirement)
                if name is None or name == through.name:
                    name = uncertain.need.requirement[0]
                yield self.report(
                    agent,
                    through.location,
                    name,
                    f"`{name}` is needed and only `{through.name}` is declared: "
                    "sources disagree whether that is enough",
                    help=f'declare "{name}" as well, or test the deployed agent as another user',
                    evidence=evidence_of(uncertain.need.uses, f"needs `{name}`"),
                )
