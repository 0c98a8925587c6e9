# The apps of a bundle as declarations: scopes and resources that count, with their places in the YAML.
# Targets are merged over the base; what `app.yaml` carries beside its command is ignored by the platform.
"""Reading the apps of bundles."""

from __future__ import annotations

import posixpath
from collections.abc import Iterator
from dataclasses import dataclass, replace
from pathlib import Path

from scopelint.declarations.app_body import merged, read_app
from scopelint.declarations.app_manifest import (
    RESOURCES,
    SCOPES,
    Shown,
    bindings,
    environment,
    inert,
    settings,
)
from scopelint.declarations.app_resource import AppReading, Binding, unbound
from scopelint.declarations.bundle_files import documents
from scopelint.declarations.bundle_value import Variables
from scopelint.declarations.declaration import Declaration, Misuse
from scopelint.declarations.grant import granting
from scopelint.model.location import Location
from scopelint.rulebook.table import RuleTable
from scopelint.source.yaml_document import Tree

_FILES = "${workspace.file_path}"

Bound = tuple[tuple[Binding, Location], ...]


@dataclass(frozen=True, slots=True)
class AppGrant:
    """One app of a bundle: its key, its folder (absolute, POSIX), and what it is granted.

    `command` is what starts it, as plain data, if the bundle says so. Where the source is put together
    first, the folder is the bundle's own, and `found` tells so.
    """

    key: str
    folder: str
    declaration: Declaration
    command: object = None
    found: bool = True


@dataclass(frozen=True, slots=True)
class _Layer:
    """What one file says of an app, for everything or for one target."""

    key: Tree
    app: Tree
    folder: Path
    target: str = ""


def read_bundle(file: Path, shown: Shown, table: RuleTable) -> tuple[AppGrant, ...]:
    """Return the apps that a bundle ships, in the order in which it names them.

    `file` is the bundle's own file (`databricks.yml`), absolute; what it includes is read as well.
    `shown` tells how reports name a file. Raises UnreadableYamlError if one of these files cannot be read:
    what it would have granted is not known.
    """
    files = documents(file, shown)
    variables = Variables.of([tree for tree, _ in files])
    layers: dict[str, list[_Layer]] = {}
    for layer in [one for tree, folder in files for one in _layers(tree, folder)]:
        layers.setdefault(layer.key.text or "", []).append(layer)
    return tuple(_app(name, held, file.parent, variables, (shown, table)) for name, held in layers.items())


def _layers(tree: Tree, folder: Path) -> Iterator[_Layer]:
    apps = tree.get("resources", "apps")
    for key, app in apps.entries() if apps else ():
        yield _Layer(key, app, folder)
    targets = tree.get("targets")
    for target, held in targets.entries() if targets else ():
        inside = held.get("resources", "apps")
        for key, app in inside.entries() if inside else ():
            yield _Layer(key, app, folder, target.text or "")


def _app(
    name: str, layers: list[_Layer], root: Path, variables: Variables, means: tuple[Shown, RuleTable]
) -> AppGrant:
    shown, table = means
    layers = sorted(layers, key=lambda layer: bool(layer.target))
    base = layers[0]
    source = _folder(layers, root, variables)
    folder = source or root
    configs = [one for layer in layers for one in _configs(layer.app, variables)]
    holders = (*configs, *(layer.app for layer in layers))
    bound = tuple(bindings([one for held in holders for one in _env(held, variables)], folder, shown))
    reading = AppReading(table, variables, tuple(binding for binding, _ in bound))
    grant = merged(read_app(layer.app, reading) for layer in layers)
    keys = frozenset(key.text for layer in layers for key, _ in layer.app.entries())
    lists = [one for layer in layers if (one := layer.app.get(RESOURCES)) is not None]
    astray = (*unbound(_deciding(bound, folder, shown), lists, variables), *_misplaced(layers))
    misuses = (*grant.misuses, *astray, *inert(folder, shown, keys))
    declaration = Declaration(
        kind="bundle",
        flavour="",
        location=base.key.location,
        style=_style(keys),
        environment=environment(bound, variables),
        settings=settings(bound, variables),
        app=_name(layers, variables),
    )
    command = next((held.data() for one in configs if (held := one.get("command")) is not None), None)
    declaration = granting(replace(grant, has_user_policy=SCOPES in keys, misuses=misuses), declaration)
    return AppGrant(name, folder.as_posix(), declaration, command, source is not None)


def _deciding(bound: Bound, folder: Path, shown: Shown) -> Bound:
    """Return the variables of the bundle, which take the place of those in `app.yaml`, if it sets any."""
    own = {place.path for _, place in bindings((), folder, shown)}
    return tuple(one for one in bound if one[1].path not in own) or bound


def _configs(app: Tree, variables: Variables) -> list[Tree]:
    held = app.get("config")
    return variables.trees(held) if held is not None else []


def _env(holder: Tree, variables: Variables) -> list[Tree]:
    held = holder.get("env")
    return variables.trees(held) if held is not None else []


def _name(layers: list[_Layer], variables: Variables) -> str:
    """Return the app's name, with `{}` for what is not known of it."""
    named = next((held for layer in layers if (held := layer.app.get("name")) is not None), None)
    return variables.filled(named.text or "") if named is not None else ""


def _misplaced(layers: list[_Layer]) -> Iterator[Misuse]:
    """Yield what stands in the app itself although the platform looks for it in the app's `config`."""
    for key, _ in (entry for layer in layers for entry in layer.app.entries()):
        if key.text in ("env", "command"):
            message = f"`{key.text}` is no key of an app, the bundle ignores it"
            yield Misuse(
                "inert", key.text, message, f"write it under `config`: `config.{key.text}`", key.location
            )


def _style(keys: frozenset[str | None]) -> str:
    given = [key for key in (SCOPES, RESOURCES) if key in keys]
    return {0: "none", 1: "resources" if RESOURCES in given else "auth_policy"}.get(len(given), "both")


def _folder(layers: list[_Layer], root: Path, variables: Variables) -> Path | None:
    """Return the folder of the app's source, if it is one of the project."""
    for layer in layers:
        held = layer.app.get("source_code_path")
        text = held.text if held is not None else None
        if not text:
            continue
        start = root if text.startswith(_FILES) else layer.folder
        rest = variables.filled(text.removeprefix(_FILES).lstrip("/") if start is root else text)
        folder = Path(posixpath.normpath((start / rest).as_posix()))
        if "{}" not in rest and folder.is_dir():
            return folder
    return None
