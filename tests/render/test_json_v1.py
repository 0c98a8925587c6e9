# The promise to programs: the report's fields, its schema, and that both agree.
"""Tests of scopelint.render.json_v1."""

from __future__ import annotations

import json
from dataclasses import replace
from importlib.resources import files
from typing import Any

import jsonschema
import pytest
from render.reports import PLACE, Render, example, finding

from scopelint import __version__
from scopelint.model.location import Location
from scopelint.model.report import Report
from scopelint.render.json_v1 import schema


def shipped() -> dict[str, Any]:
    text = files("scopelint.render").joinpath("report-v1.schema.json").read_text(encoding="utf-8")
    loaded: dict[str, Any] = json.loads(text)
    return loaded


def as_json(report: Report, shown: Render) -> dict[str, Any]:
    loaded: dict[str, Any] = json.loads(shown(report, "json"))
    jsonschema.Draft202012Validator(shipped()).validate(loaded)
    return loaded


def test_the_shipped_schema_is_current() -> None:
    assert shipped() == schema(), "run: python -m scopelint._dev generate"


def test_the_schema_is_a_schema() -> None:
    jsonschema.Draft202012Validator.check_schema(shipped())


def test_the_head(report: Report, shown: Render) -> None:
    printed = as_json(report, shown)
    assert list(printed) == ["schema_version", "scopelint_version", "agents", "diagnostics", "summary"]
    assert printed["schema_version"] == 1
    assert printed["scopelint_version"] == __version__
    assert printed["summary"] == {"units_read": 3, "units_skipped": 1, "errors": 1, "warnings": 1}


def test_a_diagnostic(report: Report, shown: Render) -> None:
    first, second = as_json(report, shown)["diagnostics"]
    assert first == {
        "check": "missing-scope",
        "severity": "error",
        "confidence": "high",
        "agent": "agent.py",
        "subject": "dashboards.genie",
        "message": "`GenieAgent` asks as the user, but `dashboards.genie` is not declared",
        "help": 'write `api_scopes=["sql.warehouses", "dashboards.genie"]`',
        "path": "driver.py",
        "line": 6,
        "column": 41,
        "end_line": 6,
        "end_column": 70,
        "evidence": [
            {"path": "agent.py", "line": 10, "column": 18, "text": "acts for the user"},
            {"path": "agent.py", "line": 11, "column": 16, "text": "reaches the Genie space `01f0売上`"},
        ],
        "fix": None,
        "url": "https://example.org/missing-scope",
    }
    assert second["fix"]["safety"] == "safe"
    assert second["fix"]["edits"][0]["end_column"] == 69


def test_an_agent(report: Report, shown: Render) -> None:
    (agent,) = as_json(report, shown)["agents"]
    assert (agent["entry"], agent["target"]) == ("agent.py", "model-serving")
    assert agent["declarations"] == [{"kind": "log_model", "path": "driver.py", "line": 1, "complete": False}]
    genie = {"type": "genie_space", "id": {"kind": "literal", "value": "01f0売上"}}
    assert agent["needed"] == {"api_scopes": ["dashboards.genie"], "resources": [genie]}
    assert agent["declared"] == {"api_scopes": ["sql.warehouses"], "resources": [], "complete": False}
    assert agent["unresolved"] == [
        {"path": "agent.py", "line": 99, "what": "index name", "why": "read at run time"}
    ]


def test_uses_and_their_ids(report: Report, shown: Render) -> None:
    uses = {use["rule"]: use for use in as_json(report, shown)["agents"][0]["uses"]}
    assert uses["databricks-langchain.genie-agent"]["identities"] == ["user"]
    assert uses["databricks-langchain.genie-agent"]["phase"] == "request"
    assert uses["databricks-langchain.genie-agent"]["resource_type"] == "genie_space"
    assert uses["chat"]["cell"] == 3
    assert "cell" not in uses["sql"]
    assert uses["chat"]["id"] == {
        "kind": "symbol",
        "source": "env",
        "name": "LLM",
        "default": "databricks-claude",
    }
    assert uses["sql"]["id"] == {"kind": "pattern", "value": "main.{}.t"}
    assert uses["vs"]["id"] == {"kind": "unknown", "why": "read at run time"}


def test_an_empty_report_is_a_report(shown: Render) -> None:
    printed = as_json(Report((), ()), shown)
    assert (printed["agents"], printed["diagnostics"]) == ([], [])


def test_any_encoding_can_carry_it(shown: Render) -> None:
    report = replace(example(), diagnostics=(finding(message="売上 \ud800 \x1b"),))
    printed = shown(report, "json")
    assert printed.isascii()
    assert "\x1b" not in printed


def test_the_order_is_fixed(report: Report, shown: Render) -> None:
    (agent,) = report.agents
    backwards = replace(
        report,
        diagnostics=report.diagnostics[::-1],
        agents=(replace(agent, uses=agent.uses[::-1]), replace(agent, entry="a.py")),
    )
    ordered = replace(report, agents=(replace(agent, entry="a.py"), agent))
    assert shown(backwards, "json") == shown(ordered, "json")


@pytest.mark.parametrize(
    ("key", "value"), [("severity", "fatal"), ("line", "1"), ("confidence", None), ("evidence", None)]
)
def test_the_schema_refuses_what_is_wrong(report: Report, shown: Render, key: str, value: object) -> None:
    printed = as_json(report, shown)
    printed["diagnostics"][0][key] = value
    assert not jsonschema.Draft202012Validator(shipped()).is_valid(printed)


def test_fields_may_be_added(report: Report, shown: Render) -> None:
    printed = as_json(report, shown)
    printed["diagnostics"][0]["new"] = 1
    assert jsonschema.Draft202012Validator(shipped()).is_valid(printed)


def test_the_cell_of_a_notebook(shown: Render) -> None:
    found = (finding(location=Location("nb.ipynb", 1, 1, 1, 2, cell=7)), finding(location=PLACE))
    first, second = as_json(Report((), found), shown)["diagnostics"]
    assert "cell" not in first
    assert second["cell"] == 7
