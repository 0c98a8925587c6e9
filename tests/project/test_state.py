# Branches: each starts from the same state, and what they leave is joined.
from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest

from project.runs import Run, run, shown
from scopelint.project.state import Flow
from scopelint.project.values import Element, ListAtom, Store, Val, text


@pytest.fixture
def empty(tmp_path: Path) -> Run:
    return run(tmp_path, "")


def writes(empty: Run, store: Store, key: str, value: str, flow: Flow = Flow.FALL) -> Callable[[], Flow]:
    def path() -> Flow:
        empty.machine.write(store, key, text(value))
        return flow

    return path


def held(empty: Run, store: Store, key: str) -> str:
    value = store.slots.get(key)
    return shown(empty.machine, value) if isinstance(value, Val) else "unbound"


def test_isolate_takes_back_what_a_path_wrote(empty: Run) -> None:
    store = empty.machine.store()
    empty.machine.write(store, "old", text("before"))

    def path() -> Flow:
        for key, value in (("old", "one"), ("old", "two"), ("new", "three")):
            empty.machine.write(store, key, text(value))
        return Flow.BREAK

    flow, changes = empty.machine.isolate(path)
    assert flow is Flow.BREAK
    left = {key: value.literal for _, key, value in changes if isinstance(value, Val)}
    assert left == {"old": "two", "new": "three"}
    assert (held(empty, store, "old"), held(empty, store, "new")) == ("'before'", "unbound")


def test_weaken_adds_to_what_is_there(empty: Run) -> None:
    store = empty.machine.store()
    empty.machine.write(store, "x", text("before"))
    empty.machine.weaken([(store, "x", text("after")), (store, "y", text("new"))])
    assert (held(empty, store, "x"), held(empty, store, "y")) == ("'before' | 'after'", "'new'")


@pytest.mark.parametrize(
    ("first", "second", "flow", "after"),
    [
        (Flow.FALL, Flow.FALL, Flow.FALL, "'a' | 'b'"),
        (Flow.FALL, Flow.RAISE, Flow.FALL, "'a'"),
        (Flow.RAISE, Flow.FALL, Flow.FALL, "'b'"),
        (Flow.FALL, Flow.RETURN, Flow.FALL, "'a'"),
        (Flow.FALL, Flow.BREAK, Flow.FALL, "'a' | 'b'"),
        (Flow.FALL, Flow.CONTINUE, Flow.FALL, "'a' | 'b'"),
        (Flow.RETURN, Flow.RAISE, Flow.RETURN, "'before'"),
        (Flow.RAISE, Flow.RAISE, Flow.RAISE, "'before'"),
        (Flow.BREAK, Flow.CONTINUE, Flow.CONTINUE, "'before' | 'a' | 'b'"),
        (Flow.BREAK, Flow.RAISE, Flow.BREAK, "'before' | 'a'"),
    ],
)
def test_how_branches_end_decides_what_they_leave_in_their_own_frame(
    empty: Run, first: Flow, second: Flow, flow: Flow, after: str
) -> None:
    store = empty.at.store
    empty.machine.write(store, "x", text("before"))
    paths = [writes(empty, store, "x", "a", first), writes(empty, store, "x", "b", second)]
    assert empty.machine.branch(paths, empty.at) is flow
    assert held(empty, store, "x") == after


def test_a_branch_that_returns_leaves_what_it_wrote_elsewhere(empty: Run) -> None:
    other = empty.machine.store()
    empty.machine.write(other, "x", text("before"))
    paths = [writes(empty, other, "x", "a", Flow.RETURN), lambda: Flow.FALL]
    assert empty.machine.branch(paths, empty.at) is Flow.FALL
    assert held(empty, other, "x") == "'before' | 'a'"


def test_a_branch_that_writes_nothing_keeps_what_was_there(empty: Run) -> None:
    store = empty.machine.store()
    empty.machine.write(store, "x", text("before"))
    empty.machine.branch([writes(empty, store, "x", "a"), lambda: Flow.FALL], empty.at)
    assert held(empty, store, "x") == "'before' | 'a'"


def test_every_branch_starts_from_the_same_state(empty: Run) -> None:
    store = empty.machine.store()
    empty.machine.write(store, "x", text("before"))
    seen: list[str] = []

    def path() -> Flow:
        seen.append(held(empty, store, "x"))
        empty.machine.write(store, "x", text("after"))
        return Flow.FALL

    empty.machine.branch([path, path, path], empty.at)
    assert seen == ["'before'"] * 3
    assert held(empty, store, "x") == "'after'"


def test_branches_inside_branches_are_taken_back_as_a_whole(empty: Run) -> None:
    store = empty.machine.store()
    empty.machine.write(store, "x", text("before"))

    def outer() -> Flow:
        empty.machine.branch([writes(empty, store, "x", "a"), writes(empty, store, "x", "b")], empty.at)
        return Flow.RAISE

    empty.machine.branch([outer, lambda: Flow.FALL], empty.at)
    assert held(empty, store, "x") == "'before'"


def test_lists_that_branches_append_to_hold_both(empty: Run) -> None:
    value = empty.machine.new_list([Element(text("a"))])
    atom = value.only
    assert isinstance(atom, ListAtom)

    def appends(name: str) -> Callable[[], Flow]:
        def path() -> Flow:
            state = empty.machine.items(atom)
            added = type(state)((*state.items, Element(text(name))), state.complete)
            empty.machine.write(atom.store, "items", added)
            return Flow.FALL

        return path

    empty.machine.branch([appends("b"), appends("c")], empty.at)
    assert shown(empty.machine, value) == "['a', ~'b', ~'c']"


def test_no_branch_at_all_goes_on(empty: Run) -> None:
    assert empty.machine.branch([], empty.at) is Flow.FALL
