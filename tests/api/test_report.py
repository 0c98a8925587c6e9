# The public report: its forms agree with those of the command line, and it tells what it found.
from __future__ import annotations

import copy
import json
import pickle
from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner

import scopelint
from scopelint.cli.command import scopelint as command
from scopelint.errors import ArgumentError, NothingToAnalyse, UsageError

OPTIONS: list[tuple[dict[str, Any], list[str]]] = [
    ({}, []),
    ({"pedantic": True}, ["--pedantic"]),
    ({"select": "missing-scope"}, ["--select", "missing-scope"]),
    ({"select": ["scopes", "tool"]}, ["--select", "scopes,tool"]),
    ({"ignore": "missing-scope, unused-scope"}, ["--ignore", "missing-scope, unused-scope"]),
    ({"target": "apps"}, ["--target", "apps"]),
    ({"policy": "driver.py"}, ["--policy", "driver.py"]),
    ({"exclude": ["driver.py"]}, ["--exclude", "driver.py"]),
    ({"isolated": True}, ["--isolated"]),
    ({"config": "other.toml"}, ["--config", "other.toml"]),
]


@pytest.fixture
def project(agent: Path) -> Path:
    """The agent with a driver that declares nothing, and settings."""
    agent.with_name("driver.py").write_text(
        'import mlflow\nmlflow.pyfunc.log_model(python_model="agent.py", resources=[])\n', encoding="utf-8"
    )
    agent.with_name("scopelint.toml").write_text('ignore = ["missing-resource"]\n', encoding="utf-8")
    agent.with_name("other.toml").write_text('select = ["all"]\n', encoding="utf-8")
    return agent.parent


def printed(*arguments: str) -> str:
    return CliRunner().invoke(command, list(arguments)).stdout


@pytest.mark.parametrize(("options", "arguments"), OPTIONS)
def test_options_mean_what_they_mean_on_the_command_line(
    project: Path, options: dict[str, Any], arguments: list[str]
) -> None:
    report = scopelint.check("agent.py", **options)
    assert report.to_dict() == json.loads(printed("agent.py", "--output-format", "json", *arguments))
    assert str(report) + "\n" == printed("agent.py", *arguments)


def test_settings_of_the_project_hold(project: Path) -> None:
    assert [found.check for found in scopelint.check("agent.py").findings] == ["missing-scope"]
    found = scopelint.check("agent.py", isolated=True).findings
    assert [one.check for one in found] == ["missing-scope", "missing-resource"]


def test_an_analysis_is_what_scopes_prints(project: Path) -> None:
    report = scopelint.analyze("agent.py")
    assert str(report) == printed("scopes", "agent.py").rstrip("\n")
    assert report.to_dict() == json.loads(printed("scopes", "agent.py", "--output-format", "json"))


def test_an_analysis_tells_what_is_needed(agent: Path) -> None:
    report = scopelint.analyze("agent.py")
    assert report.api_scopes == ("dashboards.genie",)
    assert [(one.type, one.id) for one in report.resources] == [
        ("serving_endpoint", report.agents[0].uses[0].id)
    ]
    assert [(use.resource_type, use.identities) for use in report.agents[0].uses] == [
        ("serving_endpoint", ["system"]),
        ("genie_space", ["user"]),
    ]


def test_the_policy_that_is_needed_is_one_that_fits(agent: Path, mlflow: Any) -> None:
    code = scopelint.analyze("agent.py").policy
    body = code.partition("\n\n")[2]
    given: dict[str, Any] = {name: getattr(mlflow, name) for name in dir(mlflow) if name[0].isupper()}
    exec(body, given)
    assert (
        scopelint.check("agent.py", auth_policy=given["auth_policy"], select="scopes,resources").findings
        == ()
    )


def test_a_text_form_tells_everything_and_a_short_one_the_sum(agent: Path) -> None:
    report = scopelint.check("agent.py", resources=[])
    assert repr(report) == "<scopelint.Report of agent.py: 2 findings>"
    assert "error[missing-scope]" in str(report)
    assert repr(scopelint.analyze("agent.py")) == "<scopelint.Report of agent.py: no findings>"


def test_ipython_at_a_terminal_shows_the_text(agent: Path) -> None:
    class Printer:
        shown = ""

        def text(self, text: str) -> None:
            self.shown += text

    report, printer = scopelint.check("agent.py", resources=[]), Printer()
    report._repr_pretty_(printer, cycle=False)
    assert printer.shown == str(report)


def test_findings_are_raised_by_name(agent: Path) -> None:
    report = scopelint.check("agent.py", resources=[])
    with pytest.raises(scopelint.FindingsError) as caught:
        report.raise_for_findings()
    text = str(caught.value)
    assert text.startswith("2 findings of scopelint:\n")
    assert "error[missing-scope]" in text
    assert "help: add `DatabricksServingEndpoint" in text
    assert caught.value.findings == report.findings
    assert isinstance(caught.value, scopelint.ScopelintError)
    assert str(pickle.loads(pickle.dumps(caught.value))) == text
    assert str(copy.copy(caught.value)) == text


def test_only_findings_that_are_bad_enough_are_raised(agent: Path) -> None:
    resources = {
        "databricks": {
            "serving_endpoint": [{"name": "chat-large"}],
            "vector_search_index": [{"name": "a.b.c"}],
        }
    }
    report = scopelint.check("agent.py", resources=resources, ignore="missing-scope")
    assert [found.severity for found in report.findings] == ["warning"]
    assert report.raise_for_findings("error") is report
    with pytest.raises(scopelint.FindingsError, match="unused-resource"):
        report.raise_for_findings()
    mild = scopelint.check("agent.py", resources=resources, ignore="missing-scope", fail_on="error")
    assert mild.raise_for_findings() is mild
    with pytest.raises(scopelint.FindingsError):
        mild.raise_for_findings("info")


def test_a_clean_report_is_handed_on(agent: Path) -> None:
    report = scopelint.check("agent.py", select="unreadable")
    assert report.raise_for_findings("info") is report


@pytest.mark.parametrize(
    ("options", "message"),
    [
        (
            {"target": "app"},
            "`target` must be one of `auto`, `model-serving`, `apps`, not `app` (did you mean",
        ),
        ({"target": 3}, "`target` is a `int`"),
        ({"fail_on": "bad"}, "`fail_on` must be one of"),
        ({"select": "missing-scopes"}, "there is no check `missing-scopes` (write `missing-scope`)"),
        ({"select": [3]}, "`select` holds a `int`"),
        ({"ignore": 3}, "`ignore` is a `int`"),
        ({"pedantic": "yes"}, "`pedantic` is a `str`"),
        ({"isolated": 1}, "`isolated` is a `int`"),
        ({"policy": "nowhere.py"}, "`nowhere.py` does not exist"),
        ({"extend_rules": 3}, "`extend_rules` is a `int`"),
        ({"config": ["a", "b"]}, "`a` does not exist"),
    ],
)
def test_wrong_options_are_named(agent: Path, options: dict[str, Any], message: str) -> None:
    with pytest.raises(UsageError) as caught:
        scopelint.check("agent.py", **options)
    assert message in str(caught.value)


def test_a_wrong_severity_is_named(agent: Path) -> None:
    report = scopelint.check("agent.py", resources=[])
    with pytest.raises(UsageError, match="`at_or_above` must be one of"):
        report.raise_for_findings("warnings")  # type: ignore[arg-type]
    with pytest.raises(ArgumentError, match="`at_or_above` is a `int`"):
        report.raise_for_findings(1)  # type: ignore[arg-type]


def test_nothing_is_no_success(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    (tmp_path / "notes.py").write_text("", encoding="utf-8")
    with pytest.raises(NothingToAnalyse):
        scopelint.check(".", resources=[])


RULES = """
[package]
name = "desk-tools"
imports = ["desk"]
versions = ">=1"
verified = 2026-11-20

[[rule]]
name = "desk.open"
calls = ["desk.open"]
resources = [{ type = "KIND", id = { position = 0 } }]
"""


def test_a_session_sees_what_is_edited_between_two_checks(agent: Path) -> None:
    assert len(scopelint.check("agent.py", resources=[]).findings) == 2
    text = agent.read_text(encoding="utf-8").replace('ChatDatabricks(endpoint="chat-large")', "None")
    agent.write_text(text, encoding="utf-8")
    assert len(scopelint.check("agent.py", resources=[]).findings) == 1


def test_a_session_sees_edits_of_a_teams_rules(agent: Path) -> None:
    rules = agent.with_name("desk.toml")
    with agent.open("a", encoding="utf-8") as stream:
        stream.write('import desk\n\ndesk.open("a.b.c")\n')
    seen = []
    for kind in ("table", "function"):
        rules.write_text(RULES.replace("KIND", kind), encoding="utf-8")
        report = scopelint.analyze("agent.py", extend_rules="desk.toml")
        seen.append([use.resource_type for use in report.agents[0].uses if use.rule.startswith("desk")])
    assert seen == [["table"], ["function"]]
