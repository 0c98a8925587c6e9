# Texts that stand in calls, as constants of the module, and put together from parts.
"""Naming constants."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from functools import partial

import libcst as cst

from properties.rewrites.project import Files, Rewritten, changed, fresh, nodes, python_files, with_file

_FORMS = (
    "{text}",
    "{first} + {second}",
    "f{holed}",
    '"".join([{first}, {second}])',
    'dict(held={text})["held"]',
)


def named(files: Files) -> Iterator[Callable[[], Rewritten]]:
    """Yield the project with one text of a call as a constant before the statement of the module."""
    for path, module in python_files(files):
        for outer in module.body:
            for node in nodes(outer):
                text = node.value if isinstance(node, cst.Arg) and not node.star else None
                if not isinstance(text, cst.SimpleString) or text.prefix or not _is_plain(text):
                    continue
                for form in _FORMS:
                    yield partial(_named, files, path, module, outer, text, form)


def _is_plain(text: cst.SimpleString) -> bool:
    value = text.evaluated_value
    return isinstance(value, str) and len(value) > 1 and value.isascii() and not set(value) & set("{}\\\n\"'")


def _named(
    files: Files, path: str, module: cst.Module, outer: cst.CSTNode, text: cst.SimpleString, form: str
) -> Rewritten:
    value = str(text.evaluated_value)
    half = len(value) // 2
    name, tail = fresh(files, "HELD_TEXT"), fresh(files, "HELD_PART")
    written = form.format(
        text=repr(value),
        first=repr(value[:half]),
        second=repr(value[half:]),
        holed=repr(f"{value[:half]}{{{tail}}}"),
    )
    part = cst.parse_statement(f"{tail} = {value[half:]!r}\n")
    statement = cst.parse_statement(f"{name} = {written}\n")
    before = [part, statement] if tail in written else [statement]
    changes: dict[int, Callable[[cst.CSTNode], object]] = {
        id(text): lambda _: cst.Name(name),
        id(outer): lambda node: cst.FlattenSentinel([*before, node]),
    }
    return Rewritten(with_file(files, path, changed(module, changes)))
