# The commands of a shell script, word by word, each character where it stands. Only as much of the shell as
# calls of programs need: quotes, continued lines, comments, substituted commands. Nothing is expanded or run.
"""Words of shell scripts."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import NamedTuple

from scopelint.model.location import Location

MAX_LENGTH = 200_000
"""Characters of a script that are read."""
_MAX_DEPTH = 8
_ENDS = frozenset("\n;|&()`")


class Char(NamedTuple):
    """One character of a word and its place; both count from 1."""

    text: str
    line: int
    column: int


@dataclass(frozen=True, slots=True)
class Word:
    """One word, without its quotes."""

    chars: tuple[Char, ...]
    path: str

    @property
    def text(self) -> str:
        """What the program gets, where nothing has to be expanded."""
        return "".join(char.text for char in self.chars)

    @property
    def location(self) -> Location:
        """Where the word starts; it ends on the same line."""
        first = self.chars[0]
        end = max(char.column for char in self.chars if char.line == first.line) + 1
        return Location(self.path, first.line, first.column, first.line, end)

    def after(self, count: int) -> Word:
        """Return the word without its first characters."""
        return Word(self.chars[count:], self.path)

    def padded(self) -> str:
        """Return the word's text with every character in the line and column where it stands."""
        lines: dict[int, list[str]] = {}
        for char in (one for one in self.chars if one.text != "\n"):
            row = lines.setdefault(char.line, [])
            row.extend(" " * (char.column - 1 - len(row)))
            row.append(" " if char.text == "\t" else char.text)
        last = max(lines, default=0)
        return "\n".join("".join(lines.get(number, ())) for number in range(1, last + 1))


def commands(text: str, path: str) -> list[list[Word]]:
    """Return the commands of a script, also those whose output is substituted, in the order of their ends."""
    reader = _Reader(text[:MAX_LENGTH], path)
    reader.commands(0, "")
    return reader.found


@dataclass(slots=True)
class _Reader:
    text: str
    path: str
    found: list[list[Word]] = field(default_factory=list)
    line: int = 1
    start: int = 0
    """Where the current line begins."""

    def commands(self, index: int, closing: str, depth: int = 0) -> int:
        """Read commands up to the character that closes them; return the index after it."""
        words: list[Word] = []
        chars: list[Char] = []
        while index < len(self.text):
            here = self.text[index]
            if closing and here == closing:
                break
            if here == "#" and not chars:
                index = self._line_end(index)
                continue
            if here in _ENDS or here in " \t\r":
                self._close(words, chars)
                if here in _ENDS:
                    self._end(words)
                index = self._step(index)
                continue
            index = self._part(index, chars, depth)
        self._close(words, chars)
        self._end(words)
        return index + 1

    def _part(self, index: int, chars: list[Char], depth: int) -> int:
        """Read one character or one quoted part of a word."""
        here = self.text[index]
        if here == "\\":
            if self.text[index + 1 : index + 2] == "\n":
                return self._step(self._step(index))
            return self._take(self._step(index), chars)
        if here == "'":
            index = self._step(index)
            while index < len(self.text) and self.text[index] != "'":
                index = self._take(index, chars)
            return self._step(index)
        if here == '"':
            return self._quoted(self._step(index), chars, depth)
        if self.text.startswith("$(", index) and depth < _MAX_DEPTH:
            return self._substituted(index, chars, depth)
        return self._take(index, chars)

    def _quoted(self, index: int, chars: list[Char], depth: int) -> int:
        while index < len(self.text) and self.text[index] != '"':
            if self.text.startswith("$(", index) and depth < _MAX_DEPTH:
                index = self._substituted(index, chars, depth)
                continue
            if self.text[index] == "\\" and self.text[index + 1 : index + 2] in '"\\$`\n':
                index = self._step(index)
            index = self._take(index, chars)
        return self._step(index)

    def _substituted(self, index: int, chars: list[Char], depth: int) -> int:
        self._place(index, "${?}", chars)
        return self.commands(self._step(self._step(index)), ")", depth + 1)

    def _take(self, index: int, chars: list[Char]) -> int:
        if index < len(self.text):
            self._place(index, self.text[index], chars)
        return self._step(index)

    def _place(self, index: int, text: str, chars: list[Char]) -> None:
        column = index - self.start + 1
        chars.extend(Char(one, self.line, column + number) for number, one in enumerate(text))

    def _step(self, index: int) -> int:
        if self.text[index : index + 1] == "\n":
            self.line += 1
            self.start = index + 1
        return index + 1

    def _line_end(self, index: int) -> int:
        end = self.text.find("\n", index)
        return len(self.text) if end < 0 else end

    def _close(self, words: list[Word], chars: list[Char]) -> None:
        if chars:
            words.append(Word(tuple(chars), self.path))
            chars.clear()

    def _end(self, words: list[Word]) -> None:
        if words:
            self.found.append(list(words))
            words.clear()
