# Models that a real MLflow has logged, named in every way in which it names them.
"""`--model` against real stores."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from mdtest import engine

from logged.conftest import Lint
from logged.stores import Store
from scopelint.errors import NothingToAnalyse, UsageError
from scopelint.model.report import Report

pytestmark = pytest.mark.xdist_group("mlflow")  # one process logs the models, once
FORMS = ["run", "id", "version", "alias", "stage", "latest"]
LACKS_GENIE = 'MLmodel: error: [missing-scope] "dashboards.genie"'


@pytest.fixture(params=["local", "served"])
def store(request: pytest.FixtureRequest) -> Store:
    found = request.getfixturevalue(request.param)
    assert isinstance(found, Store)
    return found


def findings(report: Report, name: str) -> list[str]:
    """Return what was found, each under its path within the model."""
    found = [(item.location.path, item) for item in report.diagnostics]
    assert all(path.startswith(f"{name}/") for path, _ in found)
    return [
        f'{path.removeprefix(f"{name}/")}: {item.severity.value}: [{item.check}] "{item.subject}"'
        for path, item in found
    ]


def uses(report: Report) -> list[str]:
    return [str(engine.use_line(use)).removeprefix("use: ") for agent in report.agents for use in agent.uses]


@pytest.mark.parametrize("form", FORMS)
def test_every_form_of_a_uri(store: Store, lint: Lint, form: str) -> None:
    uri = store.uri("user", form)
    report = lint(store, uri)
    assert [agent.entry for agent in report.agents] == [f"{uri}/user_agent.py"]
    assert findings(report, uri) == [LACKS_GENIE]
    # From the package in `code/`, and with the `model_config` that the model was logged with.
    assert uses(report) == ['genie_space "01f0logged" as user at request']


def test_the_paths_and_the_texts_of_a_report_are_those_of_the_model(store: Store, lint: Lint) -> None:
    report = lint(store, "models:/shop/1")
    paths = {text.path: text.lines for text in report.sources}
    assert set(paths) == {
        f"models:/shop/1/{name}" for name in ("MLmodel", "user_agent.py", "code/shop/clients.py")
    }
    assert "auth_policy:" in paths["models:/shop/1/MLmodel"]
    text = engine.render(report, "text")
    assert "--> models:/shop/1/MLmodel:" in text
    assert "::: models:/shop/1/code/shop/clients.py:" in text
    for style in ("text", "json", "concise", "scopes"):
        assert "scopelint-model" not in engine.render(report, style)


def test_the_uri_of_the_mlmodel_itself(store: Store, lint: Lint) -> None:
    for end in ("/", "/MLmodel"):
        assert findings(lint(store, f"models:/shop/1{end}"), "models:/shop/1") == [LACKS_GENIE]


def test_the_uri_of_artifacts(served: Store, lint: Lint) -> None:
    uri = f"mlflow-artifacts:/0/models/{served.models['user']['uuid']}/artifacts"
    assert findings(lint(served, uri), uri) == [LACKS_GENIE]


def test_resources_of_a_chat_agent(store: Store, lint: Lint) -> None:
    uri = store.uri("system", "run")
    report = lint(store, uri)
    assert uses(report) == ['serving_endpoint "help-llm" as system at request']
    assert findings(report, uri) == [
        'MLmodel: error: [missing-resource] "serving_endpoint:help-llm"',
        'MLmodel: warning: [unused-resource] "table:shop.sales.orders"',
    ]


def test_a_policy_that_was_given_as_a_dict(store: Store, lint: Lint) -> None:
    report = lint(store, store.uri("plain", "id"))
    assert uses(report) == ['serving_endpoint "plain-llm" as system at request']
    assert report.diagnostics == ()


def test_a_pickled_model_has_no_source(store: Store, lint: Lint) -> None:
    uri = store.uri("pickled", "id")
    with pytest.raises(NothingToAnalyse) as caught:
        lint(store, uri)
    assert str(caught.value.message) == (
        f"the model `{uri}` holds no source to analyse: it was logged as an object, "
        "pickled in `python_model.pkl`, which is never opened"
    )


def test_a_pickled_model_with_the_code_that_it_needs(store: Store, lint: Lint) -> None:
    uri = store.uri("carried", "id")
    report = lint(store, uri)
    assert [agent.entry for agent in report.agents] == [f"{uri}/code/shop/model.py"]
    assert uses(report) == ['serving_endpoint "carried-llm" as system at request']
    assert findings(report, uri) == []


def test_a_working_copy_against_what_was_logged(store: Store, lint: Lint) -> None:
    report = lint(store, "models:/shop/1", "user_agent.py", cwd=store.project)
    assert [agent.entry for agent in report.agents] == ["user_agent.py"]
    assert findings(report, "models:/shop/1") == [LACKS_GENIE]
    assert uses(report) == ['genie_space "01f0development" as user at request']


def test_the_source_of_a_pickled_model(store: Store, lint: Lint) -> None:
    report = lint(store, store.uri("pickled", "id"), "plain_agent.py", cwd=store.project)
    assert [item.subject for item in report.diagnostics] == ["serving_endpoint:plain-llm"]


def test_a_policy_that_has_moved_on(store: Store, lint: Lint, tmp_path: Path) -> None:
    (tmp_path / "log.py").write_text(
        "import mlflow\n"
        "from mlflow.models.auth_policy import AuthPolicy, UserAuthPolicy\n"
        "scopes = ['dashboards.genie']\n"
        "mlflow.pyfunc.log_model(name='user', python_model='user_agent.py',\n"
        "    auth_policy=AuthPolicy(user_auth_policy=UserAuthPolicy(api_scopes=scopes)))\n"
    )
    report = lint(store, "models:/shop@live", policies=("log.py",))
    drift = [item for item in report.diagnostics if item.check == "policy-drift"]
    assert [(item.location.path, item.subject) for item in drift] == [
        ("log.py", "dashboards.genie"),
        ("models:/shop@live/MLmodel", "sql.warehouses"),
        ("models:/shop@live/MLmodel", "sql_warehouse:abc"),
    ]
    assert drift[0].message == (
        "`dashboards.genie` is declared in `log.py`, but not in the logged model `models:/shop@live`"
    )
    kinds = [(one.kind, one.location.path) for one in report.agents[0].declarations]
    assert kinds == [("mlmodel", "models:/shop@live/MLmodel"), ("log_model", "log.py")]


def test_the_driver_that_logged_a_model_agrees_with_it(store: Store, lint: Lint) -> None:
    report = lint(store, "models:/shop/1", policies=(str(store.project / "driver.py"),))
    assert [item.subject for item in report.diagnostics if item.check == "policy-drift"] == []
    assert len(report.agents[0].declarations) == 2


@pytest.mark.parametrize(
    ("uri", "why"),
    [
        ("models:/shop/7", "could not be fetched: "),
        ("models:/nowhere@live", "could not be fetched: "),
        ("models:/m-00000000000000000000000000000000", "could not be fetched: "),
        ("runs:/00000000000000000000000000000000/user", "could not be fetched: "),
        ("models:/shop", "could not be fetched: "),
        ("gopher:/shop", "could not be fetched: "),
    ],
)
def test_a_model_that_is_not_there(store: Store, lint: Lint, uri: str, why: str) -> None:
    with pytest.raises(UsageError) as caught:
        lint(store, uri)
    assert f"`{uri}` {why}" in caught.value.message
    assert "\n" not in caught.value.message
    assert store.tracking_uri in caught.value.remedy


def test_a_run_that_logged_other_things(store: Store, lint: Lint) -> None:
    run = store.uri("user", "run").removesuffix("/user")
    with pytest.raises(UsageError, match="holds no `MLmodel`, it is no logged model"):
        lint(store, f"{run}/other")


def test_a_store_that_is_not_there_is_not_made(lint: Lint, local: Store, tmp_path: Path) -> None:
    nowhere = Store(f"sqlite:///{tmp_path / 'none.db'}", local.project, {})
    with pytest.raises(UsageError, match="does not exist"):
        lint(nowhere, "models:/shop/1")
    assert not (tmp_path / "none.db").exists()


def test_a_server_that_does_not_answer(lint: Lint, local: Store) -> None:
    nobody = Store("http://somebody:hunter2@127.0.0.1:9", local.project, {})
    with pytest.raises(UsageError) as caught:
        lint(nobody, "models:/shop/1")
    assert caught.value.message == "`models:/shop/1` could not be fetched: the server does not answer"
    assert "hunter2" not in str(caught.value)
    assert "http://…@127.0.0.1:9" in caught.value.remedy


def test_the_folder_that_mlflow_wrote(local: Store, lint: Lint) -> None:
    (mlmodel,) = (file for file in local.project.rglob("MLmodel") if "dashboards" not in file.read_text() and
                  "01f0logged" in file.read_text())  # fmt: skip
    for path in (mlmodel, mlmodel.parent, mlmodel.parent.as_uri()):
        report = lint(Store("sqlite:////nowhere.db", local.project, {}), str(path), cwd=mlmodel.parent)
        assert [(item.check, item.location.path) for item in report.diagnostics] == [
            ("missing-scope", "MLmodel")
        ]


def test_json_names_the_model(store: Store, lint: Lint) -> None:
    document = json.loads(engine.render(lint(store, "models:/shop/latest"), "json"))
    (agent,) = document["agents"]
    assert agent["entry"] == "models:/shop/latest/user_agent.py"
    (declaration,) = agent["declarations"]
    assert (declaration["kind"], declaration["path"]) == ("mlmodel", "models:/shop/latest/MLmodel")
