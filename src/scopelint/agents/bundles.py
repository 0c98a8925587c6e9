# Which bundle grants what to the app of a folder. Only finds the files; declarations reads them.
"""Declarations of apps."""

from __future__ import annotations

import posixpath
from collections.abc import Callable, Iterable
from pathlib import Path

from scopelint.agents.apps import BUNDLES
from scopelint.declarations import read_bundle, read_manifest
from scopelint.declarations.declaration import Declaration
from scopelint.project.modules import Code
from scopelint.rulebook.table import RuleTable

_MAX_CLIMB = 8


def upward(code: Code, paths: Iterable[str]) -> list[str]:
    """Return the folders of files and those above them, nearest first, up to the project's root."""
    root = code.root.as_posix()
    found: dict[str, None] = {}
    level = list(dict.fromkeys(posixpath.dirname(path) for path in paths))
    for _ in range(_MAX_CLIMB):
        found.update(dict.fromkeys(level))
        level = list(dict.fromkeys(posixpath.dirname(folder) for folder in level if folder != root))
        level = [folder for folder in level if folder == root or folder.startswith(root + "/")]
    return list(found)


def granted(
    code: Code, folders: Iterable[str], shown: Callable[[Path], str], table: RuleTable
) -> dict[str, tuple[Declaration, ...]]:
    """Return what bundles in the folders grant to apps, by the folder (absolute, POSIX) of the app."""
    found: dict[str, tuple[Declaration, ...]] = {}
    looked = list(folders)
    for folder in looked:
        name = next((one for one in BUNDLES if one in code.listing(folder)), None)
        for app in read_bundle(Path(folder, name), shown, table) if name is not None else ():
            found[app.folder] = (*found.get(app.folder, ()), app.declaration)
    for folder in looked:
        if folder not in found:
            claimed = read_manifest(Path(folder), shown)
            found.update({folder: (claimed,)} if claimed is not None else {})
    return found
