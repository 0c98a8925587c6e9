# What names an agent: paths with and without suffix, and what stands in a file.
from __future__ import annotations

import importlib.util
import sys
from pathlib import Path
from types import ModuleType

import pytest

import scopelint
from scopelint.api.entry import agent_path
from scopelint.errors import ArgumentError, UsageError


def loaded(file: Path, text: str) -> ModuleType:
    """Write a module and import it."""
    file.write_text(text, encoding="utf-8")
    spec = importlib.util.spec_from_file_location(file.stem, file)
    assert spec
    assert spec.loader
    module = importlib.util.module_from_spec(spec)
    sys.modules[file.stem] = module
    try:
        spec.loader.exec_module(module)
    finally:
        del sys.modules[file.stem]
    return module


def test_paths_of_every_kind(agent: Path) -> None:
    for path in ("agent.py", "agent", "./agent.py", Path("agent"), agent, str(agent)):
        assert [one.entry for one in scopelint.check(path, resources=[]).agents] == ["agent.py"]


def test_a_folder_is_looked_through(agent: Path) -> None:
    assert [one.entry for one in scopelint.check(".", resources=[]).agents] == ["agent.py"]


def test_a_name_without_suffix_is_itself_first(tmp_path: Path) -> None:
    (tmp_path / "agent.ipynb").touch()
    assert agent_path("agent", tmp_path) == Path("agent.ipynb")
    (tmp_path / "agent.py").touch()
    assert agent_path("agent", tmp_path) == Path("agent.py")
    (tmp_path / "agent").mkdir()
    assert agent_path("agent", tmp_path) == Path("agent")


def test_what_stands_in_a_file_names_it(tmp_path: Path) -> None:
    text = "class Agent:\n    def predict(self):\n        pass\n\ndef predict():\n    pass\n"
    module = loaded(tmp_path / "found_agent.py", text)
    assert agent_path(module, tmp_path) == tmp_path / "found_agent.py"
    assert agent_path(module.predict, tmp_path) == tmp_path / "found_agent.py"


def test_a_cells_class_and_function_name_no_file(tmp_path: Path) -> None:
    names: dict[str, object] = {"__name__": "__main__"}
    exec(compile("class Agent: pass\ndef predict(): pass", "<cell 1>", "exec"), names)
    for one in (names["predict"], int, ModuleType("made")):
        with pytest.raises(ArgumentError, match=r"which no file holds.*%%writefile"):
            agent_path(one, tmp_path)


@pytest.mark.parametrize("value", [None, 3, object(), ["agent.py"], len])
def test_what_names_no_file_is_refused(value: object, tmp_path: Path) -> None:
    with pytest.raises(ArgumentError, match="names no file"):
        agent_path(value, tmp_path)


@pytest.mark.parametrize("path", ["nowhere.py", "", "a\0b", "x" * 5000])
def test_what_does_not_exist_is_said_to(path: str, tmp_path: Path) -> None:
    with pytest.raises(UsageError, match=r"does not exist|is empty"):
        agent_path(path, tmp_path)


def test_the_agent_may_be_a_notebook(agent: Path) -> None:
    text = "# Databricks notebook source\n" + agent.read_text(encoding="utf-8")
    agent.with_name("note.py").write_text(text, encoding="utf-8")
    report = scopelint.check("note", resources=[])
    assert [found.check for found in report.findings] == ["missing-scope", "missing-resource"]


def test_imports_are_looked_up_from_where_the_notebook_runs(agent: Path) -> None:
    inner = agent.parent / "src/desk"
    inner.mkdir(parents=True)
    text = agent.read_text(encoding="utf-8").replace('"chat-large"', "LLM")
    (inner / "agent.py").write_text(f"from desk.settings import LLM\n{text}", encoding="utf-8")
    (inner / "__init__.py").touch()
    (inner / "settings.py").write_text('LLM = "chat-large"\n', encoding="utf-8")
    resources = {"databricks": {"serving_endpoint": [{"name": "chat-large"}]}}
    report = scopelint.check("src/desk/agent.py", resources=resources, ignore="missing-scope")
    assert [(one.type, one.id) for one in report.resources] == [
        ("serving_endpoint", report.agents[0].declared.resources[0].id)
    ]
    assert report.findings == ()
