# What a branch learns from its test.
from __future__ import annotations

from pathlib import Path

import pytest

from project.runs import run

HEAD = """\
import os
from databricks.sdk import WorkspaceClient

x = "a"
if os.environ["B"]:
    x = None
if os.environ["C"]:
    x = WorkspaceClient()
yes = no = "-"
"""
CLIENT = "databricks.sdk.WorkspaceClient"


def taken(value: str) -> str:
    """Return a value without what it holds where the branch is not taken."""
    return " | ".join(one for one in value.split(" | ") if one != "'-'")


@pytest.mark.parametrize(
    ("test", "yes", "no"),
    [
        ("x", f"'a' | {CLIENT}", "None"),
        ("not x", "None", f"'a' | {CLIENT}"),
        ("x is None", "None", f"'a' | {CLIENT}"),
        ("x is not None", f"'a' | {CLIENT}", "None"),
        ("x == 'a'", "'a'", f"None | {CLIENT}"),
        ("isinstance(x, str)", "'a'", f"None | {CLIENT}"),
        ("isinstance(x, WorkspaceClient)", CLIENT, "'a' | None"),
        ("isinstance(x, (str, WorkspaceClient))", f"'a' | {CLIENT}", "None"),
        ("x is not None and isinstance(x, str)", "'a'", f"'a' | None | {CLIENT}"),
        ("(y := x)", f"'a' | None | {CLIENT}", f"'a' | None | {CLIENT}"),
        ("os.environ['D']", f"'a' | None | {CLIENT}", f"'a' | None | {CLIENT}"),
    ],
)
def test_each_branch_knows_what_its_test_says(tmp_path: Path, test: str, yes: str, no: str) -> None:
    ran = run(tmp_path, f"{HEAD}if {test}:\n    yes = x\nelse:\n    no = x\n")
    assert (taken(ran("yes")), taken(ran("no"))) == (yes, no)


@pytest.mark.parametrize("test", ["x", "x is not None", "x == 'a'", "isinstance(x, str)"])
def test_a_branch_that_cannot_be_taken_is_not_run(tmp_path: Path, test: str) -> None:
    ran = run(tmp_path, f"x = 'a'\ny = 'before'\nif {test}:\n    y = 'then'\nelse:\n    y = 'else'\n")
    assert ran("y") == "'then'"


def test_after_a_branch_that_leaves_only_the_other_is_known(tmp_path: Path) -> None:
    source = (
        f"{HEAD}def f(value):\n    if value is None:\n        return 'none'\n    return value\nz = f(x)\n"
    )
    assert run(tmp_path, source)("z") == f"'none' | 'a' | {CLIENT}"


def test_attributes_are_narrowed_too(tmp_path: Path) -> None:
    box = "class Box: ...\nbox = Box()\nbox.held = x\n"
    source = f"{HEAD}{box}if isinstance(box.held, str):\n    yes = box.held\n"
    assert "'a'" in run(tmp_path, source)("yes")
    assert CLIENT not in run(tmp_path, source)("yes")


def test_a_test_does_not_change_what_is_known_afterwards(tmp_path: Path) -> None:
    ran = run(tmp_path, f"{HEAD}if x:\n    pass\n")
    assert sorted(ran("x").split(" | ")) == sorted(["'a'", "None", CLIENT])
