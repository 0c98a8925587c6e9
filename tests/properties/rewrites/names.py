# Renaming: locals of a function, variables, functions and classes of a module, attributes of `self`,
# wherever they are named.
"""Renaming."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from functools import partial

import libcst as cst
from libcst.metadata import Assignment, FunctionScope, GlobalScope, ScopeProvider

from properties.rewrites.project import Files, Rewritten, analysed, changed, fresh, nodes, python_files


def renamed(files: Files) -> Iterator[Callable[[], Rewritten]]:
    """Yield the project with one of its own names changed."""
    for path, module in python_files(files):
        wrapper = analysed(module)
        scopes = dict.fromkeys(wrapper.resolve(ScopeProvider).values())
        for scope in scopes:
            if isinstance(scope, FunctionScope):
                for name, spots in _locals(scope):
                    yield partial(_local, files, path, wrapper.module, name, spots)
        for scope in scopes:
            if isinstance(scope, GlobalScope):
                yield from _definitions(files, path, scope)
                for name, spots in _variables(files, path, scope):
                    yield partial(_local, files, path, wrapper.module, name, spots)
        for name in _attributes(files, wrapper.module):
            yield partial(_attribute, files, path, wrapper.module, name)


def _variables(files: Files, path: str, scope: GlobalScope) -> Iterator[tuple[str, frozenset[int]]]:
    """Yield the variables of a module that no other file and no text speaks of."""
    for name, spots in _locals(scope):
        word = re.compile(rf"\b{re.escape(name)}\b")
        others = (text for other, text in files.items() if other != path)
        if name.startswith("__") or any(word.search(text) for text in (*others, *_texts(files[path]))):
            continue
        if not re.search(rf"\bglobal\b.*\b{re.escape(name)}\b", files[path]):
            yield name, spots


def _texts(text: str) -> Iterator[str]:
    for node in nodes(cst.parse_module(text)):
        if isinstance(node, (cst.SimpleString, cst.FormattedStringText)):
            yield node.value


def _attributes(files: Files, module: cst.Module) -> list[str]:
    """Return the attributes that are set on `self`, and that nothing but `self` seems to have."""
    found: dict[str, bool] = {}
    set_ = set()
    for node in nodes(module):
        match node:
            case cst.AssignTarget(target=cst.Attribute(value=cst.Name("self"), attr=cst.Name(value=name))):
                set_.add(name)
            case cst.Attribute(value=cst.Name("self"), attr=cst.Name(value=name)):
                found.setdefault(name, True)
            case cst.Attribute(attr=cst.Name(value=name)) | cst.FunctionDef(name=cst.Name(value=name)):
                found[name] = False
            case cst.AnnAssign(target=cst.Name(value=name)) | cst.AssignTarget(target=cst.Name(value=name)):
                found[name] = False
            case _:
                pass
    count = {name: sum(name in text for text in files.values()) for name in set_}
    return sorted(name for name in set_ if found.get(name, True) and count[name] == 1)


def _attribute(files: Files, path: str, module: cst.Module, name: str) -> Rewritten:
    new = fresh(files, f"{name}_2")
    spots = [
        id(node.attr) for node in nodes(module) if isinstance(node, cst.Attribute) and node.attr.value == name
    ]
    return Rewritten({**files, path: changed(module, dict.fromkeys(spots, _named(new)))}, {new: name})


def _locals(scope: FunctionScope | GlobalScope) -> Iterator[tuple[str, frozenset[int]]]:
    """Yield the names that a function assigns, and every place that speaks of them."""
    for name in sorted({one.name for one in scope.assignments}):
        made = [one for one in scope.assignments if one.name == name]
        if not all(isinstance(one, Assignment) and isinstance(one.node, cst.Name) for one in made):
            continue  # a parameter, an import, a function
        spots = [one.node for one in made if isinstance(one, Assignment)]
        for one in made:
            spots += [_first(access.node) for access in one.references]
        yield name, frozenset(map(id, spots))


def _first(node: cst.CSTNode) -> cst.CSTNode:
    while isinstance(node, cst.Attribute):
        node = node.value
    return node


def _local(files: Files, path: str, module: cst.Module, name: str, spots: frozenset[int]) -> Rewritten:
    new = fresh(files, f"{name}_2")
    text = changed(module, dict.fromkeys(spots, _named(new)))
    return Rewritten({**files, path: text}, {new: name})


def _named(new: str) -> Callable[[cst.CSTNode], object]:
    return lambda node: node.with_changes(value=new)


def _definitions(files: Files, path: str, scope: GlobalScope) -> Iterator[Callable[[], Rewritten]]:
    for one in sorted(scope.assignments, key=lambda one: one.name):
        if not isinstance(one, Assignment) or not isinstance(one.node, (cst.FunctionDef, cst.ClassDef)):
            continue
        if _is_only_a_name(files, one.name):
            yield partial(_everywhere, files, one.name)


def _is_only_a_name(files: Files, name: str) -> bool:
    """Tell whether all that the project calls so is one thing: no attribute, keyword, text, or second one."""
    word = re.compile(rf"\b{re.escape(name)}\b")
    if any(word.search(text) for path, text in files.items() if not path.endswith(".py")):
        return False
    count = 0
    for path, text in files.items():
        if not path.endswith(".py") or not word.search(text):
            continue
        if text.startswith("# Databricks notebook source"):
            return False
        for node in nodes(cst.parse_module(text)):
            match node:
                case cst.FunctionDef(name=cst.Name(value=value)) | cst.ClassDef(name=cst.Name(value=value)):
                    count += value == name
                case cst.Attribute(attr=cst.Name(value=value)) if value == name:
                    return False
                case cst.Arg(keyword=cst.Name(value=value)) if value == name:
                    return False
                case cst.Param(name=cst.Name(value=value)) if value == name:
                    return False
                case cst.AssignTarget(target=cst.Name(value=value)) if value == name:
                    return False
                case cst.SimpleString(value=value) if word.search(value):
                    return False
                case cst.FormattedStringText(value=value) if word.search(value):
                    return False
                case _:
                    pass
    return count == 1


def _everywhere(files: Files, name: str) -> Rewritten:
    new = fresh(files, f"Other{name}" if name[:1].isupper() else f"other_{name.lstrip('_')}")
    result = dict(files)
    for path, text in files.items():
        if path.endswith(".py") and name in text:
            module = cst.parse_module(text)
            spots = [id(node) for node in nodes(module) if isinstance(node, cst.Name) and node.value == name]
            result[path] = changed(module, dict.fromkeys(spots, _named(new)))
    return Rewritten(result, {new: name})
