# Jupyter notebooks: cells count from 1 over all cells, lines within the cell.
"""Jupyter notebooks."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from scopelint.facts.collect import collect
from scopelint.facts.records import Assign, Evaluate, ModuleFacts, RunNotebook
from scopelint.model.location import Span
from scopelint.source.read import read_bytes
from scopelint.source.unit import Magic, Unit, UnitKind


def code(source: str | list[str], **more: object) -> dict[str, object]:
    return {"cell_type": "code", "source": source, "metadata": {}, "outputs": [], **more}


MARKDOWN = {"cell_type": "markdown", "source": "# Title", "metadata": {}}


def read(notebook: object) -> tuple[Unit, ...]:
    units, problems = read_bytes(json.dumps(notebook).encode(), "n.ipynb", Path("/project/n.ipynb"))
    assert not problems
    return units


def cells(*found: object, **metadata: object) -> tuple[Unit, ...]:
    return read({"nbformat": 4, "metadata": metadata, "cells": list(found)})


def places(unit: Unit) -> list[tuple[int, int, int]]:
    """Return cell, line and column of each statement."""
    found = collect(unit)
    assert isinstance(found, ModuleFacts), found
    spans = [
        statement.span for statement in found.body if isinstance(statement, Assign | Evaluate | RunNotebook)
    ]
    locations = [unit.locate(span) for span in spans]
    return [(location.cell, location.line, location.column) for location in locations]


def test_cells_count_all_cells_and_lines_their_own() -> None:
    (unit,) = cells(MARKDOWN, code("a\nb"), MARKDOWN, code(["c\n", "\n", "d"]))
    assert unit.kind is UnitKind.JUPYTER
    assert places(unit) == [(2, 1, 1), (2, 2, 1), (4, 1, 1), (4, 3, 1)]


def test_every_line_of_the_text_has_a_place() -> None:
    (unit,) = cells(code(""), code("a\n"), code("b"))
    assert unit.lines is not None
    assert len(unit.lines) == len(unit.text.split("\n"))


def test_an_older_format() -> None:
    (unit,) = read(
        {"nbformat": 3, "worksheets": [{"cells": [MARKDOWN, {"cell_type": "code", "input": ["a"]}]}]}
    )
    assert places(unit) == [(2, 1, 1)]


@pytest.mark.parametrize(
    ("source", "expected"),
    [
        ("%pip install a \\\n  b\nc", [(1, 3, 1)]),
        ("%%bash\necho 'it", []),
        ("%%html\n<b>", []),
        ("%%sql\nSELECT 1", []),
        ("%sql\nSELECT 1", []),
        ("%%time\na", [(1, 2, 1)]),
        ("\n%%capture\na", [(1, 3, 1)]),
        ('!ls | grep "\na', [(1, 2, 1)]),
        ("a\n!ls", [(1, 1, 1)]),
        ("%run ./b\na", [(1, 1, 1), (1, 2, 1)]),
        ("a??\nb", [(1, 2, 1)]),
        ("x = (1\n  % 2)", [(1, 1, 1)]),
        ("'''\n%run a\n!b\n'''", [(1, 1, 1)]),
        ("%timeit f(a)", [(1, 1, 1), (1, 1, 9)]),
        ("await f()", [(1, 1, 1)]),
        ("a;", [(1, 1, 1)]),
    ],
)
def test_magics(source: str, expected: list[tuple[int, int, int]]) -> None:
    assert places(cells(code(source))[0]) == expected


def test_magics_are_kept_as_data() -> None:
    (unit,) = cells(MARKDOWN, code("%pip install a"), code("x\n%run ./b"))
    assert unit.magics == (Magic(1, "pip", "install a"), Magic(4, "run", "./b"))


def test_a_written_file() -> None:
    own, written = cells(code("x = 1"), code("%%writefile ../agent.py\nimport a\na.b()"))
    assert places(own) == [(1, 1, 1)]
    assert written.file == Path("/agent.py")
    assert written.holder == Path("/project/n.ipynb")
    location = written.locate(Span(2, 3, 2, 4))
    assert (location.path, location.cell, location.line, location.column) == ("n.ipynb", 2, 3, 3)


def test_appended_lines_keep_their_cells() -> None:
    _, written = cells(code("%%writefile a.py\nx = 1"), MARKDOWN, code("%%writefile -a a.py\ny = 1"))
    assert written.text == "x = 1\ny = 1\n"
    assert [written.locate(Span(line, 1, line, 2)).cell for line in (1, 2)] == [1, 3]


def test_a_broken_cell_is_left_out_and_named() -> None:
    (unit,) = cells(code("a"), code("b\nc d"), code("e"))
    assert places(unit) == [(1, 1, 1), (3, 1, 1)]
    found = collect(unit)
    assert isinstance(found, ModuleFacts)
    (problem,) = found.problems
    assert (problem.location.cell, problem.location.line) == (2, 2)


@pytest.mark.parametrize("language", ["scala", "sql", "r"])
def test_notebooks_in_other_languages(language: str) -> None:
    (unit,) = cells(code("val a = 1"), code("%python\nb"), language_info={"name": language})
    assert places(unit) == [(2, 2, 1)]


def test_cells_in_other_languages() -> None:
    (unit,) = cells(code("SELECT 1", metadata={"vscode": {"languageId": "sql"}}), code("b"))
    assert places(unit) == [(2, 1, 1)]


@pytest.mark.parametrize(
    ("data", "why"),
    [
        (b"", "JSON is broken"),
        (b"{", "JSON is broken"),
        (b"[1]", "JSON is no object"),
        (b"[" * 100_000, "JSON"),
        (b"\xff{}", "not valid utf-8 text"),
    ],
)
def test_what_is_no_notebook(data: bytes, why: str) -> None:
    units, (problem,) = read_bytes(data, "n.ipynb", Path("/project/n.ipynb"))
    assert units == ()
    assert why in problem.why


@pytest.mark.parametrize(
    "notebook",
    [
        {},
        {"cells": 1},
        {"cells": [1, None, {}, {"cell_type": "code"}, {"cell_type": "code", "source": [1, {}]}]},
    ],
)
def test_odd_shapes_hold_no_code(notebook: object) -> None:
    assert places(read(notebook)[0]) == []
