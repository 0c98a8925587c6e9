# What holds for the code base as a whole.
"""Contracts between modules, registries against directories, lazy imports, generated files."""

from __future__ import annotations

import ast
import os
import re
import subprocess
import sys
from pathlib import Path

import pytest

from scopelint._dev.generate import MENDING, outdated
from scopelint._dev.readme import example_path
from scopelint.checks.registry import CHECKS, GROUPS
from scopelint.config import KEYS

ROOT = Path(__file__).resolve().parents[1]
SOURCE = ROOT / "src/scopelint"
MODULES = sorted(SOURCE.rglob("*.py"))
HAS_CHECK = re.compile(r"^class \w+\(Check\):", re.M)


def names_of(paths: list[Path]) -> list[str]:
    return [path.relative_to(SOURCE).as_posix() for path in paths]


def run(*arguments: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [sys.executable, *arguments],
        cwd=ROOT,
        env={**os.environ, "PYTHONPATH": str(ROOT / "src")},
        capture_output=True,
        text=True,
        stdin=subprocess.DEVNULL,
        check=False,
    )


def imported_by(code: str, *watched: str) -> list[str]:
    """Run `code` in a process of its own; return which of the `watched` packages it has imported."""
    done = run(
        "-c", f"import sys\n{code}\nprint('|', *[name for name in {watched!r} if name in sys.modules])"
    )
    assert done.returncode == 0, done.stderr
    return done.stdout.rpartition("|")[2].split()


def test_import_contracts_hold() -> None:
    done = run("-c", "from importlinter.cli import lint_imports; raise SystemExit(lint_imports())")
    assert done.returncode == 0, done.stdout


def test_every_top_level_module_has_a_layer() -> None:
    text = (ROOT / "pyproject.toml").read_text(encoding="utf-8")
    layers = re.search(r"layers = \[(.*?)\]", text, re.S)
    assert layers
    placed = set(re.findall(r"\w+", layers[1]))
    present = {
        path.stem for path in SOURCE.iterdir() if path.suffix == ".py" or (path / "__init__.py").is_file()
    }
    assert present - {"__init__"} == placed


@pytest.mark.parametrize("path", MODULES, ids=names_of(MODULES))
def test_module_tells_what_it_owns(path: Path) -> None:
    text = path.read_text(encoding="utf-8")
    assert text.startswith("#") or ast.get_docstring(ast.parse(text)), (
        "begin with a comment on what the module owns"
    )


def test_no_module_is_named_for_nothing() -> None:
    vague = re.compile(r"(^|_)(utils?|helpers?|common|managers?|misc)(_|$)")
    assert [
        name for path, name in zip(MODULES, names_of(MODULES), strict=True) if vague.search(path.stem)
    ] == []


def test_no_type_is_named_manager() -> None:
    vague = re.compile(r"^class \w*(Manager|Helper|Utils?)\b", re.M)
    assert [
        name for path, name in zip(MODULES, names_of(MODULES), strict=True) if vague.search(path.read_text())
    ] == []


def test_registry_equals_directory() -> None:
    modules = (SOURCE / "checks").glob("*.py")
    files = sorted(path.stem for path in modules if HAS_CHECK.search(path.read_text(encoding="utf-8")))
    assert files == sorted(check.name.replace("-", "_") for check in CHECKS)


def test_every_check_has_a_page() -> None:
    assert sorted(path.stem for path in (SOURCE / "checks/pages").glob("*.md")) == sorted(
        one.name for one in CHECKS
    )


def test_every_check_has_a_suite() -> None:
    suites = {path.stem for path in (ROOT / "tests/checks").glob("*.md")}
    assert sorted({one.name for one in CHECKS} - suites) == []


def test_groups_share_no_name_with_checks() -> None:
    assert len({one.name for one in CHECKS}) == len(CHECKS)
    assert set(GROUPS).isdisjoint(one.name for one in CHECKS)


def test_version_imports_nothing_heavy() -> None:
    code = (
        "from scopelint.cli import main\n"
        "sys.argv = ['scopelint', '--version']\n"
        "try:\n    main()\nexcept SystemExit as end:\n    assert not end.code, end.code"
    )
    assert imported_by(code, "libcst", "pydantic", "sqlglot", "mlflow", "databricks") == []


def test_import_of_the_package_is_light() -> None:
    assert imported_by("import scopelint", "libcst", "pydantic", "click", "rich", "mlflow") == []


def test_checking_an_agent_imports_neither_mlflow_nor_the_sdk() -> None:
    example = example_path((ROOT / "README.md").read_text(encoding="utf-8"))
    code = (
        "from scopelint.cli import main\n"
        f"sys.argv = ['scopelint', {example!r}, '--output-format', 'json']\n"
        "try:\n    main()\nexcept SystemExit as end:\n    assert end.code == 1, end.code"
    )
    assert imported_by(code, "libcst", "mlflow", "databricks") == ["libcst"]


def test_generated_files_are_current() -> None:
    stale = outdated(ROOT)
    assert not stale, "\n".join([*stale.values(), f"mend it with: {MENDING}"])


def test_readme_tells_every_setting() -> None:
    text = (ROOT / "README.md").read_text(encoding="utf-8")
    table = text.partition("## Settings")[2].partition("\n## ")[0]
    assert set(re.findall(r"`([a-z-]+)`(?=[^|]*\|[^|]*\|[^|]*\|\n)", table)) >= set(KEYS)


def test_links_of_the_documents_lead_somewhere() -> None:
    for name in ("README.md", "CONTRIBUTING.md", "CHANGELOG.md"):
        text = (ROOT / name).read_text(encoding="utf-8")
        targets = [target for target in re.findall(r"\]\(([^)#]+)\)", text) if "://" not in target]
        assert [target for target in targets if not (ROOT / target).exists()] == [], name
