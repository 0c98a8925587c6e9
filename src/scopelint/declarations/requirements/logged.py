# What `log_model` is told to install for the model: by `pip_requirements`, `extra_pip_requirements` or
# `conda_env`.
"""Reading the requirements of a logged model."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, replace
from pathlib import Path

from scopelint.declarations.requirements.conda import from_spec
from scopelint.declarations.requirements.files import Shown, find, read_conda, read_requirements
from scopelint.declarations.requirements.line import Installation, Line, Requirements
from scopelint.declarations.requirements.lines import of_item
from scopelint.model.location import Location
from scopelint.project.records import (
    CallRecord,
    FrozenAtom,
    FrozenValue,
    Item,
    Mapping,
    Scalar,
    Sequence,
    Text,
)

_PIP, _EXTRA, _CONDA = "pip_requirements", "extra_pip_requirements", "conda_env"
_INSTALLED = re.compile(r"([A-Za-z0-9][\w.-]*)\s*(?:\[[\w\s,.-]*\])?\s*==\s*")
"""What stands before the version of a requirement that is put together: `mlflow==` of `f"mlflow=={...}"`."""

_UNREAD = Installation((), complete=False)


@dataclass(frozen=True, slots=True)
class _Reading:
    folder: Path
    root: Path
    shown: Shown


def read_logged(record: CallRecord, driver: Path, root: Path, shown: Shown) -> Requirements | None:
    """Return what a call of a logger says is installed for the model; None if it says nothing.

    Paths are those that a `driver` (absolute) in a project's `root` may mean. MLflow adds itself where
    it is not named, and without `pip_requirements` and `conda_env` whatever it finds installed.
    """
    reading = _Reading(driver.parent, root, shown)
    found: list[Installation] = []
    for keyword in (_PIP, _EXTRA, _CONDA):
        item = record.arguments.get(None, keyword)
        atoms = _atoms(item.value) if item is not None else ()
        if item is None or not atoms:
            continue
        held = _UNREAD
        if len(atoms) == 1 and item.certain:
            read = _environment if keyword == _CONDA else _list
            held = read(atoms[0], item.location or record.location, reading)
        found.append(replace(held, closed=keyword != _EXTRA))
    if not found and record.arguments.open:
        found.append(_UNREAD)
    return Requirements(tuple(found)) if found else None


def _atoms(value: FrozenValue) -> tuple[FrozenAtom, ...]:
    return tuple(atom for atom in value.atoms if not (isinstance(atom, Scalar) and atom.value is None))


def _list(atom: FrozenAtom, place: Location, reading: _Reading) -> Installation:
    """Return what a list of requirements, or the path of a file of them, installs."""
    match atom:
        case Sequence(items=items, complete=complete):
            lines: list[Line] = []
            for item in items:
                held = _item(item, place, reading)
                lines += held.lines
                complete = complete and held.complete
            return Installation(tuple(lines), complete)
        case Text() if atom.literal is not None:
            file = find(atom.literal, reading.folder, reading.root)
            held_in = read_requirements(file, reading.root, reading.shown) if file is not None else None
            return held_in or _UNREAD
        case _:
            return _UNREAD


def _item(item: Item, place: Location, reading: _Reading) -> Installation:
    atom = item.value.atoms[0]
    where = item.location or place
    if not isinstance(atom, Text) or len(item.value.atoms) != 1 or not item.certain:
        return _UNREAD
    if atom.literal is None:
        first = next((piece for piece in atom.pieces[:1] if isinstance(piece, str)), "")
        known = _INSTALLED.fullmatch(first)
        lines = (Line(known[1], where, installed=True),) if known else ()
        return Installation(lines, complete=known is not None or first.startswith("-"))
    named = of_item(atom.literal)
    if named is None:
        return Installation(())
    if named.file:
        return _list(Text((named.file,)), where, reading)
    return Installation((Line(named.text, where),))


def _environment(atom: FrozenAtom, place: Location, reading: _Reading) -> Installation:
    """Return what a conda environment installs, given as a dict or as the path of a file."""
    match atom:
        case Mapping() if (held := atom.get("dependencies")) is not None:
            lines: list[Line] = []
            complete = atom.complete
            for one in _entries(held, place, reading):
                lines += one.lines
                complete = complete and one.complete
            return Installation(tuple(lines), complete)
        case Text() if atom.literal is not None:
            file = find(atom.literal, reading.folder, reading.root)
            held_in = read_conda(file, reading.root, reading.shown) if file is not None else None
            return held_in or _UNREAD
        case _:
            return _UNREAD


def _entries(held: Item, place: Location, reading: _Reading) -> Iterator[Installation]:
    listed = held.value.atoms[0]
    if not isinstance(listed, Sequence) or len(held.value.atoms) != 1 or not listed.complete:
        yield _UNREAD
    for item in listed.items if isinstance(listed, Sequence) else ():
        atom = item.value.atoms[0]
        pip = atom.get("pip") if isinstance(atom, Mapping) else None
        if isinstance(atom, Text) and atom.literal is not None and item.certain:
            yield Installation((Line(from_spec(atom.literal)[1], item.location or place),))
        elif pip is not None and item.certain and len(pip.value.atoms) == 1:
            yield _list(pip.value.atoms[0], pip.location or place, reading)
        else:
            yield _UNREAD
