# The format for people: what stands in it, and that it is safe and stable.
"""Tests of scopelint.render.text."""

from __future__ import annotations

import re
from dataclasses import replace

import pytest
from render.reports import DRIVER, PLACE, Render, example, finding, text
from rich.cells import cell_len

from scopelint.model.diagnostic import Severity
from scopelint.model.evidence import Step
from scopelint.model.location import Location
from scopelint.model.report import Report
from scopelint.render.options import RenderOptions

WHOLE = """\
error[missing-scope] `GenieAgent` asks as the user, but `dashboards.genie` is not declared
  --> driver.py:6:41
   |
 6 |         user_auth_policy=UserAuthPolicy(api_scopes=["sql.warehouses"]),
   |                                         ^^^^^^^^^^^^^^^^^^^^^^^^^^^^^
   |
  ::: agent.py:10:18
10 |         client = WorkspaceClient(credentials_strategy=ModelServingUserCredentials())
   |                  ------------------------------------------------------------------- acts for the user
11 |         return GenieAgent("01f0売上", client=client).invoke(request)
   |                ----------------------------------- reaches the Genie space `01f0売上`
   |
   = help: write `api_scopes=["sql.warehouses", "dashboards.genie"]`

warning[unused-scope] scope `sql.warehouses` is declared, but nothing needs it
 --> driver.py:6:53
  |
6 |         user_auth_policy=UserAuthPolicy(api_scopes=["sql.warehouses"]),
  |                                                     ^^^^^^^^^^^^^^^^

1 error, 1 warning in 1 agent (3 files read, 1 skipped)
3 more with --pedantic; 1 place not resolved: `scopelint scopes` lists them
"""


def test_the_whole_report(report: Report, shown: Render) -> None:
    assert shown(report) == WHOLE


def test_evidence_can_be_left_out(report: Report, shown: Render) -> None:
    printed = shown(report, options=RenderOptions(show_evidence=False))
    assert "acts for the user" not in printed
    assert ":::" not in printed
    assert "= help:" in printed


def test_a_step_at_the_findings_own_place_labels_it(shown: Render) -> None:
    steps = (Step(PLACE, "built here"), Step(PLACE, "built here"))
    report = replace(example(), diagnostics=(finding(evidence=steps),))
    printed = shown(report)
    assert re.search(r"\^ built here$", printed, re.MULTILINE)
    assert printed.count("built here") == 1


def test_steps_stand_in_the_order_of_their_file(shown: Render) -> None:
    def step(path: str, line: int, column: int, words: str) -> Step:
        return Step(Location(path, line, column, line, column + 2), words)

    steps = (
        step("agent.py", 10, 9, "second"),
        step("driver.py", 1, 1, "fifth"),
        step("agent.py", 9, 5, "first"),
        step("agent.py", 11, 16, "third"),
        step("agent.py", 11, 28, "fourth"),
    )
    printed = shown(replace(example(), diagnostics=(finding(location=Location("x.py"), evidence=steps),)))
    words = re.findall(r"first|second|third|fourth|fifth", printed)
    assert words == ["first", "second", "third", "fourth", "fifth"]
    assert printed.count(":::") == 2
    assert printed.count("11 |") == 1


def test_a_long_stretch_shows_its_beginning_and_its_end(shown: Render) -> None:
    report = replace(example(), diagnostics=(finding(location=Location("driver.py", 1, 1, 8, 2)),))
    assert shown(report).split("\n")[1:9] == [
        " --> driver.py:1:1",
        "  |",
        "1 | / mlflow.pyfunc.log_model(",
        '2 | |     name="agent",',
        '3 | |     python_model="agent.py",',
        "... |",
        "8 | | )",
        "  | |_^",
    ]


def test_a_short_stretch_is_shown_whole(shown: Render) -> None:
    place = Location("driver.py", 5, 17, 7, 6)
    printed = shown(replace(example(), diagnostics=(finding(location=place),)))
    assert [line[4:6] for line in printed.split("\n")[3:7]] == ["/ ", "| ", "| ", "|_"]


def test_a_place_without_source_is_named(shown: Render) -> None:
    gone = finding(location=Location("MLmodel", 3, 1, 3, 4), evidence=(Step(Location("x.py", 7, 2), "made"),))
    printed = shown(Report((), (gone,)))
    assert " --> MLmodel:3:1\n" in printed
    assert " ::: x.py:7:2\n" in printed
    assert "line 7: made" in printed


def test_places_in_notebooks_name_the_cell(shown: Render) -> None:
    place = Location("nb.ipynb", 2, 1, 2, 4, cell=5)
    printed = shown(Report((), (finding(location=place),), sources=(text("nb.ipynb", "a\nbcd", cell=5),)))
    assert "--> nb.ipynb:cell 5:2:1\n" in printed
    assert "2 | bcd\n  | ^^^\n" in printed


def test_agents_are_headings_where_there_are_several(shown: Render) -> None:
    found = (
        finding(agent="b.py", location=Location("b.py")),
        finding(agent="a.py", location=Location("a.py")),
    )
    printed = shown(Report((), found))
    assert printed.index("agent a.py\n") < printed.index("--> a.py") < printed.index("agent b.py\n")
    assert "agent a.py" not in shown(Report((), found[1:]))


def test_order_does_not_depend_on_the_order_of_the_checks(report: Report, shown: Render) -> None:
    backwards = replace(report, diagnostics=tuple(reversed(report.diagnostics)))
    assert shown(backwards) == shown(report)


def test_the_worst_of_one_place_comes_first(shown: Render) -> None:
    found = (finding("missing-dependency", severity=Severity.WARNING), finding("missing-resource"))
    printed = shown(Report((), found))
    assert printed.index("missing-resource") < printed.index("missing-dependency")


def test_text_from_files_is_no_markup_and_no_escape_sequence(shown: Render) -> None:
    evil = "[bold]x[/bold] [link=http://evil]y :smile: \x1b[31m \u202e"
    found = finding(message=evil, help=evil, location=Location(f"{evil}.py", 1, 1, 1, 2))
    report = Report((), (found,), sources=(text(f"{evil}.py", evil),))
    for color in (False, True):
        printed = shown(report, options=RenderOptions(color=color))
        assert "[bold]x[/bold] [link=http://evil]y :smile:" in printed
        assert "\u202e" not in printed
        assert "\x1b[31m " not in printed
    assert "\x1b" not in shown(report)


def test_colour_changes_no_word(report: Report, shown: Render) -> None:
    coloured = shown(report, options=RenderOptions(color=True))
    plain = re.sub(r"\x1b\[[0-9;]*m|\x1b\]8;[^\x1b]*\x1b\\", "", coloured)
    assert plain == WHOLE
    assert coloured != plain


@pytest.mark.parametrize("width", [40, 60, 80, 120])
def test_frames_fit_the_terminal(report: Report, shown: Render, width: int) -> None:
    printed = shown(report, options=RenderOptions(width=width))
    frames = [line for line in printed.split("\n") if re.match(r" *\d* [|=]", line)]
    assert frames
    assert max(cell_len(line) for line in frames) <= width


def test_a_pipe_wraps_nothing(shown: Render) -> None:
    words = "word " * 100
    printed = shown(Report((), (finding(message=words.strip(), help=words.strip()),)))
    assert words.strip() in printed.split("\n")[0]
    assert words.strip() in printed.split("\n")[3]


@pytest.mark.parametrize(
    ("report", "line"),
    [
        (replace(example(), diagnostics=()), "no findings in 1 agent (3 files read, 1 skipped)"),
        (
            Report((), (), units_read=2),
            "no findings because nothing was analysed: no agent found (2 files read)",
        ),
        (Report((), (finding(severity=Severity.INFO),), units_read=1), "1 note (1 file read)"),
        (Report((), (finding(), finding(subject="b"))), "2 errors (0 files read)"),
    ],
)
def test_the_summary_counts(report: Report, line: str, shown: Render) -> None:
    assert line in shown(report).split("\n")


def test_the_summary_tells_what_was_ignored(report: Report, shown: Render) -> None:
    silent = replace(report, hidden=0, agents=(), ignored=(finding(),), diagnostics=())
    assert shown(silent).endswith("1 finding ignored by comments\n")


def test_the_source_of_the_example_is_what_its_places_say() -> None:
    assert DRIVER.split("\n")[5][52:68] == '"sql.warehouses"'
