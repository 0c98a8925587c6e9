# Columns to cells: what is marked must stand under what is meant, whatever characters precede it.
"""Tests of scopelint.render.frame."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st
from rich.cells import cell_len

from scopelint.render.frame import FramedLine, framed


@pytest.mark.parametrize(
    ("line", "columns", "expected"),
    [
        ("x = call(y)", (5, 9), FramedLine("x = call(y)", 4, 8)),
        ('g = "売上" + k', (12, 13), FramedLine('g = "売上" + k', 13, 14)),
        ('g = "売上" + k', (6, 8), FramedLine('g = "売上" + k', 5, 9)),
        ("\tx = 1", (2, 3), FramedLine("    x = 1", 4, 5)),
        ("ab\tx", (4, 5), FramedLine("ab  x", 4, 5)),
        ("x\u0301 = y", (6, 7), FramedLine("x\u0301 = y", 4, 5)),
        ("", (1, 1), FramedLine("", 0, 1)),
        ("abc", (9, 12), FramedLine("abc", 3, 4)),
        ("abc", (2, 2), FramedLine("abc", 1, 2)),
        ("abc", (0, 99), FramedLine("abc", 0, 3)),
        ("a\x1b[31mb", (2, 3), FramedLine("a\u241b[31mb", 1, 2)),
    ],
)
def test_marks_stand_under_what_they_mean(line: str, columns: tuple[int, int], expected: FramedLine) -> None:
    assert framed(line, *columns, 80) == expected


def test_a_long_line_is_cropped_behind_the_mark() -> None:
    shown = framed("call(" + "x" * 200 + ")", 1, 5, 40)
    assert shown == FramedLine("call(" + "x" * 32 + "...", 0, 4)


def test_a_long_line_is_cropped_on_both_sides_of_the_mark() -> None:
    line = "a" * 100 + "MARK" + "b" * 100
    shown = framed(line, 101, 105, 40)
    assert cell_len(shown.text) <= 40
    assert shown.text[shown.start : shown.end] == "MARK"
    assert shown.text.startswith("...a")
    assert shown.text.endswith("b...")


def test_an_endless_line_is_not_laid_out_as_a_whole() -> None:
    line = "a" * 5_000_000 + "MARK" + "b" * 5_000_000
    shown = framed(line, 5_000_001, 5_000_005, 60)
    assert shown.text[shown.start : shown.end] == "MARK"


def test_a_mark_that_is_longer_than_the_line_may_be_ends_with_it() -> None:
    shown = framed("f(" + "x" * 500 + ")", 1, 504, 50)
    assert (shown.start, shown.end, cell_len(shown.text)) == (0, 50, 50)


@given(
    st.text(alphabet=st.sampled_from("ab \t売é\u0301😀\x07\u202e"), max_size=700),
    st.integers(0, 800),
    st.integers(0, 800),
    st.integers(20, 100),
)
def test_any_line_fits_and_is_marked(line: str, column: int, end: int, width: int) -> None:
    shown = framed(line, column, end, width)
    assert cell_len(shown.text) <= width
    assert 0 <= shown.start < shown.end <= max(cell_len(shown.text), shown.start + 1)
    assert not any(character in shown.text for character in "\t\x07\u202e")
