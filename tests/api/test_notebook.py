# A driver notebook in a real kernel, with MLflow's own classes, as far as logging the model.
from __future__ import annotations

import json
import os
from pathlib import Path
from typing import Any

import pytest

from api.conftest import AGENT

nbformat = pytest.importorskip("nbformat", reason="notebooks cannot be run: nbformat is not installed")
nbclient = pytest.importorskip("nbclient", reason="notebooks cannot be run: nbclient is not installed")
pytest.importorskip("ipykernel", reason="notebooks cannot be run: ipykernel is not installed")
pytest.importorskip("mlflow.models.auth_policy", reason="MLflow is not installed")

SOURCE = Path(__file__).resolve().parents[2] / "src"

CELLS = (
    f"%%writefile agent.py\n{AGENT}",
    """\
import scopelint
from mlflow.models.auth_policy import AuthPolicy, SystemAuthPolicy, UserAuthPolicy
from mlflow.models.resources import DatabricksServingEndpoint

policy = AuthPolicy(
    system_auth_policy=SystemAuthPolicy(resources=[DatabricksServingEndpoint(endpoint_name="chat-large")]),
    user_auth_policy=UserAuthPolicy(api_scopes=["sql.warehouses"]),
)
report = scopelint.check("agent.py", auth_policy=policy)
report
""",
    "report.raise_for_findings()",
    "print(report)",
    """\
policy.user_auth_policy.api_scopes = ["dashboards.genie"]
scopelint.check("agent", auth_policy=policy).raise_for_findings()
""",
    "scopelint.analyze('agent.py')",
    """\
class Agent:
    pass

try:
    scopelint.check(Agent, auth_policy=policy)
except TypeError as error:
    print(error)
try:
    scopelint.check("agent.py", auth_policy="policy")
except TypeError as error:
    print(error)
""",
    """\
from mlflow.models import Model

logged = Model(auth_policy=policy)
scopelint.check("agent.py", auth_policy=logged.auth_policy).raise_for_findings().findings
""",
)


@pytest.fixture(scope="module")
def outputs(tmp_path_factory: pytest.TempPathFactory) -> list[list[dict[str, Any]]]:
    """What each cell of the notebook put out."""
    folder = tmp_path_factory.mktemp("notebook")
    notebook = nbformat.v4.new_notebook(cells=[nbformat.v4.new_code_cell(text) for text in CELLS])
    environment = {
        **os.environ,
        "PYTHONPATH": os.pathsep.join([str(SOURCE), os.environ.get("PYTHONPATH", "")]),
    }
    client = nbclient.NotebookClient(
        notebook,
        timeout=120,
        kernel_name="python3",
        allow_errors=True,
        resources={"metadata": {"path": folder}},
    )
    client.execute(env=environment)
    nbformat.validate(notebook)
    return [json.loads(json.dumps(cell["outputs"])) for cell in notebook.cells]


def shown(cell: list[dict[str, Any]], kind: str) -> str:
    """Return the result of a cell in one of its forms."""
    (result,) = [output for output in cell if output["output_type"] == "execute_result"]
    return str(result["data"][kind])


def printed(cell: list[dict[str, Any]]) -> str:
    return "".join(output["text"] for output in cell if output["output_type"] == "stream")


def test_the_report_is_a_page_and_a_text(outputs: list[list[dict[str, Any]]]) -> None:
    page = shown(outputs[1], "text/html")
    assert page.startswith('<div class="scopelint-report">')
    assert "<strong>missing-scope</strong> <code>dashboards.genie</code> is not declared" in page
    assert "&lt;auth_policy&gt;:" in page
    assert "&lt;b&gt;hello&lt;/b&gt;" in page
    assert "<b>" not in page
    assert "<script" not in page
    assert "error[missing-scope] `dashboards.genie`" in shown(outputs[1], "text/plain")


def test_findings_stop_the_notebook(outputs: list[list[dict[str, Any]]]) -> None:
    (error,) = outputs[2]
    assert (error["output_type"], error["ename"]) == ("error", "FindingsError")
    assert "error[missing-scope] `dashboards.genie` is not declared" in error["evalue"]
    assert 'help: add "dashboards.genie"' in error["evalue"]


def test_the_text_is_printed(outputs: list[list[dict[str, Any]]]) -> None:
    assert '"sql.warehouses",' in printed(outputs[3])


def test_a_policy_that_fits_goes_on_and_shows_itself(outputs: list[list[dict[str, Any]]]) -> None:
    assert "scopelint: no findings in 1 agent" in shown(outputs[4], "text/html")
    assert "DatabricksServingEndpoint(endpoint_name=" in shown(outputs[5], "text/html")


def test_what_the_notebook_holds_alone_is_refused(outputs: list[list[dict[str, Any]]]) -> None:
    text = printed(outputs[6])
    assert "`agent` is `Agent`, which no file holds" in text
    assert "`auth_policy` is a `str`, which is no auth policy" in text


def test_what_mlflow_made_of_the_policy_fits_as_well(outputs: list[list[dict[str, Any]]]) -> None:
    assert shown(outputs[7], "text/plain") == "()"
