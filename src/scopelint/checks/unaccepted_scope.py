# `unaccepted-scope`: a real scope, but one that this target refuses.
"""The check `unaccepted-scope`."""

from __future__ import annotations

from collections.abc import Iterator

from scopelint.agents import Agent
from scopelint.checks.check import Check
from scopelint.checks.scope_names import substitutes
from scopelint.checks.wording import listed
from scopelint.declarations.declaration import DeclaredScope
from scopelint.model.auth import Target
from scopelint.model.diagnostic import Confidence, Diagnostic, Severity
from scopelint.rulebook.rule import ScopeRow


class UnacceptedScope(Check):
    """A declared scope exists, but the target of the deployment refuses it."""

    name = "unaccepted-scope"
    severity = Severity.ERROR

    def run(self, agent: Agent) -> Iterator[Diagnostic]:
        """Yield one finding for each scope that the target refuses, or may refuse."""
        for policy in agent.policies:
            written = {declared.name for declared in policy.declaration.scopes}
            for declared in policy.declaration.scopes:
                row = agent.table.scope(declared.name)
                accepted = agent.table.acceptance(declared.name, agent.target)
                if row is not None and accepted != "yes":
                    yield self._finding(agent, declared, row, written, sure=accepted == "no")

    def _finding(
        self, agent: Agent, declared: DeclaredScope, row: ScopeRow, written: set[str], *, sure: bool
    ) -> Diagnostic:
        where = "Databricks Apps" if agent.target is Target.APPS else "Model Serving"
        if sure:
            message = f"`{row.name}` is a scope that {where} refuses: the deployment fails"
        else:
            message = f"`{row.name}` is taken by {where} in some workspaces and refused in others"
        return self.report(
            agent,
            declared.location,
            row.name,
            message,
            help=_help(agent, row, written),
            severity=Severity.ERROR if sure else Severity.WARNING,
            confidence=Confidence.HIGH if sure else Confidence.MEDIUM,
        )


def _help(agent: Agent, row: ScopeRow, written: set[str]) -> str:
    if agent.target.value in row.automatic:
        return "remove it: the platform grants it by itself"
    names = [name for name in substitutes(agent, row) if name not in written]
    return f"write {listed(names)} instead" if names else "remove it"
