# How a file is written down: as a notebook of either kind, or formatted in another way.
"""Formats."""

from __future__ import annotations

import ast
import json
import re
from collections.abc import Callable, Iterator
from functools import partial

import libcst as cst

from properties.rewrites.project import Files, Rewritten, nodes, python_files, with_file


def notebooks(files: Files) -> Iterator[Callable[[], Rewritten]]:
    """Yield the project with one file as a source notebook, or one driver as a Jupyter notebook."""
    for path, module in python_files(files):
        stem = path.rpartition("/")[2].removesuffix(".py")
        others = "".join(text for other, text in files.items() if other != path)
        if stem.startswith("__") or "__file__" in files[path]:
            continue
        if not re.search(rf"(?:import|from)\s+[\w.]*\b{stem}\b", others):
            yield partial(_as_source, files, path, module)
        if not re.search(rf"\b{stem}\b", others):
            yield partial(_as_jupyter, files, path, module)


def _cells(module: cst.Module) -> list[str]:
    header = "".join(module.code_for_node(line) for line in module.header)
    cells = [module.code_for_node(statement).strip("\n") for statement in module.body]
    return [header.strip("\n"), *cells] if header.strip() else cells


def _as_source(files: Files, path: str, module: cst.Module) -> Rewritten:
    text = "\n\n# COMMAND ----------\n\n".join(_cells(module))
    return Rewritten(with_file(files, path, f"# Databricks notebook source\n{text}\n"))


def _as_jupyter(files: Files, path: str, module: cst.Module) -> Rewritten:
    cells = [{"cell_type": "code", "metadata": {}, "outputs": [], "source": cell} for cell in _cells(module)]
    document = {"cells": cells, "metadata": {}, "nbformat": 4, "nbformat_minor": 5}
    kept = {other: text for other, text in files.items() if other != path}
    notebook = f"{path.removesuffix('.py')}.ipynb"
    return Rewritten({**kept, notebook: json.dumps(document)}, {notebook: path})


def formats(files: Files) -> Iterator[Callable[[], Rewritten]]:
    """Yield the project with one file formatted differently."""
    for path, module in python_files(files):
        text = files[path].removeprefix("\ufeff")
        written = [
            text.replace("\r\n", "\n").replace("\n", "\r\n"),
            "\ufeff" + text,
            text.rstrip("\n"),
            module.with_changes(default_indent="\t").code,
            _in_parentheses(module),
        ]
        if "scopelint:" not in text:  # comments are lost
            written.append(ast.unparse(ast.parse(text)) + "\n")
        for one in written:
            yield partial(Rewritten, with_file(files, path, one))


class _Parentheses(cst.CSTTransformer):
    def leave_Call(  # noqa: N802 - libcst calls it so
        self, original_node: cst.Call, updated_node: cst.Call
    ) -> cst.BaseExpression:
        return updated_node.with_changes(lpar=[cst.LeftParen()], rpar=[cst.RightParen()])


def _in_parentheses(module: cst.Module) -> str:
    if any(isinstance(node, cst.Decorator) for node in nodes(module)):
        return module.code
    return module.visit(_Parentheses()).code
