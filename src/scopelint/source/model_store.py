# MLflow's own client, asked for the parts of a logged model that say what it declares and runs. The only
# module that imports MLflow; nothing that it fetches is loaded, and weights and data are left where they are.
"""Fetching logged models."""

from __future__ import annotations

import contextlib
import importlib.util
import os
import re
import sys
from collections.abc import Iterator
from pathlib import Path, PurePosixPath
from typing import Protocol

from scopelint.errors import UsageError

NAME = "MLmodel"
EXTRA = "scopelint[mlflow]"
CODE = "code"
"""Where MLflow puts what `code_paths` names."""
SUFFIXES = frozenset({".py", ".ipynb", ".yaml", ".yml", ".json", ".toml", ".txt"})
MAX_BYTES = 10_000_000
"""A file larger than this is no source."""
MAX_TOTAL = 50_000_000
MAX_FILES = 2_000
_OF_A_RUN = re.compile(r"(runs:(?://[^/]+)?/+[^/]+)/+(.+)")
_DATABASE = re.compile(r"(?:sqlite|mysql|postgresql|mssql)\b")
_UNANSWERED = frozenset({"ConnectionError", "ConnectTimeout", "NewConnectionError", "ReadTimeout"})
"""Exceptions of the libraries below MLflow."""
_ON_THIS_MACHINE = re.compile(r"(?:sqlite:///([^:?]+)|(?:file://)?([^:?]*/[^:?]*))(?:\?.*)?")
"""A database, a folder's URI or path; a name alone, such as `databricks`, is somewhere else."""
_LONGEST = 300
_QUIET = {
    "MLFLOW_ENABLE_ARTIFACTS_PROGRESS_BAR": "false",
    "MLFLOW_HTTP_REQUEST_MAX_RETRIES": "2",
    "MLFLOW_HTTP_REQUEST_TIMEOUT": "30",
    "MLFLOW_DISABLE_TELEMETRY": "true",
}
"""MLflow's own settings, where the caller has not set them: by itself it tries for many minutes, and tells
its makers that it was used."""


class _Info(Protocol):
    path: str
    is_dir: bool
    file_size: int | None


class _Repository(Protocol):
    def list_artifacts(self, path: str | None = None) -> list[_Info]: ...

    def download_artifacts(self, artifact_path: str, dst_path: str) -> str: ...


def fetch(uri: str, room: Path) -> Path:
    """Put a logged model's `MLmodel`, its source and its small texts into a folder, and return where it is.

    MLflow's environment variables say which tracking server and registry are asked. Raises UsageError, naming
    the URI and the reason, if MLflow is missing or cannot get at the model.
    """
    run = _OF_A_RUN.fullmatch(uri)
    # A model of a run goes by its name there, and only the run's own repository knows it.
    root, inner = (run[1], run[2]) if run is not None else (uri, "")
    name = without_credentials(uri)
    with _as_usage_errors(name), _quiet():
        repository = _repository(root, name)
        left = MAX_TOTAL
        for count, info in enumerate(_wanted(repository, inner)):
            left -= info.file_size or 0
            if count >= MAX_FILES or left < 0:
                bounds = f"{MAX_FILES} files or {MAX_TOTAL // 1_000_000} MB"
                raise UsageError(f"`{name}` holds more than {bounds} of source", "name its source instead")
            repository.download_artifacts(info.path, str(room))
    if not (room / inner / NAME).is_file():
        raise UsageError(
            f"`{name}` holds no `{NAME}`, it is no logged model",
            "name the model itself, such as `runs:/<run>/<the name it was logged with>`",
        )
    return room / inner


def without_credentials(text: str) -> str:
    """Return text whose URLs carry neither user nor password."""
    return re.sub(r"://[^/@\s]*@", "://…@", text)


def _repository(root: str, name: str) -> _Repository:
    try:
        import mlflow
        from mlflow.store.artifact.artifact_repository_registry import get_artifact_repository
    except ImportError as error:
        raise UsageError(
            f"`{name}` is read with MLflow, which is not installed",
            f"install `{EXTRA}`, or download the model and name its folder",
        ) from error
    for store in dict.fromkeys((mlflow.get_tracking_uri(), mlflow.get_registry_uri())):
        _must_be_there(store)
    found: _Repository = get_artifact_repository(root)
    return found


def _must_be_there(store: str) -> None:
    """Refuse a store on this machine that does not exist: MLflow would make an empty one."""
    found = _ON_THIS_MACHINE.fullmatch(store)
    if found is None or Path(found[1] or found[2]).exists():
        return
    raise UsageError(
        f"MLflow's store `{without_credentials(store)}` does not exist",
        "say by MLFLOW_TRACKING_URI where the model is, such as `databricks`",
    )


def _wanted(repository: _Repository, inner: str) -> Iterator[_Info]:
    """Yield the files that count: those of the model's own folder first, then those of `code/`."""
    folders = [inner]
    asked = 0
    while folders and asked < MAX_FILES:
        folder = folders.pop()
        asked += 1
        for info in repository.list_artifacts(folder or None):
            path = PurePosixPath(info.path)
            if path.is_absolute() or ".." in path.parts or not path.is_relative_to(inner):
                continue
            if info.is_dir:
                if path.relative_to(inner).parts[:1] == (CODE,):
                    folders.append(info.path)
            elif (path.suffix in SUFFIXES or path.name == NAME) and (info.file_size or 0) <= MAX_BYTES:
                yield info


@contextlib.contextmanager
def _as_usage_errors(name: str) -> Iterator[None]:
    try:
        yield
    except UsageError:
        raise
    except Exception as error:  # MLflow, its stores and clouds raise whatever they have
        raise UsageError(f"`{name}` could not be fetched: {_reason(error)}", _remedy()) from error


def _remedy() -> str:
    mlflow = sys.modules.get("mlflow")
    if mlflow is None:
        return ""
    store = without_credentials(str(mlflow.get_tracking_uri()))
    if _DATABASE.match(store) and importlib.util.find_spec("sqlalchemy") is None:
        return f"`{store}` is a database, which needs `mlflow` itself: its slim client reads none"
    return f"MLflow asked `{store}`; MLFLOW_TRACKING_URI and MLFLOW_REGISTRY_URI say where"


def _reason(error: Exception) -> str:
    cause: BaseException | None = error
    while cause is not None:
        if type(cause).__name__ in _UNANSWERED:
            return "the server does not answer"
        cause = cause.__cause__ or cause.__context__
    text = next((line.strip() for line in str(error).splitlines() if line.strip()), type(error).__name__)
    text = without_credentials(text).rstrip(".")
    return text if len(text) <= _LONGEST else f"{text[: _LONGEST - 1]}…"


@contextlib.contextmanager
def _quiet() -> Iterator[None]:
    """Keep MLflow from talking on stdout, where the report goes, and from trying for ever."""
    import logging

    added = {name: value for name, value in _QUIET.items() if name not in os.environ}
    os.environ.update(added)
    loggers = [logging.getLogger(name) for name in ("mlflow", "alembic")]
    levels = [logger.level for logger in loggers]
    for logger in loggers:
        logger.setLevel(logging.ERROR)
    try:
        with contextlib.redirect_stdout(sys.stderr):
            yield
    finally:
        for logger, level in zip(loggers, levels, strict=True):
            logger.setLevel(level)
        for name in added:
            os.environ.pop(name, None)
