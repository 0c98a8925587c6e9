# What expressions mean. Calls and attributes of values stand in invoke.py and attributes.py.
"""Abstract evaluation of expressions."""

from __future__ import annotations

from collections.abc import Callable, Iterable

from scopelint.facts import records as f
from scopelint.model.location import Location
from scopelint.project import conditions, subscripts
from scopelint.project.freeze import SPREAD
from scopelint.project.machine import MAX_ELEMENTS, MAX_SIZE, Activation, Machine
from scopelint.project.records import Origin, Reference, Scalar, Text, Unresolved
from scopelint.project.rendering import render
from scopelint.project.texts import concatenate, percent_format
from scopelint.project.special import as_text, special
from scopelint.project.values import (
    NONE,
    DictAtom,
    DictState,
    Element,
    FunctionAtom,
    Key,
    ListAtom,
    ObjectAtom,
    Store,
    Val,
    join,
    text,
    unknown,
)

BUILTINS = frozenset(dir(__builtins__) if not isinstance(__builtins__, dict) else __builtins__) | {
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
            return _display(machine, kind, items, machine.place(at, span), at)
        case f.DictDisplay():
            return _dict(machine, expr, at)
        case f.Comprehension():
            return _comprehension(machine, expr, at)
        case _:
            return _operation(machine, expr, at)


def _operation(machine: Machine, expr: f.Expr, at: Activation) -> Val:
    match expr:
        case f.BinaryOperation(operator, left, right, span):
            first, second = machine.evaluate(left, at), machine.evaluate(right, at)
            return _binary(machine, operator, first, second, machine.place(at, span), expr)
        case f.BooleanOperation(operator, left, right):
            return conditions.boolean(machine, operator, left, right, at)
        case f.UnaryOperation("not", operand):
            return conditions.negate(machine.evaluate(operand, at))
        case f.UnaryOperation("-", operand):
            value = machine.evaluate(operand, at)
            return _minus(value)
        case f.Comparison():
            return conditions.compare(machine, expr, at)
        case f.Conditional():
            return conditions.choose(machine, expr, at)
        case f.Lambda(function):
            atom = FunctionAtom(machine.number(), function, at.module, at.store, _defaults(machine, function, at))
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


def _constant(machine: Machine, value: object, at: Activation, span: object) -> Val:
    if isinstance(value, str):
        return text(value, machine.place(at, span))  # type: ignore[arg-type]
    if isinstance(value, bytes):
        return text(value.decode("utf-8", "replace"))
    if value is None:
        return Val((Scalar(None, machine.failure),))
    if isinstance(value, (bool, int, float)):
        return Val((Scalar(value),))
    return unknown(str(value), "the constant is not followed")


def _minus(value: Val) -> Val:
    atom = value.only
    if isinstance(atom, Scalar) and isinstance(atom.value, (int, float)):
        return Val((Scalar(-atom.value),))
    return value


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


def spread(
    machine: Machine, arguments: Iterable[f.Argument], at: Activation
) -> tuple[list[Element], list[tuple[str, Element]], bool]:
    """Return the arguments of a call with `*` and `**` spread out, and whether some could not be."""
    positional: list[Element] = []
    keywords: list[tuple[str, Element]] = []
    open_ = False
    for argument in arguments:
        value = machine.evaluate(argument.value, at)
        place = _place(machine, argument.value, at)
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


def _place(machine: Machine, expr: f.Expr, at: Activation) -> Location | None:
    span = getattr(expr, "span", None)
    if span is None and isinstance(expr, (f.Await, f.Starred)):
        return _place(machine, expr.value, at)
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
            complete = False
            element = subscripts.element(machine, atom)
            if element is not None:
                found.append(Element(element, None, False))
    return found, complete


def _key_value(key: Key) -> Val:
    return text(key) if isinstance(key, str) else Val((Scalar(key),))


def _display(machine: Machine, kind: str, items: tuple[f.Expr, ...], location: Location, at: Activation) -> Val:
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
            elements.append(Element(value, _place(machine, item, at), True, tuple(machine.conditions)))
    return machine.new_list(elements, kind, complete, location, why)


def _dict(machine: Machine, expr: f.DictDisplay, at: Activation) -> Val:
    state = DictState()
    if len(expr.entries) > MAX_SIZE:
        return machine.new_dict(DictState((), False), machine.place(at, expr.span))
    for key, value_expr in expr.entries:
        value = machine.evaluate(value_expr, at)
        if key is None:
            state = _merge(machine, state, value)
            continue
        literal = subscripts.key_of(machine.evaluate(key, at))
        element = Element(value, _place(machine, value_expr, at))
        if literal is subscripts.NO_KEY:
            rest = join((state.rest, value)) if state.rest else value
            state = DictState(state.entries, False, rest)
        else:
            state = state.put(literal, element)  # type: ignore[arg-type]
    return machine.new_dict(state, machine.place(at, expr.span))


def _merge(machine: Machine, state: DictState, value: Val) -> DictState:
    for atom in value.atoms:
        if isinstance(atom, DictAtom):
            other = machine.entries(atom)
            for key, element in other.entries:
                state = state.put(key, element)
            if not other.complete:
                state = DictState(state.entries, False, state.rest or other.rest)
        elif not isinstance(atom, Scalar):
            state = DictState(state.entries, False, state.rest)
    return state


def _comprehension(machine: Machine, expr: f.Comprehension, at: Activation) -> Val:
    inner = Activation(
        machine.store(at.store), at.module, at.frame, at.function, at.receiver, at.owner, at.returned
    )
    elements: list[Element] = []
    keyed: list[tuple[Val, Element]] = []
    state = {"complete": True, "why": ""}

    def produce(certain: bool) -> None:
        value = machine.evaluate(expr.element, inner)
        element = Element(value, _place(machine, expr.element, inner), certain, tuple(machine.conditions))
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
    from scopelint.project.statements import bind

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
            truth = conditions.truth(machine, machine.evaluate(condition, at))
            if truth is False:
                fits = False
                break
            if truth is None:
                fits = None
        if fits is False:
            continue
        _clauses(machine, clauses, index + 1, at, certain and element.certain and fits is True, produce, state)


def _binary(
    machine: Machine, operator: str, left: Val, right: Val, location: Location, expr: f.Expr
) -> Val:
    numbers = _numbers(left, right)
    if numbers and operator in _ARITHMETIC:
        return _computed(operator, *numbers, render(expr), location)
    if operator == "+":
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
    if isinstance(first, Scalar) and isinstance(second, Scalar):
        if isinstance(first.value, (int, float)) and isinstance(second.value, (int, float)):
            return first.value, second.value
    return None


def _pipe(machine: Machine, left: Val, right: Val, location: Location) -> Val:
    if all(isinstance(a, DictAtom) for a in (*left.atoms, *right.atoms)):
        state = _merge(machine, DictState(), left)
        return machine.new_dict(_merge(machine, state, right), location)
    if all(isinstance(a, ListAtom) for a in (*left.atoms, *right.atoms)):
        first, whole = elements_of(machine, left)
        second, rest = elements_of(machine, right)
        return machine.new_list([*first, *second], "set", whole and rest, location)
    pipe = Val((Reference("operator.or_", location),))
    return machine.call(pipe, [Element(left, location), Element(right, location)], [], location)


def _yield(machine: Machine, value: f.Expr | None, delegates: bool, at: Activation) -> Val:
    result = machine.evaluate(value, at) if value is not None else NONE
    if delegates:
        elements, complete = elements_of(machine, result)
        at.yielded.extend(elements)
        at.yields_all &= complete
    else:
        at.yielded.append(Element(result, None))
    return Val((Unresolved("yield", "it is what the caller sends"),))


