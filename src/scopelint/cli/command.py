# The command itself: its commands, `check` when none is named, and the guard around all.
"""`scopelint`."""

from __future__ import annotations

import sys
from collections.abc import Sequence
from typing import Any, NoReturn

import click

from scopelint import __version__
from scopelint.cli.check import check
from scopelint.cli.explain import explain
from scopelint.cli.guard import BROKEN_PIPE, guarded
from scopelint.cli.rules import rules
from scopelint.cli.scopes import scopes
from scopelint.cli.streams import show_anything, silence_stdout

OWN_OPTIONS = ("--help", "-h", "--version", "-V")

EPILOG = "`scopelint PATHS` is short for `scopelint check PATHS`; `scopelint check --help` lists its options."


class DefaultGroup(click.Group):
    """A group of commands that runs `check` when the first argument names none."""

    def parse_args(self, ctx: click.Context, args: list[str]) -> list[str]:
        """Put `check` before arguments that start with no command."""
        if not args or (args[0] not in self.commands and args[0] not in OWN_OPTIONS):
            args = ["check", *args]
        return super().parse_args(ctx, args)

    def invoke(self, ctx: click.Context) -> object:
        """Run the command; that nobody reads its output any more is no finding and no failure."""
        try:
            return super().invoke(ctx)
        except BrokenPipeError:  # click itself would exit with 1, which says that something was found
            silence_stdout()
            return BROKEN_PIPE

    def main(  # type: ignore[override]  # the guard ends the process, whatever mode is asked for
        self,
        args: Sequence[str] | None = None,
        prog_name: str | None = None,
        **extra: Any,
    ) -> NoReturn:
        """Run and end the process with the exit code of the manual."""
        show_anything()
        extra["standalone_mode"] = False
        name = prog_name or "scopelint"
        sys.exit(guarded(lambda: super(DefaultGroup, self).main(args, name, **extra)))


@click.group(
    cls=DefaultGroup,
    context_settings={"help_option_names": ["-h", "--help"]},
    epilog=EPILOG,
)
@click.version_option(__version__, "-V", "--version", prog_name="scopelint", message="%(prog)s %(version)s")
def scopelint() -> None:
    """Check what a Databricks agent's code reaches against the auth policy it ships with.

    The code that is read is never run.
    """


scopelint.add_command(check)
scopelint.add_command(scopes)
scopelint.add_command(explain)
scopelint.add_command(rules)
