# Which tables and functions a SQL statement names. sqlglot reads the language; this module prepares texts
# with holes for it and puts the holes back. A statement that cannot be read names nothing, with a reason.
"""Resources in SQL text."""

from __future__ import annotations

import logging
import re
from collections.abc import Iterator
from contextlib import contextmanager
from functools import lru_cache

from scopelint.uses.identifier import Candidate
from scopelint.uses.reading import Asked, Reached, Reading, unread
from scopelint.uses.sql_names import SqlName, names_of
from scopelint.uses.template import Template, has_hole, hole_characters, is_hole

_MAX_LENGTH = 50_000
"""Longer statements are not parsed: the time would be better spent elsewhere."""
_MAX_DEPTH = 150
"""Brackets within brackets beyond which a statement is not parsed."""
_PLACEHOLDER = re.compile(r"zq(\d+)qz", re.IGNORECASE)
_KEYWORDS = (
    r"from|join|into|update|table|view|using|by|select|where|and|or|on|in|as|not|like|limit|offset|having|set|"
    r"values|between|then|else|when|case|distinct|is|describe|interval|overwrite|exists|schema|catalog|use"
)
_LOOSE = re.compile(r"(?:(?<=[\w`])\s+|(?<=[)\]'\"])\s*)zq\d+qz(?=\s|$|[);,])", re.IGNORECASE)
_LEADING = re.compile(r"^\s*zq\d+qz(?=\s+(?:select|with|insert|merge|update|delete)\b)", re.IGNORECASE)
_AFTER_KEYWORD = re.compile(rf"\b(?:{_KEYWORDS})\s*$", re.IGNORECASE)


def read_sql(candidate: Candidate, asked: Asked) -> Reading:
    """Return the tables and functions that the statement names, with holes where the text has some.

    Unqualified names stand in the namespace that the call gives; where it gives none, that part is a hole.
    """
    template = candidate.template
    if template is None:
        return unread(candidate, "the SQL text")
    if template.lone or is_hole(template.text.strip(" \t\r\n;()")):
        template = template.assumed()
        if has_hole(template.text):
            return Reading(why="the SQL text is not known")
    if len(template.text) > _MAX_LENGTH or _depth(template.text) > _MAX_DEPTH:
        return Reading(why="the SQL text is too long or too deeply nested to be read")
    characters = tuple(dict.fromkeys(hole_characters(template.text)))
    names, why = _names(_with_placeholders(template.text, characters))
    reached: dict[Reached, None] = {}
    for name in names:
        found = _reached(name, template, characters, asked)
        if found is not None:
            reached[found] = None
    return Reading(tuple(reached), why)


@lru_cache(maxsize=512)
def _names(text: str) -> tuple[tuple[SqlName, ...], str]:
    """Return the names in the statements of one text, and why some could not be read, if so."""
    from sqlglot import ErrorLevel, parse
    from sqlglot.errors import SqlglotError

    loose = _without_loose(text)
    why = ""
    with _silence():
        for attempt in dict.fromkeys((text, loose)):
            for level in (ErrorLevel.IMMEDIATE, ErrorLevel.IGNORE):
                try:
                    trees = [tree for tree in parse(attempt, read="databricks", error_level=level) if tree]
                    return names_of(trees)
                except SqlglotError as error:
                    why = "the SQL text could not be parsed"
                    if "Required keyword" not in str(error):
                        break  # only a function's missing argument is worth being ignored
                except (RecursionError, ValueError, TypeError, AttributeError, IndexError, KeyError):
                    return (), "the SQL text could not be parsed"
    return (), why


@contextmanager
def _silence() -> Iterator[None]:
    """Keep sqlglot from telling on stderr which statements it does not know."""
    logger = logging.getLogger("sqlglot")
    before = logger.level
    logger.setLevel(logging.CRITICAL)
    try:
        yield
    finally:
        logger.setLevel(before)


def _with_placeholders(text: str, characters: tuple[str, ...]) -> str:
    for number, character in enumerate(characters):
        text = text.replace(character, f"zq{number}qz")
    return text


def _without_loose(text: str) -> str:
    """Return the text without holes that may be whole clauses: at its start, or after no keyword."""

    def replaced(found: re.Match[str]) -> str:
        return found.group() if _AFTER_KEYWORD.search(text[: found.start()]) else " "

    return _LOOSE.sub(replaced, _LEADING.sub(" ", text))


def _depth(text: str) -> int:
    depth = deepest = 0
    for character in text:
        if character == "(":
            depth += 1
            deepest = max(deepest, depth)
        elif character == ")":
            depth -= 1
    return deepest


def _reached(name: SqlName, template: Template, characters: tuple[str, ...], asked: Asked) -> Reached | None:
    def restored(part: str) -> Template:
        def character(found: re.Match[str]) -> str:
            number = int(found[1])
            return characters[number] if number < len(characters) else found.group()

        return template.part(_PLACEHOLDER.sub(character, part))

    parts: list[Template | None] = [restored(part) for part in name.parts]
    first = parts[0]
    if len(parts) < 3 and first is not None and not first.lone:
        missing = list(asked.namespace)[: 3 - len(parts)]
        if len(parts) == 2:
            missing = [asked.namespace[0]]
        parts = [*missing, *parts]
    pieces: list[str | Template | None] = []
    for part in parts:
        pieces += [".", part]
    value = Template.build(pieces[1:]).value
    return Reached(name.kind, value, write=name.write, creates=name.creates)
