# What a call of a function depends on, so that the same call is run once.
"""Keys of remembered calls."""

from __future__ import annotations

from scopelint.model.auth import Phase
from scopelint.project.joining import atom_key
from scopelint.project.machine import Machine
from scopelint.project.state import Activation
from scopelint.project.values import DictAtom, FunctionAtom, ListAtom, ObjectAtom, Val


def memo_key(machine: Machine, function: FunctionAtom, at: Activation, phase: Phase) -> object | None:
    """Return what a call depends on: its arguments and its module; None if a scope of its own counts too."""
    parts: list[object] = [function.number, phase, machine.failure, len(machine.conditions), machine.threads]
    for name, slot in at.store.slots.items():
        if not isinstance(slot, Val):
            return None
        for atom in slot.atoms:
            if isinstance(atom, (ObjectAtom, ListAtom, DictAtom)):
                parts.append((name, atom.number, _version(atom)))
            else:
                parts.append((name, atom_key(atom)))
    parts.append(_version_of_scope(at))
    return tuple(parts)


def _version(atom: ObjectAtom | ListAtom | DictAtom) -> int:
    return hash(tuple((name, id(slot)) for name, slot in atom.store.slots.items()))


def _version_of_scope(at: Activation) -> int:
    module = at.module.store.slots
    return hash((len(module), sum(map(id, module.values()))))
