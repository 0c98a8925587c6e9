# What can be done to statements: put into a `try`, swapped with an independent neighbour, given company
# that does nothing, given hints on types.
"""Rewriting statements."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from functools import partial
from itertools import pairwise

import libcst as cst

from properties.rewrites.project import (
    Files,
    Rewritten,
    changed,
    holds,
    loaded,
    nodes,
    python_files,
    with_file,
)

_Body = Sequence[cst.BaseStatement]


def _blocks(module: cst.Module) -> Iterator[tuple[cst.CSTNode, _Body, bool]]:
    """Yield the blocks of a module: who holds them, their statements, and whether it is a class."""
    yield module, list(module.body), False
    for node in nodes(module):
        match node:
            case cst.ClassDef(body=cst.IndentedBlock() as block):
                yield block, list(block.body), True
            case cst.FunctionDef(body=cst.IndentedBlock() as block):
                yield block, list(block.body), False
            case cst.If(body=cst.IndentedBlock() as block) | cst.With(body=cst.IndentedBlock() as block):
                yield block, list(block.body), False
            case _:
                pass


def guarded(files: Files) -> Iterator[Callable[[], Rewritten]]:
    """Yield the project with one simple statement in a `try` that lets every failure pass."""
    for path, module in python_files(files):
        for _, body, is_class in _blocks(module):
            for statement in body:
                if is_class or not _is_simple(statement):
                    continue
                yield partial(_replaced, files, path, module, statement, _tried)


def _is_simple(statement: cst.CSTNode) -> bool:
    if not isinstance(statement, cst.SimpleStatementLine) or len(statement.body) != 1:
        return False
    match statement.body[0]:
        case cst.Assign() | cst.Return() | cst.AnnAssign():
            return True
        case cst.Expr(value=value):
            return not isinstance(value, (cst.SimpleString, cst.ConcatenatedString))
        case _:
            return False


def _tried(statement: cst.BaseStatement) -> list[cst.BaseStatement]:
    handler = cst.parse_statement("try:\n    pass\nexcept ValueError:\n    raise\n")
    assert isinstance(handler, cst.Try)
    assert isinstance(statement, cst.SimpleStatementLine)
    bare = statement.with_changes(leading_lines=[])
    return [handler.with_changes(body=cst.IndentedBlock([bare]), leading_lines=statement.leading_lines)]


def swapped(files: Files) -> Iterator[Callable[[], Rewritten]]:
    """Yield the project with two neighbours that have nothing to do with each other in the other order."""
    for path, module in python_files(files):
        for holder, body, is_class in _blocks(module):
            for at, (one, two) in enumerate(pairwise(body)):
                if is_class or not _independent(one, two):
                    continue
                order = [*body[:at], two, one, *body[at + 2 :]]
                yield partial(_reordered, files, path, module, holder, order)


def _independent(one: cst.BaseStatement, two: cst.BaseStatement) -> bool:
    if _is_function(one) and _is_function(two):
        return True
    first, second = _written(one), _written(two)
    if first is None or second is None:
        return False
    (made_first, read_first), (made_second, read_second) = first, second
    return not (made_first & (made_second | read_second) or made_second & read_first)


def _is_function(statement: cst.BaseStatement) -> bool:
    if not isinstance(statement, cst.FunctionDef) or statement.decorators:
        return False
    return not any(param.default is not None for param in nodes(statement) if isinstance(param, cst.Param))


def _written(statement: cst.BaseStatement) -> tuple[set[str], set[str]] | None:
    """Return the names that a statement binds and reads, if binding names is all that it does."""
    if not isinstance(statement, cst.SimpleStatementLine) or len(statement.body) != 1:
        return None
    match statement.body[0]:
        case cst.Assign(targets=[cst.AssignTarget(target=cst.Name(value=name))], value=value):
            touching = holds(value, cst.Await, cst.NamedExpr, cst.Yield)
            return None if touching else ({name}, set(loaded(value)))
        case cst.Import(names=names):
            return {_bound(alias) for alias in names}, set()
        case cst.ImportFrom(names=names, module=module) if not isinstance(names, cst.ImportStar):
            future = isinstance(module, cst.Name) and module.value == "__future__"
            return None if future else ({_bound(alias) for alias in names}, set())
        case _:
            return None


def _bound(alias: cst.ImportAlias) -> str:
    return alias.evaluated_alias or alias.evaluated_name.partition(".")[0]


def _reordered(files: Files, path: str, module: cst.Module, holder: cst.CSTNode, order: _Body) -> Rewritten:
    if holder is module:
        return Rewritten(with_file(files, path, module.with_changes(body=order).code))
    text = changed(module, {id(holder): lambda node: node.with_changes(body=order)})
    return Rewritten(with_file(files, path, text))


_PADDING = (
    "# a remark: WorkspaceClient() acts as the system\n",
    "_unused = 1\n",
    "if False:\n    WorkspaceClient().genie.start_conversation('dead', 'hello')\n",
    "def _uncalled():\n    from databricks.sdk import WorkspaceClient\n"
    "    return WorkspaceClient().genie.start_conversation('dead', 'hello')\n",
    "pass\n",
)
"""What changes nothing, before whatever statement it stands."""


def padded(files: Files) -> Iterator[Callable[[], Rewritten]]:
    """Yield the project with a comment or with code that does nothing before one statement."""
    for path, module in python_files(files):
        for _, body, is_class in _blocks(module):
            for at, statement in enumerate(body):
                for text in _PADDING:
                    if is_class and not text.startswith(("#", "pass")):
                        continue
                    if _comes_first(statement) or (at == 0 and text[0] == "d" and not is_class):
                        continue
                    yield partial(_padded, files, path, module, statement, text)


def _comes_first(statement: cst.BaseStatement) -> bool:
    if not isinstance(statement, cst.SimpleStatementLine):
        return False
    first = statement.body[0]
    if isinstance(first, cst.Expr) and isinstance(first.value, cst.SimpleString):
        return True
    return isinstance(first, cst.ImportFrom) and "__future__" in loaded(first)


def _padded(
    files: Files, path: str, module: cst.Module, statement: cst.BaseStatement, text: str
) -> Rewritten:
    parsed = cst.parse_module(text)
    if not parsed.body:
        assert isinstance(statement, (cst.SimpleStatementLine, cst.BaseCompoundStatement))
        line = cst.EmptyLine(comment=cst.Comment(text.rstrip("\n")))
        kept = [*statement.leading_lines, line]
        return _replaced(files, path, module, statement, lambda one: [one.with_changes(leading_lines=kept)])
    return _replaced(files, path, module, statement, lambda one: [parsed.body[0], one])


def hinted(files: Files) -> Iterator[Callable[[], Rewritten]]:
    """Yield the project with hints on the types of a function, or of a local."""
    for path, module in python_files(files):
        for node in nodes(module):
            if isinstance(node, cst.FunctionDef) and not node.decorators:
                yield partial(_with_hints, files, path, module, node)
        for _, body, is_class in _blocks(module):
            for statement in () if is_class else body:
                if _is_plain_assignment(statement):
                    yield partial(_replaced, files, path, module, statement, _annotated)


def _with_hints(files: Files, path: str, module: cst.Module, function: cst.FunctionDef) -> Rewritten:
    hint = cst.Annotation(cst.parse_expression('"object"'))
    bare = [
        one
        for one in function.params.params
        if one.annotation is None and one.name.value not in ("self", "cls")
    ]
    changes: dict[int, Callable[[cst.CSTNode], object]] = {
        id(one): lambda node: node.with_changes(annotation=hint) for one in bare
    }
    if function.returns is None:
        changes[id(function)] = lambda node: node.with_changes(returns=hint)
    return Rewritten(with_file(files, path, changed(module, changes)))


def _is_plain_assignment(statement: cst.BaseStatement) -> bool:
    match statement:
        case cst.SimpleStatementLine(body=[cst.Assign(targets=[cst.AssignTarget(target=cst.Name())])]):
            return True
        case _:
            return False


def _annotated(statement: cst.BaseStatement) -> list[cst.BaseStatement]:
    assert isinstance(statement, cst.SimpleStatementLine)
    assign = statement.body[0]
    assert isinstance(assign, cst.Assign)
    hint = cst.Annotation(cst.parse_expression('"object"'))
    made = cst.AnnAssign(assign.targets[0].target, hint, assign.value)
    return [statement.with_changes(body=[made])]


def _replaced(
    files: Files,
    path: str,
    module: cst.Module,
    statement: cst.BaseStatement,
    replace: Callable[[cst.BaseStatement], list[cst.BaseStatement]],
) -> Rewritten:
    def change(node: cst.CSTNode) -> object:
        assert isinstance(node, cst.BaseStatement)
        return cst.FlattenSentinel(replace(node))

    return Rewritten(with_file(files, path, changed(module, {id(statement): change})))
