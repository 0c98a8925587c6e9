# Source lines in HTML: which lines of a stretch are shown, and what of them is marked. Columns count
# characters here; how wide they are is the browser's business.
"""Code frames of the page."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from xml.etree.ElementTree import Element

from scopelint.model.location import Location
from scopelint.render.markup import add, write

HEAD_LINES = 3
"""Lines shown of the beginning of a long stretch; its last line follows."""
LONGEST = 400
"""Characters shown of a line, around what is marked."""


@dataclass(frozen=True, slots=True)
class _Row:
    """A line of source and the columns (from 0, the end exclusive) between which it is marked."""

    number: int
    text: str
    start: int
    end: int


def frame(parent: Element, place: Location, lines: list[str]) -> None:
    """Add the lines of a place to `parent`; nothing if the file does not have them."""
    rows = list(_rows(place, lines))
    if not rows:
        return
    pre = add(parent, "pre")
    width = len(str(rows[-1].number))
    before = 0
    for row in rows:
        if before and row.number != before + 1:
            add(pre, "span", f"{'':>{width}} ...\n", "sl-gutter")
        before = row.number
        add(pre, "span", f"{row.number:>{width}} | ", "sl-gutter")
        _write(pre, row)


def _rows(place: Location, lines: list[str]) -> Iterator[_Row]:
    if not 0 < place.line <= len(lines):
        return
    last = min(place.end_line, len(lines))
    for number in range(place.line, last + 1):
        if HEAD_LINES <= number - place.line < last - place.line and last - place.line > HEAD_LINES + 1:
            continue
        text = lines[number - 1]
        start = place.column - 1 if number == place.line else len(text) - len(text.lstrip())
        end = place.end_column - 1 if number == last and last == place.end_line else len(text.rstrip())
        yield _Row(number, text, min(max(start, 0), len(text)), min(max(end, start + 1), len(text)))


def _write(pre: Element, row: _Row) -> None:
    left = max(0, row.start - LONGEST // 2) if len(row.text) > LONGEST else 0
    right = left + LONGEST
    write(pre, ("..." if left else "") + row.text[left : row.start])
    if row.text[row.start : row.end]:
        add(pre, "mark", row.text[row.start : min(row.end, right)])
    write(pre, row.text[max(row.end, row.start) : right] + ("..." if len(row.text) > right else "") + "\n")
