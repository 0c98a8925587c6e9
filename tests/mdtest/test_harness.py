"""The harness itself, against a made-up report: it must see every difference, and none that is not there."""

from __future__ import annotations

from pathlib import Path

import pytest

from mdtest import assertion, case, suite
from mdtest.assertion import Finding, Place, UseLine
from scopelint.model.auth import Identity, Phase, Target
from scopelint.model.diagnostic import Confidence, Diagnostic, Severity
from scopelint.model.location import Location
from scopelint.model.report import AgentReport, GrantReport, Report, UseReport
from scopelint.model.resource import Resource
from scopelint.model.value import Literal, Symbol, SymbolSource, Value

SUITE = """\
# A check

Prose about it.

```toml
pedantic = true
```

## Loud

```py
a = 1
```

Some words.

`driver.py`:

```py
log()  # error: [missing-scope] "dashboards.genie"
```

```py
b = 2  # use: genie_space "01f0" as user at request  # use: function env:FN as system, user at import
```

### Deeper

```py
pass
```

## No project

Only words.
"""


def _sections(text: str = SUITE) -> list[suite.Section]:
    return [section for section in suite.parse(text) if section.files]


def _finding(
    line: int, check: str = "missing-scope", subject: str = "x", path: str = "agent.py"
) -> Diagnostic:
    return Diagnostic(
        check, Severity.ERROR, Confidence.HIGH, "agent.py", subject, "message", "", Location(path, line)
    )


def _use(line: int, value: Value, *identities: Identity, phase: Phase = Phase.REQUEST) -> UseReport:
    resource = Resource("genie_space", value)
    return UseReport("rule", resource, identities, phase, Location("agent.py", line), (), ())


def _report(*found: Diagnostic, uses: tuple[UseReport, ...] = ()) -> Report:
    agent = AgentReport("agent.py", Target.MODEL_SERVING, (), uses, GrantReport(), GrantReport(), ())
    return Report((agent,), found)


def _check(tmp_path: Path, text: str, report: Report) -> str:
    """Return what the harness has to say about a suite's only project."""
    (section,) = _sections(text)
    try:
        case.check_section(section, Path("s.md"), tmp_path, check=None, runner=lambda *_, **__: report)
    except case.SuiteMismatchError as failure:
        return str(failure)
    return ""


class TestSuite:
    def test_headings_with_code_are_projects(self) -> None:
        assert [section.titles for section in _sections()] == [
            ("A check", "Loud"),
            ("A check", "Loud", "Deeper"),
        ]

    def test_blocks_without_a_name_merge_and_keep_their_lines(self) -> None:
        agent, driver = _sections()[0].files
        assert (agent.name, driver.name) == ("agent.py", "driver.py")
        assert agent.text.startswith("a = 1\nb = 2")
        lines = SUITE.splitlines()
        assert [lines[number - 1] for number in agent.origin] == list(agent.lines)

    def test_settings_are_inherited(self) -> None:
        assert _sections()[1].settings == ("pedantic = true\n",)

    def test_a_heading_inside_a_block_is_code(self) -> None:
        (section,) = _sections("# A\n\n```py\n# comment\nx = 1\n```\n")
        assert section.files[0].lines == ("# comment", "x = 1")

    def test_a_name_holds_only_for_the_next_block(self) -> None:
        (section,) = _sections("# A\n\n`x.py`:\n\n```py\nx = 1\n```\n\n```py\ny = 1\n```\n")
        assert [file.name for file in section.files] == ["x.py", "agent.py"]

    def test_preludes_and_epilogues_frame_what_is_below(self) -> None:
        frame = "# A\n```py prelude\na\n```\n```py epilogue\nz\n```\n"
        text = frame + "## B\n```py\nb\n```\n## C\n`c.py`:\n```py\nc\n```\n"
        b, c = _sections(text)
        assert [(file.name, file.lines, file.origin) for file in b.files] == [
            ("agent.py", ("a", "b", "z"), (3, 10, 6))
        ]
        assert [file.name for file in c.files] == ["c.py"]

    def test_longer_fences_hold_shorter_ones(self) -> None:
        (section,) = _sections("# A\n\n````py\nx = '''\n```\n'''\n````\n")
        assert len(section.files[0].lines) == 3

    @pytest.mark.parametrize(
        "text",
        [
            "```py\nx = 1\n```\n",
            "# A\n```py\nx = 1\n",
            "# A\n`a.py`:\n```py\n```\n`a.py`:\n```py\n```\n",
            "# A\n```notebook\nx\n```\n",
        ],
    )
    def test_what_cannot_be_meant_is_refused(self, text: str) -> None:
        with pytest.raises(suite.SuiteError):
            _sections(text)

    def test_a_file_outside_the_project_is_refused(self, tmp_path: Path) -> None:
        (section,) = _sections("# A\n`../a.py`:\n```py\nx\n```\n")
        with pytest.raises(suite.SuiteError):
            case.write_project(section, tmp_path / "deep")


class TestAssertion:
    def test_several_on_one_line(self) -> None:
        found = list(assertion.of_lines("a.py", ['x()  # why  # error: [a-b] "s"  # warning: [c]']))
        assert found == [
            (Place("a.py", 0, 1), Finding("error", "a-b", "s")),
            (Place("a.py", 0, 1), Finding("warning", "c", None)),
        ]

    def test_own_line_speaks_of_the_next(self) -> None:
        lines = ["# error: [a]", '    # use: table "a.b.c" as user at init', "x()"]
        found = list(assertion.of_lines("a.py", lines))
        assert found == [
            (Place("a.py", 0, 3), Finding("error", "a", None)),
            (Place("a.py", 0, 3), UseLine("table", "a.b.c", ("user",), "init")),
        ]

    def test_magic_lines(self) -> None:
        lines = ["# MAGIC # error: [a]", "# MAGIC x()  # error: [b]"]
        assert [(place.line, str(item)) for place, item in assertion.of_lines("n.py", lines)] == [
            (2, "error: [a]"),
            (2, "error: [b]"),
        ]

    @pytest.mark.parametrize(
        ("text", "use"),
        [
            ('genie_space "01f0" as user at request', ("genie_space", "01f0", ("user",), "request")),
            (
                "function env:FN as user, system at import",
                ("function", "env:FN", ("user", "system"), "import"),
            ),
            ("table ? as unknown at unknown", ("table", "?", ("unknown",), "unknown")),
            ('prompt "a.{}.c" as manual at init', ("prompt", "a.{}.c", ("manual",), "init")),
        ],
    )
    def test_uses(self, text: str, use: tuple[str, str, tuple[str, ...], str]) -> None:
        assert assertion.parse(f"use: {text}") == UseLine(*use)

    @pytest.mark.parametrize("line", ["x  # error: missing", "x  # use: a as user", "x  # error: [Bad]"])
    def test_a_misspelt_assertion_is_an_error(self, line: str) -> None:
        with pytest.raises(assertion.AssertionSyntaxError):
            list(assertion.of_lines("a.py", [line]))

    def test_ordinary_comments_assert_nothing(self) -> None:
        lines = [
            "# error handling",
            "x  # an error: bad",
            "# errors: none",
            "# scopelint: uses table a.b.c as user",
        ]
        assert not list(assertion.of_lines("a.py", lines))

    def test_expect_blocks_name_cells(self) -> None:
        lines = ['a b.ipynb:cell 3:2 error: [x] "s"', "", "d.py:4 warning: [y]"]
        found = list(assertion.of_expect_block(lines))
        assert found == [
            (Place("a b.ipynb", 3, 2), Finding("error", "x", "s")),
            (Place("d.py", 0, 4), Finding("warning", "y", None)),
        ]


class TestMatch:
    ONE = '# A\n\n```py\nx()  # error: [missing-scope] "x"\n```\n'

    def test_met(self, tmp_path: Path) -> None:
        assert _check(tmp_path, self.ONE, _report(_finding(1))) == ""

    def test_missing(self, tmp_path: Path) -> None:
        account = _check(tmp_path, self.ONE, _report())
        assert "s.md:4 (agent.py:1)" in account
        assert '- expected  error: [missing-scope] "x"' in account

    def test_unasserted(self, tmp_path: Path) -> None:
        account = _check(tmp_path, self.ONE, _report(_finding(1), _finding(1, "unused-scope", "y")))
        assert '+ reported  error: [unused-scope] "y"' in account
        assert "expected" not in account

    def test_wrong_line_and_wrong_subject(self, tmp_path: Path) -> None:
        assert _check(tmp_path, self.ONE, _report(_finding(2)))
        assert _check(tmp_path, self.ONE, _report(_finding(1, subject="z")))

    def test_a_place_outside_every_file_is_shown(self, tmp_path: Path) -> None:
        report = _report(_finding(1), _finding(9, path="elsewhere.py"))
        assert "elsewhere.py:9" in _check(tmp_path, self.ONE, report)

    def test_each_assertion_stands_for_one_finding(self, tmp_path: Path) -> None:
        text = '# A\n\n```py\nx()  # error: [missing-scope]  # error: [missing-scope] "x"\n```\n'
        assert _check(tmp_path, text, _report(_finding(1), _finding(1, subject="y"))) == ""
        assert _check(tmp_path, text, _report(_finding(1)))

    def test_uses_count_only_where_one_is_asserted(self, tmp_path: Path) -> None:
        use = _use(1, Literal("01f0"), Identity.USER)
        assert _check(tmp_path, self.ONE, _report(_finding(1), uses=(use,))) == ""
        text = '# A\n\n```py\nx()  # use: genie_space "01f0" as user at request\ny()\n```\n'
        assert _check(tmp_path, text, _report(uses=(use,))) == ""
        other = _use(2, Symbol(SymbolSource.ENV, "SPACE"), Identity.SYSTEM)
        assert '+ reported  use: genie_space "env:SPACE" as system' in _check(
            tmp_path, text, _report(uses=(use, other))
        )

    def test_identities_have_no_order_and_phase_counts(self, tmp_path: Path) -> None:
        text = "# A\n\n```py\nx()  # use: genie_space a as user, system at init\n```\n"
        both = (Identity.SYSTEM, Identity.USER)
        assert _check(tmp_path, text, _report(uses=(_use(1, Literal("a"), *both, phase=Phase.INIT),))) == ""
        assert _check(tmp_path, text, _report(uses=(_use(1, Literal("a"), *both),)))


def test_snapshots_are_rewritten_in_place(tmp_path: Path) -> None:
    path = tmp_path / "s.md"
    path.write_text(
        "# A\n\n```py\nx\n```\n\n```snapshot\nold\n```\n\n## B\n\n```snapshot concise\nold\n```\n"
    )
    sections = list(suite.parse(path.read_text()))
    for section in sections:
        (block,) = section.of_language("snapshot")
        case.rewrite(path, section.titles, case.SnapshotChange(block, f"new\n{section.titles[-1]}\n"))
    assert path.read_text() == (
        "# A\n\n```py\nx\n```\n\n```snapshot\nnew\nA\n```\n\n## B\n\n```snapshot concise\nnew\nB\n```\n"
    )
