# Colours and the styling of prose, shared by the formats that people read.
"""How text for people looks."""

from __future__ import annotations

from typing import TextIO

from rich.console import Console
from rich.table import Table
from rich.text import Text

from scopelint.model.diagnostic import Severity
from scopelint.render.options import RenderOptions
from scopelint.render.printable import printable

SEVERITY = {Severity.ERROR: "bold red", Severity.WARNING: "bold yellow", Severity.INFO: "bold cyan"}
GUTTER = "blue"
PLACE = "bold"
STEP = "cyan"
HELP = "bold green"
CODE = "bold"
QUIET = "dim"

PIPE_WIDTH = 160
"""Cells of a code line where no terminal limits them."""


class PipeConsole(Console):
    """A console that leaves it to the command line what a closed pipe means."""

    def on_broken_pipe(self) -> None:
        """Raise again what rich caught; it would end the process with the exit code for findings."""
        raise BrokenPipeError


def console(stream: TextIO, options: RenderOptions) -> Console:
    """Return a console that writes plain text unless colour is asked for, and never guesses at markup."""
    return PipeConsole(
        file=stream,
        force_terminal=options.color,
        force_jupyter=False,  # in a notebook too, the text goes to the stream that was given
        no_color=not options.color,
        width=options.width or PIPE_WIDTH,
        highlight=False,
        markup=False,
        emoji=False,
        soft_wrap=True,
        legacy_windows=False,
    )


def prose(text: str, style: str = "") -> Text:
    """Return a sentence whose code (in backticks) stands out."""
    shown = Text(style=style)
    for position, part in enumerate(printable(text).split("`")):
        code = position % 2 == 1
        shown.append(f"`{part}`" if code else part, CODE if code else None)
    return shown


def hanging(lead: Text, text: Text, width: int | None, output: Console) -> Text:
    """Return `text` behind `lead`, wrapped to `width` with its further lines below its first."""
    indent = lead.cell_len
    if width is None or width - indent < 24:
        return lead + text
    lines = text.wrap(output, width - indent)
    return lead + Text("\n" + " " * indent).join(lines)


def print_table(output: Console, table: Table) -> None:
    """Print a table without the blanks that fill its last column."""
    with output.capture() as captured:
        output.print(table, soft_wrap=False)
    for line in captured.get().splitlines():
        output.out(line.rstrip(), highlight=False)
