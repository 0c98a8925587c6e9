# `scopelint explain`: the manual pages of the checks.
"""The command `explain`."""

from __future__ import annotations

import sys
from typing import TYPE_CHECKING

import click

from scopelint.cli.options import CONTEXT
from scopelint.cli.streams import render_options
from scopelint.config import COLORS, Settings
from scopelint.errors import UsageError

PAGE_WIDTH = 100
"""Cells beyond which prose is hard to read."""

if TYPE_CHECKING:
    from scopelint.checks.check import Check


@click.command(context_settings=CONTEXT)
@click.argument("name", required=False)
@click.option("--color", type=click.Choice(COLORS), help="Colour the page. [default: auto]")
def explain(name: str | None, color: str | None) -> None:
    """Show the manual page of the check NAME, or list all checks."""
    settings = Settings(color=color or "auto")
    if name is None:
        _list(settings)
    else:
        _page(name, settings)


def _page(name: str, settings: Settings) -> None:
    from scopelint.checks import pages, registry

    if name not in registry.names():
        near = registry.nearest(name)
        remedy = f"did you mean `{near}`?" if near else "`scopelint explain` lists the checks"
        raise UsageError(f"there is no check `{name}`", remedy)
    text = pages.page(name)
    options = render_options(settings)
    if not options.color:
        sys.stdout.write(text if text.endswith("\n") else text + "\n")
        return
    from rich.markdown import Markdown
    from rich.text import Text

    from scopelint.render.theme import SEVERITY, console

    output = console(sys.stdout, options)
    severity = registry.by_name(name).severity
    output.print(Text().append(name, "bold underline").append(" ").append(severity.value, SEVERITY[severity]))
    output.print()
    body = text.removeprefix(f"# {name}").lstrip()  # rich would centre the title
    width = min(options.width or PAGE_WIDTH, PAGE_WIDTH)
    output.print(Markdown(body, code_theme="ansi_dark"), width=width, soft_wrap=False)


def _list(settings: Settings) -> None:
    from rich.table import Table
    from rich.text import Text

    from scopelint.checks import registry
    from scopelint.render.theme import SEVERITY, console, print_table, prose

    options = render_options(settings)
    output = console(sys.stdout, options)
    table = Table(box=None, pad_edge=False, padding=(0, 2, 0, 0), show_header=False)
    for heading in ("check", "severity", "finds"):
        table.add_column(heading, no_wrap=heading != "finds")
    for group, checks in registry.GROUPS.items():
        if checks:
            table.add_row(Text(group, style="bold underline"))
        for check in checks:
            severity = Text(check.severity.value, SEVERITY[check.severity])
            table.add_row(f"  {check.name}", severity, prose(_summary(check)))
    print_table(output, table)


def _summary(check: Check) -> str:
    """Return the first sentence of a check's description."""
    return (check.__doc__ or "").strip().partition("\n")[0].rstrip(".")
