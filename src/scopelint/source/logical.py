# Which lines of a cell begin a statement. Magics are only there; a line that starts with `%` inside
# brackets or a string is Python. Magic lines are not scanned: a shell line may hold a lone quote.
"""Logical lines, as far as magics need them."""

from __future__ import annotations

import re
from collections.abc import Container, Iterator, Sequence

_TOKEN = re.compile(
    r"#.*"
    r"|(?P<long>\"{3}|'{3})"
    r"""|"(?:[^"\\]|\\.)*"|'(?:[^'\\]|\\.)*'"""
    r"|(?P<open>[(\[{])|(?P<close>[)\]}])"
)
_LONG_END = {
    '"""': re.compile(r'(?:[^"\\]|\\.|"(?!""))*"""'),
    "'''": re.compile(r"(?:[^'\\]|\\.|'(?!''))*'''"),
}


def starts_of_statements(lines: Sequence[str], skipped: Container[int]) -> Iterator[int]:
    """Yield the lines where a statement may begin. Those in `skipped` are yielded, but are no Python."""
    depth = 0
    quote = ""
    continued = in_magic = False
    for at, line in enumerate(lines):
        if depth == 0 and not quote and not continued:
            yield at
            in_magic = at in skipped
        if in_magic:
            continued = line.rstrip().endswith("\\")
        else:
            depth, quote = _scan(line, depth, quote)
            continued = not quote and line.endswith("\\")


def _scan(line: str, depth: int, quote: str) -> tuple[int, str]:
    position = 0
    while position < len(line):
        if quote:
            end = _LONG_END[quote].match(line, position)
            if end is None:
                return depth, quote
            position, quote = end.end(), ""
            continue
        match = _TOKEN.search(line, position)
        if match is None:
            break
        position = match.end()
        if match.lastgroup == "long":
            quote = match["long"]
        elif match.lastgroup == "open":
            depth += 1
        elif match.lastgroup == "close":
            depth = max(depth - 1, 0)
    return depth, quote
