from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from declarations.runs import (
    PLACE,
    RESOURCES,
    TABLE,
    call,
    endpoint,
    env,
    genie,
    item,
    logged,
    lost,
    made,
    misuses,
    open_list,
    subjects,
    trace,
)
from scopelint.declarations import read
from scopelint.project.records import Reference, Text, Unresolved, UserCode
from scopelint.rulebook.rule import ResourceRow

YAML = """\
api_version: '1'
databricks:
  serving_endpoint:
  - name: claude
  genie_space:
  - name: 01f0
    on_behalf_of_user: true
"""


@pytest.mark.parametrize(
    "row", [row for row in TABLE.resources if row.mlflow_class], ids=lambda row: row.type
)
@pytest.mark.parametrize("positional", [True, False])
def test_every_class_by_position_and_by_keyword(row: ResourceRow, positional: bool) -> None:
    keywords: dict[str, Any] = {row.parameter: "x"}
    one = made(row.mlflow_class, "x") if positional else made(row.mlflow_class, **keywords)
    found = logged(resources=[one])
    assert subjects(found) == [f"{row.type}:x"]
    assert found.complete
    assert misuses(found) == []
    assert found.style == "resources"


def test_items_keep_their_place_and_what_they_hang_on() -> None:
    found = logged(resources=[item(genie("01f0", line=7), certain=False, conditions=("USE",)), endpoint("x")])
    first, second = found.resources
    assert (first.location.line, first.certain, first.conditions) == (7, False, ("USE",))
    assert second.certain
    assert found.complete


def test_symbols_are_kept() -> None:
    assert subjects(logged(resources=[endpoint(env("LLM"))])) == ["serving_endpoint:env:LLM"]


def test_an_id_of_two_values_is_each_of_them_perhaps() -> None:
    found = logged(resources=[endpoint(("one", "two"))])
    assert [(held.resource.subject, held.certain) for held in found.resources] == [
        ("serving_endpoint:one", False),
        ("serving_endpoint:two", False),
    ]
    assert found.complete


def test_an_unknown_id_is_complete_by_kind() -> None:
    found = logged(resources=[endpoint(lost())])
    assert subjects(found) == ["serving_endpoint"]
    assert found.complete


def test_alternatives_of_a_whole_list() -> None:
    found = logged(resources=([endpoint("both"), genie("one")], [endpoint("both")]))
    assert [(held.resource.subject, held.certain) for held in found.resources] == [
        ("serving_endpoint:both", True),
        ("genie_space:one", False),
    ]


def test_on_behalf_of_the_user() -> None:
    found = logged(
        resources=[
            genie("a", on_behalf_of_user=True),
            genie("b", on_behalf_of_user=False),
            made(RESOURCES + "DatabricksGenieSpace", "c", True),
        ]
    )
    assert [held.for_user for held in found.resources] == [True, False, True]


@pytest.mark.parametrize(
    "value",
    [
        open_list(endpoint("x")),
        [endpoint("x"), lost()],
        [endpoint("x"), UserCode("instance", "Own", "own.py")],
    ],
)
def test_what_may_hold_more_is_incomplete_and_says_why(value: object) -> None:
    found = logged(resources=value)
    assert subjects(found) == ["serving_endpoint:x"]
    assert not found.complete_resources
    assert found.complete_scopes
    assert len(found.gaps) == 1


def test_a_loop_over_unknown_names_is_complete_by_kind() -> None:
    found = logged(resources=open_list(item(endpoint(lost("name")), certain=False)))
    assert subjects(found) == ["serving_endpoint"]
    assert found.complete_resources
    found = logged(resources=open_list(item(endpoint(lost("name")), certain=False), endpoint("x")))
    assert not found.complete_resources


def test_a_value_that_could_not_be_read() -> None:
    found = logged(resources=lost("build()"))
    assert (found.gaps[0].what, found.gaps[0].why) == ("build()", "is loaded at run time")
    assert not found.complete_resources


def test_nested_lists_are_read() -> None:
    assert subjects(logged(resources=[[endpoint("x")], endpoint("y")])) == [
        "serving_endpoint:x",
        "serving_endpoint:y",
    ]


@pytest.mark.parametrize("keywords", [{}, {"resources": None}, {"resources": []}])
def test_nothing_is_complete(keywords: dict[str, Any]) -> None:
    found = logged(**keywords)
    assert found.complete
    assert (found.resources, found.scopes, found.misuses) == ((), (), ())
    assert found.style == ("resources" if keywords.get("resources") is not None else "none")


def test_open_arguments_may_hold_either_keyword() -> None:
    (found,) = read(trace(call("mlflow.pyfunc.log_model", open_=True)), TABLE)
    assert not found.complete_scopes
    assert not found.complete_resources
    (found,) = read(trace(call("mlflow.pyfunc.log_model", open_=True, resources=[])), TABLE)
    assert found.complete


# --- dicts and files ---------------------------------------------------------------------------------


@pytest.mark.parametrize("version", [{}, {"api_version": "1"}])
def test_the_dict_form(version: dict[str, object]) -> None:
    held = {"serving_endpoint": [{"name": "x"}], "genie_space": [{"name": "g", "on_behalf_of_user": True}]}
    found = logged(resources={**version, "databricks": held})
    assert subjects(found) == ["serving_endpoint:x", "genie_space:g"]
    assert [one.for_user for one in found.resources] == [False, True]
    assert found.complete


def test_an_unknown_kind_in_a_dict() -> None:
    found = logged(resources={"databricks": {"serving_endpoints": [{"name": "x"}]}})
    assert misuses(found) == [("unknown-class", "serving_endpoints")]
    assert found.misuses[0].help == "write `serving_endpoint`"


def test_a_yaml_file_beside_the_driver(tmp_path: Path) -> None:
    driver = tmp_path / "driver.py"
    (tmp_path / "resources.yaml").write_text(YAML)
    (found,) = read(trace(call("mlflow.pyfunc.log_model", resources="resources.yaml")), TABLE, driver=driver)
    assert subjects(found) == ["serving_endpoint:claude", "genie_space:01f0"]
    assert found.complete
    assert misuses(found) == []


@pytest.mark.parametrize(
    ("text", "why"),
    [
        ("- [", "cannot be read: not valid YAML: did not find expected node content"),
        ("a: 1", "has no `databricks` key"),
        (None, "is a file that is not there"),
    ],
)
def test_a_yaml_file_that_cannot_be_read(tmp_path: Path, text: str | None, why: str) -> None:
    if text is not None:
        (tmp_path / "r.yaml").write_text(text)
    record = call("mlflow.pyfunc.log_model", resources="r.yaml")
    (found,) = read(trace(record), TABLE, driver=tmp_path / "driver.py")
    assert [gap.why for gap in found.gaps] == [why]
    assert not found.complete_resources


def test_a_version_that_is_a_number(tmp_path: Path) -> None:
    (tmp_path / "r.yaml").write_text(YAML.replace("'1'", "1"))
    record = call("mlflow.pyfunc.log_model", resources="r.yaml")
    (found,) = read(trace(record), TABLE, driver=tmp_path / "driver.py")
    assert misuses(found) == [("wrong-arguments", "r.yaml")]
    assert len(found.resources) == 2


def test_a_file_outside_the_project_is_not_followed(tmp_path: Path) -> None:
    project = tmp_path / "project"
    project.mkdir()
    (project / "pyproject.toml").touch()
    (tmp_path / "outside.yaml").write_text(YAML)
    (project / "link.yaml").symlink_to(tmp_path / "outside.yaml")
    for name in ("../outside.yaml", "link.yaml", str(tmp_path / "outside.yaml")):
        record = call("mlflow.pyfunc.log_model", resources=name)
        (found,) = read(trace(record), TABLE, driver=project / "driver.py")
        assert found.resources == ()
        assert not found.complete_resources


# --- misuses -----------------------------------------------------------------------------------------


def test_a_class_that_mlflow_does_not_have() -> None:
    found = logged(resources=[made(RESOURCES + "DatabricksUCFunction", "a.b.f")])
    assert misuses(found) == [("unknown-class", "DatabricksUCFunction")]
    assert found.misuses[0].help == "write `DatabricksFunction`"
    assert subjects(found) == ["function:a.b.f"]


@pytest.mark.parametrize(
    ("name", "near"),
    [
        ("DatabricksUCTable", "DatabricksTable"),
        ("DatabricksGenie", "DatabricksGenieSpace"),
        ("DatabricksVectorSearch", "DatabricksVectorSearchIndex"),
        ("DatabricksServingEndpoints", "DatabricksServingEndpoint"),
        ("DatabricksConnection", "DatabricksUCConnection"),
    ],
)
def test_the_nearest_real_class(name: str, near: str) -> None:
    found = logged(resources=[made(RESOURCES + name, "x")])
    assert found.misuses[0].help == f"write `{near}`"


def test_a_class_that_resembles_nothing_is_incomplete() -> None:
    found = logged(resources=[made(RESOURCES + "DatabricksNotebook", "x")])
    assert misuses(found) == [("unknown-class", "DatabricksNotebook")]
    assert not found.complete_resources


def test_a_wrong_keyword_is_told_and_read() -> None:
    found = logged(resources=[made(RESOURCES + "DatabricksGenieSpace", space_id="01f0")])
    assert misuses(found) == [("wrong-arguments", "DatabricksGenieSpace.space_id")]
    assert subjects(found) == ["genie_space:01f0"]


def test_no_id_at_all() -> None:
    assert misuses(logged(resources=[made(RESOURCES + "DatabricksGenieSpace")])) == [
        ("wrong-arguments", "DatabricksGenieSpace")
    ]
    assert misuses(logged(resources=[made(RESOURCES + "DatabricksGenieSpace", open_=True)])) == []


def test_no_list() -> None:
    found = logged(resources=endpoint("x"))
    assert misuses(found) == [("not-a-list", "DatabricksServingEndpoint")]
    assert subjects(found) == ["serving_endpoint:x"]


@pytest.mark.parametrize("value", [Reference(RESOURCES + "DatabricksTable"), Text(("endpoint",))])
def test_neither_classes_nor_text_are_resources(value: object) -> None:
    found = logged(resources=[value])
    assert [misuse.kind for misuse in found.misuses] == ["wrong-arguments"]
    assert not found.complete_resources


def test_places_of_lists() -> None:
    found = logged(resources=[])
    assert found.resources_location is not None
    assert found.location.line == PLACE.line
    assert logged().resources_location is None


def test_an_unresolved_item_names_the_author_s_words() -> None:
    found = logged(resources=[Unresolved("tool.resources", "the tool is not known")])
    assert [(gap.what, gap.why) for gap in found.gaps] == [("tool.resources", "the tool is not known")]
