# Whether two names mean the same thing, as far as the source tells. Knows nothing of needs or declarations.
"""Agreement of two ids."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import replace
from enum import Enum

from scopelint.model.value import Literal, Pattern, Symbol, SymbolSource, Unknown, Value

_HOLE = "{}"

_CASELESS = frozenset(
    {
        "table",
        "function",
        "vector_search_index",
        "uc_connection",
        "uc_model_service",
        "volume",
        "unity_catalog",
    }
)
"""Types named by Unity Catalog, which stores names in lower case and compares them without case."""

_SLASHLESS = frozenset({"serving_endpoint"})
"""Types whose names hold no slash: what stands before one says who serves it (`databricks/<endpoint>`)."""

_FIRM = frozenset({SymbolSource.ENV, SymbolSource.CONFIG, SymbolSource.WIDGET})
"""Symbols that name one setting; parameters and variables may be the same thing under two names."""


class Match(str, Enum):
    """Whether two ids are the same."""

    YES = "yes"
    MAYBE = "maybe"
    NO = "no"


def match(left: Value, right: Value, type_: str) -> Match:
    """Tell whether two ids of one resource type are the same.

    Equal literals and equal symbols are; two different literals are not; a pattern is what it can
    spell; a symbol is what its default says, and everything else is not known.
    """
    if isinstance(left, Unknown) or isinstance(right, Unknown):
        return Match.MAYBE
    if isinstance(left, Pattern) or isinstance(right, Pattern):
        return _pattern(left, right, type_)
    if isinstance(left, Symbol) and isinstance(right, Symbol):
        same = left.source is right.source and left.name == right.name
        return Match.YES if same or _same_default(left, right, type_) else Match.MAYBE
    if isinstance(left, Symbol) or isinstance(right, Symbol):
        return Match.YES if _text(left, type_) == _text(right, type_) else Match.MAYBE
    return Match.YES if _text(left, type_) == _text(right, type_) else Match.NO


def firm(value: Value) -> bool:
    """Tell whether two different values of this form most likely name two different things."""
    match value:
        case Literal():
            return True
        case Symbol(source):
            return source in _FIRM
        case _:
            return False


def with_environment(value: Value, environment: Mapping[str, str]) -> Value:
    """Return the id with the value that the deployment gives to its environment variable, if it does."""
    if isinstance(value, Symbol) and value.source is SymbolSource.ENV and value.name in environment:
        return replace(value, default=environment[value.name])
    return value


def _fold(text: str, type_: str) -> str:
    if type_ in _SLASHLESS:
        return text.rpartition("/")[2]
    return text.casefold() if type_ in _CASELESS else text


def _text(value: Value, type_: str) -> str | None:
    match value:
        case Literal(text):
            return _fold(text, type_)
        case Symbol(default=str(default)):
            return _fold(default, type_)
        case _:
            return None


def _same_default(left: Symbol, right: Symbol, type_: str) -> bool:
    text = _text(left, type_)
    return text is not None and text == _text(right, type_)


def _pattern(left: Value, right: Value, type_: str) -> Match:
    pattern, other = (left, right) if isinstance(left, Pattern) else (right, left)
    assert isinstance(pattern, Pattern)
    spelt = _fold(pattern.value, type_)
    if not re.search(r"\w", spelt.replace(_HOLE, "")):
        return Match.MAYBE  # nothing but holes
    match other:
        case Literal(text):
            same = _spells(spelt, _fold(text, type_)) or _same_short_name(spelt, _fold(text, type_), type_)
            return Match.YES if same else Match.NO
        case Symbol(default=str(default)) if _spells(spelt, _fold(default, type_)):
            return Match.YES
        case Pattern(text):
            return _two_patterns(spelt, _fold(text, type_))
        case _:
            return Match.MAYBE


def _spells(pattern: str, text: str) -> bool:
    """Tell whether the holes can be filled so that the pattern becomes the text; linear, unlike a regex."""
    head, *middle = pattern.split(_HOLE)
    if not middle:
        return pattern == text
    tail = middle.pop()
    if len(text) < len(head) + len(tail) or not (text.startswith(head) and text.endswith(tail)):
        return False
    at, end = len(head), len(text) - len(tail)
    for part in middle:
        found = text.find(part, at, end)
        if found < 0:
            return False
        at = found + len(part)
    return True


def _same_short_name(pattern: str, text: str, type_: str) -> bool:
    """Tell whether both sides name it without its catalog or schema, which the session adds on one."""
    while type_ in _CASELESS and pattern.startswith(_HOLE + "."):
        pattern = pattern.removeprefix(_HOLE + ".")
        if pattern.count(".") == text.count(".") and _spells(pattern, text):
            return True
    return False


def _two_patterns(left: str, right: str) -> Match:
    if left == right:
        return Match.YES
    one, two = left.split(_HOLE), right.split(_HOLE)
    heads = one[0].startswith(two[0]) or two[0].startswith(one[0])
    tails = one[-1].endswith(two[-1]) or two[-1].endswith(one[-1])
    return Match.MAYBE if heads and tails else Match.NO
