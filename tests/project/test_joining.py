# What two branches leave in one place.
from __future__ import annotations

import pytest

from scopelint.model.location import Location
from scopelint.project.joining import WIDTH, join, join_slots
from scopelint.project.records import Scalar, Unresolved
from scopelint.project.values import (
    DictState,
    Element,
    ListState,
    Slot,
    Val,
    text,
)

A, B, C = (Element(text(name)) for name in "abc")


def names(state: Slot) -> list[str]:
    """Return the elements or entries, with `~` before those that may be missing."""
    if isinstance(state, ListState):
        return [("" if e.certain else "~") + str(e.value.literal) for e in state.items]
    assert isinstance(state, DictState)
    return [
        ("" if e.certain else "~") + f"{key}=" + "/".join(str(Val((a,)).literal) for a in e.value.atoms)
        for key, e in state.entries
    ]


def test_the_same_text_is_one_alternative_wherever_it_was_written() -> None:
    there = text("a", Location("other.py", 3))
    assert join((text("a"), text("b"), there)) == Val((*text("a").atoms, *text("b").atoms))


def test_true_and_one_are_two_alternatives() -> None:
    assert len(join((Val((Scalar(True),)), Val((Scalar(1),)))).atoms) == 2


def test_nothing_joined_is_unresolved() -> None:
    assert isinstance(join(()).only, Unresolved)


@pytest.mark.parametrize("count", [WIDTH - 1, WIDTH, WIDTH + 1, 5 * WIDTH])
def test_alternatives_beyond_the_width_are_one_that_is_not_known(count: int) -> None:
    joined = join(text(str(number)) for number in range(count))
    assert len(joined.atoms) == min(count, WIDTH)
    assert isinstance(joined.atoms[-1], Unresolved) == (count > WIDTH)


@pytest.mark.parametrize(
    ("first", "second", "joined"),
    [
        ((A, B), (A, B), ["a", "b"]),
        ((A,), (A, B), ["a", "~b"]),
        ((A, B), (A, C), ["a", "~b", "~c"]),
        ((), (A,), ["~a"]),
        ((B, A), (A,), ["~b", "~a"]),
    ],
    ids=["equal", "appended", "two ways", "from nothing", "not twice"],
)
def test_lists_share_how_they_begin(
    first: tuple[Element, ...], second: tuple[Element, ...], joined: list[str]
) -> None:
    assert names(join_slots(ListState(first), ListState(second))) == joined


@pytest.mark.parametrize(
    ("first", "second", "joined"),
    [
        ({"k": A}, {"k": A}, ["k=a"]),
        ({"k": A}, {"k": B}, ["k=a/b"]),
        ({"k": A}, {}, ["~k=a"]),
        ({"k": A}, {"l": B}, ["~k=a", "~l=b"]),
    ],
    ids=["equal", "another value", "a key in one", "a key in each"],
)
def test_dicts_join_key_by_key(
    first: dict[str, Element], second: dict[str, Element], joined: list[str]
) -> None:
    states = [DictState(tuple(entries.items())) for entries in (first, second)]
    assert names(join_slots(*states)) == joined


def test_what_may_be_missing_in_one_branch_may_be_missing() -> None:
    maybe = Element(text("b"), certain=False)
    assert names(join_slots(DictState((("k", A),)), DictState((("k", maybe),)))) == ["~k=a/b"]


@pytest.mark.parametrize(("first", "second"), [(True, False), (False, True), (False, False)])
def test_a_container_is_complete_if_both_are(first: bool, second: bool) -> None:
    lists = join_slots(ListState((), first, "why"), ListState((A,), second, "why"))
    dicts = join_slots(DictState((), first), DictState((), second))
    assert isinstance(lists, ListState)
    assert isinstance(dicts, DictState)
    assert (lists.complete, lists.why, dicts.complete) == (False, "why", False)


def test_a_container_keeps_what_an_unknown_key_may_hold() -> None:
    rest = text("r")
    joined = join_slots(DictState(), DictState((), False, rest))
    assert isinstance(joined, DictState)
    assert joined.rest is rest


def test_what_is_no_value_is_not_joined() -> None:
    assert join_slots(text("a"), ListState((A,))) == ListState((A,))
