# pytest's view of this directory: the Markdown suites and the `--update` option.
"""Collects the suites in `checks/` and `analysis/` and adds `--update`."""

from __future__ import annotations

import os
from pathlib import Path

import pytest
from hypothesis import settings
from mdtest.plugin import SuiteFile, is_suite

# CI asks the same questions every time; at a desk each run asks new ones.
settings.register_profile("ci", derandomize=True, deadline=None)
settings.register_profile("desk", deadline=None)
settings.load_profile("ci" if os.environ.get("CI") else "desk")


def pytest_addoption(parser: pytest.Parser) -> None:
    parser.addoption(
        "--update",
        action="store_true",
        help="rewrite snapshots of the suites and expected.json of the fixtures",
    )


def pytest_collect_file(file_path: Path, parent: pytest.Collector) -> pytest.Collector | None:
    if is_suite(file_path):
        suite: SuiteFile = SuiteFile.from_parent(parent, path=file_path)
        return suite
    return None


@pytest.fixture
def update(request: pytest.FixtureRequest) -> bool:
    """Whether stored expectations are to be rewritten."""
    return bool(request.config.getoption("--update"))
