# Everything about `# scopelint: ignore[check-name] reason`: how a comment is read, which lines it
# covers, what it silences, and which comments were not needed. Nothing is dropped: what a comment
# silences is kept apart, and counted.
"""Ignore comments."""

from __future__ import annotations

import re
from collections.abc import Collection, Iterable, Iterator, Sequence
from dataclasses import dataclass

from scopelint.checks.registry import names, nearest
from scopelint.checks.unused_ignore import UnusedIgnore, unused_ignore
from scopelint.facts.records import Constant, Evaluate, ModuleFacts
from scopelint.model.diagnostic import Diagnostic
from scopelint.model.location import Location, Span
from scopelint.source.unit import Unit, UnitKind

_COMMENT = re.compile(r"#\s*(scopelint:.*)$")
_DIRECTIVE = re.compile(r"scopelint:\s*(?P<verb>[\w-]*)\s*(?P<list>\[(?P<names>[^\]]*)\]?)?")
_LINE_END = re.compile(r"\r\n|\r|\n")
"""What ends a line of Python; `str.splitlines` knows more."""
_OTHER_VERBS = frozenset({"uses"})
"""Words after `scopelint:` that other stages read."""


@dataclass(frozen=True, slots=True)
class Ignore:
    """One ignore comment.

    `names` are the checks in its brackets, as written. It covers the lines `first` to `last` of the
    file and cell of its location, or with `whole` the file; `cells` limits that to some (cell, line)s,
    where the unit is only a part of the file. `verb` is the word after `scopelint:`.
    """

    location: Location
    verb: str
    names: tuple[str, ...]
    first: int
    last: int
    whole: bool = False
    cells: frozenset[tuple[int, int]] | None = None

    def covers(self, location: Location) -> bool:
        """Return whether a finding at `location` stands on a line that the comment covers."""
        if location.path != self.location.path:
            return False
        if self.whole:
            return self.cells is None or (location.cell, location.line) in self.cells
        same = location.cell == self.location.cell
        return same and location.line <= self.last and self.first <= max(location.end_line, location.line)


@dataclass(frozen=True, slots=True)
class Suppressed:
    """What ignore comments made of the findings.

    `kept` stay and `ignored` are silenced; `unused` are new ones, about comments that were not needed.
    """

    kept: tuple[Diagnostic, ...]
    ignored: tuple[Diagnostic, ...]
    unused: tuple[Diagnostic, ...]


def ignores(unit: Unit, facts: ModuleFacts) -> tuple[Ignore, ...]:
    """Return the ignore comments of one unit of Python, in the order in which they stand."""
    lines = _LINE_END.split(unit.text)
    next_code = _next_codes(lines)
    first_code = next_code[min(_docstring_end(facts), len(lines))]
    found: list[Ignore] = []
    for comment in facts.comments:
        line = comment.span.line
        covered = next_code[line] if comment.alone else line
        place = unit.locate(Span(covered, 1, covered, 1))
        whole = comment.alone and line < first_code
        cells = None
        if unit.kind is UnitKind.WRITTEN_FILE and unit.lines is not None:
            cells = frozenset(unit.lines)
        here = unit.locate(comment.span)
        # A comment at the end of a cell speaks about its own cell, not about the next one.
        last = place.line if place.cell == here.cell else here.line
        found.extend(_read(comment.text, here, last, whole=whole, cells=cells))
    return tuple(found)


def ignores_in_yaml(path: str, text: str) -> tuple[Ignore, ...]:
    """Return the ignore comments of a YAML file: they work like those of Python."""
    lines = _LINE_END.split(text)
    next_code = _next_codes(lines)
    first_code = next_code[0]
    found: list[Ignore] = []
    for number, line in enumerate(lines, start=1):
        match = _COMMENT.search(line)
        if match is None:
            continue
        alone = not line[: match.start()].strip()
        last = next_code[number] if alone else number
        here = Location(path, number, match.start() + 1, number, len(line) + 1)
        found.extend(_read(match.group(1), here, last, whole=alone and number < first_code))
    return tuple(found)


def suppress(
    diagnostics: Iterable[Diagnostic], comments: Sequence[Ignore], running: Collection[str]
) -> Suppressed:
    """Divide findings into those that stay and those that a comment silences.

    `comments` are the ignores of the files that took part in the run, `running` the names of the
    checks that ran and whose findings are shown: only about these can a comment be unused.
    """
    kept: list[Diagnostic] = []
    ignored: list[Diagnostic] = []
    matched: set[tuple[Ignore, str]] = set()
    for diagnostic in diagnostics:
        hits = [it for it in comments if _silences(it, diagnostic)]
        matched.update((it, diagnostic.check) for it in hits)
        (ignored if hits else kept).append(diagnostic)
    unused: list[Diagnostic] = []
    if UnusedIgnore.name in running:
        for diagnostic in _unused(comments, matched, running):
            silent = any(_silences(it, diagnostic) for it in comments)
            (ignored if silent else unused).append(diagnostic)
    return Suppressed(tuple(kept), tuple(ignored), tuple(unused))


def _silences(comment: Ignore, diagnostic: Diagnostic) -> bool:
    return diagnostic.check in comment.names and comment.covers(diagnostic.location)


def _read(
    text: str,
    location: Location,
    last: int,
    *,
    whole: bool,
    cells: frozenset[tuple[int, int]] | None = None,
) -> Iterator[Ignore]:
    match = _DIRECTIVE.match(text.strip())
    if match is None or match["verb"] in _OTHER_VERBS:
        return
    written = tuple(name.strip() for name in (match["names"] or "").split(",") if name.strip())
    silencing = written if match["verb"] == "ignore" else ()
    yield Ignore(location, match["verb"], silencing, location.line, last, whole, cells)


def _unused(
    comments: Sequence[Ignore], matched: set[tuple[Ignore, str]], running: Collection[str]
) -> Iterator[Diagnostic]:
    known = frozenset(names())
    for comment in comments:
        if comment.verb != "ignore":
            yield unused_ignore(
                comment.location,
                comment.verb,
                f"`scopelint: {comment.verb}` is not understood and silences nothing",
                "write `# scopelint: ignore[check-name] reason`",
            )
        elif not comment.names:
            yield unused_ignore(
                comment.location,
                "ignore",
                "an ignore without the names of checks silences nothing",
                "name what is to be ignored: `# scopelint: ignore[check-name] reason`",
            )
        for name in comment.names:
            if name not in known:
                near = nearest(name)
                help = f"write `{near}`" if near else "`scopelint explain` lists the names"
                yield unused_ignore(comment.location, name, f"`{name}` is no check of scopelint", help)
            elif name in running and name != UnusedIgnore.name and (comment, name) not in matched:
                where = "in this file" if comment.whole else "here"
                yield unused_ignore(
                    comment.location, name, f"`{name}` is ignored, but nothing of it is found {where}",
                    f"remove `{name}` from the comment",
                )  # fmt: skip


def _docstring_end(facts: ModuleFacts) -> int:
    match facts.body[:1]:
        case (Evaluate(value=Constant(value=str()), span=span),):
            return span.end_line
        case _:
            return 0


def _next_codes(lines: Sequence[str]) -> list[int]:
    """Return, for each line number (and 0), the first line after it that holds more than a comment.

    It is past the end where none does.
    """
    found = [len(lines) + 1] * (len(lines) + 1)
    for number in range(len(lines), 0, -1):
        text = lines[number - 1].strip()
        found[number - 1] = number if text and not text.startswith("#") else found[number]
    return found
