# `scopelint scopes`: the same analysis as `check`, shown as what each agent reaches instead of what is wrong.
"""The command `scopes`."""

from __future__ import annotations

from typing import Any

import click

from scopelint.cli.options import CONTEXT, EPILOG, build_settings, format_option, options_of, reading_options
from scopelint.cli.run import report_of, write
from scopelint.render.registry import SCOPES_RENDERERS


@click.command(context_settings=CONTEXT, epilog=EPILOG)
@reading_options
@format_option(SCOPES_RENDERERS)
def scopes(**values: Any) -> None:
    """Show what an agent reaches, as whom, and what it needs for that.

    Ends with the auth policy that grants exactly this, as Python to paste.
    """
    options = options_of(values)
    settings = build_settings(options, SCOPES_RENDERERS)
    write(report_of(options.paths, settings, options.model), settings, SCOPES_RENDERERS)
