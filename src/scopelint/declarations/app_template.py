# The `manifest.yaml` of an app's template: what an app that is created from it is granted. It counts where
# no bundle ships the app; which resource is meant, whoever creates the app chooses.
"""Reading the manifests of app templates."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

from scopelint.declarations.app_manifest import SCOPES, Shown, bindings, environment, inert, settings
from scopelint.declarations.app_resource import AppReading, read_app_resource
from scopelint.declarations.bundle_value import Variables
from scopelint.declarations.declaration import Declaration, DeclaredScope
from scopelint.declarations.grant import Grant, granting, together, unread
from scopelint.rulebook.table import RuleTable
from scopelint.source.yaml_document import Tree, compose

TEMPLATES = ("manifest.yaml", "manifest.yml")
_SPECS = "resource_specs"
_ENDING = "_spec"


def read_template(folder: Path, shown: Shown, table: RuleTable) -> Declaration | None:
    """Return what the template in a folder grants to the apps that are created from it.

    None if there is no template, or it grants nothing at all.
    """
    file = next((one for name in TEMPLATES if (one := folder / name).is_file()), None)
    tree = compose(file, shown(file)) if file is not None else None
    keys = frozenset(key.text for key, _ in tree.entries()) if tree is not None else frozenset()
    if tree is None or "version" not in keys or keys.isdisjoint((SCOPES, _SPECS)):
        return None
    variables = Variables.of([])
    bound = tuple(bindings((), folder, shown))
    grant = together(
        (_scopes(tree), _resources(tree, AppReading(table, variables, tuple(b for b, _ in bound))))
    )
    scopes, specs = tree.key(SCOPES), tree.key(_SPECS)
    first = next(key for key, _ in tree.entries())
    whole = replace(
        grant,
        has_user_policy=scopes is not None,
        scopes_location=scopes.location if scopes is not None else None,
        resources_location=specs.location if specs is not None else None,
        misuses=(*grant.misuses, *inert(folder, shown, keys)),
    )
    declaration = Declaration(
        kind="bundle",
        flavour="",
        location=(specs or scopes or first).location,
        style="both" if scopes and specs else "resources" if specs else "auth_policy",
        environment=environment(bound, variables),
        settings=settings(bound, variables),
    )
    return granting(whole, declaration)


def _scopes(tree: Tree) -> Grant:
    held = tree.get(SCOPES)
    items = held.items() if held is not None else ()
    return Grant(scopes=tuple(DeclaredScope(item.text, item.location) for item in items if item.text))


def _resources(tree: Tree, reading: AppReading) -> Grant:
    held = tree.get(_SPECS)
    if held is None:
        return Grant()
    if not held.is_list:
        return unread(_SPECS, "is no list that could be read", held.location, resources=True)
    return together(read_app_resource(item, reading, _ENDING) for item in held.items())
