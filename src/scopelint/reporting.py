# From agents and findings to the report's plain data.
"""Parts of the report."""

from __future__ import annotations

import json
import re
from collections.abc import Callable, Iterable, Iterator, Sequence
from pathlib import Path

from scopelint.agents.agent import Agent
from scopelint.model.diagnostic import Diagnostic
from scopelint.model.report import (
    AgentReport,
    DeclarationReport,
    GrantReport,
    SourceText,
    UnresolvedReport,
    UseReport,
)
from scopelint.model.resource import Resource
from scopelint.model.value import Unknown
from scopelint.needs import policy
from scopelint.source.read import MAX_NOTEBOOK_BYTES
from scopelint.uses.use import Use

_LINE_END = re.compile(r"\r\n|\r|\n")
"""What ends a line of Python; `str.splitlines` knows more."""


def agent_report(agent: Agent) -> AgentReport:
    """Return what the report says of one agent."""
    declared = [one.declaration for one in agent.policies]
    scopes = dict.fromkeys(scope.name for one in declared for scope in one.scopes)
    resources = dict.fromkeys(item.resource for one in declared for item in one.resources)
    return AgentReport(
        entry=agent.entry,
        target=agent.target,
        declarations=tuple(DeclarationReport(one.kind, one.location, one.complete) for one in declared),
        uses=tuple(_use(use) for use in agent.uses),
        needed=GrantReport(
            tuple(dict.fromkeys(need.requirement[0] for need in agent.needs.scopes)),
            tuple(need.resource for need in agent.needs.resources),
        ),
        declared=GrantReport(tuple(scopes), tuple(resources), all(one.complete for one in declared)),
        unresolved=tuple(dict.fromkeys(_unresolved(agent))),
        policy=policy(agent.needs, agent.table, agent.target),
    )


def _use(use: Use) -> UseReport:
    return UseReport(
        rule=use.rule,
        resource=use.resource,
        identities=use.identities,
        phase=use.phase,
        location=use.location,
        scopes=tuple(requirement[0] for requirement in use.requirements),
        evidence=use.evidence,
    )


def _unresolved(agent: Agent) -> Iterator[UnresolvedReport]:
    for use in agent.uses:
        if isinstance(use.resource.id, Unknown) and not use.whole:
            yield UnresolvedReport(use.location, _what(use.resource, agent), use.resource.id.why)
    gaps = [*agent.gaps, *(gap for one in agent.policies for gap in one.declaration.gaps)]
    for gap in gaps:
        yield UnresolvedReport(gap.location, gap.what, gap.why)
    for limit in agent.trace.limits:
        yield UnresolvedReport(agent.location, "the whole entry", limit)


def _what(resource: Resource, agent: Agent) -> str:
    row = agent.table.resource(resource.type)
    return f"the id of a {row.title if row else resource.type}"


def source_texts(
    found: Iterable[Diagnostic],
    agents: Iterable[AgentReport],
    file: Callable[[str], Path],
    given: Sequence[SourceText] = (),
) -> tuple[SourceText, ...]:
    """Return the text of every file (or notebook cell) that findings, their evidence and uses point to.

    `file` tells which file a report's path means; the `given` texts stand for what is no file.
    """
    wanted: dict[tuple[str, int], None] = {}
    for diagnostic in found:
        for location in (diagnostic.location, *(step.location for step in diagnostic.evidence)):
            wanted.setdefault((location.path, location.cell))
    for agent in agents:
        for use in agent.uses:
            wanted.setdefault((use.location.path, use.location.cell))
    for text in given:
        wanted.pop((text.path, text.cell), None)
    read = (SourceText(path, cell, _lines(file(path), cell)) for path, cell in wanted if path)
    return (*given, *read)


def _lines(path: Path, cell: int) -> tuple[str, ...]:
    try:
        # A pipe would block, and what is too large to be read is too large to be shown.
        if not path.is_file() or path.stat().st_size > MAX_NOTEBOOK_BYTES:
            return ()
        text = path.read_bytes().decode("utf-8-sig", "replace")
    except (OSError, ValueError):
        return ()
    if not cell:
        return tuple(_LINE_END.split(text))
    try:
        cells = json.loads(text).get("cells", [])
        source = cells[cell - 1].get("source", "")
    except (ValueError, IndexError, AttributeError):
        return ()
    return tuple(_LINE_END.split(source if isinstance(source, str) else "".join(source)))
