from __future__ import annotations

import contextlib
import os
import time
from pathlib import Path

import pytest
import yaml
from hypothesis import given
from hypothesis import strategies as st

from scopelint.source.yaml_document import (
    MAX_DEPTH,
    Tree,
    UnreadableYamlError,
    compose,
    parse_yaml,
    read_yaml,
)

BUNDLE = """\
bundle:
  name: shop
resources:
  apps:
    shop:
      user_api_scopes: [sql, "dashboards.genie"]
      config:
        env:
          - name: A
            value: &space 01f0
          - name: B
            value: *space
"""


def tree(text: str) -> Tree:
    found = parse_yaml(text.encode(), "file.yml")
    assert found is not None
    return found


def refusal(text: str) -> str:
    with pytest.raises(UnreadableYamlError) as caught:
        parse_yaml(text.encode(), "file.yml")
    return f"{caught.value.location}: {caught.value}"


def test_keys_and_values_know_where_they_stand() -> None:
    app = tree(BUNDLE).get("resources", "apps", "shop")
    assert app is not None
    key, scopes = app.key("user_api_scopes"), app.get("user_api_scopes")
    assert key is not None
    assert scopes is not None
    assert str(key.location) == "file.yml:6:7"
    assert (key.location.end_line, key.location.end_column) == (6, 22)
    assert [(str(item.location), item.text) for item in scopes.items()] == [
        ("file.yml:6:25", "sql"),
        ("file.yml:6:30", "dashboards.genie"),
    ]
    assert (scopes.location.column, scopes.location.end_column) == (24, 49)


def test_an_alias_stands_where_its_anchor_does() -> None:
    env = tree(BUNDLE).get("resources", "apps", "shop", "config", "env")
    assert env is not None
    values = [item.get("value") for item in env.items()]
    assert [str(value.location) for value in values if value] == ["file.yml:10:20"] * 2


def test_text_is_what_is_written_and_null_is_none() -> None:
    assert [item.text for item in tree("[yes, 0x10, ~, null, '', 'null', 01f0]").items()] == [
        *("yes", "0x10", None, None, "", "null", "01f0")
    ]
    assert tree("a: [1]").text is None
    assert tree("- 1").get("a") is None


def test_of_two_keys_the_last_counts_as_for_every_reader() -> None:
    assert tree("a: 1\nb: 2\na: 3\n").data() == {"a": 3, "b": 2}
    assert [value.text for _, value in tree("a: 1\nb: 2\na: 3\n").entries()] == ["3", "2"]


def test_merge_keys_fill_in_what_is_not_said() -> None:
    text = "x: &x {a: 1, b: 1}\ny: &y {b: 2, c: 2}\nz:\n  <<: [*x, *y]\n  a: 0\n"
    assert tree(text).data() == yaml.safe_load(text)
    assert tree('z: {"<<": {a: 1}}').data() == {"z": {"<<": {"a": 1}}}


def test_the_first_document_counts() -> None:
    assert tree("a: 1\n---\nb: [\n").data() == {"a": 1}
    assert parse_yaml(b"", "file.yml") is None
    assert parse_yaml(b"# nothing\n", "file.yml") is None


def test_standard_tags_are_data() -> None:
    assert tree("[!!str 1, !!int '2', !!float 1, !!set {a}, !!int many, !!null x]").data() == [
        *("1", 2, 1.0, {"a": None}, "many", None)
    ]


DATA = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats(allow_nan=False) | st.text("ab: -#'\"\n1.é"),
    lambda inner: st.lists(inner, max_size=4) | st.dictionaries(st.text("abc01"), inner, max_size=4),
    max_leaves=20,
)


@given(DATA, st.booleans())
def test_data_is_what_the_safe_loader_reads(data: object, flow: bool) -> None:
    text = yaml.safe_dump(data, default_flow_style=flow)
    found = parse_yaml(text.encode(), "file.yml")
    assert (found.data() if found is not None else None) == yaml.safe_load(text) == data


@given(st.binary(max_size=200) | st.text("[]{}&*!<>|-?:,#%@ \n\tab\"'", max_size=200).map(str.encode))
def test_any_bytes_are_read_or_refused(content: bytes) -> None:
    with contextlib.suppress(UnreadableYamlError):
        found = parse_yaml(content, "file.yml")
        assert found is None or found.size >= len(found.members)
        assert found is None or found.data() is not found


# --- what is refused ---------------------------------------------------------------------------------


def bomb(levels: int, *, item: str = "[{0}, {0}, {0}, {0}]") -> str:
    lines = ["a0: &a0 {x: 1, y: 2}"]
    lines += [f"a{n}: &a{n} " + item.format(f"*a{n - 1}") for n in range(1, levels)]
    return "\n".join(lines) + "\n"


@pytest.mark.parametrize(
    ("text", "why"),
    [
        ("a: [", "not valid YAML: did not find expected node content"),
        ("a: *b", "file.yml:1:4: the alias `*b` names nothing"),
        ("a: &a [1, *a]", "file.yml:1:11: the alias `*a` holds itself"),
        ("a: &a\n  b: *a\n", "file.yml:2:6: the alias `*a` holds itself"),
        (bomb(30), "file.yml:8:25: it stands for more than 100000 values"),
        (bomb(30, item="{{<<: [{0}, {0}, {0}, {0}]}}"), "stands for more than 100000 values"),
        ("- 1\n" * 100_001, "file.yml:100000:3: it stands for more than 100000 values"),
        ("[" * 100_000, "file.yml:1:65: it is nested more than 64 deep"),
        ("- " * 100_000, "it is nested more than 64 deep"),
        ("{a: " * 1000, "it is nested more than 64 deep"),
        ("a: " + "x" * 1_000_001, "file.yml:1:1: larger than 1 MB"),
        ("!!python/object/apply:os.system [exit]", "the tag `!!python/object/apply:os.system` stands for no"),
        ("a: !!python/name:os.system", "file.yml:1:4: the tag `!!python/name:os.system`"),
        ("a: !include x", "file.yml:1:4: the tag `!include`"),
        ("a: \x00", "not valid YAML: "),
    ],
)  # fmt: skip
def test_what_is_refused(text: str, why: str) -> None:
    started = time.perf_counter()
    assert why in refusal(text)
    assert time.perf_counter() - started < 5


def test_depth_counts_what_aliases_stand_for() -> None:
    chain = "a0: &a0 [x]\n" + "".join(f"a{n}: &a{n} [*a{n - 1}]\n" for n in range(1, 200))
    assert "nested more than 64 deep" in refusal(chain)
    assert tree("[" * MAX_DEPTH + "]" * MAX_DEPTH).depth == MAX_DEPTH


@pytest.mark.parametrize("number", ["1" + ":1" * 100_000, "9" * 100_000, "1" * 5_000 + ".5"])
def test_a_number_that_nobody_writes_stays_text(number: str) -> None:
    started = time.perf_counter()
    assert tree(f"a: {number}").data() == {"a": number}
    assert time.perf_counter() - started < 1


def test_files_that_cannot_be_read(tmp_path: Path) -> None:
    (tmp_path / "bad.yml").write_text("a: [")
    assert compose(tmp_path / "bad.yml", "bad.yml") is None
    for file in (tmp_path / "none.yml", tmp_path, tmp_path / "a\0b"):
        assert compose(file, "x.yml") is None
        with pytest.raises(UnreadableYamlError) as caught:
            read_yaml(file, "x.yml")
        assert str(caught.value.location) == "x.yml:1:1"


@pytest.mark.skipif(not hasattr(os, "mkfifo"), reason="no pipes here")
def test_a_pipe_does_not_block(tmp_path: Path) -> None:
    os.mkfifo(tmp_path / "pipe.yml")
    with pytest.raises(UnreadableYamlError, match="not a regular file"):
        read_yaml(tmp_path / "pipe.yml", "pipe.yml")
