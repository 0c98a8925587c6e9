# What `value.name` means for every kind of value.
"""Abstract attributes."""

from __future__ import annotations

import posixpath

from scopelint.model.location import Location
from scopelint.project.exposure import of_library
from scopelint.project.joining import join
from scopelint.project.machine import Machine
from scopelint.project.records import (
    Made,
    Origin,
    Reference,
    Scalar,
    Text,
    Unresolved,
)
from scopelint.project.subscripts import below
from scopelint.project.values import (
    Atom,
    BoundAtom,
    ClassAtom,
    DictAtom,
    Element,
    FileAtom,
    FunctionAtom,
    ListAtom,
    MemberAtom,
    MethodAtom,
    ModuleAtom,
    ObjectAtom,
    PartialAtom,
    SuperAtom,
    Val,
    text,
    unknown,
)
from scopelint.project.web import kept

BASE = "__base__"
"""The slot in which an object keeps what its class inherits from a library."""

TEXT_METHODS = frozenset(dir(str)) - {"__class__"} | {
    "get",
    "pop",
    "items",
    "keys",
    "values",
    "get_secret_value",
    "read_text",
    "exists",
}


def attribute(machine: Machine, value: Val, name: str, location: Location) -> Val:
    """Return what `value.name` may be."""
    found = ((kept(machine, atom, name), atom) for atom in value.atoms)
    return join([held or _attribute(machine, atom, name, location) for held, atom in found])


_OF_DICTS = frozenset(dir(dict))


def _attribute(machine: Machine, atom: Atom, name: str, location: Location) -> Val:
    match atom:
        case ModuleAtom():
            return of_module(machine, atom, name, location)
        case Reference(name=dotted):
            below = machine.modules.by_name.get(f"{dotted}.{name}")
            return Val((Reference(f"{dotted}.{name}", location),) if below is None else (ModuleAtom(below),))
        case Made() | MemberAtom():
            return of_library(machine, atom, name, location)
        case ObjectAtom():
            return of_object(machine, atom, name, location)
        case ClassAtom():
            return _of_class(machine, atom, name, location)
        case SuperAtom(receiver, cls):
            return _of_super(machine, receiver, cls, name, location)
        case Origin():
            return Val((MethodAtom(atom, name),)) if name in TEXT_METHODS else _below(atom, name)
        case Text() | Scalar():
            return _of_text(atom, name, location)
        case DictAtom() if name not in _OF_DICTS and (held := machine.entries(atom).get(name)) is not None:
            return held.value  # a namespace, or a dict whose keys are attributes
        case ListAtom() | DictAtom() | FileAtom():
            return Val((MethodAtom(atom, name),))
        case FunctionAtom() | BoundAtom() | PartialAtom():
            return _of_function(atom, name, location)
        case Unresolved(what, why, place):
            return Val((Unresolved(f"{what}.{name}", why, place or location),))
        case MethodAtom():
            return unknown(f".{name}", "it is not followed", location)


def _below(origin: Origin, name: str) -> Val:
    if name == "value":
        return Val((origin,))
    return below(origin, name)


def of_module(machine: Machine, atom: ModuleAtom, name: str, location: Location) -> Val:
    """Return what a module of the project binds to a name: a global or a submodule."""
    module = atom.module
    machine.load(module)
    held = machine.read(module.store, name)
    if isinstance(held, Val):
        return held
    if name in ("__file__", "__name__"):
        return text(module.unit.file.as_posix() if name == "__file__" else module.name, location)
    if module.unit.file.name == "__init__.py":
        submodule = machine.modules.find(name, 1, module.unit)
        if submodule is not None:
            machine.load(submodule)
            return Val((ModuleAtom(submodule),))
    fallback = machine.read(module.store, "__getattr__")
    if isinstance(fallback, Val):
        return machine.call(fallback, [Element(text(name))], [], location)
    why = (
        "it is imported in a circle"
        if module.state == "running"
        else f"`{module.unit.path}` does not define it"
    )
    return unknown(f"{module.name}.{name}", why, location)


# --- objects and classes of the project ----------------------------------------------------------


def of_object(machine: Machine, atom: ObjectAtom, name: str, location: Location) -> Val:
    """Return what an attribute of an object is: its own, its class's, or its library base's."""
    held = machine.read(atom.store, name)
    if isinstance(held, Val):
        return held
    if name == "__class__":
        return Val((atom.cls,))
    for cls in atom.cls.lineage():
        if isinstance(cls, ClassAtom):
            found = machine.read(cls.attributes, name)
            if isinstance(found, Val):
                return _bind(machine, found, atom, location)
    base = machine.read(atom.store, BASE)
    if isinstance(base, Val):
        return machine.attribute(base, name, location)
    return _missing(machine, atom, name, location)


def _missing(machine: Machine, atom: ObjectAtom, name: str, location: Location) -> Val:
    for cls in atom.cls.lineage():
        if isinstance(cls, ClassAtom):
            fallback = machine.read(cls.attributes, "__getattr__")
            if isinstance(fallback, Val) and isinstance(fallback.only, FunctionAtom):
                return machine.call(
                    Val((BoundAtom(fallback.only, atom),)), [Element(text(name))], [], location
                )
    libraries = [c for c in atom.cls.lineage() if isinstance(c, Reference) and c.name != "builtins.object"]
    if libraries and name == "model_copy":
        return Val((MethodAtom(atom, name),))
    if libraries:
        return unknown(f"{atom.cls.record.name}.{name}", f"`{libraries[0].name}` defines it", location)
    return unknown(f"{atom.cls.record.name}.{name}", "nothing that was read sets it", location)


def _bind(machine: Machine, value: Val, receiver: Atom, location: Location) -> Val:
    bound: list[Val] = []
    for atom in value.atoms:
        if not isinstance(atom, FunctionAtom) or atom.owner is None:
            bound.append(Val((atom,)))
        elif atom.kind == "property":
            bound.append(machine.call(Val((BoundAtom(atom, receiver),)), [], [], location))
        elif atom.kind == "static":
            bound.append(Val((atom,)))
        elif atom.kind == "class":
            owner = receiver.cls if isinstance(receiver, ObjectAtom) else receiver
            bound.append(Val((BoundAtom(atom, owner),)))
        else:
            bound.append(Val((BoundAtom(atom, receiver),)))
    return join(bound)


def _of_class(machine: Machine, atom: ClassAtom, name: str, location: Location) -> Val:
    if name == "__module__":
        is_main = atom.module.unit.file.as_posix() == machine.main
        return text("__main__" if is_main else atom.module.name, location)
    for cls in atom.lineage():
        if isinstance(cls, ClassAtom):
            held = machine.read(cls.attributes, name)
            if isinstance(held, Val):
                functions = [a for a in held.atoms if isinstance(a, FunctionAtom) and a.kind == "class"]
                return Val((BoundAtom(functions[0], atom),)) if functions else held
        elif isinstance(cls, Reference) and cls.name != "builtins.object":
            return (
                Val((Reference(f"{cls.name}.{name}", location),))
                if not name.startswith("__")
                else _named(atom)
            )
    if name in ("__name__", "__qualname__"):
        return _named(atom)
    return unknown(f"{atom.record.name}.{name}", "nothing that was read sets it", location)


def _named(atom: ClassAtom) -> Val:
    return text(atom.record.name)


def _of_super(machine: Machine, receiver: Atom, cls: ClassAtom, name: str, location: Location) -> Val:
    own = receiver.cls if isinstance(receiver, ObjectAtom) else receiver
    if not isinstance(own, ClassAtom):
        return unknown(f"super().{name}", "it stands outside a method", location)
    lineage = list(own.lineage())
    after = lineage[lineage.index(cls) + 1 :] if cls in lineage else lineage[1:]
    for base in after:
        if isinstance(base, ClassAtom):
            held = machine.read(base.attributes, name)
            if isinstance(held, Val):
                return _bind(machine, held, receiver, location)
        elif isinstance(base, Reference) and base.name != "builtins.object":
            return Val((MethodAtom(SuperAtom(receiver, cls), f"{base.name}.{name}"),))
    if name == "__new__":
        return Val((MethodAtom(SuperAtom(receiver, cls), "builtins.object.__new__"),))
    return Val((Reference("builtins.object.__init__", location),))


# --- built-in values -----------------------------------------------------------------------------


def _of_text(atom: Text | Scalar, name: str, location: Location) -> Val:
    if name in ("value", "_value_"):
        return Val((atom,))
    literal = atom.literal if isinstance(atom, Text) else None
    if literal is not None and name in ("parent", "name", "stem", "suffix"):
        base = posixpath.basename(literal)
        return text(
            {
                "parent": posixpath.dirname(literal) or ".",
                "name": base,
                "stem": base.rpartition(".")[0] or base,
                "suffix": posixpath.splitext(base)[1],
            }[name],
            location,
        )
    if literal is not None and name == "parents":
        return Val((MethodAtom(atom, "parents"),))
    return Val((MethodAtom(atom, name),))


def _of_function(atom: FunctionAtom | BoundAtom | PartialAtom, name: str, location: Location) -> Val:
    if isinstance(atom, PartialAtom):
        return atom.function if name == "func" else unknown(f"partial.{name}", "it is not followed", location)
    function = atom.function if isinstance(atom, BoundAtom) else atom
    if name in ("__name__", "__qualname__", "name"):
        return text(function.record.name, location)
    if name in (
        "func",
        "__wrapped__",
        "coroutine",
        "fn",
        "invoke",
        "ainvoke",
        "run",
        "arun",
        "__call__",
        "remote",
    ):
        return Val((atom,))
    return unknown(f"{function.record.name}.{name}", "it is not followed", location)
