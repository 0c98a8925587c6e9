# Comprehensions: run over what is known of their iterables.
"""Comprehensions."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from scopelint.facts import records as f
from scopelint.project import subscripts
from scopelint.project.binding import bind
from scopelint.project.bounds import MAX_ELEMENTS
from scopelint.project.displays import elements_of, place_of, stand_for_all
from scopelint.project.joining import join
from scopelint.project.machine import Machine
from scopelint.project.rendering import render
from scopelint.project.state import Activation
from scopelint.project.truth import truth
from scopelint.project.values import DictState, Element, Val, unknown


@dataclass(slots=True)
class _Reading:
    """Whether all that a comprehension runs over was read."""

    complete: bool = True


def comprehension(machine: Machine, expr: f.Comprehension, at: Activation) -> Val:
    """Return the list, set or dict that a comprehension makes; generators are lists."""
    inner = Activation(
        machine.store(at.store), at.module, at.frame, at.function, at.receiver, at.owner, at.returned
    )
    elements: list[Element] = []
    keyed: list[tuple[Val, Element]] = []
    reading = _Reading()

    def produce(certain: bool) -> None:
        value = machine.evaluate(expr.element, inner)
        element = Element(value, place_of(machine, expr.element, inner), certain, tuple(machine.conditions))
        if expr.key is not None:
            keyed.append((machine.evaluate(expr.key, inner), element))
        else:
            elements.append(element)

    _clauses(machine, expr.clauses, inner, True, produce, reading)
    location = machine.place(at, expr.span)
    if expr.key is not None:
        return machine.new_dict(_entries(keyed, reading.complete), location)
    kind = "set" if expr.kind == "set" else "list"
    # What could not be read is made into elements like the others, of which one stands for all.
    return machine.new_list(elements, kind, True, location)


def _entries(keyed: list[tuple[Val, Element]], complete: bool) -> DictState:
    result = DictState((), complete)
    for key, element in keyed:
        literal = subscripts.key_of(key)
        if literal is subscripts.NO_KEY:
            rest = join((result.rest, element.value)) if result.rest else element.value
            result = DictState(result.entries, False, rest)
        else:
            result = result.put(literal, element)
    return result


def _clauses(
    machine: Machine,
    clauses: tuple[f.Clause, ...],
    at: Activation,
    certain: bool,
    produce: Callable[[bool], None],
    reading: _Reading,
) -> None:
    """Run the clauses inside one another; `produce` is told of each element whether it is certain."""
    if not clauses:
        produce(certain)
        return
    clause, *inner = clauses
    iterable = machine.evaluate(clause.iterable, at)
    elements, complete = elements_of(machine, iterable)
    if not complete:
        reading.complete = False
    if not complete and not stand_for_all(iterable):
        why = f"it is an element of `{render(clause.iterable)}`, which could not be read completely"
        elements = [*elements, Element(unknown(render(clause.target), why), None, False)]
    for element in elements[:MAX_ELEMENTS]:
        bind(machine, clause.target, element.value, at)
        fits = _fits(machine, clause.conditions, at)
        if fits is False:
            continue
        sure = certain and element.certain and fits is True
        _clauses(machine, tuple(inner), at, sure, produce, reading)


def _fits(machine: Machine, conditions: tuple[f.Expr, ...], at: Activation) -> bool | None:
    """Tell whether all conditions hold; None if that is not known. What follows a false one is not run."""
    fits: bool | None = True
    for condition in conditions:
        known = truth(machine, machine.evaluate(condition, at))
        if known is False:
            return False
        if known is None:
            fits = None
    return fits
