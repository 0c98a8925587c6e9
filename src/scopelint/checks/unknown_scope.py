# `unknown-scope`: a declared name that is no scope anywhere.
"""The check `unknown-scope`."""

from __future__ import annotations

from collections.abc import Iterator

from scopelint.agents import Agent
from scopelint.checks.check import Check
from scopelint.checks.scope_names import nearest
from scopelint.model.diagnostic import Diagnostic, Severity


class UnknownScope(Check):
    """A declared name is no API scope anywhere."""

    name = "unknown-scope"
    severity = Severity.ERROR

    def run(self, agent: Agent) -> Iterator[Diagnostic]:
        """Yield one finding for each name that no target knows."""
        for policy in agent.policies:
            written = {declared.name for declared in policy.declaration.scopes}
            for declared in policy.declaration.scopes:
                name = declared.name
                if agent.table.scope(name) is not None or "{}" in name:
                    continue
                near = nearest(agent, name)
                yield self.report(
                    agent,
                    declared.location,
                    name,
                    f"`{name}` is no API scope: the deployment is refused",
                    help=f'write "{near}"' if near and near not in written else "remove it",
                )
