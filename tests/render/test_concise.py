# One line per finding, which programs match with a regular expression.
"""Tests of scopelint.render.concise."""

from __future__ import annotations

import re
from dataclasses import replace

from render.reports import Render, finding

from scopelint.model.location import Location
from scopelint.model.report import Report


def test_a_line_per_finding(report: Report, shown: Render) -> None:
    assert shown(report, "concise") == (
        "driver.py:6:41: error[missing-scope] `GenieAgent` asks as the user, but `dashboards.genie` is not "
        "declared\n"
        "driver.py:6:53: warning[unused-scope] scope `sql.warehouses` is declared, but nothing needs it\n"
    )


def test_a_clean_report_is_empty(report: Report, shown: Render) -> None:
    assert shown(replace(report, diagnostics=()), "concise") == ""


def test_notebook_cells_stand_before_the_line(shown: Render) -> None:
    found = finding(location=Location("nb.ipynb", 5, 1, 5, 2, cell=3))
    assert shown(Report((), (found,)), "concise").startswith("nb.ipynb:cell 3:5:1: error[missing-scope] ")


def test_a_line_stays_one_line(shown: Render) -> None:
    found = finding(message="two\nlines\r\x1b[2J", location=Location("a\nb.py"))
    printed = shown(Report((), (found,)), "concise")
    assert printed.count("\n") == 1
    assert re.match(r"(.+):(\d+):(\d+): (error|warning|info)\[([\w-]+)\] (.+)\n$", printed)
    assert "\x1b" not in printed
