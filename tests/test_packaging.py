# What reaches somebody who installs scopelint.
"""The wheel: what is in it, what is not, and that it works away from the checkout."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
import zipfile
from email.parser import Parser
from importlib.util import find_spec
from pathlib import Path

import pytest

from scopelint import __version__
from scopelint.checks.registry import CHECKS

ROOT = Path(__file__).resolve().parents[1]
EXAMPLE = ROOT / "fixtures/support-agent"

pytestmark = pytest.mark.skipif(find_spec("hatchling") is None, reason="the build backend is not installed")


@pytest.fixture(scope="session")
def wheel(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("wheel")
    arguments = [
        "wheel",
        "--no-build-isolation",
        "--no-deps",
        "--no-index",
        "--wheel-dir",
        str(folder),
        str(ROOT),
    ]
    done = subprocess.run(
        [sys.executable, "-m", "pip", *arguments], capture_output=True, text=True, check=False
    )
    assert done.returncode == 0, done.stdout + done.stderr
    (built,) = folder.glob("*.whl")
    return built


@pytest.fixture(scope="session")
def names(wheel: Path) -> set[str]:
    with zipfile.ZipFile(wheel) as archive:
        return set(archive.namelist())


@pytest.fixture(scope="session")
def unpacked(wheel: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("unpacked")
    with zipfile.ZipFile(wheel) as archive:
        archive.extractall(folder)
    return folder


def scopelint(unpacked: Path, cwd: Path, *arguments: str) -> subprocess.CompletedProcess[str]:
    """Run the unpacked wheel's scopelint in `cwd`, with this environment's dependencies."""
    return subprocess.run(
        [sys.executable, "-m", "scopelint", *arguments],
        cwd=cwd,
        env={**os.environ, "PYTHONPATH": str(unpacked)},
        capture_output=True,
        text=True,
        stdin=subprocess.DEVNULL,
        check=False,
    )


def test_wheel_is_named_for_the_version(wheel: Path) -> None:
    assert wheel.name == f"scopelint-{__version__}-py3-none-any.whl"


def test_wheel_carries_the_rule_table(names: set[str]) -> None:
    rules = {path.relative_to(ROOT / "rules").as_posix() for path in (ROOT / "rules").rglob("*.*")}
    assert {
        name.removeprefix("scopelint/_rules/") for name in names if name.startswith("scopelint/_rules/")
    } == rules


def test_wheel_carries_pages_schema_and_type_marker(names: set[str]) -> None:
    pages = {f"scopelint/checks/pages/{check.name}.md" for check in CHECKS}
    parts = {"scopelint/py.typed", "scopelint/render/report-v1.schema.json", "scopelint/render/page.css"}
    assert pages | parts <= names


def test_wheel_carries_every_module_and_no_development_tool(names: set[str]) -> None:
    source = ROOT / "src"
    modules = {path.relative_to(source).as_posix() for path in source.rglob("*.py")}
    assert {name for name in names if name.endswith(".py")} == {
        name for name in modules if not name.startswith("scopelint/_dev/")
    }


def test_wheel_carries_nothing_else(names: set[str]) -> None:
    tops = {name.partition("/")[0] for name in names}
    assert tops == {"scopelint", f"scopelint-{__version__}.dist-info"}
    assert not {name for name in names if "cache" in name.lower() and not name.endswith(".py")}


def test_metadata(wheel: Path) -> None:
    with zipfile.ZipFile(wheel) as archive:
        metadata = Parser().parsestr(archive.read(f"scopelint-{__version__}.dist-info/METADATA").decode())
        licence = archive.read(f"scopelint-{__version__}.dist-info/licenses/LICENSE").decode()
    assert metadata["Requires-Python"] == ">=3.10"
    assert metadata["License-Expression"] == "Apache-2.0"
    assert "Apache License" in licence
    needed = {line.split(";")[0] for line in metadata.get_all("Requires-Dist", []) if "extra ==" not in line}
    assert not {line for line in needed if line.startswith(("mlflow", "databricks", "pytest", "ruff"))}


def test_unpacked_wheel_works_away_from_the_checkout(unpacked: Path, tmp_path: Path) -> None:
    shutil.copytree(EXAMPLE, tmp_path / "agent")
    done = scopelint(unpacked, tmp_path, "agent", "--output-format", "json")
    assert done.returncode == 1, done.stderr
    assert '"missing-scope"' in done.stdout
    assert str(ROOT) not in done.stdout


def test_unpacked_wheel_tells_its_version(unpacked: Path, tmp_path: Path) -> None:
    done = scopelint(unpacked, tmp_path, "--version")
    assert (done.returncode, __version__ in done.stdout) == (0, True)
