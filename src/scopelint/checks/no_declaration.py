# `no-declaration`: an agent for which no policy was found, so that there was nothing to compare.
"""The check `no-declaration`."""

from __future__ import annotations

from collections.abc import Iterator

from scopelint.agents import Agent
from scopelint.checks.check import Check
from scopelint.model.auth import Target
from scopelint.model.diagnostic import Diagnostic, Severity


class NoDeclaration(Check):
    """No policy was found for an agent, so nothing could be compared."""

    name = "no-declaration"
    severity = Severity.INFO

    def run(self, agent: Agent) -> Iterator[Diagnostic]:
        """Yield one finding if the agent has no policy; a library that reaches nothing needs none."""
        if agent.policies or not (agent.trace.entered or agent.uses):
            return
        what = "app in a `databricks.yml`" if agent.target is Target.APPS else "`log_model` call"
        yield self.report(
            agent,
            agent.location,
            agent.entry,
            f"no policy was found for `{agent.entry}`: what it needs was not compared with anything",
            help=f"name the file with its {what}: `scopelint check {agent.entry} --policy FILE`",
        )
