# Scopes that an app gets from code whose calls could not be read: that something sets them where the bundle
# says nothing makes the bundle incomplete.
"""User scopes that are set outside a bundle."""

from __future__ import annotations

import posixpath
from collections.abc import Callable, Iterator
from dataclasses import replace
from pathlib import Path

from scopelint.agents.bundles import upward
from scopelint.agents.workspace import Workspace
from scopelint.declarations.declaration import Declaration
from scopelint.model.location import Location, Span
from scopelint.project.records import Gap

_KEY = "user_api_scopes"
_SCRIPTS = (".sh", ".bash", ".ps1")
FOLDERS = ("", "scripts", "deploy", "bin")
"""Folders, from an app's or one above it, in which scripts that deploy it stand."""
_MAX_BYTES = 1_000_000


def beside(
    workspace: Workspace, folder: str, declaration: Declaration, meant: Callable[[str, str], bool]
) -> Declaration:
    """Return what is declared for an app, with a gap where something else sets the app's user scopes.

    `meant` tells, of a file (as shown) and the folder in which it stands, whether it may speak of the app.
    """
    if declaration.has_user_policy:
        return declaration
    place = next(_places(workspace, folder, meant), None)
    if place is None:
        return declaration
    gap = Gap(place, f"`{_KEY}`", "is set by code that deploys the app")
    return replace(declaration, complete_scopes=False, gaps=(*declaration.gaps, gap))


def _places(workspace: Workspace, folder: str, meant: Callable[[str, str], bool]) -> Iterator[Location]:
    """Yield where scripts and drivers of the project name the key."""
    paths = (*workspace.named, *workspace.around)
    for unit in workspace.all_units(workspace.holding(paths, _KEY.encode())):
        named = _KEY in unit.text and meant(unit.path, unit.holder.parent.as_posix())
        for number, line in enumerate(unit.text.splitlines() if named else (), start=1):
            if _KEY in line.partition("#")[0]:
                yield unit.locate(Span(number, 1, number, 1))
                break
    for path in _scripts(workspace, folder):
        if not meant(workspace.shown(Path(path)), posixpath.dirname(path)):
            continue
        with Path(path).open("rb") as stream:
            text = stream.read(_MAX_BYTES).decode("utf-8", errors="replace")
        for number, line in enumerate(text.splitlines(), start=1):
            if _KEY in line.partition("#")[0]:
                yield Location(workspace.shown(Path(path)), number)
                break


def _scripts(workspace: Workspace, folder: str) -> Iterator[str]:
    for above in upward(workspace.code, [f"{folder}/app.yaml"]):
        for name in FOLDERS:
            inner = posixpath.normpath(posixpath.join(above, name))
            for entry in sorted(workspace.code.listing(inner)):
                path = f"{inner}/{entry}"
                if entry.endswith(_SCRIPTS) and Path(path).is_file() and workspace.code.inside(path):
                    yield path
