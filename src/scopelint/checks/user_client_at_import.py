# `user-client-at-import`: no user has asked anything while a module is imported. What is built in the
# agent's `__init__` or `load_context` belongs to `user-client-in-init`.
"""The check `user-client-at-import`."""

from __future__ import annotations

from collections.abc import Iterator

from scopelint.agents import Agent
from scopelint.checks.check import Check
from scopelint.checks.early_client import early_clients
from scopelint.checks.placement import credential, short, surety, way_to
from scopelint.model.diagnostic import Diagnostic, Severity


class UserClientAtImport(Check):
    """A client for the user is built while the module is imported, when no user is known."""

    name = "user-client-at-import"
    severity = Severity.ERROR

    def run(self, agent: Agent) -> Iterator[Diagnostic]:
        """Yield one finding for each client, where it is built."""
        for record, _ in early_clients(agent, in_init=False):
            client = short(record.result.type)
            through = f" through `{record.frames[-1].function}`" if record.frames else ""
            yield self.report(
                agent,
                record.location,
                client.strip("`"),
                f"{client} is built for the user{through} while the module is imported: no user is known",
                help=f"build {client} in a function that `predict` calls, for each request",
                confidence=surety(record.result),
                evidence=(*way_to(record.frames), *credential(record)),
            )
