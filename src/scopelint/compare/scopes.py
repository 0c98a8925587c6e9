# The user's half of a comparison: scopes that are needed against scopes that are granted.
"""Comparison of scopes."""

from __future__ import annotations

from scopelint.compare.comparison import MissingScope, UncertainScope, UnusedScope
from scopelint.compare.ground import Ground, least, sureness
from scopelint.compare.match import Match
from scopelint.declarations.declaration import DeclaredScope
from scopelint.model.auth import Identity, Target
from scopelint.model.diagnostic import Confidence
from scopelint.needs import ScopeNeed
from scopelint.rulebook.rule import ScopeRow
from scopelint.uses.use import Requirement, Use

_ACTS_FOR_USER = frozenset({Identity.USER, Identity.UNKNOWN})
"""An identity that the source does not tell may be the user's."""


def missing_scopes(ground: Ground) -> tuple[tuple[MissingScope, ...], tuple[UncertainScope, ...]]:
    """Return the needed scopes that nothing grants, and those granted only through a disputed cover."""
    missing: list[MissingScope] = []
    uncertain: list[UncertainScope] = []
    for need in ground.needs.scopes:
        if not _grantable(need.requirement, ground) or _granted_by_resource(need, ground):
            continue
        sure = [
            scope for scope in ground.declaration.scopes if _covers(scope, need.requirement, ground) == "high"
        ]
        if sure:
            if not any(_applies(scope, need.uses) for scope in sure):
                missing.append(MissingScope(need, Confidence.LOW))
            continue
        disputed = [s for s in ground.declaration.scopes if _covers(s, need.requirement, ground) == "low"]
        if disputed:
            uncertain.append(UncertainScope(need, disputed[0]))
            continue
        missing.append(MissingScope(need, _confidence(need, ground)))
    return tuple(missing), tuple(uncertain)


def unused_scopes(ground: Ground) -> tuple[UnusedScope, ...]:
    """Return the granted scopes that no use as the user needs, and that the target would accept."""
    acting = tuple(use for use in ground.uses if _ACTS_FOR_USER.intersection(use.identities))
    found: dict[str, UnusedScope] = {}
    for declared in ground.declaration.scopes:
        row = ground.table.scope(declared.name)
        if row is None or _acceptance(row, ground.target) == "no" or declared.name in found:
            continue
        if row.automatic or row.companion:
            continue
        if any(_serves(declared.name, use, ground) for use in acting):
            continue
        confidence = least(ground.trust, Confidence.HIGH if declared.certain else Confidence.MEDIUM)
        found[declared.name] = UnusedScope(declared, confidence)
    return tuple(found.values())


def idle(ground: Ground) -> bool:
    """Tell whether scopes are granted although nothing in the agent acts, or may act, for the user."""
    if not ground.declaration.scopes:
        return False
    if any(_ACTS_FOR_USER.intersection(use.identities) for use in ground.uses):
        return False
    return not _hands_on_user(ground)


def without_token(ground: Ground) -> tuple[Use, ...]:
    """Return the uses as the user in an app without scopes: user authorization is off, and no token comes.

    That holds for what the platform grants unasked as well (`iam.current-user:read`).
    """
    declaration = ground.declaration
    if not declaration.for_app or declaration.has_user_policy or declaration.scopes:
        return ()
    if not declaration.complete_scopes:
        return ()
    return tuple(use for use in ground.uses if use.identities == (Identity.USER,))


def _hands_on_user(ground: Ground) -> bool:
    """Tell whether a user's client is called, or given to something, though no rule knows for what.

    One that is only built does nothing: it was forgotten beside the client that is used.
    """
    calls = ground.trace.calls if ground.trace else ()
    clients = {
        call.result.number
        for call in calls
        if Identity.USER in call.result.identities and ground.table.made_by(call.name) is not None
    }
    if clients and ground.trace and ground.trace.gaps:
        return True  # what could not be followed may be what the client is given to
    return any(
        made.number in clients
        for call in calls
        for made in (
            *filter(None, (call.receiver,)),
            *(m for arg in call.arguments.all() for m in arg.value.made()),
        )
    )


def _covers(scope: DeclaredScope, requirement: Requirement, ground: Ground) -> str | None:
    covers = {ground.table.covers(scope.name, needed, ground.target) for needed in requirement}
    return "high" if "high" in covers else "low" if "low" in covers else None


def _applies(scope: DeclaredScope, uses: tuple[Use, ...]) -> bool:
    """Tell whether the scope is granted wherever the uses happen, as far as their branches tell."""
    if scope.certain or not scope.conditions:
        return True
    return any(set(scope.conditions) & set(use.conditions) for use in uses)


def _confidence(need: ScopeNeed, ground: Ground) -> Confidence:
    if not ground.declaration.complete_scopes:
        return Confidence.LOW
    return sureness(need.uses, Identity.USER)


def _granted_by_resource(need: ScopeNeed, ground: Ground) -> bool:
    """Tell whether every use of the need reaches something declared with `on_behalf_of_user=True`."""
    declared = [item for item in ground.declaration.resources if item.for_user]
    return bool(declared) and all(
        any(ground.reaches(use, item) is not Match.NO for item in declared) for use in need.uses
    )


def _grantable(requirement: Requirement, ground: Ground) -> bool:
    """Tell whether the target accepts, and does not itself grant, any scope that meets the requirement."""
    rows = [ground.table.scope(name) for name in requirement]
    if any(row is not None and ground.target.value in row.automatic for row in rows):
        return False
    if all(row is None for row in rows):
        return True  # a team's own table may speak of scopes that the built-in one does not list
    return any(
        _acceptance(row, ground.target) != "no"
        and any(ground.table.covers(row.name, needed, ground.target) for needed in requirement)
        for row in ground.table.scopes
    )


def _acceptance(row: ScopeRow, target: Target) -> str:
    return row.model_serving if target is Target.MODEL_SERVING else row.apps


def _serves(name: str, use: Use, ground: Ground) -> bool:
    """Tell whether the scope is needed by the use, or travels with one like it."""
    table, target = ground.table, ground.target
    for requirement in use.requirements:
        if any(table.covers(name, needed, target) for needed in requirement):
            return True
        if requirement and table.covers(requirement[0], name, target):
            return True  # a narrower name of what is needed: said where the need is missing
    row = ground.table.resource(use.resource.type)
    if row is None:
        return False
    return any(
        table.covers(name, scope, target) or table.covers(scope, name, target) == "high"
        for scope in row.companions
    )
