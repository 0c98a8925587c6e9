# Patterns of `match` are kept as text; only the names that they bind are read.
"""Names bound by patterns."""

from __future__ import annotations

import libcst as cst


def bound_names(pattern: cst.CSTNode) -> tuple[str, ...]:
    """Return the names that a pattern binds, each once; their order says nothing."""
    found: dict[str, None] = {}
    pending = [pattern]
    while pending:
        node = pending.pop()
        if isinstance(node, cst.BaseExpression):
            continue
        name = None
        if isinstance(node, cst.MatchAs | cst.MatchStar):
            name = node.name
        elif isinstance(node, cst.MatchMapping):
            name = node.rest
        if name is not None:
            found[name.value] = None
        pending.extend(node.children)
    return tuple(found)
