# The command line without an analysis: the pipeline is replaced by one that answers with a given report.
"""Fixtures of the command line's tests."""

from __future__ import annotations

import sys
from collections.abc import Callable
from pathlib import Path
from types import SimpleNamespace

import pytest
from click.testing import CliRunner, Result
from render.reports import example

from scopelint.cli.command import scopelint as command
from scopelint.config import Settings
from scopelint.model.report import Report


class FakePipeline:
    """Answers with `answer` (a report, or an exception to raise) and remembers what was asked."""

    def __init__(self) -> None:
        self.answer: Report | BaseException = example()
        self.requests: list[SimpleNamespace] = []
        self.Request = SimpleNamespace

    def run(self, request: SimpleNamespace) -> Report:
        self.requests.append(request)
        if isinstance(self.answer, BaseException):
            raise self.answer
        return self.answer

    @property
    def settings(self) -> Settings:
        """The settings of the only run."""
        (request,) = self.requests
        settings: Settings = request.settings
        return settings


@pytest.fixture
def pipeline(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> FakePipeline:
    """A pipeline that reads nothing, and an empty working directory."""
    fake = FakePipeline()
    monkeypatch.setitem(sys.modules, "scopelint.pipeline", fake)
    monkeypatch.chdir(tmp_path)
    for name in ("NO_COLOR", "FORCE_COLOR", "SCOPELINT_DEBUG"):
        monkeypatch.delenv(name, raising=False)
    return fake


Run = Callable[..., Result]


@pytest.fixture
def run(pipeline: FakePipeline) -> Run:
    """Return a function that runs the command line in this process."""

    def invoke(*arguments: str, **env: str) -> Result:
        return CliRunner().invoke(command, list(arguments), env=env)

    return invoke
