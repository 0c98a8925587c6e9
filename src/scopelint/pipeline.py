# The order of everything, and nothing else.
"""One run of scopelint, from paths to a report."""

from __future__ import annotations

import os
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field, replace
from functools import partial
from pathlib import Path

from scopelint.agents.agent import Agent
from scopelint.agents.build import built
from scopelint.agents.given import with_given
from scopelint.agents.pairing import pair
from scopelint.agents.workspace import Workspace
from scopelint.checks.selection import Selection, selection
from scopelint.checks.suppress import Ignore, ignores, ignores_in_yaml, suppress
from scopelint.checks.unreadable import unreadable
from scopelint.config import Settings
from scopelint.declarations.given import Given, read_given
from scopelint.errors import NothingToAnalyse
from scopelint.memory import rare_collection
from scopelint.model.diagnostic import Confidence, Diagnostic
from scopelint.model.report import Report, SourceText
from scopelint.project.modules import Code
from scopelint.reporting import agent_report, source_texts
from scopelint.rulebook.load import load_table
from scopelint.source.discover import SUFFIXES, discover
from scopelint.source.read import read_file, shown_path
from scopelint.source.surroundings import project_files, project_root


@dataclass(frozen=True, slots=True)
class Request:
    """What is asked for: files and folders, settings, files that declare, and the working directory.

    `given` is a policy that the caller holds: it counts instead of all that the project declares.
    `texts` stand for what is no file, such as the arguments of `given`.
    """

    paths: tuple[Path, ...]
    settings: Settings
    policies: tuple[Path, ...] = ()
    cwd: Path = field(default_factory=Path.cwd)
    given: Given | None = None
    texts: tuple[SourceText, ...] = ()


def run(request: Request) -> Report:
    """Return the report on what the request names.

    Raises UsageError for a path that does not exist, and NothingToAnalyse if no Python is there.
    """
    with rare_collection():
        return _run(request)


def _run(request: Request) -> Report:
    settings = request.settings
    chosen = selection(settings.select, settings.ignore, pedantic=settings.pedantic)
    workspace = _workspace(request)
    policies = frozenset(_absolute(request.cwd, path) for path in request.policies)
    pairs = pair(workspace, policies)
    if request.given is not None:
        pairs = with_given(pairs, read_given(request.given, workspace.table), settings.target)
    agents = built(workspace, pairs, settings.target)
    found = list(dict.fromkeys((*_problems(workspace, agents), *_checked(agents, chosen))))
    comments = [*_comments(workspace), *_comments_of_bundles(agents, found, request.cwd)]
    silenced = suppress(found, comments, chosen.judged)
    shown, hidden = chosen.divide((*silenced.kept, *silenced.unused))
    reports = tuple(agent_report(agent) for agent in agents)
    return Report(
        agents=reports,
        diagnostics=shown,
        ignored=silenced.ignored,
        hidden=len(hidden),
        units_read=len(workspace.code.parsed),
        units_skipped=len(workspace.code.problems),
        sources=source_texts((*shown, *silenced.ignored), reports, request.cwd, request.texts),
    )


def _comments(workspace: Workspace) -> Iterator[Ignore]:
    for unit in workspace.code.parsed:
        yield from ignores(unit, workspace.facts(unit))


def _comments_of_bundles(agents: Sequence[Agent], found: Sequence[Diagnostic], cwd: Path) -> Iterator[Ignore]:
    """Yield the ignore comments of the YAML files that declare something, or that a finding stands in."""
    declaring = (policy.declaration.location.path for agent in agents for policy in agent.policies)
    for path in dict.fromkeys((*declaring, *(diagnostic.location.path for diagnostic in found))):
        if path.endswith((".yml", ".yaml")) and (cwd / path).is_file():
            yield from ignores_in_yaml(path, (cwd / path).read_text(encoding="utf-8", errors="replace"))


def _workspace(request: Request) -> Workspace:
    settings = request.settings
    paths = [request.cwd / path for path in request.paths]
    declaring = [request.cwd / path for path in request.policies if path.suffix in SUFFIXES]
    found = discover([*paths, *declaring], settings.exclude)
    if not found.files:
        raise NothingToAnalyse(
            "no Python files or notebooks were found", "name an agent's file, or a folder that holds one"
        )
    around = project_files(paths, settings.exclude)
    named = tuple(file.as_posix() for file in found.files)
    root = project_root([*paths, *declaring]) if declaring else around.root
    code = Code(root, partial(read_file, cwd=request.cwd))
    explicit = frozenset(_absolute(request.cwd, path) for path in request.paths)
    rest = tuple(file.as_posix() for file in around.files if file.as_posix() not in set(named))
    shown = partial(shown_path, cwd=request.cwd)
    return Workspace(code, load_table(settings.extend_rules), named, explicit, rest, shown)


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
