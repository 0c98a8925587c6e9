# A project as text, and what every rewriting needs: its Python files as trees, and changes node by node.
"""Projects that are rewritten."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field

import libcst as cst
from libcst.metadata import MetadataWrapper

Files = Mapping[str, str]
"""The texts of a project's files by their paths."""


@dataclass(frozen=True)
class Rewritten:
    """A project that is written differently, and how its new names were called before."""

    files: Files
    names: Mapping[str, str] = field(default_factory=dict)

    def original(self, text: str) -> str:
        """Return a text of a report as it would speak of the project before."""
        for new, old in self.names.items():
            text = re.sub(rf"\b{re.escape(new)}\b", old, text)
        return text


Rewrite = Callable[[Files], Iterator[Callable[[], Rewritten]]]
"""Yields one thunk for each place at which a project can be rewritten."""


def python_files(files: Files) -> Iterator[tuple[str, cst.Module]]:
    """Yield the plain Python files of a project: notebooks are not rewritten."""
    for path, text in files.items():
        if path.endswith(".py") and not text.startswith("# Databricks notebook source"):
            yield path, cst.parse_module(text)


def analysed(module: cst.Module) -> MetadataWrapper:
    """Return the module with what libcst knows of its scopes."""
    return MetadataWrapper(module, unsafe_skip_copy=True)


class _Replacing(cst.CSTTransformer):
    def __init__(self, changes: Mapping[int, Callable[[cst.CSTNode], object]]) -> None:
        self.changes = changes

    def on_leave(self, original_node: cst.CSTNode, updated_node: cst.CSTNode) -> object:  # type: ignore[override]
        change = self.changes.get(id(original_node))
        return updated_node if change is None else change(updated_node)


def changed(module: cst.Module, changes: Mapping[int, Callable[[cst.CSTNode], object]]) -> str:
    """Return the module's text with nodes, by their identity, put through a change."""
    result = module.visit(_Replacing(changes))
    assert isinstance(result, cst.Module)
    return result.code


def with_file(files: Files, path: str, text: str) -> dict[str, str]:
    """Return the files with one of them replaced or added."""
    return {**files, path: text}


def nodes(root: cst.CSTNode) -> Iterator[cst.CSTNode]:
    """Yield a node and all that it holds, in the order of the source."""
    yield root
    for child in root.children:
        yield from nodes(child)


def loaded(node: cst.CSTNode) -> list[str]:
    """Return the names that an expression reads: no attributes and no keywords."""
    found: dict[str, None] = {}
    for name in _loaded(node):
        found[name] = None
    return list(found)


def _loaded(node: cst.CSTNode) -> Iterator[str]:
    match node:
        case cst.Name(value=value):
            yield value
        case cst.Attribute(value=value):
            yield from _loaded(value)
        case cst.Arg(value=value):
            yield from _loaded(value)
        case _:
            for child in node.children:
                yield from _loaded(child)


def holds(node: cst.CSTNode, *kinds: type[cst.CSTNode]) -> bool:
    """Tell whether a node is or holds one of some kinds."""
    return any(isinstance(one, kinds) for one in nodes(node))


def fresh(files: Files, name: str) -> str:
    """Return a name that the project does not have yet."""
    texts = [*files, *files.values()]
    names = (f"{name}_{number}" if number else name for number in range(len(texts) + 100))
    return next(one for one in names if not any(one in text for text in texts))
