# What a scalar of YAML stands for, by its tag or its looks. Only plain data: a tag of anything else is
# unknown here, and a number that nobody writes stays text.
"""Scalars of YAML."""

from __future__ import annotations

from functools import lru_cache
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from yaml.constructor import SafeConstructor
    from yaml.resolver import Resolver

PREFIX = "tag:yaml.org,2002:"
LIST, MAPPING, NULL, MERGE = f"{PREFIX}seq", f"{PREFIX}map", f"{PREFIX}null", f"{PREFIX}merge"
_TEXT = f"{PREFIX}str"
_COMPUTED = {f"{PREFIX}{name}": f"construct_yaml_{name}" for name in ("null", "bool", "int", "float")}
_KNOWN = frozenset({"!", LIST, MAPPING, MERGE, _TEXT, *_COMPUTED}) | {
    PREFIX + name for name in ("binary", "timestamp", "set", "omap", "pairs", "value")
}
_MAX_NUMBER = 64
"""Characters of a number. One of base 60 (`1:00:00`) of a megabyte would take minutes."""


def known_tag(tag: str) -> bool:
    """Tell whether a tag stands for plain data."""
    return tag in _KNOWN


def scalar_tag(tag: str | None, written: str, implicit: tuple[bool, bool]) -> str:
    """Return the tag of a scalar: its own, or what it looks like where it is not quoted."""
    if tag is not None and tag != "!":
        return tag
    if not implicit[0] or len(written) > _MAX_NUMBER:
        return _TEXT
    import yaml

    return str(_resolver().resolve(yaml.ScalarNode, written, implicit))  # type: ignore[no-untyped-call]


def data_of(tag: str, written: str) -> object:
    """Return what a scalar stands for: text, a number, a boolean or None. Dates stay text."""
    if tag not in _COMPUTED or len(written) > _MAX_NUMBER:
        return written
    import yaml

    try:
        return getattr(_constructor(), _COMPUTED[tag])(yaml.ScalarNode(tag, written))
    except (ValueError, KeyError, IndexError):  # `!!int many`
        return written


@lru_cache(maxsize=1)
def _resolver() -> Resolver:
    from yaml.resolver import Resolver

    return Resolver()


@lru_cache(maxsize=1)
def _constructor() -> SafeConstructor:
    from yaml.constructor import SafeConstructor

    return SafeConstructor()
