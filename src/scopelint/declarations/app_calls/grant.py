# What the calls of scripts give to one app, beside what a bundle gives to it. What the platform does not take
# from a call is told; which call comes last is not known, so all of them count.
"""Declarations of apps that scripts create and update."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import replace
from pathlib import Path

from scopelint.declarations.app_body import merged, read_app
from scopelint.declarations.app_calls.call import AppCall
from scopelint.declarations.app_manifest import (
    RESOURCES,
    SCOPES,
    Shown,
    bindings,
    environment,
    inert,
    settings,
)
from scopelint.declarations.app_resource import AppReading
from scopelint.declarations.declaration import Declaration, Misuse
from scopelint.declarations.grant import Grant, grant_of, granting, together, unread
from scopelint.rulebook.table import RuleTable
from scopelint.source.yaml_document import Tree

_PARTS = (SCOPES, RESOURCES)


def given_by(calls: Sequence[AppCall], folder: Path, shown: Shown, table: RuleTable) -> Declaration | None:
    """Return what calls give to the app of a folder; None if they give it neither scopes nor resources."""
    if not any(_gives(call) for call in calls):
        return None
    env = [call.deployment.get("env_vars") for call in calls if call.deployment is not None]
    bound = tuple(bindings(env, folder, shown))
    variables = calls[0].variables
    reading = AppReading(table, variables, tuple(binding for binding, _ in bound))
    grant = merged(_grant(call, replace(reading, variables=call.variables)) for call in calls)
    keys = frozenset(part for part in _PARTS for call in calls if part in _granted(call))
    first = next(call for call in calls if _gives(call))
    creates = any(call.creates for call in calls)
    whole = replace(
        grant,
        complete_scopes=grant.complete_scopes and (SCOPES in keys or creates),
        complete_resources=grant.complete_resources and (RESOURCES in keys or creates),
        misuses=(*grant.misuses, *inert(folder, shown, keys)),
    )
    declaration = Declaration(
        kind="app_call",
        flavour="",
        location=first.location,
        style="both" if len(keys) > 1 else "resources" if RESOURCES in keys else "auth_policy",
        environment=environment(bound, variables),
        settings=settings(bound, variables),
        app=next((call.name for call in calls if call.name), ""),
    )
    return granting(whole, declaration)


def added(declaration: Declaration, given: Declaration) -> Declaration:
    """Return what a bundle gives to an app together with what scripts give to it."""
    whole = merged((grant_of(declaration), grant_of(given)))
    keys = {key for key, held in ((SCOPES, given.has_user_policy), (RESOURCES, given.resources)) if held}
    styles = {declaration.style, given.style} - {"none"}
    both = replace(
        whole,
        complete_scopes=declaration.complete_scopes and (given.complete_scopes or not given.gaps),
        complete_resources=declaration.complete_resources and (given.complete_resources or not given.gaps),
        misuses=tuple(one for one in whole.misuses if not _is_mended(one, keys)),
    )
    style = styles.pop() if len(styles) == 1 else "both" if styles else "none"
    variables = tuple(dict((*given.settings, *declaration.settings)).items())
    return granting(both, replace(declaration, style=style, settings=variables))


def _is_mended(misuse: Misuse, keys: set[str]) -> bool:
    """Tell whether the calls give what was written in vain, or resources that a variable may be bound to."""
    if misuse.kind == "unbound":
        return RESOURCES in keys
    return misuse.kind == "inert" and misuse.subject in keys


def _gives(call: AppCall) -> bool:
    """Tell whether a call may give an app scopes or resources, or was meant to."""
    if call.app is None:
        return any(True for _ in _misuses(call))
    meant = any(key.text and key.text.endswith(("scopes", "resources")) for key, _ in call.app.entries())
    return meant or not call.app.is_mapping or call.app.key("") is not None


def _granted(call: AppCall) -> set[str]:
    """Return the parts that a call gives: what it says, as far as its mask names it."""
    said = {key.text for key, _ in call.app.entries()} if call.app is not None else set()
    return {part for part in _PARTS if part in said and (not call.mask or part in call.mask)}


def _grant(call: AppCall, reading: AppReading) -> Grant:
    parts = [Grant(misuses=tuple(_misuses(call)))]
    app = call.app
    if app is not None and not app.is_mapping:
        what = "the app" if app.text in (None, "${?}") else str(app.text)
        parts.append(unread(what, "is not known here", app.location, scopes=True, resources=True))
    elif app is not None:
        if app.key("") is not None:
            parts.append(unread("the app", "may hold more", app.location, scopes=True, resources=True))
        parts.append(read_app(_only(app, call), reading))
    return together(parts)


def _only(app: Tree, call: AppCall) -> Tree:
    """Return an app without the parts that the call's mask leaves out."""
    if not call.mask:
        return app
    left_out = set(_PARTS) - _granted(call)
    kept = [part for key, held in app.entries() if key.text not in left_out for part in (key, held)]
    return replace(app, members=tuple(kept))


def _misuses(call: AppCall) -> Iterator[Misuse]:
    """Yield what a call says of an app although the platform does not take it from there."""
    for key, _ in call.deployment.entries() if call.deployment is not None else ():
        if key.text in _PARTS:
            message = f"a deployment carries no `{key.text}`, the platform ignores it"
            help_ = f"give `{key.text}` to the app itself, when it is created or updated"
            yield Misuse("inert", key.text, message, help_, key.location)
    for key, _ in call.app.entries() if call.app is not None and call.mask else ():
        if key.text in _PARTS and key.text not in call.mask:
            message = f"`{key.text}` is not named by the update's mask, the app keeps what it has"
            yield Misuse("inert", key.text, message, f"add `{key.text}` to the mask", key.location)
