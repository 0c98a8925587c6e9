# Why a use is claimed: the places that a reader follows from the credential to the call.
"""Evidence of uses."""

from __future__ import annotations

from collections.abc import Iterable

from scopelint.model.auth import Identity
from scopelint.model.evidence import Evidence, Step
from scopelint.model.location import Location
from scopelint.model.value import Unknown, Value
from scopelint.project.records import CallRecord, Frame, Made
from scopelint.rulebook.table import RuleTable
from scopelint.uses.acting import Acting

_MAX_FRAMES = 6
_ACTS = {
    Identity.USER: "acts for the user",
    Identity.SYSTEM: "acts as the system",
    Identity.MANUAL: "acts with explicit credentials",
    Identity.UNKNOWN: "its identity is not known",
}


def evidence_of(record: CallRecord, who: Acting, reaches: str) -> Evidence:
    """Return the steps from the credential over the client and the calls in between to the use itself."""
    steps: list[Step] = []
    if who.client is not None:
        steps += who.client.steps
        if who.client.location != record.location:
            _add(steps, who.client.location, _built(who.client, who))
    for location, text in way(record.frames):
        if location != record.location:
            _add(steps, location, text)
    acts = "" if who.client is None or len(steps) else f"; {_acts(who)}"
    steps.append(Step(record.location, reaches + acts))
    return tuple(dict.fromkeys(steps))


def reaches(type_: str, id_: Value, table: RuleTable, *, whole: bool = False) -> str:
    """Return the phrase that says what is reached."""
    title = title_of(type_, table)
    if whole or isinstance(id_, Unknown):
        return f"reaches {title}"
    return f"reaches {title} `{id_}`"


def title_of(type_: str, table: RuleTable) -> str:
    """Return the type as people call it, for the middle of a sentence."""
    row = table.resource(type_)
    return row.title if row is not None else type_.replace("_", " ")


def _built(client: Made, who: Acting) -> str:
    return f"`{client.type.removesuffix('()').rpartition('.')[2]}` built here; {_acts(who)}"


def _acts(who: Acting) -> str:
    return " or ".join(_ACTS[identity] for identity in who.identities)


def way(frames: tuple[Frame, ...]) -> Iterable[tuple[Location, str]]:
    """Return the call sites on the way; the middle of a long way is left out."""
    sites: list[tuple[Location, str]] = []
    for index, frame in enumerate(frames):
        if frame.called_at is None:
            continue
        if frame.entry:
            when = "answers requests" if frame.entry == "request" else "runs at start-up"
            sites.append((frame.called_at, f"`{_short(frame.function)}` {when}"))
        elif index:
            sites.append((frame.called_at, f"called from `{_short(frames[index - 1].function)}`"))
        else:
            sites.append((frame.called_at, f"`{_short(frame.function)}` is called"))
    if len(sites) > _MAX_FRAMES:
        return (*sites[: _MAX_FRAMES // 2], *sites[-_MAX_FRAMES // 2 :])
    return sites


def _short(function: str) -> str:
    return ".".join(function.replace("<locals>.", "").split(".")[-2:])


def _add(steps: list[Step], location: Location, text: str) -> None:
    """Append a step unless its line is in the chain already."""
    if all((step.location.path, step.location.cell, step.location.line) != _line(location) for step in steps):
        steps.append(Step(location, text))


def _line(location: Location) -> tuple[str, int, int]:
    return (location.path, location.cell, location.line)
