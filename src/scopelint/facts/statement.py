# Statements: libcst nodes to records, in source order. The span of a compound statement is its header,
# because that is what a reader wants to see; the span of a simple statement is the whole of it.
"""Reading statements."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from typing import Any

import libcst as cst

from scopelint.facts.definition import read_class, read_function
from scopelint.facts.dispatch import read
from scopelint.facts.importing import read_import, read_import_from
from scopelint.facts.operators import AUGMENTED
from scopelint.facts.pattern import bound_names
from scopelint.facts.records import (
    Assert,
    Assign,
    AugmentedAssign,
    Case,
    Define,
    DefineClass,
    Delete,
    Display,
    Evaluate,
    Expr,
    For,
    Handler,
    If,
    Jump,
    Match,
    Name,
    Raise,
    Return,
    Scope,
    Stmt,
    Try,
    While,
    With,
)
from scopelint.facts.walk import Walk
from scopelint.model.location import Span


def read_block(walk: Walk, suite: cst.BaseSuite) -> tuple[Stmt, ...]:
    """Return the statements of a suite, in order; `pass` leaves nothing."""
    return tuple(read_statements(walk, suite.body))


def read_statements(walk: Walk, nodes: Iterable[cst.CSTNode]) -> list[Stmt]:
    """Return the records of statements, in order."""
    found: list[Stmt] = []
    for node in nodes:
        if isinstance(node, cst.SimpleStatementLine):
            for small in node.body:
                _append(walk, small, found)
        else:
            _append(walk, node, found)
    return found


def _append(walk: Walk, node: cst.CSTNode, found: list[Stmt]) -> None:
    handler = HANDLERS.get(type(node))
    record: Stmt | None
    if handler is None:
        text = walk.verbatim(node)
        record = Evaluate(text, text.span)
    else:
        record = handler(walk, node)
    if record is not None:
        found.append(record)


def _since(walk: Walk, start: int) -> Span:
    return walk.span(start, walk.position)


def _expression(walk: Walk, node: cst.Expr) -> Stmt:
    value = read(walk, node.value)
    return Evaluate(value, _since(walk, walk.start))


def _assign(walk: Walk, node: cst.Assign) -> Stmt:
    start = -1
    targets = []
    for target in node.targets:
        targets.append(read(walk, target.target))
        start = walk.start if start < 0 else start
    value = read(walk, node.value)
    return Assign(tuple(targets), value, None, _since(walk, start))


def _annotated(walk: Walk, node: cst.AnnAssign) -> Stmt:
    target = read(walk, node.target)
    start = walk.start
    annotation = read(walk, node.annotation.annotation)
    value = read(walk, node.value) if node.value else None
    return Assign((target,), value, annotation, _since(walk, start))


def _augmented(walk: Walk, node: cst.AugAssign) -> Stmt:
    target = read(walk, node.target)
    start = walk.start
    value = read(walk, node.value)
    return AugmentedAssign(target, AUGMENTED[type(node.operator)], value, _since(walk, start))


def _type_alias(walk: Walk, node: cst.TypeAlias) -> Stmt:
    start = walk.name("type")
    target = read(walk, node.name)
    if node.type_parameters:
        walk.verbatim(node.type_parameters)
    value = read(walk, node.value)
    return Assign((target,), value, None, _since(walk, start))


def _return(walk: Walk, node: cst.Return) -> Stmt:
    start = walk.name("return")
    value = read(walk, node.value) if node.value else None
    return Return(value, _since(walk, start))


def _raise(walk: Walk, node: cst.Raise) -> Stmt:
    start = walk.name("raise")
    exception = read(walk, node.exc) if node.exc else None
    cause = read(walk, node.cause.item) if node.cause else None
    return Raise(exception, _since(walk, start), cause)


def _pass(walk: Walk, _: cst.Pass) -> None:
    walk.name("pass")


def _break(walk: Walk, _: cst.Break) -> Stmt:
    walk.name("break")
    return Jump("break")


def _continue(walk: Walk, _: cst.Continue) -> Stmt:
    walk.name("continue")
    return Jump("continue")


def _delete(walk: Walk, node: cst.Del) -> Stmt:
    walk.name("del")
    target = read(walk, node.target)
    return Delete(target.items if isinstance(target, Display) else (target,))


def _assert(walk: Walk, node: cst.Assert) -> Stmt:
    walk.name("assert")
    test = read(walk, node.test)
    return Assert(test, read(walk, node.msg) if node.msg else None)


def _global(walk: Walk, node: cst.Global | cst.Nonlocal) -> Stmt:
    kind = "global" if isinstance(node, cst.Global) else "nonlocal"
    walk.name(kind)
    for item in node.names:
        walk.name(item.name.value)
    return Scope(kind, tuple([item.name.value for item in node.names]))


def _if(walk: Walk, node: cst.If) -> Stmt:
    branches: list[tuple[Expr, tuple[Stmt, ...], Span]] = []
    branch: cst.If | cst.Else | None = node
    orelse: tuple[Stmt, ...] = ()
    while branch is not None:
        if isinstance(branch, cst.Else):
            orelse = read_block(walk, branch.body)
            break
        start = walk.name("elif" if branches else "if")
        test = read(walk, branch.test)
        span = _since(walk, start)
        branches.append((test, read_block(walk, branch.body), span))
        branch = branch.orelse
    for test, body, span in reversed(branches):
        orelse = (If(test, body, orelse, span),)
    return orelse[0]


def _orelse(walk: Walk, node: cst.Else | None) -> tuple[Stmt, ...]:
    return read_block(walk, node.body) if node else ()


def _start(walk: Walk, keyword: str, asynchronous: object) -> int:
    start = walk.name("async") if asynchronous else -1
    place = walk.name(keyword)
    return start if asynchronous else place


def _for(walk: Walk, node: cst.For) -> Stmt:
    start = _start(walk, "for", node.asynchronous)
    target = read(walk, node.target)
    iterable = read(walk, node.iter)
    span = _since(walk, start)
    body = read_block(walk, node.body)
    return For(target, iterable, body, _orelse(walk, node.orelse), span)


def _while(walk: Walk, node: cst.While) -> Stmt:
    start = walk.name("while")
    test = read(walk, node.test)
    span = _since(walk, start)
    body = read_block(walk, node.body)
    return While(test, body, _orelse(walk, node.orelse), span)


def _with(walk: Walk, node: cst.With) -> Stmt:
    start = _start(walk, "with", node.asynchronous)
    if isinstance(node.lpar, cst.LeftParen):
        walk.token("(")
    items: list[tuple[Expr, Expr | None]] = []
    for item in node.items:
        value = read(walk, item.item)
        items.append((value, read(walk, item.asname.name) if item.asname else None))
    if isinstance(node.rpar, cst.RightParen):
        walk.token(")")
    span = _since(walk, start)
    return With(tuple(items), read_block(walk, node.body), span)


def _try(walk: Walk, node: cst.Try | cst.TryStar) -> Stmt:
    span = _since(walk, walk.name("try"))
    body = read_block(walk, node.body)
    handlers = tuple([_handler(walk, handler) for handler in node.handlers])
    orelse = _orelse(walk, node.orelse)
    final = read_block(walk, node.finalbody.body) if node.finalbody else ()
    return Try(body, handlers, orelse, final, span)


def _handler(walk: Walk, node: cst.ExceptHandler | cst.ExceptStarHandler) -> Handler:
    start = walk.name("except")
    types = read(walk, node.type) if node.type else None
    name = read(walk, node.name.name) if node.name else None
    span = _since(walk, start)
    body = read_block(walk, node.body)
    return Handler(types, name.id if isinstance(name, Name) else None, body, span)


def _match(walk: Walk, node: cst.Match) -> Stmt:
    start = walk.name("match")
    subject = read(walk, node.subject)
    span = _since(walk, start)
    return Match(subject, tuple([_case(walk, case) for case in node.cases]), span)


def _case(walk: Walk, node: cst.MatchCase) -> Case:
    walk.name("case")
    pattern = walk.verbatim(node.pattern).text
    guard = read(walk, node.guard) if node.guard else None
    return Case(pattern, bound_names(node.pattern), guard, read_block(walk, node.body))


def _function(walk: Walk, node: cst.FunctionDef) -> Stmt:
    return Define(read_function(walk, node, read_block))


def _class(walk: Walk, node: cst.ClassDef) -> Stmt:
    return DefineClass(read_class(walk, node, read_block))


HANDLERS: dict[type, Callable[[Walk, Any], Stmt | None]] = {
    cst.Expr: _expression,
    cst.Assign: _assign,
    cst.AnnAssign: _annotated,
    cst.AugAssign: _augmented,
    cst.Return: _return,
    cst.Raise: _raise,
    cst.Pass: _pass,
    cst.Break: _break,
    cst.Continue: _continue,
    cst.Del: _delete,
    cst.Assert: _assert,
    cst.Global: _global,
    cst.Nonlocal: _global,
    cst.Import: read_import,
    cst.ImportFrom: read_import_from,
    cst.If: _if,
    cst.For: _for,
    cst.While: _while,
    cst.With: _with,
    cst.Try: _try,
    cst.TryStar: _try,
    cst.Match: _match,
    cst.FunctionDef: _function,
    cst.ClassDef: _class,
    cst.TypeAlias: _type_alias,
}
# Newer grammar of libcst: bound only where the installed version knows it.
for _kind, _reader in (("LazyImport", read_import), ("LazyImportFrom", read_import_from)):
    if hasattr(cst, _kind):
        HANDLERS[getattr(cst, _kind)] = _reader
