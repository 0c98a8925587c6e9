# The order of everything, and nothing else.
"""One run of scopelint, from paths to a report."""

from __future__ import annotations

import os
from collections.abc import Iterator, Sequence
from contextlib import ExitStack
from dataclasses import dataclass, field, replace
from functools import partial
from pathlib import Path

from scopelint.agents.agent import Agent
from scopelint.agents.build import built
from scopelint.agents.given import with_given
from scopelint.agents.logged import add_declared, model_workspace, pair_logged, read_model
from scopelint.agents.pairing import Pair, pair
from scopelint.agents.workspace import Workspace
from scopelint.checks.selection import Selection, selection
from scopelint.checks.suppress import Ignore, ignores, ignores_in_yaml, suppress
from scopelint.checks.unreadable import unreadable
from scopelint.config import Settings
from scopelint.declarations.given import Given, read_given
from scopelint.declarations.mlmodel import LoggedModel
from scopelint.errors import NothingToAnalyse
from scopelint.memory import rare_collection
from scopelint.model.diagnostic import Confidence, Diagnostic
from scopelint.model.report import Report, SourceText
from scopelint.project.modules import Code
from scopelint.reporting import agent_report, source_texts
from scopelint.rulebook.load import load_table
from scopelint.rulebook.table import RuleTable
from scopelint.source.discover import SUFFIXES, discover
from scopelint.source.model_folder import ModelFolder, opened
from scopelint.source.naming import Naming
from scopelint.source.read import read_file
from scopelint.source.surroundings import import_root, project_files, project_root
from scopelint.source.yaml_document import MAX_BYTES


@dataclass(frozen=True, slots=True)
class Request:
    """What is asked for: files and folders, settings, files that declare, and the working directory.

    `model` is a logged model, by its URI or path: with paths they are compared with what it was logged with,
    without any it is the agent itself. `given` is a policy that the caller holds: it counts instead of all
    that the project declares. `texts` stand for what is no file, such as the arguments of `given`.
    """

    paths: tuple[Path, ...]
    settings: Settings
    policies: tuple[Path, ...] = ()
    cwd: Path = field(default_factory=Path.cwd)
    model: str | None = None
    given: Given | None = None
    texts: tuple[SourceText, ...] = ()


def run(request: Request) -> Report:
    """Return the report on what the request names.

    Raises UsageError for a path that does not exist, and NothingToAnalyse if no Python is there.
    """
    with rare_collection(), ExitStack() as stack:
        held = stack.enter_context(opened(request.model, request.cwd)) if request.model else None
        return _run(request, held)


def _run(request: Request, model: ModelFolder | None) -> Report:
    settings = request.settings
    chosen = selection(settings.select, settings.ignore, pedantic=settings.pedantic)
    naming = Naming(request.cwd, model.folder, model.name) if model else Naming(request.cwd)
    workspaces, pairs = _paired(request, model, naming)
    agents = built(workspaces[0], pairs, settings.target)
    problems = [found for workspace in workspaces for found in _problems(workspace, agents)]
    found = list(dict.fromkeys((*problems, *_checked(agents, chosen))))
    comments = [ignore for workspace in workspaces for ignore in _comments(workspace)]
    comments += _comments_of_bundles(agents, found, naming)
    silenced = suppress(found, comments, chosen.judged)
    shown, hidden = chosen.divide((*silenced.kept, *silenced.unused))
    reports = tuple(agent_report(agent) for agent in agents)
    return Report(
        agents=reports,
        diagnostics=shown,
        ignored=silenced.ignored,
        hidden=len(hidden),
        units_read=sum(len(workspace.code.parsed) for workspace in workspaces),
        units_skipped=sum(len(workspace.code.problems) for workspace in workspaces),
        sources=source_texts((*shown, *silenced.ignored), reports, naming.file, request.texts),
    )


def _paired(
    request: Request, model: ModelFolder | None, naming: Naming
) -> tuple[list[Workspace], list[Pair]]:
    """Return the workspaces that are looked at, that of the agents first, and the agents to be."""
    table = load_table(request.settings.extend_rules)
    policies = frozenset(_absolute(request.cwd, path) for path in request.policies)
    logged = read_model(model, naming, table) if model is not None else None
    if model is not None and logged is not None:
        if not request.paths:
            return _paired_logged(request, model, logged, naming, table)
        policies |= {model.mlmodel.as_posix()}
    workspace = _workspace(request, naming, table)
    pairs = pair(workspace, policies)
    if request.given is not None:
        pairs = with_given(pairs, read_given(request.given, table), request.settings.target)
    return [workspace], pairs


def _paired_logged(
    request: Request, model: ModelFolder, logged: LoggedModel, naming: Naming, table: RuleTable
) -> tuple[list[Workspace], list[Pair]]:
    workspace = model_workspace(model, logged, naming, table)
    pairs = pair_logged(workspace, model, logged, naming, request.settings.target)
    if not request.policies:
        return [workspace], pairs
    policies = frozenset(_absolute(request.cwd, path) for path in request.policies)
    python = tuple(path for path in request.policies if path.suffix in SUFFIXES)
    drivers = _workspace(replace(request, paths=python), naming, table) if python else workspace
    add_declared(pairs, logged, drivers, policies)
    return [workspace, *([drivers] if python else [])], pairs


def _comments(workspace: Workspace) -> Iterator[Ignore]:
    for unit in workspace.code.parsed:
        yield from ignores(unit, workspace.facts(unit))


def _comments_of_bundles(
    agents: Sequence[Agent], found: Sequence[Diagnostic], naming: Naming
) -> Iterator[Ignore]:
    """Yield the ignore comments of the YAML files that declare something, or that a finding stands in."""
    declaring = (policy.declaration.location.path for agent in agents for policy in agent.policies)
    for path in dict.fromkeys((*declaring, *(diagnostic.location.path for diagnostic in found))):
        file = naming.file(path)
        if path.endswith((".yml", ".yaml")) and file.is_file():
            with file.open(encoding="utf-8", errors="replace") as stream:
                yield from ignores_in_yaml(path, stream.read(MAX_BYTES))


def _workspace(request: Request, naming: Naming, table: RuleTable) -> Workspace:
    settings = request.settings
    paths = [request.cwd / path for path in request.paths]
    declaring = [request.cwd / path for path in request.policies if path.suffix in SUFFIXES]
    found = discover([*paths, *declaring], settings.exclude)
    if not found.files:
        raise NothingToAnalyse(
            "no Python files or notebooks were found", "name an agent's file, or a folder that holds one"
        )
    around = project_files(paths, settings.exclude, request.cwd)
    named = tuple(file.as_posix() for file in found.files)
    root = project_root([*paths, *declaring]) if declaring else around.root
    code = Code(import_root(root, request.cwd), partial(read_file, cwd=request.cwd, shown=naming.shown))
    explicit = frozenset(_absolute(request.cwd, path) for path in request.paths)
    rest = tuple(file.as_posix() for file in around.files if file.as_posix() not in set(named))
    return Workspace(code, table, named, explicit, rest, naming.shown)


def _absolute(cwd: Path, path: Path) -> str:
    return Path(os.path.abspath(cwd / path)).as_posix()  # noqa: PTH100 - links are not resolved


def _problems(workspace: Workspace, agents: Sequence[Agent]) -> Iterator[Diagnostic]:
    aside = {workspace.shown(Path(path)) for path in _aside(workspace, agents)}
    for problem in dict.fromkeys(workspace.code.problems):
        found = unreadable(problem)
        yield replace(found, confidence=Confidence.LOW) if problem.location.path in aside else found


def _aside(workspace: Workspace, agents: Sequence[Agent]) -> Iterator[str]:
    """Yield the files beside the named ones that are no text and that nothing imports: they hardly matter."""
    around = set(workspace.around)
    unread = [path for path in workspace.code.unread if path in around]
    if not unread:
        return
    run = {file for agent in agents for file in agent.trace.files}
    run |= {file for agent in agents for policy in agent.policies for file in policy.driver.files}
    imported: set[str] = set()
    for unit in workspace.all_units(run):
        facts = workspace.code.facts(unit)
        names = facts.imports if facts is not None else ()
        imported.update(part for name in names for part in name.split("."))
    for path in unread:
        place = Path(path)
        if imported.isdisjoint({place.stem, place.parent.name}):
            yield path


def _checked(agents: Sequence[Agent], chosen: Selection) -> Iterator[Diagnostic]:
    for agent in agents:
        for check in chosen.checks:
            yield from check.run(agent)
