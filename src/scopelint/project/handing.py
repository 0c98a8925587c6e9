# Which of the project's functions a library is given: they are called later, when requests come.
"""Functions that are handed to libraries."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from scopelint.model.auth import Phase
from scopelint.model.location import Location
from scopelint.project.machine import Callback, Machine
from scopelint.project.records import Made, Reference
from scopelint.project.values import (
    Atom,
    BoundAtom,
    DictAtom,
    Element,
    FunctionAtom,
    ListAtom,
    ObjectAtom,
    PartialAtom,
    Val,
)
from scopelint.project.web import STARTING, middleware


def hand_over(
    machine: Machine,
    made: Made,
    positional: Sequence[Element],
    keywords: Sequence[tuple[str, Element]],
    location: Location,
) -> None:
    """Let a library call what it was given: functions, tools, and objects with methods it knows."""
    for function in middleware(machine, made, positional, location):
        schedule(machine, function, Phase.REQUEST, location, first=True)
    for name, element in keywords:
        for function in _functions(machine, [element.value], 0) if name in STARTING else ():
            schedule(machine, function, Phase.INIT, location, first=True)
    given = [element.value for element in positional] + [element.value for _, element in keywords]
    functions = list(_functions(machine, given, 0))
    if not functions:
        return
    machine.callables.setdefault(made.number, []).extend(functions)
    if made.receiver is not None:
        machine.callables.setdefault(made.receiver.number, []).extend(functions)
    row = machine.table.decorator(made.type.removesuffix("()")) or machine.table.decorator(made.type)
    if row is not None and row.kind == "tool":
        return
    for function in functions:
        schedule(machine, function, Phase.REQUEST, location)


def schedule(
    machine: Machine, function: Atom, phase: Phase, handed_at: Location, *, first: bool = False
) -> None:
    """Have a function run later, once, with arguments that nobody knows; `first` before all others."""
    key = _identity(function)
    if key in machine.handled:
        return
    machine.handled.add(key)
    machine.callbacks.append(Callback(function, phase, handed_at, first))


def _identity(atom: Atom) -> tuple[int, int]:
    match atom:
        case BoundAtom(function, receiver):
            return id(function), id(receiver)
        case _:
            return id(atom), 0


def _functions(machine: Machine, values: Sequence[Val], depth: int) -> Iterator[Atom]:
    """Yield the project's functions that stand in values: also inside containers and tools."""
    if depth > 4:
        return
    for value in values:
        for atom in value.atoms:
            match atom:
                case FunctionAtom() | BoundAtom() | PartialAtom():
                    yield atom
                case Made(number=number):
                    yield from machine.callables.get(number, ())
                case ListAtom():
                    inner = [item.value for item in machine.items(atom).items]
                    yield from _functions(machine, inner, depth + 1)
                case DictAtom():
                    inner = [item.value for _, item in machine.entries(atom).entries]
                    yield from _functions(machine, inner, depth + 1)
                case ObjectAtom():
                    yield from _methods(machine, atom)
                case _:
                    pass


def _methods(machine: Machine, atom: ObjectAtom) -> Iterator[Atom]:
    """Yield the methods of an object by which a framework enters it: its class derives from a library's."""
    lineage = list(atom.cls.lineage())
    if not any(isinstance(base, Reference) and not base.name.startswith("builtins.") for base in lineage):
        return
    for cls in lineage:
        for name, slot in getattr(cls, "attributes", atom.store).slots.items():
            if name in machine.table.hooks and isinstance(slot, Val) and isinstance(slot.only, FunctionAtom):
                yield BoundAtom(slot.only, atom)
