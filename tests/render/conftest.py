# What the tests of renderers share.
"""Fixtures of the renderers' tests."""

from __future__ import annotations

import io

import pytest
from render.reports import Render, example

from scopelint.model.report import Report
from scopelint.render.options import RenderOptions
from scopelint.render.registry import RENDERERS, SCOPES_RENDERERS

PLAIN = RenderOptions()


@pytest.fixture
def report() -> Report:
    """A report with one agent and two findings."""
    return example()


@pytest.fixture
def shown() -> Render:
    """Return a function that renders a report to text."""

    def render(report: Report, name: str = "text", *, options: RenderOptions = PLAIN) -> str:
        stream = io.StringIO()
        renderers = {**RENDERERS, "scopes": SCOPES_RENDERERS["text"]}
        renderers[name](report, stream, options)
        return stream.getvalue()

    return render
