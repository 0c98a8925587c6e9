# A survey's own process per project, over a fixture.
"""Observing a project: what is kept of a report, and what becomes of projects that hang or hold nothing."""

from __future__ import annotations

from pathlib import Path

import pytest

from scopelint._dev.observation import SeenUse
from scopelint._dev.survey import SURVEY, observe_apart, survey

EXAMPLE = Path(__file__).resolve().parents[1] / "fixtures/support-agent"


def test_a_project_is_observed_in_a_process_of_its_own() -> None:
    seen = observe_apart(EXAMPLE, 60)
    assert (seen.project, seen.outcome, seen.error) == ("support-agent", "ok", "")
    assert {found.check for found in seen.findings} >= {"missing-scope", "missing-resource"}
    genie = SeenUse(
        rule="databricks-langchain.genie-agent",
        subject="genie_space:01f0a1b2c3d4e5f60718293a4b5c6d7e",
        id_kind="literal",
        identities=("user",),
        phase="request",
        path="agent.py",
        cell=0,
        line=24,
    )
    assert genie in seen.uses


def test_a_folder_without_python_is_nothing(tmp_path: Path) -> None:
    assert observe_apart(tmp_path, 60).outcome == "nothing"


def test_a_project_that_takes_too_long_is_a_timeout() -> None:
    seen = observe_apart(EXAMPLE, 0.01)
    assert (seen.outcome, seen.error) == ("timeout", "more than 0.01 s")


def test_a_survey_is_kept_and_compared(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    kept = tmp_path / "survey.json"
    for earlier in (None, kept):
        ended = survey(
            EXAMPLE.parent, json_file=kept, compare=earlier, seconds=60, jobs=1, only="support-agent"
        )
        assert ended == 0
    assert [seen.project for seen in SURVEY.validate_json(kept.read_bytes()).observations] == [
        "support-agent"
    ]
    output = capsys.readouterr().out
    assert "identity known" in output
    assert output.endswith("no difference from the earlier survey\n")
