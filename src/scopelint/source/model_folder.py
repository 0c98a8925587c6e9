# A logged model as a folder on this machine: where it is, or, for a URI, where MLflow's client has put what
# matters of it. What its files say is not asked here.
"""Opening logged models."""

from __future__ import annotations

import os
import re
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from scopelint.errors import UsageError
from scopelint.source.model_store import NAME, fetch, without_credentials

_URI = re.compile(r"[A-Za-z][A-Za-z0-9+.-]+:")
"""One letter before the colon is a drive."""
_ID = re.compile(r"m-[0-9a-f]{32}")
_FORMS = "name the model's folder, its `MLmodel`, or a URI such as `models:/<name>/<version>`"


@dataclass(frozen=True, slots=True)
class ModelFolder:
    """A logged model's folder (absolute); `name` is how reports name it, empty for one that has a path."""

    folder: Path
    name: str = ""

    @property
    def mlmodel(self) -> Path:
        """The file that says what the model is."""
        return self.folder / NAME


@contextmanager
def opened(text: str, cwd: Path) -> Iterator[ModelFolder]:
    """Give the folder of the model that a URI or a path names; what was fetched is removed at the end.

    Raises UsageError for what names no logged model, and for a URI that MLflow cannot fetch.
    """
    local = _local(text, cwd)
    if local is not None:
        yield ModelFolder(local)
        return
    from tempfile import TemporaryDirectory

    uri = text.rstrip("/").removesuffix(f"/{NAME}")
    with TemporaryDirectory(prefix="scopelint-model-") as room:
        yield ModelFolder(fetch(uri, Path(os.path.realpath(room))), without_credentials(uri))


def _local(text: str, cwd: Path) -> Path | None:
    """Return the folder that a path or a `file:` URI names; None for what MLflow must be asked for."""
    if text.lower().startswith("file:"):
        from urllib.parse import urlsplit
        from urllib.request import url2pathname  # most of an HTTP client comes with it

        return _folder(Path(url2pathname(urlsplit(text).path)), text)
    path = Path(os.path.abspath(cwd / text))  # noqa: PTH100 - links are not resolved
    try:
        there = path.exists()
    except (OSError, ValueError):  # no name that a file can have
        there = False
    if not there and _URI.match(text):
        return None
    return _folder(path, text)


def _folder(path: Path, text: str) -> Path:
    try:
        if path.name == NAME and path.is_file():
            return path.parent
        if (path / NAME).is_file():
            return path
        folder, there = path.is_dir(), path.exists()
    except (OSError, ValueError):
        folder = there = False
    if folder:
        raise UsageError(f"`{text}` holds no `{NAME}`, it is no logged model's folder", _FORMS)
    if there:
        raise UsageError(f"`{text}` is no `{NAME}` file", _FORMS)
    hint = f"did you mean `models:/{text}`?" if _ID.fullmatch(text) else _FORMS
    raise UsageError(f"`{text}` does not exist", hint)
