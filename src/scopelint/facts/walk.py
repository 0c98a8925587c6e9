# What a walk over one tree carries along: the cursor, the names around, and what it has met so far.
"""The state of a walk."""

from __future__ import annotations

import libcst

from scopelint.facts.positions import Cursor
from scopelint.facts.records import Opaque


class Walk(Cursor):
    """A cursor over the text of one tree, with what belongs to the whole unit.

    `prefix` is what stands before the qualified name of a function or class defined here;
    `yields` says, for each function around the place, whether it yields; `strings` are the offsets of
    the string tokens met; `imports` the dotted modules mentioned, in order.
    """

    __slots__ = ("imports", "module", "opened", "prefix", "strings", "yields")

    def __init__(self, module: libcst.Module, text: str) -> None:
        super().__init__(text)
        self.module = module
        self.prefix = ""
        self.opened = 0
        """Where the innermost parenthesis around the node that is read stands."""
        self.yields: list[bool] = [False]
        self.strings: list[tuple[int, int]] = []
        self.imports: dict[str, None] = {}

    def verbatim(self, node: libcst.CSTNode) -> Opaque:
        """Move behind `node` without reading it; return its source text."""
        code = self.module.code_for_node(node)
        start = self.blank()
        if not self.text.startswith(code, start):
            start = max(self.text.find(code, start), start)
        self.position = start + len(code)
        self.start = start
        return Opaque(code.strip(), self.span(start, start + len(code.rstrip())))
