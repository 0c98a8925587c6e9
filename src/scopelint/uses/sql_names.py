# What sqlglot's trees say about names: which are tables, which are functions, which are only aliases.
"""Names in parsed SQL."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from sqlglot import exp

_FORMATS = frozenset({"delta", "parquet", "json", "csv", "text", "avro", "orc", "binaryfile", "iceberg"})
"""Before a path in place of a schema: the path is read, and no table."""
_HARMLESS = ("SHOW", "SET", "USE", "LIST", "RESET")
_WRITES_TABLE = ("OPTIMIZE", "VACUUM", "FSCK", "REORG", "MSCK")
_CHANGE_THIS = frozenset({"Insert", "Merge", "Update", "Delete", "Create", "Copy"})
_CHANGE_ALL = frozenset({"Drop", "Alter", "AlterTable", "TruncateTable", "Grant", "Revoke", "Comment"})
"""Statements by sqlglot's class names, which come and go with its versions."""
_MAX_NESTED = 2
_WORDS = frozenset({"is", "set", "where", "as", "to", "on", "values"})
"""What follows a table's name in a statement, and what nobody calls a table."""


@dataclass(frozen=True, slots=True)
class SqlName:
    """A table or function by the parts of its name; `write` if the statement changes it.

    `creates` if the statement makes it: who runs it owns it then.
    """

    kind: str
    parts: tuple[str, ...]
    write: bool = False
    creates: bool = False


def names_of(trees: Iterable[exp.Expr]) -> tuple[tuple[SqlName, ...], str]:
    """Return the names in the statements of one text, in order, and why some could not be read."""
    found: dict[SqlName, None] = {}
    reasons: list[str] = []
    local: set[str] = set()
    for tree in trees:
        for name in _statement(tree, local, reasons, 0):
            found[name] = None
    return tuple(found), reasons[0] if reasons else ""


def _statement(tree: exp.Expr, local: set[str], reasons: list[str], nested: int) -> Iterator[SqlName]:
    from sqlglot import exp

    if isinstance(tree, exp.Command):
        yield from _command(tree, local, reasons, nested)
        return
    if isinstance(tree, exp.Use):
        return
    hidden = local | {cte.alias.casefold() for cte in tree.find_all(exp.CTE)}
    if isinstance(tree, exp.Create) and tree.find(exp.TemporaryProperty) is not None:
        local.add(tree.this.name.casefold())
        hidden = hidden | local
    for node in tree.walk():
        if isinstance(node, exp.Table):
            yield from _table(node, hidden, reasons)
        elif isinstance(node, exp.Dot) and not isinstance(node.parent, exp.Dot):
            yield from _dotted(node)


def _command(tree: exp.Command, local: set[str], reasons: list[str], nested: int) -> Iterator[SqlName]:
    """Read what sqlglot only passes through: its first word and the rest."""
    from sqlglot import parse

    word = str(tree.this).upper()
    rest = tree.args.get("expression")
    text = str(getattr(rest, "this", rest) or "")
    if word.startswith(_HARMLESS):
        return
    if word == "EXPLAIN" and nested < _MAX_NESTED:
        for inner in parse(text.removeprefix("EXTENDED ").removeprefix("FORMATTED "), read="databricks"):
            if inner is not None:
                yield from _statement(inner, local, reasons, nested + 1)
        return
    if word in _WRITES_TABLE and nested < _MAX_NESTED:
        named = text.removeprefix("REPAIR ").removeprefix("TABLE ").split()
        for inner in parse(f"SELECT * FROM {named[0]}", read="databricks") if named else ():
            for name in _statement(inner, local, reasons, nested + 1) if inner is not None else ():
                yield SqlName(name.kind, name.parts, write=True)
        return
    reasons.append(f"the SQL statement `{word.lower()}` is not understood")


def _table(node: exp.Table, hidden: set[str], reasons: list[str]) -> Iterator[SqlName]:
    from sqlglot import exp

    namespace = tuple(part for part in (node.catalog, node.db) if part)
    what = node.this
    if isinstance(what, exp.Identifier):
        parts = (*namespace, what.name)
        if len(parts) == 1 and (what.name.casefold() in hidden or _is_keyword(what)):
            return
        if isinstance(node.parent, exp.UserDefinedFunction):
            yield SqlName("function", parts, write=True)
        elif not _is_no_table(parts):
            yield SqlName("table", parts, _is_written(node), _is_created(node))
    elif isinstance(what, exp.Dot):
        parts = tuple(_flat(what))
        if parts:
            yield SqlName("table", parts, _is_written(node), _is_created(node))
    elif isinstance(what, exp.Func):
        name = _function(what)
        if namespace and name:
            yield SqlName("function", (*namespace, name))
        elif name.casefold() == "identifier":
            reasons.append("a table's name is given when the statement runs")


def _is_keyword(name: exp.Identifier) -> bool:
    """Tell whether an SQL word follows where a table's name is empty: `COMMENT ON TABLE  IS 'x'`."""
    return not name.quoted and name.name.casefold() in _WORDS


def _is_no_table(parts: tuple[str, ...]) -> bool:
    """Tell whether a name in a table's place is a path, or a view of the metastore that needs no grant."""
    if len(parts) == 2 and parts[0].casefold() in _FORMATS and "/" in parts[1]:
        return True
    return len(parts) > 1 and parts[-2].casefold() == "information_schema"


def _is_created(node: exp.Table) -> bool:
    top = _whole(node)
    return type(top.parent).__name__ == "Create" and top.arg_key == "this"


def _whole(node: exp.Table) -> exp.Expr:
    """Return a table with the columns that a statement lists after its name."""
    from sqlglot import exp

    top: exp.Expr = node
    while isinstance(top.parent, exp.Schema):
        top = top.parent
    return top


def _is_written(node: exp.Table) -> bool:
    top = _whole(node)
    statement = type(top.parent).__name__
    return statement in _CHANGE_ALL or (statement in _CHANGE_THIS and top.arg_key == "this")


def _dotted(node: exp.Dot) -> Iterator[SqlName]:
    """Yield the function of a dotted call: `main.tools.lookup(1)`."""
    from sqlglot import exp

    if isinstance(node.expression, exp.Func):
        parts = tuple(_flat(node.this))
        name = _function(node.expression)
        if parts and name:
            yield SqlName("function", (*parts, name))


def _flat(node: object) -> Iterator[str]:
    from sqlglot import exp

    if isinstance(node, exp.Dot):
        yield from _flat(node.this)
        yield from _flat(node.expression)
    elif isinstance(node, exp.Column):
        yield from (part.name for part in node.parts)
    elif isinstance(node, exp.Identifier):
        yield node.name


def _function(node: exp.Func) -> str:
    from sqlglot import exp

    if isinstance(node, exp.Anonymous):
        return node.this if isinstance(node.this, str) else str(getattr(node.this, "name", ""))
    return node.sql_name().lower()
