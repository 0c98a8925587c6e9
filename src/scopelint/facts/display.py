# Lists, tuples, sets and dicts, written out or comprehended.
"""Reading displays."""

from __future__ import annotations

import libcst as cst

from scopelint.facts.dispatch import read
from scopelint.facts.records import Clause, Comprehension, DictDisplay, Display, Expr
from scopelint.facts.walk import Walk

COMPREHENSIONS: dict[type, tuple[str, str, str]] = {
    cst.ListComp: ("list", "[", "]"),
    cst.SetComp: ("set", "{", "}"),
    cst.DictComp: ("dict", "{", "}"),
}


def _element(walk: Walk, node: cst.BaseElement) -> Expr:
    return read(walk, node if isinstance(node, cst.StarredElement) else node.value)


def read_tuple(walk: Walk, node: cst.Tuple) -> Expr:
    """Return a tuple; its span takes in its own parentheses."""
    start = walk.opened if node.lpar else -1
    items = []
    for element in node.elements:
        items.append(_element(walk, element))
        start = walk.start if start < 0 else start
        if isinstance(element.comma, cst.Comma):
            walk.token(",")
    if node.lpar:
        walk.token(")")
    walk.start = start
    return Display("tuple", tuple(items), walk.span(start, walk.position))


def read_list(walk: Walk, node: cst.List) -> Expr:
    """Return a list."""
    start = walk.token("[")
    items = tuple([_element(walk, element) for element in node.elements])
    walk.token("]")
    walk.start = start
    return Display("list", items, walk.span(start, walk.position))


def read_set(walk: Walk, node: cst.Set) -> Expr:
    """Return a set."""
    start = walk.token("{")
    items = tuple([_element(walk, element) for element in node.elements])
    walk.token("}")
    walk.start = start
    return Display("set", items, walk.span(start, walk.position))


def read_dict(walk: Walk, node: cst.Dict) -> Expr:
    """Return a dict."""
    start = walk.token("{")
    entries: list[tuple[Expr | None, Expr]] = []
    for element in node.elements:
        key = read(walk, element.key) if isinstance(element, cst.DictElement) else None
        entries.append((key, read(walk, element.value)))
    walk.token("}")
    walk.start = start
    return DictDisplay(tuple(entries), walk.span(start, walk.position))


def read_comprehension(walk: Walk, node: cst.ListComp | cst.SetComp | cst.DictComp) -> Expr:
    """Return a list, set or dict comprehension."""
    kind, opening, closing = COMPREHENSIONS[type(node)]
    start = walk.token(opening)
    key = read(walk, node.key) if isinstance(node, cst.DictComp) else None
    element = read(walk, node.value if isinstance(node, cst.DictComp) else node.elt)
    clauses = _clauses(walk, node.for_in)
    walk.token(closing)
    walk.start = start
    return Comprehension(kind, key, element, clauses, walk.span(start, walk.position))


def read_generator(walk: Walk, node: cst.GeneratorExp) -> Expr:
    """Return a generator; its span takes in its own parentheses."""
    start = walk.opened if node.lpar else -1
    element = read(walk, node.elt)
    start = walk.start if start < 0 else start
    clauses = _clauses(walk, node.for_in)
    if node.lpar:
        walk.token(")")
    walk.start = start
    return Comprehension("generator", None, element, clauses, walk.span(start, walk.position))


def _clauses(walk: Walk, node: cst.CompFor | None) -> tuple[Clause, ...]:
    clauses = []
    while node is not None:
        target = read(walk, node.target)
        iterable = read(walk, node.iter)
        clauses.append(Clause(target, iterable, tuple([read(walk, test.test) for test in node.ifs])))
        node = node.inner_for_in
    return tuple(clauses)
