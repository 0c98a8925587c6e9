# From exceptions to exit codes and words on stderr. The only place that catches everything.
"""The guard around every command."""

from __future__ import annotations

import os
import sys
import traceback
from collections.abc import Callable

import click

from scopelint.cli.streams import complain, silence_stdout
from scopelint.errors import ScopelintError

CLEAN = 0
FINDINGS = 1
USAGE = 2
NOTHING = 3
INTERNAL = 4
INTERRUPTED = 130
BROKEN_PIPE = 141

DEBUG = "SCOPELINT_DEBUG"
REPORT_AT = "please report it with the command that you ran; SCOPELINT_DEBUG=1 shows the traceback"


def guarded(run: Callable[[], object]) -> int:
    """Run a command and return the exit code of the process; every failure is told on stderr."""
    try:
        code = run()
        sys.stdout.flush()
    except ScopelintError as error:
        _trace()
        complain(error.message, error.remedy)
        return error.exit_code
    except click.NoSuchOption as error:
        complain(f"there is no option `{error.option_name}`", _nearest(error) or _help(error))
        return USAGE
    except click.ClickException as error:
        complain(_lowered(error.format_message()), _help(error))
        return USAGE
    except click.exceptions.Exit as error:
        return error.exit_code
    except (KeyboardInterrupt, click.Abort):
        return INTERRUPTED
    except BrokenPipeError:
        silence_stdout()
        return BROKEN_PIPE
    except Exception as error:  # noqa: BLE001 - the last resort: a traceback would tell the reader nothing
        _trace()
        complain(f"scopelint failed: {type(error).__name__}: {error}", REPORT_AT)
        return INTERNAL
    return code if isinstance(code, int) else CLEAN


def _trace() -> None:
    """Show the traceback of the current exception to who asked for it."""
    if os.environ.get(DEBUG):
        traceback.print_exc()


def _lowered(message: str) -> str:
    return (message[:1].lower() + message[1:]).rstrip(".").replace("'", "`")


def _nearest(error: click.NoSuchOption) -> str:
    near = " or ".join(f"`{name}`" for name in error.possibilities or ())
    return f"did you mean {near}?" if near else ""


def _help(error: click.ClickException) -> str:
    context = error.ctx if isinstance(error, click.UsageError) else None
    return f"`{context.command_path} --help` tells what there is" if context else ""
