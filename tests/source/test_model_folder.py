from __future__ import annotations

import sys
from pathlib import Path

import pytest

from scopelint.errors import UsageError
from scopelint.source.model_folder import opened


@pytest.fixture
def model(tmp_path: Path) -> Path:
    folder = tmp_path / "model"
    folder.mkdir()
    (folder / "MLmodel").write_text("flavors: {}\n")
    return folder


def refusal(text: str, cwd: Path) -> str:
    with pytest.raises(UsageError) as caught, opened(text, cwd):
        pass
    return f"{caught.value.message} | {caught.value.remedy}"


def test_every_way_to_name_a_folder(model: Path, tmp_path: Path) -> None:
    for text in (
        "model",
        "./model/",
        "model/MLmodel",
        str(model),
        str(model / "MLmodel"),
        model.as_uri(),
        (model / "MLmodel").as_uri(),
    ):
        with opened(text, tmp_path) as found:
            assert (found.folder, found.name) == (model, "")
            assert found.mlmodel == model / "MLmodel"
    with opened(".", model) as found:
        assert found.folder == model


def test_a_uri_with_escapes(model: Path, tmp_path: Path) -> None:
    odd = model.rename(tmp_path / "a model (ä%20)")
    with opened(odd.as_uri(), tmp_path) as found:
        assert found.folder == odd


def test_a_folder_with_a_colon_in_its_name(model: Path, tmp_path: Path) -> None:
    odd = model.rename(tmp_path / "models:")
    with opened("models:", tmp_path) as found:
        assert found.folder == odd


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("nowhere", "`nowhere` does not exist | name the model's folder, its `MLmodel`, or a URI such as"),
        ("file:///nowhere/model", "`file:///nowhere/model` does not exist | name the model's folder"),
        ("empty", "`empty` holds no `MLmodel`, it is no logged model's folder | name the model's folder"),
        ("agent.py", "`agent.py` is no `MLmodel` file | name the model's folder"),
        ("bad\0name", "does not exist | name the model's folder"),
        ("x" * 5000, "does not exist | name the model's folder"),
        (
            "m-0123456789abcdef0123456789abcdef",
            "does not exist | did you mean `models:/m-0123456789abcdef0123456789abcdef`?",
        ),
    ],
)
def test_what_is_no_model(tmp_path: Path, text: str, message: str) -> None:
    (tmp_path / "empty").mkdir()
    (tmp_path / "agent.py").touch()
    assert message in refusal(text, tmp_path)


def test_a_folder_that_is_called_mlmodel(tmp_path: Path) -> None:
    (tmp_path / "MLmodel").mkdir()
    assert "holds no `MLmodel`" in refusal("MLmodel", tmp_path)
    assert "holds no `MLmodel`" in refusal(".", tmp_path)


@pytest.mark.parametrize("uri", ["models:/shop/1", "runs:/abc/agent", "mlflow-artifacts:/a", "s3://bucket/a"])
def test_without_mlflow_the_extra_is_named(uri: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(sys.modules, "mlflow", None)
    assert refusal(uri, tmp_path) == (
        f"`{uri}` is read with MLflow, which is not installed | "
        "install `scopelint[mlflow]`, or download the model and name its folder"
    )


def test_nothing_is_left_of_what_was_not_fetched(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(sys.modules, "mlflow", None)
    monkeypatch.setattr("tempfile.tempdir", str(tmp_path))
    refusal("models:/shop/1", tmp_path)
    assert list(tmp_path.iterdir()) == []
