# What Python's own syntax calls on objects of the project: `__getitem__`, `__str__`, `__iter__`, ...
"""Special methods."""

from __future__ import annotations

from collections.abc import Sequence

from scopelint.project.machine import Machine
from scopelint.project.values import Atom, BoundAtom, ClassAtom, Element, FunctionAtom, ObjectAtom, Val


def special(machine: Machine, atom: Atom, name: str, arguments: Sequence[Val] = ()) -> Val | None:
    """Return what a special method of an object gives; None if its class does not define it."""
    if not isinstance(atom, ObjectAtom):
        return None
    for cls in atom.cls.lineage():
        slot = cls.attributes.slots.get(name) if isinstance(cls, ClassAtom) else None
        if isinstance(slot, Val) and isinstance(slot.only, FunctionAtom):
            given = [Element(value) for value in arguments]
            return machine.call(Val((BoundAtom(slot.only, atom),)), given, [], atom.location)
    return None


def as_text(machine: Machine, value: Val) -> Val:
    """Return a value as `str()` sees it: objects that say how they are written are replaced by that text."""
    if not any(isinstance(atom, ObjectAtom) for atom in value.atoms):
        return value
    atoms: list[Atom] = []
    for atom in value.atoms:
        found = special(machine, atom, "__str__") or special(machine, atom, "__repr__")
        atoms.extend(found.atoms if found is not None else (atom,))
    return Val(tuple(atoms))
