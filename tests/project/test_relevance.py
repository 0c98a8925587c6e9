"""Which units are worth a run: only what may lead to a library that the rule table knows."""

from __future__ import annotations

from functools import partial
from pathlib import Path

import pytest

from scopelint.project.modules import Code, Modules
from scopelint.project.records import Gap
from scopelint.project.relevance import unreachable
from scopelint.source.read import read_file

ROOTS = frozenset({"databricks", "requests"})


def relevant(folder: Path, files: dict[str, str]) -> bool:
    return left(folder, files) is None


def left(folder: Path, files: dict[str, str]) -> tuple[Gap, ...] | None:
    for name, text in files.items():
        (folder / name).parent.mkdir(parents=True, exist_ok=True)
        (folder / name).write_text(text)
    code = Code(folder, partial(read_file, cwd=folder))
    unit = code.unit((folder / next(iter(files))).as_posix())
    assert unit is not None
    return unreachable(Modules(code, [folder.as_posix()]), unit, ROOTS)


@pytest.mark.parametrize(
    "text",
    [
        "import databricks.sdk\n",
        "def f():\n    from databricks import sql\n",
        "try:\n    import requests as r\nexcept ImportError:\n    r = None\n",
        "import importlib\nimportlib.import_module(name)\n",
        "exec(code)\n",
        "rows = spark.sql('select 1')\n",
        "import os  # scopelint: uses genie_space 01f0\n",
        "this is no Python\n",
    ],
)
def test_may_reach(tmp_path: Path, text: str) -> None:
    assert relevant(tmp_path, {"agent.py": text})


@pytest.mark.parametrize(
    "text",
    [
        "",
        "import os\n",
        "import databricks_look_alike\n",
        "text = 'import databricks'\n",
        "from . import other\n",
    ],
)
def test_reaches_nothing(tmp_path: Path, text: str) -> None:
    assert not relevant(tmp_path, {"agent.py": text})


@pytest.mark.parametrize(
    ("text", "other"),
    [
        ("import other\n", "other.py"),
        ("import pack.other\n", "pack/other.py"),
        ("from pack import (\n    other,\n)\n", "pack/other.py"),
        ("import pack.sub\n", "pack/__init__.py"),
        ("from .pack.sub import name\n", "pack/__init__.py"),
        ("from pack.sub import *\n", "pack/sub.py"),
    ],
)
def test_follows_imports(tmp_path: Path, text: str, other: str) -> None:
    package = {"pack/__init__.py": "", "pack/sub.py": "", other: "import databricks\n"}
    assert relevant(tmp_path, {"agent.py": text, **package})
    assert not relevant(tmp_path, {"agent.py": text, **package, other: "import agent\n"})


def test_what_is_imported_loads_plugins(tmp_path: Path) -> None:
    files = {"agent.py": "import other\n", "other.py": "import importlib\nimportlib.import_module(name)\n"}
    (gap,) = left(tmp_path, files) or ()
    assert (gap.what, gap.location.path, gap.location.line) == ("import_module()", "other.py", 2)


def test_no_word_about_doubtful_code(tmp_path: Path, recwarn: pytest.WarningsRecorder) -> None:
    assert left(tmp_path, {"agent.py": "x = '\\d'\n"}) == ()
    assert not recwarn.list
