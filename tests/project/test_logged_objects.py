# A model that a notebook builds, tries out and logs has the bounds of a run to itself.
from __future__ import annotations

from pathlib import Path

import pytest

from project.runs import code
from scopelint.project import machine
from scopelint.project.logged import run_logged
from scopelint.project.records import Trace
from scopelint.project.simulate import machine_for
from scopelint.rulebook.load import load_table

_NOTEBOOK = """\
import mlflow
from databricks.sdk import WorkspaceClient


class Advisor(mlflow.pyfunc.PythonModel):
    def predict(self, context, model_input):
        {before}
        w = WorkspaceClient()
        return w.genie.get_space("01f0")


{trials}
mlflow.pyfunc.log_model(name="advisor", python_model=Advisor())
"""


def _logged(folder: Path, monkeypatch: pytest.MonkeyPatch, notebook: str) -> Trace:
    """Return the run of the logged model, where the bound is just what the notebook itself takes."""
    project, table = code(folder, {"notebook.py": notebook}), load_table()
    unit = project.unit((folder / "notebook.py").as_posix())
    assert unit is not None
    tried, module = machine_for(project, unit, table, None, unit.file.as_posix())
    assert module is not None
    tried.load(module)
    [place] = [call.location for call in tried.calls if table.logger(call.name)]
    monkeypatch.setattr(machine, "MAX_STEPS", tried.steps)
    return run_logged(project, unit, table, place)


def test_what_a_notebook_tries_out_is_not_taken_from_the_model(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    trials = "\n".join(f"print('{number}')" for number in range(20))
    trace = _logged(tmp_path, monkeypatch, _NOTEBOOK.format(before="pass", trials=trials))
    assert "databricks.sdk.WorkspaceClient.genie.get_space" in [call.name for call in trace.calls]
    assert trace.limits == ()


def test_a_model_that_takes_more_is_cut_and_says_so(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    before = "; ".join(f"x{number} = 'a'" for number in range(200))
    trace = _logged(tmp_path, monkeypatch, _NOTEBOOK.format(before=before, trials=""))
    assert "databricks.sdk.WorkspaceClient.genie.get_space" not in [call.name for call in trace.calls]
    assert [limit.partition(" after")[0] for limit in trace.limits] == ["the analysis stopped"]
