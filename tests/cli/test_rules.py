# `scopelint rules`: what the rule table knows.
"""Tests of the command `rules`."""

from __future__ import annotations

from cli.conftest import Run


def test_every_call_has_a_line(run: Run) -> None:
    result = run("rules")
    assert result.exit_code == 0
    lines = result.stdout.splitlines()
    assert any("GenieAgent" in line and line.endswith("genie_space") for line in lines)
    assert all(len(line.split("  ")) == 3 for line in lines)


def test_a_text_narrows_the_list(run: Run) -> None:
    lines = run("rules", "genieagent").stdout.splitlines()
    assert lines
    assert all("genieagent" in line.lower() for line in lines)
    assert run("rules", "no such thing").stdout == ""
    assert run("rules", "no such thing").stderr == "no known call holds `no such thing`\n"
