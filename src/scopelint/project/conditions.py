# Truth, comparisons, and what a branch learns from its test.
"""Abstract conditions."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from scopelint.facts import records as f
from scopelint.model.location import Location
from scopelint.project.machine import Activation, Flow, Machine
from scopelint.project.records import Made, Origin, Reference, Scalar, Text, Unresolved
from scopelint.project.rendering import render
from scopelint.project.values import (
    FALSE,
    TRUE,
    Atom,
    ClassAtom,
    DictAtom,
    FunctionAtom,
    ListAtom,
    ModuleAtom,
    ObjectAtom,
    Store,
    SuperAtom,
    Val,
    join,
)


def truth_of(machine: Machine, atom: Atom) -> bool | None:
    """Tell whether an alternative counts as true; None if that is not known."""
    match atom:
        case Scalar(value):
            return bool(value)
        case Text():
            if atom.literal is not None:
                return bool(atom.literal)
            return True if any(isinstance(piece, str) and piece for piece in atom.pieces) else None
        case ListAtom():
            state = machine.items(atom)
            if any(item.certain for item in state.items):
                return True
            return False if state.complete and not state.items else None
        case DictAtom():
            entries = machine.entries(atom)
            if entries.entries:
                return True
            return False if entries.complete else None
        case Origin() | Unresolved():
            return None
        case Reference(name) if name.startswith("typing.TYPE_CHECKING"):
            return False
        case Reference():
            return None
        case _:
            return True


def truth(machine: Machine, value: Val) -> bool | None:
    """Tell whether a value counts as true; None if it may be either."""
    found = {truth_of(machine, atom) for atom in value.atoms}
    return found.pop() if len(found) == 1 else None


def negate(value: Val) -> Val:
    """Return `not value`."""
    found: list[Val] = []
    for atom in value.atoms:
        if isinstance(atom, Scalar):
            found.append(FALSE if atom.value else TRUE)
        elif isinstance(atom, Text) and atom.literal is not None:
            found.append(FALSE if atom.literal else TRUE)
        elif isinstance(atom, (Made, ObjectAtom, FunctionAtom, ClassAtom)):
            found.append(FALSE)
        else:
            found.append(Val((Unresolved("not …", "it is not known"),)))
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
        known = _compare(machine, operator, left, right)
        if known is None:
            result = Val((Unresolved(render(expr), "the comparison depends on the run"),))
        elif not known:
            return FALSE
        left = right
    return result


def _compare(machine: Machine, operator: str, left: Val, right: Val) -> bool | None:
    if operator in ("in", "not in"):
        known = _contains(machine, left, right)
        return known if known is None or operator == "in" else not known
    first, second = left.only, right.only
    if first is None or second is None:
        return None
    if operator in ("is", "is not", "==", "!="):
        same = _same(first, second)
        return same if same is None or operator in ("is", "==") else not same
    if isinstance(first, Scalar) and isinstance(second, Scalar):
        one, other = first.value, second.value
        if isinstance(one, (int, float)) and isinstance(other, (int, float)):
            return {"<": one < other, "<=": one <= other, ">": one > other, ">=": one >= other}.get(operator)
    return None


def _same(first: Atom, second: Atom) -> bool | None:
    if isinstance(first, (Scalar, Text)) and isinstance(second, (Scalar, Text)):
        one = first.value if isinstance(first, Scalar) else first.literal
        other = second.value if isinstance(second, Scalar) else second.literal
        if isinstance(first, Text) and first.literal is None or isinstance(second, Text) and second.literal is None:
            return False if isinstance(first, Scalar) or isinstance(second, Scalar) else None
        return one == other
    if isinstance(first, (Made, ObjectAtom, FunctionAtom, ClassAtom, ListAtom, DictAtom, ModuleAtom)):
        if isinstance(second, (Scalar, Text)):
            return False
        return True if first is second else None
    return None


def _contains(machine: Machine, left: Val, right: Val) -> bool | None:
    needle = left.literal
    haystack = right.only
    if needle is None:
        return None
    if isinstance(haystack, Text) and haystack.literal is not None:
        return needle in haystack.literal
    if isinstance(haystack, DictAtom):
        state = machine.entries(haystack)
        found = state.get(needle)
        return True if found and found.certain else (False if state.complete and not found else None)
    if isinstance(haystack, ListAtom):
        items = machine.items(haystack)
        literals = [item.value.literal for item in items.items]
        if needle in literals:
            return True
        return False if items.complete and None not in literals else None
    return None


def super_value(at: Activation) -> Val:
    """Return `super()` as it is inside a method."""
    if isinstance(at.owner, ClassAtom) and at.receiver is not None:
        return Val((SuperAtom(at.receiver, at.owner),))
    return Val((Unresolved("super()", "it stands outside a method"),))


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
                machine.write(item.store, item.key, item.value)
        with machine.under(words, failed):
            return body()

    return run


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
            return _filter(machine, left, at, lambda atom: _same(atom, other) is not (not wanted))
        case f.Call(f.Name("isinstance"), arguments) if len(arguments) == 2:
            return _isinstance(machine, arguments[0].value, arguments[1].value, outcome, at)
        case _:
            return []


def _isinstance(machine: Machine, subject: f.Expr, classes: f.Expr, outcome: bool, at: Activation) -> list[Learned]:
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


BUILTIN_TYPES: dict[str, tuple[type, ...]] = {
    "builtins.str": (str,),
    "builtins.int": (int,),
    "builtins.float": (float,),
    "builtins.bool": (bool,),
}
CONTAINERS = {"builtins.list": "list", "builtins.tuple": "tuple", "builtins.set": "set"}


def is_instance(machine: Machine, atom: Atom, classes: Val) -> bool | None:
    """Tell whether an alternative is an instance of one of the classes; None if that is not known."""
    found = [_is_one(machine, atom, cls) for cls in _flat(machine, classes)]
    if True in found:
        return True
    return False if found and None not in found else None


def _flat(machine: Machine, classes: Val) -> list[Atom]:
    flat: list[Atom] = []
    for atom in classes.atoms:
        if isinstance(atom, ListAtom):
            for item in machine.items(atom).items:
                flat.extend(item.value.atoms)
        else:
            flat.append(atom)
    return flat


def _is_one(machine: Machine, atom: Atom, cls: Atom) -> bool | None:
    name = machine.table.canonical(cls.name) if isinstance(cls, Reference) else ""
    match atom:
        case Text() | Origin():
            if isinstance(atom, Origin) and atom.source not in ("env", "widget"):
                return None
            return name == "builtins.str" if name.startswith("builtins.") else False
        case Scalar(value):
            return isinstance(value, BUILTIN_TYPES.get(name, ())) if name.startswith("builtins.") else False
        case ListAtom(kind=kind):
            return CONTAINERS.get(name) == kind if name.startswith("builtins.") else None
        case DictAtom():
            return name == "builtins.dict" if name.startswith("builtins.") else None
        case Made(type=made):
            if made == name:
                return True
            listed = machine.table.client(made) is not None and machine.table.client(name) is not None
            return False if listed or name.startswith("builtins.") else None
        case ObjectAtom(cls=own):
            lineage = list(own.lineage())
            if cls in lineage or any(isinstance(b, Reference) and machine.table.canonical(b.name) == name for b in lineage):
                return True
            return None if any(isinstance(b, Reference) for b in lineage) and name else False
        case FunctionAtom():
            return False
        case _:
            return None
