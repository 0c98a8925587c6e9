# What pyproject.toml says is installed: the project's own dependencies, what uv puts in their place, and
# Poetry's. Optional groups are not: nobody knows who installs them.
"""Reading pyproject.toml."""

from __future__ import annotations

import re
import sys
from collections.abc import Iterator, Mapping
from typing import cast

from scopelint.declarations.requirements.line import Installation, Line
from scopelint.declarations.requirements.poetry import from_constraint
from scopelint.model.location import Location


def lines_of_pyproject(text: str, path: str) -> Installation | None:
    """Return what the text of a pyproject.toml installs; None if it does not say, or is no TOML."""
    data = _parsed(text)
    project, tool = _table(data, "project"), _table(data, "tool")
    uv, poetry = _table(tool, "uv"), _table(tool, "poetry")
    own = [*_texts(project, "dependencies"), *_texts(uv, "constraint-dependencies")]
    over = _texts(uv, "override-dependencies")
    loose = set(_table(uv, "sources"))
    rows = text.splitlines()
    lines = [Line(one, _place(path, rows, one)) for one in own]
    lines += [Line(one, _place(path, rows, one), batch=1) for one in over]
    # Where a package comes from elsewhere (git, a path), its version is what stands there.
    lines += [Line(f"{name} @ elsewhere", Location(path)) for name in loose]
    for name, constraint in _table(poetry, "dependencies").items():
        lines += [Line(one, _place(path, rows, name)) for one in _poetry(name, constraint)]
    if not lines and "dependencies" not in project and "dependencies" not in poetry:
        return None
    dynamic = project.get("dynamic")
    complete = not (isinstance(dynamic, list) and "dependencies" in dynamic)
    return Installation(tuple(lines), complete, commands=2 if over else 1)


def _parsed(text: str) -> Mapping[str, object]:
    if sys.version_info >= (3, 11):
        import tomllib
    else:
        import tomli as tomllib
    try:
        return cast("Mapping[str, object]", tomllib.loads(text))
    except (tomllib.TOMLDecodeError, RecursionError):
        return {}


def _table(data: Mapping[str, object], key: str) -> Mapping[str, object]:
    held = data.get(key)
    return cast("Mapping[str, object]", held) if isinstance(held, dict) else {}


def _texts(data: Mapping[str, object], key: str) -> list[str]:
    held = data.get(key)
    return [one for one in held if isinstance(one, str)] if isinstance(held, list) else []


def _poetry(name: str, constraint: object) -> Iterator[str]:
    """Yield the requirements of one of Poetry's dependencies; several of them hang on markers."""
    for one in constraint if isinstance(constraint, list) else [constraint]:
        if isinstance(one, str):
            yield from_constraint(name, one)
        elif isinstance(one, dict) and not one.get("optional"):
            version, marker = one.get("version"), one.get("markers")
            text = from_constraint(name, version) if isinstance(version, str) else f"{name} @ elsewhere"
            hangs = isinstance(marker, str) or "python" in one or "platform" in one
            yield f"{text}; {marker}" if isinstance(marker, str) else f"{name} @ elsewhere" if hangs else text


def _place(path: str, rows: list[str], text: str) -> Location:
    """Return the first line that writes the text as a string or as a key; the first of the file if none."""
    word = re.compile(rf"""["']{re.escape(text)}["']|^\s*["']?{re.escape(text)}["']?\s*=""")
    for number, row in enumerate(rows, start=1):
        match = word.search(row)
        if match:
            start = match.start() + len(match[0]) - len(match[0].lstrip()) + 1
            return Location(path, number, start, number, max(match.end() + 1, start + 1))
    return Location(path)
