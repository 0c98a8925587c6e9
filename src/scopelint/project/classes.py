# Building objects of the project's classes: initialisers, fields, clients that they derive from.
"""Objects of classes of the project."""

from __future__ import annotations

from scopelint.facts import records as f
from scopelint.model.location import Location
from scopelint.project.attributes import BASE
from scopelint.project.exposure import thaw
from scopelint.project.freeze import SPREAD, freeze
from scopelint.project.functions import Call, call_function
from scopelint.project.libraries import call_library
from scopelint.project.machine import (
    Machine,
)
from scopelint.project.records import (
    Made,
    Origin,
    Reference,
)
from scopelint.project.values import (
    ClassAtom,
    FunctionAtom,
    ObjectAtom,
    Store,
    Val,
    unknown,
)

# --- classes of the project ----------------------------------------------------------------------


def instantiate(machine: Machine, cls: ClassAtom, made: Call) -> Val:
    """Return a new object of a class of the project."""
    value = _allocate(machine, cls, made)
    atom = value.only
    if not isinstance(atom, ObjectAtom) or atom.cls is not cls:
        return value
    store = atom.store
    init = next((c.attributes.slots.get("__init__") for c in cls.lineage()
                 if isinstance(c, ClassAtom) and "__init__" in c.attributes.slots), None)  # fmt: skip
    if isinstance(init, Val) and isinstance(init.only, FunctionAtom):
        call_function(machine, init.only, atom, made)
        return value
    if _is_enum(cls):
        return made.positional[0].value if made.positional else value
    if cls.fields or made.keywords:
        _set_fields(machine, cls, store, made)
    _build_base(machine, cls, atom, made)
    for hook in ("__post_init__", "model_post_init"):
        slot = next((c.attributes.slots.get(hook) for c in cls.lineage()
                     if isinstance(c, ClassAtom) and hook in c.attributes.slots), None)  # fmt: skip
        if isinstance(slot, Val) and isinstance(slot.only, FunctionAtom):
            call_function(machine, slot.only, atom, Call((), (), made.location))
    return value


def _allocate(machine: Machine, cls: ClassAtom, made: Call) -> Val:
    new = next((c.attributes.slots.get("__new__") for c in cls.lineage()
                if isinstance(c, ClassAtom) and "__new__" in c.attributes.slots), None)  # fmt: skip
    if isinstance(new, Val) and isinstance(new.only, FunctionAtom):
        result = call_function(machine, new.only, cls, made)
        objects = tuple(a for a in result.atoms if isinstance(a, ObjectAtom))
        if objects:
            return Val(objects[-1:])
    return new_object(machine, cls, made.location)


def new_object(machine: Machine, cls: ClassAtom, location: Location) -> Val:
    """Return an object of a class of the project before anything initialises it."""
    store = machine.store()
    atom = ObjectAtom(store.number, cls, store, location)
    machine.instances.append(atom)
    return Val((atom,))


def _is_enum(cls: ClassAtom) -> bool:
    return any(isinstance(base, Reference) and base.name.startswith("enum.") for base in cls.lineage())


def _build_base(machine: Machine, cls: ClassAtom, atom: ObjectAtom, made: Call) -> None:
    """Build the client that a class derives from, so that its calls are those of the client."""
    for base in cls.lineage():
        if isinstance(base, Reference) and machine.table.made_by(machine.table.canonical(base.name)):
            held = call_library(
                machine, base.name, None, made.positional, made.keywords, made.location, made.open_
            )
            machine.write(atom.store, BASE, held)
            return


def _set_fields(machine: Machine, cls: ClassAtom, store: Store, made: Call) -> None:
    fields = _fields(cls)
    positional = list(made.positional)
    keywords = {name: element for name, element in made.keywords if name != SPREAD}
    settings = any(isinstance(b, Reference) and b.name.endswith("BaseSettings") for b in cls.lineage())
    for name, owner in fields.items():
        default = owner.attributes.slots.get(name)
        if positional and cls.fields:
            value: Val | None = positional.pop(0).value
        elif name in keywords:
            value = keywords.pop(name).value
        elif settings:
            value = _setting(machine, name, default if isinstance(default, Val) else None)
        else:
            value = _field_default(machine, default, made) if isinstance(default, Val) else None
        if value is not None:
            machine.write(store, name, value)
    for name, element in keywords.items():
        machine.write(store, name, element.value)


def _setting(machine: Machine, name: str, default: Val | None) -> Val:
    frozen = freeze(machine, default) if default is not None and not isinstance(default.only, Made) else None
    return Val((Origin("env", name.upper(), frozen, None, machine.deployed.get(name.upper())),))


def _fields(cls: ClassAtom) -> dict[str, ClassAtom]:
    found: dict[str, ClassAtom] = {}
    for base in reversed([c for c in cls.lineage() if isinstance(c, ClassAtom)]):
        for statement in base.record.body:
            if isinstance(statement, f.Assign) and statement.annotation is not None:
                target = statement.targets[0]
                if isinstance(target, f.Name):
                    found[target.id] = base
    return found


def _field_default(machine: Machine, default: Val, made: Call) -> Val:
    atom = default.only
    if not isinstance(atom, Made) or atom.type.rpartition(".")[2].removesuffix("()") not in (
        "field",
        "Field",
    ):
        return default
    item = atom.arguments.get(0, "default")
    if item is not None:
        return thaw(machine, item.value)
    factories = machine.callables.get(atom.number)
    if factories:
        return machine.call(Val((factories[0],)), [], [], made.location)
    factory = atom.arguments.get(None, "default_factory")
    if factory is not None and isinstance(factory.value.atoms[0], Reference):
        return machine.call(Val((factory.value.atoms[0],)), [], [], made.location)
    return unknown("field()", "it has no default")
