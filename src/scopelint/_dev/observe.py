# One project in a process of its own: the survey can stop it, and a crash stays here.
"""Observe one project: `python -m scopelint._dev.observe FOLDER` prints an Observation as JSON."""

from __future__ import annotations

import sys
import time
import traceback
from pathlib import Path

from pydantic import TypeAdapter

from scopelint._dev.observation import (
    Observation,
    SeenAgent,
    SeenDeclaration,
    SeenFinding,
    SeenGap,
    SeenUse,
)
from scopelint.config import Settings
from scopelint.errors import NothingToAnalyse
from scopelint.model.report import AgentReport, GrantReport, Report
from scopelint.pipeline import Request, run
from scopelint.uses.reading import KIND

MEMORY = 4 << 30


def observe(project: Path) -> Observation:
    """Return what scopelint says of `project`, every finding included; crashes become an outcome."""
    start = time.perf_counter()
    try:
        report = run(Request(paths=(project,), settings=Settings(pedantic=True), cwd=project))
    except NothingToAnalyse:
        return Observation(project.name, "nothing", time.perf_counter() - start)
    except Exception:  # noqa: BLE001 - a crash is what a survey is there to find
        return Observation(project.name, "crash", time.perf_counter() - start, traceback.format_exc(limit=-8))
    return _observation(project.name, time.perf_counter() - start, report)


def _observation(name: str, seconds: float, report: Report) -> Observation:
    findings = (
        SeenFinding(
            check=found.check,
            path=found.location.path,
            cell=found.location.cell,
            line=found.location.line,
            agent=found.agent,
            subject=found.subject,
            severity=found.severity.value,
            confidence=found.confidence.value,
            message=found.message,
        )
        for found in report.diagnostics
    )
    return Observation(
        project=name,
        outcome="ok",
        seconds=seconds,
        units_read=report.units_read,
        units_skipped=report.units_skipped,
        agents=tuple(_agent(agent) for agent in report.agents),
        findings=tuple(sorted(findings)),
    )


def _agent(agent: AgentReport) -> SeenAgent:
    return SeenAgent(
        entry=agent.entry,
        target=agent.target.value,
        declarations=tuple(
            SeenDeclaration(one.kind, one.location.path, one.location.line, one.complete)
            for one in agent.declarations
        ),
        uses=tuple(
            SeenUse(
                rule=use.rule,
                subject=use.resource.subject,
                id_kind="none" if use.resource.id == KIND else type(use.resource.id).__name__.lower(),
                identities=tuple(identity.value for identity in use.identities),
                phase=use.phase.value,
                path=use.location.path,
                cell=use.location.cell,
                line=use.location.line,
            )
            for use in agent.uses
        ),
        needed=_subjects(agent.needed),
        declared=_subjects(agent.declared),
        unresolved=tuple(
            SeenGap(gap.location.path, gap.location.line, gap.what, gap.why) for gap in agent.unresolved
        ),
    )


def _subjects(grant: GrantReport) -> tuple[str, ...]:
    return (*grant.api_scopes, *(resource.subject for resource in grant.resources))


def _bound_memory() -> None:
    """Keep a runaway project from taking the machine with it; Windows has no such limit."""
    try:
        import resource
    except ImportError:
        return
    resource.setrlimit(resource.RLIMIT_AS, (MEMORY, MEMORY))


if __name__ == "__main__":
    _bound_memory()
    sys.stdout.buffer.write(TypeAdapter(Observation).dump_json(observe(Path(sys.argv[1]).resolve())))
