# `broad-scope`: a whole family of scopes is declared where narrower ones would do.
"""The check `broad-scope`."""

from __future__ import annotations

from collections.abc import Iterator

from scopelint.agents import Agent
from scopelint.checks.check import Check
from scopelint.checks.wording import evidence_of, listed
from scopelint.declarations.declaration import DeclaredScope
from scopelint.model.diagnostic import Diagnostic, Severity
from scopelint.needs import ScopeNeed


class BroadScope(Check):
    """A coarse scope is declared where narrower ones cover every use."""

    name = "broad-scope"
    severity = Severity.INFO

    def run(self, agent: Agent) -> Iterator[Diagnostic]:
        """Yield one finding for each coarse scope that could be narrowed."""
        for policy in agent.policies:
            for declared in policy.declaration.scopes:
                row = agent.table.scope(declared.name)
                if row is None or not row.coarse:
                    continue
                needs = _served(agent, declared)
                narrower = [_narrower(agent, declared, need) for need in needs]
                names = list(dict.fromkeys(name for name in narrower if name))
                if not names or None in narrower:
                    continue
                yield self.report(
                    agent,
                    declared.location,
                    declared.name,
                    f"`{declared.name}` lets the agent do more as the user than it does: "
                    f"{listed(names)} would be enough",
                    help=f"write {listed(names)} instead",
                    evidence=evidence_of([use for need in needs for use in need.uses], "needs no more"),
                )


def _served(agent: Agent, declared: DeclaredScope) -> list[ScopeNeed]:
    """Return the needs that the declared scope meets."""
    return [
        need
        for need in agent.needs.scopes
        if any(agent.table.covers(declared.name, name, agent.target) for name in need.requirement)
    ]


def _narrower(agent: Agent, declared: DeclaredScope, need: ScopeNeed) -> str | None:
    """Return a scope that meets `need`, is taken by the target, and grants less than the declared one."""
    table, target = agent.table, agent.target
    for name in need.requirement:
        row = table.scope(name)
        if row is None or row.coarse or table.acceptance(name, target) != "yes":
            continue
        if not table.covers(name, declared.name, target):
            return name
    return None
