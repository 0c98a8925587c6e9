# Where something is, as a person would look for it.
"""Places in the sources."""

from __future__ import annotations

from dataclasses import dataclass
from typing import NamedTuple


class Span(NamedTuple):
    """A stretch of one unit's Python text; lines and columns count from 1, `end_column` is exclusive."""

    line: int
    column: int
    end_line: int
    end_column: int


@dataclass(frozen=True, slots=True, order=True)
class Location:
    """A stretch of a file, as shown to people.

    `path` is relative to the working directory, POSIX style. Lines and columns count from 1;
    `end_column` is exclusive. In a Jupyter notebook `cell` counts all cells from 1 and lines count
    within the cell; elsewhere `cell` is 0.
    """

    path: str
    line: int = 1
    column: int = 1
    end_line: int = 1
    end_column: int = 1
    cell: int = 0

    def __str__(self) -> str:
        cell = f":cell {self.cell}" if self.cell else ""
        return f"{self.path}{cell}:{self.line}:{self.column}"
