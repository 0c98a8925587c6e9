# `scopelint check`: options become settings, reports become exit codes.
"""Tests of the command `check`."""

from __future__ import annotations

import json
from dataclasses import replace
from pathlib import Path

import pytest
from cli.conftest import FakePipeline, Run
from render.reports import example, finding

from scopelint.errors import InternalError, NothingToAnalyse
from scopelint.model.auth import Target
from scopelint.model.diagnostic import Severity
from scopelint.model.report import Report


def test_check_is_the_default_command(run: Run, pipeline: FakePipeline) -> None:
    for arguments in ((), ("check",), (".",), ("--pedantic",), ("check", ".")):
        pipeline.requests.clear()
        assert "missing-scope" in run(*arguments).stdout
        (request,) = pipeline.requests
        assert request.paths == (Path(),)
        assert request.cwd == Path.cwd()


def test_a_folder_may_be_called_like_a_command(run: Run, pipeline: FakePipeline, tmp_path: Path) -> None:
    (tmp_path / "scopes").mkdir()
    run("check", "scopes")
    assert pipeline.requests[0].paths == (Path("scopes"),)


def test_options_become_settings(run: Run, pipeline: FakePipeline, tmp_path: Path) -> None:
    for name in ("driver.py", "own.toml"):
        (tmp_path / name).touch()
    run(
        *("--policy", "driver.py", "--target", "apps", "--output-format", "json", "--select", "scopes,tool"),
        *("--select", "old-mlflow", "--ignore", "unused-scope, ", "--fail-on", "error", "--exit-zero"),
        *(
            "--no-show-evidence",
            "--pedantic",
            "--extend-rules",
            "own.toml",
            "--exclude",
            "a/",
            "--exclude",
            "b",
        ),
        *("--color", "never"),
    )
    settings = pipeline.settings
    assert settings.policies == (tmp_path / "driver.py",) == pipeline.requests[0].policies
    assert settings.target is Target.APPS
    assert settings.output_format == "json"
    assert settings.select == ("scopes", "tool", "old-mlflow")
    assert settings.ignore == ("unused-scope",)
    assert settings.fail_on is Severity.ERROR
    assert (settings.exit_zero, settings.show_evidence, settings.pedantic) == (True, False, True)
    assert settings.extend_rules == (tmp_path / "own.toml",)
    assert settings.exclude == ("a/", "b")
    assert settings.color == "never"


def test_what_is_not_said_comes_from_the_settings_file(
    run: Run, pipeline: FakePipeline, tmp_path: Path
) -> None:
    (tmp_path / "scopelint.toml").write_text(
        'target = "apps"\npedantic = true\nselect = ["all"]\nignore = ["tool"]\nexclude = ["x"]\n'
        'show-evidence = false\nfail-on = "info"\npolicies = ["d.py"]\n'
    )
    run("--ignore", "placement", "--exclude", "y", "--show-evidence")
    settings = pipeline.settings
    assert settings.target is Target.APPS
    assert settings.pedantic
    assert settings.show_evidence
    assert settings.fail_on is Severity.INFO
    assert (settings.select, settings.ignore) == (("all",), ("tool", "placement"))
    assert settings.exclude == ("x", "y")
    assert settings.policies == (tmp_path / "d.py",)


def test_select_is_stronger_than_what_the_file_ignores(
    run: Run, pipeline: FakePipeline, tmp_path: Path
) -> None:
    (tmp_path / "scopelint.toml").write_text('ignore = ["unused-scope"]')
    run("--select", "unused-scope", "--target", "auto")
    assert (pipeline.settings.select, pipeline.settings.ignore) == (("unused-scope",), ())


def test_isolated_reads_no_file(run: Run, pipeline: FakePipeline, tmp_path: Path) -> None:
    (tmp_path / "scopelint.toml").write_text("nonsense = 1")
    assert run().exit_code == 2
    assert run("--isolated").exit_code == 1
    assert pipeline.settings.file is None


def test_the_settings_of_the_paths_count(run: Run, pipeline: FakePipeline, tmp_path: Path) -> None:
    for name in ("a/x", "a/y"):
        (tmp_path / name).mkdir(parents=True)
    (tmp_path / "a" / "scopelint.toml").write_text("pedantic = true")
    (tmp_path / "a" / "x" / "scopelint.toml").write_text("exit-zero = true")
    run("a/x", "a/y")
    assert (pipeline.settings.pedantic, pipeline.settings.exit_zero) == (True, False)


def test_environment_variables_stand_between_options_and_file(
    run: Run, pipeline: FakePipeline, tmp_path: Path
) -> None:
    (tmp_path / "scopelint.toml").write_text('output-format = "json"\nfail-on = "info"')
    result = run(
        *("--fail-on", "warning"),
        SCOPELINT_OUTPUT_FORMAT="concise",
        SCOPELINT_FAIL_ON="error",
        SCOPELINT_PEDANTIC="1",
        SCOPELINT_SELECT="scopes,tool",
    )
    assert result.stdout.startswith("driver.py:6:41: error")
    assert pipeline.settings.fail_on is Severity.WARNING
    assert pipeline.settings.pedantic
    assert pipeline.settings.select == ("scopes", "tool")


@pytest.mark.parametrize(
    ("severities", "arguments", "code"),
    [
        ((), (), 0),
        (("error",), (), 1),
        (("warning",), (), 1),
        (("info",), (), 0),
        (("warning",), ("--fail-on", "error"), 0),
        (("info", "error"), ("--fail-on", "error"), 1),
        (("info",), ("--fail-on", "info"), 1),
        (("error",), ("--exit-zero",), 0),
    ],
)
def test_exit_codes(
    run: Run, pipeline: FakePipeline, severities: tuple[str, ...], arguments: tuple[str, ...], code: int
) -> None:
    found = tuple(finding(severity=Severity(severity)) for severity in severities)
    pipeline.answer = replace(example(), diagnostics=found)
    assert run(*arguments).exit_code == code


def test_nothing_to_analyse_is_told_on_stderr(run: Run, pipeline: FakePipeline) -> None:
    pipeline.answer = NothingToAnalyse("there is no Python in `.`", "name a file or folder that holds some")
    result = run("--exit-zero")
    assert (result.exit_code, result.stdout) == (3, "")
    assert result.stderr == (
        "error: there is no Python in `.`\nhelp: name a file or folder that holds some\n"
    )


def test_a_report_about_nothing_is_written_and_told(run: Run, pipeline: FakePipeline) -> None:
    pipeline.answer = Report((), (), units_read=2)
    result = run("--output-format", "json")
    assert json.loads(result.stdout)["agents"] == []
    assert result.stderr.startswith("error: nothing was analysed: no agent found (2 files read)\nhelp: ")
    assert result.exit_code == 3
    assert run("scopes").exit_code == 3


def test_a_file_that_cannot_be_read_is_a_finding(run: Run, pipeline: FakePipeline) -> None:
    pipeline.answer = Report((), (finding("unreadable", agent=""),))
    assert run().exit_code == 1


def test_our_own_failure_is_short(run: Run, pipeline: FakePipeline) -> None:
    for failure in (InternalError("the rule table is missing"), ZeroDivisionError("by\nzero")):
        pipeline.answer = failure
        result = run()
        assert (result.exit_code, result.stdout) == (4, "")
        assert "Traceback" not in result.stderr
        assert result.stderr.count("\n") <= 2
    assert result.stderr.startswith(
        "error: scopelint failed: ZeroDivisionError: by zero\nhelp: please report"
    )


def test_a_traceback_is_shown_to_who_asks(run: Run, pipeline: FakePipeline) -> None:
    pipeline.answer = ZeroDivisionError()
    result = run(SCOPELINT_DEBUG="1")
    assert result.exit_code == 4
    assert "Traceback" in result.stderr


def test_an_interrupt_is_quiet(run: Run, pipeline: FakePipeline) -> None:
    pipeline.answer = KeyboardInterrupt()
    result = run()
    assert (result.exit_code, result.stdout, result.stderr.strip()) == (130, "", "")


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        (("nowhere.py",), "error: `nowhere.py` does not exist"),
        (("explian",), "help: did you mean the command `explain`?"),
        (("--exclud", "x"), "error: there is no option `--exclud`\nhelp: did you mean `--exclude`?\n"),
        (("--zzzzzz",), "error: there is no option `--zzzzzz`\nhelp: `scopelint check --help` tells"),
        (("--output-format", "xml"), "`xml` is not one of `text`, `concise`, `json`"),
        (("--policy", "nowhere.py"), "error: `nowhere.py` does not exist"),
        (("--policy", "."), "error: `.` is no file"),
        (("--config", "nowhere.toml"), "error: settings file `nowhere.toml` does not exist"),
        (("--output-file", "no/such/folder.json"), "error: `no/such/folder.json` cannot be written"),
        (("--target", "notebook"), "`notebook` is not one of"),
    ],
)
def test_wrong_usage(run: Run, arguments: tuple[str, ...], message: str) -> None:
    result = run(*arguments)
    assert (result.exit_code, result.stdout) == (2, "")
    assert message in result.stderr
    assert "Usage:" not in result.stderr


def test_an_unknown_format_in_the_settings_file(run: Run, tmp_path: Path) -> None:
    (tmp_path / "scopelint.toml").write_text('output-format = "jsn"')
    result = run()
    assert result.exit_code == 2
    assert "error: `scopelint.toml`: `output-format` must be one of" in result.stderr
    assert "help: did you mean `json`?" in result.stderr
    assert run("--output-format", "text").exit_code == 1


def test_an_unknown_check_in_the_settings_file(run: Run, tmp_path: Path) -> None:
    (tmp_path / "pyproject.toml").write_text('[tool.scopelint]\nignore = ["missing-scopes"]')
    result = run()
    assert result.exit_code == 2
    assert result.stderr.startswith("error: `pyproject.toml`: there is no check `missing-scopes`\nhelp: ")


def test_the_output_file_is_written_whole(run: Run, tmp_path: Path) -> None:
    file = tmp_path / "report.json"
    file.write_text("old")
    file.chmod(0o640)
    result = run("--output-format", "json", "--output-file", "report.json")
    assert (result.exit_code, result.stdout) == (1, "")
    assert json.loads(file.read_text())["schema_version"] == 1
    assert file.stat().st_mode & 0o777 == 0o640
    assert [path.name for path in tmp_path.iterdir()] == ["report.json"]


def test_a_failure_leaves_the_output_file_as_it_was(run: Run, pipeline: FakePipeline, tmp_path: Path) -> None:
    file = tmp_path / "report.txt"
    file.write_text("old")
    pipeline.answer = Report((), (finding(message=None),))  # type: ignore[arg-type]
    assert run("--output-file", "report.txt").exit_code == 4
    assert file.read_text() == "old"
    assert [path.name for path in tmp_path.iterdir()] == ["report.txt"]


@pytest.mark.parametrize(
    ("arguments", "env", "coloured"),
    [
        ((), {}, False),
        (("--color", "always"), {}, True),
        (("--color", "always"), {"NO_COLOR": "1"}, True),
        ((), {"FORCE_COLOR": "1"}, True),
        ((), {"FORCE_COLOR": "0"}, False),
        ((), {"FORCE_COLOR": "1", "NO_COLOR": "1"}, False),
        (("--color", "never"), {"FORCE_COLOR": "1"}, False),
    ],
)
def test_colour(run: Run, arguments: tuple[str, ...], env: dict[str, str], coloured: bool) -> None:
    # CliRunner takes colours away from a stream that is no terminal, unless it writes to a file.
    run("--output-file", "report.txt", *arguments, **env)
    assert ("\x1b[" in Path("report.txt").read_text(encoding="utf-8")) is coloured
