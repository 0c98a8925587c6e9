# `scopelint rules`: which calls the rule table knows, so that nobody has to guess what is looked at.
"""The command `rules`."""

from __future__ import annotations

import sys
from pathlib import Path
from typing import TYPE_CHECKING

import click

from scopelint.cli.options import CONTEXT
from scopelint.config import load_settings

if TYPE_CHECKING:
    from scopelint.rulebook.rule import RuleRow


@click.command(context_settings=CONTEXT)
@click.argument("text", required=False, default="")
@click.option(
    "--extend-rules", multiple=True, type=click.Path(path_type=Path), metavar="FILE", help="Own rule table."
)
def rules(text: str, extend_rules: tuple[Path, ...]) -> None:
    """List the calls that the rule table knows, and what they reach.

    With TEXT, only those lines that hold it. One line per call: rule, call, resource types.
    """
    from scopelint.rulebook.load import load_table

    table = load_table((*load_settings(Path()).extend_rules, *extend_rules))
    lines = [f"{row.name}  {call}  {_reached(row)}" for row in table.rules for call in row.calls]
    found = [line for line in lines if text.lower() in line.lower()]
    sys.stdout.writelines(f"{line}\n" for line in found)
    if not found:
        sys.stderr.write(f"no known call holds `{text}`\n")


def _reached(row: RuleRow) -> str:
    kinds = dict.fromkeys(resource.type or f"({resource.reader})" for resource in row.resources)
    return ", ".join(kinds) or "-"
