# `no-passthrough`: Model Serving gives the system only what can be declared, and this cannot.
"""The check `no-passthrough`."""

from __future__ import annotations

from collections.abc import Iterator

from scopelint.agents import Agent
from scopelint.checks.check import Check
from scopelint.checks.wording import callee, described
from scopelint.model.auth import Identity, Target
from scopelint.model.diagnostic import Confidence, Diagnostic, Severity
from scopelint.uses.use import Use

_LEFT_OUT = frozenset({"prompt", "experiment"})
"""Kinds that `prompt-registry-auth` speaks of, or that the endpoint's own tracing reaches."""


class NoPassthrough(Check):
    """Something is reached as the system that Model Serving cannot give to it."""

    name = "no-passthrough"
    severity = Severity.WARNING

    def run(self, agent: Agent) -> Iterator[Diagnostic]:
        """Yield one finding for each use that no declaration could make work."""
        # Without a logged or registered model, nothing says that the code is to run on Model Serving.
        if agent.target is not Target.MODEL_SERVING or not (agent.policies or agent.trace.models):
            return
        # An index is asked through its endpoint: where a call also reaches what can be declared, that counts.
        granted = {use.location for use in agent.uses if _declarable(agent, use)}
        for use in agent.uses:
            row = agent.table.resource(use.resource.type)
            if Identity.SYSTEM not in use.identities or row is None or row.type in _LEFT_OUT:
                continue
            what = described(use.resource, agent.table)
            if not row.passthrough and use.location not in granted:
                yield self._finding(agent, use, f"{what} cannot be declared: passthrough does not reach it")
            elif use.write and row.type == "table":
                yield self._finding(agent, use, f"{what} is written to: passthrough grants `SELECT` only")

    def _finding(self, agent: Agent, use: Use, why: str) -> Diagnostic:
        doubtful = use.fallback_identities and Identity.SYSTEM in use.fallback_identities
        return self.report(
            agent,
            use.location,
            use.resource.subject,
            f"{callee(use)} acts as the system, but {why}",
            help="use the credentials of a service principal from a secret, or act for the user",
            confidence=Confidence.LOW if doubtful else use.confidence,
            evidence=use.evidence,
        )


def _declarable(agent: Agent, use: Use) -> bool:
    row = agent.table.resource(use.resource.type)
    return row is not None and bool(row.mlflow_class) and row.passthrough
