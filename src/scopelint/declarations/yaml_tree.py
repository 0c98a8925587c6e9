# YAML with the places of its parts. Input is data: bounded in size and depth, only ever composed, so that
# no tag makes an object and no alias is spread out.
"""YAML documents whose nodes know where they stand."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from scopelint.model.location import Location

if TYPE_CHECKING:
    from yaml.nodes import Node

MAX_BYTES = 1_000_000
MAX_ENTRIES = 5_000
"""Entries of one mapping or list that are followed."""
_MAX_MERGES = 8
"""Merge keys (`<<: *base`) inside one another that are followed."""


@dataclass(frozen=True, slots=True)
class Tree:
    """One node of a document; `path` is how reports name the file."""

    node: Node
    path: str

    @property
    def location(self) -> Location:
        """Where the node starts; it ends on the same line."""
        start, end = self.node.start_mark, self.node.end_mark
        last = end.column + 1 if end.line == start.line else start.column + 2
        return Location(self.path, start.line + 1, start.column + 1, start.line + 1, last)

    @property
    def _kind(self) -> str:
        return str(getattr(self.node, "id", ""))  # the stubs do not know it

    @property
    def text(self) -> str | None:
        """A scalar as it is written; None for anything else, and for null."""
        if self._kind != "scalar" or self.node.tag == "tag:yaml.org,2002:null":
            return None
        return str(self.node.value)

    @property
    def is_list(self) -> bool:
        """Whether the node is a list."""
        return self._kind == "sequence"

    def entries(self, merges: int = 0) -> Iterator[tuple[Tree, Tree]]:
        """Yield keys and values of a mapping; nothing for any other node."""
        if self._kind != "mapping" or merges > _MAX_MERGES:
            return
        own: set[str] = set()
        merged: list[Tree] = []
        for key, value in self.node.value[:MAX_ENTRIES]:
            name = Tree(key, self.path)
            if name.text == "<<":
                held = Tree(value, self.path)
                merged += held.items() if held.is_list else [held]
                continue
            own.add(name.text or "")
            yield name, Tree(value, self.path)
        for one in merged:
            for name, held in one.entries(merges + 1):
                if name.text not in own:
                    yield name, held

    def items(self) -> Iterator[Tree]:
        """Yield the items of a list; nothing for any other node."""
        if self._kind == "sequence":
            for value in self.node.value[:MAX_ENTRIES]:
                yield Tree(value, self.path)

    def get(self, *keys: str) -> Tree | None:
        """Return what stands under a chain of keys, if it is there."""
        found: Tree | None = self
        for key in keys:
            if found is None:
                return None
            found = next((value for name, value in found.entries() if name.text == key), None)
        return found

    def key(self, key: str) -> Tree | None:
        """Return the key itself, for its place."""
        return next((name for name, _ in self.entries() if name.text == key), None)


def compose(file: Path, shown: str) -> Tree | None:
    """Return the first document of a file, or None if it cannot be read."""
    import yaml

    loader = getattr(yaml, "CSafeLoader", yaml.SafeLoader)
    try:
        with file.open("rb") as stream:
            content = stream.read(MAX_BYTES + 1)
        if len(content) > MAX_BYTES:
            return None
        node = next(iter(yaml.compose_all(content, Loader=loader)), None)
    except (OSError, yaml.YAMLError, RecursionError, ValueError):
        return None
    return Tree(node, shown) if node is not None else None
