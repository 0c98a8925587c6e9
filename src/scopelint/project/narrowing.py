# What a branch learns from its test, and running the branches.
"""Branches of a test."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from scopelint.facts import records as f
from scopelint.model.location import Location
from scopelint.project.instances import is_instance
from scopelint.project.joining import atom_key
from scopelint.project.machine import Machine
from scopelint.project.records import Scalar
from scopelint.project.rendering import render
from scopelint.project.state import Activation, Flow
from scopelint.project.truth import same, truth, truth_of
from scopelint.project.values import (
    Atom,
    ObjectAtom,
    Slot,
    Store,
    Val,
)

# --- branches ------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class Learned:
    """What a branch learns: the slot holds only `value` there. No alternatives means it is never taken."""

    store: Store
    key: str
    value: Val | None


def split(
    machine: Machine, test: f.Expr, body: Callable[[], Flow], orelse: Callable[[], Flow], at: Activation
) -> Flow:
    """Run the branches of a test: one if its outcome is known, both from the same state if not."""
    value = machine.evaluate(test, at)
    known = truth(machine, value)
    yes, no = learn(machine, test, True, at), learn(machine, test, False, at)
    if known is None and any(item.value is None for item in yes):
        known = False
    elif known is None and any(item.value is None for item in no):
        known = True
    if known is not None:
        failed = _failure(yes if known else no, value, known)
        with machine.under(None, failed):
            return body() if known else orelse()
    words = render(test)
    return machine.branch(
        [
            _path(machine, yes, body, words, _failure(yes, value, True)),
            _path(machine, no, orelse, _negated(words), _failure(no, value, False)),
        ],
        at,
    )


def _negated(words: str) -> str:
    return words[4:] if words.startswith("not ") else f"not {words}"


def _failure(learned: list[Learned], value: Val, taken: bool) -> Location | None:
    for item in learned:
        atoms = item.value.atoms if item.value is not None else ()
        if atoms and all(isinstance(a, Scalar) and a.failed for a in atoms):
            return next(a.failed for a in atoms if isinstance(a, Scalar))
    if not taken:
        return next((a.failed for a in value.atoms if isinstance(a, Scalar) and a.failed), None)
    return None


def _path(
    machine: Machine, learned: list[Learned], body: Callable[[], Flow], words: str, failed: Location | None
) -> Callable[[], Flow]:
    def run() -> Flow:
        for item in learned:
            if item.value is not None:
                machine.write(item.store, item.key, _both(machine.read(item.store, item.key), item.value))
        with machine.under(words, failed):
            return body()

    return run


def _both(held: Slot | None, learned: Val) -> Val:
    """Return what a slot may hold when one test says several things of it: the alternatives that fit all."""
    if not isinstance(held, Val):
        return learned
    fitting = {atom_key(atom) for atom in learned.atoms}
    both = tuple(atom for atom in held.atoms if atom_key(atom) in fitting)
    return Val(both) if both else learned


def learn(machine: Machine, test: f.Expr, outcome: bool, at: Activation) -> list[Learned]:
    """Return what is known of names in a branch that is taken when `test` is `outcome`."""
    match test:
        case f.UnaryOperation("not", operand):
            return learn(machine, operand, not outcome, at)
        case f.BooleanOperation(operator, left, right) if (operator == "and") == outcome:
            return [*learn(machine, left, outcome, at), *learn(machine, right, outcome, at)]
        case f.Name() | f.Attribute():
            return _filter(machine, test, at, lambda atom: truth_of(machine, atom) is not (not outcome))
        case f.Walrus(target, _):
            return _filter(machine, target, at, lambda atom: truth_of(machine, atom) is not (not outcome))
        case f.Comparison(left, ((operator, right),)) if operator in ("is", "is not", "==", "!="):
            wanted = outcome == (operator in ("is", "=="))
            other = machine.evaluate(right, at).only
            if other is None:
                return []
            return _filter(machine, left, at, lambda atom: same(atom, other) is not (not wanted))
        case f.Call(f.Name("isinstance"), arguments) if len(arguments) == 2:
            return _isinstance(machine, arguments[0].value, arguments[1].value, outcome, at)
        case _:
            return []


def _isinstance(
    machine: Machine, subject: f.Expr, classes: f.Expr, outcome: bool, at: Activation
) -> list[Learned]:
    wanted = machine.evaluate(classes, at)
    return _filter(machine, subject, at, lambda atom: is_instance(machine, atom, wanted) is not (not outcome))


def _filter(machine: Machine, subject: f.Expr, at: Activation, fits: Callable[[Atom], bool]) -> list[Learned]:
    slot = _slot(machine, subject, at)
    if slot is None:
        return []
    store, key = slot
    held = machine.read(store, key)
    if not isinstance(held, Val):
        return []
    atoms = tuple(atom for atom in held.atoms if fits(atom))
    if len(atoms) == len(held.atoms):
        return []
    return [Learned(store, key, Val(atoms) if atoms else None)]


def _slot(machine: Machine, subject: f.Expr, at: Activation) -> tuple[Store, str] | None:
    if isinstance(subject, f.Name):
        store: Store | None = at.store
        while store is not None:
            if subject.id in store.slots:
                return store, subject.id
            store = store.parent
        return (at.module.store, subject.id) if subject.id in at.module.store.slots else None
    if isinstance(subject, f.Attribute):
        owner = machine.evaluate(subject.value, at).only
        if isinstance(owner, ObjectAtom) and subject.attr in owner.store.slots:
            return owner.store, subject.attr
    return None
