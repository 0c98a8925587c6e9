# Bytes to text as Python does it, and what is told when that fails.
"""Reading files."""

from __future__ import annotations

import os
from pathlib import Path

import pytest

from scopelint.source import read
from scopelint.source.read import mentions, read_bytes, read_file
from scopelint.source.unit import UnitKind


def text_of(data: bytes) -> str:
    (unit,), problems = read_bytes(data, "a.py", Path("/project/a.py"))
    assert problems == ()
    return unit.text


@pytest.mark.parametrize(
    ("data", "text"),
    [
        (b"", ""),
        ("x = 'é'\n".encode(), "x = 'é'\n"),
        (b"\xef\xbb\xbfx = 1\n", "x = 1\n"),
        (b"# -*- coding: latin-1 -*-\nx = '\xe9'\n", "# -*- coding: latin-1 -*-\nx = 'é'\n"),
        (
            b"#!/usr/bin/env python\n# vim: set fileencoding=cp1252 :\n'\x80'\n",
            "#!/usr/bin/env python\n# vim: set fileencoding=cp1252 :\n'€'\n",
        ),
        (b"a\r\nb\rc\n", "a\nb\nc\n"),
        (b"a\x0c\n\tb", "a\x0c\n\tb"),
    ],
)
def test_text(data: bytes, text: str) -> None:
    assert text_of(data) == text


@pytest.mark.parametrize(
    ("data", "why"),
    [
        (b"x = '\xe9'\n", "not valid utf-8 text"),
        (b"\n\n\n\n'\xff'\n", "not valid utf-8 text"),
        (b"# coding: klingon\n", "it names an encoding that does not exist"),
        (b"# coding: rot13\n", "not valid"),
        ("x = 1\n".encode("utf-16"), "UTF-16 text, which Python does not read"),
    ],
)
def test_what_is_no_text(data: bytes, why: str) -> None:
    units, (problem,) = read_bytes(data, "a.py", Path("/project/a.py"))
    assert units == ()
    assert why in problem.why
    assert problem.location.path == "a.py"


def test_a_file_is_named_from_the_working_directory(tmp_path: Path) -> None:
    (tmp_path / "sub").mkdir()
    (tmp_path / "sub" / "a.py").write_text("x = 1\n")
    (unit,), problems = read_file(tmp_path / "sub" / "a.py", tmp_path)
    assert problems == ()
    assert (unit.path, unit.file, unit.holder) == (
        "sub/a.py",
        tmp_path / "sub" / "a.py",
        tmp_path / "sub" / "a.py",
    )
    assert unit.kind is UnitKind.PYTHON
    (unit,), _ = read_file(tmp_path / "sub" / "a.py", tmp_path / "other")
    assert unit.path == "../sub/a.py"


def test_what_cannot_be_opened_is_a_problem(tmp_path: Path) -> None:
    for path in (tmp_path / "missing.py", tmp_path, tmp_path / "a\0.py"):
        units, (problem,) = read_file(path, tmp_path)
        assert units == ()
        assert problem.why
        assert problem.why == problem.why.lower()


def test_a_file_that_is_too_large_is_a_problem(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(read, "MAX_BYTES", 1_000_000)
    (tmp_path / "a.py").write_bytes(b"x = 1\n" * 200_000)
    _, (problem,) = read_file(tmp_path / "a.py", tmp_path)
    assert problem.why == "larger than 1 MB"


@pytest.mark.skipif(not hasattr(os, "mkfifo"), reason="no named pipes here")
def test_a_pipe_is_not_read(tmp_path: Path) -> None:
    os.mkfifo(tmp_path / "a.py")
    units, (problem,) = read_file(tmp_path / "a.py", tmp_path)
    assert units == ()
    assert problem.why == "not a regular file"


ROOTS = frozenset({"databricks", "databricks_langchain", "mlflow"})


@pytest.mark.parametrize(
    ("data", "expected"),
    [
        (b"import mlflow\n", True),
        (b"from databricks.sdk import x\n", True),
        (b'{"source": ["from databricks_langchain import x"]}', True),
        (b"x.log_model(y)\n", True),
        (b"set_model(agent)\n", True),
        (b'{"source": ["import \\u006dlflow"]}', True),
        ("import mlflow".encode("utf-16"), True),
        (b"import os\n", False),
        (b"", False),
        (b"import ml_flow\nimport data_bricks\n", False),
    ],
)
def test_mentions(data: bytes, expected: bool) -> None:
    assert mentions(data, ROOTS) is expected
