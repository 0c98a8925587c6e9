# How alternatives come together: values, lists and dicts that two branches leave in one place.
"""Joining of abstract values."""

from __future__ import annotations

from collections.abc import Iterable

from scopelint.project.records import Origin, Reference, Scalar, Text, Unresolved
from scopelint.project.values import (
    Atom,
    BoundAtom,
    DictState,
    Element,
    ListState,
    MemberAtom,
    MethodAtom,
    ModuleAtom,
    Slot,
    Val,
    unknown,
)

WIDTH = 16
"""Alternatives that a value keeps; more are folded into one unresolved alternative."""


def atom_key(atom: Atom) -> object:
    """Return what makes two atoms the same alternative, wherever they were written."""
    match atom:
        case Text(pieces):
            return ("text", tuple(atom_key(p) if isinstance(p, Origin) else p for p in pieces))
        case Origin(source, name):
            return ("origin", source, name)
        case Scalar(value, failed):
            return ("scalar", type(value).__name__, value, failed)
        case Reference(name):
            return ("reference", name)
        case Unresolved(what, why):
            return ("unresolved", what, why)
        case BoundAtom(function, receiver):
            return ("bound", id(function), id(receiver))
        case MemberAtom(made, path):
            return ("member", id(made), path)
        case ModuleAtom(module):
            return ("module", id(module))
        case MethodAtom(receiver, name):
            return ("method", atom_key(receiver), name)
        case _:
            return id(atom)


def join(values: Iterable[Val]) -> Val:
    """Return a value that may be any of `values`."""
    found: dict[object, Atom] = {}
    for value in values:
        for atom in value.atoms:
            found.setdefault(atom_key(atom), atom)
    atoms = tuple(found.values())
    if not atoms:
        return unknown("", "nothing assigns it")
    if len(atoms) > WIDTH:
        atoms = (*atoms[: WIDTH - 1], Unresolved("", "it has more alternatives than the analysis follows"))
    return Val(atoms)


def join_slots(first: Slot, second: Slot) -> Slot:
    """Return a slot that may hold either."""
    if first is second:
        return first
    if isinstance(first, Val) and isinstance(second, Val):
        return join((first, second))
    if isinstance(first, ListState) and isinstance(second, ListState):
        return _join_lists(first, second)
    if isinstance(first, DictState) and isinstance(second, DictState):
        return _join_dicts(first, second)
    return second


def _uncertain(element: Element) -> Element:
    return Element(element.value, element.location, False, element.conditions)


def _join_lists(first: ListState, second: ListState) -> ListState:
    shared = 0
    for one, other in zip(first.items, second.items, strict=False):
        if one is not other:
            break
        shared += 1
    rest = [_uncertain(item) for item in first.items[shared:]]
    seen = {id(item.value) for item in rest}
    rest += [_uncertain(item) for item in second.items[shared:] if id(item.value) not in seen]
    complete = first.complete and second.complete
    return ListState((*first.items[:shared], *rest), complete, first.why or second.why)


def _join_dicts(first: DictState, second: DictState) -> DictState:
    result = DictState((), first.complete and second.complete, first.rest or second.rest)
    for key, element in first.entries:
        other = second.get(key)
        if other is None:
            result = result.put(key, _uncertain(element))
        elif other is element:
            result = result.put(key, element)
        else:
            joined = join((element.value, other.value))
            result = result.put(key, Element(joined, element.location, element.certain and other.certain))
    for key, element in second.entries:
        if first.get(key) is None:
            result = result.put(key, _uncertain(element))
    return result
