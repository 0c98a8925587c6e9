# The command line as a process: imports, streams, signals. These start Python, so there are few.
"""Tests of `python -m scopelint`."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import pytest

from scopelint import __version__

HEAVY = ("libcst", "pydantic", "mlflow", "sqlglot", "rich", "yaml")


def python(*arguments: str, cwd: Path | None = None, **env: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [sys.executable, *arguments],
        capture_output=True,
        text=True,
        encoding="utf-8",
        cwd=cwd,
        timeout=60,
        env={**os.environ, **env},
        check=False,
    )


@pytest.mark.parametrize("arguments", [["--version"], ["--help"], ["check", "--help"], ["no-such-file.py"]])
def test_what_needs_no_analysis_imports_nothing_heavy(arguments: list[str]) -> None:
    code = (
        "import sys, atexit\n"
        f"atexit.register(lambda: print([m for m in {HEAVY!r} if m in sys.modules], file=sys.stderr))\n"
        f"sys.argv[1:] = {arguments!r}\n"
        "from scopelint.cli import main\n"
        "main()\n"
    )
    assert python("-c", code).stderr.strip().splitlines()[-1] == "[]"


def test_import_scopelint_imports_nothing() -> None:
    code = "import sys; before = set(sys.modules); import scopelint; print(len(set(sys.modules) - before))"
    assert int(python("-c", code).stdout) <= 2, "nothing but itself and __future__"


def test_the_version() -> None:
    result = python("-m", "scopelint", "--version")
    assert (result.returncode, result.stdout, result.stderr) == (0, f"scopelint {__version__}\n", "")


def test_wrong_usage_says_nothing_on_stdout() -> None:
    result = python("-m", "scopelint", "--no-such-option")
    assert (result.returncode, result.stdout) == (2, "")
    assert result.stderr.startswith("error: there is no option")


def test_a_reader_that_goes_away_is_no_failure() -> None:
    read, write = os.pipe()
    os.close(read)
    with os.fdopen(write, "w") as closed:
        result = subprocess.run(
            [sys.executable, "-m", "scopelint", "explain"],
            stdout=closed,
            stderr=subprocess.PIPE,
            timeout=60,
            check=False,
        )
    assert (result.returncode, result.stderr) == (141, b"")


def test_a_narrow_encoding_is_no_failure() -> None:
    for name in ("missing-scope", "unused-scope"):
        result = python("-m", "scopelint", "explain", name, PYTHONIOENCODING="ascii")
        assert (result.returncode, result.stderr) == (0, "")
