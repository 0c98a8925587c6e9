# Arithmetic on what is known, joining of text and lists, and the pipes of frameworks.
"""Operators."""

from __future__ import annotations

from collections.abc import Callable

from scopelint.facts import records as f
from scopelint.model.location import Location
from scopelint.project.displays import elements_of, merge
from scopelint.project.machine import Machine
from scopelint.project.records import Origin, Reference, Scalar, Text
from scopelint.project.rendering import render
from scopelint.project.special import special
from scopelint.project.texts import concatenate, percent_format
from scopelint.project.values import (
    DictAtom,
    DictState,
    Element,
    ListAtom,
    ObjectAtom,
    Val,
    text,
    unknown,
)


def minus(value: Val) -> Val:
    """Return what `-value` is; what is no known number stays what it is."""
    atom = value.only
    if isinstance(atom, Scalar) and isinstance(atom.value, (int, float)):
        return Val((Scalar(-atom.value),))
    return value


def binary(machine: Machine, operator: str, left: Val, right: Val, location: Location, expr: f.Expr) -> Val:
    """Return what `left operator right` may be; `expr` is the whole, for naming it."""
    numbers = _numbers(left, right)
    if numbers and operator in _ARITHMETIC:
        return _computed(operator, *numbers, render(expr), location)
    if operator == "+":
        if any(isinstance(a, Scalar) and a.value is not None for a in (*left.atoms, *right.atoms)):
            return unknown(render(expr), "the operation is not followed", location)
        if any(isinstance(a, ListAtom) for a in left.atoms):
            first, whole = elements_of(machine, left)
            second, rest = elements_of(machine, right)
            kind = next(a.kind for a in left.atoms if isinstance(a, ListAtom))
            return machine.new_list([*first, *second], kind, whole and rest, location)
        return concatenate([left, right], location)
    if operator in _SPECIAL and isinstance(left.only, ObjectAtom):
        result = special(machine, left.only, _SPECIAL[operator], [right])
        if result is not None:
            return result
    if operator == "/" and any(isinstance(a, (Text, Origin)) for a in left.atoms):
        return concatenate([left, text("/"), right], location)
    if operator == "%" and any(isinstance(a, Text) for a in left.atoms):
        return percent_format(machine, left, right, location)
    if operator == "|":
        return _pipe(machine, left, right, location)
    if any(hasattr(a, "type") for a in (*left.atoms, *right.atoms)):
        return _pipe(machine, left, right, location)
    return unknown(render(expr), "the operation is not followed", location)


_SPECIAL = {"+": "__add__", "/": "__truediv__", "|": "__or__", "%": "__mod__", ">>": "__rshift__"}

_ARITHMETIC: dict[str, Callable[[int | float, int | float], int | float]] = {
    "+": lambda a, b: a + b,
    "-": lambda a, b: a - b,
    "*": lambda a, b: a * b,
    "%": lambda a, b: a % b,
    "//": lambda a, b: a // b,
    "/": lambda a, b: a / b,
}


def _computed(operator: str, left: int | float, right: int | float, words: str, location: Location) -> Val:
    if abs(left) > 1e12 or abs(right) > 1e12:
        return unknown(words, "the numbers are larger than the analysis follows", location)
    try:
        return Val((Scalar(_ARITHMETIC[operator](left, right)),))
    except ArithmeticError:
        return unknown(words, "it fails", location)


def _numbers(left: Val, right: Val) -> tuple[int | float, int | float] | None:
    first, second = left.only, right.only
    one = first.value if isinstance(first, Scalar) else None
    other = second.value if isinstance(second, Scalar) else None
    return (one, other) if isinstance(one, (int, float)) and isinstance(other, (int, float)) else None


def _pipe(machine: Machine, left: Val, right: Val, location: Location) -> Val:
    if all(isinstance(a, DictAtom) for a in (*left.atoms, *right.atoms)):
        state = merge(machine, DictState(), left)
        return machine.new_dict(merge(machine, state, right), location)
    if all(isinstance(a, ListAtom) for a in (*left.atoms, *right.atoms)):
        first, whole = elements_of(machine, left)
        second, rest = elements_of(machine, right)
        return machine.new_list([*first, *second], "set", whole and rest, location)
    pipe = Val((Reference("operator.or_", location),))
    return machine.call(pipe, [Element(left, location), Element(right, location)], [], location)
