"""A report proposes the policy that the agent needs: with it, nothing is missing and nothing unused."""

from __future__ import annotations

import tempfile
from dataclasses import replace
from pathlib import Path

from hypothesis import given, settings
from mdtest import engine

from properties.agents import PLAIN, Spec, specs, write
from scopelint.model.report import Report

SETTLED = {
    "missing-scope",
    "unused-scope",
    "idle-user-policy",
    "unknown-scope",
    "unaccepted-scope",
    "missing-resource",
    "unused-resource",
    "mistyped-resource",
    "conflicting-declaration",
}


def run(files: dict[str, str]) -> Report:
    with tempfile.TemporaryDirectory() as folder:
        root = Path(folder).resolve()
        for name, text in files.items():
            (root / name).write_text(text, encoding="utf-8")
        return engine.run(root)


@settings(max_examples=60, deadline=None)
@given(specs())
def test_the_proposed_policy_settles_everything(spec: Spec) -> None:
    files = write(replace(spec, policy="nothing"), PLAIN)
    (agent,) = run(files).agents
    logging = "mlflow.pyfunc.log_model(name='agent', python_model='agent.py', auth_policy=auth_policy)\n"
    driver = f"import mlflow\n{agent.policy}\n{logging}" if agent.policy else files["driver.py"]
    left = [
        f"{found.check}: {found.message}"
        for found in run({**files, "driver.py": driver}).diagnostics
        if found.check in SETTLED
    ]
    assert not left
