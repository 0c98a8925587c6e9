# Calls of libraries: what they make, and what of it is recorded.
"""Abstract calls of libraries."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from scopelint.model.location import Location
from scopelint.project.bearing import sent
from scopelint.project.freeze import arguments, freeze
from scopelint.project.handing import hand_over
from scopelint.project.identity import acting
from scopelint.project.machine import Machine
from scopelint.project.records import Arguments, CallRecord, Made
from scopelint.project.values import (
    BoundAtom,
    Element,
    FunctionAtom,
    MemberAtom,
    PartialAtom,
    Val,
)
from scopelint.rulebook.rule import ClientRow


def call_library(
    machine: Machine,
    written: str,
    receiver: Made | None,
    positional: Sequence[Element],
    keywords: Sequence[tuple[str, Element]],
    location: Location,
    open_: bool,
) -> Val:
    """Return what a call of a library makes, recording it if it matters."""
    name = machine.table.canonical(written)
    row = machine.table.made_by(name)
    if row is not None and row.credentials:
        keywords = [(key, _provided(machine, row, key, element, location)) for key, element in keywords]
    keywords = sent(machine, receiver, keywords)
    frozen = arguments(machine, positional, keywords, open_)
    made = _make(machine, name, row, receiver, frozen, location)
    if name in machine.table.setters:
        for element in [*positional, *(value for _, value in keywords)][:1]:
            machine.models.append(element.value)
            machine.frozen_models.append(freeze(machine, element.value))
    logger = machine.table.logger(name)
    if logger is not None:
        for key, element in [*keywords, *(("", e) for e in positional[:1])]:
            if key in logger.model.keywords or key == "":
                machine.logged.append((location, element.value))
    if made.identities or any(_carries(machine, part) for part in _parts(made)):
        machine.carrying.add(made.number)
    if _is_new(machine, made) and _matters(machine, name, made, row is not None):
        machine.record(_record(machine, name, written, receiver, made))
    hand_over(machine, made, positional, keywords, location)
    return Val((made,))


def _make(
    machine: Machine,
    name: str,
    row: ClientRow | None,
    receiver: Made | None,
    frozen: Arguments,
    location: Location,
) -> Made:
    """Return the object that a call makes.

    The same call under the same circumstances makes the same object: otherwise a client that a helper
    makes would be another at each of the helper's calls.
    """
    conditions = tuple(machine.conditions)
    number = receiver.number if receiver is not None else 0
    key = (name, location, machine.phase, machine.failure, conditions, number, frozen)
    known = machine.interned.get(key)
    if known is not None:
        return known
    found = acting(row, frozen, receiver, location, machine.table)
    made = Made(
        number=machine.number(),
        type=row.type if row else _result_type(name),
        arguments=frozen,
        location=location,
        identities=tuple(found.identities),
        steps=tuple(found.steps),
        fallback=machine.failure,
        phase=machine.phase,
        receiver=receiver,
        conditions=conditions,
        why=found.why,
        fallback_identities=tuple(found.fallback),
    )
    machine.interned[key] = made
    return made


def _is_new(machine: Machine, made: Made) -> bool:
    """Tell whether the call was not yet recorded on the same way."""
    way = (
        made.number,
        machine.guards > 0,
        machine.threads > 0,
        tuple(frame.function for frame in machine.frames),
    )
    if way in machine.recorded:
        return False
    machine.recorded.add(way)
    return True


UNWRAPPED = frozenset({"functools.wraps"})
"""What copies names from the function that it is given, and gives back something else."""


def passed_through(machine: Machine, written: str, positional: Sequence[Element]) -> Val | None:
    """Return the function that a call such as `mlflow.trace(search, name="search")` gives back as it is.

    A function of a library may be a setting of the decorator (`backoff.on_exception(backoff.expo, ...)`);
    only functions of the project and methods of clients are what it decorates.
    """
    name = machine.table.canonical(written)
    row = machine.table.decorator(name)
    if row is None or row.kind not in ("transparent", "cache") or name in UNWRAPPED or not positional:
        return None
    value = positional[0].value
    held = (FunctionAtom, BoundAtom, PartialAtom, MemberAtom)
    return value if value.atoms and all(isinstance(atom, held) for atom in value.atoms) else None


def _provided(machine: Machine, row: ClientRow, key: str, element: Element, location: Location) -> Element:
    """Credentials that are given as a function (`lambda: config.authenticate`) are what it returns."""
    function = element.value.only
    known = any(key in argument.keywords for argument in row.credentials)
    if not known or not isinstance(function, (FunctionAtom, BoundAtom)):
        return element
    result = machine.call(element.value, [], [], location, True)
    return Element(result, element.location, element.certain, element.conditions)


def _result_type(name: str) -> str:
    """A capitalised name is a class, and calling it makes an instance; anything else returns something."""
    last = name.rpartition(".")[2]
    return name if last[:1].isupper() else f"{name}()"


def _matters(machine: Machine, name: str, made: Made, listed: bool) -> bool:
    if listed or made.identities or any(part.identities for part in _parts(made)):
        return True
    root = name.partition(".")[0]
    if root in machine.table.roots or machine.table.rules_for(name) or machine.table.app_call(name):
        return True
    return root not in IDLE and any(_carries(machine, part) for part in _parts(made))


IDLE = frozenset({"builtins", "logging", "typing"})
"""Libraries that do nothing on behalf of a client that they are given."""


def _parts(made: Made) -> Iterator[Made]:
    """Yield what a call was given: its receiver, and the library objects in its arguments."""
    if made.receiver is not None:
        yield made.receiver
    for item in made.arguments.all():
        yield from item.value.made()


def _carries(machine: Machine, made: Made) -> bool:
    """Tell whether a library object holds a client, or functions of the project, which may use one."""
    return bool(made.identities) or made.number in machine.carrying or made.number in machine.callables


def record_unknown(
    machine: Machine,
    name: str,
    positional: Sequence[Element],
    keywords: Sequence[tuple[str, Element]],
    at: Location,
) -> None:
    """Record the call of something that was not read, if it is given a library's object that it may use."""
    frozen = arguments(machine, positional, keywords, False)
    if any(True for item in frozen.all() for _ in item.value.made()):
        made = machine.made(f"{name}()", at, arguments=frozen, phase=machine.phase)
        machine.record(_record(machine, name, name, None, made))


def _record(machine: Machine, name: str, written: str, receiver: Made | None, made: Made) -> CallRecord:
    return CallRecord(
        name=name,
        written=written,
        receiver=receiver,
        arguments=made.arguments,
        result=made,
        location=made.location,
        phase=machine.phase,
        frames=tuple(machine.frames),
        conditions=tuple(machine.conditions),
        guarded=machine.guards > 0,
        thread=machine.threads > 0,
    )
