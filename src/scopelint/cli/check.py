# `scopelint check`: parse, build, run, render, tell by the exit code.
"""The command `check`."""

from __future__ import annotations

from typing import Any

import click

from scopelint.cli.guard import CLEAN, FINDINGS
from scopelint.cli.options import CONTEXT, EPILOG, build_settings, format_option, options_of, reading_options
from scopelint.cli.run import report_of, write
from scopelint.config import Settings
from scopelint.model.diagnostic import Severity
from scopelint.model.report import Report
from scopelint.render.registry import RENDERERS

NAMES = "NAMES"


@click.command(context_settings=CONTEXT, epilog=EPILOG)
@reading_options
@format_option(RENDERERS)
@click.option("--select", multiple=True, metavar=NAMES, help="Checks or groups to run, or `all`.")
@click.option("--ignore", multiple=True, metavar=NAMES, help="Checks or groups to leave out.")
@click.option(
    "--fail-on",
    type=click.Choice([severity.value for severity in Severity]),
    help="Exit with 1 for findings of this severity or worse. [default: warning]",
)
@click.option("--exit-zero", is_flag=True, default=None, help="Exit with 0 whatever is found.")
@click.option(
    "--show-evidence/--no-show-evidence", default=None, help="Show what a finding rests on, or not."
)
@click.option("--pedantic", is_flag=True, default=None, help="Show advice and uncertain findings, too.")
def check(**values: Any) -> int:
    """Find where an agent's code and its auth policy disagree.

    PATHS are files and folders, by default the working directory. A file that is named is an agent's
    entry; in folders, agents are looked for.
    """
    options = options_of(values)
    settings = build_settings(options, RENDERERS)
    report = report_of(options.paths, settings, options.model)
    write(report, settings, RENDERERS)
    return exit_code(report, settings)


def exit_code(report: Report, settings: Settings) -> int:
    """Return 1 if something was found that is bad enough."""
    bad = any(found.severity.rank >= settings.fail_on.rank for found in report.diagnostics)
    return FINDINGS if bad and not settings.exit_zero else CLEAN
