# Databricks source notebooks: `.py` files whose cells are divided by comments, and whose magics are comments.
# The unit keeps every line of the file; what is not Python is blanked in place.
"""Reading source notebooks."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

from scopelint.source.magic import Cell, read_cell
from scopelint.source.unit import Magic, Unit, UnitKind
from scopelint.source.written import WrittenCell, written_units

HEADER = "# Databricks notebook source"
_COMMAND = re.compile(r"# COMMAND -{3,}[ \t]*$")
_PREFIX = "# MAGIC"


def is_notebook(text: str) -> bool:
    """Tell whether a Python file is a Databricks source notebook."""
    return text.startswith(HEADER)


def read_notebook(text: str, path: str, file: Path) -> tuple[Unit, ...]:
    """Return the notebook's own unit, then the files that it writes."""
    lines = text.split("\n")
    kept = list(lines)
    magics: list[Magic] = []
    cells: list[WrittenCell] = []
    for start, end in _cells(lines):
        is_magic = lines[start].startswith(_PREFIX)
        cell = read_cell([_bare(line) for line in lines[start:end]] if is_magic else lines[start:end])
        kept[start:end] = cell.lines
        magics += [replace(magic, line=start + magic.line + 1) for magic in cell.magics]
        if cell.writes is not None:
            cells.append(_written(cell, lines, start, end, is_magic))
    unit = Unit(path, file, file, UnitKind.SOURCE_NOTEBOOK, "\n".join(kept), magics=tuple(magics))
    return (unit, *written_units(cells, path, file, unit.text))


def _cells(lines: list[str]) -> Iterator[tuple[int, int]]:
    """Yield the stretches of lines that are one cell, or a run of magic comments within one."""
    start = 0
    for at, line in enumerate([*lines, "# COMMAND ----------"]):
        divides = _COMMAND.match(line)
        if divides or (line.strip() and _differs(lines, start, at, line)):
            if start < at:
                yield start, at
            start = at + 1 if divides else at


def _differs(lines: list[str], start: int, at: int, line: str) -> bool:
    """Tell whether a line is no part of the run that starts at `start`: comments of magics, or code."""
    if start == at:
        return False
    begun = lines[start].startswith(_PREFIX)
    if begun and not line.startswith(_PREFIX):
        # Below a bare `%%writefile` comment its file may stand uncommented; anything else is code again.
        is_writing = _bare(lines[start]).lstrip().startswith("%%writefile")
        return not is_writing or lines[start + 1].startswith(_PREFIX)
    if not begun and line.startswith(_PREFIX):
        return not any(before.lstrip().startswith("%%") for before in lines[start:at])
    return False


def _bare(line: str) -> str:
    if not line.startswith(_PREFIX):
        return line
    return line[len(_PREFIX) + 1 :] if line[len(_PREFIX) :].startswith(" ") else line[len(_PREFIX) :]


def _written(cell: Cell, lines: list[str], start: int, end: int, is_magic: bool) -> WrittenCell:
    first = start + cell.writes_at + 1
    body = [_bare(line) if is_magic else line for line in lines[first:end]]
    while body and not body[-1].strip():
        body.pop()
    return WrittenCell(
        argument=cell.writes or "",
        filled=cell.filled,
        body=tuple(body),
        lines=tuple([(0, first + at + 1) for at in range(len(body))]),
        columns=len(_PREFIX) + 1 if first < end and lines[first].startswith(_PREFIX) else 0,
    )
