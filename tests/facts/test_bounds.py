# Any text gives facts or a problem with a place. The parser recurses on the machine stack: what is too deep
# for it must not reach it, and what is deep but real must be read.
"""Broken, deep and random texts."""

from __future__ import annotations

import json
import sys
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from facts.reading import every, facts, problem
from scopelint.facts.collect import collect
from scopelint.facts.records import Call, ModuleFacts
from scopelint.source.read import read_bytes
from scopelint.source.unit import UnitProblem

DEEP = {
    "brackets": "(" * 5000 + "a" + ")" * 5000,
    "unclosed": "[" * 100_000,
    "lists": "[" * 500 + "]" * 500,
    "sum": "a" + " + a" * 20_000,
    "sum over lines": "(a" + "\n+ a" * 20_000 + ")",
    "attributes": "a" + ".a" * 20_000,
    "calls": "a" + "()" * 20_000,
    "not": "not " * 20_000 + "a",
    "lambda": "lambda: " * 20_000 + "a",
    "else": "a if b else " * 20_000 + "c",
    "minus": "-" * 20_000 + "1",
    "pattern": "match a:\n    case " + "[" * 60 + "]" * 60 + ":\n        pass",
    "dict": "{1:" * 1000 + "1" + "}" * 1000,
}


@pytest.mark.parametrize("text", DEEP.values(), ids=DEEP)
def test_what_is_too_deep_is_a_problem(text: str) -> None:
    assert problem(f"x = 1\n{text}\n").why == "nested too deeply"


@pytest.mark.parametrize(
    ("text", "calls"),
    [
        ("f(" * 60 + ")" * 60, 60),
        ("x" + ".a()" * 400, 400),
        ("[" + ", ".join(["f(a + b)"] * 3000) + "]", 3000),
        ("\n".join(["f(a.b + c) + d"] * 3000), 3000),
        ("x = (\n" + "f()\n+ " * 300 + "g())", 301),
        ("if a: pass\n" + "elif b: f()\n" * 300, 300),
        ("".join(" " * at + "if f():\n" for at in range(60)) + " " * 60 + "g()", 61),
        ("{" + ", ".join(f"'{at}': {{'a': [f('b')]}}" for at in range(1500)) + "}", 1500),
        ("# " + "(" * 500 + "\nx = '" + "[" * 500 + "'\ny = f('''\n" + "{" * 500 + "''')", 1),
    ],
)
def test_what_is_deep_or_long_but_real_is_read(text: str, calls: int) -> None:
    assert len([record for record in every(facts(text)) if isinstance(record, Call)]) == calls


def test_a_caller_that_stands_deep_gets_the_same_facts() -> None:
    text = "x = " + "f(" * 60 + ")" * 60 + "\n"
    (unit,), _ = read_bytes(text.encode(), "agent.py", Path("/project/agent.py"))

    def below(depth: int) -> object:
        return below(depth - 1) if depth else collect(unit)

    assert below(sys.getrecursionlimit() - 250) == collect(unit)


def test_a_text_that_is_too_long_is_a_problem() -> None:
    assert "million characters" in problem("x = 1\n" * 400_000).why


@pytest.mark.parametrize(
    ("text", "line"),
    [
        ("x = 1\ny = (\n", 2),
        ("x = 1\ny = 'abc\nz = 1\n", 2),
        ("x = 1\n\n\nif x\n    y\n", 4),
        ("x = 1\nprint 'a'\ny = 1\n", 2),
        ("x = 1\n  y = 1\n", 2),
        ("x = 1\ny = 1 $ 2\n", 2),
        ("x = 1\ny\0 = 1\n", 2),
        ("x = 1\nx = 'a' b'b'\n", 2),
    ],
)
def test_a_problem_stands_on_its_line(text: str, line: int) -> None:
    found = problem(text)
    assert found.location.line == line
    assert found.location.path == "agent.py"


def test_a_problem_says_what_python_would_say() -> None:
    assert problem("y = (1\n").why == "not valid Python (`(` was never closed)"


def test_python_2_is_a_problem_and_a_new_grammar_is_none() -> None:
    assert problem("print 'a'\n").why.startswith("not valid Python")
    assert facts("try:\n    a\nexcept* B as c:\n    d\n").body


TEXT = st.text(st.characters(codec="utf-8"), max_size=200)
WORDS = (
    '"""',
    "    ",
    "f'",
    "{a}",
    "b(c)",
    "def f",
    "class A",
    "if ",
    "else",
    "lambda",
    "import ",
    "yield",
    "not ",
)
MAGICS = (
    "%run ./a\n",
    "%%writefile a.py\n",
    "# MAGIC ",
    "# COMMAND ----------\n",
    "!ls\n",
    "match a:\n case ",
)
PIECES = st.lists(st.sampled_from([*"()[]{}'\"#\\\n:,=.*@\r\t\f\0éa0", *WORDS, *MAGICS]), max_size=40).map(
    "".join
)


@settings(max_examples=300, deadline=None)
@given(TEXT | PIECES, st.sampled_from(["", "# Databricks notebook source\n"]))
def test_any_text_gives_facts_or_a_problem(text: str, header: str) -> None:
    _check((header + text).encode("utf-8"), "agent.py")


@settings(max_examples=200, deadline=None)
@given(st.binary(max_size=200) | PIECES.map(lambda text: b"# coding: utf-7\n" + text.encode("utf-8")))
def test_any_bytes_give_facts_or_a_problem(data: bytes) -> None:
    _check(data, "agent.py")
    _check(data, "agent.ipynb")


JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | PIECES,
    lambda inner: (
        st.lists(inner, max_size=4)
        | st.dictionaries(
            st.sampled_from(
                ["cells", "cell_type", "source", "metadata", "worksheets", "input", "language_info", "name"]
            ),
            inner | st.just("code"),
            max_size=4,
        )
    ),
    max_leaves=20,
)


@settings(max_examples=200, deadline=None)
@given(JSON)
def test_any_json_gives_facts_or_a_problem(value: object) -> None:
    _check(json.dumps(value).encode(), "agent.ipynb")
    _check(json.dumps({"cells": [{"cell_type": "code", "source": value}]}).encode(), "agent.ipynb")


def _check(data: bytes, name: str) -> None:
    units, problems = read_bytes(data, name, Path("/project") / name)
    assert units or problems
    for unit in units:
        found = collect(unit)
        assert isinstance(found, ModuleFacts | UnitProblem)
        places = found.problems if isinstance(found, ModuleFacts) else (found,)
        for place in places:
            assert place.location.line >= 1
            assert place.location.column >= 1
        if unit.lines is not None:
            assert len(unit.lines) >= len(unit.text.split("\n")) - 1
