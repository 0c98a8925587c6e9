from __future__ import annotations

import time
from pathlib import Path

import pytest

from declarations.runs import TABLE, misuses, names, subjects
from scopelint.declarations import Declaration, mlmodel_file, read_mlmodel
from scopelint.source.yaml_document import UnreadableYamlError

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
    return read_mlmodel(folder / "MLmodel", lambda file: file.name, TABLE)


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


@pytest.mark.parametrize(
    ("text", "why"),
    [
        ("a: [", "not valid YAML"),
        ("- a\n", "it holds no mapping"),
        ("just text\n", "it holds no mapping"),
        ("", "it holds no mapping"),
        ("flavors: !!python/object/apply:os.system [exit]\n", "the tag `!!python/object/apply:os.system`"),
        ("flavors: &a {b: *a}\n", "the alias `*a` holds itself"),
    ],
)
def test_a_file_that_is_no_mlmodel(tmp_path: Path, text: str, why: str) -> None:
    (tmp_path / "MLmodel").write_text(text)
    with pytest.raises(UnreadableYamlError) as caught:
        read_mlmodel(tmp_path / "MLmodel", str, TABLE)
    assert why in str(caught.value)


@pytest.mark.parametrize(
    ("text", "gap"),
    [
        ("auth_policy: 3\n", "auth_policy: is no mapping"),
        ("auth_policy: [a]\n", "auth_policy: is no mapping"),
        ("auth_policy: {user_auth_policy: sql}\n", "user_auth_policy: is no mapping"),
        ("auth_policy: {user_auth_policy: {api_scopes: {a: b}}}\n", "api_scopes: is no list"),
        (
            "auth_policy: {user_auth_policy: {api_scopes: [[sql]]}}\n",
            "api_scopes: has an entry that is no text",
        ),
        ("auth_policy: {system_auth_policy: [x]}\n", "system_auth_policy: is no mapping"),
        ("resources: [x]\n", "resources: is no mapping of kinds to lists"),
        ("resources: {databricks: [x]}\n", "databricks: is no mapping of kinds to lists"),
        ("resources: {databricks: {table: a.b.c}}\n", "table: is no list"),
        ("resources: {databricks: {table: [a.b.c]}}\n", "table: has an entry without `name`"),
        (
            "resources: {api_version: '2'}\n",
            "resources: has `api_version: 2`, where `1` is the one that is known",
        ),
    ],
)
def test_what_mlflow_did_not_write_may_hold_anything(tmp_path: Path, text: str, gap: str) -> None:
    found = logged(tmp_path, text)
    assert [f"{one.what}: {one.why}" for one in found.gaps] == [gap]
    assert not found.complete


@pytest.mark.parametrize("text", ["auth_policy: null\n", "resources:\n", "auth_policy: ~\nresources: ~\n"])
def test_null_says_nothing(tmp_path: Path, text: str) -> None:
    found = logged(tmp_path, text)
    assert (found.style, found.complete, found.gaps) == ("none", True, ())


def test_many_entries_take_no_longer_than_they_are_many(tmp_path: Path) -> None:
    entries = "".join(f"    - nam: t{number}\n" for number in range(20_000))
    started = time.perf_counter()
    found = logged(tmp_path, f"resources:\n  databricks:\n    table:\n{entries}")
    assert time.perf_counter() - started < 10
    assert len(found.gaps) == 20_000


def test_a_folder_of_a_model(tmp_path: Path) -> None:
    assert mlmodel_file(tmp_path) is None
    (tmp_path / "MLmodel").touch()
    assert mlmodel_file(tmp_path) == tmp_path / "MLmodel"
    assert mlmodel_file(tmp_path / "MLmodel") == tmp_path / "MLmodel"
    assert mlmodel_file(tmp_path / "driver.py") is None
