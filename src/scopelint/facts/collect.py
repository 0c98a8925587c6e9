# One unit's facts: parse, one walk, drop the tree. A part that cannot be read costs that part only.
"""Collecting the facts of a unit."""

from __future__ import annotations

import re

import libcst

from scopelint.facts.records import Comment, ModuleFacts, RunNotebook, Stmt
from scopelint.facts.salvage import without_broken_cells
from scopelint.facts.statement import read_statements
from scopelint.facts.walk import Walk
from scopelint.model.location import Span
from scopelint.source.unit import Unit, UnitKind, UnitProblem
from scopelint.syntax import TOO_DEEP, parse, parse_text

_COMMENT = re.compile(r"(?<!`)#[ \t]*(scopelint:[^\n]*)")


def collect(unit: Unit) -> ModuleFacts | UnitProblem:
    """Return what a unit says by itself, or why it could not be read."""
    text = unit.text
    problems: tuple[UnitProblem, ...] = ()
    module = parse(unit)
    if isinstance(module, UnitProblem) and unit.kind in (UnitKind.JUPYTER, UnitKind.SOURCE_NOTEBOOK):
        text, problems = without_broken_cells(unit)
        module = parse_text(unit, text) if problems else module
    if isinstance(module, UnitProblem):
        return module
    try:
        return _facts(unit, module, text, problems)
    except RecursionError:  # perhaps the caller stands deep already; a thread starts with an empty stack
        from concurrent.futures import ThreadPoolExecutor

        with ThreadPoolExecutor(max_workers=1) as apart:
            future = apart.submit(_facts, unit, module, text, problems)
    error = future.exception()
    if isinstance(error, RecursionError):
        return UnitProblem(unit.locate(Span(1, 1, 1, 1)), TOO_DEEP)
    return future.result()


def _facts(unit: Unit, module: libcst.Module, text: str, problems: tuple[UnitProblem, ...]) -> ModuleFacts:
    walk = Walk(module, text)
    placed: list[tuple[int, Stmt]] = []
    for node in module.body:
        line = walk.span(walk.blank(), walk.position).line
        placed += [(line, record) for record in read_statements(walk, (node,))]
    return ModuleFacts(
        body=_with_notebooks(unit, placed),
        imports=tuple(walk.imports),
        comments=_comments(walk),
        problems=problems,
    )


def _with_notebooks(unit: Unit, placed: list[tuple[int, Stmt]]) -> tuple[Stmt, ...]:
    for magic in unit.magics:
        target = _target(magic.argument)
        if magic.name == "run" and target:
            span = Span(magic.line, 1, magic.line, 1 + len("%run ") + len(magic.argument))
            placed.append((magic.line, RunNotebook(target, span)))
    return tuple([record for _, record in sorted(placed, key=lambda pair: pair[0])])


def _target(argument: str) -> str:
    """Return the notebook that `%run` names: quoted, or the first word; parameters follow it."""
    argument = argument.strip()
    if argument[:1] in ("'", '"'):
        return argument[1:].partition(argument[0])[0]
    return re.split(r"\s+(?:\$|-|\w+=)", argument, maxsplit=1)[0]


def _comments(walk: Walk) -> tuple[Comment, ...]:
    text = walk.text
    if "scopelint:" not in text:
        return ()
    found = []
    strings = iter([*walk.strings, (len(text), len(text))])
    start, end = next(strings)
    for match in _COMMENT.finditer(text):
        place = match.start()
        while end <= place:
            start, end = next(strings)
        if start <= place:
            continue
        before = text[text.rfind("\n", 0, place) + 1 : place]
        span = walk.span(place, match.end())
        found.append(Comment(match[1].rstrip(), span, not before.strip()))
    return tuple(found)
