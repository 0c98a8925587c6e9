# `def` and `class`. Decorators, defaults and bases belong to the scope around; bodies to their own.
"""Reading definitions."""

from __future__ import annotations

from collections.abc import Callable, Sequence

import libcst as cst

from scopelint.facts.dispatch import read
from scopelint.facts.expression import arguments, identifier
from scopelint.facts.parameters import read_parameters
from scopelint.facts.records import Class, Expr, Function, Stmt
from scopelint.facts.walk import Walk

ReadBlock = Callable[[Walk, cst.BaseSuite], tuple[Stmt, ...]]


def read_function(walk: Walk, node: cst.FunctionDef, read_block: ReadBlock) -> Function:
    """Return a function with its header and body."""
    decorators = _decorators(walk, node.decorators)
    walk.name("def")
    name = identifier(node.name.value)
    start = walk.name(node.name.value)
    span = walk.span(start, walk.position)
    if node.type_parameters:
        walk.verbatim(node.type_parameters)
    parameters = read_parameters(walk, node.params)
    returns = read(walk, node.returns.annotation) if node.returns else None
    outer = walk.prefix
    walk.prefix = f"{outer}{name}.<locals>."
    walk.yields.append(False)
    body = read_block(walk, node.body)
    walk.prefix = outer
    return Function(
        name=name,
        qualname=outer + name,
        parameters=parameters,
        body=body,
        decorators=decorators,
        returns=returns,
        is_async=node.asynchronous is not None,
        is_generator=walk.yields.pop(),
        span=span,
    )


def read_class(walk: Walk, node: cst.ClassDef, read_block: ReadBlock) -> Class:
    """Return a class with its header and body."""
    decorators = _decorators(walk, node.decorators)
    walk.name("class")
    name = identifier(node.name.value)
    start = walk.name(node.name.value)
    span = walk.span(start, walk.position)
    if node.type_parameters:
        walk.verbatim(node.type_parameters)
    if isinstance(node.lpar, cst.LeftParen):
        walk.token("(")
    bases = arguments(walk, [*node.bases, *node.keywords])
    outer = walk.prefix
    walk.prefix = f"{outer}{name}."
    body = read_block(walk, node.body)
    walk.prefix = outer
    return Class(name=name, qualname=outer + name, bases=bases, body=body, decorators=decorators, span=span)


def _decorators(walk: Walk, nodes: Sequence[cst.Decorator]) -> tuple[Expr, ...]:
    found = []
    for node in nodes:
        walk.token("@")
        found.append(read(walk, node.decorator))
    return tuple(found)
