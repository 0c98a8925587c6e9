# Positional arguments by keyword: in calls of the project's own functions, and of what the rule table knows.
"""Arguments by keyword."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from functools import cache, partial

import libcst as cst

from properties.rewrites.project import Files, Rewritten, changed, nodes, python_files, with_file
from scopelint.rulebook.load import load_table


def by_keyword(files: Files) -> Iterator[Callable[[], Rewritten]]:
    """Yield the project with the last positional argument of one call given by its keyword."""
    own = _own(files)
    for path, module in python_files(files):
        for node in nodes(module):
            if not isinstance(node, cst.Call):
                continue
            count = next((at for at, arg in enumerate(node.args) if arg.keyword or arg.star), len(node.args))
            if not count or any(arg.star for arg in node.args):
                continue
            keyword = _keyword(node, count - 1, own)
            if keyword and keyword not in {arg.keyword.value for arg in node.args if arg.keyword}:
                yield partial(_given, files, path, module, node.args[count - 1], keyword)


def _own(files: Files) -> dict[str, list[str]]:
    """Return the parameters of the functions that the project defines once, by name."""
    found: dict[str, list[list[str]]] = {}
    for _, module in python_files(files):
        for node in nodes(module):
            if isinstance(node, (cst.FunctionDef, cst.ClassDef)):
                found.setdefault(node.name.value, [])
        for statement in module.body:
            if isinstance(statement, cst.FunctionDef) and not statement.decorators:
                simple = not statement.params.posonly_params and not isinstance(
                    statement.params.star_arg, cst.Param
                )
                names = [one.name.value for one in statement.params.params]
                found[statement.name.value].append(names if simple else [])
    texts = [node for _, module in python_files(files) for node in nodes(module)]
    defined = [one.name.value for one in texts if isinstance(one, (cst.FunctionDef, cst.ClassDef))]
    return {name: held[0] for name, held in found.items() if len(held) == 1 and defined.count(name) == 1}


@cache
def _known() -> dict[tuple[str, str], dict[int, str]]:
    """Return the keywords of positions, by the last two parts of the calls of the table."""
    found: dict[tuple[str, str], dict[int, str]] = {}
    for rule in load_table().rules:
        for call in rule.calls:
            parts = call.split(".")
            for one in rule.resources:
                if one.id is not None and one.id.position is not None and one.id.keywords and len(parts) > 1:
                    found.setdefault((parts[-2], parts[-1]), {})[one.id.position] = one.id.keywords[0]
    return found


def _keyword(call: cst.Call, position: int, own: dict[str, list[str]]) -> str | None:
    match call.func:
        case cst.Name(value=name) if name in own:
            return own[name][position] if position < len(own[name]) else None
        case cst.Attribute(value=cst.Attribute(attr=cst.Name(value=first)), attr=cst.Name(value=last)):
            return _known().get((first, last), {}).get(position)
        case _:
            return None


def _given(files: Files, path: str, module: cst.Module, arg: cst.Arg, keyword: str) -> Rewritten:
    equal = cst.AssignEqual(cst.SimpleWhitespace(""), cst.SimpleWhitespace(""))
    text = changed(module, {id(arg): lambda node: node.with_changes(keyword=cst.Name(keyword), equal=equal)})
    return Rewritten(with_file(files, path, text))
