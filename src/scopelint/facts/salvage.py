# A notebook that does not parse as a whole: its cells are tried one by one, and the broken ones left out.
# Cells of notebooks are drafts; one that never ran must not hide the agent in the others.
"""Leaving out broken cells."""

from __future__ import annotations

from collections.abc import Iterator

from scopelint.source.unit import Unit, UnitProblem
from scopelint.syntax import parse_text

DIVIDER = "# COMMAND ---"


def without_broken_cells(unit: Unit) -> tuple[str, tuple[UnitProblem, ...]]:
    """Return a notebook's text with the cells blanked that do not parse alone, and why they do not."""
    lines = unit.text.split("\n")
    problems = []
    for start, end in list(_cells(unit, lines)):
        found = parse_text(unit, "\n".join(lines[start:end]) + "\n", first=start + 1)
        if isinstance(found, UnitProblem):
            problems.append(found)
            lines[start:end] = [""] * (end - start)
    return "\n".join(lines), tuple(problems)


def _cells(unit: Unit, lines: list[str]) -> Iterator[tuple[int, int]]:
    start = 0
    for at in range(1, len(lines) + 1):
        if at == len(lines) or _divides(unit, lines, at):
            yield start, at
            start = at


def _divides(unit: Unit, lines: list[str], at: int) -> bool:
    if unit.lines is None:
        return lines[at].startswith(DIVIDER)
    return at < len(unit.lines) and unit.lines[at][0] != unit.lines[at - 1][0]
