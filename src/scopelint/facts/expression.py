# Expressions: libcst nodes to records, in source order, because the cursor only moves forward.
# A kind of node that is not in the table at the end becomes `Opaque`; nothing here raises for a valid tree.
"""Reading expressions."""

from __future__ import annotations

import unicodedata
from collections.abc import Callable, Sequence
from typing import Any

import libcst as cst

from scopelint.facts import literal, strings
from scopelint.facts.operators import BINARY, BOOLEAN, COMPARISON, UNARY
from scopelint.facts.parameters import read_parameters
from scopelint.facts.records import (
    Argument,
    Attribute,
    Await,
    BinaryOperation,
    BooleanOperation,
    Call,
    Clause,
    Comparison,
    Comprehension,
    Conditional,
    Constant,
    DictDisplay,
    Display,
    Expr,
    Function,
    Lambda,
    Name,
    Return,
    Slice,
    Starred,
    Subscript,
    UnaryOperation,
    Walrus,
    Yield,
)
from scopelint.facts.walk import Walk

SINGLETONS = {"None": None, "True": True, "False": False}


def read(walk: Walk, node: cst.CSTNode) -> Expr:
    """Return the record of an expression and move behind it.

    Afterwards `walk.start` is where it starts, parentheses included; the record's own span leaves
    parentheses out, those of tuples and generators apart.
    """
    handler = HANDLERS.get(type(node), _opaque)
    opening: Sequence[object] = getattr(node, "lpar", ())
    if not opening:
        return handler(walk, node)
    outer = walk.opened = walk.token("(")
    for _ in opening[1:]:
        walk.opened = walk.token("(")
    record = handler(walk, node)
    for _ in opening[1:] if type(node) in OWN_PARENTHESES else opening:
        walk.token(")")
    walk.start = outer
    return record


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


def _opaque(walk: Walk, node: cst.CSTNode) -> Expr:
    if getattr(node, "lpar", ()):
        node = node.with_changes(lpar=(), rpar=())
    return walk.verbatim(node)


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


def _string(walk: Walk, node: cst.BaseString) -> Expr:
    return strings.read_string(walk, node, read)


def _attribute(walk: Walk, node: cst.Attribute) -> Expr:
    value = read(walk, node.value)
    start = walk.start
    walk.name(node.attr.value)
    return Attribute(value, identifier(node.attr.value), walk.span(start, walk.position))


def _call(walk: Walk, node: cst.Call) -> Expr:
    function = read(walk, node.func)
    start = walk.start
    walk.token("(")
    given = arguments(walk, node.args)
    walk.token(")")
    walk.start = start
    return Call(function, given, walk.span(start, walk.position))


def _subscript(walk: Walk, node: cst.Subscript) -> Expr:
    value = read(walk, node.value)
    start = walk.start
    elements = node.slice
    first = walk.token("[")
    items = [_slice(walk, element.slice) for element in elements]
    last = elements[-1]
    if len(items) == 1 and not isinstance(last.comma, cst.Comma) and not isinstance(items[0], Starred):
        index = items[0]
    else:
        if isinstance(last.comma, cst.Comma):
            walk.token(",")
        end, walk.position = walk.position, first + 1
        span = walk.span(walk.blank(), end)
        walk.position = end
        index = Display("tuple", tuple(items), span)
    walk.token("]")
    walk.start = start
    return Subscript(value, index, walk.span(start, walk.position))


def _slice(walk: Walk, node: cst.BaseSlice) -> Expr:
    if isinstance(node, cst.Index):
        value = read(walk, node.value)
        return Starred(value) if node.star else value
    if isinstance(node, cst.Slice):
        lower = read(walk, node.lower) if node.lower else None
        upper = read(walk, node.upper) if node.upper else None
        return Slice(lower, upper, read(walk, node.step) if node.step else None)
    return walk.verbatim(node)


def _binary(walk: Walk, node: cst.BinaryOperation) -> Expr:
    chain = [node]
    while isinstance(node.left, cst.BinaryOperation) and not node.left.lpar:
        node = node.left
        chain.append(node)
    record = read(walk, node.left)
    start = walk.start
    for link in reversed(chain):
        operator = BINARY[type(link.operator)]
        walk.token(operator)
        right = read(walk, link.right)
        record = BinaryOperation(operator, record, right, walk.span(start, walk.position))
    walk.start = start
    return record


def _boolean(walk: Walk, node: cst.BooleanOperation) -> Expr:
    operator = BOOLEAN[type(node.operator)]
    pending: list[cst.BaseExpression] = [node]
    operands: list[cst.BaseExpression] = []
    while pending:
        part = pending.pop()
        if (
            isinstance(part, cst.BooleanOperation)
            and (part is node or not part.lpar)
            and BOOLEAN[type(part.operator)] == operator
        ):
            pending += (part.right, part.left)
        else:
            operands.append(part)
    record = read(walk, operands[0])
    start = walk.start
    for operand in operands[1:]:
        record = BooleanOperation(operator, record, read(walk, operand))
    walk.start = start
    return record


def _unary(walk: Walk, node: cst.UnaryOperation) -> Expr:
    operator = UNARY[type(node.operator)]
    start = walk.token(operator)
    operand = read(walk, node.expression)
    walk.start = start
    return UnaryOperation(operator, operand)


def _comparison(walk: Walk, node: cst.Comparison) -> Expr:
    left = read(walk, node.left)
    start = walk.start
    rest = [(COMPARISON[type(target.operator)], read(walk, target.comparator)) for target in node.comparisons]
    walk.start = start
    return Comparison(left, tuple(rest), walk.span(start, walk.position))


def _conditional(walk: Walk, node: cst.IfExp) -> Expr:
    body = read(walk, node.body)
    start = walk.start
    test = read(walk, node.test)
    orelse = read(walk, node.orelse)
    walk.start = start
    return Conditional(test, body, orelse)


def _lambda(walk: Walk, node: cst.Lambda) -> Expr:
    start = walk.name("lambda")
    parameters = read_parameters(walk, node.params, read)
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


def _element(walk: Walk, node: cst.BaseElement) -> Expr:
    return read(walk, node if isinstance(node, cst.StarredElement) else node.value)


def _tuple(walk: Walk, node: cst.Tuple) -> Expr:
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


def _list(walk: Walk, node: cst.List) -> Expr:
    start = walk.token("[")
    items = tuple([_element(walk, element) for element in node.elements])
    walk.token("]")
    walk.start = start
    return Display("list", items, walk.span(start, walk.position))


def _set(walk: Walk, node: cst.Set) -> Expr:
    start = walk.token("{")
    items = tuple([_element(walk, element) for element in node.elements])
    walk.token("}")
    walk.start = start
    return Display("set", items, walk.span(start, walk.position))


def _dict(walk: Walk, node: cst.Dict) -> Expr:
    start = walk.token("{")
    entries: list[tuple[Expr | None, Expr]] = []
    for element in node.elements:
        key = read(walk, element.key) if isinstance(element, cst.DictElement) else None
        entries.append((key, read(walk, element.value)))
    walk.token("}")
    walk.start = start
    return DictDisplay(tuple(entries), walk.span(start, walk.position))


def _comprehension(walk: Walk, node: cst.ListComp | cst.SetComp | cst.DictComp) -> Expr:
    kind, opening, closing = COMPREHENSIONS[type(node)]
    start = walk.token(opening)
    key = read(walk, node.key) if isinstance(node, cst.DictComp) else None
    element = read(walk, node.value if isinstance(node, cst.DictComp) else node.elt)
    clauses = _clauses(walk, node.for_in)
    walk.token(closing)
    walk.start = start
    return Comprehension(kind, key, element, clauses, walk.span(start, walk.position))


def _generator(walk: Walk, node: cst.GeneratorExp) -> Expr:
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


OWN_PARENTHESES = frozenset({cst.Tuple, cst.GeneratorExp})
COMPREHENSIONS: dict[type, tuple[str, str, str]] = {
    cst.ListComp: ("list", "[", "]"),
    cst.SetComp: ("set", "{", "}"),
    cst.DictComp: ("dict", "{", "}"),
}
HANDLERS: dict[type, Callable[[Walk, Any], Expr]] = {
    cst.Name: _name,
    cst.Attribute: _attribute,
    cst.Call: _call,
    cst.SimpleString: _string,
    cst.FormattedString: _string,
    cst.ConcatenatedString: _string,
    cst.Subscript: _subscript,
    cst.Integer: _number,
    cst.Float: _number,
    cst.Imaginary: _number,
    cst.Ellipsis: _ellipsis,
    cst.List: _list,
    cst.Tuple: _tuple,
    cst.Set: _set,
    cst.Dict: _dict,
    cst.StarredElement: _starred,
    cst.BinaryOperation: _binary,
    cst.BooleanOperation: _boolean,
    cst.UnaryOperation: _unary,
    cst.Comparison: _comparison,
    cst.IfExp: _conditional,
    cst.Lambda: _lambda,
    cst.ListComp: _comprehension,
    cst.SetComp: _comprehension,
    cst.DictComp: _comprehension,
    cst.GeneratorExp: _generator,
    cst.Await: _await,
    cst.Yield: _yield,
    cst.NamedExpr: _walrus,
}
