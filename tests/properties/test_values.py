"""What Python computes is among what scopelint says: a value may be unknown, but never wrong."""

from __future__ import annotations

import re
import tempfile
from pathlib import Path

from hypothesis import HealthCheck, assume, given, settings
from mdtest import engine
from mdtest.assertion import UseLine

from properties.programs import programs

HEAD = """\
import os

import mlflow
from databricks.sdk import WorkspaceClient
from mlflow.pyfunc import PythonModel

flag = bool(os.environ.get("FLAG"))
ask = WorkspaceClient().genie.get_space
"""
TAIL = """

class Agent(PythonModel):
    def predict(self, context, model_input):
        return model_input


mlflow.models.set_model(Agent())
"""


def computed(program: str, flag: bool) -> list[tuple[int, str]]:
    """Run a program of our own making; return what it asks for, by line."""
    import sys

    asked: list[tuple[int, str]] = []

    def ask(name: str) -> None:
        asked.append((sys._getframe(1).f_lineno, name))

    exec(compile(program, "<program>", "exec"), {"flag": flag, "ask": ask})
    return asked


def known(program: str) -> dict[int, list[UseLine]]:
    """Return the uses that scopelint finds, by the program's lines."""
    with tempfile.TemporaryDirectory() as folder:
        root = Path(folder).resolve()
        (root / "agent.py").write_text(HEAD + program + TAIL, encoding="utf-8")
        report = engine.run(root)
    found: dict[int, list[UseLine]] = {}
    for place, use in engine.observed(report).uses:
        found.setdefault(place.line - HEAD.count("\n"), []).append(use)
    return found


def covers(use: UseLine, name: str) -> bool:
    if use.id == "?" or ":" in use.id:
        return True
    pattern = ".*".join(re.escape(part) for part in use.id.split("{}"))
    return re.fullmatch(pattern, name, re.DOTALL) is not None


MANY = 16
"""So many alternatives are followed; what lies beyond this bound is not compared."""

many = settings(max_examples=120, deadline=None, suppress_health_check=list(HealthCheck))


@many
@given(programs(plain=True))
def test_no_value_is_wrong(program: str) -> None:
    compare(program)


@many
@given(programs(plain=False))
def test_no_value_is_wrong_after_jumps_and_changes_in_place(program: str) -> None:
    compare(program)


def compare(program: str) -> None:
    """Fail if Python computes a name that is not among what scopelint knows."""
    asked = []
    for flag in (True, False):
        try:
            asked += computed(program, flag)
        except (IndexError, KeyError, UnboundLocalError, NameError, ValueError, TypeError):
            assume(False)
    assume(all(len(name) < 200 for _, name in asked))
    found = known(program)
    for line, name in asked:
        uses = found.get(line, [])
        if not name or len(uses) >= MANY:
            continue
        text = program.splitlines()[line - 1]
        assert any(covers(use, name) for use in uses), (
            f"{text} asks for {name!r}; known: {[u.id for u in uses]}"
        )
