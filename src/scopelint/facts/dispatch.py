# The one way into an expression, whatever its kind; the readers of the kinds call it for what is inside.
# Which kind is read by what stands in `expression`, the only module that fills the table.
"""Reading an expression of any kind."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any

import libcst as cst

from scopelint.facts.records import Expr
from scopelint.facts.walk import Walk

HANDLERS: dict[type, Callable[[Walk, Any], Expr]] = {}
OWN_PARENTHESES = frozenset({cst.Tuple, cst.GeneratorExp})
"""Kinds whose readers take their innermost parentheses for a part of them."""


def read(walk: Walk, node: cst.CSTNode) -> Expr:
    """Return the record of an expression and move behind it.

    Afterwards `walk.start` is where it starts, parentheses included; the record's own span leaves
    parentheses out, those of tuples and generators apart.
    """
    handler = HANDLERS.get(type(node), _opaque)
    opening: Sequence[object] = getattr(node, "lpar", ())
    if not opening:
        return handler(walk, node)
    outer = walk.opened = walk.token("(")
    for _ in opening[1:]:
        walk.opened = walk.token("(")
    record = handler(walk, node)
    for _ in opening[1:] if type(node) in OWN_PARENTHESES else opening:
        walk.token(")")
    walk.start = outer
    return record


def _opaque(walk: Walk, node: cst.CSTNode) -> Expr:
    if getattr(node, "lpar", ()):
        node = node.with_changes(lpar=(), rpar=())
    return walk.verbatim(node)
