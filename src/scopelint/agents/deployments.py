# Which app a script's calls speak of: by the folder that it deploys, by the app's name, or the app beside it.
# Only the top level of a script is run; what an app does to other apps while it answers is not meant.
"""Scripts that deploy apps."""

from __future__ import annotations

import posixpath
import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, replace
from pathlib import Path

from scopelint.agents import elsewhere
from scopelint.agents.apps import MANIFESTS
from scopelint.agents.bundles import upward
from scopelint.agents.granting import grants
from scopelint.agents.workspace import Workspace
from scopelint.declarations import Declaration
from scopelint.declarations.app_calls import AppCall, added, given_by, read_app_calls, read_script
from scopelint.project.simulate import run_driver

_WORDS = (
    *(f"{word}{verb}".encode() for word in ("apps.", "apps ") for verb in ("create", "update", "deploy")),
    b".0/apps",
    b'"apps"',
    b"'apps'",
)
_CALLS = re.compile(
    r"\bapps\s*\.\s*(?:create|update|deploy)|/api/2\.[01]/apps\b"
    r"|[\"']apps[\"']\s*,\s*[\"'](?:create|update|deploy)|\bapps (?:create|update|deploy)\b"
)
SHELLS = (".sh", ".bash")
MAX_BYTES = 1_000_000


@dataclass(frozen=True, slots=True)
class Script:
    """The calls of one script, and the folder (absolute, POSIX) in which it stands."""

    path: str
    folder: str
    calls: tuple[AppCall, ...] = ()
    text: str = ""


def scripts(workspace: Workspace, shells: Iterable[str]) -> list[Script]:
    """Return the scripts that create, update or deploy apps: the project's Python, and shell scripts."""
    return [*_of_python(workspace), *_of_shell(workspace, shells)]


def _of_python(workspace: Workspace) -> Iterator[Script]:
    paths = (*workspace.named, *workspace.around)
    for unit in workspace.all_units(workspace.holding(paths, *_WORDS)):
        if _CALLS.search(unit.text) is None or workspace.is_test(unit):
            continue
        trace = run_driver(workspace.code, unit, workspace.table, workspace.overlay(unit))
        calls = read_app_calls(trace, workspace.table)
        if calls:
            yield Script(unit.path, unit.holder.parent.as_posix(), calls, unit.text)


def _of_shell(workspace: Workspace, shells: Iterable[str]) -> Iterator[Script]:
    for path in workspace.holding(shells, b"databricks"):
        text = Path(path).read_bytes()[:MAX_BYTES].decode("utf-8", errors="replace")
        calls = read_script(text, Path(path), workspace.shown)
        if calls:
            yield Script(workspace.shown(Path(path)), posixpath.dirname(path), calls, text)


def _shells(workspace: Workspace, near: Iterable[str]) -> list[str]:
    """Return the shell scripts that stand where those stand that deploy apps."""
    folders = upward(workspace.code, [f"{folder}/app.yaml" for folder in near])
    named = (posixpath.join(folder, name) for folder in folders for name in elsewhere.FOLDERS)
    found = (
        f"{folder}/{entry}"
        for folder in dict.fromkeys(map(posixpath.normpath, named))
        for entry in sorted(workspace.code.listing(folder))
    )
    return [path for path in found if path.endswith(SHELLS) and _is_own(workspace, path)]


def _is_own(workspace: Workspace, path: str) -> bool:
    """Tell whether a path is a file of the project, and no link out of it."""
    return Path(path).is_file() and workspace.code.inside(path)


def beside(
    workspace: Workspace, granted: Mapping[str, tuple[Declaration, ...]], folders: Iterable[str]
) -> dict[str, tuple[Declaration, ...]]:
    """Return what apps are given, by folder: by bundles, as `granted` says, and by the project's scripts."""
    found = dict(granted)
    known = list(dict.fromkeys((*folders, *_app_folders(workspace))))
    meant: dict[str, list[AppCall]] = {}
    shells = _shells(workspace, known)
    read = scripts(workspace, shells)
    for script in read:
        for folder, calls in _attributed(script, known, granted).items():
            meant.setdefault(folder, []).extend(calls)
    for folder, calls in meant.items():
        given = given_by(calls, Path(folder), workspace.shown, workspace.table)
        if given is not None:
            shipped = [one for one in found.get(folder, ()) if not _claims_only(one)]
            found[folder] = tuple(added(one, given) for one in shipped) or (given,)
    besides: dict[str, frozenset[str]] = {}
    for start, types in grants(workspace, shells):
        for folder in _reached(start, known):
            besides[folder] = besides.get(folder, frozenset()) | types
    known_calls = frozenset(script.path for script in read)
    for folder, held in found.items():

        def speaks(path: str, start: str, folder: str = folder) -> bool:
            return path not in known_calls and _nearest(Script(path, start), known) in (folder, None)

        whole = (elsewhere.beside(workspace, folder, one, speaks) for one in held)
        found[folder] = tuple(replace(one, granted_beside=besides.get(folder, frozenset())) for one in whole)
    return found


def _claims_only(declaration: Declaration) -> bool:
    """Tell whether a declaration is nothing but what an `app.yaml` claims in vain."""
    return declaration.style == "none" and not declaration.complete_scopes


def _app_folders(workspace: Workspace) -> Iterator[str]:
    """Yield the folders of the project's apps, also of those that nobody named."""
    paths = (*workspace.named, *workspace.around)
    for folder in dict.fromkeys(posixpath.dirname(path) for path in paths):
        if not workspace.code.listing(folder).isdisjoint(MANIFESTS):
            yield folder


def _attributed(
    script: Script, folders: list[str], granted: Mapping[str, tuple[Declaration, ...]]
) -> dict[str, list[AppCall]]:
    """Return the calls of a script by the folder of the app that they mean; what is unclear is left out."""
    deployed = {call.name: call.folder for call in script.calls if call.folder and call.name}
    found: dict[str, list[AppCall]] = {}
    for call in script.calls:
        source = call.folder or deployed.get(call.name, "")
        folder = _by_source(source, script.folder, folders) or _by_name(call.name, granted)
        folder = folder or _nearest(script, folders)
        if folder is not None:
            found.setdefault(folder, []).append(call)
    return found


def _by_source(source: str, start: str, folders: list[str]) -> str | None:
    """Return the folder that a path of the workspace means: the one whose last parts are the same."""
    if not source or source.endswith("}"):
        return None
    if source.startswith("."):
        source = posixpath.normpath(posixpath.join(start, source))
    parts = source.rstrip("/").split("/")
    lengths = {folder: _common(parts, folder.split("/")) for folder in folders}
    best = max(lengths.values(), default=0)
    near = [folder for folder, length in lengths.items() if length == best]
    return near[0] if best and len(near) == 1 else None


def _common(one: list[str], other: list[str]) -> int:
    count = 0
    for left, right in zip(reversed(one), reversed(other), strict=False):
        if left != right:
            break
        count += 1
    return count


def _by_name(name: str, granted: Mapping[str, tuple[Declaration, ...]]) -> str | None:
    """Return the folder of the app that a bundle ships under the name."""
    if not name or "{" in name:
        return None
    near = [folder for folder, held in granted.items() if any(one.app == name for one in held)]
    return near[0] if len(near) == 1 else None


def _nearest(script: Script, folders: list[str]) -> str | None:
    """Return the app that a script stands beside: the one in whose folder it is, else the only one around it.

    Where there are several, it is the only one whose path the script mentions.
    """
    around = _around(script.folder, folders)
    if len(around) < 2:
        return around[0] if around else None
    top = posixpath.commonpath([script.folder, *around])
    named = [folder for folder in around if posixpath.relpath(folder, top) in script.text]
    return named[0] if len(named) == 1 else None


def _reached(start: str, folders: list[str]) -> list[str]:
    """Return the apps around something, and those in the folder of an app in which it stands."""
    around = _around(start, folders)
    return [folder for folder in folders if any(f"{folder}/".startswith(f"{top}/") for top in around)]


def _around(start: str, folders: list[str]) -> list[str]:
    """Return the app in whose folder something stands, else the apps of the nearest folder that has any."""
    own = [folder for folder in folders if f"{start}/".startswith(f"{folder}/")]
    if own:
        return [max(own, key=len)]
    level = start
    while level.strip("/"):
        around = [folder for folder in folders if folder.startswith(f"{level}/")]
        if around:
            return around
        level = posixpath.dirname(level)
    return []
