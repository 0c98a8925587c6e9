# What is installed for an agent, nearest first: what its logged model asks for, what its driver's notebook
# installs, what the project's files say. What it means is not asked here.
"""Requirements of agents."""

from __future__ import annotations

from collections.abc import Iterable
from pathlib import Path

from scopelint.agents.drivers import Grant
from scopelint.agents.workspace import Workspace
from scopelint.declarations.requirements import (
    Requirements,
    read_folder,
    read_logged,
    read_magics,
    read_model_folder,
)
from scopelint.project.records import Trace
from scopelint.source.unit import Unit, UnitKind

_REQUIREMENT_FILES = frozenset({"requirements.txt", "pyproject.toml"})


def required_for(workspace: Workspace, grant: Grant) -> tuple[Requirements, ...]:
    """Return what is installed for an agent that was logged, or whose logged model is at hand."""
    if grant.folder is not None:
        held = read_model_folder(grant.folder, workspace.shown)
        return (held,) if held is not None else ()
    if grant.declaration.kind != "log_model":
        return required_by(workspace, grant.driver)
    root, shown = workspace.code.root, workspace.shown
    at = grant.declaration.location
    call = next((one for one in grant.trace.calls if one.location == at), None)
    logged = read_logged(call, grant.driver.holder, root, shown) if call is not None else None
    notebooks = _notebooks(workspace, grant.trace, grant.driver)
    installed = read_magics(notebooks, root, shown)
    # A notebook that installs what it needs does not run on the project's files.
    around = (
        Requirements((installed,))
        if installed is not None
        else _project(workspace, grant.driver.holder.parent)
    )
    return tuple(place for place in (logged, around) if place is not None)


def required_by(workspace: Workspace, entry: Unit) -> tuple[Requirements, ...]:
    """Return what is installed for an entry that nothing logs: what the project around it says."""
    around = _project(workspace, entry.holder.parent)
    return (around,) if around is not None else ()


def _project(workspace: Workspace, folder: Path) -> Requirements | None:
    """Return what the nearest folder with files of requirements says, from a folder up to the root."""
    root = workspace.code.root
    for one in (folder, *folder.parents):
        if not _REQUIREMENT_FILES.isdisjoint(workspace.code.listing(one.as_posix())):
            return read_folder(one, workspace.shown)
        if one == root:
            break
    return None


def _notebooks(workspace: Workspace, trace: Trace, driver: Unit) -> list[Unit]:
    """Return the notebooks of a run: those that the driver runs first, then the driver's own."""
    paths: Iterable[str] = (file for file in trace.files if file != driver.holder.as_posix())
    units = [workspace.code.unit(path) for path in (*paths, driver.holder.as_posix())]
    kinds = (UnitKind.SOURCE_NOTEBOOK, UnitKind.JUPYTER)
    return [unit for unit in units if unit is not None and unit.kind in kinds]
