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

_TEXT = r"\"[^\"\\\n]*\"|'[^'\\\n]*'"
_TEMPLATE = re.compile(r"\{\{[ \t]*([A-Za-z_]\w*)[ \t]*\}\}")
_WHOLE_TEMPLATE = re.compile(r"""[fF]?(?P<quote>["'])\{\{[ \t]*(?P<name>[A-Za-z_]\w*)[ \t]*\}\}(?P=quote)""")
_STRING = re.compile(rf"""(?<![\w\"'])(?P<prefix>[fF]?)(?P<text>{_TEXT})""")
_VARIABLE = re.compile(r"\{([A-Za-z_]\w*)\}|\$([A-Za-z_]\w*)")
_ASSIGNED = re.compile(
    rf"^(?P<name>[A-Za-z_]\w*)[ \t]*(?::[^=\n]*)?=[ \t]*"
    rf"(?:(?P<text>{_TEXT})|(?P<widget>dbutils\.widgets\.get\((?:{_TEXT})\)))[ \t]*(?:#.*)?$",
    re.MULTILINE,
)


@dataclass(frozen=True, slots=True)
class WrittenCell:
    """A `%%writefile` cell: the magic's argument, the lines after it and where each stands."""

    argument: str
    filled: bool
    body: tuple[str, ...]
    lines: tuple[tuple[int, int], ...]
    columns: int = 0


def assigned(text: str) -> dict[str, str]:
    """Return the names that a notebook's Python sets at top level to a plain string or a widget's value.

    The values are Python expressions; the last assignment counts.
    """
    return {match["name"]: match["text"] or match["widget"] for match in _ASSIGNED.finditer(text)}


def written_units(cells: Iterable[WrittenCell], path: str, holder: Path, text: str) -> tuple[Unit, ...]:
    """Return the Python files that a notebook writes, in the order of their first cell.

    The same file written twice is what the last cell wrote, after what `-a` appends to.
    """
    found: dict[Path, Unit] = {}
    values = assigned(text)
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
    return _VARIABLE.sub(lambda match: _plain(values, match[1] or match[2], match[0]), target), appends


def _filled(body: Sequence[str], values: Mapping[str, str]) -> list[str]:
    """Fill templates.

    A string that is nothing but a template becomes the expression that the notebook gives its name, and
    one that holds templates an f-string, so that a value which is not known stays the same unknown on
    both sides.
    """
    return [_filled_line(line, values) if "{{" in line else line for line in body]


def _filled_line(line: str, values: Mapping[str, str]) -> str:
    line = _WHOLE_TEMPLATE.sub(lambda match: values.get(match["name"], match["name"]), line)
    line = _TEMPLATE.sub(lambda match: _plain(values, match[1], match[0]), line)
    return _STRING.sub(lambda match: _formatted(match, values), line) if "{{" in line else line


def _formatted(match: re.Match[str], values: Mapping[str, str]) -> str:
    text = match["text"]
    if not _TEMPLATE.search(text) or (not match["prefix"] and "{" in _TEMPLATE.sub("", text)):
        return match[0]
    return "f" + _TEMPLATE.sub(lambda hole: "{" + values.get(hole[1], hole[1]) + "}", text)


def _plain(values: Mapping[str, str], name: str, default: str) -> str:
    """Return the text of a name that is set to a plain string."""
    value = values.get(name, "")
    return value[1:-1] if value[:1] in ("'", '"') else default


def _appended(before: Unit, after: Unit) -> Unit:
    return replace(before, text=before.text + after.text, lines=(before.lines or ()) + (after.lines or ()))
