# `user-client-in-init`: no user has asked anything when the agent is made or loaded.
"""The check `user-client-in-init`."""

from __future__ import annotations

from collections.abc import Iterator

from scopelint.agents import Agent
from scopelint.checks.check import Check
from scopelint.checks.early_client import early_clients
from scopelint.checks.placement import credential, short, surety, way_to
from scopelint.model.diagnostic import Diagnostic, Severity


class UserClientInInit(Check):
    """A client for the user is built when the agent starts up, before any user is known."""

    name = "user-client-in-init"
    severity = Severity.ERROR

    def run(self, agent: Agent) -> Iterator[Diagnostic]:
        """Yield one finding for each client, where it is built."""
        for record, method in early_clients(agent, in_init=True):
            client = short(record.result.type)
            where = f"`{method}`" if " " not in method else method
            yield self.report(
                agent,
                record.location,
                client.strip("`"),
                f"{client} is built for the user in {where}, which runs before any user is known",
                help=f"build {client} in a function that `predict` calls, for each request",
                confidence=surety(record.result),
                evidence=(*way_to(record.frames), *credential(record)),
            )
