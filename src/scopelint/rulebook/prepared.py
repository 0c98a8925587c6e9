# A validated table kept as JSON, so that the next run needs neither pydantic nor a TOML parser.
# JSON because reading it can run nothing; keyed by the bytes of the table, so that it cannot be stale.
# Whatever goes wrong here means only that the table is validated again.
"""The prepared form of the rule table."""

from __future__ import annotations

import hashlib
import json
import os
import stat
import sys
import tempfile
from collections.abc import Iterable
from contextlib import suppress
from dataclasses import MISSING, fields, is_dataclass
from pathlib import Path
from typing import Any

from scopelint import __version__
from scopelint.rulebook import rule
from scopelint.rulebook.table import Rows

_CLASS = ""
"""The key under which a row's class stands; no field is called so."""
_CLASSES: dict[str, type[Any]] = {
    name: value for name, value in vars(rule).items() if isinstance(value, type) and is_dataclass(value)
} | {"Rows": Rows}
_MAX_BYTES = 16_000_000


def key(texts: Iterable[bytes]) -> str:
    """Return the name of the prepared form of these files, in this order."""
    digest = hashlib.sha256(f"{__version__} {sys.version_info[:2]} {_shape()}".encode())
    for text in texts:
        digest.update(len(text).to_bytes(8, "big"))
        digest.update(text)
    return digest.hexdigest()


def read(name: str) -> Rows | None:
    """Return the rows kept under `name`, or None where there are none that can be trusted."""
    home = _home()
    if home is None:
        return None
    try:
        with (home / f"table-{name}.json").open("rb") as stream:
            if not _is_ours(os.fstat(stream.fileno())):
                return None
            rows = _decoded(json.loads(stream.read(_MAX_BYTES)))
    except (OSError, ValueError, TypeError, KeyError, RecursionError):
        return None
    return rows if isinstance(rows, Rows) else None


def write(name: str, rows: Rows) -> None:
    """Keep the rows under `name`; say nothing if that is not possible."""
    home = _home(create=True)
    if home is None:
        return
    with suppress(OSError):
        handle, temporary = tempfile.mkstemp(dir=home, prefix="table-", suffix=".tmp")
        with os.fdopen(handle, "w", encoding="utf-8") as stream:
            json.dump(_encoded(rows), stream, separators=(",", ":"))
        Path(temporary).replace(home / f"table-{name}.json")


def _shape() -> str:
    """Describe the classes of rows, so that a changed field makes another key."""
    return ";".join(
        f"{name}:{','.join(field.name for field in fields(kind))}" for name, kind in sorted(_CLASSES.items())
    )


def _home(create: bool = False) -> Path | None:
    """Return the cache directory if it exists and nobody else can write to it."""
    base = os.environ.get("SCOPELINT_CACHE_DIR") or os.environ.get("XDG_CACHE_HOME")
    try:
        home = (Path(base) if base else Path.home() / ".cache") / "scopelint"
        if create:
            home.mkdir(mode=0o700, parents=True, exist_ok=True)
        return home if _is_ours(home.stat()) else None
    except (OSError, RuntimeError):
        return None


def _is_ours(status: os.stat_result) -> bool:
    if not hasattr(os, "getuid"):
        return True  # Windows: the profile directory is private by its access list
    return status.st_uid == os.getuid() and not status.st_mode & (stat.S_IWGRP | stat.S_IWOTH)


def _encoded(value: Any) -> Any:
    if isinstance(value, tuple):
        return [_encoded(item) for item in value]
    if is_dataclass(value) and not isinstance(value, type):
        changed = {
            field.name: _encoded(getattr(value, field.name))
            for field in fields(value)
            if field.default is MISSING or getattr(value, field.name) != field.default
        }
        return {_CLASS: type(value).__name__} | changed
    return value


def _decoded(value: Any) -> Any:
    if isinstance(value, list):
        return tuple([_decoded(item) for item in value])
    if isinstance(value, dict):
        kind = _CLASSES[value.pop(_CLASS)]
        return kind(**{name: _decoded(item) for name, item in value.items()})
    return value
