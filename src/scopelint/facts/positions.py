# Where nodes stand. The tree does not know, and asking libcst for positions costs three times the parse;
# but the tree is walked in source order, so a cursor over the text meets every token in its turn.
"""The cursor of a walk."""

from __future__ import annotations

import re
from bisect import bisect_right

from scopelint.model.location import Span

_BLANK = re.compile(r"(?:[ \t\n\f\r]+|\\\n|#[^\n]*)+")
_TOKEN = re.compile(r"(?:[ \t\n\f\r]+|\\\n|#[^\n]*)*(\w+|.)", re.DOTALL)

MAX_SKIPPED = 64
"""Tokens between two that are sought: keywords, operators and commas. More means that the walk is lost."""


class Cursor:
    """A place in a text, moved forward from token to token by a walk over the tree.

    `position` is where the last token ended; `start` where the last whole expression started,
    its parentheses included.
    """

    __slots__ = ("_starts", "position", "start", "text")

    def __init__(self, text: str) -> None:
        self.text = text
        self.position = 0
        self.start = 0
        self._starts = _starts(text)

    def name(self, value: str) -> int:
        """Move behind the next token that is exactly `value`, a name or keyword; return where it starts."""
        text, position = self.text, self.position
        for _ in range(MAX_SKIPPED):
            match = _TOKEN.match(text, position)
            if match is None:
                break
            start = match.start(1)
            if match[1] == value or (not value.isascii() and text.startswith(value, start)):
                self.position = start + len(value)
                return start
            position = match.end()
        return self.position

    def token(self, value: str) -> int:
        """Move behind the next token that starts with `value`, a literal or punctuation; return its start."""
        text, position = self.text, self.position
        for _ in range(MAX_SKIPPED):
            match = _TOKEN.match(text, position)
            if match is None:
                break
            start = match.start(1)
            if text.startswith(value, start):
                self.position = start + len(value)
                return start
            position = match.end()
        return self.position

    def blank(self) -> int:
        """Move behind whitespace and comments; return the place."""
        match = _BLANK.match(self.text, self.position)
        if match is not None:
            self.position = match.end()
        return self.position

    def span(self, start: int, end: int) -> Span:
        """Return the lines and columns of a stretch of offsets."""
        starts = self._starts
        line = bisect_right(starts, start)
        column = start - starts[line - 1] + 1
        if line == len(starts) or end < starts[line]:
            return Span(line, column, line, end - starts[line - 1] + 1)
        end_line = bisect_right(starts, end, line)
        return Span(line, column, end_line, end - starts[end_line - 1] + 1)


def _starts(text: str) -> list[int]:
    return [0, *(match.end() for match in re.finditer("\n", text))]
