# The development tools themselves.
"""Regions, README commands, the scaffold of a check, and the comparison of surveys."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pytest

from scopelint._dev.difference import difference
from scopelint._dev.new_check import new_check
from scopelint._dev.observation import Observation, SeenAgent, SeenFinding, SeenGap, SeenUse, Survey
from scopelint._dev.readme import command, example_path
from scopelint._dev.regions import filled
from scopelint._dev.summary import project_line, summary

REGION = "a\n<!-- begin generated: one -->\nold\n<!-- end generated -->\nz\n"
FINDING = SeenFinding("missing-scope", "driver.py", 0, 4, "agent.py", "sql", "error", "high", "a message")
USE = SeenUse("sdk.query", "serving_endpoint:x", "literal", ("user",), "request", "agent.py", 0, 3)
SEEN = Observation(
    project="p",
    outcome="ok",
    seconds=1.5,
    units_read=2,
    agents=(
        SeenAgent(
            "agent.py", "apps", (), (USE,), ("sql",), (), (SeenGap("agent.py", 1, "an id", "`X` is unset"),)
        ),
    ),
    findings=(FINDING,),
)


def test_a_region_is_written_anew_and_only_the_region() -> None:
    assert filled(REGION, {"one": lambda: "new\n"}) == REGION.replace("old", "new")


def test_writing_a_region_twice_changes_nothing() -> None:
    once = filled(REGION, {"one": lambda: "new"})
    assert filled(once, {"one": lambda: "new"}) == once


@pytest.mark.parametrize("names", [[], ["one", "two"], ["other"]])
def test_regions_and_writers_must_agree(names: list[str]) -> None:
    with pytest.raises(ValueError, match="differ"):
        filled(REGION, dict.fromkeys(names, str))


def test_a_command_of_the_readme_is_found_by_its_mark() -> None:
    text = "<!-- command: try -->\n```sh\npip install . && scopelint fixtures/x\n```\n"
    assert command(text, "try") == "pip install . && scopelint fixtures/x"
    assert example_path(text) == "fixtures/x"
    with pytest.raises(ValueError, match="no command `test`"):
        command(text, "test")


def test_scaffold_writes_three_files_once(tmp_path: Path) -> None:
    assert new_check(tmp_path, "stray-scope", "scopes", "warning") == 0
    module = (tmp_path / "src/scopelint/checks/stray_scope.py").read_text(encoding="utf-8")
    compile(module, "stray_scope.py", "exec")
    assert "class StrayScope(Check)" in module
    assert (tmp_path / "tests/checks/stray-scope.md").is_file()
    assert new_check(tmp_path, "stray-scope", "scopes", "warning") == 2
    assert new_check(tmp_path, "Stray_Scope", "scopes", "warning") == 2


def test_difference_names_findings_and_uses_that_came_and_went() -> None:
    other = replace(FINDING, subject="dashboards.genie")
    now = replace(SEEN, findings=(other,), agents=())
    lines = list(difference(Survey("0", (SEEN,)), Survey("1", (now,))))
    assert lines[0] == "p"
    assert [line.split()[:3] for line in lines[1:]] == [
        ["-", "use", "serving_endpoint:x"],
        ["-", "missing-scope", "[sql]"],
        ["+", "missing-scope", "[dashboards.genie]"],
    ]


def test_difference_ignores_wording_and_projects_that_are_new() -> None:
    now = replace(SEEN, findings=(replace(FINDING, message="other words"),))
    lines = list(difference(Survey("0", (SEEN,)), Survey("1", (now, replace(SEEN, project="q")))))
    assert lines == ["no difference from the earlier survey"]


def test_difference_tells_a_new_crash() -> None:
    now = Observation("p", "crash", 0.1, "Traceback\nKeyError: 'x'")
    assert "  ok -> crash" in list(difference(Survey("0", (SEEN,)), Survey("1", (now,))))


def test_summary_counts_shares_and_shows_crashes() -> None:
    crash = Observation("q", "crash", 0.1, "Traceback\nKeyError: 'x'")
    text = "\n".join(summary(Survey("1", (SEEN, crash))))
    assert "identity known: 1 of 1 (100%)" in text
    assert "missing-scope" in text
    assert "1 `…` is unset" in text
    assert "crash in q" in text
    assert project_line(crash).endswith("q KeyError: 'x'")
    assert "1 findings (+0 quiet), 1 unresolved" in project_line(SEEN)


def test_summary_of_nothing_divides_by_nothing() -> None:
    assert any("0 of 0" in line for line in summary(Survey("1", ())))
