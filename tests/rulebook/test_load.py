# How the table is found, read and refused.
"""Loading: the table's own files, a team's files, prepared forms, and errors that name the mistake."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import pytest

from scopelint.errors import RuleTableError
from scopelint.rulebook import load, prepared
from scopelint.rulebook.load import find_rules, load_table

WRAPPER = """
[package]
name = "acme-agents"
imports = ["acme.agents"]

[[client]]
type = "acme.agents.Toolbox"
credentials = [{ takes = "client", keywords = ["client"] }]

[[rule]]
name = "acme.search"
calls = ["acme.agents.Toolbox.search"]
resources = [{ type = "vector_search_index", id = { position = 0 } }]
"""


@pytest.fixture(autouse=True)
def _own_cache(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("SCOPELINT_CACHE_DIR", str(tmp_path / "cache"))
    load._load.cache_clear()


def write(folder: Path, text: str, name: str = "acme.toml") -> Path:
    path = folder / name
    path.write_text(text, encoding="utf-8")
    return path


def refused(folder: Path, text: str) -> list[str]:
    with pytest.raises(RuleTableError) as caught:
        load_table([write(folder, text)])
    assert caught.value.exit_code == 2
    assert caught.value.remedy
    return caught.value.message.splitlines()


# --- what is right -------------------------------------------------------------------------------


def test_the_table_stands_beside_the_project_file() -> None:
    home = find_rules()
    assert (home / "scopes.toml").is_file()
    assert home.name in {"rules", "_rules"}


def test_a_team_adds_its_own_wrappers(tmp_path: Path) -> None:
    table = load_table([write(tmp_path, WRAPPER)])
    assert [rule.name for rule in table.rules_for("acme.agents.Toolbox.search")] == ["acme.search"]
    assert table.client("acme.agents.Toolbox") is not None
    assert table.client("databricks.sdk.WorkspaceClient") is not None
    assert "acme" in table.roots


def test_without_extension_a_wrapper_means_nothing() -> None:
    table = load_table()
    assert table.client("acme.agents.Toolbox") is None
    assert table.rules_for("acme.agents.Toolbox.search") == ()


def test_keys_are_written_with_hyphens(tmp_path: Path) -> None:
    text = WRAPPER.replace("credentials = [", 'made-by = ["acme.agents.toolbox"]\ncredentials = [')
    table = load_table([write(tmp_path, text)])
    made = table.made_by("acme.agents.toolbox")
    assert made is not None
    assert made.type == "acme.agents.Toolbox"


def test_dates_become_text() -> None:
    row = load_table().scope("dashboards.genie")
    assert row is not None
    assert row.date == "2026-09-18"


# --- what is wrong -------------------------------------------------------------------------------


def test_an_unknown_key_is_named_with_file_row_and_field(tmp_path: Path) -> None:
    (problem,) = refused(tmp_path, WRAPPER.replace("keywords", "keyword"))
    assert "acme.toml" in problem
    assert "[[client]] 1 (`acme.agents.Toolbox`)" in problem
    assert "`credentials.1.keyword`" in problem


def test_every_problem_is_told_at_once(tmp_path: Path) -> None:
    text = WRAPPER.replace('takes = "client"', 'takes = "klient"').replace(
        "position = 0", 'position = "first"'
    )
    problems = refused(tmp_path, text)
    assert len(problems) == 2
    assert "[[client]] 1 (`acme.agents.Toolbox`), field `credentials.1.takes`" in problems[0]
    assert "[[rule]] 1 (`acme.search`), field `resources.1.id.position`" in problems[1]


def test_a_missing_field_is_named(tmp_path: Path) -> None:
    (problem,) = refused(tmp_path, WRAPPER.replace('name = "acme.search"\n', ""))
    assert "[[rule]] 1, field `name`" in problem


def test_an_unknown_resource_type_is_refused(tmp_path: Path) -> None:
    (problem,) = refused(tmp_path, WRAPPER.replace("vector_search_index", "vector_index"))
    assert "[[rule]] 1 (`acme.search`), field `resources.1.type`: no resource type `vector_index`" in problem


def test_an_unknown_scope_is_refused(tmp_path: Path) -> None:
    (problem,) = refused(tmp_path, WRAPPER + 'scopes = [["serving-endpoints"]]\n')
    assert "field `scopes`: no scope `serving-endpoints`" in problem


def test_a_rule_must_speak_the_canonical_name(tmp_path: Path) -> None:
    text = (
        WRAPPER
        + """
[[rule]]
name = "acme.genie"
calls = ["databricks_langchain.genie.GenieAgent"]
resources = [{ type = "genie_space", id = { position = 0 } }]
"""
    )
    (problem,) = refused(tmp_path, text)
    assert "write `databricks_langchain.GenieAgent`" in problem


def test_a_second_rule_of_a_name_is_refused(tmp_path: Path) -> None:
    (problem,) = refused(tmp_path, WRAPPER.replace("acme.search", "databricks-langchain.genie-agent"))
    assert "`databricks-langchain.genie-agent` stands already in clients/databricks-langchain.toml" in problem


def test_a_reader_without_a_value_to_read_is_refused(tmp_path: Path) -> None:
    text = WRAPPER.replace("id = { position = 0 }", 'reader = "strip"')
    (problem,) = refused(tmp_path, text)
    assert "resources.1.id`: missing" in problem


def test_broken_toml_is_refused_with_its_line(tmp_path: Path) -> None:
    (problem,) = refused(tmp_path, "[package\n")
    assert "no valid TOML" in problem
    assert "line 1" in problem


def test_text_that_is_not_utf8_is_refused(tmp_path: Path) -> None:
    path = tmp_path / "acme.toml"
    path.write_bytes(b'[package]\nname = "\xff"\n')
    with pytest.raises(RuleTableError, match="no valid TOML"):
        load_table([path])


def test_a_file_that_is_not_there_is_refused(tmp_path: Path) -> None:
    with pytest.raises(RuleTableError, match=r"none\.toml: cannot be read"):
        load_table([tmp_path / "none.toml"])


# --- the prepared form ---------------------------------------------------------------------------


def test_what_was_prepared_is_what_was_written() -> None:
    first = load_table().rows
    load._load.cache_clear()
    assert load_table().rows == first


def test_a_prepared_table_needs_neither_pydantic_nor_a_toml_parser(tmp_path: Path) -> None:
    load_table()
    code = (
        "import sys; from scopelint.rulebook.load import load_table; load_table();"
        "print([m for m in ('pydantic', 'tomllib', 'tomli', 'libcst', 'mlflow') if m in sys.modules])"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert done.stdout.strip() == "[]"


def test_a_changed_table_is_not_taken_from_the_prepared_form(tmp_path: Path) -> None:
    path = write(tmp_path, WRAPPER)
    load_table([path])
    load._load.cache_clear()
    write(tmp_path, WRAPPER.replace("Toolbox.search", "Toolbox.find"))
    assert load_table([path]).rules_for("acme.agents.Toolbox.find")


@pytest.mark.parametrize("content", ["", "{", "[]", '{"": "Rows"}', '{"": "RuleTable"}', '{"": "os.system"}'])
def test_a_broken_prepared_form_is_made_again(tmp_path: Path, content: str) -> None:
    load_table()
    (kept,) = (tmp_path / "cache" / "scopelint").glob("table-*.json")
    kept.write_text(content, encoding="utf-8")
    load._load.cache_clear()
    assert load_table().scope("sql") is not None


@pytest.mark.skipif(not hasattr(os, "getuid"), reason="the rights of POSIX")
def test_a_directory_that_others_may_write_is_not_trusted(tmp_path: Path) -> None:
    load_table()
    folder = tmp_path / "cache" / "scopelint"
    (kept,) = folder.glob("table-*.json")
    name = kept.stem.removeprefix("table-")
    assert prepared.read(name) is not None
    folder.chmod(0o777)
    assert prepared.read(name) is None
    folder.chmod(0o700)
    kept.chmod(0o666)
    assert prepared.read(name) is None


def test_no_directory_for_prepared_forms_is_no_problem(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    blocked = tmp_path / "file"
    blocked.write_text("", encoding="utf-8")
    monkeypatch.setenv("SCOPELINT_CACHE_DIR", str(blocked))
    assert load_table().scope("sql") is not None
