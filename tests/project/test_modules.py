# Which file an import means.
from __future__ import annotations

from pathlib import Path

import pytest

from project.runs import code
from scopelint.project.modules import Modules

FILES = {
    "app/agent.py": "",
    "app/tools.py": "",
    "app/pkg/__init__.py": "",
    "app/pkg/a.py": "",
    "app/pkg/sub/__init__.py": "",
    "app/pkg/sub/b.py": "",
    "app/space/c.py": "",
    "app/both.py": "",
    "app/both/__init__.py": "",
    "shared.py": "",
    "src/lib/__init__.py": "",
    "src/lib/d.py": "",
    "app/broken.py": "def (",
}


@pytest.fixture
def modules(tmp_path: Path) -> Modules:
    return Modules(code(tmp_path, FILES), [(tmp_path / "app").as_posix()])


def found(modules: Modules, importer: str, name: str, level: int = 0) -> str | None:
    root = modules.code.root
    unit = modules.code.unit((root / importer).as_posix())
    assert unit is not None
    module = modules.find(name, level, unit)
    return module.unit.file.relative_to(root).as_posix() if module is not None else None


@pytest.mark.parametrize(
    ("importer", "name", "level", "file"),
    [
        ("app/agent.py", "tools", 0, "app/tools.py"),
        ("app/agent.py", "pkg", 0, "app/pkg/__init__.py"),
        ("app/agent.py", "pkg.a", 0, "app/pkg/a.py"),
        ("app/agent.py", "pkg.sub.b", 0, "app/pkg/sub/b.py"),
        ("app/agent.py", "space.c", 0, "app/space/c.py"),
        ("app/agent.py", "shared", 0, "shared.py"),
        ("app/agent.py", "app.tools", 0, "app/tools.py"),
        ("app/agent.py", "lib", 0, "src/lib/__init__.py"),
        ("app/agent.py", "lib.d", 0, "src/lib/d.py"),
        ("app/agent.py", "tools", 1, "app/tools.py"),
        ("app/pkg/a.py", "tools", 0, "app/tools.py"),
        ("app/pkg/a.py", "", 1, "app/pkg/__init__.py"),
        ("app/pkg/a.py", "sub", 1, "app/pkg/sub/__init__.py"),
        ("app/pkg/sub/b.py", "a", 2, "app/pkg/a.py"),
        ("app/pkg/sub/b.py", "tools", 3, "app/tools.py"),
        ("app/pkg/__init__.py", "a", 1, "app/pkg/a.py"),
        ("app/agent.py", "both", 0, "app/both.py"),
    ],
)
def test_found(modules: Modules, importer: str, name: str, level: int, file: str) -> None:
    assert found(modules, importer, name, level) == file


@pytest.mark.parametrize(
    ("importer", "name", "level"),
    [
        ("app/agent.py", "mlflow", 0),
        ("app/agent.py", "pkg.missing", 0),
        ("app/agent.py", "a", 1),
        ("app/pkg/a.py", "tools", 1),
        ("app/agent.py", "broken", 0),
        ("app/agent.py", "space", 0),
    ],
    ids=[
        "a library",
        "not there",
        "of another folder",
        "relative to the wrong folder",
        "no Python",
        "folder",
    ],
)
def test_not_found(modules: Modules, importer: str, name: str, level: int) -> None:
    assert found(modules, importer, name, level) is None


def test_a_module_is_opened_once(modules: Modules) -> None:
    unit = modules.code.unit((modules.code.root / "app/agent.py").as_posix())
    assert unit is not None
    assert modules.find("tools", 0, unit) is modules.find("app.tools", 0, unit)


def test_a_written_file_stands_before_the_checked_in_one(modules: Modules) -> None:
    root = modules.code.root
    written = modules.code.unit((root / "shared.py").as_posix())
    assert written is not None
    over = Modules(modules.code, modules.roots, {(root / "app/tools.py").as_posix(): written})
    assert found(over, "app/agent.py", "tools") == "shared.py"


def test_nothing_outside_the_project_is_read(tmp_path: Path) -> None:
    (tmp_path / "outside.py").write_text("", encoding="utf-8")
    inner = Modules(code(tmp_path / "project", {"agent.py": ""}), [])
    assert found(inner, "agent.py", "outside") is None
    assert found(inner, "agent.py", "outside", 2) is None


@pytest.mark.parametrize(
    ("name", "level", "local"),
    [("tools", 0, True), ("pkg.missing", 0, True), ("anything", 1, True), ("mlflow", 0, False)],
)
def test_what_is_meant_to_be_in_the_project(modules: Modules, name: str, level: int, local: bool) -> None:
    unit = modules.code.unit((modules.code.root / "app/agent.py").as_posix())
    assert unit is not None
    assert modules.is_local(name, level, unit) is local
