# Which output formats exist. Each is imported when it is asked for: rich costs more than reading a file.
"""The output formats by name."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TextIO

from scopelint.model.report import Report
from scopelint.render.options import Renderer, RenderOptions


def _text(report: Report, stream: TextIO, options: RenderOptions) -> None:
    from scopelint.render.text import render

    render(report, stream, options)


def _concise(report: Report, stream: TextIO, options: RenderOptions) -> None:
    from scopelint.render.concise import render

    render(report, stream, options)


def _json(report: Report, stream: TextIO, options: RenderOptions) -> None:
    from scopelint.render.json_v1 import render

    render(report, stream, options)


def _scopes(report: Report, stream: TextIO, options: RenderOptions) -> None:
    from scopelint.render.scopes import render

    render(report, stream, options)


RENDERERS: Mapping[str, Renderer] = {"text": _text, "concise": _concise, "json": _json}
"""The formats of `check`."""

SCOPES_RENDERERS: Mapping[str, Renderer] = {"text": _scopes, "json": _json}
"""The formats of `scopes`."""
