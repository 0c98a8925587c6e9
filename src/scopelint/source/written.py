# Files that a notebook writes with `%%writefile`: units of their own, where Python would find them.
# Paths are arithmetic only; nothing is looked up or written.
"""Written files."""

from __future__ import annotations

import os
import re
import shlex
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from pathlib import Path

from scopelint.source.unit import Unit, UnitKind

_TEMPLATE = re.compile(r"\{\{[ \t]*([A-Za-z_]\w*)[ \t]*\}\}")
_VARIABLE = re.compile(r"\{([A-Za-z_]\w*)\}|\$([A-Za-z_]\w*)")
_LITERAL = re.compile(
    r"^([A-Za-z_]\w*)[ \t]*(?::[^=\n]*)?=[ \t]*(?:\"([^\"\\\n]*)\"|'([^'\\\n]*)')[ \t]*(?:#.*)?$", re.M
)


@dataclass(frozen=True, slots=True)
class WrittenCell:
    """A `%%writefile` cell: the magic's argument, the lines after it and where each stands."""

    argument: str
    filled: bool
    body: tuple[str, ...]
    lines: tuple[tuple[int, int], ...]
    columns: int = 0


def literals(text: str) -> dict[str, str]:
    """Return the names that a notebook's Python sets to a plain string at top level; the last one counts."""
    return {match[1]: match[2] if match[2] is not None else match[3] for match in _LITERAL.finditer(text)}


def written_units(cells: Iterable[WrittenCell], path: str, holder: Path, text: str) -> tuple[Unit, ...]:
    """Return the Python files that a notebook writes, in the order of their first cell.

    The same file written twice is what the last cell wrote, after what `-a` appends to.
    """
    found: dict[Path, Unit] = {}
    values = literals(text)
    for cell in cells:
        target, appends = _target(cell.argument, values)
        if not target.endswith(".py"):
            continue
        file = Path(os.path.normpath(holder.parent / target))
        body = _filled(cell.body, values) if cell.filled else cell.body
        unit = Unit(
            path=path,
            file=file,
            holder=holder,
            kind=UnitKind.WRITTEN_FILE,
            text="".join([line + "\n" for line in body]),
            lines=cell.lines,
            columns=cell.columns,
        )
        before = found.get(file)
        found[file] = _appended(before, unit) if appends and before is not None else unit
    return tuple(found.values())


def _target(argument: str, values: Mapping[str, str]) -> tuple[str, bool]:
    try:
        words = shlex.split(argument)
    except ValueError:
        words = argument.split()
    appends = any(word in ("-a", "--append") for word in words)
    names = [word for word in words if not word.startswith("-")]
    target = names[0] if names else ""
    return _VARIABLE.sub(lambda match: values.get(match[1] or match[2], match[0]), target), appends


def _filled(body: Sequence[str], values: Mapping[str, str]) -> list[str]:
    return [_TEMPLATE.sub(lambda match: values.get(match[1], match[0]), line) for line in body]


def _appended(before: Unit, after: Unit) -> Unit:
    return replace(before, text=before.text + after.text, lines=(before.lines or ()) + (after.lines or ()))
