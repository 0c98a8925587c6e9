# How far the analysis follows code, and that it says where it stopped.
from __future__ import annotations

from pathlib import Path

import pytest

from project.runs import run
from scopelint.project import functions, machine, state
from scopelint.project.bounds import MAX_DEPTH, MAX_SIZE


def test_a_run_within_its_bounds_has_hit_none(tmp_path: Path) -> None:
    source = "def f(n):\n    return 'a' * n\nx = [f(1), *['b'] * 3]\nfor y in x:\n    z = y\n"
    assert run(tmp_path, source).machine.limits == {}


def test_steps(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(machine, "MAX_STEPS", 50)
    ran = run(tmp_path, "".join(f"x{number} = 'a'\n" for number in range(100)))
    assert list(ran.machine.limits) == ["the analysis stopped after 50 steps"]
    assert (ran("x0"), ran("x99")) == ("'a'", "unbound")


def test_depth(tmp_path: Path) -> None:
    count = MAX_DEPTH + 5
    chain = "def f0():\n    return 'end'\n"
    chain += "".join(f"def f{n}():\n    return f{n - 1}()\n" for n in range(1, count))
    ran = run(tmp_path, f"{chain}near = f{MAX_DEPTH - 1}()\nfar = f{count - 1}()\n")
    assert list(ran.machine.limits) == [f"calls more than {MAX_DEPTH} deep were not followed"]
    assert (ran("near"), ran("far")) == ("'end'", "?")


def test_recursion_on_a_known_number_ends_by_itself(tmp_path: Path) -> None:
    source = "def f(n):\n    return 'end' if n == 0 else f(n - 1)\nx = f(3)\n"
    assert run(tmp_path, source)("x") == "'end'"


@pytest.mark.parametrize(
    "call", ["f(100)", "f(flag())", "f([[]])"], ids=["too deep", "not known", "walks over data"]
)
def test_recursion_without_an_end_is_not_followed(tmp_path: Path, call: str) -> None:
    source = f"def f(n):\n    if n == 0:\n        return 'end'\n    return f(n - 1)\nx = {call}\n"
    assert "?" in run(tmp_path, source)("x")


def test_functions_that_call_each_other_end(tmp_path: Path) -> None:
    source = "def f(n):\n    return g(n)\ndef g(n):\n    return f(n)\nx = f(flag())\n"
    assert run(tmp_path, source)("x") == "?"


def test_size(tmp_path: Path) -> None:
    ran = run(tmp_path, "x = ['a']\n" + "x = x + x\n" * 12)
    assert ran("x").count("'a'") == MAX_SIZE
    assert ran("x").endswith(", ...]")


def test_size_of_a_list_that_grows_in_place(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(state, "MAX_SIZE", 4)
    assert run(tmp_path, "x = ['a']\nx += ['b', 'c', 'd', 'e']\n")("x") == "['a', 'b', 'c', 'd', ...]"


def test_a_costly_function_is_followed_for_its_first_calls(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(functions, "MAX_ACTIVATIONS", 2)
    monkeypatch.setattr(functions, "MAX_SPENT", 1)
    calls = "".join(f"x{n} = f('{n}')\n" for n in range(4))
    ran = run(tmp_path, f"def f(name):\n    return f'a.{{name}}'\n{calls}")
    assert list(ran.machine.limits) == ["`f` was followed for its first 2 calls only"]
    assert (ran("x0"), ran("x1")) == ("'a.0'", "'a.1'")
    assert ran("x3") == "'a.0' | 'a.1'"


def test_a_loop_is_followed_for_its_first_elements(tmp_path: Path) -> None:
    ran = run(tmp_path, f"y = []\nfor x in {[str(n) for n in range(100)]}:\n    y.append(x)\n")
    assert list(ran.machine.limits) == ["a loop was followed for its first 64 elements"]
    assert ran("y").count("'") == 2 * 64
