# Source notebooks keep every line of the file, so that no map is needed.
"""Databricks source notebooks."""

from __future__ import annotations

from pathlib import Path

import pytest

from scopelint.facts.collect import collect
from scopelint.facts.records import Assign, ModuleFacts, Name, RunNotebook
from scopelint.model.location import Span
from scopelint.source.read import read_bytes
from scopelint.source.unit import Magic, Unit, UnitKind

HEADER = "# Databricks notebook source\n"
COMMAND = "\n\n# COMMAND ----------\n\n"


def read(text: str) -> tuple[Unit, ...]:
    units, problems = read_bytes(text.encode(), "notebooks/driver.py", Path("/project/notebooks/driver.py"))
    assert not problems
    return units


def notebook(*cells: str) -> tuple[Unit, ...]:
    return read(HEADER + COMMAND.join(cells))


def assigned(unit: Unit) -> list[str]:
    """Return the names that a unit assigns at top level."""
    found = collect(unit)
    assert isinstance(found, ModuleFacts)
    targets = [
        target for statement in found.body if isinstance(statement, Assign) for target in statement.targets
    ]
    return [target.id for target in targets if isinstance(target, Name)]


def test_a_plain_file_is_no_notebook() -> None:
    (unit,) = read("x = (17\n% 3)\n# MAGIC %pip install y\n")
    assert unit.kind is UnitKind.PYTHON
    assert unit.magics == ()
    assert unit.text == "x = (17\n% 3)\n# MAGIC %pip install y\n"


def test_lines_are_those_of_the_file() -> None:
    (unit,) = notebook("# MAGIC %md\n# MAGIC # Title", "x = 1", "# MAGIC %pip install a\nb = 2")
    assert unit.kind is UnitKind.SOURCE_NOTEBOOK
    assert unit.lines is None
    lines = unit.text.split("\n")
    assert (lines[1:3], lines[6], lines[11]) == (["", ""], "x = 1", "b = 2")


@pytest.mark.parametrize(
    ("cell", "names"),
    [
        ("a = 1\n# MAGIC %sql\n# MAGIC b = 1\nc = 1", ["a", "c"]),
        ("# MAGIC %scala\n# MAGIC val a = 1", []),
        ("# MAGIC %md a\n\nb = 1", ["b"]),
        ("# MAGIC %python\n# MAGIC a = 1", ["a"]),
        ("# MAGIC %pip install a\n# MAGIC %restart_python\nb = 1", ["b"]),
        ("# MAGIC %pip install a \\\n# MAGIC   c=1\nb = 1", ["b"]),
        ("%pip install a \\\n  c=1\nb = 1", ["b"]),
        ("!pip install 'it\nb = 1", ["b"]),
        ("% pip install a[b]\nb = 1", ["b"]),
        ("c = ('%s'\n  % name)\n% pip install a\nb = 1", ["c", "b"]),
        ("a = (1\n% 2)\nb = '''\n%md\n'''\n%md c = 1\nd = 1", ["a", "b", "d"]),
        ("a = [\n!b\n]", []),
        ("# DBTITLE 1,Title\n# MAGIC %sql\n# MAGIC a = 1", []),
        ("%sql\na = 1", []),
        ("%%bash\na=1", []),
        ("%%time\na = 1", ["a"]),
        ("%%capture out\na = 1", ["a"]),
        ("%time a = 1\nb = 2", ["a", "b"]),
        ("a = !ls\nb = %env HOME\nc = 3", ["a", "b", "c"]),
        ("if x:\n    %pip install a\nb = 1", ["b"]),
        ("a = 1\na?\n?a\na.b??\nc = 1", ["a", "c"]),
        ("# what?\na = 1", ["a"]),
        ("pip install a==1 -U\nb = 1", ["b"]),
        ("pip = 1", ["pip"]),
        ("# MAGIC \n# MAGIC a = 1", ["a"]),
        ("dbutils.library.restartPython()\na = 1", ["a"]),
    ],
)
def test_cells_and_magics(cell: str, names: list[str]) -> None:
    assert assigned(notebook(cell)[0]) == names


def test_magics_are_kept_as_data() -> None:
    (unit,) = notebook("# MAGIC %pip install a \\\n# MAGIC   b", "# MAGIC %run ./c", "!ls -l")
    assert unit.magics == (
        Magic(2, "pip", "install a b"),
        Magic(7, "run", "./c"),
        Magic(11, "!", "ls -l"),
    )


@pytest.mark.parametrize(
    ("magic", "target"),
    [
        ("%run ./helper", "./helper"),
        ("%run ../lib/helper $a=1 $b=2", "../lib/helper"),
        ('%run "./my helper"', "./my helper"),
        ("%run ./my helper", "./my helper"),
        ("%run /Workspace/Shared/x", "/Workspace/Shared/x"),
    ],
)
def test_a_run_notebook_stands_among_the_statements(magic: str, target: str) -> None:
    (unit,) = notebook("a = 1", f"# MAGIC {magic}", "b = 2")
    found = collect(unit)
    assert isinstance(found, ModuleFacts)
    assert [type(statement) for statement in found.body] == [Assign, RunNotebook, Assign]
    run = found.body[1]
    assert isinstance(run, RunNotebook)
    assert run.target == target
    assert unit.locate(run.span).line == 6


# --- written files --------------------------------------------------------------------------------


def test_a_written_file_is_a_unit_of_its_own() -> None:
    own, written = notebook(
        "x = 1", "# MAGIC %%writefile agents/agent.py\n# MAGIC import a\n# MAGIC\n# MAGIC a.b()", "y = 2"
    )
    assert assigned(own) == ["x", "y"]
    assert written.kind is UnitKind.WRITTEN_FILE
    assert written.path == "notebooks/driver.py"
    assert written.file == Path("/project/notebooks/agents/agent.py")
    assert written.holder == Path("/project/notebooks/driver.py")
    assert written.text == "import a\n\na.b()\n"
    location = written.locate(Span(3, 1, 3, 6))
    assert (location.path, location.cell, location.line, location.column) == ("notebooks/driver.py", 0, 9, 9)


def test_a_bare_written_file() -> None:
    own, written = notebook("%%writefile agent.py\nimport a\n%timeit\n", "y = 2")
    assert assigned(own) == ["y"]
    assert written.text == "import a\n%timeit\n"
    assert written.locate(Span(1, 1, 1, 7)).line == 3
    assert written.columns == 0


def test_a_magic_whose_file_stands_uncommented() -> None:
    own, written = notebook("# MAGIC %%writefile agent.py\nimport a\nb = 1", "c = 2")
    assert assigned(own) == ["c"]
    assert written.text == "import a\nb = 1\n"
    location = written.locate(Span(2, 1, 2, 2))
    assert (location.line, location.column) == (4, 1)


@pytest.mark.parametrize(
    ("target", "file"),
    [
        ("../agents/x.py", "/project/agents/x.py"),
        ("./x.py", "/project/notebooks/x.py"),
        ("'my agent.py'", "/project/notebooks/my agent.py"),
        ("/Workspace/x.py", "/Workspace/x.py"),
        ("../../../../x.py", "/x.py"),
        ("$NAME/x.py", "/project/notebooks/a/x.py"),
        ("{NAME}/x.py", "/project/notebooks/a/x.py"),
        ("{OTHER}/x.py", "/project/notebooks/{OTHER}/x.py"),
    ],
)
def test_targets_are_path_arithmetic(target: str, file: str) -> None:
    _, written = notebook("NAME = 'a'", f"# MAGIC %%writefile {target}\n# MAGIC import a")
    assert written.file == Path(file)


def test_the_last_cell_that_writes_a_file_wins() -> None:
    _, written = notebook("%%writefile a.py\nx = 1", "%%writefile a.py\ny = 2")
    assert written.text == "y = 2\n"
    assert written.locate(Span(1, 1, 1, 2)).line == 8


@pytest.mark.parametrize("flag", ["-a", "--append"])
def test_appended_cells_are_one_file(flag: str) -> None:
    _, first, second = notebook(
        "%%writefile a.py\nx = 1", "%%writefile b.py\nz = 1", f"%%writefile {flag} a.py\ny = 2"
    )
    assert (first.text, second.text) == ("x = 1\ny = 2\n", "z = 1\n")
    assert [first.locate(Span(line, 1, line, 2)).line for line in (1, 2)] == [3, 13]


def test_what_is_no_python_is_no_unit() -> None:
    assert (
        len(notebook("%%writefile requirements.txt\na", "%%writefile conf.yml\na: 1", "%%writefile\nx")) == 1
    )


@pytest.mark.parametrize(
    ("setting", "line", "filled"),
    [
        ("NAME = 'a'", 'x = "{{NAME}}"', "x = 'a'"),
        ("NAME: str = 'a'  # why", "x = f'b{{ NAME }}'", "x = f'ba'"),
        ('NAME = dbutils.widgets.get("n")', 'x = "{{NAME}}"', 'x = dbutils.widgets.get("n")'),
        ('NAME = dbutils.widgets.get("n")', 'x = "{{NAME}}.b"', 'x = f"{dbutils.widgets.get("n")}.b"'),
        ("NAME = read()", 'x = f"{{NAME}}.b"', 'x = f"{NAME}.b"'),
        ("NAME = read()", "x = '{{NAME}}'", "x = NAME"),
        ("NAME = read()", "x = '{a} {{NAME}}'", "x = '{a} {{NAME}}'"),
        ("    NAME = 'a'", "x = {1}", "x = {1}"),
    ],
)
def test_templates_are_filled(setting: str, line: str, filled: str) -> None:
    first = f"if y:\n{setting}" if setting.startswith(" ") else setting
    _, written = notebook(first, f"%%writefilev agent.py\n{line}")
    assert written.text == filled + "\n"


def test_a_plain_written_file_keeps_its_braces() -> None:
    _, written = notebook("NAME = 'a'", '%%writefile agent.py\nx = f"{{NAME}}"')
    assert written.text == 'x = f"{{NAME}}"\n'


# --- broken cells ---------------------------------------------------------------------------------


def test_a_broken_cell_does_not_lose_the_notebook() -> None:
    (unit,) = notebook("a = 1", "b = (\n", "c = 3")
    assert assigned(unit) == ["a", "c"]
    found = collect(unit)
    assert isinstance(found, ModuleFacts)
    (problem,) = found.problems
    assert (problem.location.line, problem.location.column) == (6, 5)
    statement = found.body[1]
    assert isinstance(statement, Assign)
    assert unit.locate(statement.span).line == 11


def test_a_notebook_that_parses_has_no_problems() -> None:
    found = collect(notebook("a = 1", "b = 2")[0])
    assert isinstance(found, ModuleFacts)
    assert found.problems == ()
