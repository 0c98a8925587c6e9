# `isinstance`: whether a value is of a class, as far as that is known.
"""Classes of values."""

from __future__ import annotations

from scopelint.project.machine import Machine
from scopelint.project.records import Made, Origin, Reference, Scalar, Text
from scopelint.project.values import (
    Atom,
    DictAtom,
    FunctionAtom,
    ListAtom,
    ObjectAtom,
    Val,
)

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
            # What a library makes of the project's own function, a tool for one, is no client.
            own = machine.table.client(made) is not None or bool(machine.callables.get(atom.number))
            listed = own and machine.table.client(name) is not None
            return False if listed or name.startswith("builtins.") else None
        case ObjectAtom(cls=own):
            lineage = list(own.lineage())
            if cls in lineage or any(
                isinstance(b, Reference) and machine.table.canonical(b.name) == name for b in lineage
            ):
                return True
            return None if any(isinstance(b, Reference) for b in lineage) and name else False
        case FunctionAtom():
            return False
        case _:
            return None
