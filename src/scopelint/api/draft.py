# The text that stands for a live object in reports, written line by line, so that a finding can show the
# place in it that it speaks of. It knows nothing of what it writes.
"""Text under construction, with places."""

from __future__ import annotations

import json
from collections.abc import Iterator
from contextlib import contextmanager

from scopelint.errors import ArgumentError
from scopelint.model.location import Location
from scopelint.model.report import SourceText

INDENT = 4
MAX_LINES = 20_000
MAX_TEXT = 2_000
"""Characters of one name. Nothing that Databricks names is longer."""


class Block:
    """A stretch of lines between brackets; its place is known when it is closed."""

    location: Location


class Draft:
    """Lines of Python that say what the caller's argument `name` is."""

    def __init__(self, name: str) -> None:
        self.name = name
        self.path = f"<{name}>"
        self.lines: list[str] = []
        self._depth = 0

    def line(self, text: str, lead: str = "") -> Location:
        """Add a line with `text` behind `lead` and return the place of `text`."""
        shown = " " * (INDENT * self._depth) + lead + text
        column = len(shown) - len(text) + 1
        self._add(shown + self._comma())
        return Location(self.path, len(self.lines), column, len(self.lines), column + len(text))

    @contextmanager
    def block(self, opening: str, closing: str, lead: str = "") -> Iterator[Block]:
        """Add lines around those that are added inside; the block's place starts with `opening`."""
        block = Block()
        margin = " " * (INDENT * self._depth)
        self._add(margin + lead + opening)
        line, column = len(self.lines), len(margin + lead) + 1
        self._depth += 1
        yield block
        self._depth -= 1
        self._add(margin + closing + self._comma())
        end = len(margin + closing) + 1
        block.location = Location(self.path, line, column, len(self.lines), end)

    def source(self) -> SourceText:
        """Return the lines as the text of a file that there is not."""
        return SourceText(self.path, 0, tuple(self.lines))

    def _comma(self) -> str:
        return "," if self._depth else ""

    def _add(self, line: str) -> None:
        if len(self.lines) >= MAX_LINES:
            raise ArgumentError(f"`{self.name}` holds too much: more than {MAX_LINES} parts")
        self.lines.append(line)


def quoted(text: str) -> str:
    """Return a text as Python writes it, on one line."""
    return json.dumps(text, ensure_ascii=False)


def plain(value: str, where: str) -> str:
    """Return the text that a string of any class holds; `where` names it in the error for a huge one."""
    text = str.__str__(value)
    if len(text) > MAX_TEXT:
        raise ArgumentError(f"`{where}` is longer than any name: {len(text)} characters")
    return text
