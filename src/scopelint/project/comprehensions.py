# Comprehensions: run over what is known of their iterables.
"""Comprehensions."""

from __future__ import annotations

from scopelint.facts import records as f
from scopelint.project import subscripts
from scopelint.project.binding import bind
from scopelint.project.displays import elements_of, place_of
from scopelint.project.machine import MAX_ELEMENTS, Activation, Machine
from scopelint.project.rendering import render
from scopelint.project.truth import truth
from scopelint.project.values import (
    DictState,
    Element,
    Val,
    join,
    unknown,
)


def comprehension(machine: Machine, expr: f.Comprehension, at: Activation) -> Val:
    inner = Activation(
        machine.store(at.store), at.module, at.frame, at.function, at.receiver, at.owner, at.returned
    )
    elements: list[Element] = []
    keyed: list[tuple[Val, Element]] = []
    state = {"complete": True, "why": ""}

    def produce(certain: bool) -> None:
        value = machine.evaluate(expr.element, inner)
        element = Element(value, place_of(machine, expr.element, inner), certain, tuple(machine.conditions))
        if expr.key is not None:
            keyed.append((machine.evaluate(expr.key, inner), element))
        else:
            elements.append(element)

    _clauses(machine, expr.clauses, 0, inner, True, produce, state)
    location = machine.place(at, expr.span)
    if expr.key is not None:
        result = DictState((), bool(state["complete"]))
        for key, element in keyed:
            literal = subscripts.key_of(key)
            if literal is subscripts.NO_KEY:
                rest = join((result.rest, element.value)) if result.rest else element.value
                result = DictState(result.entries, False, rest)
            else:
                result = result.put(literal, element)  # type: ignore[arg-type]
        return machine.new_dict(result, location)
    kind = "set" if expr.kind == "set" else "list"
    return machine.new_list(elements, kind, bool(state["complete"]), location, str(state["why"]))


def _clauses(
    machine: Machine,
    clauses: tuple[f.Clause, ...],
    index: int,
    at: Activation,
    certain: bool,
    produce: object,
    state: dict[str, object],
) -> None:
    if index == len(clauses):
        produce(certain)  # type: ignore[operator]
        return
    clause = clauses[index]
    iterable = machine.evaluate(clause.iterable, at)
    elements, complete = elements_of(machine, iterable)
    if not complete:
        state["complete"] = False
        state["why"] = f"`{render(clause.iterable)}` could not be read completely"
        why = f"it is an element of `{render(clause.iterable)}`, which could not be read completely"
        elements = [*elements, Element(unknown(render(clause.target), why), None, False)]
    for element in elements[:MAX_ELEMENTS]:
        bind(machine, clause.target, element.value, at)
        fits: bool | None = True
        for condition in clause.conditions:
            known = truth(machine, machine.evaluate(condition, at))
            if known is False:
                fits = False
                break
            if known is None:
                fits = None
        if fits is False:
            continue
        _clauses(
            machine, clauses, index + 1, at, certain and element.certain and fits is True, produce, state
        )
