# Looking for names in facts without running them.
"""Search in the facts of a unit."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import fields, is_dataclass

from scopelint.facts.records import (
    Attribute,
    Call,
    Class,
    Define,
    DefineClass,
    Function,
    If,
    Import,
    ImportFrom,
    Name,
    Stmt,
    Try,
)


def names_in(node: object) -> Iterator[str]:
    """Yield every name and attribute that stands in a record of facts, or in a tuple of records."""
    for record in _records_in(node):
        if isinstance(record, Name):
            yield record.id
        elif isinstance(record, Attribute):
            yield record.attr


def plain_names_in(node: object) -> frozenset[str]:
    """Return every name, without attributes, that stands in a record of facts, or in a tuple of records."""
    return frozenset(record.id for record in _records_in(node) if isinstance(record, Name))


def _records_in(node: object) -> Iterator[object]:
    """Yield a record of facts, or those in a tuple, and every record inside; bodies are walked too."""
    pending = [node]
    while pending:
        current = pending.pop()
        if isinstance(current, tuple):
            pending.extend(current)
        elif is_dataclass(current):
            yield current
            if not isinstance(current, Name):
                pending.extend(getattr(current, field.name) for field in fields(current))


def unguarded(node: object) -> Iterator[object]:
    """Yield the records that count in whatever version of a library.

    Left out is what a `try` with a handler tries and what it does instead, and what hangs on a version or
    on `TYPE_CHECKING`.
    """
    pending = [node]
    while pending:
        current = pending.pop()
        if isinstance(current, tuple):
            pending.extend(current)
        elif isinstance(current, Try) and current.handlers:
            pending += [current.orelse, current.final]
        elif isinstance(current, If) and any(_asks_version(name) for name in names_in(current.test)):
            continue
        elif is_dataclass(current):
            yield current
            if not isinstance(current, Name):
                pending.extend(getattr(current, field.name) for field in fields(current))


def _asks_version(name: str) -> bool:
    return name == "TYPE_CHECKING" or "version" in name.lower()


def leading(body: tuple[Stmt, ...], wanted: frozenset[str]) -> frozenset[str]:
    """Return the functions and classes of a module through which code outside it comes to one of the names.

    These are the ones that mention a name, or mention one that does; of functions that call each other
    only the outermost.
    """
    mentions: dict[str, frozenset[str]] = {}
    classes: set[str] = set()
    for statement in body:
        if isinstance(statement, Define):
            mentions[statement.function.name] = frozenset(names_in(statement.function.body))
        elif isinstance(statement, DefineClass):
            mentions[statement.definition.name] = frozenset(names_in(statement.definition.body))
            classes.add(statement.definition.name)
    direct = {name for name, names in mentions.items() if names & wanted}
    through = {name for name, names in mentions.items() if names & direct} | direct
    called = {name for other in through for name in mentions[other] if name != other}
    return frozenset(name for name in through if name not in called or name in classes)


def bindings(node: object) -> dict[str, str]:
    """Return the dotted paths that names are bound to by the absolute imports in a record or a tuple."""
    found: dict[str, str] = {}
    for record in _records_in(node):
        if isinstance(record, Import):
            for name, alias in record.names:
                top = name.partition(".")[0]
                found[alias or top] = name if alias else top
        elif isinstance(record, ImportFrom) and not record.level:
            found.update({alias or name: f"{record.module}.{name}" for name, alias in record.names})
    return found


def path_of(node: object, bound: Mapping[str, str]) -> str:
    """Return the dotted path that a name or attribute means, or what is called; empty if it is none."""
    parts: list[str] = []
    while isinstance(node, (Attribute, Call)):
        if isinstance(node, Attribute):
            parts.append(node.attr)
        node = node.value if isinstance(node, Attribute) else node.function
    if not isinstance(node, Name) or node.id not in bound:
        return ""
    return ".".join((bound[node.id], *reversed(parts)))


def decorators_in(node: object) -> Iterator[object]:
    """Yield the decorators of every function in a record, or in a tuple of records."""
    for record in _records_in(node):
        if isinstance(record, Function):
            yield from record.decorators


def functions_in(body: tuple[Stmt, ...]) -> Iterator[Function]:
    """Yield the functions of a module's top level, and the methods of its classes."""
    for statement in body:
        if isinstance(statement, Define):
            yield statement.function
        elif isinstance(statement, DefineClass):
            yield from functions_in(statement.definition.body)


def bases_in(node: object) -> Iterator[frozenset[str]]:
    """Yield the names in the bases of every class that is defined in a record, or in a tuple of records."""
    for record in _records_in(node):
        if isinstance(record, Class):
            yield frozenset(names_in(tuple(argument.value for argument in record.bases)))
