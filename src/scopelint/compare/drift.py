# What one declaration of an agent holds and another does not. Ids that are not known on one side may be those
# of the other side, so they differ from nothing.
"""Differences between two declarations."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from scopelint.compare.match import Match, match
from scopelint.declarations.declaration import Declaration, DeclaredResource, DeclaredScope
from scopelint.model.auth import Target
from scopelint.model.diagnostic import Confidence
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
    held = [scope.name for scope in other.scopes]
    for scope in holder.scopes:
        if not any(_same_scope(scope.name, name, table, target) for name in held):
            yield Drift(scope, holder, other, _confidence(scope.certain and other.complete_scopes))


def _same_scope(left: str, right: str, table: RuleTable, target: Target) -> bool:
    """Tell whether two names surely grant the same: a scope has an older and a newer name."""
    return table.covers(left, right, target) == table.covers(right, left, target) == "high"


def _resources(holder: Declaration, other: Declaration) -> Iterator[Drift]:
    for item in holder.resources:
        matches = [(_same_resource(item, one), one) for one in other.resources]
        sure = [one for found, one in matches if found is Match.YES]
        if sure:
            if item.for_user and not any(one.for_user for one in sure):
                yield Drift(item, holder, other, _confidence(item.certain), as_user=True)
        elif all(found is Match.NO for found, _ in matches):
            yield Drift(item, holder, other, _confidence(item.certain and other.complete_resources))


def _same_resource(left: DeclaredResource, right: DeclaredResource) -> Match:
    if left.resource.type != right.resource.type:
        return Match.NO
    return match(left.resource.id, right.resource.id, left.resource.type)


def _confidence(sure: bool) -> Confidence:
    return Confidence.HIGH if sure else Confidence.LOW
