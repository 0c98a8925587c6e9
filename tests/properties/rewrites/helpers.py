# Extracting what a statement computes into a function, moving that function to another module, and putting
# all that a script does into a function.
"""Extracting helpers."""

from __future__ import annotations

import builtins
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from functools import partial

import libcst as cst

from properties.rewrites.project import (
    Files,
    Rewritten,
    changed,
    fresh,
    holds,
    loaded,
    nodes,
    python_files,
    with_file,
)

_HARD = (
    cst.Await,
    cst.Yield,
    cst.NamedExpr,
    cst.Lambda,
    cst.GeneratorExp,
    cst.ListComp,
    cst.SetComp,
    cst.DictComp,
)
"""What an expression cannot hold if it is to become a function of the names that it reads."""


@dataclass(frozen=True)
class _Spot:
    """A call that becomes a function's result, and the statement of the module that it stands in."""

    call: cst.Call
    outer: cst.CSTNode
    parameters: tuple[str, ...]


def extracted(files: Files) -> Iterator[Callable[[], Rewritten]]:
    """Yield the project with one assigned, returned or given call in a function of its own."""
    for path, module in python_files(files):
        for spot in _spots(module):
            yield partial(_beside, files, path, module, spot)


def moved(files: Files) -> Iterator[Callable[[], Rewritten]]:
    """Yield the project with such a function in a module beside the one that it was in."""
    for path, module in python_files(files):
        folder = path.rpartition("/")[0]
        package = f"{folder}/__init__.py" if folder else "__init__.py"
        entry = "set_model" in files[path] or not any(
            other != path and other.endswith(".py") for other in files
        )
        if package in files and entry:
            continue  # how it is imported depends on how it is started
        for spot in _spots(module, imported=_imports(module)):
            for form in ("by name", "through the module", "through a package"):
                yield partial(_elsewhere, files, path, module, spot, relative=package in files, form=form)


def in_main(files: Files) -> Iterator[Callable[[], Rewritten]]:
    """Yield the project with what a script does, after its imports, in a function that it calls."""
    for path, module in python_files(files):
        stem = path.rpartition("/")[2].removesuffix(".py")
        others = "".join(text for other, text in files.items() if other != path)
        if "log_model" in files[path] and "set_model" not in files[path] and stem not in others:
            yield partial(_in_main, files, path, module)


def _in_main(files: Files, path: str, module: cst.Module) -> Rewritten:
    first = next((at for at, one in enumerate(module.body) if not _is_import(one)), len(module.body))
    body = cst.IndentedBlock(module.body[first:])
    if not body.body:
        return Rewritten(files)
    function = cst.parse_module("def main():\n    pass\n").body[0].with_changes(body=body)
    started = cst.parse_module('if __name__ == "__main__":\n    main()\n').body
    return Rewritten(
        {**files, path: module.with_changes(body=[*module.body[:first], function, *started]).code}
    )


def _spots(module: cst.Module, imported: frozenset[str] | None = None) -> Iterator[_Spot]:
    """Yield the calls; the names that stay free are those of the module, or those that are `imported`."""
    own = _bound(module)
    free = (own if imported is None else imported) | frozenset(dir(builtins))
    for outer in module.body:
        local = _locals(outer)
        for call in _calls(outer):
            if holds(call, *_HARD) or "super" in loaded(call):
                continue
            names = tuple(name for name in loaded(call) if name not in free or name in local)
            yield _Spot(call, outer, names)


def _calls(outer: cst.CSTNode) -> Iterator[cst.Call]:
    for node in nodes(outer):
        match node:
            case cst.Assign(value=cst.Call() as call) | cst.Return(value=cst.Call() as call):
                yield call
            case cst.Arg(value=cst.Call() as call, star=""):
                yield call
            case _:
                pass


def _locals(outer: cst.CSTNode) -> frozenset[str]:
    """Return the names that are bound inside a statement of the module, other than the statement's own."""
    if not isinstance(outer, (cst.FunctionDef, cst.ClassDef)):
        return frozenset()
    return _bound(outer.body) | frozenset(
        node.name.value for node in nodes(outer) if isinstance(node, cst.Param)
    )


def _bound(root: cst.CSTNode) -> frozenset[str]:
    found: set[str] = set()
    for node in nodes(root):
        match node:
            case cst.FunctionDef(name=name) | cst.ClassDef(name=name):
                found.add(name.value)
            case cst.AssignTarget(target=target) | cst.AsName(name=target) | cst.For(target=target):
                found.update(loaded(target))
            case cst.AnnAssign(target=cst.Name(value=value)) | cst.ImportAlias(name=cst.Name(value=value)):
                found.add(value)
            case cst.ImportAlias(name=cst.Attribute(), asname=None):
                found.add(node.evaluated_name.partition(".")[0])
            case _:
                pass
    return frozenset(found)


def _imports(module: cst.Module) -> frozenset[str]:
    return frozenset(name for statement in module.body if _is_import(statement) for name in _bound(statement))


def _is_import(statement: cst.CSTNode) -> bool:
    return isinstance(statement, cst.SimpleStatementLine) and all(
        isinstance(one, cst.Import) or (isinstance(one, cst.ImportFrom) and not one.relative)
        for one in statement.body
    )


def _function(spot: _Spot, name: str) -> str:
    call = cst.Module([]).code_for_node(spot.call)
    return f"def {name}({', '.join(spot.parameters)}):\n    return (\n{_deeper(call)}\n    )\n"


def _deeper(text: str) -> str:
    return "        " + text


def _calling(spot: _Spot, name: str) -> cst.BaseExpression:
    return cst.parse_expression(f"{name}({', '.join(spot.parameters)})")


def _beside(files: Files, path: str, module: cst.Module, spot: _Spot) -> Rewritten:
    name = fresh(files, "helped")
    function = cst.parse_module(_function(spot, name)).body[0]
    text = changed(
        module,
        {
            id(spot.call): lambda _: _calling(spot, name),
            id(spot.outer): lambda node: cst.FlattenSentinel([function, node]),
        },
    )
    return Rewritten(with_file(files, path, text))


def _elsewhere(
    files: Files, path: str, module: cst.Module, spot: _Spot, *, relative: bool, form: str
) -> Rewritten:
    folder = path.rpartition("/")[0]
    home, name = fresh(files, "helping"), fresh(files, "helped")
    beside = f"{folder}/{home}" if folder else home
    used = set(loaded(spot.call))
    needed = [
        module.code_for_node(statement)
        for statement in module.body
        if _is_import(statement) and not _bound(statement).isdisjoint(used)
    ]
    other = "".join(needed).lstrip("\n") + "\n\n" + _function(spot, name)
    start = "." if relative else ""
    given = f"({', '.join(spot.parameters)})"
    added = {f"{beside}.py": other}
    written, call = f"from {start}{home} import {name}\n", name + given
    if form == "through the module":
        written = f"from . import {home}\n" if relative else f"import {home}\n"
        call = f"{home}.{name}{given}"
    elif form == "through a package":
        added = {f"{beside}/__init__.py": "from .inner import *\n", f"{beside}/inner.py": other}
    statement = cst.parse_statement(written)
    text = changed(
        module,
        {
            id(spot.call): lambda _: cst.parse_expression(call),
            id(spot.outer): lambda node: cst.FlattenSentinel([statement, node]),
        },
    )
    return Rewritten({**files, path: text, **added})
