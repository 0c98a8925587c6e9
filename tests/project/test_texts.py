# What strings are that are known in part.
from __future__ import annotations

from pathlib import Path

import pytest

from project.runs import run
from scopelint.project.records import Origin, Text, Unresolved
from scopelint.project.texts import COMBINATIONS, MAX_TEXT, normal

HEAD = "import os\nE = os.environ['E']\n"


def value(folder: Path, expression: str) -> str:
    return run(folder, f"{HEAD}x = {expression}\n")("x")


ENV = Origin("env", "E")


@pytest.mark.parametrize(
    ("pieces", "atom"),
    [
        (["a", "b"], Text(("ab",))),
        (["a", None, "b"], Text(("a", None, "b"))),
        (["", "a", ""], Text(("a",))),
        ([], Text(("",))),
        ([ENV], ENV),
        (["", ENV], ENV),
        (["a", ENV, ENV], Text(("a", ENV, ENV))),
    ],
)
def test_pieces_are_joined_and_a_single_hole_stays_what_it_is(
    pieces: list[str | Origin | None], atom: Text | Origin
) -> None:
    assert normal(pieces, None) == atom


def test_a_text_that_is_too_long_is_no_name_of_anything() -> None:
    assert isinstance(normal(["a" * MAX_TEXT], None), Text)
    assert isinstance(normal(["a" * MAX_TEXT, "b"], None), Unresolved)


@pytest.mark.parametrize(
    ("expression", "shown"),
    [
        ("'%s.%s' % ('a', 'b')", "'a.b'"),
        ("'%s.t' % 'a'", "'a.t'"),
        ("'%d%%' % 5", "'5%'"),
        ("'%(c)s.%(s)s' % {'c': 'main', 's': 'x'}", "'main.x'"),
        ("'%(c)s.%(s)s' % {'c': 'main'}", "'main.{?}'"),
        ("'%s.%s' % ('a',)", "'a.{?}'"),
        ("'%s.%s' % (E, 'b')", "'{env:E}.b'"),
        ("'%-10s|' % 'a'", "'a|'"),
        ("E % 'a'", "?"),
    ],
)
def test_percent(tmp_path: Path, expression: str, shown: str) -> None:
    assert value(tmp_path, expression) == shown


@pytest.mark.parametrize(
    ("expression", "shown"),
    [
        ("'{}.{}'.format('a', 'b')", "'a.b'"),
        ("'{1}.{0}'.format('a', 'b')", "'b.a'"),
        ("'{c}.{s}'.format(c='main', s=E)", "'main.{env:E}'"),
        ("'{c}.{missing}'.format(c='main')", "'main.{?}'"),
        ("'{{{0}}}'.format('a')", "'{a}'"),
        ("'{0:>10}{1!r}'.format('a', 'b')", "'ab'"),
        ("'{}'.format(7)", "'7'"),
    ],
)
def test_format(tmp_path: Path, expression: str, shown: str) -> None:
    assert value(tmp_path, expression) == shown


@pytest.mark.parametrize(
    ("expression", "shown"),
    [
        ("f'{E}.x'", "'{env:E}.x'"),
        ("'a' + E + 'b'", "'a{env:E}b'"),
        ("'' + E", "env:E"),
        ("'.'.join(['a', 'b', E])", "'a.b.{env:E}'"),
        ("'.'.join([])", "''"),
        ("f'{E}.X'.lower()", "'{env:E}.x'"),
        ("f' {E} '.strip()", "env:E"),
        ("f' {E} '.lstrip()", "'{env:E} '"),
        ("E.strip()", "env:E"),
        ("' a '.strip().upper()", "'A'"),
        ("'a.b.c'.split('.')", "['a', 'b', 'c']"),
        ("E.split(',')", "[~env:E]"),
        ("'a.b'.rpartition('.')[2]", "'b'"),
        ("'a.b'.count('.')", "1"),
        ("'ab'.unheard_of()", "?"),
    ],
)
def test_methods(tmp_path: Path, expression: str, shown: str) -> None:
    assert value(tmp_path, expression) == shown


def test_alternatives_are_combined(tmp_path: Path) -> None:
    both = run(tmp_path, f"{HEAD}a = 'a' if flag() else 'b'\nx = f'{{a}}.{{a}}'\n")("x")
    assert both == "'a.a' | 'a.b' | 'b.a' | 'b.b'"


def test_combinations_have_a_bound(tmp_path: Path) -> None:
    source = f"{HEAD}a = 'a' if flag() else 'b'\nx = a + a + a + a + a + a\n"
    assert len(run(tmp_path, source)("x").split(" | ")) <= COMBINATIONS
