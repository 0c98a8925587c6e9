# Strings: plain, formatted, and both written side by side, as one value each.
"""Reading strings."""

from __future__ import annotations

from collections.abc import Sequence

import libcst as cst

from scopelint.facts import literal
from scopelint.facts.dispatch import read
from scopelint.facts.records import Argument, Call, Constant, Expr, FormattedString, Name, Opaque
from scopelint.facts.walk import Walk
from scopelint.model.location import Span

CONVERSIONS = {"r": "repr", "a": "ascii"}
"""`!s` is what an f-string does anyway."""


def opaque(text: str, span: Span) -> Opaque:
    """Return a token that has no value here."""
    return Opaque(text, span)


def read_string(walk: Walk, node: cst.BaseString) -> Expr:
    """Return a string literal, an f-string, or several that stand side by side, as one record."""
    if isinstance(node, cst.SimpleString):
        start = walk.start = walk.token(node.value)
        walk.strings.append((start, walk.position))
        span = walk.span(start, walk.position)
        value = literal.string_value(node.value)
        return Opaque(node.value, span) if value is None else Constant(value, span)
    parts: list[str | Expr] = []
    pieces: list[bytes] = []
    known, start = True, -1
    for piece in _pieces(node):
        if isinstance(piece, cst.SimpleString):
            begin = walk.token(piece.value)
            walk.strings.append((begin, walk.position))
            value = literal.string_value(piece.value)
            known = known and value is not None
            if isinstance(value, bytes):
                pieces.append(value)
            elif value is not None:
                parts.append(value)
        elif isinstance(piece, cst.FormattedString):
            begin = walk.token(piece.start)
            parts += _formatted(walk, piece.parts, piece)
            walk.token(piece.end)
        else:
            walk.verbatim(piece)
            begin, known = walk.start, False
        start = begin if start < 0 else start
    walk.start = start
    return _joined(walk, parts, pieces, known, start)


def _joined(walk: Walk, parts: list[str | Expr], pieces: list[bytes], known: bool, start: int) -> Expr:
    span = walk.span(start, walk.position)
    if not known or (pieces and parts):
        return Opaque(walk.text[start : walk.position], span)
    if pieces:
        return Constant(b"".join(pieces), span)
    merged: list[str | Expr] = []
    for part in parts:
        if isinstance(part, str) and merged and isinstance(merged[-1], str):
            merged[-1] += part
        elif part != "":
            merged.append(part)
    if all(isinstance(part, str) for part in merged):
        return Constant("".join([part for part in merged if isinstance(part, str)]), span)
    return FormattedString(tuple(merged), span)


def _pieces(node: cst.BaseString) -> list[cst.BaseString]:
    found: list[cst.BaseString] = []
    while isinstance(node, cst.ConcatenatedString):
        found.append(node.left)
        node = node.right
    return [*found, node]


def _formatted(
    walk: Walk, nodes: Sequence[cst.BaseFormattedStringContent], whole: cst.FormattedString
) -> list[str | Expr]:
    parts: list[str | Expr] = []
    for node in nodes:
        if isinstance(node, cst.FormattedStringText):
            walk.strings.append((walk.position, walk.position + len(node.value)))
            walk.position += len(node.value)
            parts.append(literal.text_value(node.value, whole.prefix, whole.end))
        elif isinstance(node, cst.FormattedStringExpression):
            parts += _hole(walk, node, whole)
    return parts


def _hole(walk: Walk, node: cst.FormattedStringExpression, whole: cst.FormattedString) -> list[str | Expr]:
    opened = walk.token("{")
    value = read(walk, node.expression)
    parts: list[str | Expr] = []
    span = walk.span(walk.start, walk.position)
    if node.equal is not None:
        walk.token("=")
        walk.blank()
        parts.append(walk.text[opened + 1 : walk.position])
    conversion = node.conversion
    if conversion is not None:
        walk.token("!" + conversion)
    elif node.equal is not None and node.format_spec is None:
        conversion = "r"
    if conversion in CONVERSIONS:
        value = Call(Name(CONVERSIONS[conversion], span), (Argument(value),), span)
    if node.format_spec is not None:
        walk.token(":")
        layout = FormattedString(tuple(_formatted(walk, node.format_spec, whole)), span)
        value = Call(Name("format", span), (Argument(value), Argument(layout)), span)
    walk.token("}")
    parts.append(value)
    return parts
