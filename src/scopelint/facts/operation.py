# Operators between expressions. Chains are read without recursion: `a + b + ...` may be a thousand long.
"""Reading operations."""

from __future__ import annotations

import libcst as cst

from scopelint.facts.dispatch import read
from scopelint.facts.operators import BINARY, BOOLEAN, COMPARISON, UNARY
from scopelint.facts.records import (
    BinaryOperation,
    BooleanOperation,
    Comparison,
    Conditional,
    Expr,
    UnaryOperation,
)
from scopelint.facts.walk import Walk

LONG_CHAIN = 50
"""Operands of one operator beyond which they are grouped, to keep trees shallow."""
ASSOCIATIVE = frozenset({"+", "|", "&"})


def read_binary(walk: Walk, node: cst.BinaryOperation) -> Expr:
    """Return `left operator right`, and what hangs on its left."""
    chain = [node]
    while isinstance(node.left, cst.BinaryOperation) and not node.left.lpar:
        node = node.left
        chain.append(node)
    first = read(walk, node.left)
    start = walk.start
    operators: list[str] = []
    operands = [(first, start, walk.position)]
    for link in reversed(chain):
        operators.append(BINARY[type(link.operator)])
        walk.token(operators[-1])
        operand = read(walk, link.right)
        operands.append((operand, walk.start, walk.position))
    walk.start = start
    if len(chain) > LONG_CHAIN and len(set(operators)) == 1 and operators[0] in ASSOCIATIVE:
        return _balanced(walk, operators[0], operands)
    for operator, (operand, _, end) in zip(operators, operands[1:], strict=True):
        first = BinaryOperation(operator, first, operand, walk.span(start, end))
    return first


def _balanced(walk: Walk, operator: str, operands: list[tuple[Expr, int, int]]) -> Expr:
    """Return `a + b + c + d` as `(a + b) + (c + d)`: the same value, and no deep tree."""
    while len(operands) > 1:
        pairs = zip(operands[::2], operands[1::2], strict=False)
        joined: list[tuple[Expr, int, int]] = [
            (BinaryOperation(operator, left, right, walk.span(start, end)), start, end)
            for (left, start, _), (right, _, end) in pairs
        ]
        operands = joined + operands[len(joined) * 2 :]
    return operands[0][0]


def read_boolean(walk: Walk, node: cst.BooleanOperation) -> Expr:
    """Return `a and b and ...` or `a or b or ...`."""
    operator = BOOLEAN[type(node.operator)]
    pending: list[cst.BaseExpression] = [node]
    operands: list[Expr] = []
    start = -1
    while pending:
        part = pending.pop()
        if (
            isinstance(part, cst.BooleanOperation)
            and (part is node or not part.lpar)
            and BOOLEAN[type(part.operator)] == operator
        ):
            pending += (part.right, part.left)
        else:
            operands.append(read(walk, part))
            start = walk.start if start < 0 else start
    walk.start = start
    while len(operands) > LONG_CHAIN:
        pairs = zip(operands[::2], operands[1::2], strict=False)
        joined: list[Expr] = [BooleanOperation(operator, left, right) for left, right in pairs]
        operands = joined + operands[len(joined) * 2 :]
    record = operands[0]
    for operand in operands[1:]:
        record = BooleanOperation(operator, record, operand)
    return record


def read_unary(walk: Walk, node: cst.UnaryOperation) -> Expr:
    """Return `not x`, `-x`, `+x` or `~x`."""
    operator = UNARY[type(node.operator)]
    start = walk.token(operator)
    operand = read(walk, node.expression)
    walk.start = start
    return UnaryOperation(operator, operand)


def read_comparison(walk: Walk, node: cst.Comparison) -> Expr:
    """Return `a < b == c ...`."""
    left = read(walk, node.left)
    start = walk.start
    rest = [(COMPARISON[type(target.operator)], read(walk, target.comparator)) for target in node.comparisons]
    walk.start = start
    return Comparison(left, tuple(rest), walk.span(start, walk.position))


def read_conditional(walk: Walk, node: cst.IfExp) -> Expr:
    """Return `body if test else orelse`."""
    body = read(walk, node.body)
    start = walk.start
    test = read(walk, node.test)
    orelse = read(walk, node.orelse)
    walk.start = start
    return Conditional(test, body, orelse)
