# Clients for the user that are built before there is a user, for the two checks that say so. Which of
# the two speaks hangs on the way: through the agent's own start-up methods, or the module's code alone.
"""What is built for the user too early."""

from __future__ import annotations

from collections.abc import Iterator

from scopelint.agents import Agent
from scopelint.checks.placement import builds_for_user, first_at_each_place
from scopelint.model.auth import Phase
from scopelint.project.records import CallRecord


def early_clients(agent: Agent, *, in_init: bool) -> Iterator[tuple[CallRecord, str]]:
    """Yield each call that builds a user's client too early, and the start-up method it is in, if any.

    With `in_init` those in a start-up method of the agent, else those in the module's own code. What is
    built from such a client is part of the same mistake and is not told again.
    """
    if not agent.trace.entered and not _is_served(agent):
        return
    early = (
        record
        for record in agent.trace.calls
        if record.phase in (Phase.IMPORT, Phase.INIT) and builds_for_user(record, agent)
    )
    for record in first_at_each_place(early):
        method = _start_up_method(record)
        if bool(method) == in_init:
            yield record, method


def _is_served(agent: Agent) -> bool:
    """Tell whether a driver logs this very file: then its module code runs where it is served."""
    return any(policy.declaration.model is not None for policy in agent.policies)


def _start_up_method(record: CallRecord) -> str:
    """Return the method of the agent's start-up that is nearest to the call, or an empty string."""
    methods = (frame.function for frame in reversed(record.frames) if frame.entry == "init")
    method = next(methods, "")
    return method.rpartition(".")[2] or ("a start-up handler" if record.phase is Phase.INIT else "")
