# What an app is given, as it stands in a bundle, in the body of a request, or in a script. What the platform
# does not know of it, it ignores.
"""Reading the scopes and resources of an app."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import replace

from scopelint.declarations.app_manifest import RESOURCES, SCOPES
from scopelint.declarations.app_resource import AppReading, read_app_resource
from scopelint.declarations.bundle_value import Variables, value_of
from scopelint.declarations.declaration import DeclaredScope, Misuse
from scopelint.declarations.grant import Grant, together, unread
from scopelint.model.value import Literal, Symbol
from scopelint.source.yaml_document import Tree


def read_app(app: Tree, reading: AppReading) -> Grant:
    """Return what the description of an app gives to it, in one layer of a bundle or in one call."""
    parts = [Grant(misuses=tuple(_misspelt(app)))]
    scopes, resources = app.get(SCOPES), app.get(RESOURCES)
    if scopes is not None:
        place = (app.key(SCOPES) or scopes).location
        found = [_scopes(one, reading.variables) for one in reading.variables.trees(scopes)]
        parts += [Grant(scopes_location=place, has_user_policy=True), *found]
    if resources is not None:
        place = (app.key(RESOURCES) or resources).location
        found = [_resources(one, reading) for one in reading.variables.trees(resources)]
        parts += [Grant(resources_location=place), *found]
    return together(parts)


def merged(grants: Iterable[Grant]) -> Grant:
    """Return all layers as one; the same scope or resource in several of them counts once."""
    whole = together(grants)
    scopes = {scope.name: scope for scope in reversed(whole.scopes)}
    resources = {item.resource: item for item in reversed(whole.resources)}
    return replace(
        whole,
        scopes=tuple(reversed(scopes.values())),
        resources=tuple(reversed(resources.values())),
    )


def _scopes(tree: Tree, variables: Variables) -> Grant:
    if not tree.is_list:
        if tree.text is None:
            return Grant()
        return unread(tree.text, "is no list that could be read", tree.location, scopes=True)
    parts = []
    for item in (one for held in tree.items() for one in variables.trees(held)):
        match value_of(item.text, variables):
            case Literal(name) | Symbol(default=str(name)):
                parts.append(Grant(scopes=(DeclaredScope(name, item.location),)))
            case _:
                what = "scope" if item.text in (None, "${?}") else str(item.text)
                parts.append(unread(what, "is not known here", item.location, scopes=True))
    return together(parts)


def _resources(tree: Tree, reading: AppReading) -> Grant:
    if not tree.is_list:
        if tree.text is None and not any(True for _ in tree.entries()):
            return Grant()
        what = RESOURCES if tree.text in (None, "${?}") else str(tree.text)
        return unread(what, "is no list that could be read", tree.location, resources=True)
    found = (one for item in tree.items() for one in reading.variables.trees(item))
    return together(_resource(item, reading) for item in found)


def _resource(item: Tree, reading: AppReading) -> Grant:
    if item.is_mapping:
        return read_app_resource(item, reading)
    what = "resource" if item.text in (None, "${?}") else str(item.text)
    return unread(what, "is no resource that could be read", item.location, resources=True)


def _misspelt(app: Tree) -> Iterator[Misuse]:
    """Yield the keys that were meant to give something, and that no app has."""
    for key, _ in app.entries():
        text = key.text or ""
        for right, hint in ((SCOPES, "scopes"), (RESOURCES, "resources")):
            if text != right and text.endswith(hint) and text.count("_") <= 3:
                message = f"`{text}` is no key of an app, it is ignored"
                yield Misuse("inert", text, message, f"write `{right}`", key.location)
