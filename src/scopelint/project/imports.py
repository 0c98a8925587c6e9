# Imports and `%run`: modules of the project are run, everything else is a library's name.
"""Abstract imports."""

from __future__ import annotations

from scopelint.facts import records as f
from scopelint.model.location import Location
from scopelint.project.machine import Machine
from scopelint.project.modules import Module
from scopelint.project.records import Reference
from scopelint.project.state import Activation
from scopelint.project.values import ListAtom, ModuleAtom, Store, Val, unknown

_LOST = "the module was not found in the project"
_REMEDY = "run scopelint where the whole project stands, and name its folders in `code_paths`"
"""What makes code known that is imported."""


def import_module(
    machine: Machine, names: tuple[tuple[str, str | None], ...], at: Activation, location: Location
) -> None:
    """Run `import a.b as c, d`."""
    for name, alias in names:
        module = machine.modules.find(name, 0, at.module.unit)
        if module is not None:
            machine.load(module)
        if alias is not None:
            machine.write(_scope(at, alias), alias, _value(module, name, location))
            continue
        first = name.partition(".")[0]
        top = machine.modules.find(first, 0, at.module.unit)
        if top is not None and module is None and first != name and not machine.modules.is_package(top):
            top = None  # a file has no modules below it
        if top is not None:
            machine.load(top)
        machine.write(_scope(at, first), first, _value(top, first, location))


def _scope(at: Activation, name: str) -> Store:
    return at.module.store if name in at.store.globals else at.store


def _value(module: Module | None, name: str, location: Location) -> Val:
    return Val((ModuleAtom(module),)) if module is not None else Val((Reference(name, location),))


def import_from(machine: Machine, statement: f.ImportFrom, at: Activation, location: Location) -> None:
    """Run `from a import b as c`."""
    module = machine.modules.find(statement.module, statement.level, at.module.unit)
    if module is not None:
        machine.load(module)
    for name, alias in statement.names:
        if name == "*":
            _star(machine, module, statement, at, location)
        else:
            value = _imported(machine, module, statement, name, at, location)
            machine.write(_scope(at, alias or name), alias or name, value)


def _imported(
    machine: Machine,
    module: Module | None,
    statement: f.ImportFrom,
    name: str,
    at: Activation,
    location: Location,
) -> Val:
    if module is not None:
        held = machine.read(module.store, name)
        if isinstance(held, Val):
            return held
    dotted = f"{statement.module}.{name}" if statement.module else name
    submodule = machine.modules.find(dotted, statement.level, at.module.unit)
    if submodule is not None:
        machine.load(submodule)
        return Val((ModuleAtom(submodule),))
    if module is not None:
        return machine.attribute(Val((ModuleAtom(module),)), name, location)
    if machine.modules.is_local(statement.module, statement.level, at.module.unit):
        where = "." * statement.level + statement.module
        machine.gap(location, f"from {where} import {name}", _LOST, _REMEDY)
        return unknown(name, f"the module `{where}` was not found", location)
    return Val((Reference(dotted, location),))


def _star(
    machine: Machine, module: Module | None, statement: f.ImportFrom, at: Activation, location: Location
) -> None:
    where = "." * statement.level + statement.module
    if module is None:
        if machine.modules.is_local(statement.module, statement.level, at.module.unit):
            machine.gap(location, f"from {where} import *", _LOST, _REMEDY)
        return
    exported = machine.read(module.store, "__all__")
    names = [name for name in module.store.slots if not name.startswith("_")]
    if isinstance(exported, Val) and isinstance(exported.only, ListAtom):
        listed = [item.value.literal for item in machine.items(exported.only).items]
        names = [name for name in listed if name is not None]
    for name in names:
        held = machine.read(module.store, name)
        if held is not None:
            machine.write(_scope(at, name), name, held)


def run_notebook(machine: Machine, target: str, at: Activation, location: Location) -> None:
    """Run `%run target`: the notebook's code runs in the names of the one that runs it."""
    module = machine.modules.notebook(target, at.module.unit)
    if module is None:
        machine.gap(location, f"%run {target}", "the notebook was not found in the project", _REMEDY)
        return
    if module.state == "running":
        return
    module.state = "running"
    inner = Activation(at.module.store, module, at.frame)
    module.store = at.module.store
    machine.execute(module.facts.body, inner)
    module.state = "done"
