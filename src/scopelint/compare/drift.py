# What one declaration of an agent holds and another does not. Ids that are not known on one side may be those
# of the other side, so they differ from nothing.
"""Differences between two declarations."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from scopelint.compare.match import Match
from scopelint.compare.match import match as matched
from scopelint.declarations.declaration import Declaration, DeclaredResource, DeclaredScope
from scopelint.model.auth import Target
from scopelint.model.diagnostic import Confidence
from scopelint.model.value import Literal
from scopelint.rulebook.table import RuleTable


@dataclass(frozen=True, slots=True)
class Drift:
    """A scope or resource that `holder` declares, and `other` does not, or not in the same way.

    `as_user` tells that both declare it, but `other` not with `on_behalf_of_user`.
    """

    item: DeclaredScope | DeclaredResource
    holder: Declaration
    other: Declaration
    confidence: Confidence
    as_user: bool = False


def drifts(left: Declaration, right: Declaration, table: RuleTable, target: Target) -> Iterator[Drift]:
    """Yield what one of two declarations of the same agent holds and the other does not, `left`'s first."""
    for holder, other in ((left, right), (right, left)):
        yield from _scopes(holder, other, table, target)
        yield from _resources(holder, other)


def _scopes(holder: Declaration, other: Declaration, table: RuleTable, target: Target) -> Iterator[Drift]:
    held = dict.fromkeys(scope.name for scope in other.scopes)
    known = [name for name in held if table.scope(name) is not None]
    for scope in holder.scopes:
        if scope.name not in held and not any(_same_scope(scope.name, one, table, target) for one in known):
            yield Drift(scope, holder, other, _confidence(scope.certain and other.complete_scopes))


def _same_scope(left: str, right: str, table: RuleTable, target: Target) -> bool:
    """Tell whether two names surely grant the same: a scope has an older and a newer name."""
    return table.covers(left, right, target) == table.covers(right, left, target) == "high"


def _resources(holder: Declaration, other: Declaration) -> Iterator[Drift]:
    held = _Resources(other)
    for item in holder.resources:
        matches = [(_same_resource(item, one), one) for one in held.like(item)]
        sure = [one for found, one in matches if found is Match.YES]
        if sure:
            if item.for_user and not any(one.for_user for one in sure):
                yield Drift(item, holder, other, _confidence(item.certain), as_user=True)
        elif all(found is Match.NO for found, _ in matches):
            yield Drift(item, holder, other, _confidence(item.certain and other.complete_resources))


class _Resources:
    """The resources of a declaration by their names, so that many on both sides are compared quickly."""

    def __init__(self, declaration: Declaration) -> None:
        self._by_name: dict[tuple[str, str], list[DeclaredResource]] = {}
        self._others: dict[str, list[DeclaredResource]] = {}
        self._all: dict[str, list[DeclaredResource]] = {}
        for item in declaration.resources:
            type_ = item.resource.type
            self._all.setdefault(type_, []).append(item)
            match item.resource.id:
                case Literal(name):
                    self._by_name.setdefault((type_, name.casefold()), []).append(item)
                case _:
                    self._others.setdefault(type_, []).append(item)

    def like(self, item: DeclaredResource) -> Iterator[DeclaredResource]:
        """Yield those that may be the same resource."""
        type_ = item.resource.type
        match item.resource.id:
            case Literal(name):
                yield from self._by_name.get((type_, name.casefold()), ())
                yield from self._others.get(type_, ())
            case _:
                yield from self._all.get(type_, ())


def _same_resource(left: DeclaredResource, right: DeclaredResource) -> Match:
    return matched(left.resource.id, right.resource.id, left.resource.type)


def _confidence(sure: bool) -> Confidence:
    return Confidence.HIGH if sure else Confidence.LOW
