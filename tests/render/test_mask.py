# Secrets must not be printed back, whatever finding their line is shown for.
"""Tests of scopelint.render.mask."""

from __future__ import annotations

from dataclasses import replace

import pytest
from render.reports import Render, finding, text

from scopelint.model.evidence import Step
from scopelint.model.location import Location
from scopelint.model.report import Report
from scopelint.render.mask import Mask
from scopelint.render.options import RenderOptions

# Put together here, so that no scanner of secrets takes them for real ones.
TOKEN = "dapi" + "0123456789abcdef" * 2
OAUTH = "dose" + "0123456789abcdef" * 2
PASSWORD = "correct-horse"


@pytest.mark.parametrize(
    "line",
    [
        f'client = WorkspaceClient("h", "{TOKEN}")',
        f"# {TOKEN}",
        f'x = "{TOKEN}-2"',
        f"secret = '{OAUTH}'",
        f'WorkspaceClient(token="{PASSWORD}")',
        f'WorkspaceClient(client_secret = r"{PASSWORD}")',
        f'env = {{"DATABRICKS_TOKEN": "{PASSWORD}"}}',
        f'os.environ["DATABRICKS_TOKEN"] = "{PASSWORD}"',
        f"PASSWORD: str = '{PASSWORD}'",
        f'api_key="""{PASSWORD}"""',
        f'token="{PASSWORD}',
        f'{"x = 1; " * 200}token="{PASSWORD}"',
    ],
)
def test_values_of_secrets_are_hidden_in_any_line(line: str) -> None:
    masked = Mask().line(line, "agent.py")
    assert len(masked) == len(line)
    assert not any(secret in masked for secret in (TOKEN, OAUTH, PASSWORD))


@pytest.mark.parametrize(
    "line",
    [
        'GenieAgent("01f0", client=client)',
        'WorkspaceClient(token=os.environ["DATABRICKS_TOKEN"])',
        'env = {"DATABRICKS_TOKEN": "{{secrets/agents/token}}"}',
        'ChatDatabricks(endpoint="databricks-claude", max_tokens="100")',
        'dbutils.secrets.get(scope="agents", key="token")',
        'token_count = "many"',
        "DatabricksFunction('main.tools.dapi')",
        "# the user's token",
        'name = "doseadjustment"',
    ],
)
def test_other_lines_stay_as_they_are(line: str) -> None:
    assert Mask().line(line, "agent.py") == line


@pytest.mark.parametrize(
    ("line", "hidden"),
    [
        (f"  client_secret: {PASSWORD}", True),
        (f'  password: "{PASSWORD}"  # mine', True),
        ("  - name: DATABRICKS_TOKEN", False),
        ("  token: {{secrets/a/b}}", False),
        ("  token: ${var.token}", False),
        ("  - secret:", False),
    ],
)
def test_unquoted_values_are_hidden_in_yaml(line: str, hidden: bool) -> None:
    masked = Mask().line(line, "databricks.yml")
    assert (PASSWORD not in masked) if hidden else (masked == line)


def test_a_finding_on_a_secret_shows_no_string_of_its_line() -> None:
    line = f'login("admin", "{PASSWORD}", {{"KEY": "{PASSWORD}"}})'
    masked = Mask().line(line, "agent.py", secret=True)
    assert masked == f'login("*****", "{"*" * 13}", {{"KEY": "{"*" * 13}"}})'


def leaking() -> Report:
    """A report in which a secret stands in every text that could carry one."""
    line = f'client = connect("{PASSWORD}", "{TOKEN}")'
    place = Location("agent.py", 1, 18, 1, 33)
    told = f"`{PASSWORD}` and `{TOKEN}`"
    secret = finding("hardcoded-secret", place, subject=PASSWORD, message=told, help=told)
    other = finding("missing-scope", place, message=told, evidence=(Step(Location("b.py", 1), told),))
    return Report((), (secret, other), sources=(text("agent.py", line), text("b.py", line)))


@pytest.mark.parametrize("name", ["text", "concise", "json", "scopes"])
def test_no_format_prints_a_secret(name: str, shown: Render) -> None:
    for color in (False, True):
        printed = shown(leaking(), name, options=RenderOptions(color=color))
        assert PASSWORD not in printed
        assert TOKEN not in printed


def test_a_secret_that_a_comment_ignores_is_hidden_as_well(shown: Render) -> None:
    report = leaking()
    secret, other = report.diagnostics
    printed = shown(replace(report, diagnostics=(other,), ignored=(secret,)))
    assert "missing-scope" in printed
    assert PASSWORD not in printed


def test_an_endless_line_is_cut() -> None:
    line = 'token="' + "a b " * 1_000_000
    assert len(Mask().line(line, "agent.py")) < len(line)
    assert len(Mask().line(line, "app.yaml", secret=True)) < len(line)


def test_made_up_tokens_count_as_well() -> None:
    assert Mask().text("token `dapiXXXX` and dapi12345-2") == "token `********` and ***********"
