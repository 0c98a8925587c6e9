# Looking for names in facts without running them.
"""Search in the facts of a unit."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import fields, is_dataclass

from scopelint.facts.records import Attribute, Class, Define, DefineClass, Function, Name, Stmt


def names_in(node: object) -> Iterator[str]:
    """Yield every name and attribute that stands in a record of facts, or in a tuple of records."""
    pending = [node]
    while pending:
        current = pending.pop()
        if isinstance(current, Name):
            yield current.id
            continue
        if isinstance(current, Attribute):
            yield current.attr
        if isinstance(current, tuple):
            pending.extend(current)
        elif is_dataclass(current):
            pending.extend(getattr(current, field.name) for field in fields(current))


def functions_in(body: tuple[Stmt, ...]) -> Iterator[Function]:
    """Yield the functions of a module's top level, and the methods of its classes."""
    for statement in body:
        if isinstance(statement, Define):
            yield statement.function
        elif isinstance(statement, DefineClass):
            yield from functions_in(statement.definition.body)


def bases_in(node: object) -> Iterator[frozenset[str]]:
    """Yield the names in the bases of every class that is defined in a record, or in a tuple of records."""
    pending = [node]
    while pending:
        current = pending.pop()
        if isinstance(current, Class):
            yield frozenset(names_in(tuple(argument.value for argument in current.bases)))
        if isinstance(current, tuple):
            pending.extend(current)
        elif is_dataclass(current):
            pending.extend(getattr(current, field.name) for field in fields(current))
