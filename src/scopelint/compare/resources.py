# The system's half of a comparison: resources that are reached against resources that are declared.
"""Comparison of resources."""

from __future__ import annotations

from scopelint.compare.comparison import (
    MissingResource,
    MistypedResource,
    UnneededResource,
    UnusedResource,
)
from scopelint.compare.ground import Ground, least, sureness
from scopelint.compare.match import Match, firm
from scopelint.compare.settings import may_be_absent
from scopelint.declarations.declaration import DeclaredResource
from scopelint.model.auth import Identity, Target
from scopelint.model.diagnostic import Confidence
from scopelint.model.resource import Resource
from scopelint.model.value import Literal, Pattern, Symbol, SymbolSource, Unknown, Value
from scopelint.needs import ResourceNeed
from scopelint.uses.use import Use

_TRACED = frozenset({"experiment"})
"""Reached by MLflow tracing, which no call in the agent shows."""

_STATEMENTS = "sql_warehouse"
_NAMED_BY_SQL = frozenset({"table", "function"})
"""What the text of a statement on a warehouse names, where it is visible."""

_OWN_APP = "DATABRICKS_APP_NAME"
"""Holds an app's own name, and no app can list itself (Databricks docs, Apps environment, 2026)."""

_NOT_SYSTEM = frozenset({Identity.USER, Identity.MANUAL})


def missing_resources(ground: Ground) -> tuple[MissingResource, ...]:
    """Return the resources that are reached as the system and that the declaration does not hold."""
    found = []
    for need in ground.needs.resources:
        if not _declarable(need.resource, ground):
            continue
        confidence = _lack(need, ground)
        if confidence is not None:
            limit = sureness(need.uses, Identity.SYSTEM)
            whole = Confidence.HIGH if ground.declaration.complete_resources else Confidence.LOW
            others = _other_literals(need, ground)
            free = Confidence.LOW if _may_be_free(need.resource, ground) else Confidence.HIGH
            unset = Confidence.LOW if may_be_absent(need, ground) else Confidence.HIGH
            elsewhere = (
                _may_be_granted(need.resource, ground)
                or _is_chosen(need.resource, ground)
                or _is_own(need, ground)
            )
            aside = Confidence.LOW if elsewhere else Confidence.HIGH
            found.append(MissingResource(need, least(confidence, limit, whole, free, unset, aside), others))
    return tuple(found)


def mistyped_resources(missing: tuple[MissingResource, ...], ground: Ground) -> tuple[MistypedResource, ...]:
    """Return the missing resources whose very id is declared under another type."""
    found: list[MistypedResource] = []
    taken: set[int] = set()
    # In the order of the names, so that the order of the code does not decide which of two is told.
    for lacking in sorted(missing, key=lambda one: one.need.resource.subject):
        wanted = lacking.need.resource
        for item in sorted(ground.declaration.resources, key=lambda one: one.resource.type):
            if wanted.type in item.types or item.detected or id(item) in taken:
                continue
            if not _same_name(wanted, item, ground) or _exact_uses(item, ground):
                continue
            taken.add(id(item))
            found.append(MistypedResource(item, lacking.need))
            break
    return tuple(found)


def unused_resources(ground: Ground) -> tuple[UnusedResource, ...]:
    """Return the declared resources that no use reaches, under any identity, directly or as a dependency.

    Uncertain items of one type at one place are alternatives: one of them that is reached stands for
    all, and they are told once.
    """
    behind = _dependencies(ground.uses, ground)
    found: dict[tuple[object, ...], UnusedResource] = {}
    for group in _alternatives(ground.declaration.resources):
        first = group[0]
        doubts = [None if behind.intersection(item.types) else _unreached(item, ground) for item in group]
        sure = [confidence for confidence in doubts if confidence is not None]
        if len(sure) < len(group):
            continue
        certain = Confidence.HIGH if first.certain else Confidence.MEDIUM
        alone = Confidence.HIGH if len(group) == 1 else Confidence.LOW
        confidence = least(*sure, certain, alone, ground.trust)
        found.setdefault((first.resource, first.location), UnusedResource(first, confidence))
    return tuple(found.values())


def unneeded_resources(ground: Ground) -> tuple[UnneededResource, ...]:
    """Return the resources declared for the system that are reached, but never as the system."""
    others = tuple(use for use in ground.uses if not _NOT_SYSTEM.issuperset(use.identities))
    behind = _dependencies(others, ground)
    found: dict[tuple[Resource, object], UnneededResource] = {}
    for item in ground.declaration.resources:
        if (
            not item.certain
            or item.for_user
            or item.detected
            or item.bound
            or behind.intersection(item.types)
        ):
            continue
        if any(ground.reaches(use, item) is not Match.NO for use in others):
            continue
        identities = {identity.value for use in _exact_uses(item, ground) for identity in use.identities}
        if identities:
            found.setdefault(
                (item.resource, item.location), UnneededResource(item, tuple(sorted(identities)))
            )
    return tuple(found.values())


# --- missing -----------------------------------------------------------------------------------------


def _declarable(resource: Resource, ground: Ground) -> bool:
    row = ground.table.resource(resource.type)
    if row is None:
        return False
    if ground.target is Target.MODEL_SERVING:
        return bool(row.mlflow_class) and row.passthrough
    if resource.type == "app" and isinstance(resource.id, Symbol) and resource.id.name == _OWN_APP:
        return False
    free = (*row.apps_undeclared, *row.apps_open)
    return bool(row.apps_resource) and not _starts(ground.settled(resource.id), free)


def _starts(id_: Value, prefixes: tuple[str, ...]) -> bool:
    match id_:
        case Literal(text) | Pattern(text) | Symbol(default=str(text)):
            return text.startswith(prefixes)
        case _:
            return False


def _may_be_free(resource: Resource, ground: Ground) -> bool:
    """Tell whether a name that is not known may be one of those that an app reaches undeclared."""
    row = ground.table.resource(resource.type)
    unknown = not isinstance(resource.id, Literal | Pattern)
    return unknown and ground.target is Target.APPS and row is not None and bool(row.apps_undeclared)


def _may_be_granted(resource: Resource, ground: Ground) -> bool:
    """Tell whether code of the project may grant the resource to the app: it grants others of its type."""
    return resource.type in ground.declaration.granted_beside


def _is_own(need: ResourceNeed, ground: Ground) -> bool:
    """Tell whether an app makes the resource itself: it owns what it makes."""
    return ground.target is Target.APPS and any(use.creates for use in need.uses)


def _is_chosen(resource: Resource, ground: Ground) -> bool:
    """Tell whether an app takes the name from who asks, or finds it itself: then no resource can name it."""
    id_ = resource.id
    asked = isinstance(id_, Symbol) and id_.source is SymbolSource.PARAMETER
    return ground.target is Target.APPS and (asked or isinstance(id_, Unknown))


def _lack(need: ResourceNeed, ground: Ground) -> Confidence | None:
    """Return how surely the declaration lacks the resource; None if it holds it, or may."""
    same = [item for item in ground.declaration.resources if need.resource.type in item.types]
    plain = [item for item in same if not item.for_user]
    # Declared for the user and reached as the system: whether the platform grants both is not known.
    limit = Confidence.LOW if len(plain) < len(same) else Confidence.HIGH
    if not plain:
        return limit
    matches = {id(item): ground.same(need.resource, item) for item in plain}
    exact = [item for item in plain if matches[id(item)] is Match.YES]
    if exact:
        return None if any(_applies(item, need.uses) for item in exact) else Confidence.LOW
    possible = [item for item in plain if matches[id(item)] is Match.MAYBE]
    if any(_free(item, need, ground) for item in possible):
        return None
    if possible:
        return least(limit, _other_name(need.resource)) if firm(need.resource.id) else None
    spelt = all(isinstance(item.resource.id, Literal) for item in plain)
    return limit if spelt and isinstance(need.resource.id, Literal) else least(limit, Confidence.MEDIUM)


def _other_name(resource: Resource) -> Confidence:
    """Return how surely something is not what a symbol of another name holds; two symbols may hold one id."""
    return Confidence.MEDIUM if isinstance(resource.id, Literal) else Confidence.LOW


def _applies(item: DeclaredResource, uses: tuple[Use, ...]) -> bool:
    """Tell whether the item is declared wherever the uses happen, as far as their branches tell."""
    if item.certain or not item.conditions:
        return True
    return any(set(item.conditions) & set(use.conditions) for use in uses)


def _free(item: DeclaredResource, need: ResourceNeed, ground: Ground) -> bool:
    """Tell whether an item of another name may stand for the need.

    One symbol that is exactly what another use reaches is spoken for; an unknown or partly known id
    (a loop over names that could not be read) may stand for any number of names.
    """
    if isinstance(item.resource.id, Unknown | Pattern) or not firm(need.resource.id):
        return True
    if isinstance(item.resource.id, Symbol) and not firm(item.resource.id):
        return True
    return not _exact_uses(item, ground)


def _other_literals(need: ResourceNeed, ground: Ground) -> tuple[str, ...]:
    names = [
        item.resource.id.value
        for item in ground.declaration.resources
        if need.resource.type in item.types and isinstance(item.resource.id, Literal)
    ]
    return tuple(dict.fromkeys(names))


def _same_name(wanted: Resource, item: DeclaredResource, ground: Ground) -> bool:
    """Tell whether both ids are spelt alike: equal literals, or one and the same firm symbol."""
    if not (firm(wanted.id) and type(wanted.id) is type(item.resource.id)):
        return False
    return ground.same(wanted, item) is Match.YES


# --- unused ------------------------------------------------------------------------------------------


def _alternatives(items: tuple[DeclaredResource, ...]) -> tuple[tuple[DeclaredResource, ...], ...]:
    """Return the items, those that may stand for one another together."""
    groups: dict[object, list[DeclaredResource]] = {}
    for number, item in enumerate(items):
        key = number if item.certain else (item.resource.type, item.location)
        groups.setdefault(key, []).append(item)
    return tuple(tuple(group) for group in groups.values())


def _dependencies(uses: tuple[Use, ...], ground: Ground) -> frozenset[str]:
    """Return the types that the uses may reach in turn.

    Another resource of the type itself does not count: a view may read tables, but then nearly every
    table would be used. Neither does what a statement may reach that names what it reaches.
    """
    spelt = {id(use.record) for use in uses if use.record is not None and use.resource.type in _NAMED_BY_SQL}
    found: set[str] = set()
    for use in uses:
        if use.resource.type == _STATEMENTS and id(use.record) in spelt:
            continue
        for type_ in ground.kinds(use):
            row = ground.table.resource(type_)
            found.update(one.type for one in (row.dependencies if row else ()) if one.type != type_)
    return frozenset(found)


def _exact_uses(item: DeclaredResource, ground: Ground) -> tuple[Use, ...]:
    return tuple(use for use in ground.uses if ground.reaches(use, item) is Match.YES)


def _unreached(item: DeclaredResource, ground: Ground) -> Confidence | None:
    """Return how surely no use reaches the item itself; None if one does, or may."""
    if item.detected or item.bound or item.resource.type in _TRACED:
        return None
    if ground.table.resource(item.resource.type) is None:
        return None
    uses = [use for use in ground.uses if not ground.kinds(use).isdisjoint(item.types)]
    if any(use.whole or ground.reaches(use, item) is Match.YES for use in uses):
        return None
    possible = [use for use in uses if ground.reaches(use, item) is Match.MAYBE]
    if not possible:
        if isinstance(item.resource.id, Unknown) and ground.declaration.for_app:
            return Confidence.LOW  # a placeholder of a template
        return Confidence.MEDIUM if isinstance(item.resource.id, Unknown | Pattern) else Confidence.HIGH
    if not firm(item.resource.id) or any(_open(use, ground) for use in possible):
        return None
    return _other_name(item.resource)


def _open(use: Use, ground: Ground) -> bool:
    """Tell whether the use may reach something that is declared under another name than its own."""
    match use.resource.id:
        case Unknown() | Pattern():
            return True
        case Symbol() as symbol if not firm(symbol):
            return True
        case _:
            return not any(ground.reaches(use, item) is Match.YES for item in ground.declaration.resources)
