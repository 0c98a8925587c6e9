# Which file a dotted name means, and the modules of one run. Files are read and turned into facts once,
# for all runs; a module's globals belong to one run.
"""Modules of a project."""

from __future__ import annotations

import os
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field
from pathlib import Path

from scopelint.facts.collect import collect
from scopelint.facts.leads import Leads, leads_of
from scopelint.facts.records import ModuleFacts
from scopelint.model.location import Location, Span
from scopelint.project.values import Store
from scopelint.source.unit import Unit, UnitProblem

Reader = Callable[[Path], tuple[tuple[Unit, ...], tuple[UnitProblem, ...]]]


@dataclass(eq=False, slots=True)
class Module:
    """One unit as a module of one run. `state` is "new", "running" or "done"."""

    name: str
    unit: Unit
    facts: ModuleFacts
    store: Store
    state: str = "new"
    places: dict[Span, Location] = field(default_factory=dict)
    """Places of spans that were asked for."""


class Code:
    """The units of a project and their facts, each read at most once. Paths are absolute, POSIX."""

    def __init__(self, root: Path, reader: Reader) -> None:
        self.root = root
        self._reader = reader
        self._units: dict[str, Unit | None] = {}
        self._facts: dict[int, ModuleFacts | UnitProblem] = {}
        self._kept: list[Unit] = []
        self._leads: dict[int, tuple[Unit, Leads | None]] = {}
        self._listings: dict[str, frozenset[str]] = {}
        self.written: dict[str, list[Unit]] = {}
        """Written files by the path of the notebook that writes them."""
        self.problems: list[UnitProblem] = []
        self.searched: tuple[str, ...] = ()
        """Folders that Python looks through first: those of a logged model's own code."""
        self.config: tuple[object, Location] | None = None
        """The configuration that a model was logged with, as plain data, and where it stands."""

    def unit(self, path: str) -> Unit | None:
        """Return the unit at a path, reading it if need be; None if there is none or it cannot be read."""
        if path not in self._units:
            self._units[path] = None
            if self.exists(path) and self.inside(path):
                units, problems = self._reader(Path(path))
                self.problems.extend(problems)
                if units:
                    self._units[path] = units[0]
                    self.written[path] = list(units[1:])
        return self._units[path]

    def holds(self, path: str) -> bool:
        """Tell whether a unit stands at a path already: one that was read, or a written file."""
        return self._units.get(path) is not None

    def add_written(self, unit: Unit) -> None:
        """Let a written file stand at its target where no file of that name is checked in."""
        path = unit.file.as_posix()
        if self.unit(path) is None:
            self._units[path] = unit

    def facts(self, unit: Unit) -> ModuleFacts | None:
        """Return the facts of a unit, or None if it cannot be parsed."""
        if id(unit) not in self._facts:
            found = collect(unit)
            self._kept.append(unit)
            self._facts[id(unit)] = found
            self.problems.extend((found,) if isinstance(found, UnitProblem) else found.problems)
        facts = self._facts[id(unit)]
        return None if isinstance(facts, UnitProblem) else facts

    def leads(self, unit: Unit) -> Leads | None:
        """Return what a unit imports, without its facts; None if it cannot be parsed."""
        if id(unit) not in self._leads:
            self._leads[id(unit)] = unit, leads_of(unit)
        return self._leads[id(unit)][1]

    @property
    def unread(self) -> list[str]:
        """The paths that were asked for and gave no unit."""
        return [path for path, unit in self._units.items() if unit is None]

    @property
    def parsed(self) -> list[Unit]:
        """The units whose facts were collected."""
        return [unit for unit in self._kept if isinstance(self._facts[id(unit)], ModuleFacts)]

    def exists(self, path: str) -> bool:
        """Tell whether a file of that path stands in the project."""
        folder, _, name = path.rpartition("/")
        return name in self.listing(folder)

    def listing(self, folder: str) -> frozenset[str]:
        """Return the names in a folder; empty if there is none."""
        if folder not in self._listings:
            try:
                # Every import asks for several folders, and only names are wanted of them.
                names = frozenset(os.listdir(folder or "/"))  # noqa: PTH208 - no Path per name
            except OSError:
                names = frozenset()
            self._listings[folder] = names
        return self._listings[folder]

    def inside(self, path: str) -> bool:
        """Tell whether a path stays in the project, also when links are followed."""
        try:
            real = os.path.realpath(path)
        except OSError:
            return False
        root = os.path.realpath(self.root)
        return real == root or real.startswith(root.rstrip("/") + "/")


@dataclass(slots=True)
class Modules:
    """The modules of one run. `overlay` holds written files that stand before the checked-in ones."""

    code: Code
    roots: list[str]
    overlay: Mapping[str, Unit] = field(default_factory=dict)
    libraries: frozenset[str] = frozenset()
    """Top names that always mean the library of the rule table, also in the library's own repository."""
    loaded: dict[str, Module] = field(default_factory=dict)
    by_name: dict[str, Module] = field(default_factory=dict)
    numbers: int = 0

    def open(self, path: str, name: str) -> Module | None:
        """Return the module at a path, or None if there is none or it cannot be parsed."""
        if path in self.loaded:
            return self.loaded[path]
        unit = self.overlay.get(path) or self.code.unit(path)
        facts = self.code.facts(unit) if unit else None
        if unit is None or facts is None:
            return None
        self.numbers -= 1
        module = Module(name, unit, facts, Store(self.numbers))
        self.loaded[path] = module
        return module

    def find(self, name: str, level: int, importer: Unit) -> Module | None:
        """Return the module that an import names; `level` counts leading dots. None if it is a library's.

        A module that imports its own name means a library: `providers/databricks.py` imports `databricks`.
        """
        path = self.path(name, level, importer)
        if path is None:
            return None
        folder, _, file = path.rpartition("/")
        module = self.open(path, name or (folder if file == "__init__.py" else path).rpartition("/")[2])
        if module is not None:
            self.by_name.setdefault(name, module)
        return module

    def path(self, name: str, level: int, importer: Unit) -> str | None:
        """Return the file of the module that an import names, unread; None if it is a library's."""
        if not level and name.partition(".")[0] in self.libraries:
            return None
        for base in self._bases(level, importer):
            path = self._file(base, name)
            if path is not None and (level or path != importer.file.as_posix()):
                return path
        return None

    def is_local(self, name: str, level: int, importer: Unit) -> bool:
        """Tell whether a name is meant to be found in the project.

        It is if it is relative, if a part of it is there, or if the importer stands in the package that
        it names.
        """
        if level:
            return True
        first, _, rest = name.partition(".")
        if first in self.libraries:
            return False
        second = rest.partition(".")[0]
        for base in self._bases(0, importer):
            names = self.code.listing(base)
            # A file has no modules below it: `databricks.sdk` does not mean a `databricks.py`.
            own = f"{base}/{first}.py" == importer.file.as_posix()
            if (f"{first}.py" in names and not rest and not own) or (
                first in names and "__init__.py" in self.code.listing(f"{base}/{first}")
            ):
                return True
            inner = self.code.listing(f"{base}/{first}") if first in names and second else frozenset()
            if f"{second}.py" in inner or second in inner or self._encloses(f"{base}/{first}", importer):
                return True
        return False

    def _encloses(self, package: str, importer: Unit) -> bool:
        """Tell whether a folder is a package around a unit: what stands between has importable names.

        A folder without any module is none; it may bear the name of the library that its parts are about.
        """
        folder = importer.file.parent.as_posix()
        if not any(name.endswith(".py") for name in self.code.listing(package)):
            return False
        if folder != package and not folder.startswith(package + "/"):
            return False
        return all(part.isidentifier() for part in folder[len(package) :].split("/") if part)

    def is_package(self, module: Module) -> bool:
        """Tell whether a module may have modules below it."""
        return module.unit.file.name == "__init__.py"

    def notebook(self, target: str, importer: Unit) -> Module | None:
        """Return the notebook that `%run target` means."""
        base = importer.holder.parent.as_posix()
        path = os.path.normpath(f"{base}/{target}" if not target.startswith("/") else target)
        for candidate in (path, f"{path}.py", f"{path}.ipynb"):
            if candidate in self.overlay or self.code.exists(candidate):
                return self.open(candidate, target.rpartition("/")[2])
        return None

    def _bases(self, level: int, importer: Unit) -> Iterable[str]:
        folder = importer.file.parent.as_posix()
        if level:
            for _ in range(level - 1):
                folder = folder.rpartition("/")[0]
            return [folder]
        bases = [*self.code.searched, *self.roots, folder]
        root = self.code.root.as_posix()
        while folder.startswith(root) and folder != root:
            folder = folder.rpartition("/")[0]
            bases.append(folder)
        bases += [f"{base}/src" for base in bases if "src" in self.code.listing(base)]
        return dict.fromkeys(bases)

    def _file(self, base: str, name: str) -> str | None:
        path = f"{base}/{name.replace('.', '/')}" if name else base
        for candidate in (f"{path}.py", f"{path}/__init__.py") if name else (f"{path}/__init__.py",):
            if candidate in self.overlay or self.code.exists(candidate) or self.code.holds(candidate):
                return candidate
        return None
