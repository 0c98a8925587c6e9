# `unguarded-user-client`: a tool that asks the platform while it is built fails for every user who may not
# use it. Whether the agent should then fail as a whole is the author's choice, so this is advice.
"""The check `unguarded-user-client`."""

from __future__ import annotations

from collections.abc import Iterator

from scopelint.agents import Agent
from scopelint.checks.check import Check
from scopelint.checks.placement import first_at_each_place, for_user, short, way_to
from scopelint.model.auth import Phase
from scopelint.model.diagnostic import Diagnostic, Severity
from scopelint.project.records import CallRecord


class UnguardedUserClient(Check):
    """A tool is built for the user without handling that the user may lack the permission."""

    name = "unguarded-user-client"
    severity = Severity.INFO

    def run(self, agent: Agent) -> Iterator[Diagnostic]:
        """Yield one finding for each construction that stands in no `try`."""
        bare = (record for record in agent.trace.calls if _is_bare(record, agent))
        for record in first_at_each_place(bare):
            tool = short(record.name)
            yield self.report(
                agent,
                record.location,
                tool.strip("`"),
                f"{tool} asks the platform as the user when it is built: without permission all fails",
                help="build it in a `try` and leave it out on a failure, unless all should fail without it",
                evidence=(*record.result.steps, *way_to(record.frames)),
            )


def _is_bare(record: CallRecord, agent: Agent) -> bool:
    row = agent.table.made_by(record.name)
    asks = row is not None and row.network and not record.guarded
    return asks and record.phase is Phase.REQUEST and for_user(record.result, agent)
