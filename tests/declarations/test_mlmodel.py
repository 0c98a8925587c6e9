from __future__ import annotations

from pathlib import Path

from declarations.runs import TABLE, misuses, names, subjects
from scopelint.declarations import Declaration, mlmodel_file, read_mlmodel

POLICY = """\
artifact_path: agent
auth_policy:
  system_auth_policy:
    resources:
      api_version: '1'
      databricks:
        genie_space:
        - name: 01f0
          on_behalf_of_user: true
        serving_endpoint:
        - name: claude
  user_auth_policy:
    api_scopes:
    - dashboards.genie
    - sql
flavors:
  python_function:
    loader_module: mlflow.pyfunc.loaders.code_model
    model_code_path: /home/user/agent.py
mlflow_version: 3.17.2
"""
RESOURCES = """\
flavors:
  langchain:
    code: null
  python_function:
    env: {}
resources:
  api_version: '1'
  databricks:
    vector_search_index:
    - name: main.rag.docs
"""


def logged(folder: Path, text: str) -> Declaration:
    (folder / "MLmodel").write_text(text)
    found = read_mlmodel(folder / "MLmodel", lambda file: file.name, TABLE)
    assert found is not None
    return found


def test_an_auth_policy(tmp_path: Path) -> None:
    found = logged(tmp_path, POLICY)
    assert (found.kind, found.flavour, found.style) == ("mlmodel", "pyfunc", "auth_policy")
    assert names(found) == ["dashboards.genie", "sql"]
    assert subjects(found) == ["genie_space:01f0", "serving_endpoint:claude"]
    assert [held.for_user for held in found.resources] == [True, False]
    assert found.has_user_policy
    assert found.complete
    assert found.model_texts == ("/home/user/agent.py",)
    assert str(found.scopes_location) == "MLmodel:13:5"
    assert str(found.resources_location) == "MLmodel:4:5"
    assert [held.location.line for held in found.resources] == [8, 11]


def test_resources_alone(tmp_path: Path) -> None:
    found = logged(tmp_path, RESOURCES)
    assert (found.flavour, found.style, found.has_user_policy) == ("langchain", "resources", False)
    assert subjects(found) == ["vector_search_index:main.rag.docs"]


def test_resources_beside_a_policy_are_ignored(tmp_path: Path) -> None:
    found = logged(tmp_path, RESOURCES + POLICY.partition("flavors:")[0])
    assert subjects(found) == ["genie_space:01f0", "serving_endpoint:claude"]


def test_neither(tmp_path: Path) -> None:
    found = logged(tmp_path, "flavors:\n  python_function: {}\n")
    assert found.style == "none"
    assert found.complete


def test_an_empty_half(tmp_path: Path) -> None:
    found = logged(tmp_path, "auth_policy:\n  system_auth_policy: {}\n  user_auth_policy: {}\n")
    assert not found.has_user_policy
    assert misuses(found) == []


def test_what_mlflow_wrote_without_complaint(tmp_path: Path) -> None:
    text = "auth_policy:\n  user_auth_policy:\n    api_scopes: sql\n  user_policy: {}\n"
    found = logged(tmp_path, text)
    assert misuses(found) == [("not-a-list", "sql"), ("wrong-arguments", "user_policy")]
    assert names(found) == ["sql"]
    found = logged(tmp_path, RESOURCES.replace("vector_search_index", "vector_search_indexes"))
    assert misuses(found) == [("unknown-class", "vector_search_indexes")]


def test_a_file_that_is_no_yaml(tmp_path: Path) -> None:
    (tmp_path / "MLmodel").write_text("a: [")
    assert read_mlmodel(tmp_path / "MLmodel", str, TABLE) is None


def test_a_folder_of_a_model(tmp_path: Path) -> None:
    assert mlmodel_file(tmp_path) is None
    (tmp_path / "MLmodel").touch()
    assert mlmodel_file(tmp_path) == tmp_path / "MLmodel"
    assert mlmodel_file(tmp_path / "MLmodel") == tmp_path / "MLmodel"
    assert mlmodel_file(tmp_path / "driver.py") is None
