# From settings to a written report; what `check` and `scopes` have in common.
"""Running the pipeline for a command."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path

from scopelint.cli.streams import render_options, report_stream
from scopelint.config import Settings
from scopelint.errors import NothingToAnalyse
from scopelint.model.report import Report
from scopelint.render.options import Renderer
from scopelint.render.wording import counted


def report_of(paths: tuple[Path, ...], settings: Settings, model: str | None = None) -> Report:
    """Analyse `paths`, or a logged `model`, or both against each other, and return the report."""
    from scopelint.pipeline import Request, run

    return run(
        Request(paths=paths, settings=settings, policies=settings.policies, cwd=Path.cwd(), model=model)
    )


def write(report: Report, settings: Settings, renderers: Mapping[str, Renderer]) -> None:
    """Write the report where and how the settings say.

    Raises NothingToAnalyse, after that, for a report about nothing: silence must not pass for success.
    """
    with report_stream(settings) as stream:
        renderers[settings.output_format](report, stream, render_options(settings))
    if not report.agents and not report.diagnostics:
        raise NothingToAnalyse(
            f"nothing was analysed: no agent found ({counted(report.units_read, 'file')} read)",
            "name the agent's file, or the folder of the project that holds it",
        )
