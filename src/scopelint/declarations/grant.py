# What one part of a declaration grants, and how parts and alternatives join. No reading happens here.
"""Fragments of declarations."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, fields, replace
from typing import Any, TypeVar

from scopelint.declarations.declaration import Declaration, DeclaredResource, DeclaredScope, Misuse
from scopelint.model.location import Location
from scopelint.project.records import FrozenAtom, Gap, Made, Mapping, Origin, Reference, Unresolved, UserCode


@dataclass(frozen=True, slots=True)
class Grant:
    """Scopes and resources that a part of a declaration grants, and what could not be read of it."""

    scopes: tuple[DeclaredScope, ...] = ()
    resources: tuple[DeclaredResource, ...] = ()
    has_user_policy: bool = False
    complete_scopes: bool = True
    complete_resources: bool = True
    scopes_location: Location | None = None
    resources_location: Location | None = None
    misuses: tuple[Misuse, ...] = ()
    gaps: tuple[Gap, ...] = ()

    def under(self, certain: bool, conditions: tuple[str, ...]) -> Grant:
        """Return the grant as it counts where it hangs on something: a branch, an alternative."""
        if certain and not conditions:
            return self
        return replace(
            self,
            scopes=tuple(_hanging(scope, certain, conditions) for scope in self.scopes),
            resources=tuple(_hanging(resource, certain, conditions) for resource in self.resources),
        )


def together(grants: Iterable[Grant]) -> Grant:
    """Return what all the parts grant."""
    parts = tuple(grants)
    return Grant(
        scopes=tuple(scope for part in parts for scope in part.scopes),
        resources=tuple(resource for part in parts for resource in part.resources),
        has_user_policy=any(part.has_user_policy for part in parts),
        complete_scopes=all(part.complete_scopes for part in parts),
        complete_resources=all(part.complete_resources for part in parts),
        scopes_location=next((p.scopes_location for p in parts if p.scopes_location), None),
        resources_location=next((p.resources_location for p in parts if p.resources_location), None),
        misuses=_once(misuse for part in parts for misuse in part.misuses),
        gaps=_once(gap for part in parts for gap in part.gaps),
    )


def granting(grant: Grant, declaration: Declaration) -> Declaration:
    """Return the declaration with all that the grant holds in place of what it held."""
    return replace(declaration, **_parts(grant))


def grant_of(declaration: Declaration) -> Grant:
    """Return what a declaration grants, without what is said of its place and kind."""
    return Grant(**_parts(declaration))


def _parts(held: Grant | Declaration) -> dict[str, Any]:
    return {part.name: getattr(held, part.name) for part in fields(Grant)}


def either(grants: Iterable[Grant]) -> Grant:
    """Return what the alternatives grant: certain is only what all of them hold."""
    alternatives = tuple(grants)
    if len(alternatives) == 1:
        return alternatives[0]
    joined = together(alternatives)
    names = [{scope.name for scope in one.scopes} for one in alternatives]
    things = [{item.resource for item in one.resources} for one in alternatives]
    scopes = {
        scope.name: _hanging(scope, all(scope.name in held for held in names), ()) for scope in joined.scopes
    }
    resources = {
        (item.resource, item.location): _hanging(item, all(item.resource in held for held in things), ())
        for item in joined.resources
    }
    return replace(joined, scopes=tuple(scopes.values()), resources=tuple(resources.values()))


def unread(what: str, why: str, place: Location, *, scopes: bool = False, resources: bool = False) -> Grant:
    """Return a grant of nothing that may hold more scopes, resources, or both."""
    return Grant(
        complete_scopes=not scopes,
        complete_resources=not resources,
        gaps=(Gap(place, what, why),),
    )


def refused(
    kind: str, subject: str, message: str, help: str, place: Location, *, grant: Grant | None = None
) -> Grant:
    """Return the grant (by default nothing) with a misuse."""
    grant = grant or Grant()
    return replace(grant, misuses=(*grant.misuses, Misuse(kind, subject, message, help, place)))


def reason(atom: FrozenAtom) -> tuple[str, str]:
    """Return what the author wrote, as far as it is known, and why it could not be read."""
    match atom:
        case Unresolved(what, why):
            return what, why or "could not be followed"
        case Made(type=name):
            return short(name), f"is made by `{short(name)}` at run time"
        case Origin(source, name):
            return name, f"comes from {source} `{name}`"
        case Reference(name):
            return short(name), f"is `{short(name)}` itself"
        case UserCode(name=name):
            return name, f"is `{name}`, which only runs at run time"
        case Mapping():
            return "dict", "is a dict of another form"
        case _:
            return "value", "is of a form that is not known here"


def short(name: str) -> str:
    """Return the last part of a dotted name."""
    return name.removesuffix("()").rpartition(".")[2]


_Granted = TypeVar("_Granted", DeclaredScope, DeclaredResource)
_Said = TypeVar("_Said", Misuse, Gap)


def _hanging(item: _Granted, certain: bool, conditions: tuple[str, ...]) -> _Granted:
    merged = tuple(dict.fromkeys((*item.conditions, *conditions)))
    return replace(item, certain=item.certain and certain, conditions=merged)


def _once(items: Iterable[_Said]) -> tuple[_Said, ...]:
    return tuple(dict.fromkeys(items))
