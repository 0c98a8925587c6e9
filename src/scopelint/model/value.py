# What is known of a name: a resource's id, a scope, a path.
"""Values as far as the source tells them."""

from __future__ import annotations

from dataclasses import dataclass
from enum import Enum


class SymbolSource(str, Enum):
    """Where a symbol is looked up when the agent runs."""

    ENV = "env"
    """An environment variable."""
    CONFIG = "config"
    """A key of a configuration, dotted."""
    WIDGET = "widget"
    """A notebook widget or job parameter."""
    PARAMETER = "parameter"
    """A parameter that the caller of the agent's code gives."""
    VARIABLE = "variable"
    """A variable whose value the source does not hold, by its dotted name."""


@dataclass(frozen=True, slots=True)
class Literal:
    """A value that the source spells out."""

    value: str

    def __str__(self) -> str:
        return self.value


@dataclass(frozen=True, slots=True)
class Symbol:
    """A value that is looked up when the agent runs. Equal symbols have equal values.

    A name of several parts has each in braces: `{CATALOG}.{SCHEMA}`.
    """

    source: SymbolSource
    name: str
    default: str | None = None

    def __str__(self) -> str:
        if self.name.startswith("{"):
            return self.name
        words = {"env": "environment variable", "config": "config key", "variable": "variable"}
        return f"{words.get(self.source.value, self.source.value)} {self.name}"


@dataclass(frozen=True, slots=True)
class Pattern:
    """A value that is known in part; each `{}` stands for text that the source does not tell."""

    value: str

    def __str__(self) -> str:
        return self.value


@dataclass(frozen=True, slots=True)
class Unknown:
    """A value that could not be read, and why (a phrase)."""

    why: str

    def __str__(self) -> str:
        return "?"


Value = Literal | Symbol | Pattern | Unknown


_VERBS = ("is ", "stands ", "comes ", "has ", "may ", "names ")


def told(subject: str, why: str) -> str:
    """Return a reason as a sentence about `subject`: reasons are predicates, or sentences of their own.

    >>> told("the SQL text", "is made at run time")
    'the SQL text is made at run time'
    >>> told("the SQL text", "it is not followed")
    'the SQL text is not followed'
    >>> told("the SQL text", "what is read is not known")
    'the SQL text is not known: what is read is not known'
    """
    if why.startswith(_VERBS):
        return f"{subject} {why}"
    if why.startswith("it "):
        return f"{subject} {why.removeprefix('it ')}"
    return why if subject == "it" else f"{subject} is not known: {why}"
