# Rewritings of real source that change nothing of what it does. Each module yields, for a project, every
# single place at which its rewriting can be made.
"""The ways in which a project can be written differently."""

from __future__ import annotations

from properties.rewrites.arguments import by_keyword
from properties.rewrites.constants import named
from properties.rewrites.detours import detoured
from properties.rewrites.forms import formats, notebooks
from properties.rewrites.helpers import extracted, in_main, moved
from properties.rewrites.imports import aliased
from properties.rewrites.names import renamed
from properties.rewrites.project import Files, Rewrite, Rewritten, python_files
from properties.rewrites.statements import guarded, hinted, padded, swapped

REWRITES: dict[str, Rewrite] = {
    "renaming": renamed,
    "aliasing imports": aliased,
    "extracting a helper": extracted,
    "moving a helper": moved,
    "a script in a function": in_main,
    "naming constants": named,
    "ways round": detoured,
    "wrapping in try": guarded,
    "swapping statements": swapped,
    "comments and dead code": padded,
    "type hints": hinted,
    "another notebook format": notebooks,
    "keyword arguments": by_keyword,
    "formatting": formats,
}

__all__ = ["REWRITES", "Files", "Rewrite", "Rewritten", "python_files"]
