# Makes pytest collect suites: one item per heading that holds a project.
"""The pytest side of the harness."""

from __future__ import annotations

import difflib
import tempfile
from collections.abc import Iterator
from pathlib import Path

import pytest

from mdtest.case import SnapshotChange, SuiteMismatchError, check_section, rewrite
from mdtest.suite import Section, SuiteError, read_suite

TESTS = Path(__file__).resolve().parent.parent
SUITE_FOLDERS = (TESTS / "checks", TESTS / "analysis")


def is_suite(path: Path) -> bool:
    """Whether a file is a suite of this project."""
    return path.suffix == ".md" and path.parent in SUITE_FOLDERS and path.name != "README.md"


class SuiteFile(pytest.File):
    """A Markdown suite."""

    def collect(self) -> Iterator[pytest.Item]:
        check = self.path.stem if self.path.parent.name == "checks" else None
        seen: set[str] = set()
        for section in read_suite(self.path):
            name = " / ".join(section.titles[1:] or section.titles)
            if name in seen:
                raise SuiteError(f"{self.path}:{section.line}: two headings are called {name!r}")
            seen.add(name)
            item: SuiteItem = SuiteItem.from_parent(self, name=name)
            item.section, item.check = section, check
            yield item


class SuiteItem(pytest.Item):
    """A heading of a suite."""

    section: Section
    check: str | None

    def runtest(self) -> None:
        with tempfile.TemporaryDirectory(prefix="scopelint-") as folder:
            changes = check_section(self.section, self._shown(), Path(folder).resolve(), check=self.check)
        if not changes:
            return
        if not self.config.getoption("--update"):
            raise SuiteMismatchError("\n".join(_diff(change) for change in changes))
        for change in changes:
            rewrite(self.path, self.section.titles, change)

    def repr_failure(self, excinfo: pytest.ExceptionInfo[BaseException], style: object = None) -> str:
        if isinstance(excinfo.value, SuiteMismatchError | SuiteError):
            return str(excinfo.value)
        return str(super().repr_failure(excinfo))

    def reportinfo(self) -> tuple[Path, int, str]:
        return self.path, self.section.line - 1, self.name

    def _shown(self) -> Path:
        root = self.config.rootpath
        return self.path.relative_to(root) if self.path.is_relative_to(root) else self.path


def _diff(change: SnapshotChange) -> str:
    lines = difflib.unified_diff(
        change.block.text.splitlines(), change.text.splitlines(), "snapshot", "rendered", lineterm=""
    )
    return "\n".join((*lines, "", "run `pytest --update` on this item to accept what was rendered"))
