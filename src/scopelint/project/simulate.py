# How the platform enters an agent: its model's methods, its handlers, its tools, each at its time.
"""Runs of entries and drivers."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping

from scopelint.facts.records import Define, DefineClass
from scopelint.facts.search import leading
from scopelint.model.auth import Phase
from scopelint.model.location import Location
from scopelint.project.freeze import closures
from scopelint.project.interpreter import Interpreter
from scopelint.project.machine import Machine, OutOfSteps
from scopelint.project.modules import Code, Module, Modules
from scopelint.project.records import Made, Reference, Trace
from scopelint.project.relevance import unreachable
from scopelint.project.stdlib_sessions import run_page
from scopelint.project.values import (
    Atom,
    BoundAtom,
    ClassAtom,
    FunctionAtom,
    ObjectAtom,
    Val,
)
from scopelint.rulebook.rule import ModelRow
from scopelint.rulebook.table import RuleTable
from scopelint.source.unit import Unit

MAX_CALLBACKS = 400


def run_entry(
    code: Code,
    unit: Unit,
    table: RuleTable,
    overlay: Mapping[str, Unit] | None = None,
    start: Unit | None = None,
    deployed: Mapping[str, str] | None = None,
) -> Trace:
    """Return what an agent does: its module is loaded, then everything that answers requests is run.

    `start` is the script that starts the app to which the entry belongs; it runs first, as `__main__`.
    `deployed` are the environment variables that the deployment sets (empty: to what is not known).
    A unit that nothing enters is read as a library: each of its public functions may be called, at a
    time that nobody knows.
    """
    main = start.file.as_posix() if start is not None else None
    machine, module = machine_for(code, unit, table, overlay, main)
    machine.deployed = deployed or {}
    if start is not None:
        bounded(machine, lambda: _start(machine, start))
    if module is not None:
        bounded(machine, lambda: _enter(machine, module))
    return trace_of(machine)


def _start(machine: Machine, unit: Unit) -> None:
    """Run an app's script. A Streamlit script runs anew for each interaction: all of it answers requests."""
    machine.modules.roots.insert(0, unit.file.parent.as_posix())
    module = machine.modules.open(unit.file.as_posix(), unit.file.stem)
    if module is None:
        return
    if any(name.partition(".")[0] == "streamlit" for name in module.facts.imports):
        machine.entered = machine.serves = True
        machine.script = module
    machine.load(module)
    pages = unit.file.parent / "pages"
    for name in sorted(machine.modules.code.listing(pages.as_posix())) if machine.script is module else ():
        if name.endswith(".py"):
            run_page(machine, f"{pages.as_posix()}/{name}")


def run_library(code: Code, unit: Unit, table: RuleTable, overlay: Mapping[str, Unit] | None = None) -> Trace:
    """Return what a unit does that nobody declares anything for: as an entry, unless it can reach nothing."""
    modules = Modules(code, [unit.file.parent.as_posix()], overlay or {}, _libraries(table))
    gaps = unreachable(modules, unit, table.roots) if code.facts(unit) is not None else None
    if gaps is None:
        return run_entry(code, unit, table, overlay)
    return Trace(calls=(), gaps=gaps, files=(unit.file.as_posix(),))


def run_driver(code: Code, unit: Unit, table: RuleTable, overlay: Mapping[str, Unit] | None = None) -> Trace:
    """Return what a driver does: its top level is run as a script.

    Where that logs no model, the functions that lead to a logger are run too.
    """
    machine, module = machine_for(code, unit, table, overlay, unit.file.as_posix())
    if module is not None:
        bounded(machine, lambda: machine.load(module))
        if not any(table.logger(call.name) for call in machine.calls):
            bounded(machine, lambda: call_loggers(machine, module))
    return trace_of(machine)


def machine_for(
    code: Code, unit: Unit, table: RuleTable, overlay: Mapping[str, Unit] | None, main: str | None
) -> tuple[Interpreter, Module | None]:
    """Return a fresh machine and the module of a unit, not yet run; None if it cannot be parsed.

    `main` is the path of the module whose `__name__` is `__main__`, if there is one.
    """
    path = unit.file.as_posix()
    merged = {**(overlay or {}), path: unit}
    modules = Modules(code, [unit.file.parent.as_posix()], merged, _libraries(table))
    machine = Interpreter(modules, table, main)
    return machine, modules.open(path, unit.file.stem)


def _libraries(table: RuleTable) -> frozenset[str]:
    """Return the names that no project uses for modules of its own."""
    return frozenset(root for root in table.roots if root.startswith(("databricks_", "unitycatalog")))


def bounded(machine: Machine, run: Callable[[], None]) -> None:
    """Run something until it ends or the analysis reaches a bound, which the machine remembers."""
    try:
        run()
    except OutOfSteps:
        pass
    except RecursionError:
        machine.limit("the code is nested more deeply than the analysis follows")


def trace_of(machine: Machine) -> Trace:
    """Return what a machine has recorded so far."""
    return Trace(
        calls=tuple(machine.calls),
        stores=tuple(machine.stores),
        environment=tuple(machine.environment),
        gaps=tuple(machine.gaps.values()),
        models=tuple(machine.frozen_models),
        files=tuple(machine.modules.loaded),
        entered=machine.entered,
        serves=machine.serves,
        limits=tuple(machine.limits),
        closures=closures(machine),
    )


# --- entering ------------------------------------------------------------------------------------


def _enter(machine: Machine, module: Module) -> None:
    machine.load(module)
    machine.entering = True
    models = [atom for value in machine.models for atom in value.atoms]
    if not models:
        models = list(_unset_models(machine, module))
    for atom in models:
        enter_model(machine, atom)
    machine.entered |= bool(models) or bool(machine.callbacks)
    run_callbacks(machine)
    if not machine.entered:
        _as_library(machine, module)
        run_callbacks(machine)


def _unset_models(machine: Machine, module: Module) -> Iterator[Atom]:
    """Yield the agents of a module that does not call `set_model`: objects and classes of agent bases."""
    slots = list(module.store.slots.values())
    only = [slot.only for slot in slots if isinstance(slot, Val)]
    bound = [atom for atom in only if isinstance(atom, ClassAtom)]
    named = {id(cls) for cls in bound}
    seen: set[int] = set()
    for atom in machine.instances:
        here = atom.cls.module is module or id(atom.cls) in named
        if here and row_of(machine, atom.cls) is not None:
            seen.add(id(atom.cls))
            yield atom
    for cls in bound:
        if id(cls) not in seen and row_of(machine, cls) is not None:
            with machine.during(Phase.INIT):
                made = machine.call(Val((cls,)), [], [], module.unit.locate(cls.record.span), True)
            yield from made.atoms


def row_of(machine: Machine, cls: ClassAtom) -> ModelRow | None:
    """Return the row of the agent base that a class derives from, if it does."""
    for base in cls.lineage():
        if isinstance(base, Reference):
            row = machine.table.model(machine.table.canonical(base.name))
            if row is not None:
                return row
    return None


def enter_model(machine: Machine, atom: Atom) -> None:
    """Run what the platform calls of a model: its start-up methods, then those that answer requests."""
    machine.entered = True
    match atom:
        case ObjectAtom(cls=cls):
            row = row_of(machine, cls)
            hooks = (*row.init, *row.request) if row else tuple(sorted(machine.table.hooks))
            for name in hooks:
                phase = Phase.INIT if row and name in row.init else Phase.REQUEST
                _call_method(machine, atom, name, phase)
        case FunctionAtom() | BoundAtom():
            _call_unknown(machine, atom, Phase.REQUEST)
        case ClassAtom():
            with machine.during(Phase.INIT):
                made = machine.call(Val((atom,)), [], [], Location(""), True)
            for one in made.atoms:
                enter_model(machine, one)
        case Made(number=number):
            for function in machine.callables.get(number, ()):
                _call_unknown(machine, function, Phase.REQUEST)
        case _:
            pass


def _call_method(machine: Machine, atom: ObjectAtom, name: str, phase: Phase) -> None:
    for cls in atom.cls.lineage():
        slot = cls.attributes.slots.get(name) if isinstance(cls, ClassAtom) else None
        if isinstance(slot, Val):
            for function in slot.atoms:
                if isinstance(function, FunctionAtom):
                    _call_unknown(machine, BoundAtom(function, atom), phase)
            return


def _call_unknown(machine: Machine, atom: Atom, phase: Phase) -> None:
    """Call a function whose arguments nobody knows."""
    function = atom.function if isinstance(atom, BoundAtom) else atom
    place = Location("")
    if isinstance(function, FunctionAtom):
        place = function.module.unit.locate(function.record.span)
    with machine.during(phase):
        machine.call(Val((atom,)), [], [], place, True)


def run_callbacks(machine: Machine) -> None:
    """Run what was handed to frameworks, and what that hands over in turn."""
    done = 0
    while machine.callbacks:
        first = next((n for n, callback in enumerate(machine.callbacks) if callback.first), 0)
        callback = machine.callbacks.pop(first)
        done += 1
        if done > MAX_CALLBACKS:
            machine.limit(
                f"only the first {MAX_CALLBACKS} functions that were handed to frameworks were followed"
            )
            machine.callbacks.clear()
            return
        machine.entered = True
        _call_unknown(machine, callback.function, callback.phase)
        if callback.first:
            machine.memo.clear()  # what it sets changes what others return


# --- libraries and drivers without a top level ------------------------------------------------------


def _as_library(machine: Machine, module: Module) -> None:
    with machine.during(Phase.UNKNOWN):
        for statement in module.facts.body:
            if isinstance(statement, Define) and not statement.function.name.startswith("_"):
                _call_slot(machine, module, statement.function.name)
            elif isinstance(statement, DefineClass) and not statement.definition.name.startswith("_"):
                _call_public(machine, module, statement.definition.name)


def _call_slot(machine: Machine, module: Module, name: str) -> None:
    slot = module.store.slots.get(name)
    for atom in slot.atoms if isinstance(slot, Val) else ():
        if isinstance(atom, FunctionAtom):
            _call_unknown(machine, atom, Phase.UNKNOWN)


def _call_public(machine: Machine, module: Module, name: str) -> None:
    slot = module.store.slots.get(name)
    cls = slot.only if isinstance(slot, Val) else None
    if not isinstance(cls, ClassAtom):
        return
    made = machine.call(Val((cls,)), [], [], module.unit.locate(cls.record.span), True).only
    if not isinstance(made, ObjectAtom):
        return
    for method, held in list(cls.attributes.slots.items()):
        public = not method.startswith("_") or method == "__call__"
        if public and isinstance(held, Val) and isinstance(held.only, FunctionAtom):
            _call_unknown(machine, BoundAtom(held.only, made), Phase.UNKNOWN)


def call_loggers(machine: Machine, module: Module) -> None:
    """Run the functions that lead to a logger: something outside the driver may call them."""
    loggers = frozenset(row.name.rpartition(".")[2] for row in machine.table.loggers)
    wanted = leading(module.facts.body, loggers)
    for statement in module.facts.body:
        if isinstance(statement, Define) and statement.function.name in wanted:
            _call_slot(machine, module, statement.function.name)
        elif isinstance(statement, DefineClass) and statement.definition.name in wanted:
            _call_public(machine, module, statement.definition.name)
