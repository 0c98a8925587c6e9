# Runs of small files, and values as short text: `'a{?}'`, `'x' | None`, `env:NAME`, `['a', ...]`.
"""Abstract runs of text."""

from __future__ import annotations

from dataclasses import dataclass
from functools import partial
from pathlib import Path

from scopelint.project.machine import Machine
from scopelint.project.modules import Code, Module
from scopelint.project.records import Made, Origin, Reference, Scalar, Text
from scopelint.project.simulate import bounded, machine_for
from scopelint.project.state import Activation
from scopelint.project.values import Atom, DictAtom, Element, ListAtom, Val
from scopelint.rulebook.load import load_table
from scopelint.source.read import read_file


@dataclass(frozen=True)
class Run:
    """A machine that has run a file's top level."""

    machine: Machine
    module: Module

    def __call__(self, name: str) -> str:
        """Return what a global of the file is, as text."""
        held = self.module.store.slots.get(name)
        return shown(self.machine, held) if isinstance(held, Val) else "unbound"

    @property
    def at(self) -> Activation:
        """The top level of the file."""
        return Activation(self.module.store, self.module)


def code(folder: Path, files: dict[str, str]) -> Code:
    """Return a project of files, written to a folder."""
    for name, text in files.items():
        path = folder / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text, encoding="utf-8")
    return Code(folder, partial(read_file, cwd=folder))


def run(folder: Path, source: str = "", **more: str) -> Run:
    """Return the run of a file; the other files are modules beside it, by name."""
    project = code(folder, {"agent.py": source, **{f"{name}.py": text for name, text in more.items()}})
    unit = project.unit((folder / "agent.py").as_posix())
    assert unit is not None
    machine, module = machine_for(project, unit, load_table(), None, None)
    assert module is not None
    bounded(machine, lambda: machine.load(module))
    return Run(machine, module)


def shown(machine: Machine, value: Val) -> str:
    """Return a value as text, its alternatives in the order in which the code makes them."""
    return " | ".join(_atom(machine, atom) for atom in value.atoms)


def _atom(machine: Machine, atom: Atom) -> str:
    match atom:
        case Text(pieces):
            return "'" + "".join(p if isinstance(p, str) else "{" + _hole(p) + "}" for p in pieces) + "'"
        case Origin():
            return _hole(atom)
        case Scalar(value):
            return repr(value)
        case Reference(name) | Made(type=name):
            return name
        case ListAtom():
            state = machine.items(atom)
            return "[" + _inside(machine, [("", item) for item in state.items], state.complete) + "]"
        case DictAtom():
            entries = machine.entries(atom)
            named = [(f"{key!r}: ", item) for key, item in entries.entries]
            return "{" + _inside(machine, named, entries.complete) + "}"
        case _:
            return "?"


def _inside(machine: Machine, items: list[tuple[str, Element]], complete: bool) -> str:
    """Return elements as text; `~` stands before those that a branch may have left out."""
    parts = [f"{'' if e.certain else '~'}{name}{shown(machine, e.value)}" for name, e in items]
    return ", ".join([*parts, *([] if complete else ["..."])])


def _hole(origin: Origin | None) -> str:
    return "?" if origin is None else f"{origin.source}:{origin.name}"
