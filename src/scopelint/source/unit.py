# One piece of Python to analyse, whatever file it came from.
"""Units and the places of their lines."""

from __future__ import annotations

from dataclasses import dataclass
from enum import Enum
from pathlib import Path

from scopelint.model.location import Location, Span


class UnitKind(str, Enum):
    """What a unit was read from."""

    PYTHON = "python"
    """A plain `.py` file."""
    SOURCE_NOTEBOOK = "source-notebook"
    """A `.py` file that starts with `# Databricks notebook source`."""
    JUPYTER = "jupyter"
    """An `.ipynb` file."""
    WRITTEN_FILE = "written-file"
    """A `%%writefile` cell of a notebook."""


@dataclass(frozen=True, slots=True)
class Magic:
    """A magic of a notebook: `%pip install x` is name "pip", argument "install x". `line` is of the text."""

    line: int
    name: str
    argument: str


@dataclass(frozen=True, slots=True)
class Unit:
    """One piece of Python to analyse.

    `path` is how reports name the file that holds it (relative to the working directory, POSIX).
    `file` is the absolute path at which Python would find it: the file itself, or for a written file
    the target of its `%%writefile`. `holder` is the absolute path of the file that holds it.
    `text` is Python only: magics are blanked in place. `lines[i]` is where line `i + 1` of the text
    stands, as (cell, line): cell 0 outside Jupyter.
    """

    path: str
    file: Path
    holder: Path
    kind: UnitKind
    text: str
    lines: tuple[tuple[int, int], ...] | None = None
    """`None` when line `n` of the text is line `n` of the file."""
    columns: int = 0
    """Characters that stand before each line in the file (`# MAGIC ` before a written file's lines)."""
    magics: tuple[Magic, ...] = ()

    def locate(self, span: Span) -> Location:
        """Return the place of a stretch of the text, as a person would look for it."""
        if self.lines is None and not self.columns:  # asked for at every step of the interpretation
            return Location(self.path, *span)
        cell, line = self._place(span.line)
        _, end_line = self._place(span.end_line)
        return Location(
            path=self.path,
            line=line,
            column=span.column + self.columns,
            end_line=max(end_line, line),
            end_column=span.end_column + self.columns,
            cell=cell,
        )

    def _place(self, line: int) -> tuple[int, int]:
        if self.lines is None:
            return 0, line
        if not self.lines:
            return 0, 1
        return self.lines[min(max(line, 1), len(self.lines)) - 1]


@dataclass(frozen=True, slots=True)
class UnitProblem:
    """A file, or a part of one, that could not be read or parsed; `why` is a phrase."""

    location: Location
    why: str
    remedy: str = ""
