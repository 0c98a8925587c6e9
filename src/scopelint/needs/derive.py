# Uses grouped into what must be granted: scopes for what is reached as the user, resources for what is
# reached as the system. Manual and unknown identities ask for neither.
"""From uses to needs."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace

from scopelint.model.auth import Identity, Target
from scopelint.model.resource import Resource
from scopelint.model.value import Literal, Pattern, Symbol, Value
from scopelint.needs.need import Implied, Needs, ResourceNeed, ScopeNeed
from scopelint.rulebook.rule import ResourceRow
from scopelint.rulebook.table import RuleTable
from scopelint.uses.use import Requirement, Use


def derive(uses: Iterable[Use], table: RuleTable, target: Target) -> Needs:
    """Return what the uses ask to be granted on the target, in the order of the uses."""
    scopes: dict[Requirement, list[Use]] = {}
    resources: dict[Resource, list[Use]] = {}
    firsts: dict[Resource, Resource] = {}
    for use in uses:
        if Identity.USER in use.identities:
            for requirement in filter(None, use.requirements):
                spelt = spelling(requirement, table, target)
                if _is_grantable(spelt, table, target):
                    scopes.setdefault(spelt, []).append(use)
        if Identity.SYSTEM in use.identities:
            resource = to_declare(use, table, target)
            if resource is not None:
                first = firsts.setdefault(_key(resource), resource)
                resources.setdefault(first, []).append(use)
    return Needs(
        tuple(ScopeNeed(requirement, tuple(found)) for requirement, found in scopes.items()),
        tuple(ResourceNeed(resource, tuple(found)) for resource, found in resources.items()),
    )


def spelling(requirement: Requirement, table: RuleTable, target: Target) -> Requirement:
    """Return the requirement with the scope in front that the table recommends on the target.

    That is the documented name, wherever the target takes it.
    """
    first = table.spelling(requirement, target)
    return (first, *(name for name in requirement if name != first))


def to_declare(use: Use, table: RuleTable, target: Target) -> Resource | None:
    """Return the resource that must be declared for the use to work as the system, if any.

    Nothing is to be declared for a kind as a whole, for what no declaration can grant (that is
    `no-passthrough`'s matter), and for what the target grants by itself.
    """
    if use.whole:
        return None
    resource = use.behind or use.resource
    row = table.resource(resource.type)
    if row is None:
        return None
    if target is Target.APPS:
        free = any(_starts(resource.id, prefix) for prefix in row.apps_undeclared)
        return resource if row.apps_resource and not free else None
    if not row.mlflow_class or not row.passthrough or (use.write and _reads_only(row)):
        return None
    return resource


def reached(use: Use) -> tuple[Resource, ...]:
    """Return the resource of the use and, for an MCP server, what stands behind it."""
    return (use.resource,) if use.behind is None else (use.resource, use.behind)


def implied(uses: Iterable[Use], table: RuleTable) -> tuple[Implied, ...]:
    """Return, for every resource that is reached, what it depends on according to the table."""
    resources = dict.fromkeys(resource for use in uses for resource in reached(use))
    rows = ((resource, table.resource(resource.type)) for resource in resources)
    return tuple(Implied(resource, row.dependencies) for resource, row in rows if row and row.dependencies)


def _key(resource: Resource) -> Resource:
    """Equal symbols have equal values, whatever default stands beside them."""
    match resource.id:
        case Symbol() as symbol:
            return replace(resource, id=replace(symbol, default=None))
        case _:
            return resource


def _is_grantable(requirement: Requirement, table: RuleTable, target: Target) -> bool:
    """Tell whether there is anything to declare: not what the target grants by itself, nor what it refuses.

    A name that the table does not list is a team's own, and taken as it is.
    """
    rows = [table.scope(name) for name in requirement]
    if any(row is not None and target.value in row.automatic for row in rows):
        return False
    return table.acceptance(requirement[0], target) != "no"


def _starts(id_: Value, prefix: str) -> bool:
    match id_:
        case Literal(text) | Pattern(text):
            return text.startswith(prefix)
        case Symbol(default=str(text)):
            return text.startswith(prefix)
        case _:
            return False


def _reads_only(row: ResourceRow) -> bool:
    """Tell whether a declaration grants reading alone."""
    return row.permission == "SELECT"
