# What of a user's outlives the request: a client that is put on something older than the request, or
# something that holds one. What a client answered acts for nobody.
"""Records of what is kept beyond a request."""

from __future__ import annotations

from collections.abc import Iterator

from scopelint.facts.search import names_in
from scopelint.model.auth import Identity, Phase
from scopelint.model.location import Location
from scopelint.project.freeze import freeze
from scopelint.project.machine import Machine
from scopelint.project.records import Made, StoreRecord
from scopelint.project.values import (
    Atom,
    BoundAtom,
    DictAtom,
    FunctionAtom,
    ListAtom,
    ObjectAtom,
    PartialAtom,
    Val,
)

_DEPTH = 4


def note(machine: Machine, kind: str, target: str, value: Val, location: Location, born: Phase) -> None:
    """Record that something with a user's identity is put where it outlives the request."""
    if machine.phase is born or machine.phase not in (Phase.REQUEST, Phase.INIT) or born is Phase.REQUEST:
        return
    found = (acting for held in _held(machine, value) if (acting := _acting_for_user(machine, held, 0)))
    made = next(found, None)
    if made is not None:
        frames = tuple(machine.frames)
        machine.stores.append(StoreRecord(kind, target, made, location, machine.phase, frames))


def _held(machine: Machine, value: Val) -> Iterator[Made]:
    """Yield the library objects in a value, and those that the functions in it have captured."""
    yield from freeze(machine, value, _DEPTH).made()
    for function in _functions(machine, value, 0):
        if function.scope is function.module.store:
            continue
        for name in dict.fromkeys(names_in(function.record.body)):
            captured = function.scope.slots.get(name)
            if isinstance(captured, Val):
                yield from (atom for atom in captured.atoms if isinstance(atom, Made))


def _functions(machine: Machine, value: Val, depth: int) -> Iterator[FunctionAtom]:
    """Yield the project's functions in a value, also in containers, objects and tools."""
    if depth > _DEPTH:
        return
    for atom in value.atoms:
        match atom:
            case FunctionAtom():
                yield atom
            case BoundAtom(function):
                yield function
            case _:
                for inner in _inside(machine, atom):
                    yield from _functions(machine, inner, depth + 1)


def _inside(machine: Machine, atom: Atom) -> Iterator[Val]:
    match atom:
        case ListAtom():
            yield from (item.value for item in machine.items(atom).items)
        case DictAtom():
            yield from (item.value for _, item in machine.entries(atom).entries)
        case ObjectAtom(store=store):
            yield from (slot for slot in list(store.slots.values()) if isinstance(slot, Val))
        case PartialAtom(function, positional, keywords):
            yield from (function, *positional, *(value for _, value in keywords))
        case Made(number=number):
            yield from (Val((function,)) for function in machine.callables.get(number, ()))
        case _:
            pass


def _acting_for_user(machine: Machine, made: Made, depth: int) -> Made | None:
    """Return the client for the user that an object is, or holds; what a client answered is none."""
    answer = "()" in made.type and machine.table.client(made.type) is None
    if Identity.USER in made.identities:
        return None if answer else made
    if depth > _DEPTH or made.identities or (answer and not _builds(made.type)):
        return None
    inner = (part for item in made.arguments.all() for part in item.value.made())
    return next((found for part in inner if (found := _acting_for_user(machine, part, depth + 1))), None)


def _builds(type_: str) -> bool:
    """Tell whether a function, by its name, builds something from what it is given, rather than asks it."""
    return type_.removesuffix("()").rpartition(".")[2].startswith(("create_", "build_", "make_"))
