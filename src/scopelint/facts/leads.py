# What a unit imports, and where it may import what nobody can tell. Asks Python's own parser, which is many
# times faster than a tree that keeps its comments: many units are asked for nothing else.
"""Imports of a unit, by themselves."""

from __future__ import annotations

import ast
import warnings
from dataclasses import dataclass

from scopelint.model.location import Location, Span
from scopelint.source.unit import Unit

_LOADERS = frozenset({"import_module", "__import__", "exec"})


@dataclass(frozen=True, slots=True)
class Leads:
    """The modules that a unit may import, each with its leading dots, and the calls that may import any."""

    imports: tuple[tuple[str, int], ...]
    loaders: tuple[tuple[str, Location], ...] = ()


def leads_of(unit: Unit) -> Leads | None:
    """Return what a unit may import, `from a import b` as `a` and `a.b`; None if Python cannot parse it."""
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")  # a doubtful escape is its author's affair
            tree = ast.parse(unit.text)
    except (SyntaxError, ValueError, RecursionError, MemoryError):
        return None
    imports: list[tuple[str, int]] = []
    loaders: list[tuple[str, Location]] = []
    for node in ast.walk(tree):
        match node:
            case ast.Import(names):
                imports += [(alias.name, 0) for alias in names]
            case ast.ImportFrom(module, names, level):
                dotted = f"{module}." if module else ""
                imports += [(module or "", level), *((f"{dotted}{alias.name}", level) for alias in names)]
            case ast.Call(ast.Name(name) | ast.Attribute(attr=name)) if name in _LOADERS:
                loaders.append((f"{name}()", unit.locate(_span(node))))
    return Leads(tuple(imports), tuple(loaders))


def _span(node: ast.expr) -> Span:
    """Return the span of an expression; its columns count bytes, which is near enough for a place to look."""
    end_line, end = node.end_lineno or node.lineno, node.end_col_offset or node.col_offset
    return Span(node.lineno, node.col_offset + 1, end_line, end + 1)
