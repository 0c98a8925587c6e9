# Shell scripts as declarations of apps: words and their places, bodies, bounds.
from __future__ import annotations

from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from scopelint.declarations.app_calls import AppCall, read_script
from scopelint.declarations.app_calls.shell import commands


def words(text: str) -> list[list[str]]:
    return [[word.text for word in line] for line in commands(text, "deploy.sh")]


def calls(text: str, root: Path = Path("/nowhere")) -> tuple[AppCall, ...]:
    return read_script(text, root / "deploy.sh", lambda file: file.name)


def scopes(text: str, root: Path = Path("/nowhere")) -> list[object]:
    found = []
    for call in calls(text, root):
        held = call.app.get("user_api_scopes") if call.app is not None else None
        found.append(held.data() if held is not None else None)
    return found


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("a b  c", [["a", "b", "c"]]),
        ("a 'b c' \"d e\"", [["a", "b c", "d e"]]),
        ("a b'c'\"d\"", [["a", "bcd"]]),
        ('a "b \\"c\\" $d"', [["a", 'b "c" $d']]),
        ("a \\\n  b\nc", [["a", "b"], ["c"]]),
        ("a # b\nc#d", [["a"], ["c#d"]]),
        ("a; b && c | d", [["a"], ["b"], ["c"], ["d"]]),
        ("x=$(a b) y", [["a", "b"], ["x=${?}", "y"]]),
        ('x="$(a "b c")"', [["a", "b c"], ["x=${?}"]]),
        ("a 'never closed", [["a", "never closed"]]),
        ("x=$(a", [["a"], ["x=${?}"]]),
        ("", []),
    ],
)
def test_words(text: str, expected: list[list[str]]) -> None:
    assert words(text) == expected


def test_places() -> None:
    (line,) = commands("one \\\n  'two' thr\"ee\"", "deploy.sh")
    places = [(word.location.line, word.location.column, word.location.end_column) for word in line]
    assert places == [(1, 1, 4), (2, 4, 7), (2, 9, 15)]


@given(st.text(alphabet="ab '\"\\$(){}[]#;|&`\n\t@=:,-", max_size=200))
def test_any_text_has_words(text: str) -> None:
    for line in commands(text, "deploy.sh"):
        assert all(word.chars for word in line)
        assert all(char.line >= 1 for word in line for char in word.chars)
    calls(f"databricks apps update x --json {text}")


def test_deep_substitution_is_bounded() -> None:
    assert words("$(" * 5_000)


BODY = '{"user_api_scopes": ["sql"]}'


@pytest.mark.parametrize(
    "text",
    [
        f"databricks apps update shop --json '{BODY}'",
        f"databricks apps update shop --json='{BODY}'",
        f"/usr/bin/databricks --profile dev apps update shop --no-wait --json '{BODY}'",
        f"if ! databricks api patch /api/2.0/apps/shop --json '{BODY}' > /dev/null 2>&1; then exit 1; fi",
        f"BODY='{BODY}'\ndatabricks apps update shop --json \"$BODY\"",
        f"export BODY='{BODY}'\ndatabricks apps update shop --json \"${{BODY}}\"",
        'databricks apps update shop --json "{\\"user_api_scopes\\": [\\"sql\\"]}"',
        f'databricks api post /api/2.0/apps/shop/update --json \'{{"update_mask": "*", "app": {BODY}}}\'',
        f"databricks apps create-update shop user_api_scopes --json '{BODY}'",
    ],
)
def test_a_body(text: str) -> None:
    assert scopes(text) == [["sql"]]


def test_a_body_in_a_file(tmp_path: Path) -> None:
    (tmp_path / "app.json").write_text(BODY)
    assert scopes("databricks apps create --json @app.json", tmp_path) == [["sql"]]
    (call,) = calls("databricks apps create --json @../app.json", tmp_path / "inner")
    assert call.app is not None
    assert not call.app.is_mapping


@pytest.mark.parametrize(
    "text",
    [
        "databricks apps get shop",
        "databricks api get /api/2.0/apps/shop",
        f"databricks api patch /api/2.0/permissions/apps/shop --json '{BODY}'",
        f"echo databricks-apps update shop --json '{BODY}'",
        "databricks jobs create --json '{}'",
        "apps update shop",
    ],
)
def test_what_says_nothing_of_an_app(text: str) -> None:
    assert calls(text) == ()


def test_what_a_program_puts_together() -> None:
    text = "BODY=$(python3 -c \"print({'user_api_scopes': ['sql', 'genie']})\")\n"
    assert scopes(text + 'databricks apps update shop --json "$BODY"') == [["sql", "genie"]]
    text = "BODY=$(jq -n --arg s \"$S\" '{user_api_scopes: [$s]}')\n"
    (call,) = calls(text + 'databricks apps update shop --json "$BODY"')
    assert call.app is not None
    held = call.app.get("user_api_scopes")
    assert held is not None
    assert not held.is_list


def test_variables_of_the_script() -> None:
    text = 'SPACE=01f0\nBODY=\'{"resources": [{"genie_space": {"space_id": "\'$SPACE\'"}}]}\'\n'
    (call,) = calls(text + "databricks apps update shop --json $BODY")
    assert call.app is not None
    (entry,) = [item for held in [call.app.get("resources")] if held for item in held.items()]
    named = entry.get("genie_space", "space_id")
    assert named is not None
    assert named.text == "${var.SPACE}"
    assert call.variables.default("var.SPACE") == "01f0"
