from __future__ import annotations

import pytest

from compare.sides import value
from scopelint.compare.match import Match, match
from scopelint.model.value import Symbol, SymbolSource


@pytest.mark.parametrize(
    ("left", "right", "answer"),
    [
        ("a", "a", Match.YES),
        ("a", "b", Match.NO),
        ("main.rag.docs", "MAIN.rag.Docs", Match.YES),
        ("$SPACE", "$SPACE", Match.YES),
        ("$SPACE=a", "$SPACE=b", Match.YES),
        ("$SPACE", "$OTHER", Match.MAYBE),
        ("$SPACE", "{SPACE}", Match.MAYBE),
        ("$SPACE=a", "a", Match.YES),
        ("$SPACE=a", "b", Match.MAYBE),
        ("$ONE=a", "$TWO=a", Match.YES),
        ("?", "a", Match.MAYBE),
        ("?", "?", Match.MAYBE),
        ("main.tools.{}", "main.tools.lookup", Match.YES),
        ("main.tools.{}", "main.other.lookup", Match.NO),
        ("main.{}.lookup", "main.tools.lookup", Match.YES),
        ("main.{}.x.{}.y", "main.a.x.b.z", Match.NO),
        ("{}.{}.{}", "main.tools.lookup", Match.MAYBE),
        ("{}.{}.lookup", "lookup", Match.YES),
        ("{}.{}.lookup", "tools.lookup", Match.YES),
        ("{}.tools.lookup", "tools.lookup", Match.YES),
        ("{}.tools.lookup", "lookup", Match.NO),
        ("{}.{}.lookup", "search", Match.NO),
        ("main.tools.{}", "main.tools.{}", Match.YES),
        ("main.{}", "{}.lookup", Match.MAYBE),
        ("main.{}", "dev.{}", Match.NO),
        ("{}.lookup", "{}.search", Match.NO),
        ("main.tools.{}", "$FUNCTION", Match.MAYBE),
        ("main.tools.{}", "$FUNCTION=main.tools.f", Match.YES),
    ],
)
def test_two_ids(left: str, right: str, answer: Match) -> None:
    assert match(value(left), value(right), "function") is answer
    assert match(value(right), value(left), "function") is answer


def test_case_counts_outside_unity_catalog() -> None:
    assert match(value("Claude"), value("claude"), "serving_endpoint") is Match.NO


def test_a_pattern_of_many_holes_is_answered_at_once() -> None:
    assert match(value("a{}" * 4000 + "b"), value("a" * 50_000), "table") is Match.NO


def test_a_variable_is_not_a_config_key() -> None:
    left = Symbol(SymbolSource.VARIABLE, "SPACE")
    assert match(left, Symbol(SymbolSource.CONFIG, "SPACE"), "genie_space") is Match.MAYBE
