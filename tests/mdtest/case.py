# One heading of a suite: write its files, run scopelint, compare.
"""One project of a suite, run and compared."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from mdtest import engine
from mdtest.assertion import Finding, Place, UseLine, of_expect_block, of_lines
from mdtest.match import differences
from mdtest.suite import Block, Section, SourceFile, SuiteError
from scopelint.config import SETTINGS_FILE
from scopelint.model.report import Report

RUN_KEY = "run"
"""The TOML table of a suite that is not settings: `[run] paths = [...], policies = [...], model = "..."`."""
_COMMENTED = {".py", ".yml", ".yaml", ".toml", ".env"}


class SuiteMismatchError(Exception):
    """A project was reported otherwise than its suite asserts; the text is shown as it is."""


@dataclass(frozen=True, slots=True)
class SnapshotChange:
    """The new text of a snapshot block."""

    block: Block
    text: str


def check_section(
    section: Section,
    suite: Path,
    root: Path,
    *,
    check: str | None,
    runner: Callable[..., Report] = engine.run,
    all_uses: bool | None = None,
) -> list[SnapshotChange]:
    """Write the section's project to `root`, run it and compare.

    Returns the snapshots that differ; raises SuiteMismatchError for every other difference.
    """
    extra = write_project(section, root)
    report = runner(root, **extra, check=check)
    account = differences(
        expected(section), engine.observed(report), _origin(section, suite), all_uses=all_uses
    )
    if account:
        raise SuiteMismatchError(account)
    return list(_snapshots(section, report))


def write_project(section: Section, root: Path) -> dict[str, Any]:
    """Write the files and settings of a section; return what its `[run]` table asks for."""
    for file in section.files:
        target = root / file.name
        if not target.resolve().is_relative_to(root.resolve()):
            raise SuiteError(f"`{file.name}` lies outside the project")
        target.parent.mkdir(parents=True, exist_ok=True)
        target.write_text(file.text, encoding="utf-8")
    settings = engine.merge_settings(section.settings)
    run = settings.pop(RUN_KEY, {})
    if settings:
        lines = (f"{key} = {json.dumps(value)}\n" for key, value in settings.items())
        (root / SETTINGS_FILE).write_text("".join(lines), encoding="utf-8")
    assert isinstance(run, dict)
    return {**{key: tuple(run.get(key, ())) for key in ("paths", "policies")}, "model": run.get("model")}


def expected(section: Section) -> list[tuple[Place, Finding | UseLine]]:
    """Return everything that a section asserts."""
    found: list[tuple[Place, Finding | UseLine]] = []
    for file in section.files:
        if Path(file.name).suffix in _COMMENTED or Path(file.name).name.startswith((".env", "MLmodel")):
            found.extend(of_lines(file.name, file.lines))
    for block in section.of_language("expect"):
        found.extend(of_expect_block(block.lines))
    return found


def _snapshots(section: Section, report: Report) -> Iterator[SnapshotChange]:
    for block in section.of_language("snapshot"):
        text = engine.render(report, block.argument or "text")
        if text.rstrip() != block.text.rstrip():
            yield SnapshotChange(block, text.rstrip() + "\n")


def _origin(section: Section, suite: Path) -> Callable[[Place], tuple[str, str]]:
    files: dict[str, SourceFile] = {file.name: file for file in section.files}

    def origin(place: Place) -> tuple[str, str]:
        file = files.get(place.path)
        if file is None or place.cell or not 0 < place.line <= len(file.lines):
            return f"{suite}:{section.line} ({place})", ""
        index = place.line - 1
        return f"{suite}:{file.origin[index]} ({place})", file.lines[index]

    return origin


def rewrite(suite: Path, titles: tuple[str, ...], change: SnapshotChange) -> None:
    """Put the new text of a snapshot in its place; earlier rewrites may have moved it."""
    from mdtest.suite import parse

    lines = suite.read_text(encoding="utf-8").splitlines()
    for section in parse("\n".join(lines)):
        for block in section.of_language("snapshot"):
            if section.titles == titles and block.lines == change.block.lines:
                start = block.line - 1
                lines[start : start + len(block.lines)] = change.text.splitlines()
                suite.write_text("\n".join(lines) + "\n", encoding="utf-8")
                return
    raise SuiteError(f"{suite}: the snapshot under {' / '.join(titles)} is gone")
