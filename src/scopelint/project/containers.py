# The methods of lists, tuples, sets and dicts.
"""Abstract containers."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from scopelint.model.location import Location
from scopelint.project.bearing import with_headers
from scopelint.project.binding import bind_item, extend
from scopelint.project.displays import elements_of
from scopelint.project.joining import join
from scopelint.project.keeping import note
from scopelint.project.machine import Machine
from scopelint.project.subscripts import NO_KEY, forwarded, key_of, rest_of
from scopelint.project.values import (
    NONE,
    DictAtom,
    DictState,
    Element,
    ListAtom,
    ListState,
    Val,
    text,
    unknown,
)

ADDING = frozenset({"append", "add", "appendleft", "insert"})
EXTENDING = frozenset({"extend", "update", "__iadd__", "extendleft"})


def method(
    machine: Machine,
    receiver: ListAtom | DictAtom,
    name: str,
    positional: Sequence[Element],
    keywords: Sequence[tuple[str, Element]],
    location: Location,
) -> Val:
    """Return what a method of a container returns, with its effect on it."""
    if isinstance(receiver, ListAtom):
        return _of_list(machine, receiver, name, positional, keywords, location)
    return _of_dict(machine, receiver, name, positional, keywords, location)


def _of_list(
    machine: Machine,
    receiver: ListAtom,
    name: str,
    positional: Sequence[Element],
    keywords: Sequence[tuple[str, Element]],
    location: Location,
) -> Val:
    state = machine.items(receiver)
    if name in ADDING and positional:
        added = positional[-1]
        note(machine, "cache", f".{name}(…)", added.value, location, receiver.store.born)
        element = Element(added.value, added.location or location, True, tuple(machine.conditions))
        items = (element, *state.items) if name == "insert" else (*state.items, element)
        machine.write(receiver.store, "items", replace(state, items=items))
        return NONE
    if name in EXTENDING and positional:
        for element in positional:
            extend(machine, Val((receiver,)), element.value, element.location or location, f".{name}(…)")
        return NONE
    if name in ("pop", "popleft"):
        values = [item.value for item in state.items]
        return join(values) if values else unknown(".pop()", "the list is not known", location)
    if name in ("copy", "union", "__add__", "__iter__", "intersection", "difference"):
        more = [element for given in positional for element in elements_of(machine, given.value)[0]]
        return machine.new_list([*state.items, *more], receiver.kind, state.complete, location, state.why)
    if name == "clear":
        machine.write(receiver.store, "items", ListState())
        return NONE
    if name in ("remove", "discard"):
        items = tuple(Element(e.value, e.location, False, e.conditions) for e in state.items)
        machine.write(receiver.store, "items", replace(state, items=items))
        return NONE
    if name in ("sort", "reverse"):
        machine.write(receiver.store, "items", reordered(state, name, bool(keywords)))
        return NONE
    return unknown(f".{name}()", "it is not followed", location)


def reordered(state: ListState, name: str, asked: bool) -> ListState:
    """Return a list sorted or reversed; `asked` if a key or direction was asked for: that is not followed."""
    certain = state.complete and all(item.certain for item in state.items)
    if certain and name == "reverse":
        return ListState(state.items[::-1], True, state.why)
    literals = [item.value.literal for item in state.items]
    if certain and not asked and None not in literals:
        ordered = sorted(state.items, key=lambda item: item.value.literal or "")
        return ListState(tuple(ordered), True, state.why)
    return ListState(state.items, state.complete, state.why, ordered=False)


def _of_dict(
    machine: Machine,
    receiver: DictAtom,
    name: str,
    positional: Sequence[Element],
    keywords: Sequence[tuple[str, Element]],
    location: Location,
) -> Val:
    holder = Val((receiver,))
    state = machine.entries(receiver)
    if name in ("get", "pop", "setdefault", "__getitem__") and positional:
        return _get(machine, receiver, name, positional, location)
    if name == "update":
        for element in positional:
            _update(machine, receiver, element.value)
        for key, element in keywords:
            bind_item(
                machine, holder, text(key), element.value, element.location or location, f".update({key}=…)"
            )
        return NONE
    if name == "__setitem__" and len(positional) == 2:
        bind_item(machine, holder, positional[0].value, positional[1].value, location, "[…]")
        return NONE
    if name in ("keys", "values", "items"):
        return machine.new_list(_view(machine, state, name), "list", state.complete, location)
    if name == "copy":
        return machine.new_dict(state, location)
    if name == "clear":
        machine.write(receiver.store, "entries", DictState())
        return NONE
    return unknown(f".{name}()", "it is not followed", location)


def _view(machine: Machine, state: DictState, name: str) -> list[Element]:
    """Return what iterating over the keys, values or items of a dict gives."""
    if name == "values":
        rest = [Element(state.rest, None, False)] if state.rest is not None else []
        return [*(element for _, element in state.entries), *rest]
    found: list[Element] = []
    for key, element in state.entries:
        named = text(key) if isinstance(key, str) else unknown(str(key), "it is no text")
        first = Element(named, element.location, element.certain)
        if name == "keys":
            found.append(first)
        else:
            # A pair that is there is whole: what may be missing is the pair.
            both = [Element(named, element.location), Element(element.value, element.location)]
            pair = machine.new_list(both, "tuple")
            found.append(Element(pair, element.location, element.certain, element.conditions))
    return found


def _get(
    machine: Machine, receiver: DictAtom, name: str, positional: Sequence[Element], location: Location
) -> Val:
    state = machine.entries(receiver)
    key = key_of(positional[0].value)
    default = positional[1].value if len(positional) > 1 else NONE
    if key is NO_KEY:
        values = [element.value for _, element in state.entries]
        return join([*values, *([state.rest] if state.rest else []), default])
    element = state.get(key)
    if element is not None:
        return element.value if element.certain else join((element.value, default))
    if name == "setdefault":
        bind_item(machine, Val((receiver,)), positional[0].value, default, location, ".setdefault(…)")
        return default
    if state.complete:
        return default
    token = forwarded(machine, key, location) if isinstance(key, str) else None
    if token is not None:
        return token
    held = rest_of(state, key) or unknown(f".get({key!r})", "the dict could not be read completely", location)
    return join((held, default)) if len(positional) > 1 else held


def _update(machine: Machine, receiver: DictAtom, value: Val) -> None:
    state = machine.entries(receiver)
    for atom in value.atoms:
        if isinstance(atom, DictAtom):
            other = machine.entries(atom)
            for key, element in other.entries:
                state = state.put(key, element)
            state = DictState(state.entries, state.complete and other.complete, state.rest or other.rest)
        else:
            state = with_headers(state, atom)
    machine.write(receiver.store, "entries", state)
