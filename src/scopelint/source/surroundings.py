# The project around an entry: where its drivers and modules may stand. Markers are looked for, never read.
"""Project roots and the files below them."""

from __future__ import annotations

import os
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from scopelint.source.discover import discover

MARKERS = frozenset(
    {"pyproject.toml", "databricks.yml", "databricks.yaml", "setup.py", ".git", "requirements.txt"}
)
MAX_CLIMB = 12
"""Folders above an entry that are asked for a marker."""


@dataclass(frozen=True, slots=True)
class Surroundings:
    """The project around entries: its root, and its Python files and notebooks, sorted."""

    root: Path
    files: tuple[Path, ...]
    complete: bool


def project_root(entries: Sequence[Path]) -> Path:
    """Return the nearest folder around all entries that is marked as a project, else their common folder."""
    folders = [os.path.abspath(entry if entry.is_dir() else entry.parent) for entry in entries]  # noqa: PTH100
    try:
        common = os.path.commonpath(folders)
    except ValueError:  # none, or on several drives
        common = folders[0] if folders else os.getcwd()  # noqa: PTH109
    home = os.path.expanduser("~")  # noqa: PTH111
    folder = common
    for _ in range(MAX_CLIMB):
        if _is_marked(folder):
            return Path(folder)
        parent = os.path.dirname(folder)  # noqa: PTH120
        if parent in (folder, home):
            break
        folder = parent
    return Path(common)


def import_root(root: Path, cwd: Path) -> Path:
    """Return where a project begins to which `root` belongs: one without a mark begins where one works.

    A driver runs there, so that Python finds modules there; `root` is what `project_root` returned.
    """
    inside = cwd != root and root.is_relative_to(cwd)
    if not inside or cwd in (Path(os.path.expanduser("~")), Path(cwd.anchor)):  # noqa: PTH111
        return root
    return root if _is_marked(str(root)) else cwd


def project_files(
    entries: Sequence[Path], exclude: Sequence[str] = (), cwd: Path | None = None
) -> Surroundings:
    """Return the project around entry files, so that what logs or serves them can be looked for.

    One without a mark begins where one works, if that is around the files.
    """
    root = project_root(entries)
    root = import_root(root, cwd) if cwd is not None else root
    found = discover([root], exclude)
    return Surroundings(root, found.files, found.complete)


def _is_marked(folder: str) -> bool:
    try:
        return not MARKERS.isdisjoint(os.listdir(folder))  # noqa: PTH208
    except OSError:
        return False
