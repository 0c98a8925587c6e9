"""Whatever the input is, the answer is a report or an error that somebody can act on, never a traceback."""

from __future__ import annotations

import json
import tempfile
from pathlib import Path

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from mdtest import engine

from properties.agents import PLAIN, Spec, specs, write
from scopelint.errors import InternalError, ScopelintError
from scopelint.model.report import Report

few = settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.too_slow])

FRAGMENTS = (
    *(
        "import mlflow",
        "from databricks.sdk import WorkspaceClient",
        "from . import agent",
        "from agent import *",
    ),
    *(
        "w = WorkspaceClient()",
        "w.genie.get_space(",
        ")",
        "(",
        "[",
        "{",
        "}",
        '"""',
        "'",
        "f'{",
        "}'",
        "\\",
        "\t",
    ),
    *(
        "class A(A):",
        "class A(PythonModel):",
        "def f(*a, **k):",
        "    return f(f)",
        "    yield",
        "    self.x = self",
    ),
    *("lambda: lambda: 0", "x = x", "x: x = x", "del x", "global x", "async def g():", "    await g()"),
    *(
        "for x in x:",
        "    continue",
        "while True:",
        "    break",
        "try:",
        "except* E:",
        "finally:",
        "with x as y, z:",
    ),
    *(
        "match x:",
        "    case {'a': [*_, b]}:",
        "        pass",
        "@x.y(z)",
        "%pip install x",
        "!ls",
        "%%writefile a.py",
    ),
    *(
        "# Databricks notebook source",
        "# COMMAND ----------",
        "# MAGIC %run ./agent",
        "# scopelint: ignore[",
        "\ufeff",
    ),
    *(
        "mlflow.models.set_model(A())",
        "mlflow.pyfunc.log_model(python_model='agent.py', resources=[",
        "type X = int",
    ),
    *(
        "# scopelint: uses",
        "# scopelint: uses genie_space 01 as user",
        "\x0c",
        "\r",
        "\x00",
        "0" * 50,
        "é",
        "\u2028",
    ),
)


def run(files: dict[str, bytes]) -> Report | None:
    """Run scopelint on a project; None where it refuses with an error of its own."""
    with tempfile.TemporaryDirectory() as folder:
        root = Path(folder).resolve()
        for name, content in files.items():
            (root / name).write_bytes(content)
        try:
            return engine.run(root)
        except InternalError:
            raise
        except ScopelintError:
            return None


lines = st.lists(st.sampled_from(FRAGMENTS), max_size=25).map("\n".join)


@few
@given(st.one_of(st.text(), lines, st.binary().map(lambda raw: raw.decode("latin-1"))))
def test_python(text: str) -> None:
    run({"agent.py": ("import mlflow\n" + text).encode("utf-8", "surrogatepass")})


@few
@given(lines, lines)
def test_two_modules(one: str, two: str) -> None:
    run({"agent.py": f"import mlflow, other\n{one}".encode(), "other.py": f"import mlflow\n{two}".encode()})


@few
@given(st.binary())
def test_bytes(raw: bytes) -> None:
    run({"agent.py": b"import databricks\n" + raw})


@few
@given(specs(), st.data())
def test_agents_with_a_piece_cut_out_or_doubled(spec: Spec, data: st.DataObject) -> None:
    files = write(spec, PLAIN)
    name = data.draw(st.sampled_from(sorted(files)))
    text = files[name]
    start = data.draw(st.integers(0, len(text)))
    end = data.draw(st.integers(start, len(text)))
    files[name] = data.draw(st.sampled_from([text[:start] + text[end:], text[:end] + text[start:]]))
    run({name: text.encode() for name, text in files.items()})


cells = st.one_of(
    st.fixed_dictionaries(
        {
            "cell_type": st.sampled_from(["code", "markdown", "raw", "?", None]),
            "source": st.one_of(lines, st.lists(lines, max_size=3), st.none(), st.integers()),
        }
    ),
    st.none(),
)


@few
@given(
    st.one_of(
        st.fixed_dictionaries(
            {"cells": st.one_of(st.lists(cells, max_size=4), st.none()), "nbformat": st.just(4)}
        ),
        st.none(),
        st.lists(st.integers(), max_size=2),
    )
)
def test_jupyter(document: object) -> None:
    run({"agent.ipynb": json.dumps(document).encode(), "driver.py": b"import mlflow\n"})


@few
@given(
    st.one_of(
        st.text(), st.sampled_from(["a: &a [*a]", "a: *b", "!!python/object:os.system {}", "{", "- " * 500])
    )
)
def test_yaml(text: str) -> None:
    agent = (
        b"import mlflow\nfrom databricks.sdk import WorkspaceClient\nfrom mlflow.models import ModelConfig\n"
        b"c = ModelConfig(development_config='config.yml')\n"
        b"WorkspaceClient().genie.get_space(c.get('a')['b'])\nmlflow.models.set_model(c)\n"
    )
    raw = text.encode("utf-8", "surrogatepass")
    run({"agent.py": agent, "config.yml": raw, "databricks.yml": raw, "MLmodel": raw, "app.yaml": raw})
