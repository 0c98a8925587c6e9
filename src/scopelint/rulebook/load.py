# Finds the files of the table, reads them, and hands over a table: a prepared one where there is one.
"""Loading of the rule table."""

from __future__ import annotations

import sys
from collections.abc import Sequence
from functools import lru_cache
from pathlib import Path
from typing import TYPE_CHECKING, Any

from scopelint.errors import InternalError, RuleTableError
from scopelint.rulebook import prepared
from scopelint.rulebook.table import Rows, RuleTable

if TYPE_CHECKING:
    from scopelint.rulebook.validate import RawFile

_MAX_BYTES = 4_000_000
"""Larger files are no rule tables."""


def load_table(extend: Sequence[Path] = ()) -> RuleTable:
    """Return the built-in table together with the rows of the team's own files.

    Files that did not change since they were last validated are taken from the prepared form. Raises
    `RuleTableError` naming file, row and field of everything that is wrong.
    """
    own = tuple(path.absolute() for path in extend)
    return _load(own, tuple(map(_stamp, own)))


def _stamp(path: Path) -> tuple[int, int]:
    """Return what changes when a file does: a notebook's session outlives many edits of it."""
    try:
        state = path.stat()
    except OSError:
        return 0, 0  # that it is not there is said where it is read
    return state.st_mtime_ns, state.st_size


@lru_cache(maxsize=8)
def _load(extend: tuple[Path, ...], stamps: tuple[tuple[int, int], ...]) -> RuleTable:
    del stamps  # they only tell apart what the cache holds
    home = find_rules()
    files = [(str(path.relative_to(home)), path) for path in _own_files(home)]
    files += [(_shown(path), path) for path in extend]
    texts = [(name, _read(name, path)) for name, path in files]
    key = prepared.key(text for _, text in texts)
    rows = prepared.read(key)
    if rows is None:
        rows = _validated(texts)
        prepared.write(key, rows)
    return RuleTable(rows)


def find_rules() -> Path:
    """Return the directory of the built-in table: inside the package, or beside `pyproject.toml`."""
    package = Path(__file__).resolve().parent.parent
    shipped = package / "_rules"
    if shipped.is_dir():
        return shipped
    for parent in package.parents:
        if (parent / "pyproject.toml").is_file() and (parent / "rules").is_dir():
            return parent / "rules"
    raise InternalError("the rule table is missing from this installation", "install scopelint again")


def _own_files(home: Path) -> list[Path]:
    first = [home / name for name in ("scopes.toml", "resources.toml", "entries.toml")]
    return first + sorted((home / "clients").glob("*.toml"))


def _shown(path: Path) -> str:
    try:
        return path.relative_to(Path.cwd()).as_posix()
    except ValueError:
        return path.as_posix()


def _read(name: str, path: Path) -> bytes:
    try:
        with path.open("rb") as stream:
            content = stream.read(_MAX_BYTES + 1)
    except OSError as error:
        raise RuleTableError(
            f"{name}: cannot be read: {error.strerror}", "check `extend-rules` in the settings"
        ) from None
    if len(content) > _MAX_BYTES:
        raise RuleTableError(
            f"{name}: larger than {_MAX_BYTES} bytes", "check `extend-rules` in the settings"
        )
    return content


def _validated(texts: Sequence[tuple[str, bytes]]) -> Rows:
    from scopelint.rulebook.validate import validate

    scopes, resources, entries, *clients = (_parsed(name, text) for name, text in texts)
    return validate(scopes, resources, entries, clients)


def _parsed(name: str, text: bytes) -> RawFile:
    from scopelint.rulebook.validate import RawFile

    if sys.version_info >= (3, 11):
        import tomllib
    else:
        import tomli as tomllib
    try:
        data: dict[str, Any] = tomllib.loads(text.decode("utf-8"))
    except (tomllib.TOMLDecodeError, UnicodeDecodeError) as error:
        raise RuleTableError(f"{name}: no valid TOML: {error}", "mend the file") from None
    return RawFile(name, data)
