# Deployments that stand elsewhere than where the model is logged: which agent gets their environment. By the
# model's registered name where both sides say it, else the one agent that is near.
"""Environments of agents that another script or a bundle deploys."""

from __future__ import annotations

import os
from collections.abc import Iterable, Iterator
from dataclasses import replace
from pathlib import Path

from scopelint.agents.apps import BUNDLES
from scopelint.agents.bundles import upward
from scopelint.agents.drivers import Grant
from scopelint.agents.workspace import Workspace, logs
from scopelint.declarations.app_calls.value import text_of
from scopelint.declarations.served import ENVIRONMENT, Served, of_bundle, of_call
from scopelint.project.simulate import run_driver
from scopelint.source.yaml_document import UnreadableYamlError

_REGISTERING = "mlflow.register_model"
_NAME = "registered_model_name"


def with_environments(workspace: Workspace, grants: list[Grant]) -> list[Grant]:
    """Return what drivers declare, with the environment that another script or a bundle gives the model."""
    bare = [grant for grant in grants if grant.declaration.environment is None]
    if not bare:
        return grants
    found = list(_served(workspace))
    return [_deployed(workspace, grant, bare, found) for grant in grants] if found else grants


def _served(workspace: Workspace) -> Iterator[tuple[Served, str]]:
    """Yield the deployments of the project that no driver makes, with the folders in which they stand."""
    paths = (*workspace.named, *workspace.around)
    for unit in workspace.all_units(workspace.holding(paths, ENVIRONMENT.encode())):
        if ENVIRONMENT in unit.text and not logs(unit) and not workspace.is_test(unit):
            trace = run_driver(workspace.code, unit, workspace.table, workspace.overlay(unit))
            calls = (of_call(record) for record in trace.calls)
            yield from ((one, unit.holder.parent.as_posix()) for one in calls if one is not None)
    for folder in upward(workspace.code, workspace.named):
        name = next((one for one in BUNDLES if one in workspace.code.listing(folder)), None)
        if name is not None:
            yield from ((one, folder) for one in _of_bundle(workspace, Path(folder, name)))


def _of_bundle(workspace: Workspace, file: Path) -> Iterable[Served]:
    try:
        return list(of_bundle(file, workspace.shown))
    except UnreadableYamlError:
        return ()  # told where the bundle's apps are read


def _deployed(
    workspace: Workspace, grant: Grant, bare: list[Grant], found: list[tuple[Served, str]]
) -> Grant:
    if grant.declaration.environment is not None:
        return grant
    names = _registered(workspace, grant)
    own = [one for one, _ in found if one.model and one.model in names]
    own = own or [one for one, folder in found if _is_meant(workspace, one, folder, grant, bare)]
    if not own:
        return grant
    # A bundle serves the model in every target, each with an environment of its own.
    entries = tuple(dict.fromkeys(entry for one in own for entry in one.environment.entries))
    environment = replace(own[0].environment, entries=entries)
    return replace(grant, declaration=replace(grant.declaration, environment=environment))


def _registered(workspace: Workspace, grant: Grant) -> frozenset[str]:
    """Return the names under which a driver registers its model, as far as they are known.

    What stands in the call that logs counts, else what is registered before the next model is logged.
    """
    names: set[str] = set()
    logged = False
    for record in grant.trace.calls:
        if record.location == grant.declaration.location:
            logged = True
            own = text_of(record.arguments.get(None, _NAME))
            if own and own != "${?}":
                return frozenset({own})
        elif logged and workspace.table.logger(record.name) is not None:
            break
        elif logged and record.name == _REGISTERING:
            names.add(text_of(record.arguments.get(1, "name")))
    return frozenset(names - {"", "${?}"})


def _is_meant(workspace: Workspace, served: Served, folder: str, grant: Grant, bare: list[Grant]) -> bool:
    """Tell whether a deployment whose model's name is not known means an agent: it stands nearest."""
    others = [one for one in bare if one is not grant]
    known = _registered(workspace, grant)
    taken = {name for one in others for name in _registered(workspace, one)}
    named = bool(served.model) and "${" not in served.model
    if named and (served.model in taken or (known and not any("${" in name for name in known))):
        return False
    steps, own = _steps(grant, folder), grant.declaration.location
    return all(steps < _steps(one, folder) for one in others if one.declaration.location != own)


def _steps(grant: Grant, folder: str) -> int:
    return len(Path(os.path.relpath(grant.driver.holder.parent, folder)).parts)
