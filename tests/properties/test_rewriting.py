"""How an agent is written changes nothing of what is found."""

from __future__ import annotations

import tempfile
from collections import Counter
from dataclasses import replace
from pathlib import Path

from hypothesis import given, settings
from hypothesis import strategies as st
from mdtest import engine

from properties.agents import DRIVERS, PLAIN, Spec, Style, positions, reordered, specs, write

Findings = Counter[tuple[str, str, str, str]]

few = settings(max_examples=30, deadline=None)

NAMES = (
    ("w", "a", "messages", "call", "Model"),
    ("self_client", "predict_", "genie", "query", "WorkspaceClient2"),
    ("klient", "réponse", "_", "hole", "MitUmlautÄ"),
)


def findings(files: dict[str, str]) -> Findings:
    """Return what is found in a project, without the places."""
    with tempfile.TemporaryDirectory() as folder:
        root = Path(folder).resolve()
        for name, text in files.items():
            (root / name).write_text(text, encoding="utf-8")
        report = engine.run(root)
    return Counter(
        (found.check, found.subject, found.severity.value, found.confidence.value)
        for found in report.diagnostics
    )


def same(spec: Spec, style: Style) -> None:
    assert findings(write(spec, style)) == findings(write(spec, PLAIN))


@few
@given(specs(), st.sampled_from(NAMES))
def test_renaming(spec: Spec, names: tuple[str, ...]) -> None:
    same(spec, replace(PLAIN, names=names))


@few
@given(specs())
def test_aliasing(spec: Spec) -> None:
    same(spec, replace(PLAIN, aliased=True))


@few
@given(specs(), st.booleans())
def test_naming_constants_and_keywords(spec: Spec, by_keyword: bool) -> None:
    same(spec, replace(PLAIN, constants=True, by_keyword=by_keyword))


@few
@given(st.data(), specs())
def test_extracting_helpers(data: st.DataObject, spec: Spec) -> None:
    same(spec, replace(PLAIN, helpers=data.draw(positions(spec))))


@few
@given(st.data(), specs())
def test_moving_helpers_to_another_module(data: st.DataObject, spec: Spec) -> None:
    same(spec, replace(PLAIN, helpers=data.draw(positions(spec)), elsewhere=True))


@few
@given(st.data(), specs(), st.booleans())
def test_helpers_that_are_given_the_client(data: st.DataObject, spec: Spec, elsewhere: bool) -> None:
    same(spec, replace(PLAIN, helpers=data.draw(positions(spec)), passed=True, elsewhere=elsewhere))


@few
@given(st.data(), specs(), st.booleans())
def test_classes_that_hold_the_client(data: st.DataObject, spec: Spec, passed: bool) -> None:
    same(spec, replace(PLAIN, helpers=data.draw(positions(spec)), methods=True, passed=passed))


@few
@given(specs(), st.sampled_from(DRIVERS))
def test_putting_the_declaration_together(spec: Spec, driver: str) -> None:
    same(spec, replace(PLAIN, driver=driver))


@few
@given(st.data(), specs())
def test_wrapping_in_try(data: st.DataObject, spec: Spec) -> None:
    same(spec, replace(PLAIN, guarded=data.draw(positions(spec))))


@few
@given(st.data(), specs())
def test_reordering_independent_statements(data: st.DataObject, spec: Spec) -> None:
    same(spec, data.draw(reordered(spec)))


@few
@given(st.data(), specs(), st.sampled_from(NAMES))
def test_all_at_once(data: st.DataObject, spec: Spec, names: tuple[str, ...]) -> None:
    style = replace(
        data.draw(reordered(spec)),
        names=names,
        aliased=True,
        helpers=data.draw(positions(spec)),
        guarded=data.draw(positions(spec)),
        elsewhere=data.draw(st.booleans()),
        constants=data.draw(st.booleans()),
        by_keyword=data.draw(st.booleans()),
        passed=data.draw(st.booleans()),
        methods=data.draw(st.booleans()),
        driver=data.draw(st.sampled_from(DRIVERS)),
    )
    same(spec, style)
