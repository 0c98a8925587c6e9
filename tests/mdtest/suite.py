# Text of a suite -> sections with their files. Knows Markdown's headings and fences and nothing of scopelint.
"""Reads a Markdown suite."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path

DEFAULT_FILE = "agent.py"
FRAME = frozenset({"prelude", "epilogue"})

_HEADING = re.compile(r"^(#{1,6})\s+(.*?)\s*#*\s*$")
_FENCE = re.compile(r"^(?P<fence>`{3,}|~{3,})\s*(?P<language>[\w+-]*)\s*(?P<argument>.*?)\s*$")
_NAME = re.compile(r"^`(?P<name>[^`]+)`:\s*$")


class SuiteError(Exception):
    """A suite is written wrongly; the text says where."""


@dataclass(frozen=True, slots=True)
class Block:
    """One fenced block. `line` is that of its first content line in the suite, counted from 1."""

    language: str
    argument: str
    name: str | None
    lines: tuple[str, ...]
    line: int

    @property
    def text(self) -> str:
        return "".join(f"{line}\n" for line in self.lines)


@dataclass(frozen=True, slots=True)
class SourceFile:
    """One file of a project; `origin[i]` is the suite's line that holds line `i + 1` of the file."""

    name: str
    lines: tuple[str, ...]
    origin: tuple[int, ...]

    @property
    def text(self) -> str:
        return "".join(f"{line}\n" for line in self.lines)


@dataclass(slots=True)
class Section:
    """A heading with its own blocks; `titles` is the path of headings that leads to it.

    A block of Python marked `prelude` or `epilogue` stands before or after the `agent.py` of this heading
    and of every heading below it, so that a project shows only what it is about.
    """

    titles: tuple[str, ...]
    level: int
    line: int
    blocks: list[Block] = field(default_factory=list)
    inherited: tuple[str, ...] = ()
    """Settings of the headings above, outermost first."""
    frame: tuple[Block, ...] = ()
    """Preludes and epilogues of the headings above, outermost first."""

    @property
    def files(self) -> tuple[SourceFile, ...]:
        """The files of the project, in the order of their first block."""
        merged: dict[str, tuple[list[str], list[int]]] = {}
        frame = (
            self.whole_frame if any(self._file_name(block) == DEFAULT_FILE for block in self.blocks) else ()
        )
        before = [block for block in frame if block.argument == "prelude"]
        after = [block for block in frame if block.argument == "epilogue"]
        for block in (*before, *self.blocks, *reversed(after)):
            name = DEFAULT_FILE if block in frame else self._file_name(block)
            if name is None:
                continue
            if name in merged and block.name is not None:
                raise SuiteError(f"line {block.line}: `{name}` is written twice under one heading")
            lines, origin = merged.setdefault(name, ([], []))
            lines.extend(block.lines)
            origin.extend(range(block.line, block.line + len(block.lines)))
        return tuple(SourceFile(name, tuple(ls), tuple(at)) for name, (ls, at) in merged.items())

    @property
    def settings(self) -> tuple[str, ...]:
        """The TOML texts that hold for this project, outermost first."""
        return (*self.inherited, *self.own_settings)

    @property
    def own_settings(self) -> tuple[str, ...]:
        return tuple(block.text for block in self.blocks if block.language == "toml" and block.name is None)

    @property
    def whole_frame(self) -> tuple[Block, ...]:
        return (*self.frame, *(block for block in self.blocks if block.argument in FRAME))

    def of_language(self, language: str) -> tuple[Block, ...]:
        return tuple(block for block in self.blocks if block.language == language)

    @staticmethod
    def _file_name(block: Block) -> str | None:
        if block.language in {"snapshot", "expect"} or block.argument in FRAME:
            return None
        if block.name is not None:
            return block.name
        if block.language in {"py", "python"}:
            return DEFAULT_FILE
        if block.language == "notebook":
            raise SuiteError(f"line {block.line}: a notebook block needs a name above it")
        return None


def read_suite(path: Path) -> list[Section]:
    """Return the sections of a suite that hold a project, in order."""
    sections = list(parse(path.read_text(encoding="utf-8")))
    return [section for section in sections if section.files]


def parse(text: str) -> Iterator[Section]:
    """Yield every heading of a suite with its blocks; text before the first heading belongs to none."""
    lines = text.splitlines()
    stack: list[Section] = []
    index = 0
    while index < len(lines):
        line = lines[index]
        heading, fence = _HEADING.match(line), _FENCE.match(line)
        if heading:
            level = len(heading[1])
            while stack and stack[-1].level >= level:
                stack.pop()
            section = Section(
                titles=(*(stack[-1].titles if stack else ()), _plain(heading[2])),
                level=level,
                line=index + 1,
                inherited=stack[-1].settings if stack else (),
                frame=stack[-1].whole_frame if stack else (),
            )
            stack.append(section)
            index = _fill(section, lines, index + 1)
            yield section
        elif fence:
            raise SuiteError(f"line {index + 1}: a block stands before the first heading")
        else:
            index += 1


def _fill(section: Section, lines: list[str], index: int) -> int:
    named = ""
    while index < len(lines) and not _HEADING.match(lines[index]):
        fence = _FENCE.match(lines[index])
        if fence is None:
            named = lines[index] if lines[index].strip() else named
            index += 1
            continue
        end = _end_of_block(lines, index, fence["fence"])
        name = _NAME.match(named)
        content = tuple(lines[index + 1 : end])
        section.blocks.append(
            Block(fence["language"], fence["argument"], name["name"] if name else None, content, index + 2)
        )
        named = ""
        index = end + 1
    return index


def _end_of_block(lines: list[str], start: int, fence: str) -> int:
    for index in range(start + 1, len(lines)):
        if lines[index].strip() == fence:
            return index
    raise SuiteError(f"line {start + 1}: the block is never closed")


def _plain(title: str) -> str:
    return title.replace("`", "")
