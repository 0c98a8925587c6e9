# Truth, comparisons, and what a branch learns from its test.
"""Abstract conditions."""

from __future__ import annotations

from collections.abc import Callable

from scopelint.facts import records as f
from scopelint.project.joining import join
from scopelint.project.machine import Machine
from scopelint.project.narrowing import split
from scopelint.project.records import Scalar, Unresolved
from scopelint.project.rendering import render
from scopelint.project.state import Activation, Flow
from scopelint.project.truth import compare_values, truth_of
from scopelint.project.values import FALSE, TRUE, Atom, ClassAtom, SuperAtom, Val


def negate(machine: Machine, value: Val) -> Val:
    """Return `not value`."""
    found: list[Val] = []
    for atom in value.atoms:
        known = truth_of(machine, atom)
        if known is None:
            found.append(Val((Unresolved("not …", "it is not known"),)))
        else:
            found.append(FALSE if known else TRUE)
    return join(found)


def boolean(machine: Machine, operator: str, left: f.Expr, right: f.Expr, at: Activation) -> Val:
    """Return what `left and right` or `left or right` may be."""
    first = machine.evaluate(left, at)
    stops = operator == "or"
    kept: list[Atom] = []
    goes_on: list[Atom] = []
    for atom in first.atoms:
        known = truth_of(machine, atom)
        if known is not (not stops):
            kept.append(atom)
        if known is not stops:
            goes_on.append(atom)
    if not goes_on:
        return Val(tuple(kept))
    failed = next((a.failed for a in goes_on if isinstance(a, Scalar) and a.failed), None)
    with machine.under(None, failed):
        second = _maybe(machine, lambda: machine.evaluate(right, at), at, bool(kept))
    return join((Val(tuple(kept)), second)) if kept else second


def _maybe(machine: Machine, produce: Callable[[], Val], at: Activation, optional: bool) -> Val:
    if not optional:
        return produce()
    result: list[Val] = []

    def path() -> Flow:
        result.append(produce())
        return Flow.FALL

    machine.branch([path, lambda: Flow.FALL], at)
    return result[0]


def choose(machine: Machine, expr: f.Conditional, at: Activation) -> Val:
    """Return what `body if test else orelse` may be."""
    results: list[Val] = []

    def path(branch: f.Expr) -> Callable[[], Flow]:
        def run() -> Flow:
            results.append(machine.evaluate(branch, at))
            return Flow.FALL

        return run

    split(machine, expr.test, path(expr.body), path(expr.orelse), at)
    return join(results)


def compare(machine: Machine, expr: f.Comparison, at: Activation) -> Val:
    """Return what a comparison may be."""
    left = machine.evaluate(expr.left, at)
    result = TRUE
    for operator, right_expr in expr.rest:
        right = machine.evaluate(right_expr, at)
        known = compare_values(machine, operator, left, right)
        if known is None:
            result = Val((Unresolved(render(expr), "the comparison depends on the run"),))
        elif not known:
            return FALSE
        left = right
    return result


def super_value(at: Activation) -> Val:
    """Return `super()` as it is inside a method."""
    if isinstance(at.owner, ClassAtom) and at.receiver is not None:
        return Val((SuperAtom(at.receiver, at.owner),))
    return Val((Unresolved("super()", "it stands outside a method"),))
