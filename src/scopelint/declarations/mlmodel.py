# A logged model's `MLmodel` file as a declaration: what MLflow wrote is what is deployed.
"""Reading MLmodel files."""

from __future__ import annotations

from collections.abc import Callable
from difflib import get_close_matches
from pathlib import Path

from scopelint.declarations.declaration import Declaration, DeclaredResource, DeclaredScope
from scopelint.declarations.grant import Grant, refused, together, unread
from scopelint.model.location import Location
from scopelint.model.resource import Resource
from scopelint.model.value import Literal
from scopelint.rulebook.table import RuleTable
from scopelint.source.yaml_document import Tree, compose

NAME = "MLmodel"
_USER, _SYSTEM = "user_auth_policy", "system_auth_policy"


def mlmodel_file(path: Path) -> Path | None:
    """Return the MLmodel file that a path names or holds, or None."""
    if path.name == NAME:
        return path
    held = path / NAME
    return held if held.is_file() else None


def read_mlmodel(file: Path, shown: Callable[[Path], str], table: RuleTable) -> Declaration | None:
    """Return what a logged model declares; None if the file cannot be read.

    Where an auth policy is written, the resources beside it are ignored, as the platform does.
    """
    tree = compose(file, shown(file))
    if tree is None:
        return None
    policy = tree.get("auth_policy")
    grant = _policy(policy, table) if policy is not None else _resources(tree, table)
    code = tree.get("flavors", "python_function", "model_code_path")
    return Declaration(
        kind="mlmodel",
        flavour=_flavour(tree),
        location=Location(tree.path),
        style="auth_policy"
        if policy is not None
        else "resources"
        if tree.get("resources") is not None
        else "none",
        scopes=grant.scopes,
        resources=grant.resources,
        has_user_policy=grant.has_user_policy,
        complete_scopes=grant.complete_scopes,
        complete_resources=grant.complete_resources,
        scopes_location=grant.scopes_location,
        resources_location=grant.resources_location,
        policy_location=(tree.key("auth_policy") or policy).location if policy is not None else None,
        misuses=grant.misuses,
        gaps=grant.gaps,
        model_texts=(code.text,) if code is not None and code.text else (),
    )


def _flavour(tree: Tree) -> str:
    flavours = tree.get("flavors")
    names = [key.text or "" for key, _ in flavours.entries()] if flavours else []
    return next((name for name in names if name != "python_function"), "pyfunc" if names else "")


def _policy(policy: Tree, table: RuleTable) -> Grant:
    parts = []
    for key, held in policy.entries():
        if key.text == _USER:
            parts.append(_user(held))
        elif key.text == _SYSTEM:
            parts.append(_resources(held, table))
        else:
            message = f"`{key.text}` is no part of an auth policy, nothing reads it"
            help_ = f"the parts are `{_USER}` and `{_SYSTEM}`"
            parts.append(refused("wrong-arguments", key.text or "", message, help_, key.location))
    return together(parts)


def _user(held: Tree) -> Grant:
    scopes = held.get("api_scopes")
    if scopes is None:
        return Grant()
    place = (held.key("api_scopes") or scopes).location
    found = Grant(has_user_policy=True, scopes_location=place)
    if scopes.text is not None:
        message = f"`api_scopes` is the text `{scopes.text}` and no list"
        lone = Grant(scopes=(DeclaredScope(scopes.text, scopes.location),))
        help_ = f'log the model again with `api_scopes=["{scopes.text}"]`'
        return together((found, refused("not-a-list", scopes.text, message, help_, place, grant=lone)))
    held_scopes = tuple(DeclaredScope(item.text, item.location) for item in scopes.items() if item.text)
    return together((found, Grant(scopes=held_scopes)))


def _resources(holder: Tree, table: RuleTable) -> Grant:
    """Return what the `resources` of a mapping declare."""
    key, kinds = holder.key("resources"), holder.get("resources", "databricks")
    if key is None or kinds is None:
        return Grant()
    parts = [Grant(resources_location=key.location)]
    for key, entries in kinds.entries():
        row = table.resource(key.text or "")
        if row is not None and row.mlflow_class:
            parts += [_entry(row.type, entry) for entry in entries.items()]
            continue
        message = f"`{key.text}` is no kind of resource that MLflow knows"
        near = get_close_matches(
            key.text or "", [one.type for one in table.resources if one.mlflow_class], n=1
        )
        help_ = f"it may mean `{near[0]}`" if near else ""
        parts.append(refused("unknown-class", key.text or "", message, help_, key.location))
    return together(parts)


def _entry(type_: str, entry: Tree) -> Grant:
    name, on_behalf = entry.get("name"), entry.get("on_behalf_of_user")
    if name is None or not name.text:
        return unread(type_, "has an entry without `name`", entry.location, resources=True)
    for_user = on_behalf is not None and (on_behalf.text or "").lower() == "true"
    resource = Resource(type_, Literal(name.text))
    return Grant(resources=(DeclaredResource(resource, entry.location, for_user=for_user),))
