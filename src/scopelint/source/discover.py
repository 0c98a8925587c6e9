# Finding inputs. Files that are named are taken as they are; folders are walked, bounded, and links are
# not followed out of them.
"""Finding the files to read."""

from __future__ import annotations

import os
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from scopelint.errors import UsageError

if TYPE_CHECKING:
    from pathspec import GitIgnoreSpec

SUFFIXES = (".py", ".ipynb")
SKIPPED_FOLDERS = frozenset(
    {
        *("__pycache__", "node_modules", "site-packages", "venv", "env", "virtualenv"),
        *("build", "dist", "wheels", "spark-warehouse", "mlruns"),
    }
)
"""Folders that hold no source of the project; hidden ones are skipped as well."""
MAX_FILES = 20_000
"""More Python files than this in one walk are not looked at."""
MAX_ENTRIES = 500_000
"""More files of any kind than this are not looked at."""


@dataclass(frozen=True, slots=True)
class Discovery:
    """The files found, absolute and sorted, named ones first. `complete` is false if a bound was hit."""

    files: tuple[Path, ...]
    complete: bool = True


def discover(paths: Sequence[Path], exclude: Sequence[str] = ()) -> Discovery:
    """Return the Python files and notebooks that `paths` name or hold.

    `exclude` are globs as in `.gitignore`, relative to each folder; a folder's own `.gitignore` counts too.
    Raises UsageError for a path that does not exist.
    """
    named: dict[str, None] = {}
    found: dict[str, None] = {}
    complete = True
    for path in paths:
        absolute = os.path.abspath(path)  # noqa: PTH100 - links are not resolved
        if os.path.isdir(absolute):  # noqa: PTH112
            walker = _Walker(absolute, exclude)
            found.update(dict.fromkeys(sorted(walker.files())))
            complete = complete and walker.complete
        elif os.path.exists(absolute):  # noqa: PTH110
            named[absolute] = None
        else:
            raise UsageError(f"`{path}` does not exist", "name a file or a folder that exists")
    rest = [file for file in found if file not in named]
    return Discovery(tuple([Path(file) for file in (*named, *rest)]), complete)


class _Walker:
    """One walk below one folder."""

    def __init__(self, root: str, exclude: Sequence[str]) -> None:
        self.root = root
        self.complete = True
        self._ignored = _patterns(root, exclude)
        self._entries = 0

    def files(self) -> Iterator[str]:
        """Yield the absolute paths of the files that count."""
        folders = [self.root]
        count = 0
        while folders:
            folder = folders.pop()
            for entry in self._scan(folder):
                if entry.is_dir(follow_symlinks=False):
                    if not _is_skipped(entry) and not self._excluded(entry.path, "/"):
                        folders.append(entry.path)
                elif entry.name.endswith(SUFFIXES) and self._counts(entry):
                    count += 1
                    if count > MAX_FILES:
                        self.complete = False
                        return
                    yield entry.path
            if self._entries > MAX_ENTRIES:
                self.complete = False
                return

    def _scan(self, folder: str) -> list[os.DirEntry[str]]:
        try:
            with os.scandir(folder) as entries:
                found = sorted(entries, key=lambda entry: entry.name)
        except OSError:
            return []
        self._entries += len(found)
        return found

    def _counts(self, entry: os.DirEntry[str]) -> bool:
        if entry.name.startswith(".") or self._excluded(entry.path, ""):
            return False
        if entry.is_symlink():
            real, root = os.path.realpath(entry.path), os.path.realpath(self.root)
            return real.startswith(root.rstrip(os.sep) + os.sep) and os.path.isfile(real)  # noqa: PTH113
        return entry.is_file()

    def _excluded(self, path: str, suffix: str) -> bool:
        if self._ignored is None:
            return False
        relative = path[len(self.root) :].lstrip(os.sep).replace(os.sep, "/")
        return self._ignored.match_file(relative + suffix)


def _is_skipped(entry: os.DirEntry[str]) -> bool:
    name = entry.name
    if name.startswith(".") or name in SKIPPED_FOLDERS:
        return True
    # A virtual environment by any name says so itself.
    return name.endswith("env") and os.path.exists(entry.path + "/pyvenv.cfg")  # noqa: PTH110


def _patterns(root: str, exclude: Sequence[str]) -> GitIgnoreSpec | None:
    lines: list[str] = []
    try:
        with open(root + "/.gitignore", encoding="utf-8", errors="replace") as stream:  # noqa: PTH123
            lines += stream.read(1_000_000).splitlines()
    except OSError:
        pass
    lines += exclude
    if not any(line.strip() and not line.startswith("#") for line in lines):
        return None
    from pathspec import GitIgnoreSpec

    try:
        return GitIgnoreSpec.from_lines(lines)
    except ValueError:  # a pattern that git would not read either
        return GitIgnoreSpec.from_lines(exclude) if exclude else None
