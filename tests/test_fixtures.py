# Whole projects. `must.json` is written by hand and says what has to be found; `expected.json` is the
# whole report and may be rewritten by `pytest --update`, but never against `must.json`.
"""Every project in fixtures/ is reported as it was the last time, and as it has to be."""

from __future__ import annotations

import json
import shutil
from pathlib import Path
from typing import Any

import pytest
from mdtest import engine
from mdtest.assertion import Finding, UseLine, parse
from mdtest.plugin import TESTS

FIXTURES = TESTS.parent / "fixtures"
PROJECTS = sorted(path.parent for path in FIXTURES.rglob("must.json"))


RUN = ("paths", "policies", "model")
"""What the command line is given, other than the project's folder."""
STORED = ("must.json", "expected.json", "README.md")


@pytest.fixture
def checkout(project: Path, tmp_path: Path) -> Path:
    """A copy of a project on its own: inside this repository its surroundings would be read as well."""
    return Path(shutil.copytree(project, tmp_path / "project", ignore=shutil.ignore_patterns(*STORED)))


def _asked(must: dict[str, Any]) -> dict[str, Any]:
    return {key: must[key] for key in RUN if key in must}


def _name(project: Path) -> str:
    return project.relative_to(FIXTURES).as_posix()


@pytest.mark.parametrize("project", PROJECTS, ids=_name)
def test_what_must_be_found(project: Path, checkout: Path) -> None:
    """`findings` are all findings, in any order; `uses` have to be among the uses."""
    must = json.loads((project / "must.json").read_text(encoding="utf-8"))
    assert set(must) <= {"findings", "uses", "agents", *RUN}
    report = engine.run(checkout, **_asked(must))
    seen = engine.observed(report)
    wanted = [_finding(line) for line in must["findings"]]
    found = [(place.path, finding) for place, finding in seen.findings]
    missing = []
    for path, finding in wanted:
        hit = next((item for item in found if item[0] == path and finding.accepts(item[1])), None)
        if hit is None:
            missing.append(f"{path}: {finding}")
        else:
            found.remove(hit)
    extra = [f"{path}: {finding}" for path, finding in found]
    if missing or extra:
        pytest.fail(_account(missing, extra), pytrace=False)
    uses = [use for _, use in seen.uses]
    absent = [line for line in must.get("uses", ()) if not any(_use(line).accepts(use) for use in uses)]
    assert not absent, f"reported were {[str(use) for use in uses]}"
    if "agents" in must:
        assert [agent.entry for agent in report.agents] == must["agents"]


@pytest.mark.parametrize("project", PROJECTS, ids=_name)
def test_report(project: Path, checkout: Path, update: bool) -> None:
    must = json.loads((project / "must.json").read_text(encoding="utf-8"))
    text = engine.render(engine.run(checkout, **_asked(must)), "json")
    document = json.loads(text)
    assert document.pop("scopelint_version")
    stored = project / "expected.json"
    if update:
        rendered = json.dumps(document, indent=2, ensure_ascii=False) + "\n"
        stored.write_text(rendered, encoding="utf-8")
    assert stored.exists(), "no expected.json; write it with `pytest tests/test_fixtures.py --update`"
    assert document == json.loads(stored.read_text(encoding="utf-8"))


@pytest.mark.parametrize("style", ["text", "concise", "json", "scopes"])
def test_no_secret_is_printed(style: str) -> None:
    report = engine.run(FIXTURES / "manual-pat-wrong")
    assert report.diagnostics
    assert "dapi1234567890" not in engine.render(report, style)


def test_every_project_says_in_words_what_must_be_found() -> None:
    assert PROJECTS
    silent = [_name(project) for project in PROJECTS if not _has_words(project)]
    assert not silent


def _has_words(project: Path) -> bool:
    folders = (project, *project.relative_to(FIXTURES).parents)
    return any((FIXTURES / folder / "README.md").is_file() for folder in folders if folder != Path())


def _finding(line: str) -> tuple[str, Finding]:
    path, _, rest = line.partition(": ")
    finding = parse(rest)
    assert isinstance(finding, Finding)
    return path, finding


def _use(line: str) -> UseLine:
    use = parse(f"use: {line}")
    assert isinstance(use, UseLine)
    return use


def _account(missing: list[str], extra: list[str]) -> str:
    lines = [f"- expected  {line}" for line in missing] + [f"+ reported  {line}" for line in extra]
    return "\n".join(("", *lines))
