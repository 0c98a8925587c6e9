# `--model`: what of it reaches the pipeline, and what a logged model that nobody should trust leads to.
"""Tests of the option `--model`."""

from __future__ import annotations

import os
import sys
import time
from pathlib import Path

import pytest
from cli.conftest import FakePipeline, Run
from click.testing import CliRunner, Result

from scopelint.cli.command import scopelint as command

AGENT = """\
import mlflow
from databricks.sdk import WorkspaceClient
from mlflow.pyfunc import PythonModel


class Agent(PythonModel):
    def predict(self, context, model_input, params=None):
        return WorkspaceClient().genie.start_conversation("01f0", "?")


mlflow.models.set_model(Agent())
"""
MLMODEL = """\
flavors:
  python_function:
    model_code_path: /home/user/agent.py
resources:
  api_version: '1'
  databricks:
    genie_space:
    - name: 01f0
    sql_warehouse:
    - name: abc
    table:
    - name: a.b.c
"""


def flavour(line: str) -> str:
    """Return the MLmodel with one more line about its Python flavour, of which it becomes line 3."""
    return MLMODEL.replace("  python_function:\n", f"  python_function:\n    {line}\n")


@pytest.fixture
def model(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A logged model's folder, `model` in the working directory; nothing is wrong with it."""
    monkeypatch.chdir(tmp_path)
    folder = tmp_path / "model"
    folder.mkdir()
    (folder / "MLmodel").write_text(MLMODEL)
    (folder / "agent.py").write_text(AGENT)
    return folder


def scopelint(*arguments: str, **env: str) -> Result:
    return CliRunner().invoke(command, list(arguments), env=env)


# --- what is asked for -------------------------------------------------------------------------------


def test_a_model_alone_is_the_agent(run: Run, pipeline: FakePipeline, tmp_path: Path) -> None:
    for arguments in (("--model", "models:/shop/1"), ("scopes", "--model", "models:/shop/1")):
        run(*arguments)
    run(SCOPELINT_MODEL="models:/shop/1")
    assert [(one.model, one.paths) for one in pipeline.requests] == [("models:/shop/1", ())] * 3
    assert {one.cwd for one in pipeline.requests} == {tmp_path}


def test_a_model_beside_paths(run: Run, pipeline: FakePipeline, tmp_path: Path) -> None:
    (tmp_path / "agent.py").touch()
    run("agent.py", "--model", "models:/shop/1")
    (request,) = pipeline.requests
    assert (request.model, request.paths) == ("models:/shop/1", (Path("agent.py"),))


def test_the_settings_of_the_working_directory_count(
    run: Run, pipeline: FakePipeline, tmp_path: Path
) -> None:
    (tmp_path / "scopelint.toml").write_text("pedantic = true\n")
    run("--model", "models:/shop/1")
    assert pipeline.settings.pedantic


# --- what comes of it --------------------------------------------------------------------------------


def test_a_folder(model: Path) -> None:
    done = scopelint("--model", "model")
    assert (done.exit_code, done.stderr) == (0, "")
    assert scopelint("--model", "model/MLmodel", "--output-format", "concise").stdout == ""
    done = scopelint("scopes", "--model", "model")
    assert "model/agent.py (model-serving)\ndeclared in model/MLmodel:1:1 (mlmodel)" in done.stdout


def test_a_working_copy(model: Path, tmp_path: Path) -> None:
    (tmp_path / "agent.py").write_text(AGENT.replace("01f0", "02f0"))
    done = scopelint("agent.py", "--model", "model", "--output-format", "concise")
    assert done.exit_code == 1
    assert done.stdout.startswith(
        "model/MLmodel:4:1: error[missing-resource] Genie space `02f0` is not declared"
    )
    assert "agent.py:8" in done.stdout


def test_a_comment_in_the_source_of_the_model(model: Path) -> None:
    text = AGENT.replace('"?")', '"?")  # scopelint: uses genie_space 03 as user')
    (model / "agent.py").write_text(text)
    done = scopelint("--model", "model", "--output-format", "concise")
    assert "missing-scope" in done.stdout
    assert "model/agent.py:8" in done.stdout


@pytest.mark.parametrize(
    ("arguments", "code", "error"),
    [
        (("nowhere",), 2, "error: `nowhere` does not exist\nhelp: name the model's folder"),
        (("model/agent.py",), 2, "error: `model/agent.py` is no `MLmodel` file\n"),
        ((".",), 2, "error: `.` holds no `MLmodel`, it is no logged model's folder\n"),
        (("model", "gone.py"), 2, "error: `gone.py` does not exist\n"),
        (("model", "--policy", "gone.py"), 2, "error: `gone.py` does not exist\n"),
    ],
)
def test_wrong_usage(model: Path, arguments: tuple[str, ...], code: int, error: str) -> None:
    done = scopelint("--model", *arguments)
    assert (done.exit_code, done.stdout) == (code, "")
    assert done.stderr.startswith(error)


def test_without_the_extra(model: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(sys.modules, "mlflow", None)
    done = scopelint("--model", "models:/shop/1")
    assert (done.exit_code, done.stdout) == (2, "")
    assert done.stderr == (
        "error: `models:/shop/1` is read with MLflow, which is not installed\n"
        "help: install `scopelint[mlflow]`, or download the model and name its folder\n"
    )
    assert scopelint("--model", "model").exit_code == 0


def test_a_driver_that_logs_other_models(model: Path, tmp_path: Path) -> None:
    lines = [f"mlflow.pyfunc.log_model(name='x', python_model='{name}.py')\n" for name in ("one", "two")]
    (tmp_path / "driver.py").write_text("import mlflow\n" + "".join(lines))
    done = scopelint("--model", "model", "--policy", "driver.py")
    assert done.exit_code == 2
    assert "`driver.py` logs several models, and none of them from `agent.py`" in done.stderr
    (tmp_path / "driver.py").write_text(f"import mlflow\n{lines[0]}")
    done = scopelint("--model", "model", "--policy", "driver.py", "--select", "policy-drift")
    assert done.stdout.count("policy-drift") == 3


# --- models without source ---------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("mlmodel", "why"),
    [
        (
            "flavors: {python_function: {python_model: python_model.pkl}}",
            "it was logged as an object, pickled in `python_model.pkl`, which is never opened",
        ),
        (
            "flavors: {langchain: {model_data: model}, python_function: {}}",
            "an object of flavour `langchain`",
        ),
        ("flavors: {sklearn: {}}", "it was logged as an object of flavour `sklearn`"),
        ("flavors: {python_function: {}}", "its `MLmodel` names no code"),
        ("flavors: {}", "its `MLmodel` names no flavour"),
        ("flavors: 3", "its `MLmodel` names no flavour"),
        ("run_id: abc", "its `MLmodel` names no flavour"),
        ("flavors: {python_function: {model_code_path: /x/gone.py}}", "its code `/x/gone.py` is not in it"),
        ("flavors: {python_function: {model_code_path: ..}}", "its code `..` is not in it"),
        ("flavors: {python_function: {model_code_path: /}}", "its code `/` is not in it"),
        ("flavors: {python_function: {model_code_path: [a]}}", "its code `` is not in it"),
        ('flavors: {python_function: {model_code_path: "a\\0b"}}', "is not in it"),
    ],
)
def test_nothing_to_analyse(model: Path, mlmodel: str, why: str) -> None:
    (model / "MLmodel").write_text(mlmodel)
    done = scopelint("--model", "model")
    assert (done.exit_code, done.stdout) == (3, "")
    assert done.stderr.startswith("error: the model `model` holds no source to analyse: ")
    assert why in done.stderr.splitlines()[0]
    assert "`scopelint agent.py --model model`" in done.stderr


def test_pickled_with_code_that_defines_no_agent(model: Path) -> None:
    (model / "MLmodel").write_text("flavors: {python_function: {code: code, python_model: p.pkl}}")
    (model / "code").mkdir()
    (model / "code/tools.py").write_text("import databricks.sdk\n\n\ndef tool():\n    return 1\n")
    done = scopelint("--model", "model")
    assert done.exit_code == 3
    assert "which is never opened, and the code beside it defines no agent" in done.stderr


def test_pickled_with_the_code_of_its_class(model: Path) -> None:
    text = MLMODEL.replace("model_code_path: /home/user/agent.py", "code: code\n    python_model: p.pkl")
    (model / "MLmodel").write_text(text)
    (model / "agent.py").unlink()
    (model / "code").mkdir()
    (model / "code/agents.py").write_text(AGENT.partition("mlflow.models.set_model")[0])
    done = scopelint("--model", "model", "--select", "unresolved", "--fail-on", "info")
    assert done.exit_code == 1
    assert "info[unresolved] `p.pkl` could not be read: it is pickled, and never opened" in done.stdout
    assert scopelint("--model", "model").exit_code == 0


def test_the_policy_of_a_pickled_model_still_counts(model: Path, tmp_path: Path) -> None:
    text = MLMODEL.replace("model_code_path: /home/user/agent.py", "python_model: python_model.pkl")
    (model / "MLmodel").write_text(text.replace("01f0", "09f0"))
    (tmp_path / "agent.py").write_text(AGENT)
    assert "only `09f0` is declared" in scopelint("agent.py", "--model", "model").stdout


# --- what else a model says ----------------------------------------------------------------------------


def test_the_requirements_of_the_model(model: Path) -> None:
    (model / "requirements.txt").write_text("mlflow==2.10.0\n")
    (model / "MLmodel").write_text(MLMODEL.replace("table:", "lakebase:"))
    done = scopelint("--model", "model", "--output-format", "concise", "--select", "old-mlflow")
    assert done.exit_code == 1
    assert "old-mlflow" in done.stdout
    assert "model/requirements.txt:1" in done.stdout


@pytest.mark.parametrize("agent", [b"def f(:\n", b"\xff\xfe\x00", b"class \x00"])
def test_source_that_cannot_be_parsed(model: Path, agent: bytes) -> None:
    (model / "agent.py").write_bytes(agent)
    done = scopelint("--model", "model", "--output-format", "concise")
    assert done.exit_code == 1, done.output
    assert done.stdout.startswith("model/agent.py:1:")


def test_source_that_is_a_folder(model: Path) -> None:
    (model / "agent.py").unlink()
    (model / "agent.py").mkdir()
    done = scopelint("--model", "model", "--output-format", "concise")
    assert (done.exit_code, done.stdout) == (
        1,
        "model/agent.py:1:1: error[unreadable] `model/agent.py` could not be read: not a regular file\n",
    )


# --- models that nobody should trust -----------------------------------------------------------------


def nested(levels: int) -> str:
    names = "".join(f"x{n}: &x{n} [{', '.join([f'*x{n - 1}'] * 9)}]\n" for n in range(1, levels))
    return f"x0: &x0 [lol]\n{names}"


@pytest.mark.parametrize(
    ("mlmodel", "why"),
    [
        (nested(30) + MLMODEL, "it stands for more than 100000 values (line 6, column "),
        ("flavors: &f {python_function: *f}", "the alias `*f` holds itself (line 1, column 31)"),
        ("[" * 500_000, "it is nested more than 64 deep (line 1, column 65)"),
        ("- " * 400_000, "it is nested more than 64 deep"),
        ("x: " + "y" * 2_000_000, "larger than 1 MB (line 1, column 1)"),
        ("x: [1, 2\n", "not valid YAML: "),
        ("\0", "not valid YAML: "),
        ("just text", "it holds no mapping, as MLflow would have written (line 1, column 1)"),
        ("", "it holds no mapping"),
        (
            "a: !!python/object/apply:os.system ['touch ran']",
            "the tag `!!python/object/apply:os.system` stands",
        ),
        (
            "a: !!python/object/new:subprocess.Popen [[touch, ran]]",
            "the tag `!!python/object/new:subprocess.P",
        ),
    ],
)
def test_files_that_are_no_mlmodel(model: Path, mlmodel: str, why: str) -> None:
    (model / "MLmodel").write_text(mlmodel)
    started = time.perf_counter()
    done = scopelint("--model", "model")
    assert time.perf_counter() - started < 10
    assert (done.exit_code, done.stdout) == (2, "")
    assert done.stderr.startswith("error: `model/MLmodel` cannot be read: ")
    assert why in done.stderr
    assert not Path("ran").exists()
    policy = scopelint("model/agent.py", "--policy", "model/MLmodel", "--output-format", "concise")
    assert policy.exit_code == 1
    assert "error[unreadable]" in policy.stdout


def test_binary_is_no_mlmodel(model: Path) -> None:
    (model / "MLmodel").write_bytes(bytes(range(256)) * 100)
    done = scopelint("--model", "model")
    assert (done.exit_code, done.stdout) == (2, "")


@pytest.mark.parametrize("code", ["..", "../..", "/etc", "code/../../outside", "nowhere", "'a\\0b'"])
def test_code_that_leads_out_is_not_followed(model: Path, tmp_path: Path, code: str) -> None:
    (tmp_path / "outside").mkdir()
    for folder in (tmp_path / "outside", tmp_path):
        (folder / "leak.py").write_text("SPACE = 'leaked'\n")
    (model / "agent.py").write_text("from leak import SPACE\n" + AGENT.replace('"01f0"', "SPACE"))
    quoted = code if code.startswith("'") else f"'{code}'"
    (model / "MLmodel").write_text(flavour(f"code: {quoted}"))
    done = scopelint("--model", "model", "--output-format", "concise")
    assert done.exit_code == 1
    assert "leaked" not in done.stdout
    assert "model/MLmodel:3:11: error[unreadable]" in done.stdout


@pytest.mark.skipif(not hasattr(os, "symlink"), reason="no links here")
def test_links_that_lead_out_are_not_followed(model: Path, tmp_path: Path) -> None:
    (tmp_path / "secret.py").write_text("SPACE = 'leaked'\n" + AGENT)
    (model / "agent.py").unlink()
    (model / "agent.py").symlink_to(tmp_path / "secret.py")
    done = scopelint("--model", "model")
    assert done.exit_code == 3
    assert "its code `/home/user/agent.py` is not in it" in done.stderr
    (model / "agent.py").unlink()
    (model / "agent.py").write_text("from secret import SPACE\n" + AGENT.replace('"01f0"', "SPACE"))
    (model / "code").symlink_to(tmp_path)
    (model / "secret.py").symlink_to(tmp_path / "secret.py")
    for line in ("env: {}", "code: code"):
        (model / "MLmodel").write_text(flavour(line))
        done = scopelint("--model", "model", "--pedantic")
        assert "leaked" not in done.stdout


def test_a_link_to_a_model_is_the_model(model: Path, tmp_path: Path) -> None:
    (tmp_path / "link").symlink_to(model)
    done = scopelint("--model", "link")
    assert (done.exit_code, done.stderr) == (0, "")


def test_a_link_to_itself(model: Path) -> None:
    (model / "agent.py").unlink()
    (model / "agent.py").symlink_to(model / "agent.py")
    assert scopelint("--model", "model").exit_code == 3


def test_nothing_that_is_pickled_is_opened(model: Path) -> None:
    # `cos\nsystem\n(S'touch ran'\ntR.` runs a command when it is loaded.
    for name in ("python_model.pkl", "model.pkl", "code.pkl"):
        (model / name).write_bytes(b"cos\nsystem\n(S'touch ran'\ntR.")
    (model / "MLmodel").write_text("flavors: {python_function: {python_model: python_model.pkl}}")
    assert scopelint("--model", "model").exit_code == 3
    assert not Path("ran").exists()


def test_a_config_that_is_no_mapping(model: Path) -> None:
    text = 'config = mlflow.models.ModelConfig(development_config="x")\nSPACE = config.get("space")\n'
    agent = AGENT.replace("\n\nclass", f"{text}\n\nclass").replace('"01f0"', "SPACE")
    (model / "agent.py").write_text(agent)
    for config in ("[a]", "text", "{space: 01f0}", "{space: {a: b}}", "{space: }", "{}"):
        (model / "MLmodel").write_text(flavour(f"config: {config}"))
        assert scopelint("--model", "model").exit_code == 0, config
    (model / "MLmodel").write_text(flavour("config: {space: 02f0}"))
    assert "Genie space `02f0` is not declared" in scopelint("--model", "model").stdout
