# A small agent in a working directory of its own, and the classes of MLflow.
"""Fixtures of the Python interface's tests."""

from __future__ import annotations

from pathlib import Path
from types import SimpleNamespace
from typing import Any

import pytest

from api import likenesses

AGENT = """\
import mlflow
from databricks.sdk import WorkspaceClient
from databricks_ai_bridge import ModelServingUserCredentials
from databricks_langchain import ChatDatabricks
from databricks_langchain.genie import GenieAgent
from mlflow.pyfunc import ResponsesAgent

llm = ChatDatabricks(endpoint="chat-large")


class Agent(ResponsesAgent):
    def predict(self, request):
        client = WorkspaceClient(credentials_strategy=ModelServingUserCredentials())
        return GenieAgent("01f0", client=client).invoke({"messages": [llm.invoke("<b>hello</b>")]})


mlflow.models.set_model(Agent())
"""


@pytest.fixture
def agent(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """The agent's file; it needs the endpoint `chat-large` and the scope `dashboards.genie`."""
    monkeypatch.chdir(tmp_path)
    file = tmp_path / "agent.py"
    file.write_text(AGENT, encoding="utf-8")
    return file


@pytest.fixture(params=["likeness", "mlflow"])
def mlflow(request: pytest.FixtureRequest) -> Any:
    """The classes that log_model takes: likenesses, and MLflow's own where it is installed."""
    if request.param == "likeness":
        return likenesses
    policies = pytest.importorskip("mlflow.models.auth_policy", reason="MLflow is not installed")
    resources = pytest.importorskip("mlflow.models.resources", reason="MLflow is not installed")
    return SimpleNamespace(**{**vars(resources), **vars(policies)})
