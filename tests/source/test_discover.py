# What is walked, what is skipped, and that links lead nowhere.
"""Finding inputs."""

from __future__ import annotations

from pathlib import Path

import pytest

from scopelint.errors import UsageError
from scopelint.source import discover as module
from scopelint.source.discover import discover
from scopelint.source.surroundings import project_files, project_root


def tree(root: Path, *names: str) -> None:
    for name in names:
        path = root / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text("")


def found(root: Path, *exclude: str) -> list[str]:
    return [path.relative_to(root).as_posix() for path in discover([root], exclude).files]


def test_python_files_and_notebooks_sorted(tmp_path: Path) -> None:
    tree(tmp_path, "b.py", "a/c.ipynb", "a/b/d.py", "e.txt", "f.pyc", "g.pyi")
    assert found(tmp_path) == ["a/b/d.py", "a/c.ipynb", "b.py"]


@pytest.mark.parametrize(
    "folder",
    [
        ".git",
        ".venv",
        "venv",
        "node_modules",
        "x/site-packages",
        "__pycache__",
        "build",
        "dist",
        ".tox",
        ".ipynb_checkpoints",
    ],
)
def test_skipped_folders(tmp_path: Path, folder: str) -> None:
    tree(tmp_path, "a.py", f"{folder}/b.py", f"{folder}/deep/c.py", ".hidden.py")
    assert found(tmp_path) == ["a.py"]


def test_a_virtual_environment_of_any_name(tmp_path: Path) -> None:
    tree(tmp_path, "a.py", "myenv/pyvenv.cfg", "myenv/b.py", "realenv/c.py")
    assert found(tmp_path) == ["a.py", "realenv/c.py"]


def test_named_files_are_taken_as_they_are(tmp_path: Path) -> None:
    tree(tmp_path, "build/a.py", "agent", ".b.py")
    names = [tmp_path / "build/a.py", tmp_path / "agent", tmp_path / ".b.py"]
    assert discover(names, ["*"]).files == tuple(names)


def test_a_named_folder_is_walked_whatever_its_name(tmp_path: Path) -> None:
    tree(tmp_path, "build/a.py")
    assert discover([tmp_path / "build"]).files == (tmp_path / "build/a.py",)


def test_a_file_is_found_once(tmp_path: Path) -> None:
    tree(tmp_path, "a.py", "b/c.py")
    files = discover([tmp_path / "b", tmp_path, tmp_path / "a.py"]).files
    assert files == (tmp_path / "a.py", tmp_path / "b/c.py")


def test_excluded_globs_and_gitignore(tmp_path: Path) -> None:
    tree(tmp_path, "a.py", "test_a.py", "old/b.py", "old/keep/c.py", "gen/d.py", "e/gen_x.py")
    (tmp_path / ".gitignore").write_text("# comment\ngen/\n")
    assert found(tmp_path, "test_*.py", "old/") == ["a.py", "e/gen_x.py"]
    assert found(tmp_path) == ["a.py", "e/gen_x.py", "old/b.py", "old/keep/c.py", "test_a.py"]


def test_links_do_not_lead_out(tmp_path: Path) -> None:
    tree(tmp_path, "outside/a.py", "root/b.py", "root/c/d.py")
    root = tmp_path / "root"
    (root / "link.py").symlink_to(tmp_path / "outside/a.py")
    (root / "inner.py").symlink_to(root / "b.py")
    (root / "folder").symlink_to(tmp_path / "outside")
    (root / "c" / "loop").symlink_to(root)
    (root / "broken.py").symlink_to(tmp_path / "nothing")
    assert found(root) == ["b.py", "c/d.py", "inner.py"]


def test_a_missing_path_is_told(tmp_path: Path) -> None:
    with pytest.raises(UsageError, match=r"`nothing\.py` does not exist"):
        discover([Path("nothing.py")])


def test_bounds_are_told(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    tree(tmp_path, *[f"a{at}.py" for at in range(9)])
    assert discover([tmp_path]).complete
    monkeypatch.setattr(module, "MAX_FILES", 5)
    bounded = discover([tmp_path])
    assert (len(bounded.files), bounded.complete) == (5, False)


def test_a_relative_path_becomes_absolute(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    tree(tmp_path, "a/b.py")
    monkeypatch.chdir(tmp_path)
    assert discover([Path("a")]).files == (tmp_path / "a/b.py",)
    assert discover([Path("a/../a/b.py")]).files == (tmp_path / "a/b.py",)


# --- the project around an entry ------------------------------------------------------------------


@pytest.mark.parametrize(
    "marker", ["pyproject.toml", "databricks.yml", "setup.py", "requirements.txt", ".git/HEAD"]
)
def test_the_root_is_the_nearest_marked_folder(tmp_path: Path, marker: str) -> None:
    tree(tmp_path, f"p/{marker}", "p/src/agent/agent.py", "p/driver.py", "other.py")
    around = project_files([tmp_path / "p/src/agent/agent.py"])
    assert around.root == tmp_path / "p"
    assert {path.name for path in around.files} >= {"agent.py", "driver.py"}
    assert "other.py" not in {path.name for path in around.files}
    assert around.complete


def test_without_a_marker_the_root_is_the_folder(tmp_path: Path) -> None:
    tree(tmp_path, "a/agent.py", "a/driver.py", "b.py")
    around = project_files([tmp_path / "a/agent.py"])
    assert around.root == tmp_path / "a"
    assert [path.name for path in around.files] == ["agent.py", "driver.py"]


def test_a_project_without_a_marker_begins_where_one_works(tmp_path: Path) -> None:
    tree(tmp_path, "a/agents/agent.py", "a/driver.py", "b/pyproject.toml", "b/agents/agent.py")
    around = project_files([tmp_path / "a/agents/agent.py"], cwd=tmp_path / "a")
    assert [path.name for path in around.files] == ["agent.py", "driver.py"]
    assert project_files([tmp_path / "b/agents/agent.py"], cwd=tmp_path).root == tmp_path / "b"
    assert project_files([tmp_path / "a/driver.py"], cwd=tmp_path / "b").root == tmp_path / "a"


def test_several_entries_share_a_root(tmp_path: Path) -> None:
    tree(tmp_path, "a/pyproject.toml", "a/agent.py", "b/agent.py")
    assert project_root([tmp_path / "a/agent.py", tmp_path / "b/agent.py"]) == tmp_path
