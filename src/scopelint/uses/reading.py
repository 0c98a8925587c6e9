# What readers hand back: the resources that an argument names, and what could not be read of it.
"""Results of readers."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from scopelint.model.resource import Resource
from scopelint.model.value import Unknown, Value, told
from scopelint.rulebook.rule import ReachedResource
from scopelint.rulebook.table import RuleTable
from scopelint.uses.identifier import Candidate
from scopelint.uses.template import Template

KIND = Unknown("the kind as a whole is reached")
"""The id of a use that names no single resource."""

Scopes = tuple[tuple[str, ...], ...]


@dataclass(frozen=True, slots=True)
class Reached:
    """One resource that an argument names; `scopes` replace those of its type.

    `behind` is what the system must be given to reach it, where that is another resource.
    """

    type: str
    id: Value
    whole: bool = False
    write: bool = False
    behind: Resource | None = None
    scopes: Scopes | None = None
    creates: bool = False
    """Whether the call makes it, so that who calls owns it."""


@dataclass(frozen=True, slots=True)
class Reading:
    """What one candidate names. `why` says what could not be read, if anything."""

    reached: tuple[Reached, ...] = ()
    why: str = ""


@dataclass(frozen=True, slots=True)
class Asked:
    """What a reader is asked: the row, the table, and the namespace that unqualified SQL names stand in."""

    row: ReachedResource
    table: RuleTable
    namespace: tuple[Template | None, Template | None] = (None, None)


Reader = Callable[[Candidate, Asked], Reading]


def unread(candidate: Candidate, what: str) -> Reading:
    """Return the reading of a text that is not there."""
    return Reading(why=told(what, candidate.why) if candidate.why else f"{what} is not known")
