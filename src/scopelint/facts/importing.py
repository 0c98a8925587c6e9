# Import statements, and the modules that they mention.
"""Reading imports."""

from __future__ import annotations

import libcst as cst

from scopelint.facts.expression import identifier
from scopelint.facts.records import Import, ImportFrom
from scopelint.facts.walk import Walk


def read_import(walk: Walk, node: cst.Import) -> Import:
    """Return `import a.b as c, ...`."""
    start = walk.name("import")
    names = tuple([_alias(walk, alias) for alias in node.names])
    for name, _ in names:
        walk.imports[name] = None
    return Import(names, walk.span(start, walk.position))


def read_import_from(walk: Walk, node: cst.ImportFrom) -> ImportFrom:
    """Return `from ..module import a as b, ...`."""
    start = walk.name("from")
    level = len(node.relative)
    for _ in node.relative:
        walk.token(".")
    module = _dotted(walk, node.module) if node.module else ""
    walk.name("import")
    names: tuple[tuple[str, str | None], ...]
    if isinstance(node.names, cst.ImportStar):
        walk.token("*")
        names = (("*", None),)
    else:
        names = tuple([_alias(walk, alias) for alias in node.names])
        if node.rpar is not None:
            walk.token(")")
    _mention(walk, "." * level + module, names)
    return ImportFrom(module, level, names, walk.span(start, walk.position))


def _mention(walk: Walk, module: str, names: tuple[tuple[str, str | None], ...]) -> None:
    walk.imports[module] = None
    joint = "" if module.endswith(".") else "."
    for name, _ in names:
        if name != "*":
            walk.imports[f"{module}{joint}{name}"] = None


def _alias(walk: Walk, node: cst.ImportAlias) -> tuple[str, str | None]:
    name = _dotted(walk, node.name)
    if node.asname is None or not isinstance(node.asname.name, cst.Name):
        return name, None
    alias = node.asname.name.value
    walk.name(alias)
    return name, identifier(alias)


def _dotted(walk: Walk, node: cst.BaseExpression) -> str:
    parts: list[str] = []
    while isinstance(node, cst.Attribute):
        parts.append(node.attr.value)
        node = node.value
    if isinstance(node, cst.Name):
        parts.append(node.value)
    parts.reverse()
    for part in parts:
        walk.name(part)
    return ".".join([identifier(part) for part in parts])
