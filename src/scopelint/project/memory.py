# What a call of a function depends on, so that the same call is run once.
"""Keys of remembered calls."""

from __future__ import annotations

from scopelint.model.auth import Phase
from scopelint.project.joining import atom_key
from scopelint.project.machine import Machine
from scopelint.project.state import Activation
from scopelint.project.values import Atom, DictAtom, FunctionAtom, ListAtom, ObjectAtom, Store, Val


def memo_key(machine: Machine, function: FunctionAtom, at: Activation, phase: Phase) -> object | None:
    """Return what a call depends on: arguments, scopes around it, its module; None if more counts."""
    parts: list[object] = [function.number, phase, machine.failure, len(machine.conditions), machine.threads]
    scope: Store | None = at.store
    while scope is not None and scope is not at.module.store:
        for name, slot in scope.slots.items():
            if not isinstance(slot, Val):
                return None
            parts += [_held(name, atom) for atom in slot.atoms]
        scope = scope.parent
    parts.append(_version_of_scope(at))
    return tuple(parts)


def _held(name: str, atom: Atom) -> object:
    """Return what a name holds: of what can be changed, as it is now."""
    if isinstance(atom, (ObjectAtom, ListAtom, DictAtom)):
        return name, atom.number, _version(atom)
    return name, atom_key(atom)


def _version(atom: ObjectAtom | ListAtom | DictAtom) -> int:
    return hash(tuple((name, id(slot)) for name, slot in atom.store.slots.items()))


def _version_of_scope(at: Activation) -> int:
    module = at.module.store.slots
    return hash((len(module), sum(map(id, module.values()))))
