# What the checks of placement ask of a run: which calls build a client for the user, what is made of
# what, and by which way the code came there. It decides nothing.
"""Clients for the user, and the way to the place that builds them."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from scopelint.agents import Agent
from scopelint.model.auth import Identity
from scopelint.model.diagnostic import Confidence
from scopelint.model.evidence import Evidence, Step
from scopelint.model.location import Location
from scopelint.project.records import CallRecord, Frame, Made
from scopelint.uses.acting import identities_of
from scopelint.uses.grounds import way


def short(dotted: str) -> str:
    """Return a call in backticks, from its class on: `WorkspaceClient.genie.ask`."""
    parts = dotted.removesuffix("()").split(".")
    start = next(
        (i for i, part in enumerate(parts) if part.lstrip("_")[:1].isupper()), max(len(parts) - 1, 0)
    )
    return f"`{'.'.join(parts[start:])}`"


def for_user(made: Made | None, agent: Agent) -> bool:
    """Tell whether an object acts for the user where the agent is deployed."""
    return made is not None and Identity.USER in identities_of(made, agent.table, agent.target)


def builds_for_user(record: CallRecord, agent: Agent) -> bool:
    """Tell whether a call builds the client that carries the user's credentials, not something from it."""
    if agent.table.made_by(record.name) is None or not for_user(record.result, agent):
        return False
    return not any(for_user(part, agent) for part in direct_parts(record.result))


def direct_parts(made: Made) -> Iterator[Made]:
    """Yield what an object was made of: the receiver of the call that made it, and its arguments."""
    if made.receiver is not None:
        yield made.receiver
    for item in made.arguments.all():
        yield from item.value.made()


def all_parts(roots: Iterable[Made]) -> dict[int, Made]:
    """Return the objects, everything that they were made of, and so on, by number."""
    found: dict[int, Made] = {}
    pending = [(made, made.number) for made in roots]
    seen: set[int] = set()
    while pending:
        made, number = pending.pop()
        # An attribute of an object has the object's number, and is another object.
        if id(made) not in seen:
            seen.add(id(made))
            found[number] = made
            pending.extend((part, part.number) for part in direct_parts(made))
    return found


def way_to(frames: tuple[Frame, ...]) -> Evidence:
    """Return the calls by which the code came to a place, outermost first."""
    return tuple(Step(location, text) for location, text in way(frames) if location.path)


def credential(record: CallRecord) -> Evidence:
    """Return the steps that made an object the user's, and the place where it is built."""
    return (*record.result.steps, Step(record.location, f"{short(record.name)} is built here"))


def surety(made: Made) -> Confidence:
    """Return how sure it is that an object acts for the user: several identities hang on a branch."""
    return Confidence.HIGH if len(made.identities) == 1 else Confidence.MEDIUM


def first_at_each_place(records: Iterable[CallRecord]) -> Iterator[CallRecord]:
    """Yield the first of the records of each place: a helper that is called twice is one place."""
    seen: set[Location] = set()
    for record in records:
        if record.location not in seen:
            seen.add(record.location)
            yield record
