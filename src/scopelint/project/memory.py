# What a call of a function depends on, so that the same call is run once.
"""Keys of remembered calls."""

from __future__ import annotations

from scopelint.model.auth import Phase
from scopelint.project.joining import atom_key
from scopelint.project.machine import Machine
from scopelint.project.state import Activation
from scopelint.project.values import Atom, DictAtom, FunctionAtom, ListAtom, ObjectAtom, Store, Val


class _Alive:
    """Keeps alive what a key knows by its identity: else something new could come to stand at its address."""

    def __init__(self) -> None:
        self.held: list[object] = []

    def __eq__(self, other: object) -> bool:
        return isinstance(other, _Alive)

    def __hash__(self) -> int:
        return 0


def memo_key(machine: Machine, function: FunctionAtom, at: Activation, phase: Phase) -> object | None:
    """Return what a call depends on: arguments, scopes around it, its module; None if more counts."""
    alive = _Alive()
    parts: list[object] = [function.number, phase, machine.failure, len(machine.conditions), machine.threads]
    scope: Store | None = at.store
    while scope is not None and scope is not at.module.store:
        for name, slot in scope.slots.items():
            if not isinstance(slot, Val):
                return None
            parts += [_held(name, atom, alive) for atom in slot.atoms]
        scope = scope.parent
    parts += [_version_of_scope(at, alive), alive]
    return tuple(parts)


def _held(name: str, atom: Atom, alive: _Alive) -> object:
    """Return what a name holds: of what can be changed, as it is now."""
    alive.held.append(atom)
    if isinstance(atom, (ObjectAtom, ListAtom, DictAtom)):
        return name, atom.number, _version(atom, alive)
    return name, atom_key(atom)


def _version(atom: ObjectAtom | ListAtom | DictAtom, alive: _Alive) -> int:
    slots = tuple(atom.store.slots.items())
    alive.held.append(slots)
    return hash(tuple([(name, id(slot)) for name, slot in slots]))


def _version_of_scope(at: Activation, alive: _Alive) -> int:
    slots = tuple(at.module.store.slots.values())
    alive.held.append(slots)
    return hash((len(slots), sum(map(id, slots))))
