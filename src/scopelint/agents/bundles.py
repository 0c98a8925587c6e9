# Which bundle grants what to the app of a folder. Only finds the files; declarations reads them.
"""Declarations of apps."""

from __future__ import annotations

import posixpath
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from pathlib import Path

from scopelint.agents.apps import BUNDLES
from scopelint.declarations import (
    AppGrant,
    mlmodel_file,
    read_bundle,
    read_manifest,
    read_mlmodel,
    read_template,
    resolve,
)
from scopelint.declarations.declaration import Declaration
from scopelint.project.modules import Code
from scopelint.rulebook.table import RuleTable
from scopelint.source.unit import UnitProblem
from scopelint.source.yaml_document import UnreadableYamlError

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


def shipped(
    code: Code, folders: Iterable[str], shown: Callable[[Path], str], table: RuleTable
) -> list[AppGrant]:
    """Return the apps that bundles in the folders ship."""
    found: list[AppGrant] = []
    for folder in folders:
        name = next((one for one in BUNDLES if one in code.listing(folder)), None)
        found += _shipped(code, Path(folder, name), shown, table) if name is not None else ()
    return found


def granted(
    ships: Iterable[AppGrant], folders: Iterable[str], shown: Callable[[Path], str], table: RuleTable
) -> dict[str, tuple[Declaration, ...]]:
    """Return what apps are granted, by their folder (absolute, POSIX): by bundles, else by templates."""
    found: dict[str, tuple[Declaration, ...]] = {}
    for app in ships:
        found[app.folder] = (*found.get(app.folder, ()), app.declaration)
    for folder in folders:
        if folder not in found:
            claimed = read_template(Path(folder), shown, table) or read_manifest(Path(folder), shown)
            found.update({folder: (claimed,)} if claimed is not None else {})
    return found


@dataclass(frozen=True, slots=True)
class Stated:
    """What a named file that is no Python declares; `folder` is the app's, empty for a logged model.

    `model` is the folder of the logged model.
    """

    declaration: Declaration
    folder: str = ""
    model: Path | None = None

    def means(self, entry: Path, holder: Path) -> bool:
        """Tell whether the declaration speaks of the entry that stands in a file."""
        if self.folder:
            return holder.as_posix().startswith(self.folder + "/")
        return any(resolve(text, entry, [entry]) == entry for text in self.declaration.model_texts)


def _shipped(code: Code, file: Path, shown: Callable[[Path], str], table: RuleTable) -> tuple[AppGrant, ...]:
    """Return the apps of a bundle; one that cannot be read is a problem of the code."""
    try:
        return read_bundle(file, shown, table)
    except UnreadableYamlError as error:
        code.problems.append(UnitProblem(error.location, error.why))
        return ()


def stated(code: Code, paths: Iterable[str], shown: Callable[[Path], str], table: RuleTable) -> list[Stated]:
    """Return what MLmodel files (or folders of logged models) and bundles among the paths declare."""
    found: list[Stated] = []
    for path in map(Path, paths):
        model = mlmodel_file(path)
        if model is not None:
            try:
                found.append(Stated(read_mlmodel(model, shown, table), model=model.parent))
            except UnreadableYamlError as error:
                code.problems.append(UnitProblem(error.location, error.why))
        elif path.suffix in (".yml", ".yaml"):
            found += [Stated(app.declaration, app.folder) for app in _shipped(code, path, shown, table)]
    return found
