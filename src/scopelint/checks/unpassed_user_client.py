# `unpassed-user-client`: a client for the user is made and forgotten, and the tool beside it is the
# system's. It speaks only where nothing at all uses the client: an agent may mix identities on purpose.
"""The check `unpassed-user-client`."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from scopelint.agents import Agent
from scopelint.checks.check import Check
from scopelint.checks.placement import (
    all_parts,
    builds_for_user,
    credential,
    direct_parts,
    first_at_each_place,
    short,
    way_to,
)
from scopelint.checks.wording import acts, place
from scopelint.model.auth import Identity
from scopelint.model.diagnostic import Confidence, Diagnostic, Severity
from scopelint.project.records import CallRecord
from scopelint.rulebook.rule import ClientRow, CredentialArgument
from scopelint.uses.acting import identities_of


class UnpassedUserClient(Check):
    """A client for the user is made, but the tool built beside it is not given it and acts as the system."""

    name = "unpassed-user-client"
    severity = Severity.ERROR

    def run(self, agent: Agent) -> Iterator[Diagnostic]:
        """Yield one finding for each tool that was not given a client that nothing uses."""
        forgotten = _forgotten(agent)
        if not forgotten:
            return
        tools = [record for record in agent.trace.calls if _lacks_client(record, agent)]
        if any(not _is_model(record, agent) for record in tools):
            tools = [record for record in tools if not _is_model(record, agent)]
        for tool in first_at_each_place(tools):
            for client in forgotten:
                sure = _beside(client, tool)
                if sure is not None:
                    yield self._finding(agent, client, tool, sure)
                    break

    def _finding(self, agent: Agent, client: CallRecord, tool: CallRecord, sure: Confidence) -> Diagnostic:
        name, made = short(tool.result.type), short(client.result.type)
        row = agent.table.made_by(tool.name)
        keyword = _takes_client(row).keywords[0] if row is not None else "client"
        system = acts(Identity.SYSTEM, agent.target)
        return self.report(
            agent,
            tool.location,
            name.strip("`"),
            f"{name} {system}: the user's {made} made at {place(client.location)} is given to nothing",
            help=f"pass it: `{name.strip('`')}(..., {keyword}=...)`",
            confidence=sure,
            evidence=(*credential(client), *way_to(tool.frames), *tool.result.steps),
        )


def _forgotten(agent: Agent) -> list[CallRecord]:
    """Return the calls that build a client for the user which no call takes part in, at any place."""
    built = [record for record in agent.trace.calls if builds_for_user(record, agent)]
    if not built:
        return []
    given = [part for record in agent.trace.calls for part in direct_parts(record.result)]
    kept = [made for value in agent.trace.models for made in value.made()]
    used = all_parts([*given, *kept, *(store.made for store in agent.trace.stores)])
    alive = {record.location for record in built if record.result.number in used}
    return [record for record in built if record.location not in alive]


def _lacks_client(record: CallRecord, agent: Agent) -> bool:
    """Tell whether a call builds something that could have been given a client, and acts as the system."""
    row = agent.table.made_by(record.name)
    if row is None or row.identity != "arguments" or not row.supports_user or record.arguments.open:
        return False
    if identities_of(record.result, agent.table, agent.target) != (Identity.SYSTEM,):
        return False
    given = (record.arguments.get(one.position, *one.keywords) for one in row.credentials)
    return bool(_takes_client(row).keywords) and all(item is None for item in given)


def _takes_client(row: ClientRow) -> CredentialArgument:
    """Return the argument that takes a workspace client; without keywords if there is none."""
    # A plain client beside the user's is the system's on purpose, and `config` is a client's own.
    found = (one for one in row.credentials if one.takes == "client" and "config" not in one.keywords)
    return next(found, CredentialArgument("client"))


def _is_model(record: CallRecord, agent: Agent) -> bool:
    """Tell whether what is built is a language model, which agents often leave to the system."""
    row = agent.table.made_by(record.name)
    types = {
        resource.type
        for rule in agent.table.rules
        for resource in rule.resources
        if row is not None and any(_below(call, row.type) for call in rule.calls)
    }
    return "serving_endpoint" in types


def _below(call: str, type_: str) -> bool:
    return call == type_ or call.startswith(f"{type_}.")


def _beside(client: CallRecord, tool: CallRecord) -> Confidence | None:
    """Tell how surely the tool was meant to be given the client: they are built on the same way.

    A helper may build either of them and return it.
    """
    own, other = _activations(client), _activations(tool)
    if not own or not other:
        same = not own and not other and client.location.path == tool.location.path
        return Confidence.HIGH if same else None
    return Confidence.HIGH if not set(own).isdisjoint(other) else None


def _activations(record: CallRecord) -> Sequence[int]:
    return [frame.activation for frame in record.frames]
