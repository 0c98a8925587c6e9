# The client of a store that answers whatever it likes: what is asked of it is bounded, and stays in its room.
from __future__ import annotations

import os
import sys
from dataclasses import dataclass, field
from pathlib import Path
from types import ModuleType

import pytest

from scopelint.errors import UsageError
from scopelint.source import model_store
from scopelint.source.model_folder import opened
from scopelint.source.model_store import fetch


@dataclass
class Info:
    path: str
    is_dir: bool = False
    file_size: int | None = 10


@dataclass
class Repository:
    """Lists what it is told to, and remembers what was asked for."""

    listing: dict[str | None, list[Info]]
    asked: list[str] = field(default_factory=list)
    folders: list[str | None] = field(default_factory=list)

    def list_artifacts(self, path: str | None = None) -> list[Info]:
        self.folders.append(path)
        return self.listing.get(path, [])

    def download_artifacts(self, artifact_path: str, dst_path: str) -> str:
        self.asked.append(artifact_path)
        target = Path(dst_path) / artifact_path
        target.parent.mkdir(parents=True, exist_ok=True)
        target.write_text("flavors: {}\n")
        sys.stdout.write("talk")
        return str(target)


class Store:
    """MLflow, as far as it is used."""

    def __init__(self, monkeypatch: pytest.MonkeyPatch) -> None:
        self.repository: Repository | Exception = Repository({})
        self.uri = "databricks"
        self.environment: dict[str, str] = {}
        mlflow = ModuleType("mlflow")
        mlflow.get_tracking_uri = lambda: self.uri  # type: ignore[attr-defined]
        mlflow.get_registry_uri = lambda: self.uri  # type: ignore[attr-defined]
        registry = ModuleType("mlflow.store.artifact.artifact_repository_registry")
        registry.get_artifact_repository = self._get  # type: ignore[attr-defined]
        self.opened: list[str] = []
        for name in ("mlflow.store", "mlflow.store.artifact"):
            monkeypatch.setitem(sys.modules, name, ModuleType(name))
        monkeypatch.setitem(sys.modules, "mlflow", mlflow)
        monkeypatch.setitem(sys.modules, registry.__name__, registry)

    def _get(self, uri: str) -> Repository:
        self.opened.append(uri)
        self.environment = {name: text for name, text in os.environ.items() if name.startswith("MLFLOW_")}
        if isinstance(self.repository, Exception):
            raise self.repository
        return self.repository


@pytest.fixture
def store(monkeypatch: pytest.MonkeyPatch) -> Store:
    for name in [name for name in os.environ if name.startswith("MLFLOW_")]:
        monkeypatch.delenv(name)
    return Store(monkeypatch)


def refusal(uri: str, room: Path) -> str:
    with pytest.raises(UsageError) as caught:
        fetch(uri, room)
    return f"{caught.value.message} | {caught.value.remedy}"


def test_only_what_says_something_is_fetched(
    store: Store, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    files = [
        "MLmodel",
        "agent.py",
        "requirements.txt",
        "python_model.pkl",
        "weights.bin",
        "code",
        "artifacts",
    ]
    root = [Info(name, is_dir="." not in name and name != "MLmodel") for name in files]
    code = [Info("code/shop", True), Info("code/run.py"), Info("code/logo.png")]
    store.repository = Repository({None: root, "code": code, "code/shop": [Info("code/shop/a.py")]})
    assert fetch("models:/shop/1", tmp_path) == tmp_path
    assert store.repository.asked == [
        *("MLmodel", "agent.py", "requirements.txt", "code/run.py", "code/shop/a.py")
    ]
    assert "artifacts" not in store.repository.folders
    out = capsys.readouterr()
    assert (out.out, "talk" in out.err) == ("", True)


def test_a_model_of_a_run_is_asked_for_by_its_name(store: Store, tmp_path: Path) -> None:
    listing: dict[str | None, list[Info]] = {
        "deep/agent": [Info("deep/agent/MLmodel"), Info("deep/agent/code", True), Info("deep/other.py")],
        "deep/agent/code": [Info("deep/agent/code/a.py")],
    }
    for run in ("runs:/abc", "runs://profile@databricks/abc"):
        store.repository = Repository(listing)
        assert fetch(f"{run}/deep/agent", tmp_path) == tmp_path / "deep/agent"
        assert store.opened[-1] == run
        assert store.repository.asked == ["deep/agent/MLmodel", "deep/agent/code/a.py"]


def test_nothing_is_put_outside_the_room(store: Store, tmp_path: Path) -> None:
    evil = ["../evil.py", "/etc/evil.py", "code/../../evil.py", "a/../../../evil.py"]
    store.repository = Repository({None: [Info("MLmodel"), *(Info(path) for path in evil)]})
    fetch("models:/shop/1", tmp_path / "room")
    assert store.repository.asked == ["MLmodel"]


def test_what_is_too_much_is_refused(store: Store, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(model_store, "MAX_FILES", 20)
    store.repository = Repository({None: [Info(f"a{number}.py") for number in range(1000)]})
    assert "holds more than 20 files or 50 MB of source" in refusal("models:/shop/1", tmp_path)
    assert len(store.repository.asked) == 20
    store.repository = Repository({None: [Info(f"a{number}.py", file_size=9_000_000) for number in range(9)]})
    assert "holds more than 20 files or 50 MB of source" in refusal("models:/shop/1", tmp_path)
    store.repository = Repository({None: [Info("MLmodel"), Info("huge.py", file_size=11_000_000)]})
    fetch("models:/shop/1", tmp_path)
    assert store.repository.asked == ["MLmodel"]


def test_folders_without_end_are_not_followed_without_end(store: Store, tmp_path: Path) -> None:
    class Endless(Repository):
        def list_artifacts(self, path: str | None = None) -> list[Info]:
            super().list_artifacts(path)
            return [Info("MLmodel"), Info("code", True)] if path is None else [Info(f"{path}/a", True)]

    store.repository = Endless({})
    fetch("models:/shop/1", tmp_path)
    assert len(store.repository.folders) == model_store.MAX_FILES


def test_no_model(store: Store, tmp_path: Path) -> None:
    store.repository = Repository({None: [Info("agent.py")]})
    assert refusal("runs:/abc/code", tmp_path).startswith(
        "`runs:/abc/code` holds no `MLmodel`, it is no logged model | name the model itself, such as"
    )


def test_why_it_could_not_be_fetched(store: Store, tmp_path: Path) -> None:
    store.uri = "https://me:secret@host.example/mlflow"
    store.repository = ValueError("\n  the model at https://me:secret@host.example is gone.\nsee there\n")
    assert refusal("models:/shop/1", tmp_path) == (
        "`models:/shop/1` could not be fetched: the model at https://…@host.example is gone | "
        "MLflow asked `https://…@host.example/mlflow`; MLFLOW_TRACKING_URI and MLFLOW_REGISTRY_URI say where"
    )
    store.repository = ValueError("")
    assert "could not be fetched: ValueError | " in refusal("models:/shop/1", tmp_path)
    store.repository = ValueError("x" * 10_000)
    assert len(refusal("models:/shop/1", tmp_path)) < 600


def test_a_uri_with_a_password_is_not_shown(store: Store, tmp_path: Path) -> None:
    uri = "https://me:secret@host.example/mlruns/model"
    store.repository = Repository({None: [Info("MLmodel")]})
    with opened(uri, tmp_path) as found:
        assert found.name == "https://…@host.example/mlruns/model"
    assert store.opened == [uri]
    store.repository = Repository({})
    assert "secret" not in refusal(uri, tmp_path / "empty")


@pytest.mark.parametrize(
    "form", ["sqlite:///no.db", "sqlite:///{}/no.db", "sqlite:///{}/no.db?timeout=1", "file://{}/no", "{}/no"]
)
def test_a_store_on_this_machine_is_not_made(store: Store, tmp_path: Path, form: str) -> None:
    store.uri = form.format(tmp_path)
    message = refusal("models:/shop/1", tmp_path)
    assert message.startswith(f"MLflow's store `{store.uri}` does not exist | say by MLFLOW_TRACKING_URI")
    assert store.opened == []


@pytest.mark.parametrize(
    "uri",
    [
        *(
            "databricks",
            "databricks-uc",
            "databricks://profile",
            "http://localhost:5000/x",
            "sqlite://",
            "sqlite:///:memory:",
        ),
        *("postgresql://me:x@host:5432/db", "mysql+pymysql://host/db", "uc:http://localhost:8080"),
    ],
)
def test_a_store_elsewhere_is_asked(store: Store, tmp_path: Path, uri: str) -> None:
    store.uri = uri
    store.repository = Repository({None: [Info("MLmodel")]})
    fetch("models:/shop/1", tmp_path)
    assert store.opened == ["models:/shop/1"]


def test_mlflow_is_kept_from_trying_for_ever(
    store: Store, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("MLFLOW_HTTP_REQUEST_TIMEOUT", "7")
    store.repository = Repository({None: [Info("MLmodel")]})
    fetch("models:/shop/1", tmp_path)
    assert store.environment == {
        "MLFLOW_DISABLE_TELEMETRY": "true",
        "MLFLOW_ENABLE_ARTIFACTS_PROGRESS_BAR": "false",
        "MLFLOW_HTTP_REQUEST_MAX_RETRIES": "2",
        "MLFLOW_HTTP_REQUEST_TIMEOUT": "7",
    }
    assert "MLFLOW_HTTP_REQUEST_MAX_RETRIES" not in os.environ
