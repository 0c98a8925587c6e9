from __future__ import annotations

from pathlib import Path

import pytest

from declarations.runs import DRIVER, TABLE, at, call, endpoint, env, logged, made, subjects, trace
from scopelint.declarations import read, resolve
from scopelint.project.records import FrozenValue, Text, UserCode

FILES = [
    Path("/project/agent.py"),
    Path("/project/driver.py"),
    Path("/project/notebooks/01b_agent.ipynb"),
    Path("/project/src/agents/agent.py"),
    Path("/project/src/agents/genie.py"),
]


def test_only_logging_calls_declare() -> None:
    assert read(trace(call("mlflow.set_experiment"), call("mlflow.models.set_model")), TABLE) == ()


def test_every_logging_call_declares_in_order() -> None:
    found = read(
        trace(
            call("mlflow.pyfunc.log_model", resources=[endpoint("a")], line=1),
            call("mlflow.models.Model.log", resources=[endpoint("b")], line=2),
        ),
        TABLE,
    )
    assert [subjects(one) for one in found] == [["serving_endpoint:a"], ["serving_endpoint:b"]]
    assert [one.location.line for one in found] == [1, 2]


def test_the_same_call_seen_twice_declares_once() -> None:
    twice = [call("mlflow.pyfunc.log_model", resources=[endpoint("a")]) for _ in range(2)]
    assert len(read(trace(*twice), TABLE)) == 1


def test_one_helper_with_two_lists_declares_twice() -> None:
    calls = [call("mlflow.pyfunc.log_model", resources=[endpoint(name)]) for name in "ab"]
    assert len(read(trace(*calls), TABLE)) == 2


def test_positional_resources() -> None:
    found = read(trace(call("mlflow.dspy.log_model", *[None] * 13, [endpoint("x")])), TABLE)
    assert subjects(found[0]) == ["serving_endpoint:x"]


def test_the_environment_of_the_deployment_that_follows() -> None:
    found = read(
        trace(
            call("databricks.agents.deploy", environment_vars={"BEFORE": "x"}, line=1),
            call("mlflow.pyfunc.log_model", line=2),
            call("databricks.agents.deploy", environment_vars={"TOKEN": "{{secrets/a/b}}"}, line=3),
        ),
        TABLE,
    )
    assert found[0].environment is not None
    assert [name for name, _ in found[0].environment.entries] == ["TOKEN"]
    assert logged().environment is None


# --- the model ---------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("agent.py", "/project/agent.py"),
        ("./agent.py", "/project/agent.py"),
        ("agent", "/project/agent.py"),
        ("/project/src/agents/agent.py", "/project/src/agents/agent.py"),
        ("src/agents/genie.py", "/project/src/agents/genie.py"),
        ("notebooks/01b_agent", "/project/notebooks/01b_agent.ipynb"),
        ("notebooks/../agent.py", "/project/agent.py"),
        ("{}/agents/genie.py", "/project/src/agents/genie.py"),
        ("{}/genie.py", "/project/src/agents/genie.py"),
        ("{}/agent.py", "/project/agent.py"),
        ("/Workspace/Users/me/repo/src/agents/genie.py", "/project/src/agents/genie.py"),
        ("/Workspace/Users/me/repo/src/agents/genie", "/project/src/agents/genie.py"),
        ("{}", None),
        ("", None),
        ("other.py", None),
        ("models:/main.agents.support/3", None),
        ("{}/other.py", None),
    ],
)
def test_paths(text: str, expected: str | None) -> None:
    assert resolve(text, DRIVER, FILES) == (Path(expected) if expected else None)


def test_a_driver_in_a_folder_looks_there_first_and_then_above() -> None:
    driver = Path("/project/src/agents/driver.py")
    assert resolve("agent.py", driver, FILES) == Path("/project/src/agents/agent.py")
    assert resolve("notebooks/01b_agent.ipynb", driver, FILES) == Path("/project/notebooks/01b_agent.ipynb")


def test_two_files_that_fit_alike_are_none() -> None:
    files = [Path("/project/a/agent.py"), Path("/project/b/agent.py")]
    assert resolve("{}/agent.py", DRIVER, files) is None


def test_the_model_as_a_path() -> None:
    (found,) = read(trace(call("mlflow.pyfunc.log_model", python_model="agent.py")), TABLE, files=FILES)
    assert found.model == Path("/project/agent.py")
    assert found.model_texts == ("agent.py",)


def test_the_model_as_a_path_object_and_of_a_class() -> None:
    path = made("pathlib.Path", "src", "agents/genie.py")
    (found,) = read(trace(call("mlflow.pyfunc.log_model", python_model=path)), TABLE, files=FILES)
    assert found.model == Path("/project/src/agents/genie.py")
    cls = UserCode("class", "Agent", "/project/agent.py")
    (found,) = read(trace(call("mlflow.pyfunc.log_model", python_model=cls)), TABLE, files=FILES)
    assert found.model == Path("/project/agent.py")


def test_a_path_that_is_partly_known() -> None:
    text = FrozenValue((Text((env("ROOT"), "/src/agents/genie.py")),))
    (found,) = read(trace(call("mlflow.pyfunc.log_model", python_model=text)), TABLE, files=FILES)
    assert found.model == Path("/project/src/agents/genie.py")


def test_a_path_that_matches_nothing_is_kept_as_text() -> None:
    (found,) = read(trace(call("mlflow.pyfunc.log_model", python_model="gone.py")), TABLE, files=FILES)
    assert found.model is None
    assert found.model_texts == ("gone.py",)


def test_a_live_object() -> None:
    agent = UserCode("instance", "Agent", "/project/agent.py", at(3))
    (found,) = read(trace(call("mlflow.pyfunc.log_model", python_model=agent)), TABLE, files=FILES)
    assert found.model is None
    assert found.model_texts == ()
    assert found.model_value == FrozenValue((agent,))
