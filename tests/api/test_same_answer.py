# What a driver declares, given as a live policy, leads to the same findings as the driver itself.
from __future__ import annotations

import shutil
from pathlib import Path
from typing import Any

import pytest

import scopelint
from scopelint.errors import NothingToAnalyse

FIXTURES = Path(__file__).resolve().parents[2] / "fixtures"
CHECKS = "scopes,resources"


def policy(declared: Any) -> dict[str, Any]:
    """Return the dict of a policy that grants what was declared."""
    kinds: dict[str, list[dict[str, str]]] = {}
    for resource in declared.resources:
        kinds.setdefault(resource.type, []).append({"name": resource.id.value})
    return {
        "system_auth_policy": {"resources": {"api_version": "1", "databricks": kinds}},
        "user_auth_policy": {"api_scopes": declared.api_scopes} if declared.api_scopes else {},
    }


def comparable(agent: Any) -> bool:
    """Tell whether one driver declares all of an agent's policy, spelled out, for Model Serving."""
    return (
        agent.target == "model-serving"
        and [made.kind for made in agent.declarations] == ["log_model"]
        and agent.declared.complete
        and all(resource.id.kind == "literal" for resource in agent.declared.resources)
    )


def findings(report: scopelint.Report, entry: str) -> set[tuple[str, str]]:
    """Return what is found of what the policy grants; requirements and misuses are the driver's own."""
    own = ("conflicting-declaration", "old-mlflow")
    return {
        (one.check, one.subject) for one in report.findings if one.agent == entry and one.check not in own
    }


def test_the_same_findings_as_from_the_driver(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    compared = 0
    shutil.copytree(FIXTURES, tmp_path / "fixtures")  # away from the checkout, which would be looked through
    for folder in sorted(path for path in (tmp_path / "fixtures").iterdir() if path.is_dir()):
        (folder / "requirements.txt").touch()  # the mark of a project's root
        monkeypatch.chdir(folder)
        try:
            report = scopelint.check(".", select=CHECKS)
        except NothingToAnalyse:
            continue
        for agent in filter(comparable, report.agents):
            live = scopelint.check(agent.entry, auth_policy=policy(agent.declared), select=CHECKS)
            entries = [one.entry for one in live.agents]
            assert entries == [agent.entry], folder.name
            assert findings(live, agent.entry) == findings(report, agent.entry), folder.name
            compared += 1
    assert compared > 30
