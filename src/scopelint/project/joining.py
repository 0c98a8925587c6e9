# How alternatives come together: values, lists and dicts that two branches leave in one place.
"""Joining of abstract values."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from typing import Any

from scopelint.project.bounds import MAX_SIZE
from scopelint.project.records import Made, Origin, Reference, Scalar, Text, Unresolved
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
    key = _KEYS.get(type(atom))
    return id(atom) if key is None else key(atom)


def _text_key(atom: Text) -> object:
    return ("text", *(_origin_key(piece) if isinstance(piece, Origin) else piece for piece in atom.pieces))


def _origin_key(atom: Origin) -> object:
    return ("origin", atom.source, atom.name)


_KEYS: dict[type, Callable[[Any], object]] = {
    Text: _text_key,
    Origin: _origin_key,
    Scalar: lambda atom: ("scalar", type(atom.value).__name__, atom.value, atom.failed),
    Reference: lambda atom: ("reference", atom.name),
    Unresolved: lambda atom: ("unresolved", atom.what, atom.why),
    BoundAtom: lambda atom: ("bound", id(atom.function), id(atom.receiver)),
    MemberAtom: lambda atom: ("member", id(atom.made), atom.path),
    ModuleAtom: lambda atom: ("module", id(atom.module)),
    MethodAtom: lambda atom: ("method", atom_key(atom.receiver), atom.name),
}
"""By type, because this is asked more often than anything else; all other atoms are themselves alone."""


def join(values: Iterable[Val]) -> Val:
    """Return a value that may be any of `values`."""
    distinct = list({id(value): value for value in values}.values())
    if len(distinct) == 1 and distinct[0].atoms:
        return distinct[0]
    found: dict[object, Atom] = {}
    for value in distinct:
        for atom in value.atoms:
            found.setdefault(atom_key(atom), atom)
    atoms = tuple(found.values())
    if not atoms:
        return unknown("", "nothing assigns it")
    if len(atoms) > WIDTH:
        atoms = tuple({_likeness(atom): atom for atom in atoms[::-1]}.values())[::-1]
    if len(atoms) > WIDTH:
        atoms = (*atoms[: WIDTH - 1], Unresolved("", "it has more alternatives than the analysis follows"))
    return Val(atoms)


def _likeness(atom: Atom) -> object:
    """Return what makes two atoms as good as the same: objects that one line makes again and again."""
    if isinstance(atom, Made):
        return ("made", atom.type, atom.location, atom.identities, atom.fallback)
    return atom_key(atom)


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
    if not element.certain:
        return element  # the same one, so that two branches see that neither changed it
    return Element(element.value, element.location, False, element.conditions)


def _join_lists(first: ListState, second: ListState) -> ListState:
    shared = 0
    for one, other in zip(first.items, second.items, strict=False):
        if one is not other:
            break
        shared += 1
    rest: dict[object, Element] = {}
    for item in (*first.items[shared:], *second.items[shared:]):
        rest.setdefault(_element_key(item), _uncertain(item))
    items = (*first.items[:shared], *rest.values())
    complete = first.complete and second.complete and len(items) <= MAX_SIZE
    return ListState(items[:MAX_SIZE], complete, first.why or second.why, first.ordered and second.ordered)


def _element_key(element: Element) -> object:
    """Return what makes an element of one branch the same as one of the other, wherever it stands."""
    return (element.conditions, *(atom_key(atom) for atom in element.value.atoms))


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
