# The command line over the real pipeline: small projects in, streams and exit codes out.
"""Tests of whole runs."""

from __future__ import annotations

import json
import os
from importlib.resources import files
from pathlib import Path

import jsonschema
import pytest
from click.testing import CliRunner, Result

from scopelint.cli.command import scopelint

AGENT = """\
import mlflow
from databricks.sdk import WorkspaceClient
from databricks_ai_bridge import ModelServingUserCredentials
from databricks_langchain.genie import GenieAgent
from mlflow.pyfunc import ResponsesAgent


class SalesAgent(ResponsesAgent):
    def predict(self, request):
        client = WorkspaceClient(credentials_strategy=ModelServingUserCredentials())
        return GenieAgent("01f0c7a91e5b", client=client).invoke(request)


mlflow.models.set_model(SalesAgent())
"""

DRIVER = """\
import mlflow
from mlflow.models.auth_policy import AuthPolicy, SystemAuthPolicy, UserAuthPolicy

mlflow.pyfunc.log_model(
    name="agent",
    python_model="agent.py",
    auth_policy=AuthPolicy(
        system_auth_policy=SystemAuthPolicy(resources=[]),
        user_auth_policy=UserAuthPolicy(api_scopes=["SCOPE"]),
    ),
)
"""


@pytest.fixture
def project(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A project whose policy lacks the scope for Genie, as the working directory."""
    (tmp_path / "agent.py").write_text(AGENT, encoding="utf-8")
    (tmp_path / "driver.py").write_text(DRIVER.replace("SCOPE", "files.files"), encoding="utf-8")
    monkeypatch.chdir(tmp_path)
    return tmp_path


def run(*arguments: str) -> Result:
    return CliRunner().invoke(scopelint, list(arguments), catch_exceptions=False)


def test_a_missing_scope_is_found(project: Path) -> None:
    result = run("--select", "missing-scope")
    assert (result.exit_code, result.stderr) == (1, "")
    assert result.stdout.startswith("error[missing-scope] ")
    assert " --> driver.py:9:" in result.stdout
    assert " ::: agent.py:" in result.stdout
    assert "1 error in 1 agent" in result.stdout


def test_a_right_policy_is_clean(project: Path) -> None:
    (project / "driver.py").write_text(DRIVER.replace("SCOPE", "dashboards.genie"), encoding="utf-8")
    result = run()
    assert (result.exit_code, result.stderr) == (0, "")
    assert result.stdout.startswith("no findings in 1 agent")


def test_the_agent_and_its_policy_by_name(project: Path) -> None:
    (project / "driver.py").rename(project / "log_it.txt.py")
    result = run("agent.py", "--policy", "log_it.txt.py", "--output-format", "concise")
    assert result.exit_code == 1
    assert "log_it.txt.py:9:" in result.stdout
    assert "[missing-scope]" in result.stdout


def test_json_keeps_its_promise(project: Path) -> None:
    printed = json.loads(run("--output-format", "json").stdout)
    schema = json.loads(files("scopelint.render").joinpath("report-v1.schema.json").read_text("utf-8"))
    jsonschema.Draft202012Validator(schema).validate(printed)
    (agent,) = printed["agents"]
    assert agent["entry"] == "agent.py"
    assert agent["needed"]["api_scopes"] == ["dashboards.genie"]
    assert agent["declared"]["api_scopes"] == ["files.files"]
    assert {found["check"] for found in printed["diagnostics"]} >= {"missing-scope"}
    assert printed["summary"]["errors"] >= 1


def test_the_printed_policy_mends_what_it_was_printed_for(project: Path) -> None:
    policy = run("scopes").stdout.partition("The policy that it needs:\n")[2]
    driver = f"import mlflow\n{policy}\nmlflow.pyfunc.log_model(\n"
    driver += '    name="agent", python_model="agent.py", auth_policy=auth_policy\n)\n'
    (project / "driver.py").write_text(driver, encoding="utf-8")
    result = run()
    assert result.exit_code == 0, result.output


def test_notebooks_are_shown_by_cell(project: Path) -> None:
    def cell(source: str) -> dict[str, object]:
        lines = source.splitlines(keepends=True)
        return {"cell_type": "code", "metadata": {}, "outputs": [], "execution_count": None, "source": lines}

    driver = (project / "driver.py").read_text(encoding="utf-8")
    notebook = {
        "cells": [cell("%pip install mlflow"), cell(f"%%writefile agent.py\n{AGENT}"), cell(driver)],
        "metadata": {"language_info": {"name": "python"}},
        "nbformat": 4,
        "nbformat_minor": 5,
    }
    (project / "nb.ipynb").write_text(json.dumps(notebook), encoding="utf-8")
    for name in ("agent.py", "driver.py"):
        (project / name).unlink()
    result = run("nb.ipynb", "--select", "missing-scope")
    assert " --> nb.ipynb:cell 3:9:" in result.stdout
    assert " ::: nb.ipynb:cell 2:" in result.stdout
    assert 'user_auth_policy=UserAuthPolicy(api_scopes=["files.files"])' in result.stdout
    (found,) = json.loads(run("--select", "missing-scope", "--output-format", "json").stdout)["diagnostics"]
    assert (found["path"], found["cell"], found["line"]) == ("nb.ipynb", 3, 9)


def test_a_token_is_never_printed(project: Path) -> None:
    token = "dapi" + "0123456789abcdef" * 2
    (project / "agent.py").write_text(
        AGENT.replace("credentials_strategy=ModelServingUserCredentials()", f'host="h", token="{token}"'),
        encoding="utf-8",
    )
    for name in ("text", "concise", "json"):
        result = run("--pedantic", "--output-format", name)
        assert result.exit_code in (0, 1)
        assert token not in result.output
    assert token not in run("scopes").output


def test_the_order_of_the_paths_changes_nothing(project: Path) -> None:
    one = run("agent.py", "driver.py", "--output-format", "concise").stdout
    assert one == run("driver.py", "agent.py", "--output-format", "concise").stdout != ""


def test_ignoring_everything_is_clean(project: Path) -> None:
    assert run("--ignore", "all").exit_code == 0


def test_a_wrong_name_of_a_check(project: Path) -> None:
    result = run("--select", "missing_scope")
    assert (result.exit_code, result.stdout) == (2, "")
    assert "missing-scope" in result.stderr


def test_a_file_that_is_no_python_is_a_finding(project: Path) -> None:
    (project / "broken.py").write_text("import mlflow\ndef f(:\n", encoding="utf-8")
    result = run("broken.py", "--output-format", "concise")
    assert result.exit_code == 1
    assert "error[unreadable]" in result.stdout


def test_an_empty_folder_is_nothing_to_analyse(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    result = run()
    assert (result.exit_code, result.stdout) == (3, "")
    assert result.stderr.startswith("error: ")


def test_a_broken_neighbour_that_nothing_imports_is_left_alone(project: Path) -> None:
    (project / "driver.py").write_text(DRIVER.replace("SCOPE", "dashboards.genie"), encoding="utf-8")
    (project / "old.ipynb").write_text("{mlflow", encoding="utf-8")
    assert run("agent.py").exit_code == 0
    assert "error[unreadable] `old.ipynb`" in run().stdout
    (project / "old.py").write_bytes(b"import mlflow\nname = '\xe9'\n")
    assert run("agent.py").exit_code == 0
    (project / "agent.py").write_text(f"import old\n{AGENT}", encoding="utf-8")
    result = run("agent.py")
    assert result.exit_code == 1
    assert "error[unreadable] `old.py`" in result.stdout
    assert "save it as UTF-8" in result.stdout


def test_no_findings_in_what_reaches_nothing(project: Path) -> None:
    (project / "empty.py").touch()
    assert run("empty.py").stdout.startswith("no findings in 1 agent that reaches nothing known (")


@pytest.mark.skipif(not hasattr(os, "mkfifo"), reason="needs named pipes")
def test_a_pipe_does_not_block(project: Path) -> None:
    os.mkfifo(project / "pipe.py")
    assert "`pipe.py` could not be read: not a regular file" in run("pipe.py").stdout


def test_a_policy_outside_the_agents_project(project: Path) -> None:
    for folder in ("app", "ops"):
        (project / folder).mkdir()
        (project / folder / "pyproject.toml").touch()
    (project / "agent.py").rename(project / "app" / "agent.py")
    (project / "driver.py").rename(project / "ops" / "driver.py")
    result = run("app/agent.py", "--policy", "ops/driver.py", "--output-format", "concise")
    assert result.exit_code == 1
    assert result.stdout.startswith("ops/driver.py:9:")


def test_a_driver_in_another_folder_means_the_only_agent_of_that_name(project: Path) -> None:
    (project / "app").mkdir()
    (project / "ops").mkdir()
    (project / "agent.py").rename(project / "app" / "agent.py")
    (project / "driver.py").rename(project / "ops" / "driver.py")
    assert run("--output-format", "concise").stdout.startswith("ops/driver.py:9:")
    (project / "other").mkdir()
    (project / "other" / "agent.py").write_text(AGENT, encoding="utf-8")
    assert "ops/driver.py" not in run("--output-format", "concise").stdout
