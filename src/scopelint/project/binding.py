# What assignments bind.
"""Binding of names, attributes and items."""

from __future__ import annotations

from dataclasses import replace

from scopelint.facts import records as f
from scopelint.model.auth import Phase
from scopelint.model.location import Location
from scopelint.project.bearing import send_always, send_header
from scopelint.project.displays import elements_of
from scopelint.project.freeze import freeze
from scopelint.project.handing import hand_over
from scopelint.project.joining import join
from scopelint.project.keeping import note
from scopelint.project.machine import Machine
from scopelint.project.records import EnvironmentRecord, Made, Reference
from scopelint.project.rendering import render
from scopelint.project.state import Activation
from scopelint.project.subscripts import NO_KEY, key_of
from scopelint.project.values import (
    ClassAtom,
    DictAtom,
    DictState,
    Element,
    ListAtom,
    ListState,
    MemberAtom,
    ModuleAtom,
    ObjectAtom,
    Store,
    Val,
    unknown,
)
from scopelint.project.web import keep


def bind(machine: Machine, target: f.Expr, value: Val, at: Activation) -> None:
    """Bind a target (a name, an attribute, an item, a pattern of them) to a value."""
    match target:
        case f.Name(id=name, span=span):
            store = _owner(at, name)
            if store is at.module.store and store is not at.store:
                note(machine, "global", name, value, machine.place(at, span), Phase.IMPORT)
            machine.write(store, name, value)
        case f.Attribute(owner, attr, span):
            bind_attribute(
                machine, machine.evaluate(owner, at), attr, value, machine.place(at, span), render(target)
            )
        case f.Subscript(owner, index, span):
            holder = machine.evaluate(owner, at)
            if isinstance(index, f.Slice):
                return
            bind_item(
                machine, holder, machine.evaluate(index, at), value, machine.place(at, span), render(target)
            )
        case f.Display(_, items, _):
            _unpack(machine, items, value, at)
        case f.Starred(inner):
            bind(machine, inner, value, at)
        case _:
            pass


def _owner(at: Activation, name: str) -> Store:
    if name in at.store.globals:
        return at.module.store
    store = at.store.parent if name in at.store.nonlocals else None
    while store is not None and name not in store.slots:
        store = store.parent
    return store or at.store


def bind_attribute(
    machine: Machine, owner: Val, attr: str, value: Val, location: Location, target: str
) -> None:
    """Let `owner.attr` be a value; `target` is the author's text for it. Library objects keep nothing."""
    several = len(owner.atoms) > 1
    for atom in owner.atoms:
        match atom:
            case ObjectAtom(store=store):
                note(machine, "attribute", target, value, location, store.born)
                _write(machine, store, attr, value, several)
            case ClassAtom(attributes=store):
                note(machine, "class", target, value, location, store.born)
                _write(machine, store, attr, value, several)
            case ModuleAtom(module):
                note(machine, "global", target, value, location, Phase.IMPORT)
                _write(machine, module.store, attr, value, several)
            case Made() if send_always(machine, MemberAtom(atom, attr), value):
                pass
            case Made():  # `app.layout = page`
                hand_over(machine, atom, [Element(value)], [], location)
            case _:
                keep(machine, atom, attr, value)


def _write(machine: Machine, store: Store, key: str, value: Val, several: bool) -> None:
    old = machine.read(store, key)
    machine.write(store, key, join((old, value)) if several and isinstance(old, Val) else value)


def bind_item(machine: Machine, holder: Val, index: Val, value: Val, location: Location, target: str) -> None:
    """Let `holder[index]` be a value."""
    key = key_of(index)
    for atom in holder.atoms:
        if isinstance(atom, DictAtom):
            note(machine, "cache", target, value, location, atom.store.born)
            state = machine.entries(atom)
            if key is NO_KEY:
                rest = join((state.rest, value)) if state.rest else value
                machine.write(atom.store, "entries", DictState(state.entries, False, rest))
            else:
                element = Element(value, location, True, tuple(machine.conditions))
                machine.write(atom.store, "entries", state.put(key, element))
        elif isinstance(atom, ListAtom):
            note(machine, "cache", target, value, location, atom.store.born)
            machine.write(atom.store, "items", _replaced(machine.items(atom), key, value, location))
        elif isinstance(atom, Reference) and atom.name == "os.environ" and isinstance(key, str):
            set_environment(machine, key, value, location)
        elif isinstance(key, str) and not send_header(machine, atom, key, value):
            keep(machine, atom, key, value)


def _replaced(state: ListState, key: object, value: Val, location: Location) -> ListState:
    """Return a list with one element replaced: any of them, if it is not known which."""
    certain = state.complete and all(item.certain for item in state.items)
    if certain and isinstance(key, int) and -len(state.items) <= key < len(state.items):
        items = list(state.items)
        items[key] = Element(value, location)
        return replace(state, items=tuple(items))
    either = tuple(Element(join((e.value, value)), e.location, e.certain, e.conditions) for e in state.items)
    return replace(state, items=either)


def set_environment(machine: Machine, name: str, value: Val, location: Location) -> None:
    """Let the code set an environment variable."""
    conditions = tuple(machine.conditions)
    machine.environment.append(
        EnvironmentRecord(name, freeze(machine, value), location, machine.phase, conditions)
    )
    machine.env_values[name] = value


def _unpack(machine: Machine, items: tuple[f.Expr, ...], value: Val, at: Activation) -> None:
    """Bind the parts of a value; each alternative of it is taken apart by itself."""
    read = [elements_of(machine, Val((atom,))) for atom in value.atoms]
    for index, item in enumerate(items):
        picked = [_picked(items, index, elements, complete) for elements, complete in read]
        if isinstance(item, f.Starred):
            rest = picked[0] if len(picked) == 1 else [replace(e, certain=False) for p in picked for e in p]
            bind(machine, item.value, machine.new_list(rest, "list", all(c for _, c in read)), at)
            continue
        found = [element.value for part in picked for element in part]
        if not found or any(not elements and not complete for elements, complete in read):
            found.append(unknown(render(item), "what is unpacked is not known"))
        bind(machine, item, join(found), at)


def _picked(items: tuple[f.Expr, ...], index: int, elements: list[Element], complete: bool) -> list[Element]:
    """Return the elements that one of several targets may be given."""
    star = next((place for place, item in enumerate(items) if isinstance(item, f.Starred)), None)
    if index == star:
        return elements[index : len(elements) - (len(items) - index - 1)]
    fits = len(elements) == len(items) if star is None else len(elements) >= len(items) - 1
    if not fits or not complete or not all(element.certain for element in elements):
        return elements
    return [elements[index if star is None or index < star else index - len(items)]]


def extend(machine: Machine, holder: Val, added: Val, location: Location, words: str) -> None:
    """Let lists hold the elements of another value too."""
    elements, complete = elements_of(machine, added)
    several = len(holder.atoms) > 1
    hanging = tuple(machine.conditions)
    fresh = tuple(
        Element(e.value, e.location or location, e.certain and not several, (*hanging, *e.conditions))
        for e in elements
    )
    why = "" if complete else f"`{words}` could not be read completely"
    for atom in holder.atoms:
        if isinstance(atom, ListAtom):
            state = machine.items(atom)
            items, whole = (*state.items, *fresh), state.complete and complete
            new = replace(state, items=items, complete=whole, why=state.why or why)
            note(machine, "cache", words, added, location, atom.store.born)
            machine.write(atom.store, "items", machine.bounded(new))
