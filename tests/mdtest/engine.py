# The one module of the harness that knows scopelint: runs it on a folder and reads its report.
"""Runs scopelint in process and translates its report into the suites' words."""

from __future__ import annotations

import dataclasses
import io
import sys
from collections.abc import Iterable
from pathlib import Path

from mdtest.assertion import Finding, Place, UseLine
from mdtest.match import Observed
from scopelint.config import load_settings
from scopelint.model.location import Location
from scopelint.model.report import Report, UseReport
from scopelint.model.value import Literal, Pattern, Symbol, Unknown, Value

if sys.version_info >= (3, 11):
    import tomllib
else:
    import tomli as tomllib


def run(
    root: Path,
    *,
    paths: Iterable[str] = (),
    policies: Iterable[str] = (),
    model: str | None = None,
    check: str | None = None,
) -> Report:
    """Return the report on the project in `root`, or on the logged model in it that `model` names.

    `check` is the check that a suite is about: all that it finds is shown, whatever severity and
    confidence; findings of other checks are shown as the settings in `root` say.
    """
    from scopelint.checks.selection import USUAL
    from scopelint.pipeline import Request
    from scopelint.pipeline import run as pipeline

    settings = load_settings(root)
    if check:
        settings = dataclasses.replace(settings, select=(*(settings.select or (USUAL,)), check))
    request = Request(
        paths=tuple(root / path for path in paths) or (() if model else (root,)),
        settings=settings,
        policies=tuple(root / path for path in policies) or settings.policies,
        cwd=root,
        model=model,
    )
    return pipeline(request)


def observed(report: Report) -> Observed:
    """Return what a report says, place by place; a use that several agents share counts once."""
    result = Observed()
    for found in report.diagnostics:
        note = f"{found.confidence.value}: {found.message}"
        result.findings.append(
            (place(found.location), Finding(found.severity.value, found.check, found.subject, note))
        )
    uses = {(place(use.location), use_line(use)): None for agent in report.agents for use in agent.uses}
    result.uses.extend(uses)
    return result


def place(location: Location) -> Place:
    return Place(location.path, location.cell, location.line)


def use_line(use: UseReport) -> UseLine:
    """Return a use in the suites' spelling."""
    identities = tuple(identity.value for identity in use.identities)
    return UseLine(use.resource.type, spell(use.resource.id), identities, use.phase.value)


def spell(value: Value) -> str:
    """Return a resource's id as suites write it."""
    match value:
        case Literal(text) | Pattern(text):
            return text
        case Symbol(source, name):
            return f"{source.value}:{name}"
        case Unknown():
            return "?"


def render(report: Report, style: str) -> str:
    """Return the report as one of the renderers shows it, without colour."""
    from scopelint.render.options import RenderOptions
    from scopelint.render.registry import RENDERERS, SCOPES_RENDERERS

    out = io.StringIO()
    renderer = SCOPES_RENDERERS["text"] if style == "scopes" else RENDERERS[style]
    renderer(report, out, RenderOptions())
    return out.getvalue()


def check_names() -> frozenset[str]:
    """Return the names of all checks."""
    from scopelint.checks.registry import CHECKS

    return frozenset(check.name for check in CHECKS)


def merge_settings(texts: Iterable[str]) -> dict[str, object]:
    """Return the TOML tables of nested headings as one; the innermost value of a key counts."""
    merged: dict[str, object] = {}
    for text in texts:
        merged.update(tomllib.loads(text))
    return merged
