# Files that say what is installed: requirements.txt with the files that it names, pyproject.toml, conda
# environments. Input is data: bounded, never followed out of the project.
"""Reading requirement files."""

from __future__ import annotations

import os
from collections.abc import Callable
from pathlib import Path

from scopelint.declarations.requirements.conda import lines_of_tree
from scopelint.declarations.requirements.line import Installation, Line, Requirements
from scopelint.declarations.requirements.lines import named_in
from scopelint.declarations.requirements.pyproject import lines_of_pyproject
from scopelint.model.location import Location
from scopelint.source.yaml_document import compose

MAX_BYTES = 1_000_000
MAX_FILES = 20
"""Requirements files that name one another and are followed."""
MAX_LINES = 5_000

REQUIREMENTS, PYPROJECT, CONDA, PYTHON = "requirements.txt", "pyproject.toml", "conda.yaml", "python_env.yaml"

Shown = Callable[[Path], str]
"""How reports name a file."""


def read_folder(folder: Path, shown: Shown) -> Requirements | None:
    """Return what the files of a project's folder install; None if it has none that says so."""
    readers = ((REQUIREMENTS, read_requirements), (PYPROJECT, _pyproject))
    files = ((folder / name, read) for name, read in readers if (folder / name).is_file())
    found = [read(file, folder, shown) for file, read in files]
    held = tuple(one for one in found if one is not None)
    return Requirements(held, sure=False) if held else None


def read_model_folder(folder: Path, shown: Shown) -> Requirements | None:
    """Return what is installed for a logged model, from the files that MLflow puts beside its `MLmodel`."""
    python = _python(folder / PYTHON)
    for name, read in ((REQUIREMENTS, read_requirements), (CONDA, read_conda)):
        held = read(folder / name, folder, shown) if (folder / name).is_file() else None
        if held is not None:
            return Requirements((Installation(held.lines, held.complete, True, 1, held.python or python),))
    return None


def find(text: str, folder: Path, root: Path) -> Path | None:
    """Return the file inside the project's root that a path means, from a folder or one above it."""
    if "\0" in text or "{}" in text or not text.strip():
        return None
    limit = os.path.realpath(root)
    for start in (folder, *folder.parents):
        try:
            path = os.path.realpath(start / text.strip())
        except (OSError, ValueError):
            return None
        if path.startswith(limit.rstrip(os.sep) + os.sep) and Path(path).is_file():
            return Path(os.path.normpath(start / text.strip()))
        if start == root:
            break
    return None


def read_requirements(file: Path, root: Path, shown: Shown) -> Installation | None:
    """Return what a requirements file installs, with the files that it names; None if it cannot be read."""
    lines: list[Line] = []
    complete = True
    pending, seen = [file], {file}
    while pending:
        current = pending.pop(0)
        text = _text(current)
        if text is None and current == file:
            return None
        if text is None:
            complete = False
            continue
        path, rows = shown(current), text.splitlines()
        for named in named_in(text):
            if named.text:
                lines.append(Line(named.text, place(path, rows, named.line)))
                continue
            other = find(named.file, current.parent, root)
            if other is None or len(seen) >= MAX_FILES:
                complete = False
            elif other not in seen:
                seen.add(other)
                pending.append(other)
    return Installation(tuple(lines[:MAX_LINES]), complete and len(lines) <= MAX_LINES)


def read_conda(file: Path, root: Path, shown: Shown) -> Installation | None:
    """Return what a conda environment installs; None if it cannot be read."""
    del root  # names no other files that count
    tree = compose(file, shown(file))
    return lines_of_tree(tree) if tree is not None else None


def _pyproject(file: Path, root: Path, shown: Shown) -> Installation | None:
    del root
    text = _text(file)
    return lines_of_pyproject(text, shown(file)) if text is not None else None


def _python(file: Path) -> str:
    tree = compose(file, "") if file.is_file() else None
    held = tree.get("python") if tree is not None else None
    return (held.text or "") if held is not None else ""


def place(path: str, rows: list[str], line: int) -> Location:
    """Return the place of a line's text."""
    row = rows[line - 1] if 0 < line <= len(rows) else ""
    start = len(row) - len(row.lstrip()) + 1
    return Location(path, line, start, line, max(len(row.rstrip()) + 1, start + 1))


def _text(file: Path) -> str | None:
    try:
        with file.open("rb") as stream:
            content = stream.read(MAX_BYTES + 1)
    except OSError:
        return None
    if len(content) > MAX_BYTES:
        return None
    encoding = "utf-16" if content[:2] in (b"\xff\xfe", b"\xfe\xff") else "utf-8-sig"
    return content.decode(encoding, errors="replace")
