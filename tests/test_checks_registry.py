# The registry, selection and ignore comments: one place each, tested apart from the analysis.
from __future__ import annotations

import time
from importlib.resources import files
from pathlib import Path

import pytest

from scopelint.checks import pages, registry
from scopelint.checks.selection import selection
from scopelint.checks.suppress import Ignore, ignores, ignores_in_yaml, suppress
from scopelint.checks.unreadable import unreadable
from scopelint.errors import UsageError
from scopelint.facts.records import Comment, Constant, Evaluate, ModuleFacts
from scopelint.model.diagnostic import Confidence, Diagnostic, Severity
from scopelint.model.location import Location, Span
from scopelint.source.unit import Unit, UnitKind, UnitProblem


def finding(check: str, line: int, *, end: int = 0, path: str = "agent.py", cell: int = 0) -> Diagnostic:
    location = Location(path, line, 1, end or line, 10, cell)
    return Diagnostic(check, Severity.ERROR, Confidence.HIGH, "agent.py", "x", "m", "", location)


def comments_of(
    text: str, *, kind: UnitKind = UnitKind.PYTHON, lines: tuple[tuple[int, int], ...] | None = None
) -> tuple[Ignore, ...]:
    """Read the comments of `text` as the facts would hand them on."""
    found = []
    for number, line in enumerate(text.splitlines(), start=1):
        before, mark, after = line.partition("# scopelint:")
        if mark:
            span = Span(number, len(before) + 1, number, len(line) + 1)
            found.append(Comment("scopelint:" + after, span, not before.strip()))
    body: tuple[Evaluate, ...] = ()
    if text.startswith('"""'):
        body = (Evaluate(Constant("doc", Span(1, 1, 1, 9)), Span(1, 1, 1, 9)),)
    unit = Unit("agent.py", Path("/p/agent.py"), Path("/p/agent.py"), kind, text, lines)
    return ignores(unit, ModuleFacts(body, (), tuple(found)))


ALL = frozenset(registry.names())


class TestRegistry:
    def test_names_are_kebab_case_and_unique(self) -> None:
        names = registry.names()
        assert len(set(names)) == len(names)
        assert all(name == name.lower() and "_" not in name for name in names)

    def test_each_check_has_its_own_module(self) -> None:
        for check in registry.CHECKS:
            assert type(check).__module__ == f"scopelint.checks.{check.name.replace('-', '_')}"

    def test_each_file_that_holds_a_check_is_registered(self) -> None:
        registered = {type(check).__module__.rpartition(".")[2] for check in registry.CHECKS}
        held = {
            Path(item.name).stem
            for item in files("scopelint.checks").iterdir()
            if item.name.endswith(".py") and "(Check):" in item.read_text(encoding="utf-8")
        }
        assert held == registered

    def test_each_check_has_a_page_and_no_page_is_without_check(self) -> None:
        held = {Path(item.name).stem for item in (files("scopelint.checks") / "pages").iterdir()}
        assert held == ALL

    def test_each_page_has_the_house_form(self) -> None:
        for name in registry.names():
            text = pages.page(name)
            assert text.startswith(f"# {name}\n"), name
            wanted = ["## What it does", "## Why it matters", "## Example", "## Use instead", "## References"]
            places = [text.find(heading) for heading in wanted]
            assert -1 not in places, (name, places)
            assert places == sorted(places), name
            assert pages.summary(name).endswith("."), name

    def test_the_docstring_is_the_summary_of_the_page(self) -> None:
        for check in registry.CHECKS:
            assert (check.__doc__ or "").split("\n")[0] == pages.summary(check.name)

    def test_lookup(self) -> None:
        assert registry.by_name("unreadable").severity is Severity.ERROR
        assert registry.group_of("unused-ignore") == "tool"
        with pytest.raises(KeyError):
            registry.by_name("no-such-check")
        with pytest.raises(KeyError):
            pages.page("no-such-check")

    def test_a_misspelt_name_leads_to_the_right_one(self) -> None:
        assert registry.nearest("missing_scopes") == "missing-scope"
        assert registry.nearest("E501") is None


class TestSelection:
    def test_by_default_advice_and_doubt_stay_hidden(self) -> None:
        chosen = selection()
        assert chosen.shows(finding("missing-scope", 1))
        info = Diagnostic(
            "broad-scope", Severity.INFO, Confidence.HIGH, "a", "x", "m", "", Location("agent.py")
        )
        doubt = Diagnostic(
            "missing-scope", Severity.ERROR, Confidence.LOW, "a", "x", "m", "", Location("agent.py")
        )
        assert chosen.divide([info, doubt]) == ((), (info, doubt))
        assert selection(pedantic=True).divide([info, doubt]) == ((info, doubt), ())
        assert selection(["default", "broad-scope"]).divide([info, doubt]) == ((info,), (doubt,))
        assert selection(["all"]).divide([info, doubt]) == ((info, doubt), ())

    def test_named_checks_run_alone(self) -> None:
        chosen = selection(["unused-scope"])
        assert [check.name for check in chosen.checks] == ["unused-scope"]
        assert not chosen.shows(finding("missing-scope", 1))

    def test_groups_and_ignored_names(self) -> None:
        chosen = selection(["scopes"], ["broad-scope"])
        assert "missing-scope" in chosen.running
        assert "broad-scope" not in chosen.running
        assert "missing-resource" not in chosen.running

    def test_unknown_names_are_refused_with_the_nearest(self) -> None:
        with pytest.raises(UsageError, match="no check `missing-scop`") as caught:
            selection(["missing-scop"])
        assert "missing-scope" in caught.value.remedy


class TestSuppress:
    def test_a_comment_covers_its_line(self) -> None:
        comments = comments_of("x = 1\ny = 2  # scopelint: ignore[missing-scope] known\n")
        hit, miss = finding("missing-scope", 2), finding("missing-scope", 1)
        result = suppress([hit, miss], comments, ALL)
        assert result.ignored == (hit,)
        assert result.kept == (miss,)
        assert result.unused == ()

    def test_any_line_of_a_finding_will_do(self) -> None:
        comments = comments_of("f(\n  1,\n)  # scopelint: ignore[missing-scope]\n")
        hit = finding("missing-scope", 1, end=3)
        assert suppress([hit], comments, ALL).ignored == (hit,)

    def test_a_comment_line_covers_the_next_line_of_code(self) -> None:
        text = "x = 1\n# scopelint: ignore[missing-scope]\n# and why\n\ny = 2\nz = 3\n"
        comments = comments_of(text)
        hit, miss = finding("missing-scope", 5), finding("missing-scope", 6)
        result = suppress([hit, miss], comments, ALL)
        assert (result.ignored, result.kept) == ((hit,), (miss,))

    def test_stacked_comment_lines_all_count(self) -> None:
        text = "x = 1\n# scopelint: ignore[missing-scope]\n# scopelint: ignore[unused-scope]\ny = 2\n"
        both = [finding("missing-scope", 4), finding("unused-scope", 4)]
        result = suppress(both, comments_of(text), ALL)
        assert result.ignored == tuple(both)
        assert result.unused == ()

    @pytest.mark.parametrize(
        "head", ["", "#!/usr/bin/env python\n", "# Databricks notebook source\n\n", '"""doc"""\n\n']
    )
    def test_before_any_code_it_covers_the_file(self, head: str) -> None:
        comments = comments_of(f"{head}# scopelint: ignore[missing-scope]\nimport a\nimport b\n")
        far = finding("missing-scope", 40)
        assert suppress([far], comments, ALL).ignored == (far,)
        elsewhere = finding("missing-scope", 40, path="driver.py")
        assert suppress([elsewhere], comments, ALL).kept == (elsewhere,)

    def test_after_code_it_does_not_cover_the_file(self) -> None:
        comments = comments_of("import a\n# scopelint: ignore[missing-scope]\nimport b\n")
        far = finding("missing-scope", 40)
        assert suppress([far], comments, ALL).kept == (far,)

    def test_trailing_on_the_first_line_is_only_that_line(self) -> None:
        comments = comments_of("import a  # scopelint: ignore[missing-scope]\nimport b\n")
        far = finding("missing-scope", 2)
        assert suppress([far], comments, ALL).kept == (far,)

    def test_cells_are_kept_apart(self) -> None:
        comments = comments_of(
            "a = 1\nb = 2  # scopelint: ignore[missing-scope]\n",
            kind=UnitKind.JUPYTER, lines=((2, 1), (3, 1)),
        )  # fmt: skip
        hit, miss = finding("missing-scope", 1, cell=3), finding("missing-scope", 1, cell=2)
        result = suppress([hit, miss], comments, ALL)
        assert (result.ignored, result.kept) == ((hit,), (miss,))

    def test_a_written_file_speaks_for_itself_alone(self) -> None:
        comments = comments_of(
            "# scopelint: ignore[missing-scope]\na = 1\n",
            kind=UnitKind.WRITTEN_FILE, lines=((4, 2), (4, 3)),
        )  # fmt: skip
        hit, miss = finding("missing-scope", 3, cell=4), finding("missing-scope", 3, cell=5)
        result = suppress([hit, miss], comments, ALL)
        assert (result.ignored, result.kept) == ((hit,), (miss,))

    def test_names_are_required(self) -> None:
        hit = finding("missing-scope", 1)
        result = suppress([hit], comments_of("x = 1  # scopelint: ignore\n"), ALL)
        assert result.kept == (hit,)
        assert ["without the names" in it.message for it in result.unused] == [True]

    def test_unknown_names_are_told_with_the_nearest(self) -> None:
        result = suppress([], comments_of("x = 1  # scopelint: ignore[missing-scop]\n"), ALL)
        assert [(it.subject, it.help) for it in result.unused] == [("missing-scop", "write `missing-scope`")]

    def test_unknown_verbs_are_told(self) -> None:
        result = suppress([], comments_of("x = 1  # scopelint: disable[missing-scope]\n"), ALL)
        assert [it.subject for it in result.unused] == ["disable"]

    def test_uses_comments_are_none_of_our_business(self) -> None:
        assert comments_of("x = 1  # scopelint: uses genie_space 01f0 as user\n") == ()

    def test_only_the_names_that_matched_nothing_are_unused(self) -> None:
        comments = comments_of("x = 1  # scopelint: ignore[missing-scope, unused-scope]\n")
        result = suppress([finding("missing-scope", 1)], comments, ALL)
        assert [it.subject for it in result.unused] == ["unused-scope"]

    def test_a_check_that_did_not_run_leaves_no_comment_unused(self) -> None:
        comments = comments_of("x = 1  # scopelint: ignore[missing-scope]\n")
        assert suppress([], comments, {"unused-scope", "unused-ignore"}).unused == ()
        assert suppress([], comments, {"missing-scope"}).unused == ()

    def test_an_unused_ignore_can_be_ignored(self) -> None:
        comments = comments_of("x = 1  # scopelint: ignore[missing-scope, unused-ignore] kept for 2.0\n")
        result = suppress([], comments, ALL)
        assert result.unused == ()
        assert [it.check for it in result.ignored] == ["unused-ignore"]

    def test_yaml(self) -> None:
        text = "resources:\n  apps:\n    # scopelint: ignore[unused-resource]\n    a: 1\n    b: 2\n"
        comments = ignores_in_yaml("databricks.yml", text)
        hit = finding("unused-resource", 4, path="databricks.yml")
        miss = finding("unused-resource", 5, path="databricks.yml")
        result = suppress([hit, miss], comments, ALL)
        assert (result.ignored, result.kept) == ((hit,), (miss,))

    def test_many_comments_take_no_longer_than_they_are_many(self) -> None:
        started = time.perf_counter()
        assert (
            len(ignores_in_yaml("databricks.yml", "# scopelint: ignore[unused-scope] why\n" * 20_000))
            == 20_000
        )
        assert time.perf_counter() - started < 5

    def test_yaml_head(self) -> None:
        comments = ignores_in_yaml("databricks.yml", "# scopelint: ignore[unused-resource]\nresources:\n")
        hit = finding("unused-resource", 44, path="databricks.yml")
        assert suppress([hit], comments, ALL).ignored == (hit,)


def test_unreadable_says_what_and_why() -> None:
    made = unreadable(UnitProblem(Location("a.py", 3), "it is not UTF-8", "save it as UTF-8"))
    assert made.message == "`a.py` could not be read: it is not UTF-8"
    assert (made.severity, made.help) == (Severity.ERROR, "save it as UTF-8")
