# `user-client-in-thread`: the user of a request is known to the thread that answers it. Which threads carry
# the request's context is decided by the run.
"""The check `user-client-in-thread`."""

from __future__ import annotations

from collections.abc import Iterator

from scopelint.agents import Agent
from scopelint.checks.check import Check
from scopelint.checks.placement import all_parts, for_user, short, way_to
from scopelint.model.auth import Phase, Target
from scopelint.model.diagnostic import Confidence, Diagnostic, Severity
from scopelint.model.evidence import Step
from scopelint.model.location import Location
from scopelint.project.records import CallRecord


class UserClientInThread(Check):
    """Something acts for the user in a thread that does not carry the request's context."""

    name = "user-client-in-thread"
    severity = Severity.WARNING

    def run(self, agent: Agent) -> Iterator[Diagnostic]:
        """Yield one finding for each client, at the first call that a thread makes with it."""
        # In an app the client itself carries the user's token.
        if agent.target is not Target.MODEL_SERVING:
            return
        told: set[int] = set()
        seen: set[Location] = set()
        for record in agent.trace.calls:
            if not record.thread or record.phase is Phase.IMPORT or not for_user(record.result, agent):
                continue
            clients = {
                number for number, part in all_parts((record.result,)).items() if for_user(part, agent)
            }
            if record.location not in seen and not clients & told:
                seen.add(record.location)
                yield self._finding(agent, record)
            told |= clients

    def _finding(self, agent: Agent, record: CallRecord) -> Diagnostic:
        client = record.receiver if record.receiver is not None else record.result
        built = (
            () if client is record.result else (Step(client.location, f"{short(client.type)} is built here"),)
        )
        return self.report(
            agent,
            record.location,
            short(record.name).strip("`"),
            f"{short(record.name)} acts for the user in a thread that does not know the request",
            help="run it in the request's context with `copy_context().run` or `asyncio.to_thread`",
            # Some serving images keep the user's token for the whole process, where any thread finds it.
            confidence=Confidence.MEDIUM,
            evidence=(*client.steps, *built, *way_to(record.frames)),
        )
