# What one notebook cell is: Python with magics in it, another language, or a file to be written.
# Works on lines of text; knows neither files nor formats.
"""Cells and their magics."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass

from scopelint.source.logical import starts_of_statements
from scopelint.source.unit import Magic

LANGUAGES = frozenset(
    {
        *("md", "md-sandbox", "markdown", "html", "latex", "svg", "javascript", "js"),
        *("sql", "scala", "r", "R", "perl", "ruby", "sh", "bash", "script", "cmd", "fs"),
    }
)
"""Magics that make the whole cell something other than Python."""
PYTHON_CELLS = frozenset({"time", "timeit", "capture", "prun", "python", "python3", "py"})
"""`%%` magics whose cell is Python all the same."""
STATEMENT_MAGICS = frozenset({"time", "timeit", "prun"})
"""Line magics whose argument is Python."""

MAX_LINE = 2_000
"""A line longer than this is not asked whether it assigns what a magic returns."""

_MAGIC = re.compile(r"[ \t]*(%{1,2})[ \t]*([A-Za-z_][\w.-]*)[ \t]*(.*)", re.DOTALL)
_SHELL = re.compile(r"[ \t]*!+(.*)", re.DOTALL)
_AUTOMATIC = re.compile(r"[ \t]*(pip3?|conda|uv)[ \t]+((?:install|uninstall|pip)\b.*)", re.DOTALL)
_HELP = re.compile(r"[ \t]*(?:\?{1,2}[ \t]*[%\w.*]+|[%\w][\w.*]*\?{1,2})[ \t]*;?[ \t]*$")
_ASSIGNED = re.compile(r"([ \t]*[\w., \t]*\w[ \t]*=[ \t]*)(?:!|%(?=[A-Za-z_]))(.*)", re.DOTALL)
_CANDIDATE = re.compile(r"^[ \t]*(?:[%!?]|(?:pip3?|conda|uv) )|\?[ \t]*;?[ \t]*$|=[ \t]*[!%]", re.MULTILINE)


@dataclass(frozen=True, slots=True)
class Cell:
    """A cell as read: `lines` are as many as before, Python only. Lines of magics count from 0.

    `writes` is the argument of a `%%writefile` magic whose cell this is, with the line that it stands on;
    `filled` says that the magic fills `{{NAME}}` templates.
    """

    lines: tuple[str, ...]
    magics: tuple[Magic, ...] = ()
    writes: str | None = None
    writes_at: int = 0
    filled: bool = False


def read_cell(lines: Sequence[str]) -> Cell:
    """Return what a cell is. `lines` carry no line ends."""
    first = _first_line(lines)
    match = _MAGIC.match(lines[first]) if first is not None else None
    if first is None or match is None:
        return _python(lines, ())
    blank = ("",) * len(lines)
    name, argument = match[2], match[3].strip()
    magic = Magic(first, name, argument)
    if match[1] == "%%":
        if name.lower().replace("_", "").startswith("writefile"):
            return Cell(blank, (magic,), argument, first, filled=name.lower() != "writefile")
        if name not in PYTHON_CELLS:
            return Cell(blank, (magic,))
        return _python(["" if at == first else line for at, line in enumerate(lines)], (magic,))
    if name in LANGUAGES:
        return Cell(blank, (magic,))
    if name in ("python", "py") and not argument:
        return _python(["" if at == first else line for at, line in enumerate(lines)], (magic,))
    return _python(lines, ())


def _first_line(lines: Sequence[str]) -> int | None:
    for at, line in enumerate(lines):
        stripped = line.strip()
        if stripped and not stripped.startswith("#"):
            return at
    return None


def _python(lines: Sequence[str], before: tuple[Magic, ...]) -> Cell:
    if not _CANDIDATE.search("\n".join(lines)):
        return Cell(tuple(lines), before)
    kept = list(lines)
    magics = list(before)
    is_magic = {at for at, line in enumerate(lines) if _replacement(line) is not None}
    for at in starts_of_statements(lines, is_magic):
        replacement = _replacement(kept[at])
        if replacement is None:
            continue
        whole, end = _continued(kept, at)
        magics += _magic(at, whole)
        kept[at] = replacement
        kept[at + 1 : end] = [""] * (end - at - 1)
    return Cell(tuple(kept), tuple(magics))


def _continued(lines: Sequence[str], at: int) -> tuple[str, int]:
    """Return a magic with its continuation lines joined, and the line after it."""
    end = at + 1
    while lines[end - 1].rstrip().endswith("\\") and end < len(lines):
        end += 1
    parts = [line.rstrip().removesuffix("\\").strip() for line in lines[at:end]]
    return " ".join(parts), end


def _magic(at: int, line: str) -> list[Magic]:
    match = _MAGIC.match(line)
    if match:
        return [Magic(at, match[2], match[3].strip())]
    match = _AUTOMATIC.match(line)
    if match:
        return [Magic(at, match[1], match[2].strip())]
    match = _SHELL.match(line)
    return [Magic(at, "!", match[1].strip())] if match else []


def _replacement(line: str) -> str | None:
    """Return the Python that stands for a line that is a magic; `None` if it is none."""
    indent = line[: len(line) - len(line.lstrip())]
    match = _MAGIC.match(line)
    if match:
        if match[2] in STATEMENT_MAGICS and match[1] == "%" and match[3] and match[3][0] != "-":
            return indent + "0;".ljust(match.start(3) - len(indent)) + match[3]
        return indent + "pass" if indent else ""
    if _SHELL.match(line) or _HELP.match(line) or _AUTOMATIC.match(line):
        return indent + "pass" if indent else ""
    match = _ASSIGNED.match(line) if len(line) < MAX_LINE else None
    return f"{match[1]}..." if match else None
