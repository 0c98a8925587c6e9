# Where output goes: the report to stdout or to a file that appears whole or not at all, the rest to stderr.
"""Streams of the command line."""

from __future__ import annotations

import contextlib
import io
import os
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import TextIO

from scopelint.config import Settings
from scopelint.errors import UsageError
from scopelint.render.options import RenderOptions


def complain(message: str, remedy: str = "") -> None:
    """Tell on stderr what went wrong and what to do."""
    from scopelint.render.printable import printable

    lines = [f"error: {message}", *([f"help: {remedy}"] if remedy else [])]
    with contextlib.suppress(OSError):  # nobody is left to be told
        for line in lines:
            sys.stderr.write(printable(" ".join(line.split())) + "\n")
        sys.stderr.flush()


@contextmanager
def report_stream(settings: Settings) -> Iterator[TextIO]:
    """Give the stream that the report goes to."""
    if settings.output_file is not None:
        with replacing(settings.output_file) as stream:
            yield stream
        return
    yield sys.stdout


def show_anything() -> None:
    """Let stdout escape what its encoding cannot show: an odd name is no reason to fail."""
    if isinstance(sys.stdout, io.TextIOWrapper):
        sys.stdout.reconfigure(errors="backslashreplace")


@contextmanager
def replacing(file: Path) -> Iterator[TextIO]:
    """Give a stream whose text becomes the whole of `file` at the end; an error leaves `file` as it was."""
    import tempfile

    try:
        handle, name = tempfile.mkstemp(dir=file.parent, prefix=f".{file.name}.", suffix=".part")
    except OSError as error:
        raise UsageError(
            f"`{file}` cannot be written: {error.strerror}", "name another --output-file"
        ) from error
    part = Path(name)
    try:
        with os.fdopen(handle, "w", encoding="utf-8", newline="\n", errors="backslashreplace") as stream:
            yield stream
        _take_mode(file, part)
        part.replace(file)
    except OSError as error:
        raise UsageError(
            f"`{file}` cannot be written: {error.strerror}", "name another --output-file"
        ) from error
    finally:
        part.unlink(missing_ok=True)


def render_options(settings: Settings) -> RenderOptions:
    """Return how the report is to look, from the settings, the environment and the stream."""
    import shutil

    terminal = settings.output_file is None and sys.stdout.isatty()
    return RenderOptions(
        show_evidence=settings.show_evidence,
        color=_color(settings.color, terminal),
        width=shutil.get_terminal_size().columns if terminal else None,
    )


def silence_stdout() -> None:
    """Send what is left for stdout nowhere: its reader has gone, and Python would complain at exit."""
    with contextlib.suppress(OSError, ValueError):
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())


def _color(wish: str, terminal: bool) -> bool:
    if wish != "auto":
        return wish == "always"
    if os.environ.get("NO_COLOR"):
        return False
    if os.environ.get("FORCE_COLOR", "0") not in ("", "0"):
        return True
    return terminal and os.environ.get("TERM") != "dumb"


def _take_mode(file: Path, part: Path) -> None:
    """Give the new file the old one's mode, or the one that a new file would have."""
    try:
        mode = file.stat().st_mode & 0o777
    except OSError:
        mask = os.umask(0)
        os.umask(mask)
        mode = 0o666 & ~mask
    part.chmod(mode)
