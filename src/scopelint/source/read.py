# One file to its units. Every failure is a problem with a place; nothing raises for what a file holds.
"""Reading files."""

from __future__ import annotations

import os
import re
import stat
from collections.abc import Callable
from functools import lru_cache
from pathlib import Path

from scopelint.model.location import Location
from scopelint.source.jupyter import read_jupyter
from scopelint.source.notebook import is_notebook, read_notebook
from scopelint.source.text import UndecodableError, decode
from scopelint.source.unit import Unit, UnitKind, UnitProblem

Units = tuple[tuple[Unit, ...], tuple[UnitProblem, ...]]

MAX_BYTES = 10_000_000
"""A Python file larger than this is not read."""
MAX_NOTEBOOK_BYTES = 100_000_000
"""Jupyter notebooks hold their outputs, images too."""
ALWAYS = (b"log_model", b"set_model")
"""What a file must be read for whatever it imports."""


def read_file(path: Path, cwd: Path, shown: Callable[[Path], str] | None = None) -> Units:
    """Return the units of a file, its own first and then the files that it writes, and what went wrong.

    Reports name it relative to the working directory, or as `shown` says.
    """
    name = shown(path) if shown is not None else shown_path(path, cwd)
    file = Path(os.path.abspath(path))  # noqa: PTH100 - `resolve` would follow links and ask the disk
    limit = MAX_NOTEBOOK_BYTES if file.suffix == ".ipynb" else MAX_BYTES
    try:
        if not stat.S_ISREG(os.stat(file).st_mode):  # noqa: PTH116 - a pipe would block, a device never end
            return (), (UnitProblem(Location(name), "not a regular file"),)
        with open(file, "rb") as stream:  # noqa: PTH123 - measurably faster for thousands of files
            data = stream.read(limit + 1)
    except (OSError, ValueError) as error:
        reason = getattr(error, "strerror", None) or "no valid path"
        return (), (UnitProblem(Location(name), reason.lower()),)
    if len(data) > limit:
        return (), (UnitProblem(Location(name), f"larger than {limit // 1_000_000} MB"),)
    return read_bytes(data, name, file)


def read_bytes(data: bytes, path: str, file: Path) -> Units:
    """Return the units of a file's content; `path` is how reports name it, `file` its absolute path."""
    try:
        if file.suffix == ".ipynb":
            return read_jupyter(data, path, file), ()
        text = decode(data)
    except UndecodableError as error:
        remedy = "" if file.suffix == ".ipynb" else "save it as UTF-8, or name its encoding in its first line"
        return (), (UnitProblem(Location(path), str(error), remedy),)
    if is_notebook(text):
        return read_notebook(text, path, file), ()
    return (Unit(path, file, file, UnitKind.PYTHON, text),), ()


def shown_path(path: Path, cwd: Path) -> str:
    """Return how reports name a file: relative to the working directory where that is possible, POSIX."""
    absolute = os.path.join(cwd, path)  # noqa: PTH118 - no file system is asked
    try:
        relative = os.path.relpath(absolute, cwd)
    except ValueError:  # another drive
        relative = absolute
    return relative.replace(os.sep, "/")


def mentions(data: bytes, roots: frozenset[str]) -> bool:
    """Tell whether a file's bytes may import one of the roots, log or set a model; never wrongly no.

    Text with zero bytes or with JSON's escapes for letters, which can spell any name, is taken to.
    """
    return _pattern(roots).search(data) is not None


@lru_cache(maxsize=8)
def _pattern(roots: frozenset[str]) -> re.Pattern[bytes]:
    words = [re.escape(root.encode()) for root in sorted(roots)]
    return re.compile(b"|".join([*words, *ALWAYS, rb"\x00", rb"\\u00"]))
