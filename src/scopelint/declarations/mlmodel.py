# A logged model's `MLmodel` file as a declaration: what MLflow wrote is what is deployed.
"""Reading MLmodel files."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, replace
from difflib import get_close_matches
from pathlib import Path

from scopelint.declarations.declaration import Declaration, DeclaredResource, DeclaredScope
from scopelint.declarations.grant import Grant, granting, refused, together, unread
from scopelint.declarations.model_source import ModelSource, read_source
from scopelint.model.location import Location
from scopelint.model.resource import Resource
from scopelint.model.value import Literal
from scopelint.rulebook.table import RuleTable
from scopelint.source.model_store import NAME
from scopelint.source.yaml_document import Tree, UnreadableYamlError, read_yaml

_VERSION = "1"
"""The one form of serialised resources that MLflow writes."""
_USER, _SYSTEM = "user_auth_policy", "system_auth_policy"


def mlmodel_file(path: Path) -> Path | None:
    """Return the MLmodel file that a path names or holds, or None."""
    if path.name == NAME:
        return path
    held = path / NAME
    return held if held.is_file() else None


@dataclass(frozen=True, slots=True)
class LoggedModel:
    """A logged model: what it declares, and where its code is."""

    declaration: Declaration
    source: ModelSource


def read_mlmodel(file: Path, shown: Callable[[Path], str], table: RuleTable) -> Declaration:
    """Return what a logged model declares; raises UnreadableYamlError if the file cannot be read."""
    return read_logged_model(file, shown, table).declaration


def read_logged_model(file: Path, shown: Callable[[Path], str], table: RuleTable) -> LoggedModel:
    """Return what an `MLmodel` file says of its model; raises UnreadableYamlError if it cannot be read."""
    tree = read_yaml(file, shown(file))
    if tree is None or not tree.is_mapping:
        place = tree.location if tree is not None else Location(shown(file))
        raise UnreadableYamlError("it holds no mapping, as MLflow would have written", place)
    source = read_source(tree, file.parent)
    declared = _declaration(tree, table)
    return LoggedModel(replace(declared, gaps=(*declared.gaps, *source.gaps)), source)


def _declaration(tree: Tree, table: RuleTable) -> Declaration:
    """Return what is declared. Beside an auth policy, resources are ignored, as the platform does."""
    policy = _held(tree, "auth_policy")
    grant = _policy(policy, table) if policy is not None else _resources(tree, table)
    code = tree.get("flavors", "python_function", "model_code_path")
    style = "resources" if _held(tree, "resources") is not None else "none"
    declaration = Declaration(
        kind="mlmodel",
        flavour=_flavour(tree),
        location=Location(tree.path),
        style="auth_policy" if policy is not None else style,
        policy_location=(tree.key("auth_policy") or policy).location if policy is not None else None,
        model_texts=(code.text,) if code is not None and code.text else (),
    )
    return granting(grant, declaration)


def _held(tree: Tree, key: str) -> Tree | None:
    """Return what stands under a key; a null says nothing."""
    held = tree.get(key)
    return held if held is not None and not held.is_null else None


def _flavour(tree: Tree) -> str:
    flavours = tree.get("flavors")
    names = [key.text or "" for key, _ in flavours.entries()] if flavours else []
    return next((name for name in names if name != "python_function"), "pyfunc" if names else "")


def _policy(policy: Tree, table: RuleTable) -> Grant:
    if not policy.is_mapping:
        return unread("auth_policy", "is no mapping", policy.location, scopes=True, resources=True)
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
    if not held.is_mapping and not held.is_null:
        return unread(_USER, "is no mapping", held.location, scopes=True)
    scopes = _held(held, "api_scopes")
    if scopes is None:
        return Grant()
    place = (held.key("api_scopes") or scopes).location
    found = Grant(has_user_policy=True, scopes_location=place)
    if scopes.text is not None:
        message = f"`api_scopes` is the text `{scopes.text}` and no list"
        lone = Grant(scopes=(DeclaredScope(scopes.text, scopes.location),))
        help_ = f'log the model again with `api_scopes=["{scopes.text}"]`'
        return together((found, refused("not-a-list", scopes.text, message, help_, place, grant=lone)))
    if not scopes.is_list:
        return together((found, unread("api_scopes", "is no list", scopes.location, scopes=True)))
    return together((found, *(_scope(item) for item in scopes.items())))


def _scope(item: Tree) -> Grant:
    if not item.text:
        return unread("api_scopes", "has an entry that is no text", item.location, scopes=True)
    return Grant(scopes=(DeclaredScope(item.text, item.location),))


def _resources(holder: Tree, table: RuleTable) -> Grant:
    """Return what the `resources` of a mapping declare."""
    if not holder.is_mapping and not holder.is_null:
        return unread(_SYSTEM, "is no mapping", holder.location, resources=True)
    key, held = holder.key("resources"), _held(holder, "resources")
    if key is None or held is None:
        return Grant()
    if not held.is_mapping:
        return unread("resources", "is no mapping of kinds to lists", held.location, resources=True)
    parts = [Grant(resources_location=key.location)]
    version = held.get("api_version")
    if version is not None and version.text != _VERSION:
        why = f"has `api_version: {version.text or '?'}`, where `{_VERSION}` is the one that is known"
        parts.append(unread("resources", why, version.location, resources=True))
    kinds = _held(held, "databricks")
    if kinds is not None and not kinds.is_mapping:
        parts.append(unread("databricks", "is no mapping of kinds to lists", kinds.location, resources=True))
    parts += [_kind(key, entries, table) for key, entries in (kinds.entries() if kinds is not None else ())]
    return together(parts)


def _kind(key: Tree, entries: Tree, table: RuleTable) -> Grant:
    row = table.resource(key.text or "")
    if row is not None and row.mlflow_class:
        if not entries.is_list:
            return unread(row.type, "is no list", entries.location, resources=True)
        return together(_entry(row.type, entry) for entry in entries.items())
    message = f"`{key.text}` is no kind of resource that MLflow knows"
    near = get_close_matches(key.text or "", [one.type for one in table.resources if one.mlflow_class], n=1)
    help_ = f"it may mean `{near[0]}`" if near else ""
    return refused("unknown-class", key.text or "", message, help_, key.location)


def _entry(type_: str, entry: Tree) -> Grant:
    name, on_behalf = entry.get("name"), entry.get("on_behalf_of_user")
    if name is None or not name.text:
        return unread(type_, "has an entry without `name`", entry.location, resources=True)
    for_user = on_behalf is not None and (on_behalf.text or "").lower() == "true"
    resource = Resource(type_, Literal(name.text))
    return Grant(resources=(DeclaredResource(resource, entry.location, for_user=for_user),))
