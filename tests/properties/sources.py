# The projects that are rewritten: those of fixtures/, and those of the suites.
"""Source as people write it, and what is found in it."""

from __future__ import annotations

import ast
import json
import tempfile
from collections import Counter
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from functools import lru_cache
from pathlib import Path

import libcst as cst
from mdtest import engine
from mdtest.suite import read_suite

from scopelint.config import Settings
from scopelint.pipeline import Request, run

TESTS = Path(__file__).parent.parent
FIXTURES = TESTS.parent / "fixtures"
_NOT_OF_IT = frozenset({"must.json", "expected.json", "README.md"})

Findings = Counter[tuple[str, ...]]


@dataclass(frozen=True)
class Source:
    """A project's files by path, and the files that the caller names as declaring."""

    name: str
    files: Mapping[str, str] = field(hash=False)
    policies: tuple[str, ...] = ()


@lru_cache(maxsize=1)
def fixtures() -> tuple[Source, ...]:
    """Return the projects of fixtures/, except those of which a logged model is named."""
    return tuple(_source(file.parent) for file in sorted(FIXTURES.rglob("must.json")) if _is_named(file))


def _is_named(must: Path) -> bool:
    return "model" not in json.loads(must.read_text(encoding="utf-8"))


@lru_cache(maxsize=1)
def suites() -> tuple[Source, ...]:
    """Return the projects of the suites, except those with settings or comments that speak to the tool."""
    files = sorted(path for folder in ("checks", "analysis") for path in (TESTS / folder).glob("*.md"))
    found = (
        Source(
            f"{path.stem}: {' / '.join(section.titles[1:])}", {one.name: one.text for one in section.files}
        )
        for path in files
        for section in read_suite(path)
        if not section.settings
    )
    return tuple(source for source in found if _is_plain(source.files))


def _is_plain(files: Mapping[str, str]) -> bool:
    try:
        for path, text in files.items():
            if path.endswith(".py"):
                ast.parse(text, feature_version=(3, 10))
                cst.parse_module(text)
    except (SyntaxError, cst.ParserSyntaxError):
        return False
    return not any("scopelint:" in text for text in files.values())


def _source(folder: Path) -> Source:
    files = (file for file in sorted(folder.rglob("*")) if file.is_file() and file.name not in _NOT_OF_IT)
    texts = {file.relative_to(folder).as_posix(): file.read_text(encoding="utf-8") for file in files}
    must = json.loads((folder / "must.json").read_text(encoding="utf-8"))
    return Source(folder.relative_to(FIXTURES).as_posix(), texts, tuple(must.get("policies", ())))


def found(
    files: Mapping[str, str], policies: tuple[str, ...] = (), original: Callable[[str], str] = str
) -> Findings:
    """Return all findings and uses of a project, without the places; `original` puts its names back."""
    with tempfile.TemporaryDirectory() as folder:
        root = Path(folder).resolve()
        for name, text in files.items():
            file = root / name
            file.parent.mkdir(parents=True, exist_ok=True)
            file.write_bytes(text.encode())
        policy = tuple(root / name for name in policies)
        report = run(Request((root,), Settings(pedantic=True), policy, cwd=root))
    uses = {original(str(engine.use_line(use))) for agent in report.agents for use in agent.uses}
    findings = [
        (one.check, one.severity.value, one.confidence.value, original(one.subject))
        for one in report.diagnostics
    ]
    return Counter([*findings, *(("use", use) for use in uses)])
