# What a renderer is told besides the report. The command line decides these; a renderer asks no terminal.
"""Options of renderers, and their type."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import TextIO

from scopelint.model.report import Report


@dataclass(frozen=True, slots=True)
class RenderOptions:
    """How a report is shown.

    `width` is the terminal's width in cells; None where nothing needs to fit, as in a file or a pipe.
    """

    show_evidence: bool = True
    color: bool = False
    width: int | None = None


Renderer = Callable[[Report, TextIO, RenderOptions], None]
"""Writes a whole report to a stream."""
