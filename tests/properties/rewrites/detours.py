# Values that take a way round: through a lambda, a container, a partial, a branch that is decided.
"""Detours of values."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from functools import partial

import libcst as cst

from properties.rewrites.project import (
    Files,
    Rewritten,
    changed,
    fresh,
    holds,
    nodes,
    python_files,
    with_file,
)

_FORMS: tuple[tuple[str, str], ...] = (
    ("", "(lambda: {call})()"),
    ("", "(lambda held: held)({call})"),
    ("", "[{call}][0]"),
    ("", "[*[{call}]][0]"),
    ("", "({call}, None)[0]"),
    ("", "{{'held': {call}}}['held']"),
    ("", "dict(zip(['held'], [{call}]))['held']"),
    ("", "({call} if True else None)"),
    ("", "next(iter([{call}]))"),
    ("", "[held for held in [{call}]][0]"),
    ("", "list(map(lambda held: held, [{call}]))[0]"),
    ("from functools import partial as {name}\n", "{name}({function})({arguments})"),
    ("", "{function}(*[], {arguments})"),
    ("def {name}(held):\n    return held\n", "{name}({call})"),
    ("def {name}(held):\n    yield held\n", "next({name}({call}))"),
    (
        "def {name}(held, *args, **kwargs):\n    return held(*args, **kwargs)\n",
        "{name}({function}, {arguments})",
    ),
    (
        "def {name}(held):\n    def inner(*args, **kwargs):\n        return held(*args, **kwargs)\n\n"
        "    return inner\n",
        "{name}({function})({arguments})",
    ),
    (
        "class {name}:\n    def __init__(self, held):\n        self.held = held\n",
        "{name}({call}).held",
    ),
    (
        "class {name}:\n    def __init__(self, held):\n        self._held = held\n\n"
        "    @property\n    def held(self):\n        return self._held\n",
        "{name}({call}).held",
    ),
    (
        "class {name}:\n    @staticmethod\n    def held(held):\n        return held\n",
        "{name}.held({call})",
    ),
    (
        "class {name}:\n    def __call__(self, held):\n        return held\n",
        "{name}()({call})",
    ),
    (
        "from dataclasses import dataclass\n\n\n@dataclass\nclass {name}:\n    held: object\n",
        "{name}(held={call}).held",
    ),
    ("from types import SimpleNamespace as {name}\n", "{name}(held={call}).held"),
    ("from types import SimpleNamespace as {name}\n", "getattr({name}(held={call}), 'held')"),
    (
        "from typing import NamedTuple\n\n\nclass {name}(NamedTuple):\n    held: object\n",
        "{name}({call}).held",
    ),
    ("from typing import cast as {name}\n", "{name}(object, {call})"),
)
"""Expressions that are worth what a call is, and what has to stand before them."""


def detoured(files: Files) -> Iterator[Callable[[], Rewritten]]:
    """Yield the project with one call that takes a way round to where it is used."""
    for path, module in python_files(files):
        decorators = {id(node.decorator) for node in nodes(module) if isinstance(node, cst.Decorator)}
        for outer in module.body:
            for node in nodes(outer):
                if not isinstance(node, cst.Call) or id(node) in decorators or not _is_simple(node):
                    continue
                # What makes a file an agent or a driver is looked for in its text, where it is called.
                bare = isinstance(node.func, cst.Name) and node.func.value in ("set_model", "log_model")
                for form in _FORMS[:11] if bare else _FORMS:
                    yield partial(_detoured, files, path, module, outer, node, form)


def _is_simple(call: cst.Call) -> bool:
    starred = any(arg.star for arg in call.args)
    special = isinstance(call.func, cst.Name) and call.func.value in ("super", "dict", "locals", "globals")
    return not starred and not special and not holds(call, cst.Await, cst.Yield, cst.NamedExpr)


def _detoured(
    files: Files, path: str, module: cst.Module, outer: cst.CSTNode, call: cst.Call, form: tuple[str, str]
) -> Rewritten:
    name = fresh(files, "Held" if "class " in form[0] else "held_by")
    bare = (arg.with_changes(comma=cst.MaybeSentinel.DEFAULT) for arg in call.args)
    text = form[1].format(
        name=name,
        call=module.code_for_node(call.with_changes(lpar=[], rpar=[])),
        function=module.code_for_node(call.func),
        arguments=", ".join(module.code_for_node(arg) for arg in bare),
    )
    made = cst.parse_expression(f"({text})")
    before = cst.parse_module(form[0].replace("{name}", name)).body
    changes: dict[int, Callable[[cst.CSTNode], object]] = {
        id(call): lambda _: made,
        id(outer): lambda node: cst.FlattenSentinel([*before, node]),
    }
    return Rewritten(with_file(files, path, changed(module, changes)))
