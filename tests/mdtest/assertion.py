# Comments of a file -> what must be found where.
"""Assertions of suites: `# error: [check] "subject"` and `# use: type "id" as user at request`."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass

_START = re.compile(r"(?:^|(?<=\s))#\s*(?=(?:error|warning|info|use):\s)")
_OWN_LINE = re.compile(r"^\s*(?:# MAGIC\s+)?#\s*(?:error|warning|info|use):\s")
_KIND = re.compile(r"^(?P<kind>error|warning|info|use):\s+(?P<body>.*?)\s*$")
_FINDING = re.compile(r"^\[(?P<check>[a-z][a-z0-9-]*)\](?:\s+\"(?P<subject>[^\"]*)\")?$")
_USE = re.compile(
    r"^(?P<type>[a-z_]+)\s+(?:\"(?P<quoted>[^\"]*)\"|(?P<bare>\S+))\s+"
    r"as\s+(?P<identities>[a-z]+(?:,\s*[a-z]+)*)\s+at\s+(?P<phase>[a-z]+)$"
)
_EXPECT = re.compile(
    r"^(?P<path>.+?)(?::cell\s+(?P<cell>\d+))?:(?P<line>\d+)\s+(?P<rest>(?:error|warning|info|use):.*)$"
)


class AssertionSyntaxError(Exception):
    """An assertion that cannot be read."""


@dataclass(frozen=True, slots=True, order=True)
class Place:
    """A line of a project's file; `cell` is 0 outside Jupyter."""

    path: str
    cell: int
    line: int

    def __str__(self) -> str:
        return f"{self.path}:{f'cell {self.cell}:' if self.cell else ''}{self.line}"


@dataclass(frozen=True, slots=True)
class Finding:
    """A diagnostic, asserted (`subject` None: any) or reported."""

    severity: str
    check: str
    subject: str | None
    note: str = ""

    def __str__(self) -> str:
        subject = f' "{self.subject}"' if self.subject is not None else ""
        note = f"    ({self.note})" if self.note else ""
        return f"{self.severity}: [{self.check}]{subject}{note}"

    def accepts(self, reported: Finding) -> bool:
        return (self.severity, self.check) == (reported.severity, reported.check) and (
            self.subject is None or self.subject == reported.subject
        )


@dataclass(frozen=True, slots=True)
class UseLine:
    """A use, asserted or reported; `id` in the suites' spelling."""

    type: str
    id: str
    identities: tuple[str, ...]
    phase: str
    note: str = ""

    def __str__(self) -> str:
        note = f"    ({self.note})" if self.note else ""
        return f'use: {self.type} "{self.id}" as {", ".join(self.identities)} at {self.phase}{note}'

    def accepts(self, reported: UseLine) -> bool:
        mine = (self.type, self.id, set(self.identities), self.phase)
        return mine == (reported.type, reported.id, set(reported.identities), reported.phase)


Assertion = Finding | UseLine


def of_lines(path: str, lines: Iterable[str]) -> Iterator[tuple[Place, Assertion]]:
    """Yield the assertions of a file. One on a line of its own speaks of the next line of code."""
    waiting: list[Assertion] = []
    for number, line in enumerate(lines, start=1):
        found = list(_of_line(line, f"{path}:{number}"))
        if _OWN_LINE.match(line):
            waiting.extend(found)
            continue
        for assertion in (*waiting, *found):
            yield Place(path, 0, number), assertion
        waiting = []
    if waiting:
        raise AssertionSyntaxError(f"{path}: assertions at the end speak of no line")


def of_expect_block(lines: Iterable[str]) -> Iterator[tuple[Place, Assertion]]:
    """Yield the assertions of an `expect` block: `nb.ipynb:cell 3:2 error: [check] "subject"`."""
    for line in lines:
        if not line.strip():
            continue
        match = _EXPECT.match(line.strip())
        if match is None:
            raise AssertionSyntaxError(f"cannot read {line!r}; write `path:cell N:line error: [check]`")
        place = Place(match["path"], int(match["cell"] or 0), int(match["line"]))
        yield place, parse(match["rest"])


def parse(text: str) -> Assertion:
    """Return the assertion that a text without its `#` makes."""
    kind = _KIND.match(text.strip())
    if kind is None:
        raise AssertionSyntaxError(f"cannot read {text!r}")
    if kind["kind"] != "use":
        finding = _FINDING.match(kind["body"])
        if finding is None:
            raise AssertionSyntaxError(f'cannot read {text!r}; write `{kind["kind"]}: [check] "subject"`')
        return Finding(kind["kind"], finding["check"], finding["subject"])
    use = _USE.match(kind["body"])
    if use is None:
        raise AssertionSyntaxError(f'cannot read {text!r}; write `use: type "id" as user at request`')
    identities = tuple(name.strip() for name in use["identities"].split(","))
    name = use["bare"] if use["quoted"] is None else use["quoted"]
    return UseLine(use["type"], name, identities, use["phase"])


def _of_line(line: str, where: str) -> Iterator[Assertion]:
    starts = [match.start() for match in _START.finditer(line)]
    for start, end in zip(starts, (*starts, len(line))[1:], strict=True):
        try:
            yield parse(line[start:end].lstrip("# \t"))
        except AssertionSyntaxError as error:
            raise AssertionSyntaxError(f"{where}: {error}") from None
