# Geometry of code frames: source columns to terminal cells, tabs, wide characters, lines too long to show.
# It knows nothing of colours or findings.
"""Source lines laid out in terminal cells."""

from __future__ import annotations

from dataclasses import dataclass

from rich.cells import cell_len

from scopelint.render.printable import printable

TAB = 4
ELLIPSIS = "..."
LONGEST = 400
"""Characters of a line that are laid out at all, around the column of interest."""


@dataclass(frozen=True, slots=True)
class FramedLine:
    """A line as it is shown, and the cells (counted from 0) between which it is underlined."""

    text: str
    start: int
    end: int


def framed(line: str, column: int, end_column: int, width: int) -> FramedLine:
    """Lay a source line out in at most `width` cells so that `column` stays visible.

    Columns count characters from 1, `end_column` is exclusive. At least one cell is underlined,
    even where the columns lie behind the end of the line.
    """
    column = min(max(column, 1), len(line) + 1)
    end_column = min(max(end_column, column + 1), max(len(line) + 1, column + 1))
    text, cells = _laid_out(line[: column + LONGEST])
    if column > LONGEST:
        cut = column - LONGEST // 2
        text, cells = _laid_out(ELLIPSIS + line[cut : column + LONGEST])
        column, end_column = column - cut + len(ELLIPSIS), end_column - cut + len(ELLIPSIS)
    start = cells[column - 1]
    end = cells[min(end_column - 1, len(cells) - 1)]
    return _cropped(text, start, max(end, start + 1), width)


def last_column(line: str) -> int:
    """Return the column behind the last character of a line that is not white space."""
    return len(line.rstrip()) + 1


def _laid_out(line: str) -> tuple[str, list[int]]:
    """Return what is printed for a line, and the cell at which each of its characters starts."""
    shown: list[str] = []
    cells = [0]
    for character in printable(line):
        here = cells[-1]
        piece = " " * (TAB - here % TAB) if character == "\t" else character
        shown.append(piece)
        cells.append(here + cell_len(piece))
    return "".join(shown), cells


def _cropped(text: str, start: int, end: int, width: int) -> FramedLine:
    if cell_len(text) <= width:
        return FramedLine(text, start, end)
    left = 0
    if end > width - len(ELLIPSIS):
        # The start of what is marked stands in the left third: what follows tells more than what precedes.
        left = max(0, start - max(width // 3, len(ELLIPSIS)))
    before, rest = _split(text, left)
    offset = cell_len(before)
    if offset:
        _, rest = _split(rest, len(ELLIPSIS))
        rest = ELLIPSIS + rest
    if cell_len(rest) > width:
        rest = _split(rest, width - len(ELLIPSIS))[0] + ELLIPSIS
    start, end = max(start - offset, 0), min(end - offset, cell_len(rest))
    return FramedLine(rest, start, max(end, start + 1))


def _split(text: str, cells: int) -> tuple[str, str]:
    """Split a text after at most so many cells, never inside a wide character."""
    taken = 0
    for position, character in enumerate(text):
        size = cell_len(character)
        if taken + size > cells:
            return text[:position], text[position:]
        taken += size
    return text, ""
