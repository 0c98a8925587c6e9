# `with` and `try`: what is entered, and what a failure leaves behind.
"""Blocks that enter and that fail."""

from __future__ import annotations

from collections.abc import Callable, Sequence

from scopelint.facts import records as f
from scopelint.model.location import Location
from scopelint.project.binding import bind
from scopelint.project.joining import join, join_slots
from scopelint.project.machine import Machine
from scopelint.project.records import Scalar
from scopelint.project.state import Activation, Flow
from scopelint.project.values import NONE, ClassAtom, ListAtom, ObjectAtom, Slot, Store, Val, unknown

# --- with, try, match ----------------------------------------------------------------------------


def run_with(
    machine: Machine,
    items: tuple[tuple[f.Expr, f.Expr | None], ...],
    body: tuple[f.Stmt, ...],
    at: Activation,
) -> Flow:
    """Run a `with` statement and return how it ends; `contextlib.suppress` may end its body early."""
    suppressed = False
    for expr, target in items:
        value = machine.evaluate(expr, at)
        suppressed |= any(
            getattr(a, "type", "") in ("contextlib.suppress()", "contextlib.suppress") for a in value.atoms
        )
        entered = _entered(machine, value)
        if target is not None:
            bind(machine, target, entered, at)
    if suppressed:
        flow = machine.branch([lambda: machine.execute(body, at), lambda: Flow.FALL], at)
    else:
        flow = machine.execute(body, at)
    return flow


def _entered(machine: Machine, value: Val) -> Val:
    found: list[Val] = []
    for atom in value.atoms:
        if isinstance(atom, ObjectAtom):
            lineage = [c for c in atom.cls.lineage() if isinstance(c, ClassAtom)]
            for name in ("__enter__", "__aenter__"):
                if any(name in cls.attributes.slots for cls in lineage):
                    method = machine.attribute(Val((atom,)), name, atom.location)
                    found.append(machine.call(method, [], [], atom.location))
                    break
            else:
                found.append(Val((atom,)))
        elif isinstance(atom, ListAtom) and atom.kind == "context":
            items = machine.items(atom).items
            found.append(join([item.value for item in items]) if items else NONE)
        else:
            found.append(Val((atom,)))
    return join(found)


def run_try(machine: Machine, statement: f.Try, at: Activation) -> Flow:
    """Run a `try` statement and return how it ends; its handlers start from what its body may have left."""
    if _imports_only(statement) and not _fails_to_import(machine, statement, at):
        flow = machine.execute((*statement.body, *statement.orelse), at)
        return flow if flow is not Flow.FALL else machine.execute(statement.final, at)
    handled = bool(statement.handlers)
    flow = _handled(machine, statement, at) if handled else machine.execute(statement.body, at)
    final = machine.execute(statement.final, at)
    return flow if final is Flow.FALL else final


def _imports_only(statement: f.Try) -> bool:
    return bool(statement.handlers) and all(isinstance(s, (f.Import, f.ImportFrom)) for s in statement.body)


def _fails_to_import(machine: Machine, statement: f.Try, at: Activation) -> bool:
    for inner in statement.body:
        if isinstance(inner, f.ImportFrom):
            if not machine.modules.is_local(inner.module, inner.level, at.module.unit):
                continue
            if machine.modules.find(inner.module, inner.level, at.module.unit) is None:
                return inner.level > 0 or bool(inner.module)
    return False


def _handled(machine: Machine, statement: f.Try, at: Activation) -> Flow:
    before = dict(at.store.slots)
    changed: list[tuple[Store, str, Slot]] = []

    def body() -> Flow:
        machine.guards += 1
        try:
            flow = machine.execute(statement.body, at)
        finally:
            machine.guards -= 1
        return machine.execute(statement.orelse, at) if flow is Flow.FALL else flow

    outcome = machine.isolate(body)
    changed = outcome[1]
    paths: list[Callable[[], Flow]] = [lambda: _replay(machine, outcome)]
    paths += [
        _handler(machine, handler, statement.body, changed, before, at) for handler in statement.handlers
    ]
    return machine.branch(paths, at)


def _replay(machine: Machine, outcome: tuple[Flow, list[tuple[Store, str, Slot]]]) -> Flow:
    for store, key, value in outcome[1]:
        machine.write(store, key, value)
    return outcome[0]


def _handler(
    machine: Machine,
    handler: f.Handler,
    body: tuple[f.Stmt, ...],
    changed: Sequence[tuple[Store, str, Slot]],
    before: dict[str, Slot],
    at: Activation,
) -> Callable[[], Flow]:
    several = len(body) > 1  # what fails may stand after the statement that changed a name

    def run() -> Flow:
        place = machine.place(at, handler.span)
        machine.weaken([(s, k, v) for s, k, v in changed if s is not at.store or k not in before])
        for store, key, value in changed:
            if store is at.store and key in before:
                failed = _failed(before[key], place)
                machine.write(store, key, join_slots(failed, value) if several else failed)
        if handler.name:
            machine.write(at.store, handler.name, unknown(handler.name, "it is the exception"))
        with machine.under(None, place):
            return machine.execute(handler.body, at)

    return run


def _failed(slot: Slot, place: Location) -> Slot:
    """A None that the failed statement would have replaced now stands for the failure."""
    if not isinstance(slot, Val):
        return slot
    return Val(
        tuple(Scalar(None, place) if isinstance(a, Scalar) and a.value is None else a for a in slot.atoms)
    )
