# `value[key]`, `value[a:b]`, and the elements of what is only known by its origin.
"""Abstract subscripts."""

from __future__ import annotations

from enum import Enum
from typing import Final

from scopelint.facts import records as f
from scopelint.model.location import Location
from scopelint.project.freeze import arguments
from scopelint.project.joining import join
from scopelint.project.machine import Machine
from scopelint.project.records import Made, Origin, Reference, Scalar, Text, Unresolved
from scopelint.project.special import special
from scopelint.project.state import Activation
from scopelint.project.values import (
    Atom,
    ClassAtom,
    DictAtom,
    DictState,
    Element,
    Key,
    ListAtom,
    MemberAtom,
    ObjectAtom,
    Val,
    text,
)
from scopelint.project.web import kept


class NoKey(Enum):
    """The type of `NO_KEY`."""

    NO_KEY = "no key"


NO_KEY: Final = NoKey.NO_KEY
"""Stands for a key that is not one known value."""


ANNOTATED = frozenset({"typing.Annotated", "typing_extensions.Annotated"})
"""Types that say more than the type of a parameter: `Annotated[WorkspaceClient, Depends(get_client)]`."""


def key_of(value: Val) -> Key | NoKey:
    """Return a value as the key of a dict, or `NO_KEY`."""
    atom = value.only
    if isinstance(atom, Text) and atom.literal is not None:
        return atom.literal
    if isinstance(atom, Scalar):
        return atom.value
    return NO_KEY


def get(machine: Machine, value: Val, index: Val) -> Val | None:
    """Return what `value[index]` may be, or None if nothing is known of it."""
    found: list[Val] = []
    for key in index.atoms:
        for atom in value.atoms:
            one = _get(machine, atom, Val((key,)))
            if one is not None:
                found.append(one)
    return join(found) if found else None


def _get(machine: Machine, atom: Atom, index: Val) -> Val | None:
    key = key_of(index)
    token = forwarded(machine, key) if isinstance(key, str) else None
    if token is not None:
        return token
    shared = kept(machine, atom, key) if isinstance(key, str) else None
    if shared is not None:
        return shared
    match atom:
        case DictAtom():
            return _entry(machine, atom, key)
        case ListAtom():
            return _element(machine, atom, key)
        case Reference(name="os.environ"):
            getter = Val((Reference("os.environ.[]"),))
            return machine.call(getter, [Element(index)], [], Machine.nowhere())
        case Reference(name) if machine.table.canonical(name) in ANNOTATED:
            return _metadata(machine, name, index)
        case ObjectAtom():
            return special(machine, atom, "__getitem__", [index])
        case Origin() if not isinstance(key, int):
            return below(atom, str(key) if key is not NO_KEY else None)
        case Origin():
            return Val((atom,))
        case Made() | MemberAtom():
            return machine.attribute(Val((atom,)), "[]", Machine.nowhere())
        case ClassAtom():
            held = atom.attributes.slots.get(str(key))
            return held if isinstance(held, Val) else Val((atom,))
        case Text() if isinstance(key, int) and atom.literal is not None:
            return text(atom.literal[key]) if -len(atom.literal) <= key < len(atom.literal) else None
        case Unresolved(what, why):
            return Val((Unresolved(f"{what}[…]", why, atom.location),))
        case _:
            return None


def _metadata(machine: Machine, name: str, index: Val) -> Val | None:
    """Return `Annotated[type, ...]` as an object with what stands in the brackets for arguments."""
    atom = index.only
    if not isinstance(atom, ListAtom):
        return None
    given = arguments(machine, machine.items(atom).items, (), False)
    return Val((machine.made(machine.table.canonical(name), Machine.nowhere(), arguments=given),))


def forwarded(machine: Machine, name: str | None, location: Location | None = None) -> Val | None:
    """Return the user's token, if a request's header of that name carries it."""
    row = machine.table.header(name) if name is not None else None
    return Val((Origin("header", row.name, None, location),)) if row is not None else None


def below(origin: Origin, name: str | None) -> Val:
    """Return what stands below something that is looked up at run time: `request.custom_inputs["k"]`."""
    if name is None:
        return Val((Unresolved(f"{origin.name}[…]", f"it is looked up in `{origin.name}` at run time"),))
    source = "variable" if origin.source in ("env", "widget") else origin.source
    whole = f"{origin.name}.{name}" if origin.name else name
    return Val((Origin(source, whole, None, origin.location),))


def _entry(machine: Machine, atom: DictAtom, key: Key | NoKey) -> Val | None:
    state = machine.entries(atom)
    if key is NO_KEY:
        values = [element.value for _, element in state.entries]
        if state.rest is not None:
            values.append(state.rest)
        return join(values) if values else None
    element = state.get(key)
    if element is not None:
        return element.value
    return rest_of(state, key)


def _element(machine: Machine, atom: ListAtom, key: Key | NoKey) -> Val | None:
    state = machine.items(atom)
    if (
        isinstance(key, int)
        and state.complete
        and state.ordered
        and all(item.certain for item in state.items)
    ):
        return state.items[key].value if -len(state.items) <= key < len(state.items) else None
    values = [item.value for item in state.items]
    return join(values) if values else None


def element(machine: Machine, atom: Atom) -> Val | None:
    """Return one element of something that is iterated over without being a known container."""
    match atom:
        case Origin():
            return Val((atom,))
        case Made() | MemberAtom():
            return machine.attribute(Val((atom,)), "[]", Machine.nowhere())
        case _:
            return None


def cut(machine: Machine, value: Val, index: f.Slice, at: Activation) -> Val:
    """Return what `value[lower:upper]` may be."""
    bounds: list[int | None] = []
    for expr in (index.lower, index.upper, index.step):
        key = key_of(machine.evaluate(expr, at)) if expr is not None else None
        if key is not None and not isinstance(key, int):
            return value
        bounds.append(key)
    piece = slice(bounds[0], bounds[1], bounds[2] or None)
    found: list[Val] = []
    for atom in value.atoms:
        if isinstance(atom, Text) and atom.literal is not None:
            found.append(text(atom.literal[piece], atom.location))
        elif isinstance(atom, ListAtom) and machine.items(atom).complete:
            items: tuple[Element, ...] = machine.items(atom).items[piece]
            found.append(machine.new_list(items, atom.kind, True, atom.location))
        else:
            found.append(Val((atom,)))
    return join(found)


def rest_of(state: DictState, key: Key) -> Val | None:
    """Return what an unknown key may hold: in a copy of a parameter, what stands below the parameter."""
    atom = state.rest.only if state.rest is not None else None
    if isinstance(atom, Origin) and isinstance(key, str) and atom.source == "parameter":
        return below(atom, key)
    return state.rest
