"""Input is data: whatever its size or shape, the answer comes soon, and nothing is expanded without end."""

from __future__ import annotations

import contextlib
import json
import sys
import tempfile
import time
from collections.abc import Iterator
from itertools import pairwise
from pathlib import Path
from types import FrameType

import pytest
from mdtest import engine

from scopelint.model.report import Report

SECONDS = 20
"""Generous: a slow machine must not fail, an endless loop must."""
MEMORY = 3 << 30

HEAD = """\
import mlflow
from databricks.sdk import WorkspaceClient
from mlflow.pyfunc import PythonModel

w = WorkspaceClient()
"""
TAIL = """

class Agent(PythonModel):
    def predict(self, context, model_input):
        return w.genie.get_space("01f0")


mlflow.models.set_model(Agent())
"""


def branches(count: int) -> str:
    return "x = ''\n" + "".join(
        f"if mlflow.flag({n}):\n    x += 'a{n}'\nelse:\n    x += 'b{n}'\n" for n in range(count)
    )


def fan_out(count: int) -> str:
    head = "def f0(c, n):\n    return c.genie.get_space(n)\n"
    return head + "".join(
        f"def f{n}(c, n):\n    f{n - 1}(c, n + 'l')\n    return f{n - 1}(c, n + 'r')\n"
        for n in range(1, count)
    )


BODIES = {
    "deep parentheses": "x = " + "(" * 3000 + "1" + ")" * 3000 + "\n",
    "deep lists": "x = " + "[" * 3000 + "]" * 3000 + "\n",
    "deep attributes": "x = w" + ".a" * 5000 + "\n",
    "deep calls": "x = w" + ".a()" * 3000 + "\n",
    "a long sum": "x = " + " + ".join(["'a'"] * 5000) + "\n",
    "a long chain of operators": "x = " + " | ".join(["w"] * 3000) + "\n",
    "deep blocks": "".join("    " * n + "if w:\n" for n in range(90)) + "    " * 90 + "pass\n",
    "a huge dict": "x = {" + ", ".join(f"'k{n}': ['v{n}', {n}]" for n in range(8_000)) + "}\n",
    "a huge string": f"x = '{'a' * 2_000_000}'\n",
    "doubled text": "x = 'ab'\n" + "x = x + x\n" * 80,
    "doubled text in place": "x = 'ab'\n" + "x += x\n" * 80,
    "doubled lists": "x = ['ab']\n" + "x = x + x\n" * 60,
    "doubled lists in place": "x = ['ab']\n" + "x.extend(x)\n" * 60,
    "doubled spread": "x = ['ab']\n" + "x = [*x, *x]\n" * 60,
    "nested sharing": "x = ['ab']\n" + "x = [x, x]\n" * 60 + "w.genie.get_space(x)\n",
    "nested sharing in dicts": "x = {}\n" + "x = {'a': x, 'b': x}\n" * 60 + "w.genie.get_space(**x)\n",
    "a list in itself": "x = []\nx.append(x)\nw.genie.get_space(x)\nw.genie.get_space(x[0][0])\n",
    "a dict in itself": "x = {}\nx['x'] = x\nw.genie.get_space(x['x']['x'])\nw.genie.get_space(**x)\n",
    "an object in itself": "class O: ...\no = O()\no.o = o\nw.genie.get_space(o)\no.o.o.genie()\n",
    "multiplied text": "x = 'a' * 10**10\nw.genie.get_space(x)\n",
    "multiplied lists": "x = [w] * 10**9\nfor y in x:\n    y.genie.get_space('1')\n",
    "a wide format": "x = '%1000000000s' % 'a'\ny = f'{x:>1000000000}'\nz = '{:1000000000}'.format(x)\n",
    "padding": "x = 'a'.ljust(10**10).zfill(10**10).center(10**10).expandtabs(10**10)\n",
    "a great power": "x = 9 ** 9 ** 9\ny = 1 << 10**12\nw.genie.get_space(str(x))\n",
    "a long range": "for n in range(10**12):\n    w.genie.get_space(f'{n}')\n",
    "nested comprehensions": "x = [a for a in range(9999) for b in range(9999) for c in range(9999)]\n",
    "many branches": branches(40) + "w.genie.get_space(x)\n",
    "calls that fan out": fan_out(40) + "f39(w, '')\n",
    "endless recursion": "def f(n):\n    return f(n + 'x') + f('y' + n)\nw.genie.get_space(f('a'))\n",
    "recursion by lambda": "f = lambda g: g(g)\nf(f)\n",
    "an endless generator": "def g():\n    while True:\n        yield g()\nw.genie.get_space(*g())\n",
    "an endless loop": "x = 'a'\nwhile True:\n    x = x + 'a'\n    w.genie.get_space(x)\n",
    "a decorator of itself": "def d(f):\n    return d(d)\n@d\ndef h():\n    pass\nh()\n",
    "a property of itself": "class P:\n    @property\n    def p(self):\n        return self.p\nP().p()\n",
    "a class of itself": "class C:\n    def __init__(self):\n        self.c = C()\nC().c.c.c\n",
    "a base of itself": "class B(B): pass\nclass D(E): pass\nclass E(D): pass\nD().x\nB()\n",
    "long inheritance": "class C0:\n    def f(self):\n        return w\n"
    + "".join(f"class C{n}(C{n - 1}):\n    def f(self):\n        return super().f()\n" for n in range(1, 300))
    + "C299().f().genie.get_space('1')\n",
    "a hook": "class H:\n    def __getattr__(self, n):\n        return getattr(self, n + n)\nH().a\n",
    "an assignment to itself": "a = b = c = None\na, b, c = b, c, a\na = a\nw.genie.get_space(a)\n",
    "many functions": "".join(f"def f{n}():\n    return f{n + 1}()\n" for n in range(3000)) + "f0()\n",
    "many names": "".join(f"x{n} = '{n}'\n" for n in range(8_000)),
    "joined text": "x = 'ab'\n" + "x = x.join([x, x, x])\n" * 40,
    "replaced text": "x = 'ab'\n" + "x = x.replace('a', x)\n" * 40,
    "split text": "x = 'a,' * 1000\n" + "x = ','.join(x.split(',') * 2)\n" * 40,
    "many handlers": "try:\n" * 1 + "    w.x()\n" + "except Exception:\n    w = WorkspaceClient()\n" * 300,
    "a long SQL text": "w.statement_execution.execute_statement('SELECT ' || '"
    + "(SELECT 1 FROM " * 400
    + "a.b.c"
    + ")" * 400
    + "', 'w')\n",
    "a deep SQL text": 'w.statement_execution.execute_statement("SELECT '
    + "(" * 3000
    + "1"
    + ")" * 3000
    + '", "w")\n',
    "a wide SQL text": 'w.statement_execution.execute_statement("SELECT * FROM '
    + ", ".join(f"a.b.t{n}" for n in range(3000))
    + '", "w")\n',
    "alternatives that multiply": "".join(
        f"x{n} = 'a' if mlflow.f() else 'b'\n" for n in range(30)
    )
    + "w.genie.get_space(" + " + ".join(f"x{n}" for n in range(30)) + ")\n",
    "alternatives of arguments": "def f("
    + ", ".join(f"a{n}" for n in range(20))
    + "):\n    w.genie.get_space(a0)\n"
    + "x = w if mlflow.f() else None\nf(" + ", ".join(["x"] * 20) + ")\n",
}  # fmt: skip


@contextlib.contextmanager
def bounded() -> Iterator[None]:
    """Fail, rather than take the machine down, where something does expand without end."""
    if sys.platform == "win32":
        yield
        return
    import resource
    import signal

    def stop(_: int, __: FrameType | None) -> None:
        raise TimeoutError(f"no answer after {SECONDS} seconds of work")

    limits = resource.getrlimit(resource.RLIMIT_AS)
    before = signal.signal(signal.SIGPROF, stop)
    resource.setrlimit(resource.RLIMIT_AS, (MEMORY, limits[1]))
    signal.setitimer(signal.ITIMER_PROF, SECONDS)
    try:
        yield
    finally:
        signal.setitimer(signal.ITIMER_PROF, 0)
        signal.signal(signal.SIGPROF, before)
        resource.setrlimit(resource.RLIMIT_AS, limits)


def run(files: dict[str, str]) -> tuple[Report, float]:
    with tempfile.TemporaryDirectory() as folder:
        root = Path(folder).resolve()
        for name, text in files.items():
            (root / name).parent.mkdir(parents=True, exist_ok=True)
            (root / name).write_text(text, encoding="utf-8")
        start = time.process_time()
        try:
            with bounded():
                report = engine.run(root)
        except (TimeoutError, MemoryError) as error:  # its traceback may be too broken to be shown
            pytest.fail(f"{type(error).__name__}: {error}", pytrace=False)
        return report, time.process_time() - start


def reaches(report: Report, space: str) -> bool:
    return any(f'"{space}"' in str(use) for _, use in engine.observed(report).uses)


@pytest.mark.parametrize("body", BODIES.values(), ids=BODIES)
def test_one_module(body: str) -> None:
    report, seconds = run({"agent.py": HEAD + body + TAIL})
    assert seconds < SECONDS
    assert report.agents or report.units_skipped
    assert len(engine.render(report, "json")) < 20_000_000


@pytest.mark.parametrize("body", BODIES.values(), ids=BODIES)
def test_in_a_request(body: str) -> None:
    lines = "".join(f"        {line}\n" for line in body.splitlines())
    text = f"{HEAD}\n\nclass Agent(PythonModel):\n    def predict(self, context, model_input):\n{lines}\n\n"
    report, seconds = run({"agent.py": text + "mlflow.models.set_model(Agent())\n"})
    assert seconds < SECONDS
    assert report.agents or report.units_skipped


def test_modules_in_a_ring() -> None:
    ring = {
        f"m{n}.py": f"import m{(n + 1) % 300}\nfrom m{(n + 7) % 300} import *\nX = {n}\n" for n in range(300)
    }
    report, seconds = run({"agent.py": HEAD + "from m0 import *\n" + TAIL, **ring})
    assert seconds < SECONDS
    assert reaches(report, "01f0")


def test_a_long_chain_of_modules() -> None:
    chain = {f"m{n}.py": f"from m{n + 1} import SPACE\n" for n in range(400)}
    files = {"agent.py": HEAD + "from m0 import SPACE\n" + TAIL, **chain, "m400.py": "SPACE = 'x'\n"}
    report, seconds = run(files)
    assert seconds < SECONDS
    assert reaches(report, "01f0")


def test_many_files() -> None:
    text = "from databricks.sdk import WorkspaceClient\n\n\ndef f():\n    return WorkspaceClient()\n"
    files = {f"pkg/part{n % 20}/m{n}.py": text for n in range(400)}
    report, seconds = run({"agent.py": HEAD + TAIL, **files})
    assert seconds < SECONDS
    assert reaches(report, "01f0")


def test_a_notebook_of_many_cells() -> None:
    cells = [{"cell_type": "code", "source": f"x{n} = {n}"} for n in range(4000)]
    cells.append({"cell_type": "code", "source": HEAD + TAIL})
    report, seconds = run({"agent.ipynb": json.dumps({"cells": cells, "nbformat": 4, "metadata": {}})})
    assert seconds < SECONDS
    assert reaches(report, "01f0")


EXPLODING = {
    "aliases": "a: &a [x, x]\n"
    + "".join(
        f"{new}: &{new} [*{old}, *{old}, *{old}]\n" for old, new in pairwise("abcdefghijklmnopqrstuvwxyz")
    ),
    "deep": "a: " + "[" * 2000 + "]" * 2000 + "\n",
    "recursive": "a: &a {b: *a}\n",
    "long": "a: " + "x" * 3_000_000 + "\n",
}


@pytest.mark.parametrize("text", EXPLODING.values(), ids=EXPLODING)
def test_a_configuration_that_explodes(text: str) -> None:
    body = "from mlflow.models import ModelConfig\nc = ModelConfig(development_config='config.yml')\n"
    use = "w.genie.get_space(c.get('y'))\nw.genie.get_space(c.get('a'))\n"
    report, seconds = run({"agent.py": HEAD + body + use + TAIL, "config.yml": text, "databricks.yml": text})
    assert seconds < SECONDS
    assert reaches(report, "01f0")


def test_links_out_of_the_project_are_not_followed(tmp_path: Path) -> None:
    outside = tmp_path / "outside"
    outside.mkdir()
    (outside / "config.yml").write_text("linked: 01f9secret\nabove: 01f7secret\n")
    (outside / "helper.py").write_text("SPACE = '01f8secret'\n")
    root = tmp_path / "project"
    root.mkdir()
    (root / "linked").symlink_to(outside)
    (root / "loop").symlink_to(root)
    (root / "helper.py").symlink_to(outside / "helper.py")
    text = HEAD + (
        "from mlflow.models import ModelConfig\nfrom helper import SPACE\n"
        "c = ModelConfig(development_config='linked/config.yml')\n"
        "d = ModelConfig(development_config='../outside/config.yml')\n"
        "w.genie.get_space(c.get('linked'))\nw.genie.get_space(d.get('above'))\nw.genie.get_space(SPACE)\n"
    )
    (root / "agent.py").write_text(text + TAIL)
    report = engine.run(root)
    uses = [str(use) for _, use in engine.observed(report).uses]
    assert not [use for use in uses if "secret" in use]
    assert reaches(report, "01f0")
