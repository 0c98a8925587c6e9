# Copies of the project's objects that differ in some fields: `dataclasses.replace` and its like.
"""Models of functions that copy objects."""

from __future__ import annotations

from collections.abc import Sequence

from scopelint.model.location import Location
from scopelint.project.freeze import SPREAD
from scopelint.project.joining import join
from scopelint.project.machine import Machine
from scopelint.project.modelling import Args, models
from scopelint.project.values import DictAtom, Element, ObjectAtom, Val


@models("dataclasses.replace", "copy.replace", "attr.evolve", "attrs.evolve")
def _replace(machine: Machine, args: Args) -> Val | None:
    """Return a copy with other fields; what a spread holds is not known, so a call with one is declined."""
    value = args.positional[0].value if args.positional else None
    if value is None or args.open_ or any(name == SPREAD for name, _ in args.keywords):
        return None
    if not all(isinstance(atom, ObjectAtom) for atom in value.atoms):
        return None
    objects = [atom for atom in value.atoms if isinstance(atom, ObjectAtom)]
    return join([_copied(machine, atom, args.keywords, args.location) for atom in objects])


def copied_model(machine: Machine, atom: ObjectAtom, args: Args) -> Val:
    """Return what `model_copy(update=...)` of a pydantic model gives."""
    update = args.get(0, "update")
    entries = [machine.entries(one) for one in update.atoms if isinstance(one, DictAtom)] if update else []
    changes = [(str(key), element) for state in entries for key, element in state.entries]
    return _copied(machine, atom, changes, args.location)


def _copied(
    machine: Machine, atom: ObjectAtom, changes: Sequence[tuple[str, Element]], location: Location
) -> Val:
    store = machine.store()
    for name, slot in list(atom.store.slots.items()):
        if isinstance(slot, Val):
            machine.write(store, name, slot)
    for name, element in changes:
        machine.write(store, name, element.value)
    return Val((ObjectAtom(store.number, atom.cls, store, location),))
