# The suites in `checks/` and `analysis/` are collected as Markdown (see mdtest/plugin.py). Here: that
# none is forgotten, and that the examples on the checks' manual pages do what the pages say.
"""Manual pages are tests, and every check has a suite."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from mdtest import engine
from mdtest.case import write_project
from mdtest.plugin import SUITE_FOLDERS, TESTS
from mdtest.suite import Section, parse, read_suite

PAGES = TESTS.parent / "src" / "scopelint" / "checks" / "pages"
LOUD, SILENT = "Example", "Use instead"


def _examples() -> Iterator[tuple[str, Section, str]]:
    for page in sorted(PAGES.glob("*.md")):
        for section in parse(page.read_text(encoding="utf-8")):
            kind = next((title for title in reversed(section.titles) if title in {LOUD, SILENT}), None)
            if kind and section.files:
                yield page.stem, section, kind


EXAMPLES = list(_examples())


@pytest.mark.parametrize(
    ("check", "section", "kind"),
    EXAMPLES,
    ids=[f"{check}:{section.titles[-1]}:{section.line}" for check, section, _ in EXAMPLES],
)
def test_example_of_a_page(check: str, section: Section, kind: str, tmp_path: Path) -> None:
    extra = write_project(section, tmp_path)
    report = engine.run(tmp_path, **extra, check=check)
    found = [str(item) for item in report.diagnostics if item.check == check]
    if kind == LOUD:
        others = [f"{item.check}: {item.message}" for item in report.diagnostics]
        assert found, f"line {section.line}: `{check}` was not found; reported were {others}"
    else:
        assert not found, f"line {section.line}: `{check}` was found in what the page recommends"


def test_every_check_has_a_page_with_both_examples() -> None:
    shown = {(check, kind) for check, _, kind in EXAMPLES}
    missing = {(name, kind) for name in engine.check_names() for kind in (LOUD, SILENT)} - shown
    assert not missing


def test_every_check_has_a_suite_and_every_suite_a_check() -> None:
    assert {path.stem for path in (TESTS / "checks").glob("*.md")} == engine.check_names()


@pytest.mark.parametrize("folder", SUITE_FOLDERS, ids=lambda folder: folder.name)
def test_suites_hold_projects(folder: Path) -> None:
    empty = [path.name for path in folder.glob("*.md") if not read_suite(path)]
    assert not empty
