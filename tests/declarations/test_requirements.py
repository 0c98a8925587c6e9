# Reading requirements: files stay inside the project and within bounds; versions compare by the standard.
from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

import pytest

from scopelint.declarations.requirements import (
    Installation,
    Line,
    Requirements,
    held_below,
    latest,
    read_folder,
    read_model_folder,
)
from scopelint.declarations.requirements.conda import from_spec
from scopelint.declarations.requirements.files import MAX_BYTES, MAX_FILES, find, read_requirements
from scopelint.declarations.requirements.lines import command
from scopelint.declarations.requirements.poetry import from_constraint
from scopelint.model.location import Location

PLACE = Location("driver.py")
MLFLOW = ("mlflow", "mlflow-skinny")


def installing(*texts: str) -> Installation:
    return Installation(tuple(Line(text, PLACE) for text in texts))


def too_old(minimum: str, *texts: str, packages: Sequence[str] = MLFLOW) -> bool:
    return held_below([Requirements((installing(*texts),))], packages, minimum) is not None


def texts(held: Installation | None) -> list[str]:
    return [line.text for line in held.lines] if held is not None else []


@pytest.mark.parametrize(
    "text",
    [
        "mlflow==2.20.0",
        "mlflow == 2.22.0",
        "mlflow===2.20.0",
        "mlflow<2.22.1",
        "mlflow<=2.22.0",
        "mlflow~=2.21.2",
        "mlflow==2.21.*",
        "mlflow>2,<2.20",
        "MLflow_Skinny[databricks]==2.22.0+local",
        "mlflow==2.20.0 ; python_version >= '3.8'",
    ],
)
def test_too_old(text: str) -> None:
    assert too_old("2.22.1", text)


@pytest.mark.parametrize(
    "text",
    [
        "mlflow",
        "mlflow>=2.15",
        "mlflow>2.22.1",
        "mlflow==2.22.1",
        "mlflow==2.22.1rc1",
        "mlflow==2.22.*",
        "mlflow~=2.20",
        "mlflow<=2.22.1",
        "mlflow!=2.22.1",
        "mlflow!=2.22.1,<2.22.2",
        "mlflow==3.*",
        "mlflow @ https://example.com/mlflow-2.0.0.whl",
        "mlflow==",
        "mlflow=={version}",
        "mlflow-tracing==2.0.0",
        "mlflow==2.20.0 ; sys_platform == 'win32'",
        "mlflow==2.20.0 ; python_version < '3.11'",
        "mlflow==2.20.0 ; extra == 'old'",
    ],
)
def test_not_known_to_be_too_old(text: str) -> None:
    assert not too_old("2.22.1", text)


def test_lines_of_one_installation_hold_together() -> None:
    assert too_old("2.22.1", "mlflow>=2.15", "mlflow<2.20")
    assert not too_old("3.1.0", "mlflow==3.1.0; python_version < '3.11'", "mlflow; python_version >= '3.11'")


def test_the_first_that_names_the_library_decides() -> None:
    new, old, other = (Requirements((installing(one),)) for one in ("mlflow==3.4", "mlflow==2.9", "openai"))
    assert held_below([other, old, new], MLFLOW, "3.1.0") is not None
    assert held_below([other, new, old], MLFLOW, "3.1.0") is None
    unread = Requirements((Installation((), complete=False),))
    assert held_below([unread, old], MLFLOW, "3.1.0") is None


def test_a_closed_list_brings_mlflow_alone_from_elsewhere() -> None:
    closed = Requirements((Installation((Line("openai", PLACE),), closed=True),))
    around = Requirements((installing("mlflow==2.9", "databricks-sdk==0.30"),))
    assert held_below([closed, around], MLFLOW, "3.1.0") is not None
    assert held_below([closed, around], ("databricks-sdk",), "0.44.1") is None


def test_the_latest_is_no_matter_of_letters() -> None:
    assert latest(["2.9.0", "2.13.1", "2.10"]) == "2.13.1"


@pytest.mark.parametrize(
    ("spec", "requirement"),
    [
        ("mlflow=2.20", "mlflow==2.20.*"),
        ("conda-forge::mlflow==2.20.0", "mlflow==2.20.0"),
        ("mlflow=2.20.0=py_0", "mlflow==2.20.0"),
        ("mlflow 2.20.*", "mlflow==2.20.*"),
        ("mlflow>=2,<3", "mlflow>=2,<3"),
        ("mlflow", "mlflow"),
    ],
)
def test_conda(spec: str, requirement: str) -> None:
    assert from_spec(spec) == ("mlflow", requirement)


@pytest.mark.parametrize(
    ("constraint", "requirement"),
    [
        ("^2.20", "mlflow>=2.20,<3"),
        ("^0.3.1", "mlflow>=0.3.1,<0.4"),
        ("~2.20.1", "mlflow>=2.20.1,<2.21"),
        ("~2", "mlflow>=2,<3"),
        ("2.20.0", "mlflow==2.20.0"),
        (">=2,<3", "mlflow>=2,<3"),
        ("*", "mlflow"),
    ],
)
def test_poetry(constraint: str, requirement: str) -> None:
    assert from_constraint("mlflow", constraint) == requirement


def test_commands() -> None:
    found = command(
        "install -qU --index-url https://example.com 'mlflow>=3' -r a.txt --requirement=b.txt # x==1"
    )
    assert found is not None
    assert (found.requirements, found.files) == (("mlflow>=3",), ("a.txt", "b.txt"))
    assert command("list") is None
    assert command("") is None
    assert command("install 'mlflow") is not None


def test_files_name_files(tmp_path: Path) -> None:
    (tmp_path / "requirements.txt").write_text("-r base.txt\n-c pins.txt\nopenai # why\n--no-index\n")
    (tmp_path / "base.txt").write_bytes("\ufeffmlflow \\\n  ==2.20.0 --hash=sha256:00\r\n".encode())
    (tmp_path / "pins.txt").write_text("databricks-sdk==0.30\n-r requirements.txt\n")
    held = read_requirements(tmp_path / "requirements.txt", tmp_path, Path.as_posix)
    assert texts(held) == ["openai", "mlflow ==2.20.0", "databricks-sdk==0.30"]
    assert held is not None
    assert held.complete


def test_files_outside_the_project_are_not_read(tmp_path: Path) -> None:
    project = tmp_path / "project"
    project.mkdir()
    (tmp_path / "outside.txt").write_text("mlflow==2.20.0")
    (project / "link.txt").symlink_to(tmp_path / "outside.txt")
    (project / "requirements.txt").write_text(f"-r ../outside.txt\n-r {tmp_path}/outside.txt\n-r link.txt\n")
    held = read_requirements(project / "requirements.txt", project, Path.as_posix)
    assert held == Installation((), complete=False)
    assert find("../outside.txt", project, project) is None
    assert find("link.txt", project, project) is None
    assert find("a\0b", project, project) is None


def test_bounds(tmp_path: Path) -> None:
    for number in range(MAX_FILES + 5):
        (tmp_path / f"{number}.txt").write_text(f"a{number}==1\n-r {number + 1}.txt\n")
    held = read_requirements(tmp_path / "0.txt", tmp_path, Path.as_posix)
    assert held is not None
    assert len(held.lines) == MAX_FILES
    assert not held.complete
    (tmp_path / "requirements.txt").write_text("#" * (MAX_BYTES + 1))
    assert read_requirements(tmp_path / "requirements.txt", tmp_path, Path.as_posix) is None


def test_the_folder_of_a_model(tmp_path: Path) -> None:
    assert read_model_folder(tmp_path, Path.as_posix) is None
    (tmp_path / "conda.yaml").write_text("dependencies:\n- python=3.11.2\n- pip:\n  - mlflow==2.20.0\n")
    (tmp_path / "python_env.yaml").write_text("python: 3.10.1\n")
    held = read_model_folder(tmp_path, Path.as_posix)
    assert held is not None
    assert texts(held.alternatives[0]) == ["python==3.11.2.*", "mlflow==2.20.0"]
    assert held.alternatives[0].python == "3.11.2"
    (tmp_path / "requirements.txt").write_text("mlflow==3.4\n")
    held = read_model_folder(tmp_path, Path.as_posix)
    assert held is not None
    assert texts(held.alternatives[0]) == ["mlflow==3.4"]
    assert held.alternatives[0].python == "3.10.1"


def test_a_folder_without_requirements(tmp_path: Path) -> None:
    assert read_folder(tmp_path, Path.as_posix) is None
    (tmp_path / "pyproject.toml").write_text("[tool.ruff]\nline-length = 100\n")
    assert read_folder(tmp_path, Path.as_posix) is None
    (tmp_path / "pyproject.toml").write_text("[project\n")
    assert read_folder(tmp_path, Path.as_posix) is None
