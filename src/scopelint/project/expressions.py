# What expressions mean. Calls and attributes of values stand in invoke.py and attributes.py.
"""Abstract evaluation of expressions."""

from __future__ import annotations

import builtins

from scopelint.facts import records as f
from scopelint.model.location import Location, Span
from scopelint.project import conditions, subscripts
from scopelint.project.comprehensions import comprehension
from scopelint.project.displays import dict_display, display, elements_of, spread
from scopelint.project.machine import Machine
from scopelint.project.operators import binary, minus
from scopelint.project.records import Reference, Scalar, Unresolved
from scopelint.project.rendering import render
from scopelint.project.special import as_text
from scopelint.project.state import Activation
from scopelint.project.texts import concatenate
from scopelint.project.values import (
    NONE,
    Element,
    FunctionAtom,
    Store,
    Val,
    text,
    unknown,
)

BUILTINS = frozenset(dir(builtins)) | {
    "dbutils",
    "spark",
    "display",
    "displayHTML",
    "get_ipython",
}
"""Names that are there without an import, also those of a Databricks notebook."""


def evaluate(machine: Machine, expr: f.Expr, at: Activation) -> Val:
    """Return what an expression may be, with its effects on the machine."""
    machine.step()
    match expr:
        case f.Constant(value, span):
            return _constant(machine, value, at, span)
        case f.Name(id=name):
            return lookup(machine, name, at, machine.place(at, expr.span))
        case f.Attribute(value, attr, span):
            return machine.attribute(machine.evaluate(value, at), attr, machine.place(at, span))
        case f.Call():
            return _call(machine, expr, at)
        case f.FormattedString(parts, span):
            pieces = [
                text(p) if isinstance(p, str) else as_text(machine, machine.evaluate(p, at)) for p in parts
            ]
            return concatenate(pieces, machine.place(at, span))
        case f.Subscript(value, index, span):
            if isinstance(index, f.Slice):
                return subscripts.cut(machine, machine.evaluate(value, at), index, at)
            found = subscripts.get(machine, machine.evaluate(value, at), machine.evaluate(index, at))
            return found or unknown(render(expr), "the key is not known here", machine.place(at, span))
        case f.Display(kind, items, span):
            return display(machine, kind, items, machine.place(at, span), at)
        case f.DictDisplay():
            return dict_display(machine, expr, at)
        case f.Comprehension():
            return comprehension(machine, expr, at)
        case _:
            return _operation(machine, expr, at)


def _operation(machine: Machine, expr: f.Expr, at: Activation) -> Val:
    match expr:
        case f.BinaryOperation(operator, left, right, span):
            first, second = machine.evaluate(left, at), machine.evaluate(right, at)
            return binary(machine, operator, first, second, machine.place(at, span), expr)
        case f.BooleanOperation(operator, left, right):
            return conditions.boolean(machine, operator, left, right, at)
        case f.UnaryOperation("not", operand):
            return conditions.negate(machine, machine.evaluate(operand, at))
        case f.UnaryOperation("-", operand):
            value = machine.evaluate(operand, at)
            return minus(value)
        case f.Comparison():
            return conditions.compare(machine, expr, at)
        case f.Conditional():
            return conditions.choose(machine, expr, at)
        case f.Lambda(function):
            atom = FunctionAtom(
                machine.number(), function, at.module, at.store, _defaults(machine, function, at)
            )
            return Val((atom,))
        case f.Await(value) | f.Starred(value):
            return machine.evaluate(value, at)
        case f.Yield(value, delegates):
            return _yield(machine, value, delegates, at)
        case f.Walrus(target, value):
            result = machine.evaluate(value, at)
            machine.write(at.store, target.id, result)
            return result
        case _:
            return unknown(render(expr), "the expression is not followed", None)


def _constant(machine: Machine, value: object, at: Activation, span: Span) -> Val:
    if isinstance(value, str):
        return text(value, machine.place(at, span))
    if isinstance(value, bytes):
        return text(value.decode("utf-8", "replace"))
    if value is None:
        return Val((Scalar(None, machine.failure),))
    if isinstance(value, (bool, int, float)):
        return Val((Scalar(value),))
    return unknown(str(value), "the constant is not followed")


def lookup(machine: Machine, name: str, at: Activation, location: Location) -> Val:
    """Return what a name is bound to, from the innermost scope outwards."""
    store: Store | None = at.store
    if name in at.store.globals:
        store = at.module.store
    while store is not None:
        held = machine.read(store, name)
        if held is not None:
            return held if isinstance(held, Val) else unknown(name, "it is not followed", location)
        store = store.parent
    held = machine.read(at.module.store, name)
    if isinstance(held, Val):
        return held
    if name == "__file__":
        return text(at.module.unit.file.as_posix(), location)
    if name == "__name__":
        main = at.module.unit.file.as_posix() == machine.main
        return text("__main__" if main else at.module.name, location)
    if name in BUILTINS:
        return Val((Reference(f"builtins.{name}", location),))
    return unknown(name, "nothing that was read defines it", location)


def _defaults(machine: Machine, function: f.Function, at: Activation) -> dict[str, Val]:
    return {p.name: machine.evaluate(p.default, at) for p in function.parameters if p.default is not None}


def _call(machine: Machine, expr: f.Call, at: Activation) -> Val:
    if isinstance(expr.function, f.Name) and expr.function.id == "super" and not expr.arguments:
        return conditions.super_value(at)
    function = machine.evaluate(expr.function, at)
    positional, keywords, open_ = spread(machine, expr.arguments, at)
    if isinstance(expr.function, f.Name) and expr.function.id in ("locals", "globals", "vars"):
        return unknown(render(expr), "names are looked up by text")
    result = machine.call(function, positional, keywords, machine.place(at, expr.span), open_)
    return result


def _yield(machine: Machine, value: f.Expr | None, delegates: bool, at: Activation) -> Val:
    result = machine.evaluate(value, at) if value is not None else NONE
    if delegates:
        elements, complete = elements_of(machine, result)
        at.yielded.extend(elements)
        at.yields_all &= complete
    else:
        at.yielded.append(Element(result, None))
    return Val((Unresolved("yield", "it is what the caller sends"),))
