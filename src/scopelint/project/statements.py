# What statements mean.
"""Abstract execution of statements."""

from __future__ import annotations

from collections.abc import Callable, Sequence

from scopelint.facts import records as f
from scopelint.project.binding import bind, extend
from scopelint.project.blocks import run_try, run_with
from scopelint.project.bounds import MAX_ELEMENTS, MAX_TURNS
from scopelint.project.definitions import define_class, define_function
from scopelint.project.displays import elements_of, stand_for_all
from scopelint.project.imports import import_from, import_module, run_notebook
from scopelint.project.joining import join
from scopelint.project.machine import Machine
from scopelint.project.narrowing import split
from scopelint.project.records import Scalar, Text
from scopelint.project.rendering import render
from scopelint.project.state import Activation, Flow
from scopelint.project.truth import truth
from scopelint.project.values import (
    Element,
    ListAtom,
    Store,
    Val,
    unknown,
)


def execute(machine: Machine, body: Sequence[f.Stmt], at: Activation) -> Flow:
    """Run statements in order and return how they end."""
    for index, statement in enumerate(body):
        before = machine.take_jump()
        flow = _execute(machine, statement, at)
        jumped = machine.take_jump()
        machine.jumped = jumped or before
        if flow is not Flow.FALL:
            return flow
        if jumped is not None:
            # `if x: break` may have left the loop: what follows in the block may not run.
            rest = body[index + 1 :]
            return machine.branch([lambda: execute(machine, rest, at), lambda: Flow.FALL], at)  # noqa: B023
    return Flow.FALL


def _execute(machine: Machine, statement: f.Stmt, at: Activation) -> Flow:
    machine.step()
    match statement:
        case f.Assign(targets, value):
            _assign(machine, targets, value, at)
        case f.AugmentedAssign():
            _augmented(machine, statement, at)
        case f.Evaluate(value, _) | f.Assert(value):
            machine.evaluate(value, at)
        case f.Return(value, _):
            at.returned.append(
                machine.evaluate(value, at) if value else Val((Scalar(None, machine.failure),))
            )
            return Flow.RETURN
        case f.Raise(exception, _):
            if exception is not None:
                machine.evaluate(exception, at)
            return Flow.RAISE
        case f.Jump(kind):
            return Flow.BREAK if kind == "break" else Flow.CONTINUE
        case f.Define(function):
            machine.write(_scope(at, function.name), function.name, define_function(machine, function, at))
        case f.DefineClass(definition):
            machine.write(_scope(at, definition.name), definition.name, define_class(machine, definition, at))
        case f.Scope(kind, names):
            if kind == "global":
                at.store.globals |= frozenset(names)
            else:
                at.store.nonlocals |= frozenset(names)
        case f.Delete():
            pass
        case _:
            return _compound(machine, statement, at)
    return Flow.FALL


def _compound(machine: Machine, statement: f.Stmt, at: Activation) -> Flow:
    match statement:
        case f.Import(names, span):
            import_module(machine, names, at, machine.place(at, span))
        case f.ImportFrom():
            import_from(machine, statement, at, machine.place(at, statement.span))
        case f.RunNotebook(target, span):
            run_notebook(machine, target, at, machine.place(at, span))
        case f.If(test, body, orelse, _):
            return split(
                machine, test, lambda: execute(machine, body, at), lambda: execute(machine, orelse, at), at
            )
        case f.For():
            return _for(machine, statement, at)
        case f.While(test, body, orelse, _):
            return _while(machine, test, body, orelse, at)
        case f.With(items, body, _):
            return run_with(machine, items, body, at)
        case f.Try():
            return run_try(machine, statement, at)
        case f.Match():
            return _match(machine, statement, at)
        case _:
            pass
    return Flow.FALL


# --- binding -------------------------------------------------------------------------------------


def _assign(
    machine: Machine,
    targets: tuple[f.Expr, ...],
    value: f.Expr | None,
    at: Activation,
) -> None:
    if value is None:
        return
    result = machine.evaluate(value, at)
    for target in targets:
        bind(machine, target, result, at)


def _scope(at: Activation, name: str) -> Store:
    return at.module.store if name in at.store.globals else at.store


def _augmented(machine: Machine, statement: f.AugmentedAssign, at: Activation) -> None:
    target, operator, value, span = statement.target, statement.operator, statement.value, statement.span
    current = machine.evaluate(target, at)
    if operator in ("+", "|") and any(isinstance(atom, ListAtom) for atom in current.atoms):
        added = machine.evaluate(value, at)
        extend(machine, current, added, machine.place(at, span), render(value))
        return
    bind(machine, target, machine.evaluate(f.BinaryOperation(operator, target, value, span), at), at)


# --- loops ---------------------------------------------------------------------------------------


def _for(machine: Machine, statement: f.For, at: Activation) -> Flow:
    iterable = machine.evaluate(statement.iterable, at)
    elements, complete = elements_of(machine, iterable)
    if not elements and not complete:
        why = f"it is an element of `{render(statement.iterable)}`, which could not be read"
        elements = [Element(unknown(render(statement.target), why), None, False)]
    elif not complete and not stand_for_all(iterable):
        why = f"`{render(statement.iterable)}` could not be read completely"
        elements = [*elements, Element(unknown(render(statement.target), why), None, False)]
    if len(elements) > MAX_ELEMENTS:
        machine.limit(f"a loop was followed for its first {MAX_ELEMENTS} elements")
    mark, counting = len(machine.log), isinstance(statement.target, f.Name) and statement.target.id == "_"
    same = counting and len(elements) > MAX_TURNS
    flow = _turns(machine, statement, elements[: 1 if same else MAX_ELEMENTS], at)
    if same:
        _blur(machine, mark, at)
    if flow is not Flow.FALL:
        return Flow.FALL if flow is Flow.BREAK else flow
    return execute(machine, statement.orelse, at)


def _turns(machine: Machine, statement: f.For, elements: list[Element], at: Activation) -> Flow:
    """Run the turns of a loop; after one that may have left it, the others may not run."""
    for index, element in enumerate(elements):
        before = machine.take_jump()
        flow = _iteration(machine, statement, element, at)
        left = machine.take_jump() is Flow.BREAK
        machine.jumped = before
        if flow is not Flow.FALL:
            return flow
        if left and index + 1 < len(elements):
            rest = elements[index + 1 :]
            machine.branch([lambda: _turns(machine, statement, rest, at), lambda: Flow.FALL], at)  # noqa: B023
            machine.jumped = before
            return Flow.FALL
    return Flow.FALL


def _blur(machine: Machine, mark: int, at: Activation) -> None:
    """Text and numbers that a turn changed may be anything after the turns that were not run."""
    for name in {key for store, key, _ in machine.log[mark:] if store is at.store}:
        held = at.store.slots.get(name)
        if isinstance(held, Val) and any(isinstance(atom, (Text, Scalar)) for atom in held.atoms):
            changing = unknown(name, "it may change with every turn of a loop")
            machine.write(at.store, name, join((held, changing)))


def _iteration(machine: Machine, statement: f.For, element: Element, at: Activation) -> Flow:
    def run() -> Flow:
        bind(machine, statement.target, element.value, at)
        return execute(machine, statement.body, at)

    if element.certain:
        flow = run()
        return Flow.FALL if flow is Flow.CONTINUE else flow
    hanging = element.conditions[-1] if element.conditions else None
    with machine.under(hanging):
        flow = machine.branch([run, lambda: Flow.FALL], at)
    return Flow.FALL


def _while(
    machine: Machine, test: f.Expr, body: tuple[f.Stmt, ...], orelse: tuple[f.Stmt, ...], at: Activation
) -> Flow:
    value = machine.evaluate(test, at)
    known = truth(machine, value)
    if known is False:
        return execute(machine, orelse, at)
    before, mark = machine.jumped, len(machine.log)
    if known is True:
        flow = execute(machine, body, at)
    else:
        flow = machine.branch([lambda: execute(machine, body, at), lambda: Flow.FALL], at)
    if flow is not Flow.BREAK:
        _blur(machine, mark, at)
    machine.jumped = before
    if known is True:
        return Flow.FALL if flow in (Flow.BREAK, Flow.CONTINUE, Flow.FALL) else flow
    return flow if flow is Flow.RETURN else Flow.FALL


def _match(machine: Machine, statement: f.Match, at: Activation) -> Flow:
    subject = machine.evaluate(statement.subject, at)

    def path(case: f.Case) -> Callable[[], Flow]:
        def run() -> Flow:
            for name in case.binds:
                machine.write(
                    at.store, name, subject if case.pattern == name else unknown(name, "a pattern binds it")
                )
            if case.guard is not None:
                machine.evaluate(case.guard, at)
            with machine.under(f"case {case.pattern}"):
                return execute(machine, case.body, at)

        return run

    literal = subject.literal
    fitting = [c for c in statement.cases if literal is None or c.pattern.strip("\"'") == literal]
    cases = fitting or list(statement.cases)
    paths = [path(case) for case in cases]
    if not any(case.pattern == "_" for case in statement.cases) and not fitting:
        paths.append(lambda: Flow.FALL)
    return machine.branch(paths, at)
