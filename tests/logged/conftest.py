# Fixtures with real logged models; skipped where MLflow and the clients of the logged agents are missing.
"""A local store and a server, each with the same models."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from logged.stores import Store, filled, server
from scopelint.config import Settings
from scopelint.model.report import Report
from scopelint.pipeline import Request, run


@pytest.fixture(scope="session")
def local(tmp_path_factory: pytest.TempPathFactory) -> Store:
    """A database and a folder of artifacts on this machine."""
    _must_have_clients()
    room = tmp_path_factory.mktemp("local")
    return filled(f"sqlite:///{room / 'mlflow.db'}", room)


@pytest.fixture(scope="session")
def served(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Store]:
    """A tracking server that keeps the artifacts itself."""
    _must_have_clients()
    room = tmp_path_factory.mktemp("served")
    with server(room) as url:
        yield filled(url, room)


def _must_have_clients() -> None:
    for name in ("mlflow.pyfunc", "databricks.sdk", "databricks_ai_bridge", "sqlalchemy"):
        pytest.importorskip(name, reason="real models are logged with MLflow, see the extra `clients`")


Lint = Callable[..., Report]


@pytest.fixture
def lint(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Lint:
    """Return a function that runs scopelint on a model of a store, in an empty working directory."""
    room = tmp_path / "temporary"
    room.mkdir()
    monkeypatch.setattr("tempfile.tempdir", str(room))

    def of(
        store: Store, uri: str, *paths: str, policies: tuple[str, ...] = (), cwd: Path = tmp_path
    ) -> Report:
        monkeypatch.setenv("MLFLOW_TRACKING_URI", store.tracking_uri)
        monkeypatch.delenv("MLFLOW_REGISTRY_URI", raising=False)
        found = run(
            Request(
                paths=tuple(Path(path) for path in paths),
                settings=Settings(),
                policies=tuple(Path(path) for path in policies),
                cwd=cwd,
                model=uri,
            )
        )
        assert list(room.iterdir()) == [], "what was fetched is still there"
        return found

    return of
