# Settings files: where they are looked for, what they may hold, and how a wrong one is refused.
"""Tests of scopelint.config."""

from __future__ import annotations

from pathlib import Path

import pytest

from scopelint.config import KEYS, Settings, load_settings
from scopelint.errors import ConfigError
from scopelint.model.auth import Target
from scopelint.model.diagnostic import Severity


def write(file: Path, text: str) -> Path:
    file.parent.mkdir(parents=True, exist_ok=True)
    file.write_text(text, encoding="utf-8")
    return file


def refused(folder: Path, text: str) -> ConfigError:
    write(folder / "scopelint.toml", text)
    with pytest.raises(ConfigError) as caught:
        load_settings(folder)
    assert "scopelint.toml" in caught.value.message
    assert "\n" not in caught.value.message
    assert caught.value.exit_code == 2
    return caught.value


def test_no_file_gives_the_defaults(tmp_path: Path) -> None:
    assert load_settings(tmp_path) == Settings()


def test_every_key_is_read(tmp_path: Path) -> None:
    file = write(
        tmp_path / "scopelint.toml",
        """
        target = "apps"
        select = ["all"]
        ignore = ["unused-scope", "tool"]
        fail-on = "error"
        output-format = "json"
        output-file = "out/report.json"
        exit-zero = true
        show-evidence = false
        pedantic = true
        extend-rules = ["wrappers.toml"]
        exclude = ["vendor/", "*.bak.py"]
        policies = ["../driver.py"]
        color = "never"
        """,
    )
    assert load_settings(tmp_path / "src" / "agent.py") == Settings(
        target=Target.APPS,
        select=("all",),
        ignore=("unused-scope", "tool"),
        fail_on=Severity.ERROR,
        output_format="json",
        output_file=tmp_path / "out/report.json",
        exit_zero=True,
        show_evidence=False,
        pedantic=True,
        extend_rules=(tmp_path / "wrappers.toml",),
        exclude=("vendor/", "*.bak.py"),
        policies=(tmp_path.parent / "driver.py",),
        color="never",
        file=file,
    )


def test_every_field_has_a_key() -> None:
    fields = set(Settings.__dataclass_fields__) - {"file"}
    assert {key.replace("-", "_") for key in KEYS} == fields


def test_target_auto_is_no_target(tmp_path: Path) -> None:
    write(tmp_path / "scopelint.toml", 'target = "auto"')
    assert load_settings(tmp_path).target is None


def test_the_nearest_file_wins(tmp_path: Path) -> None:
    write(tmp_path / "pyproject.toml", "[tool.scopelint]\npedantic = true")
    near = write(tmp_path / "a" / "pyproject.toml", "[tool.scopelint]\nexit-zero = true")
    settings = load_settings(tmp_path / "a" / "b")
    assert (settings.file, settings.pedantic, settings.exit_zero) == (near, False, True)


def test_a_project_file_without_our_table_is_passed_over(tmp_path: Path) -> None:
    far = write(tmp_path / "scopelint.toml", "pedantic = true")
    write(tmp_path / "a" / "pyproject.toml", "[tool.ruff]\nline-length = 80")
    assert load_settings(tmp_path / "a").file == far


def test_scopelint_toml_stands_before_pyproject_toml(tmp_path: Path) -> None:
    write(tmp_path / "pyproject.toml", "[tool.scopelint]\npedantic = true")
    own = write(tmp_path / "scopelint.toml", "")
    assert load_settings(tmp_path) == Settings(file=own)


def test_an_explicit_file_stands_before_the_nearest(tmp_path: Path) -> None:
    write(tmp_path / "scopelint.toml", "pedantic = true")
    other = write(tmp_path / "ci" / "strict.toml", 'fail-on = "info"\npolicies = ["d.py"]')
    settings = load_settings(tmp_path, other)
    assert settings == Settings(fail_on=Severity.INFO, policies=(tmp_path / "ci" / "d.py",), file=other)


def test_an_explicit_file_that_is_not_there(tmp_path: Path) -> None:
    with pytest.raises(ConfigError, match=r"gone\.toml` does not exist"):
        load_settings(tmp_path, tmp_path / "gone.toml")


def test_an_explicit_project_file_without_our_table(tmp_path: Path) -> None:
    file = write(tmp_path / "pyproject.toml", "")
    with pytest.raises(ConfigError, match=r"has no table `\[tool\.scopelint\]`"):
        load_settings(tmp_path, file)


def test_a_byte_order_mark_is_no_error(tmp_path: Path) -> None:
    (tmp_path / "scopelint.toml").write_bytes(b"\xef\xbb\xbfpedantic = true\r\n")
    assert load_settings(tmp_path).pedantic


@pytest.mark.parametrize(
    ("text", "message", "remedy"),
    [
        ("fail_on = 'error'", "unknown key `fail_on`", "did you mean `fail-on`?"),
        ("polices = []", "unknown key `polices`", "did you mean `policies`?"),
        ("[tool.scopelint]\npedantic = true", "unknown key `tool`", "leave out `[tool.scopelint]`"),
        ("zzz = 1", "unknown key `zzz`", "known keys are target, "),
        ("pedantic = 1", "`pedantic` must be `true` or `false`, not an integer", ""),
        (
            "select = 'missing-scope'",
            "`select` must be a list of strings, not a string",
            "write it in brackets",
        ),
        ("select = [1]", "`select` must be a string, not an integer", ""),
        ("output-file = true", "`output-file` must be a string, not a boolean", ""),
        ("fail-on = 'warn'", "`fail-on` must be one of `error`, `warning`, `info`, not `warn`", "`warning`"),
        ("target = 'app'", "not `app`", "did you mean `apps`?"),
        ("color = ''", "`color` must not be empty", ""),
        ("exclude = {}", "`exclude` must be a list of strings, not a table", ""),
        ("target = 2026-01-01", "`target` must be a string, not a date or time", ""),
        ("target = ", "is not valid TOML", ""),
    ],
)
def test_a_wrong_file_is_refused(tmp_path: Path, text: str, message: str, remedy: str) -> None:
    error = refused(tmp_path, text)
    assert message in error.message
    assert remedy in error.remedy


def test_text_that_is_not_utf8_is_refused(tmp_path: Path) -> None:
    (tmp_path / "scopelint.toml").write_bytes(b"target = '\xff'")
    with pytest.raises(ConfigError, match="is not UTF-8"):
        load_settings(tmp_path)


def test_a_tool_entry_that_is_no_table_is_refused(tmp_path: Path) -> None:
    write(tmp_path / "pyproject.toml", "[tool]\nscopelint = 3")
    with pytest.raises(ConfigError, match="must be a table"):
        load_settings(tmp_path)
