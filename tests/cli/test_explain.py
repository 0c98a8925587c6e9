# `scopelint explain`: the manual.
"""Tests of the command `explain`."""

from __future__ import annotations

from cli.conftest import Run

from scopelint.checks import pages, registry


def test_without_a_name_all_checks_are_listed(run: Run) -> None:
    result = run("explain")
    assert result.exit_code == 0
    lines = result.stdout.splitlines()
    for check in registry.CHECKS:
        (line,) = [line for line in lines if line.split()[:1] == [check.name]]
        assert check.severity.value in line.split()
        assert len(line.split()) > 3


def test_a_page_is_printed_as_it_is_written(run: Run) -> None:
    name = "missing-scope"
    assert run("explain", name).stdout.rstrip("\n") == pages.page(name).rstrip("\n")


def test_every_check_has_a_page(run: Run) -> None:
    for name in registry.names():
        result = run("explain", name)
        assert (result.exit_code, result.stderr) == (0, "")
        assert name in result.stdout


def test_an_unknown_name_is_corrected(run: Run) -> None:
    result = run("explain", "missing_scop")
    assert (result.exit_code, result.stdout) == (2, "")
    assert result.stderr == "error: there is no check `missing_scop`\nhelp: did you mean `missing-scope`?\n"


def test_a_name_that_resembles_nothing(run: Run) -> None:
    assert "help: `scopelint explain` lists the checks" in run("explain", "zzz").stderr


def test_a_coloured_page_holds_the_same_words(run: Run) -> None:
    from click.testing import CliRunner

    from scopelint.cli.command import scopelint

    page = CliRunner().invoke(scopelint, ["explain", "missing-scope", "--color", "always"], color=True).stdout
    assert page.startswith("\x1b[1;4mmissing-scope\x1b[0m \x1b[1;31merror\x1b[0m\n")
    assert "What it does" in page
    assert "Why it matters" in page
