# Which entry is logged by which driver: the model that a driver logs names the entry.
"""Pairing of entries with declarations."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from pathlib import Path

from scopelint.agents.apps import App, apps, built, handles_requests, start
from scopelint.agents.bundles import granted, shipped, stated, upward
from scopelint.agents.deployments import beside as with_scripts
from scopelint.agents.drivers import Grant, granted_by
from scopelint.agents.loose import assign_loose
from scopelint.agents.served import with_environments
from scopelint.agents.workspace import Workspace, logs, sets_model
from scopelint.declarations import read_settings
from scopelint.declarations.declaration import Declaration
from scopelint.facts.search import bases_in, bindings, names_in
from scopelint.model.auth import Target
from scopelint.model.location import Location
from scopelint.project.records import Trace
from scopelint.source.unit import Unit, UnitKind

_SET = "set_model"


@dataclass(slots=True)
class Pair:
    """One agent to be: its entry's unit and the declarations that ship with it.

    `logged_at` is set for a model that the entry's own unit builds and logs as an object.
    """

    unit: Unit
    grants: list[Grant] = field(default_factory=list)
    logged_at: Location | None = None
    start: Unit | None = None
    """The script that starts the app, if the entry is an app's."""
    deployed: Mapping[str, str] = field(default_factory=dict)
    """The environment variables that are set where the app runs; empty texts are not known."""


def pair(workspace: Workspace, policies: frozenset[str]) -> list[Pair]:
    """Return the agents of a workspace, in the order in which their entries were named.

    `policies` are the files that the caller named as declaring; without them every driver of the
    project counts.
    """
    grants = with_environments(workspace, list(granted_by(workspace, policies)))
    named = {id(unit) for unit in workspace.all_units(workspace.named)}
    pairs: dict[tuple[str, object], Pair] = {}
    loose: list[Grant] = []
    for grant in grants:
        unit = _entry(workspace, grant)
        live = unit is None and _is_live(grant.declaration)
        if unit is None and not live:
            loose.append(grant)
            continue
        if policies and unit is not None and id(unit) not in named and _in_part(grant):
            loose.append(grant)
            continue
        entry = unit or grant.driver
        if id(entry) not in named and id(grant.driver) not in named and not _holds(workspace, entry):
            continue
        at = grant.declaration.location if live else None
        key = (entry.file.as_posix(), at or id(entry))
        pairs.setdefault(key, Pair(entry, [], at)).grants.append(grant)
    for one in _app_entries(workspace, bundles=not policies):
        key = (one.unit.file.as_posix(), id(one.unit))
        if one.grants:  # served as a model too, it is another agent there
            own: object = "app" if pairs.get(key, one).grants else id(one.unit)
            pairs[key[0], own] = one
        elif key not in pairs or one.start is not None:
            pairs.setdefault(key, one).start = one.start
    for unit in _entries(workspace, pairs, grants):
        pairs.setdefault((unit.file.as_posix(), id(unit)), Pair(unit))
    assign_loose(loose, list(pairs.values()), policies)
    _assign_stated(workspace, list(pairs.values()), policies)
    return list(pairs.values())


def _app_entries(workspace: Workspace, *, bundles: bool) -> Iterator[Pair]:
    """Yield the apps whose files are named: by the module that handles requests, else by the script.

    `bundles` tells whether the bundles around them declare what they may do.
    """
    folders = upward(workspace.code, workspace.named)
    ships = shipped(workspace.code, folders, workspace.shown, workspace.table)
    commands = {app.folder: app.command or built(workspace.code, app.folder) for app in ships}
    sources = {app.folder for app in ships if app.found or commands[app.folder] is not None}
    found = apps(workspace.code, folders, {folder: commands[folder] for folder in sorted(sources)})
    grants = granted(ships, folders, workspace.shown, workspace.table) if bundles else {}
    grants = with_scripts(workspace, grants, [app.folder for app in found]) if bundles and found else grants
    taken: set[int] = set()
    for app, inside in _owned(workspace, found):
        script = start(workspace.code, app, inside)
        begun = workspace.code.unit(script) if script is not None else None
        handlers = [unit for unit in workspace.all_units(inside) if _handles(workspace, unit)]
        candidates = handlers or ([begun] if begun is not None and _holds(workspace, begun) else [])
        for unit in (one for one in candidates if not workspace.is_test(one)):
            taken.add(id(unit))
            held = grants.get(app.folder, ())
            declared = [Grant(one, Trace(()), unit) for one in held]
            yield Pair(unit, declared, start=begun, deployed=_deployed(workspace, app, held))
    for unit in workspace.all_units(workspace.named):
        if id(unit) not in taken and _handles(workspace, unit) and not workspace.is_test(unit):
            yield Pair(unit, deployed=dict.fromkeys(workspace.table.settings(Target.APPS), ""))


def _deployed(workspace: Workspace, app: App, declared: tuple[Declaration, ...]) -> dict[str, str]:
    """Return what is set where an app runs: by the platform, by its own file, and by bundles."""
    found = dict.fromkeys(workspace.table.settings(Target.APPS), "")
    given = [pair for one in declared for pair in one.settings]
    own = read_settings(Path(app.folder), workspace.shown)
    found |= {name: text for name, text in own.items() if name not in dict(given)}
    for name, text in given:
        found[name] = text if found.get(name, text) == text else ""
    return found


def _owned(workspace: Workspace, found: list[App]) -> Iterator[tuple[App, list[str]]]:
    """Yield the apps with the named files that are theirs: a file belongs to the innermost app."""
    inner = sorted(found, key=lambda app: len(app.folder), reverse=True)
    held: dict[str, list[str]] = {app.folder: [] for app in found}
    for path in workspace.named:
        owner = next((app for app in inner if path.startswith(app.folder + "/")), None)
        if owner is not None:
            held[owner.folder].append(path)
    yield from ((app, held[app.folder]) for app in found)


def _holds(workspace: Workspace, unit: Unit) -> bool:
    return unit.holder.as_posix() in workspace.named


def _in_part(grant: Grant) -> bool:
    """Tell whether the path of the model is known in part: a copy of the agent, in a folder made for it."""
    return all("{}" in text for text in grant.declaration.model_texts)


def _is_live(declaration: Declaration) -> bool:
    return not declaration.model_texts and declaration.model_value is not None


def _entry(workspace: Workspace, grant: Grant) -> Unit | None:
    model = grant.declaration.model
    return workspace.find(model, grant.driver) if model is not None else None


def _entries(
    workspace: Workspace, pairs: dict[tuple[str, object], Pair], grants: list[Grant]
) -> Iterator[Unit]:
    """Yield the named units that are entries by themselves, or because somebody named just them."""
    paired = {id(one.unit) for one in pairs.values()}
    taken = {one.unit.file.as_posix() for one in pairs.values()}
    drivers = {id(grant.driver) for grant in grants}
    candidates: list[Unit] = []
    for unit in workspace.all_units(workspace.named):
        if id(unit) in paired:
            continue
        explicit = unit.holder.as_posix() in workspace.explicit and unit.kind is not UnitKind.WRITTEN_FILE
        if _sets_model(workspace, unit) or _defines_agent(workspace, unit):
            if unit.file.as_posix() not in taken or unit.kind is UnitKind.WRITTEN_FILE:
                candidates.append(unit)
        elif explicit and id(unit) not in drivers and not logs(unit):
            candidates.append(unit)
    yield from candidates


def _handles(workspace: Workspace, unit: Unit) -> bool:
    return handles_requests(workspace.code, workspace.table, unit)


def _sets_model(workspace: Workspace, unit: Unit) -> bool:
    """Tell whether the code of a unit sets the model, and not only its comments or what it writes."""
    if not sets_model(unit):
        return False
    facts = workspace.code.facts(unit)
    if facts is None:  # it could not be parsed: its text is all there is
        return True
    named = (path.rpartition(".")[2] for path in bindings(facts.body).values())
    return _SET in {*names_in(facts.body), *named}


def _defines_agent(workspace: Workspace, unit: Unit) -> bool:
    """Tell whether a module defines a class that derives from a base of agents."""
    names = {row.name.rpartition(".")[2] for row in workspace.table.models}
    if not any(name in unit.text for name in names):
        return False
    facts = workspace.code.facts(unit)
    if facts is None:
        return False
    meant = {name for name, path in bindings(facts.body).items() if path.rpartition(".")[2] in names}
    return any(not (names | meant).isdisjoint(bases) for bases in bases_in(facts.body))


def _assign_stated(workspace: Workspace, pairs: list[Pair], policies: frozenset[str]) -> None:
    """A named file that only declares counts for the agents that it speaks of, else for all."""
    for said in stated(workspace.code, sorted(policies), workspace.shown, workspace.table):
        meant = [one for one in pairs if said.means(one.unit.file, one.unit.holder)]
        for one in meant or pairs:
            one.grants.append(Grant(said.declaration, Trace(()), one.unit, folder=said.model))
