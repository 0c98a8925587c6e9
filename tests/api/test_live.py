# Live policies: what they declare, in which form ever, and what is said of objects that are none.
from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

import scopelint
from scopelint.errors import ArgumentError, UsageError


def names(report: scopelint.Report) -> list[str]:
    return [found.check for found in report.findings]


def subjects(report: scopelint.Report) -> list[tuple[str, str]]:
    return [(found.check, found.subject) for found in report.findings]


@pytest.fixture
def whole(mlflow: Any) -> Any:
    """A policy that grants exactly what the agent needs."""
    return mlflow.AuthPolicy(
        user_auth_policy=mlflow.UserAuthPolicy(api_scopes=["dashboards.genie"]),
        system_auth_policy=mlflow.SystemAuthPolicy(
            resources=[mlflow.DatabricksServingEndpoint("chat-large")]
        ),
    )


# --- what is granted -----------------------------------------------------------------------------------


def test_a_policy_that_fits_has_no_findings(agent: Path, whole: Any) -> None:
    report = scopelint.check("agent.py", auth_policy=whole)
    assert report.findings == ()
    assert report.raise_for_findings() is report


def test_the_dict_of_a_policy_is_as_good_as_the_policy(agent: Path, whole: Any) -> None:
    assert scopelint.check("agent.py", auth_policy=whole.to_dict()).findings == ()


def test_a_scope_and_a_resource_that_lack_are_found_in_the_argument(agent: Path, mlflow: Any) -> None:
    policy = mlflow.AuthPolicy(
        mlflow.UserAuthPolicy(["sql.warehouses"]),
        mlflow.SystemAuthPolicy([mlflow.DatabricksVectorSearchIndex("a.b.c")]),
    )
    report = scopelint.check("agent.py", auth_policy=policy)
    assert subjects(report) == [
        ("missing-scope", "dashboards.genie"),
        ("missing-resource", "serving_endpoint:chat-large"),
        ("unused-resource", "vector_search_index:a.b.c"),
    ]
    assert {found.path for found in report.findings} == {"<auth_policy>"}
    assert 'DatabricksVectorSearchIndex(index_name="a.b.c")' in str(report)
    (declared,) = report.agents[0].declarations
    assert (declared.kind, declared.path, declared.complete) == ("argument", "<auth_policy>", True)


def test_the_places_are_those_of_the_text_that_is_shown(agent: Path, mlflow: Any) -> None:
    resources = [mlflow.DatabricksServingEndpoint("chat-large"), mlflow.DatabricksVectorSearchIndex("a.b.c")]
    report = scopelint.check("agent.py", resources=resources, select="unused-resource")
    (found,) = report.findings
    assert (found.path, found.line, found.column) == ("<resources>", 3, 5)
    assert found.end_column - found.column == len('DatabricksVectorSearchIndex(index_name="a.b.c")')


def test_resources_alone_have_no_user_policy(agent: Path, mlflow: Any) -> None:
    report = scopelint.check("agent.py", resources=[mlflow.DatabricksServingEndpoint("chat-large")])
    (found,) = report.findings
    assert (found.check, found.subject) == ("missing-scope", "dashboards.genie")
    assert "there is no user policy" in found.message
    assert "move `resources`" in found.help


def test_a_policy_without_the_user_has_no_user_policy(agent: Path, mlflow: Any) -> None:
    system = mlflow.SystemAuthPolicy([mlflow.DatabricksServingEndpoint("chat-large")])
    policy = mlflow.AuthPolicy(system_auth_policy=system)
    for form in (policy, policy.to_dict()):
        (found,) = scopelint.check("agent.py", auth_policy=form).findings
        assert "there is no user policy" in found.message


def test_on_behalf_of_the_user_is_read(agent: Path, mlflow: Any) -> None:
    resources = [
        mlflow.DatabricksServingEndpoint("chat-large"),
        mlflow.DatabricksGenieSpace("01f0", on_behalf_of_user=True),
    ]
    assert scopelint.check("agent.py", resources=resources).findings == ()


def test_dicts_of_resources_count_like_resources(agent: Path, mlflow: Any) -> None:
    resources = [mlflow.DatabricksServingEndpoint("chat-large"), mlflow.DatabricksVectorSearchIndex("a.b.c")]
    written = mlflow.SystemAuthPolicy(resources).to_dict()["resources"]
    expected = subjects(scopelint.check("agent.py", resources=resources))
    assert ("unused-resource", "vector_search_index:a.b.c") in expected
    assert subjects(scopelint.check("agent.py", resources=written)) == expected
    listed = [resource.to_dict() for resource in resources]
    assert subjects(scopelint.check("agent.py", resources=listed)) == expected


def test_resources_may_stand_in_a_file(agent: Path) -> None:
    agent.with_name("resources.yaml").write_text(
        'api_version: "1"\ndatabricks:\n  serving_endpoint:\n  - name: chat-large\n', encoding="utf-8"
    )
    for path in ("resources.yaml", Path("resources.yaml"), agent.with_name("resources.yaml")):
        assert names(scopelint.check("agent.py", resources=path)) == ["missing-scope"]


def test_an_empty_list_declares_nothing_but_counts(agent: Path) -> None:
    agent.with_name("driver.py").write_text(
        'import mlflow\nmlflow.pyfunc.log_model(python_model="agent.py", resources="resources.yaml")\n',
        encoding="utf-8",
    )
    report = scopelint.check("agent.py", resources=[])
    assert ("missing-resource", "serving_endpoint:chat-large") in subjects(report)
    assert {found.path for found in report.findings} == {"<resources>"}


def test_what_the_project_declares_does_not_count_beside_a_live_policy(agent: Path, whole: Any) -> None:
    agent.with_name("driver.py").write_text(
        'import mlflow\nmlflow.pyfunc.log_model(python_model="agent.py")\n', encoding="utf-8"
    )
    assert len(scopelint.check("agent.py").findings) == 2
    assert scopelint.check("agent.py", auth_policy=whole).findings == ()


def test_without_a_policy_the_projects_own_counts(agent: Path) -> None:
    agent.with_name("driver.py").write_text(
        'import mlflow\nmlflow.pyfunc.log_model(python_model="agent.py")\n', encoding="utf-8"
    )
    assert {found.path for found in scopelint.check("agent.py", auth_policy=None).findings} == {"driver.py"}


def test_the_agent_of_a_driver_that_is_named_is_the_one_it_logs(agent: Path, whole: Any) -> None:
    agent.with_name("driver.py").write_text(
        'import mlflow\nmlflow.pyfunc.log_model(python_model="agent.py")\n', encoding="utf-8"
    )
    report = scopelint.check("driver.py", auth_policy=whole)
    assert ([one.entry for one in report.agents], report.findings) == (["agent.py"], ())


def test_an_app_with_a_policy_is_looked_at_as_a_model(agent: Path, whole: Any) -> None:
    agent.with_name("app.yaml").write_text('command: ["python", "agent.py"]\n', encoding="utf-8")
    report = scopelint.check("agent.py", auth_policy=whole)
    assert [(one.entry, one.target) for one in report.agents] == [("agent.py", "model-serving")]
    assert report.findings == ()


# --- what MLflow takes or refuses ------------------------------------------------------------------------


def test_both_keywords_are_a_finding(agent: Path, whole: Any) -> None:
    report = scopelint.check("agent.py", auth_policy=whole, resources=[])
    assert names(report) == ["conflicting-declaration"]
    assert "`log_model` refuses" in report.findings[0].message


def test_half_a_policy_is_a_finding(agent: Path, mlflow: Any) -> None:
    report = scopelint.check("agent.py", auth_policy=mlflow.UserAuthPolicy(["dashboards.genie"]))
    assert "conflicting-declaration" in names(report)
    assert "is a `UserAuthPolicy`, where MLflow needs an `AuthPolicy`" in str(report)


def test_halves_in_the_wrong_order_are_a_finding(agent: Path, whole: Any, mlflow: Any) -> None:
    turned = mlflow.AuthPolicy(whole.system_auth_policy, whole.user_auth_policy)
    report = scopelint.check("agent.py", auth_policy=turned)
    assert names(report) == ["conflicting-declaration"]
    assert "wrong order" in report.findings[0].message


def test_a_text_for_scopes_is_a_finding(agent: Path, mlflow: Any) -> None:
    policy = mlflow.AuthPolicy(mlflow.UserAuthPolicy("dashboards.genie"))
    report = scopelint.check("agent.py", auth_policy=policy)
    assert ("conflicting-declaration", "dashboards.genie") in subjects(report)


def test_one_resource_instead_of_a_list_is_a_finding(agent: Path, mlflow: Any) -> None:
    report = scopelint.check("agent.py", resources=mlflow.DatabricksServingEndpoint("chat-large"))
    assert "conflicting-declaration" in names(report)


def test_a_key_that_nothing_reads_is_a_finding(agent: Path) -> None:
    report = scopelint.check("agent.py", auth_policy={"user_policy": {"api_scopes": ["dashboards.genie"]}})
    assert ("conflicting-declaration", "user_policy") in subjects(report)


def test_a_kind_of_a_newer_mlflow_is_said_to_be_unknown(agent: Path) -> None:
    class DatabricksNewThing:
        def to_dict(self) -> dict[str, object]:
            return {"new_thing": [{"name": "n"}]}

    report = scopelint.check("agent.py", resources=[DatabricksNewThing()], pedantic=True)
    assert not report.agents[0].declared.complete
    assert "conflicting-declaration" not in names(report)
    assert any("does not know" in item.why for item in report.agents[0].unresolved)


# --- what is no policy -------------------------------------------------------------------------------------


class Broken:
    """An object that raises when it is looked at."""

    user_auth_policy = None

    @property
    def system_auth_policy(self) -> object:
        raise ValueError("no")


BAD_POLICIES: list[tuple[object, str]] = [
    (5, "`auth_policy` is a `int`, which is no auth policy"),
    ("sql", "`auth_policy` is a `str`, which is no auth policy"),
    (["sql"], "`auth_policy` is a `list`, which is no auth policy"),
    (Broken(), "`auth_policy` cannot be read: it raised ValueError"),
    (Broken, "`auth_policy` is the class `Broken` itself"),
    ({1: 2}, "`auth_policy` has a key that is a `int`"),
    ({"user_auth_policy": 5}, '`auth_policy["user_auth_policy"]` is a `int` and no dict'),
    (
        {"user_auth_policy": {"api_scopes": ["sql", None]}},
        '`auth_policy["user_auth_policy"]["api_scopes"][1]` is `None` and no scope',
    ),
    ({"system_auth_policy": {"resources": []}}, "is a `list` and no dict"),
    (
        {"system_auth_policy": {"resources": {"databricks": {"table": {}}}}},
        '["table"]` is a `dict` and no list',
    ),
    ({"user_auth_policy": {"api_scopes": ["x" * 3000]}}, "is longer than any name"),
]


@pytest.mark.parametrize(("value", "message"), BAD_POLICIES)
def test_what_is_no_policy_is_named(agent: Path, value: object, message: str) -> None:
    with pytest.raises(ArgumentError) as caught:
        scopelint.check("agent.py", auth_policy=value)
    assert message in str(caught.value)
    assert isinstance(caught.value, TypeError)


BAD_RESOURCES: list[tuple[object, str]] = [
    (5, "`resources` is a `int`, which is no resource"),
    ([None], "`resources[0]` is `None`, which is no resource"),
    (["chat-large"], "`resources[0]` is a `str`, which is no resource"),
    ([[]], "`resources[0]` is a `list`, which is no resource"),
    ([{"table": [{"name": ""}]}], "`resources[0]` has an empty name"),
    ([{"table": [{"name": None}]}], "`resources[0]` has the name `None`"),
    (
        [{"table": [{"name": "a", "on_behalf_of_user": "yes"}]}],
        "`on_behalf_of_user` of `resources[0]` is a `str`",
    ),
    ([{"table": []}], "`resources[0]` is a `dict` that does not hold one resource"),
    ([{"genie_spaces": [{"name": "a"}]}], "it may mean `genie_space`"),
    ({"databricks": []}, '`resources["databricks"]` is a `list` and no dict'),
    (iter(()), "which is no resource"),
]


@pytest.mark.parametrize(("value", "message"), BAD_RESOURCES)
def test_what_is_no_resource_is_named(agent: Path, value: object, message: str) -> None:
    with pytest.raises(ArgumentError) as caught:
        scopelint.check("agent.py", resources=value)
    assert message in str(caught.value)


def test_an_unset_variable_as_an_id_is_named(agent: Path, mlflow: Any) -> None:
    with pytest.raises(TypeError, match=r"`resources\[1\]` has the name `None`.*may not be set"):
        scopelint.check(
            "agent.py",
            resources=[mlflow.DatabricksVectorSearchIndex("a.b.c"), mlflow.DatabricksServingEndpoint(None)],
        )


def test_a_class_in_place_of_a_resource_is_named(agent: Path, mlflow: Any) -> None:
    with pytest.raises(TypeError, match="is the class `DatabricksTable` itself"):
        scopelint.check("agent.py", resources=[mlflow.DatabricksTable])


def test_a_list_without_end_is_refused(agent: Path) -> None:
    with pytest.raises(ArgumentError, match="holds too much"):
        scopelint.check("agent.py", resources=[{"table": [{"name": "a.b.c"}]}] * 30_000)


def test_a_policy_given_twice_is_refused(agent: Path) -> None:
    with pytest.raises(UsageError, match="given twice"):
        scopelint.check("agent.py", resources=[], policy="agent.py")


def test_a_live_policy_under_the_name_of_a_file_is_told_its_own(agent: Path, whole: Any) -> None:
    with pytest.raises(ArgumentError, match="`auth_policy=`"):
        scopelint.check("agent.py", policy=whole)


def test_secrets_in_a_policy_are_masked(agent: Path) -> None:
    token = "dapi" + "0123456789abcdef" * 2
    report = scopelint.check("agent.py", resources=[{"vector_search_index": [{"name": token}]}])
    assert "unused-resource" in names(report)
    for shown in (str(report), report._repr_html_(), report.to_json(), repr(report)):
        assert token not in shown
