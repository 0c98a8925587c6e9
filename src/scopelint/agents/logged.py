# Agents as they were logged: the source in a model's folder, with the policy that the model carries. What a
# driver declares comes beside it where the caller asks for both.
"""Agents of logged models."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import replace
from functools import partial
from pathlib import Path

from scopelint.agents.bundles import stated
from scopelint.agents.drivers import Grant, granted_by
from scopelint.agents.given import with_given
from scopelint.agents.pairing import Pair, pair
from scopelint.agents.workspace import Workspace
from scopelint.declarations.declaration import Declaration
from scopelint.declarations.mlmodel import LoggedModel, read_logged_model
from scopelint.errors import NothingToAnalyse, UsageError
from scopelint.model.auth import Target
from scopelint.project.modules import Code
from scopelint.project.records import Trace
from scopelint.rulebook.table import RuleTable
from scopelint.source.discover import discover
from scopelint.source.model_folder import ModelFolder
from scopelint.source.naming import Naming
from scopelint.source.read import read_file
from scopelint.source.yaml_document import UnreadableYamlError


def read_model(model: ModelFolder, naming: Naming, table: RuleTable) -> LoggedModel:
    """Return what a model's `MLmodel` says; raises UsageError, with the place, if it cannot be read."""
    try:
        return read_logged_model(model.mlmodel, naming.shown, table)
    except UnreadableYamlError as error:
        at = error.location
        raise UsageError(
            f"`{at.path}` cannot be read: {error} (line {at.line}, column {at.column})",
            "name a model that MLflow has logged, or log this one again",
        ) from error


def model_workspace(model: ModelFolder, logged: LoggedModel, naming: Naming, table: RuleTable) -> Workspace:
    """Return the units of a logged model: its entry, or all that it carries where it names none.

    Raises NothingToAnalyse, saying why, for a model without source.
    """
    source = logged.source
    held = [source.entry] if source.entry is not None else _carried(logged)
    if not held:
        raise _no_source(model, naming, source.why)
    named = tuple(file.as_posix() for file in held)
    code = Code(model.folder, partial(read_file, cwd=naming.cwd, shown=naming.shown))
    code.searched = (source.code.as_posix(),) if source.code is not None else ()
    if source.config_location is not None:
        code.config = source.config, source.config_location
    code.problems.extend(source.problems)
    explicit = frozenset(named) if source.entry is not None else frozenset()
    return Workspace(code, table, named, explicit, (), naming.shown)


def _carried(logged: LoggedModel) -> list[Path]:
    code = logged.source.code
    return list(discover([code]).files) if code is not None else []


def _no_source(model: ModelFolder, naming: Naming, why: str) -> NothingToAnalyse:
    name = naming.shown(model.folder)
    return NothingToAnalyse(
        f"the model `{name}` holds no source to analyse: {why}",
        'log it as code, with `python_model="agent.py"`, '
        f"or name its source: `scopelint agent.py --model {name}`",
    )


def pair_logged(
    workspace: Workspace, model: ModelFolder, logged: LoggedModel, naming: Naming, wanted: Target | None
) -> list[Pair]:
    """Return the agents of a logged model, each with the policy that it was logged with.

    Raises NothingToAnalyse if there is none in what it carries.
    """
    entry = logged.source.entry
    if entry is not None:
        unit = workspace.code.unit(entry.as_posix())
        pairs = [Pair(unit)] if unit is not None else []
    else:
        pairs = pair(workspace, frozenset())
        if not pairs:
            why = f"{logged.source.why}, and the code beside it defines no agent"
            raise _no_source(model, naming, why)
    found = with_given(pairs, logged.declaration, wanted)
    for one in found:
        one.grants[0] = replace(one.grants[0], driver=one.unit, folder=model.folder)
    return found


def add_declared(
    pairs: Sequence[Pair], logged: LoggedModel, drivers: Workspace, policies: frozenset[str]
) -> None:
    """Add to the agents of a logged model what drivers and other named files declare.

    Raises UsageError for a driver that logs several models, none of which can be told to be this one.
    """
    grants = list(granted_by(drivers, policies))
    found = stated(drivers.code, sorted(policies), drivers.shown, drivers.table)
    others = [said for said in found if not said.folder]  # what an app is granted says nothing of a model
    for one in pairs:
        one.grants.extend(_meant(grants, one, logged.declaration))
        one.grants.extend(Grant(said.declaration, Trace(()), one.unit, folder=said.model) for said in others)


def _meant(grants: list[Grant], one: Pair, logged: Declaration) -> Iterator[Grant]:
    names = {one.unit.file.stem} | {_stem(text) for text in logged.model_texts}
    meant = [grant for grant in grants if not names.isdisjoint(map(_stem, grant.declaration.model_texts))]
    found = meant or grants
    if len({grant.declaration.location for grant in found}) > 1 and not meant:
        path = found[0].driver.path
        raise UsageError(
            f"`{path}` logs several models, and none of them from `{one.unit.file.name}`",
            "name the driver that logged this model",
        )
    yield from found


def _stem(path: str) -> str:
    return path.replace("\\", "/").rpartition("/")[2].removesuffix(".py").removesuffix(".ipynb")
