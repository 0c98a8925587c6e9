"""Whatever is given as a live policy, the answer is a report or an error that names the argument."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest
from api import likenesses
from hypothesis import HealthCheck, example, given, settings
from hypothesis import strategies as st

import scopelint
from scopelint.errors import UsageError

AGENT = """\
import mlflow
from databricks_langchain import ChatDatabricks
from mlflow.pyfunc import ResponsesAgent

llm = ChatDatabricks(endpoint="chat-large")


class Agent(ResponsesAgent):
    def predict(self, request):
        return llm.invoke("hello")


mlflow.models.set_model(Agent())
"""
KEYS = ("user_auth_policy", "system_auth_policy", "api_scopes", "resources", "databricks", "api_version")
KINDS = ("genie_space", "table", "serving_endpoint", "name", "on_behalf_of_user", "genie")

words = st.one_of(
    st.text(max_size=8), st.sampled_from([*KEYS, *KINDS, "sql", "dashboards.genie", "chat-large"])
)
scalars: st.SearchStrategy[Any] = st.one_of(
    st.none(), st.booleans(), st.integers(), st.floats(), st.binary(max_size=4), words, st.just(object())
)
keys = st.one_of(st.sampled_from([*KEYS, *KINDS]), words, st.integers())


class Hostile:
    """An object that answers everything with something else, or raises."""

    def __init__(self, answer: Any, error: type[Exception] | None = None) -> None:
        self.__dict__["answer"] = answer
        self.__dict__["error"] = error

    def __getattr__(self, name: str) -> Any:
        if name.startswith("__"):
            raise AttributeError(name)
        if self.__dict__["error"]:
            raise self.__dict__["error"](name)
        return self.__dict__["answer"]

    def to_dict(self) -> Any:
        return self.__dict__["answer"]


def grown(children: st.SearchStrategy[Any]) -> st.SearchStrategy[Any]:
    return st.one_of(
        st.lists(children, max_size=3),
        st.lists(children, max_size=3).map(tuple),
        st.dictionaries(keys, children, max_size=3),
        st.builds(likenesses.UserAuthPolicy, children),
        st.builds(likenesses.SystemAuthPolicy, children),
        st.builds(likenesses.AuthPolicy, children, children),
        st.builds(likenesses.DatabricksGenieSpace, children, children),
        st.builds(Hostile, children, st.sampled_from([None, ValueError, AttributeError, RecursionError])),
        children.map(lambda child: {"resources": {"api_version": "1", "databricks": {"table": child}}}),
    )


junk = st.recursive(scalars, grown, max_leaves=8)


@pytest.fixture(scope="module")
def file(tmp_path_factory: pytest.TempPathFactory) -> Path:
    file = tmp_path_factory.mktemp("any_policy") / "agent.py"
    file.write_text(AGENT, encoding="utf-8")
    return file


@settings(max_examples=150, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(st.sampled_from(["auth_policy", "resources"]), junk)
@example("auth_policy", likenesses.AuthPolicy())
@example("auth_policy", Hostile(None, ValueError))
@example("resources", [likenesses.DatabricksGenieSpace("\ud800\u202e</pre>")])
@example("resources", "\0")
@example("resources", b"resources.yaml")
def test_any_object_is_a_policy_or_an_error_that_names_it(file: Path, name: str, value: Any) -> None:
    error: UsageError | None = None
    try:
        report = scopelint.check(file, isolated=True, pedantic=True, **{name: value})
    except UsageError as raised:
        error = raised
    if error is not None:
        assert f"`{name}" in error.message or "on_behalf_of_user" in error.message
        return
    json.dumps(report.to_dict())
    assert str(report).isprintable() or "\n" in str(report)
    page = report._repr_html_()
    page.encode("utf-8")
    assert page.count("</pre>") == page.count("<pre>")
    assert repr(report).startswith("<scopelint.Report of ")


names = st.text(min_size=1, max_size=30).filter(lambda name: bool(name.strip()))


@settings(max_examples=60, deadline=None)
@given(st.lists(names, max_size=4), st.lists(names, max_size=3), st.booleans())
def test_what_is_granted_is_what_is_declared(
    file: Path, scopes: list[str], indexes: list[str], as_dict: bool
) -> None:
    policy: Any = likenesses.AuthPolicy(
        likenesses.UserAuthPolicy(scopes),
        likenesses.SystemAuthPolicy([likenesses.DatabricksVectorSearchIndex(name) for name in indexes]),
    )
    report = scopelint.check(file, auth_policy=policy.to_dict() if as_dict else policy, isolated=True)
    (agent,) = report.agents
    assert agent.declared.complete
    assert len(agent.declared.api_scopes) == len(set(scopes))
    assert len(agent.declared.resources) == len(set(indexes))
