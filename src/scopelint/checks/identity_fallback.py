# `identity-fallback`: what should act for the user acts as the system after a failure. A branch that the
# author chose (a local run, a token that is not there) is told as info.
"""The check `identity-fallback`."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from scopelint.agents import Agent
from scopelint.checks.check import Check
from scopelint.checks.placement import short
from scopelint.checks.wording import callee, place
from scopelint.model.auth import Identity
from scopelint.model.diagnostic import Diagnostic, Severity
from scopelint.model.evidence import Step
from scopelint.model.location import Location
from scopelint.model.resource import Resource
from scopelint.project.records import CallRecord, Item, Made, Scalar
from scopelint.rulebook.table import RuleTable
from scopelint.uses.acting import identities_of
from scopelint.uses.use import Use

_DEPTH = 6

_Client = tuple[Made, tuple[Identity, ...]]
"""An object that carries credentials, and for whom it acts."""


class IdentityFallback(Check):
    """On a failure, what should act for the user goes on as the system."""

    name = "identity-fallback"
    severity = Severity.WARNING

    def run(self, agent: Agent) -> Iterator[Diagnostic]:
        """Yield one finding for each client that takes the place of the user's."""
        found: dict[Location, _Fallback] = {}
        calls = _Calls(agent)
        for use in agent.uses if calls.for_user else ():
            if Identity.SYSTEM in use.identities:
                for fallback in _fallbacks(calls, use):
                    earlier = found.get(fallback.made.location)
                    if earlier is None or (fallback.failed_at and not earlier.failed_at):
                        found[fallback.made.location] = fallback
        for fallback in found.values():
            yield self._finding(agent, fallback)

    def _finding(self, agent: Agent, fallback: _Fallback) -> Diagnostic:
        made, use, failed_at = fallback.made, fallback.use, fallback.failed_at
        client = short(made.type)
        users = tuple(
            Step(one.location, f"{short(one.type)} is built for the user here") for one in fallback.users
        )
        if failed_at is not None:
            when = (
                "on a failure" if failed_at == made.location else f"after the failure at {place(failed_at)}"
            )
            message = f"{when}, {callee(use)} goes on as the system, with the {client} of this line"
        else:
            message = f"{callee(use)} acts as the system instead of the user on one of its branches"
        failure = (Step(failed_at, "on this failure"),) if failed_at is not None else ()
        branch = (Step(made.location, f"this hangs on `{made.conditions[-1]}`"),) if made.conditions else ()
        return self.report(
            agent,
            made.location,
            client.strip("`"),
            message,
            help="let the request fail, or leave out what needs the user's rights: "
            "the system may see what the user may not",
            severity=None if failed_at is not None else Severity.INFO,
            evidence=(
                *users,
                *failure,
                *branch,
                *made.steps,
                Step(use.location, f"{callee(use)} uses either"),
            ),
        )


@dataclass(frozen=True, slots=True)
class _Fallback:
    """A client of the system that stands in for the user's; `failed_at` unless a branch chose it."""

    made: Made
    use: Use
    users: Sequence[Made]
    failed_at: Location | None


class _Calls:
    """The calls behind the uses of an agent, by place: one place may have thousands of uses."""

    def __init__(self, agent: Agent) -> None:
        self.agent = agent
        self.for_user: dict[Resource, list[Use]] = {}
        for use in agent.uses:
            if Identity.USER in use.identities:
                self.for_user.setdefault(use.resource, []).append(use)
        self._records: dict[object, list[CallRecord]] = {}
        for record in agent.trace.calls if self.for_user else ():
            self._records.setdefault((record.location, record.name), []).append(record)
        self._clients: dict[object, list[_Client]] = {}

    def twins(self, use: Use) -> Sequence[Use]:
        """Return the calls for the user whose place the use takes: its own, or what a failure prevents."""
        if Identity.USER in use.identities:
            return [use]
        return self.for_user.get(use.resource, ()) if Identity.SYSTEM in use.fallback_identities else ()

    def clients(self, *uses: Use) -> list[_Client]:
        """Return the objects whose credentials the uses carry, with whom each acts for."""
        keys = dict.fromkeys((use.location, use.record.name) for use in uses if use.record is not None)
        found = {id(client[0]): client for key in keys for client in self._at(key)}
        return list(found.values())

    def _at(self, key: object) -> list[_Client]:
        if key not in self._clients:
            table, target = self.agent.table, self.agent.target
            made = {
                id(carrier): carrier
                for record in self._records.get(key, ())
                for carrier in _carriers(record.receiver or record.result, table, 0)
            }
            self._clients[key] = [(one, identities_of(one, table, target)) for one in made.values()]
        return self._clients[key]


def _fallbacks(calls: _Calls, use: Use) -> Iterator[_Fallback]:
    twins = calls.twins(use)
    users = [made for made, acting in calls.clients(*twins) if Identity.USER in acting]
    for made, acting in calls.clients(use):
        if Identity.SYSTEM in acting and users:
            others = [one for one in users if one is not made]
            failed_at = _failure(calls.agent, made, others)
            # Calls that stand apart are meant to: only a failure puts one in the place of the other.
            if any(use is twin for twin in twins) or failed_at is not None:
                yield _Fallback(made, use, others, failed_at)


def _failure(agent: Agent, made: Made, users: Sequence[Made]) -> Location | None:
    """Return the failure that put the system's client in the place of the user's, if it was one."""
    if made.fallback is None:
        lost = next((atom.failed for atom in _left_out(made, agent.table) if atom.failed is not None), None)
        return (lost or made.location) if Identity.SYSTEM in made.fallback_identities else None
    # A failure of something else may happen to make the system's client; both may be made after it.
    others = {one.number for one in users if one.fallback != made.fallback}
    for record in agent.trace.calls:
        if record.result.number in others:
            places = [record.location, *(frame.called_at for frame in record.frames)]
            if any(place is not None and place.path == made.fallback.path for place in places):
                return made.fallback
    return None


def _carriers(made: Made, table: RuleTable, depth: int) -> Iterator[Made]:
    """Yield the clients whose credentials an object uses, each of its alternatives."""
    row = table.client(made.type) or table.made_by(made.type)
    if row is None or row.identity == "receiver":
        given = [made.receiver] if made.receiver is not None else []
        partly = False
    else:
        items = list(_credentials(made, table))
        given = [atom for item in items for atom in item.value.atoms if isinstance(atom, Made)]
        partly = any(not item.certain for item in items) or any(True for _ in _left_out(made, table))
    carrying = [one for one in given if one.identities]
    if not carrying or partly or depth > _DEPTH:
        yield made
    for one in carrying if depth <= _DEPTH else ():
        yield from _carriers(one, table, depth + 1)


def _credentials(made: Made, table: RuleTable) -> Iterator[Item]:
    """Yield the arguments by which an object was given credentials."""
    row = table.client(made.type) or table.made_by(made.type)
    for argument in row.credentials if row is not None else ():
        item = made.arguments.get(argument.position, *argument.keywords)
        if item is not None:
            yield item


def _left_out(made: Made, table: RuleTable) -> Iterator[Scalar]:
    """Yield each `None` that may stand where credentials are given."""
    for item in _credentials(made, table):
        yield from (atom for atom in item.value.atoms if isinstance(atom, Scalar) and atom.value is None)
