from __future__ import annotations

import pytest

from declarations.runs import (
    POLICIES,
    endpoint,
    env,
    genie,
    item,
    logged,
    lost,
    made,
    misuses,
    names,
    open_list,
    policy,
    subjects,
    system,
    user,
)
from scopelint.declarations import Declaration
from scopelint.project.records import Reference, Text

USER = user(api_scopes=["sql", "dashboards.genie"])
SYSTEM = system(resources=[endpoint("x")])


def both(found: Declaration) -> tuple[list[str], list[str]]:
    return names(found), subjects(found)


@pytest.mark.parametrize(
    "value",
    [
        policy(USER, SYSTEM),
        policy(user_auth_policy=USER, system_auth_policy=SYSTEM),
        policy(user(["sql", "dashboards.genie"]), system([endpoint("x")])),
        made(POLICIES + "AuthPolicy.to_dict()", receiver=policy(USER, SYSTEM)),
        {
            "user_auth_policy": {"api_scopes": ["sql", "dashboards.genie"]},
            "system_auth_policy": {"resources": {"databricks": {"serving_endpoint": [{"name": "x"}]}}},
        },
        {
            "user_auth_policy": {"api_scopes": ["sql", "dashboards.genie"]},
            "system_auth_policy": {"resources": [endpoint("x")]},
        },
    ],
)
def test_every_form(value: object) -> None:
    found = logged(auth_policy=value)
    assert both(found) == (["sql", "dashboards.genie"], ["serving_endpoint:x"])
    assert found.has_user_policy
    assert found.complete
    assert found.style == "auth_policy"
    assert misuses(found) == []


@pytest.mark.parametrize(
    ("value", "has_user"),
    [(policy(USER), True), (policy(system_auth_policy=SYSTEM), False), (policy(USER, None), True)],
)
def test_one_half_alone(value: object, has_user: bool) -> None:
    found = logged(auth_policy=value)
    assert found.has_user_policy is has_user
    assert found.complete
    assert misuses(found) == []


def test_an_empty_user_policy_is_one() -> None:
    found = logged(auth_policy=policy(user(api_scopes=[])))
    assert found.has_user_policy
    assert found.scopes_location is not None


def test_scopes_keep_what_they_hang_on() -> None:
    scopes = ["sql", item("genie", certain=False, conditions=("USE",)), item(("a", "b"))]
    found = logged(auth_policy=policy(user(api_scopes=scopes)))
    assert [(one.name, one.certain, one.conditions) for one in found.scopes] == [
        ("sql", True, ()),
        ("genie", False, ("USE",)),
        ("a", False, ()),
        ("b", False, ()),
    ]


@pytest.mark.parametrize("scopes", [open_list("sql"), ["sql", lost()], ["sql", env("SCOPE")]])
def test_scopes_that_could_not_be_read(scopes: object) -> None:
    found = logged(auth_policy=policy(user(api_scopes=scopes), SYSTEM))
    assert names(found) == ["sql"]
    assert not found.complete_scopes
    assert found.complete_resources
    assert len(found.gaps) == 1


def test_a_policy_that_could_not_be_read() -> None:
    found = logged(auth_policy=lost("make_policy()"))
    assert not found.complete_scopes
    assert not found.complete_resources
    assert found.style == "auth_policy"
    assert [gap.what for gap in found.gaps] == ["make_policy()"]


def test_a_policy_or_none() -> None:
    found = logged(auth_policy=(policy(USER), None), resources=(None, [genie("g")]))
    assert [(one.name, one.certain) for one in found.scopes] == [("sql", False), ("dashboards.genie", False)]
    assert [(one.resource.subject, one.certain) for one in found.resources] == [("genie_space:g", False)]
    assert misuses(found) == []


# --- misuses -----------------------------------------------------------------------------------------


@pytest.mark.parametrize("resources", [[], [endpoint("y")]])
def test_both_keywords(resources: list[object]) -> None:
    found = logged(resources=resources, auth_policy=policy(USER, SYSTEM))
    assert misuses(found) == [("both-keywords", "auth_policy")]
    assert found.style == "both"


def test_both_keywords_are_silent_where_mlflow_is() -> None:
    found = logged("mlflow.pyfunc.save_model", resources=[], auth_policy=policy(USER, SYSTEM))
    assert misuses(found) == []
    assert misuses(logged(resources=None, auth_policy=policy(USER))) == []
    assert misuses(logged(resources=[], auth_policy=None)) == []


@pytest.mark.parametrize("name", ["mlflow.langchain.log_model", "mlflow.dspy.log_model"])
def test_flavours_without_a_policy(name: str) -> None:
    found = logged(name, auth_policy=policy(USER, SYSTEM))
    assert misuses(found) == [("no-auth-policy", "auth_policy")]
    assert names(found) == ["sql", "dashboards.genie"]
    assert misuses(logged("mlflow.openai.log_model", auth_policy=policy(USER))) == []


def test_a_bare_string() -> None:
    found = logged(auth_policy=policy(user(api_scopes="sql")))
    assert misuses(found) == [("not-a-list", "sql")]
    assert names(found) == ["sql"]


def test_swapped_policies() -> None:
    found = logged(auth_policy=policy(SYSTEM, USER))
    assert misuses(found) == [("wrong-arguments", "AuthPolicy")]
    assert both(found) == (["sql", "dashboards.genie"], ["serving_endpoint:x"])


@pytest.mark.parametrize(
    ("value", "subject"),
    [
        (policy(user(scopes=["sql"])), "UserAuthPolicy.scopes"),
        (policy(system_auth_policy=system(resource=[endpoint("x")])), "SystemAuthPolicy.resource"),
        (policy(user_policy=USER), "AuthPolicy.user_policy"),
        (policy(user()), "UserAuthPolicy"),
        (policy(["sql"]), "user_auth_policy"),
        (policy(USER, [endpoint("x")]), "system_auth_policy"),
        (USER, "UserAuthPolicy"),
        (SYSTEM, "SystemAuthPolicy"),
        (Reference(POLICIES + "AuthPolicy"), "AuthPolicy"),
        ({"user_auth": {}}, "user_auth"),
        ({"user_auth_policy": {"scopes": ["sql"]}}, "scopes"),
    ],
)
def test_wrong_arguments(value: object, subject: str) -> None:
    assert misuses(logged(auth_policy=value)) == [("wrong-arguments", subject)]


def test_what_was_meant_is_read() -> None:
    assert names(logged(auth_policy=policy(user(scopes=["sql"])))) == ["sql"]
    assert names(logged(auth_policy=policy(user_policy=USER))) == ["sql", "dashboards.genie"]
    assert subjects(logged(auth_policy=SYSTEM)) == ["serving_endpoint:x"]


def test_messages_are_one_plain_line() -> None:
    found = logged(resources=Text(("",)), auth_policy=policy(SYSTEM, USER))
    for misuse in found.misuses:
        assert "\n" not in misuse.message
        assert not misuse.message.endswith(".")
        assert misuse.message[0].islower() or misuse.message[0] == "`"
