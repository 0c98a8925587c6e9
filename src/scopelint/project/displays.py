# Lists, dicts and comprehensions written out, and what iterating over a value gives.
"""Displays, comprehensions and spreading."""

from __future__ import annotations

from collections.abc import Iterable

from scopelint.facts import records as f
from scopelint.model.location import Location
from scopelint.project import subscripts
from scopelint.project.bearing import with_headers
from scopelint.project.bounds import MAX_ELEMENTS, MAX_SIZE
from scopelint.project.freeze import SPREAD
from scopelint.project.joining import join
from scopelint.project.machine import Machine
from scopelint.project.records import Made, Origin, Scalar, Text
from scopelint.project.rendering import render
from scopelint.project.special import special
from scopelint.project.state import Activation
from scopelint.project.values import (
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


def spread(
    machine: Machine, arguments: Iterable[f.Argument], at: Activation
) -> tuple[list[Element], list[tuple[str, Element]], bool]:
    """Return the arguments of a call with `*` and `**` spread out, and whether some could not be."""
    positional: list[Element] = []
    keywords: list[tuple[str, Element]] = []
    open_ = False
    for argument in arguments:
        value = machine.evaluate(argument.value, at)
        place = place_of(machine, argument.value, at)
        if argument.keyword:
            keywords.append((argument.keyword, Element(value, place)))
        elif argument.star == "*":
            elements, complete = elements_of(machine, value)
            positional.extend(elements)
            open_ |= not complete
        elif argument.star == "**":
            if not _spread_dict(machine, value, keywords):
                open_ = True
                keywords.append((SPREAD, Element(value, place)))
        else:
            positional.append(Element(value, place))
    return positional, keywords, open_


def _spread_dict(machine: Machine, value: Val, keywords: list[tuple[str, Element]]) -> bool:
    """Add what `**value` gives; a key that only some alternatives hold may not be given at all."""
    complete = True
    states = [machine.entries(atom) for atom in value.atoms if isinstance(atom, DictAtom)]
    names = dict.fromkeys(key for state in states for key, _ in state.entries if isinstance(key, str))
    for name in names:
        held = [element for state in states if (element := state.get(name)) is not None]
        certain = len(held) == len(value.atoms) and all(element.certain for element in held)
        joined = held[0].value if len(held) == 1 else join([element.value for element in held])
        keywords.append((name, Element(joined, held[0].location, certain, held[0].conditions)))
    for atom in value.atoms:
        if isinstance(atom, DictAtom):
            complete &= machine.entries(atom).complete
        elif not (isinstance(atom, Scalar) and atom.value is None):
            complete = False
    return complete


def place_of(machine: Machine, expr: f.Expr, at: Activation) -> Location | None:
    """Return where an expression stands, or None if it has no place of its own."""
    span = getattr(expr, "span", None)
    if span is None and isinstance(expr, (f.Await, f.Starred)):
        return place_of(machine, expr.value, at)
    return machine.place(at, span) if span is not None else None


def elements_of(machine: Machine, value: Val) -> tuple[list[Element], bool]:
    """Return what iterating over a value gives, and whether that is all of it."""
    found: list[Element] = []
    complete = True
    several = len(value.atoms) > 1
    for atom in value.atoms:
        if isinstance(atom, ListAtom):
            state = machine.items(atom)
            found.extend(
                Element(e.value, e.location, False, e.conditions) if several else e for e in state.items
            )
            complete &= state.complete
        elif isinstance(atom, DictAtom):
            keys = machine.entries(atom)
            found.extend(Element(_key_value(key), e.location, e.certain) for key, e in keys.entries)
            complete &= keys.complete
        elif isinstance(atom, Text) and atom.literal is not None and len(atom.literal) <= MAX_ELEMENTS:
            found.extend(Element(text(character)) for character in atom.literal)
        elif isinstance(atom, Scalar):
            continue
        elif isinstance(atom, ObjectAtom) and (given := special(machine, atom, "__iter__")) is not None:
            inner, whole = elements_of(machine, given) if given.only is not atom else ([], False)
            found.extend(inner)
            complete &= whole
        else:
            element = subscripts.element(machine, atom)
            complete &= isinstance(atom, Origin)  # a setting's names are known by the setting
            if element is not None:
                found.append(Element(element, None, False))
    return found, complete


def stand_for_all(value: Val) -> bool:
    """Tell whether each element that iterating gives stands for any: nothing else can be among them."""
    return all(isinstance(atom, (Origin, Made, MemberAtom)) for atom in value.atoms)


def _key_value(key: Key) -> Val:
    return text(key) if isinstance(key, str) else Val((Scalar(key),))


def display(
    machine: Machine, kind: str, items: tuple[f.Expr, ...], location: Location, at: Activation
) -> Val:
    """Return the list, tuple or set that a display makes; it is incomplete if a `*part` is."""
    elements: list[Element] = []
    complete, why = True, ""
    for item in items:
        value = machine.evaluate(item, at)
        if isinstance(item, f.Starred):
            inner, whole = elements_of(machine, value)
            elements.extend(inner)
            if not whole:
                complete, why = False, f"`*{render(item.value)}` could not be read"
        else:
            elements.append(Element(value, place_of(machine, item, at), True, tuple(machine.conditions)))
    return machine.new_list(elements, kind, complete, location, why)


def dict_display(machine: Machine, expr: f.DictDisplay, at: Activation) -> Val:
    """Return the dict that a display makes; what stands under unknown keys is its `rest`."""
    state = DictState()
    if len(expr.entries) > MAX_SIZE:
        return machine.new_dict(DictState((), False), machine.place(at, expr.span))
    for key, value_expr in expr.entries:
        value = machine.evaluate(value_expr, at)
        if key is None:
            state = merge(machine, state, value)
            continue
        literal = subscripts.key_of(machine.evaluate(key, at))
        element = Element(value, place_of(machine, value_expr, at))
        if literal is subscripts.NO_KEY:
            rest = join((state.rest, value)) if state.rest else value
            state = DictState(state.entries, False, rest)
        else:
            state = state.put(literal, element)
    return machine.new_dict(state, machine.place(at, expr.span))


def merge(machine: Machine, state: DictState, value: Val) -> DictState:
    """Return a dict with the entries of another value put over its own, as `{**state, **value}` does."""
    for atom in value.atoms:
        if isinstance(atom, DictAtom):
            other = machine.entries(atom)
            for key, element in other.entries:
                state = state.put(key, element)
            if not other.complete:
                state = DictState(state.entries, False, state.rest or other.rest)
        elif not isinstance(atom, Scalar):
            state = with_headers(state, atom)
    return state
