# Values that take a way round: through a lambda, a container, a partial, a branch that is decided.
"""Detours of values."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from functools import partial

import libcst as cst

from properties.rewrites.project import Files, Rewritten, changed, holds, nodes, python_files, with_file

_FORMS = (
    "(lambda: {call})()",
    "(lambda held: held)({call})",
    "[{call}][0]",
    "({call}, None)[0]",
    "{{'held': {call}}}['held']",
    "({call} if True else None)",
    "next(iter([{call}]))",
    "[held for held in [{call}]][0]",
    "__import__('functools').partial({function})({arguments})",
    "{function}(*[], **{{}}, {arguments})",
)


def detoured(files: Files) -> Iterator[Callable[[], Rewritten]]:
    """Yield the project with one call that takes a way round to where it is used."""
    for path, module in python_files(files):
        decorators = {id(node.decorator) for node in nodes(module) if isinstance(node, cst.Decorator)}
        for node in nodes(module):
            if not isinstance(node, cst.Call) or id(node) in decorators or not _is_simple(node):
                continue
            for form in _FORMS:
                yield partial(_detoured, files, path, module, node, form)


def _is_simple(call: cst.Call) -> bool:
    starred = any(arg.star for arg in call.args)
    special = isinstance(call.func, cst.Name) and call.func.value in ("super", "dict", "locals", "globals")
    return not starred and not special and not holds(call, cst.Await, cst.Yield, cst.NamedExpr)


def _detoured(files: Files, path: str, module: cst.Module, call: cst.Call, form: str) -> Rewritten:
    arguments = list(call.args)
    by_position = ", ".join(
        module.code_for_node(arg.with_changes(comma=cst.MaybeSentinel.DEFAULT)) for arg in arguments
    )
    if form.startswith("{function}(*") and any(arg.keyword is None for arg in arguments):
        form = "{function}(*[], {arguments})"
    text = form.format(
        call=module.code_for_node(call.with_changes(lpar=[], rpar=[])),
        function=module.code_for_node(call.func),
        arguments=by_position,
    )
    made = cst.parse_expression(f"({text})")
    return Rewritten(with_file(files, path, changed(module, {id(call): lambda _: made})))
