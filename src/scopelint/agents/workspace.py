# The units that a run looks at, and what their text says they may be: entries, drivers. Text is only a
# first sieve; what a unit is, its run decides.
"""The units of a run."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, field
from pathlib import Path

from scopelint.facts.records import ModuleFacts
from scopelint.facts.search import leading
from scopelint.project.modules import Code
from scopelint.rulebook.table import RuleTable
from scopelint.source.unit import Unit, UnitKind

_LOGS = re.compile(
    r"\b(?:log_model|save_model)\s*\(|\bModel\.log\("
    # Under another name: imported, assigned, or given to something that calls it.
    r"|^\s*from\s+mlflow[\w.]*\s+import\s+(?:\([^)]*|[^\n(]*)\b(?:log|save)_model\b"
    r"|[=(,]\s*mlflow[\w.]*\.(?:log|save)_model\b",
    re.MULTILINE,
)
_MLFLOW = re.compile(r"^\s*(?:import|from)\s+mlflow\b", re.MULTILINE)
_SETS = re.compile(r"\bset_model\s*\(|\bset_model\s+as\s|[=(,]\s*mlflow[\w.]*\.set_model\b")

MAX_SIEVED = 10_000_000
"""Bytes of a file beside the named ones that are searched for words."""


@dataclass(slots=True)
class Workspace:
    """What a run looks at.

    `named` are the files that the caller named or that stand in folders that it named; `explicit` are
    the former alone. `around` are the project's other files, where drivers may stand.
    """

    code: Code
    table: RuleTable
    named: tuple[str, ...]
    explicit: frozenset[str]
    around: tuple[str, ...]
    shown: Callable[[Path], str] = Path.as_posix
    """How reports name a file."""
    _texts: dict[str, list[Unit]] = field(default_factory=dict)
    _bytes: dict[str, bytes] = field(default_factory=dict)

    def units(self, path: str) -> list[Unit]:
        """Return the units of a file: its own first, then the files that it writes."""
        if path not in self._texts:
            unit = self.code.unit(path)
            units = [unit] if unit is not None else []
            for written in self.code.written.get(path, ()):
                self.code.add_written(written)
                units.append(written)
            self._texts[path] = units
        return self._texts[path]

    def all_units(self, paths: Iterable[str]) -> Iterator[Unit]:
        """Yield the units of files, in order."""
        for path in paths:
            yield from self.units(path)

    def holding(self, paths: Iterable[str], *words: bytes) -> list[str]:
        """Return those of the files whose bytes hold one of the words, and those that were read already."""
        return [path for path in paths if path in self._texts or self._holds(path, words)]

    def _holds(self, path: str, words: tuple[bytes, ...]) -> bool:
        if path not in self._bytes:
            try:
                self._bytes[path] = Path(path).read_bytes()[:MAX_SIEVED]
            except OSError:
                self._bytes[path] = b""
        data = self._bytes[path]
        return any(word in data for word in words) or b"\x00" in data[:64]

    def loggers(self) -> list[Unit]:
        """Return the units that may log a model of the named files: drivers, and helpers of drivers."""
        named = list(self.all_units(self.named))
        beside = self.holding(self.around, b"log_model", b"save_model", b"Model.log")
        around = [unit for unit in self.all_units(beside) if not self.is_test(unit)]
        found = [unit for unit in named if logs(unit) and (not self.is_test(unit) or self._is_explicit(unit))]
        return [*found, *(unit for unit in around if logs(unit) and self._concerns(unit, named))]

    def importers(self, loggers: list[Unit]) -> list[Unit]:
        """Return the units that import one of the given units, which log models in functions."""
        if not loggers:
            return []
        mention = _mention({_stem(unit) for unit in loggers})
        names = {name for unit in loggers for name in self._outer(unit)}
        if not names:
            return []
        calls = re.compile(r"\b(?:" + "|".join(map(re.escape, sorted(names))) + r")\b|%run|import\s*\*")
        direct = set(map(id, loggers))
        beside = self.holding(self.around, *(name.encode() for name in names), b"%run")
        units = [unit for unit in self.all_units((*self.named, *beside)) if not self.is_test(unit)]
        found = [unit for unit in units if id(unit) not in direct and mention.search(_raw(unit))]
        found = [unit for unit in found if calls.search(_raw(unit))]
        return [unit for unit in found if self._reaches(unit, loggers)]

    def _outer(self, unit: Unit) -> frozenset[str]:
        """Return the functions and classes of a unit that log models for whoever calls them."""
        facts = self.code.facts(unit)
        wanted = frozenset(row.name.rpartition(".")[2] for row in self.table.loggers)
        return leading(facts.body, wanted) if facts is not None else frozenset()

    def is_test(self, unit: Unit) -> bool:
        """Tell whether a file holds tests: nobody deploys from these, unless just their folder was named."""
        if unit.file.name.startswith(("test_", "conftest")):
            return True
        folders = list(unit.file.parents)
        top = next((one for one in folders if one.as_posix() in self.explicit), self.code.root)
        return top in folders and "tests" in (one.name for one in folders[: folders.index(top)])

    def _is_explicit(self, unit: Unit) -> bool:
        return unit.holder.as_posix() in self.explicit

    def _concerns(self, driver: Unit, named: list[Unit]) -> bool:
        """Tell whether a driver beside the named files may mean one of them.

        It does if it mentions the file's name, and no file of that name stands nearer to it, or if the
        file imports it and calls one of its functions that log models.
        """
        folder = driver.file.parent
        for unit in named:
            stem = _stem(unit)
            if stem not in driver.text or not _names(stem).search(_raw(driver)):
                continue
            if unit.file.parent == folder or f"{stem}.py" not in self.code.listing(folder.as_posix()):
                return True
        return any(self._imports(unit, driver) for unit in named)

    def _imports(self, unit: Unit, logger: Unit) -> bool:
        """Tell whether a unit imports a helper that logs models, and calls it."""
        stem = _stem(logger)
        if stem not in unit.text or not _mention([stem]).search(_raw(unit)):
            return False
        return any(name in unit.text for name in self._outer(logger)) and self._reaches(unit, [logger])

    def _reaches(self, importer: Unit, loggers: list[Unit]) -> bool:
        """Tell whether an import in a unit may mean one of the loggers: they share a folder on the way up."""
        folders = {importer.file.parent, *list(importer.file.parents)[:3]}
        return any(not folders.isdisjoint(list(logger.file.parents)[:4]) for logger in loggers)

    def overlay(self, unit: Unit) -> dict[str, Unit]:
        """Return the files that the notebook of a unit writes: they stand before checked-in ones."""
        if unit.kind is UnitKind.PYTHON:
            return {}
        return {
            written.file.as_posix(): written for written in self.code.written.get(unit.holder.as_posix(), ())
        }

    def facts(self, unit: Unit) -> ModuleFacts:
        """Return the facts of a unit that was parsed."""
        facts = self.code.facts(unit)
        assert facts is not None, f"{unit.path} was not parsed"
        return facts

    def files(self) -> list[Path]:
        """Return every file that a driver's model path may mean, also written ones."""
        named = [unit.file for unit in self.all_units(self.named)]
        beside = [Path(path) for path in self.around]
        written = [unit.file for path in self.around if path in self._texts for unit in self._texts[path][1:]]
        return [*named, *beside, *written]

    def find(self, file: Path, driver: Unit) -> Unit | None:
        """Return the unit of a model's file: the one that the driver writes before the checked-in one."""
        path = file.as_posix()
        return self.overlay(driver).get(path) or self.code.unit(path)


def _mention(stems: Iterable[str]) -> re.Pattern[str]:
    """Return what finds an import (or `%run`) of a module by one of the names."""
    word = "(?:" + "|".join(map(re.escape, sorted(stems))) + ")"
    return re.compile(
        rf"^\s*(?:from\s+[\w.]*\b{word}\s+import|import\s+[\w.]*\b{word}\b"
        rf"|from\s+[\w.]+\s+import\s[^\n]*\b{word}\b|%run[^\n]*\b{word}\b)",
        re.MULTILINE,
    )


def _names(stem: str) -> re.Pattern[str]:
    """Return what finds a file's name: as a path in quotes, or imported."""
    word = re.escape(stem)
    return re.compile(rf"""[\"'/]{word}(?:\.py|\.ipynb)?[\"']|{_mention([stem]).pattern}""", re.MULTILINE)


def _stem(unit: Unit) -> str:
    return unit.file.parent.name if unit.file.name == "__init__.py" else unit.file.stem


def _raw(unit: Unit) -> str:
    runs = "\n".join(f"%run {magic.argument}" for magic in unit.magics if magic.name == "run")
    return f"{unit.text}\n{runs}"


def logs(unit: Unit) -> bool:
    """Tell whether a unit's text may log a model."""
    return _LOGS.search(unit.text) is not None and _knows_mlflow(unit)


def _knows_mlflow(unit: Unit) -> bool:
    """Tell whether a unit imports MLflow, or uses it and runs a notebook that may import it."""
    if _MLFLOW.search(unit.text) is not None:
        return True
    return "mlflow." in unit.text and any(magic.name == "run" for magic in unit.magics)


def sets_model(unit: Unit) -> bool:
    """Tell whether a unit's text sets the model of models from code."""
    return _SETS.search(unit.text) is not None
