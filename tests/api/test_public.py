# What `import scopelint` gives, and what it costs.
from __future__ import annotations

import json
import os
import subprocess
import sys
from pathlib import Path

import pytest

import scopelint

SOURCE = Path(__file__).resolve().parents[2] / "src"


def modules_after(code: str, cwd: Path) -> set[str]:
    """Return the modules that a process has imported at the end of `code`."""
    done = subprocess.run(
        [sys.executable, "-c", f"import json, sys\n{code}\nprint(json.dumps(sorted(sys.modules)))"],
        cwd=cwd,
        env={**os.environ, "PYTHONPATH": str(SOURCE)},
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 0, done.stderr
    return set(json.loads(done.stdout.splitlines()[-1]))


def test_what_is_public_is_listed_and_there() -> None:
    for name in scopelint.__all__:
        assert getattr(scopelint, name) is not None
        assert name in dir(scopelint)
    assert issubclass(scopelint.FindingsError, scopelint.ScopelintError)


def test_what_is_not_there_is_said_so() -> None:
    with pytest.raises(AttributeError, match="has no attribute 'chekc'"):
        scopelint.chekc  # type: ignore[attr-defined]  # noqa: B018


def test_everything_public_tells_what_it_is() -> None:
    for name in ("check", "analyze", "Report", "FindingsError"):
        assert getattr(scopelint, name).__doc__
    for name, member in vars(scopelint.Report).items():
        assert name.startswith("_") or member.__doc__


def test_the_import_alone_loads_nothing_more(tmp_path: Path) -> None:
    loaded = {name for name in modules_after("import scopelint", tmp_path) if name.startswith("scopelint")}
    assert loaded == {"scopelint"}


def test_a_check_imports_neither_mlflow_nor_click_nor_the_agent(agent: Path) -> None:
    code = "import scopelint\nscopelint.check('agent.py', resources=[])._repr_html_()"
    loaded = modules_after(code, agent.parent)
    assert "scopelint.pipeline" in loaded
    assert loaded.isdisjoint({"mlflow", "click", "agent", "databricks", "IPython"})
