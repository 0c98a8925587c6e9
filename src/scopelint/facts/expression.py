# Expressions: libcst nodes to records, in source order, because the cursor only moves forward.
# A kind of node that is not in the table at the end becomes `Opaque`; nothing here raises for a valid tree.
"""Reading expressions."""

from __future__ import annotations

import unicodedata
from collections.abc import Callable, Sequence
from typing import Any

import libcst as cst

from scopelint.facts import display, literal, operation, strings
from scopelint.facts.dispatch import HANDLERS, read
from scopelint.facts.parameters import read_parameters
from scopelint.facts.records import (
    Argument,
    Attribute,
    Await,
    Call,
    Constant,
    Display,
    Expr,
    Function,
    Lambda,
    Name,
    Return,
    Slice,
    Starred,
    Subscript,
    Walrus,
    Yield,
)
from scopelint.facts.walk import Walk

SINGLETONS = {"None": None, "True": True, "False": False}


def arguments(walk: Walk, nodes: Sequence[cst.Arg]) -> tuple[Argument, ...]:
    """Return the arguments of a call or a class header."""
    return tuple([_argument(walk, node) for node in nodes])


def _argument(walk: Walk, node: cst.Arg) -> Argument:
    keyword = node.keyword
    if keyword is None:
        return Argument(read(walk, node.value), None, node.star)
    walk.name(keyword.value)
    return Argument(read(walk, node.value), identifier(keyword.value))


def identifier(text: str) -> str:
    """Return a name as Python looks it up."""
    return text if text.isascii() else unicodedata.normalize("NFKC", text)


def _name(walk: Walk, node: cst.Name) -> Expr:
    value = node.value
    start = walk.start = walk.name(value)
    span = walk.span(start, walk.position)
    if value in SINGLETONS:
        return Constant(SINGLETONS[value], span)
    return Name(identifier(value), span)


def _number(walk: Walk, node: cst.Integer | cst.Float | cst.Imaginary) -> Expr:
    start = walk.start = walk.token(node.value)
    span = walk.span(start, walk.position)
    value = literal.number_value(node.value)
    return strings.opaque(node.value, span) if value is None else Constant(value, span)


def _ellipsis(walk: Walk, _: cst.Ellipsis) -> Expr:
    start = walk.start = walk.token("...")
    return strings.opaque("...", walk.span(start, walk.position))


def _postfix(walk: Walk, node: cst.BaseExpression) -> Expr:
    """Read `a.b(c)[d]...` from the inside out: chains of methods are long, and this does not recurse."""
    chain: list[cst.Attribute | cst.Call | cst.Subscript] = []
    while isinstance(node, cst.Attribute | cst.Call | cst.Subscript) and not (chain and node.lpar):
        chain.append(node)
        node = node.func if isinstance(node, cst.Call) else node.value
    record = read(walk, node)
    start = walk.start
    for link in reversed(chain):
        if isinstance(link, cst.Attribute):
            walk.name(link.attr.value)
            record = Attribute(record, identifier(link.attr.value), walk.span(start, walk.position))
        elif isinstance(link, cst.Call):
            walk.token("(")
            given = arguments(walk, link.args)
            walk.token(")")
            record = Call(record, given, walk.span(start, walk.position))
        else:
            index = _index(walk, link.slice)
            record = Subscript(record, index, walk.span(start, walk.position))
    walk.start = start
    return record


def _index(walk: Walk, elements: Sequence[cst.SubscriptElement]) -> Expr:
    walk.token("[")
    first = walk.blank()
    items = [_slice(walk, element.slice) for element in elements]
    has_comma = isinstance(elements[-1].comma, cst.Comma)
    if has_comma:
        walk.token(",")
    span = walk.span(first, walk.position)
    walk.token("]")
    if len(items) == 1 and not has_comma and not isinstance(items[0], Starred):
        return items[0]
    return Display("tuple", tuple(items), span)


def _slice(walk: Walk, node: cst.BaseSlice) -> Expr:
    if isinstance(node, cst.Index):
        value = read(walk, node.value)
        return Starred(value) if node.star else value
    if isinstance(node, cst.Slice):
        lower = read(walk, node.lower) if node.lower else None
        walk.token(":")
        upper = read(walk, node.upper) if node.upper else None
        if isinstance(node.second_colon, cst.Colon):
            walk.token(":")
        return Slice(lower, upper, read(walk, node.step) if node.step else None)
    return walk.verbatim(node)


def _lambda(walk: Walk, node: cst.Lambda) -> Expr:
    start = walk.name("lambda")
    parameters = read_parameters(walk, node.params)
    outer = walk.prefix
    walk.prefix = f"{outer}<lambda>.<locals>."
    walk.yields.append(False)
    body = read(walk, node.body)
    walk.prefix = outer
    is_generator = walk.yields.pop()
    walk.start = start
    span = walk.span(start, walk.position)
    return Lambda(
        Function(
            name="<lambda>",
            qualname=f"{outer}<lambda>",
            parameters=parameters,
            body=(Return(body, span),),
            decorators=(),
            returns=None,
            is_async=False,
            is_generator=is_generator,
            span=span,
        )
    )


def _starred(walk: Walk, node: cst.StarredElement) -> Expr:
    start = walk.token("*")
    value = read(walk, node.value)
    walk.start = start
    return Starred(value)


def _await(walk: Walk, node: cst.Await) -> Expr:
    start = walk.name("await")
    value = read(walk, node.expression)
    walk.start = start
    return Await(value)


def _yield(walk: Walk, node: cst.Yield) -> Expr:
    start = walk.name("yield")
    walk.yields[-1] = True
    given = node.value
    delegates = isinstance(given, cst.From)
    value = None if given is None else read(walk, given.item if isinstance(given, cst.From) else given)
    walk.start = start
    return Yield(value, delegates)


def _walrus(walk: Walk, node: cst.NamedExpr) -> Expr:
    target = read(walk, node.target)
    start = walk.start
    value = read(walk, node.value)
    walk.start = start
    return Walrus(target, value) if isinstance(target, Name) else value


READERS: dict[type, Callable[[Walk, Any], Expr]] = {
    cst.Name: _name,
    cst.Attribute: _postfix,
    cst.Call: _postfix,
    cst.SimpleString: strings.read_string,
    cst.FormattedString: strings.read_string,
    cst.ConcatenatedString: strings.read_string,
    cst.Subscript: _postfix,
    cst.Integer: _number,
    cst.Float: _number,
    cst.Imaginary: _number,
    cst.Ellipsis: _ellipsis,
    cst.List: display.read_list,
    cst.Tuple: display.read_tuple,
    cst.Set: display.read_set,
    cst.Dict: display.read_dict,
    cst.StarredElement: _starred,
    cst.BinaryOperation: operation.read_binary,
    cst.BooleanOperation: operation.read_boolean,
    cst.UnaryOperation: operation.read_unary,
    cst.Comparison: operation.read_comparison,
    cst.IfExp: operation.read_conditional,
    cst.Lambda: _lambda,
    cst.ListComp: display.read_comprehension,
    cst.SetComp: display.read_comprehension,
    cst.DictComp: display.read_comprehension,
    cst.GeneratorExp: display.read_generator,
    cst.Await: _await,
    cst.Yield: _yield,
    cst.NamedExpr: _walrus,
}
HANDLERS.update(READERS)
