# From an argument as the run froze it to the names it may hold. One candidate per alternative; what
# cannot be read stays a candidate with a reason, because unknown is never nothing.
"""What an argument may name."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from scopelint.model.location import Location
from scopelint.model.value import Unknown, Value
from scopelint.project.records import (
    FrozenAtom,
    FrozenValue,
    Item,
    Made,
    Mapping,
    Origin,
    Reference,
    Scalar,
    Sequence,
    Text,
    Unresolved,
    UserCode,
)
from scopelint.uses.template import Template

MAX_CANDIDATES = 32
"""Alternatives of one argument that are followed; a set this large is chosen at run time."""
_MAX_DEPTH = 4
_NOTHING = re.compile(r"(?:^|[./])None(?:[./]|$)")


@dataclass(frozen=True, slots=True)
class Candidate:
    """One thing that an argument may be: a text, or the reason why it could not be read."""

    template: Template | None
    why: str = ""
    what: str = ""
    """The author's words for what could not be read."""
    location: Location | None = None
    certain: bool = True
    conditions: tuple[str, ...] = ()

    @property
    def value(self) -> Value:
        """The candidate as it stands."""
        return self.template.value if self.template is not None else Unknown(self.why)


def identifiers(value: FrozenValue) -> tuple[Value, ...]:
    """Return the distinct values of all alternatives, in the order in which the code makes them."""
    return tuple(dict.fromkeys(candidate.value for candidate in candidates(value)))


def candidates(value: FrozenValue) -> tuple[Candidate, ...]:
    """Return what the value may be, elements of containers one by one; empty if it is only None.

    More than `MAX_CANDIDATES` alternatives end in one that says so.
    """
    return _bounded(_of_value(value, 0))


def items(given: Iterable[Item]) -> tuple[Candidate, ...]:
    """Return the candidates of several items, each with the item's place and conditions; bounded likewise."""
    return _bounded(candidate for item in given for candidate in _of_item(item, 0))


def _bounded(found: Iterable[Candidate]) -> tuple[Candidate, ...]:
    distinct: dict[Candidate, None] = {}
    for candidate in _named(list(found)):
        if len(distinct) == MAX_CANDIDATES and candidate not in distinct:
            return (*distinct, Candidate(None, f"has more than {MAX_CANDIDATES} possible values"))
        distinct[candidate] = None
    return tuple(distinct)


def _named(found: list[Candidate]) -> list[Candidate]:
    """Leave out texts into which a missing value was written, `str(None)`, if there are others."""
    named = [one for one in found if one.template is None or not _NOTHING.search(one.template.text)]
    return named if any(one.template is not None for one in named) else found


def _of_value(value: FrozenValue, depth: int) -> Iterator[Candidate]:
    for atom in value.atoms:
        yield from _of_atom(atom, depth)


def _of_item(item: Item, depth: int) -> Iterator[Candidate]:
    for candidate in _of_value(item.value, depth):
        yield Candidate(
            candidate.template,
            candidate.why,
            candidate.what,
            candidate.location or item.location,
            candidate.certain and item.certain,
            (*item.conditions, *candidate.conditions),
        )


def _of_atom(atom: FrozenAtom, depth: int) -> Iterator[Candidate]:
    match atom:
        case Text():
            yield Candidate(Template.of(atom), location=atom.location)
        case Origin():
            yield Candidate(Template.build((atom,)), location=atom.location)
        case Scalar(None):
            return
        case Scalar(bool() as truth):
            yield Candidate(None, f"is {truth}")
        case Scalar(number):
            yield Candidate(Template(str(number)))
        case Sequence(items=elements) if depth < _MAX_DEPTH:
            for element in elements:
                yield from _of_item(element, depth + 1)
            if not atom.complete:
                yield Candidate(None, atom.why or "the list may hold more", location=atom.location)
        case Unresolved(what, why, location):
            yield Candidate(None, why or "could not be followed", what, location)
        case Made(type=made):
            yield Candidate(None, _answer(made), location=atom.location)
        case Reference(name, location):
            yield Candidate(None, f"is `{name}`, which is no text", name, location)
        case UserCode(name=name, location=location):
            yield Candidate(None, f"is `{name}`, which is no text", name, location)
        case Mapping(location=location):
            yield Candidate(None, "is a dict", location=location)
        case _:
            yield Candidate(None, "is nested too deeply")


def _answer(made: str) -> str:
    """Say where an object of a library comes from: `lib.list_instances().[].name` is part of an answer."""
    head, called, rest = made.rpartition("()")
    name = (head if called else made).rpartition(".")[2]
    if not called:
        return f"is the `{name}` of a library object"
    return f"is {'part of what' if rest else 'what'} `{name}` returns at run time"
