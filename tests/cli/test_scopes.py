# `scopelint scopes`: the analyzer's page, and no judgement.
"""Tests of the command `scopes`."""

from __future__ import annotations

import json
from pathlib import Path

from cli.conftest import FakePipeline, Run


def test_the_page(run: Run, pipeline: FakePipeline, tmp_path: Path) -> None:
    (tmp_path / "agent.py").touch()
    result = run("scopes", "agent.py", "--target", "model-serving")
    assert result.exit_code == 0
    assert "genie_space 01f0" in result.stdout
    assert "missing-scope" not in result.stdout
    assert pipeline.requests[0].paths == (Path("agent.py"),)


def test_json_is_the_same_report(run: Run) -> None:
    printed = json.loads(run("scopes", "--output-format", "json").stdout)
    assert printed == json.loads(run("check", "--output-format", "json").stdout)


def test_a_format_of_check_in_the_settings_file_does_not_matter(run: Run, tmp_path: Path) -> None:
    (tmp_path / "scopelint.toml").write_text('output-format = "concise"')
    assert "The policy that it needs" in run("scopes").stdout
    (tmp_path / "scopelint.toml").write_text('output-format = "sarif"')
    assert run("scopes").exit_code == 2


def test_options_of_checks_are_no_options(run: Run) -> None:
    assert run("scopes", "--select", "all").exit_code == 2
