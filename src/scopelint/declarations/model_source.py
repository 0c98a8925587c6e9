# Where the code of a logged model stands in its folder: what MLflow would load, found without loading it.
# Nothing that the file names is followed out of the folder, and nothing pickled is opened.
"""The source of logged models."""

from __future__ import annotations

import ntpath
import posixpath
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from scopelint.model.location import Location
from scopelint.project.records import Gap
from scopelint.source.unit import UnitProblem
from scopelint.source.yaml_document import Tree

_CODE_PATH, _PICKLED = "model_code_path", "python_model"


@dataclass(frozen=True, slots=True)
class ModelSource:
    """What there is of a model's code: its entry, or why there is none.

    `code` is the folder of what `code_paths` named; `config` is the `model_config` that it was logged with,
    as plain data, and `config_location` where it stands. `gaps` are what is pickled, `problems` what it names
    and cannot be read.
    """

    entry: Path | None = None
    why: str = ""
    code: Path | None = None
    config: object = None
    config_location: Location | None = None
    gaps: tuple[Gap, ...] = ()
    problems: tuple[UnitProblem, ...] = ()


def read_source(tree: Tree, folder: Path) -> ModelSource:
    """Return where the code of the model stands that an `MLmodel` in a folder describes."""
    flavours = tree.get("flavors")
    held = [flavour for _, flavour in flavours.entries()] if flavours is not None else []
    code, problems = _code(held, folder)
    config = next((found for one in held if (found := one.get("config")) is not None), None)
    entry, why = _entry(tree, held, folder)
    return ModelSource(
        entry=entry,
        why=why,
        code=code,
        config=config.data() if config is not None and config.is_mapping else None,
        config_location=config.location if config is not None else None,
        gaps=tuple(_pickled(held)),
        problems=problems,
    )


def _pickled(flavours: list[Tree]) -> Iterator[Gap]:
    for flavour in flavours:
        named = flavour.get(_PICKLED)
        if named is not None and named.text:
            yield Gap(named.location, f"`{named.text}`", "is pickled, and never opened")


def _entry(tree: Tree, flavours: list[Tree], folder: Path) -> tuple[Path | None, str]:
    written = next((found for one in flavours if (found := one.get(_CODE_PATH)) is not None), None)
    if written is None:
        return None, _without_code(tree, flavours)
    name = written.text or ""
    for base in dict.fromkeys((posixpath.basename(name), ntpath.basename(name))):
        if base not in ("", ".", "..") and "\0" not in base and _inside(folder / base, folder):
            return folder / base, ""
    return None, f"its code `{name}` is not in it"


def _without_code(tree: Tree, flavours: list[Tree]) -> str:
    pickled = next((found.text for one in flavours if (found := one.get(_PICKLED)) is not None), None)
    if pickled:
        return f"it was logged as an object, pickled in `{pickled}`, which is never opened"
    names = [key.text for key, _ in flavours_of(tree) if key.text and key.text != "python_function"]
    if names:
        return f"it was logged as an object of flavour `{names[0]}`"
    return "its `MLmodel` names no code" if flavours else "its `MLmodel` names no flavour"


def flavours_of(tree: Tree) -> list[tuple[Tree, Tree]]:
    """Return the names and the settings of a model's flavours."""
    flavours = tree.get("flavors")
    return list(flavours.entries()) if flavours is not None else []


def _code(flavours: list[Tree], folder: Path) -> tuple[Path | None, tuple[UnitProblem, ...]]:
    for flavour in flavours:
        named = flavour.get("code")
        if named is None or not named.text:
            continue
        path = folder / named.text
        if "\0" not in named.text and _inside(path, folder):
            return (path, ()) if path.is_dir() else (path.parent, ())
        why = f"the code at `{named.text}` is not in the model's folder"
        return None, (UnitProblem(named.location, why, "log the model again with `code_paths`"),)
    return None, ()


def _inside(path: Path, folder: Path) -> bool:
    """Tell whether something is there and stays in the folder, also when links are followed."""
    try:
        real, root = path.resolve(strict=True), folder.resolve()
    except (OSError, RuntimeError, ValueError):
        return False
    return real != root and real.is_relative_to(root)
