# Real source, written differently at one place or at several, has the same findings and uses. The rewritings
# are those of `rewrites/`; rewritten are the projects of fixtures/ and of the suites, and generated agents.
"""How a project is written changes nothing of what is found."""

from __future__ import annotations

from collections.abc import Callable
from functools import lru_cache

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from properties.agents import PLAIN, specs, write
from properties.rewrites import REWRITES, Rewritten
from properties.sources import Findings, Source, fixtures, found, suites

BY_INTENTION = {
    "wrapping in try": {"unguarded-user-client"},  # a `try` is what it asks for
    "moving a helper": {"outdated-import"},  # it speaks once for each file
}
"""The checks that a rewriting is allowed to change."""

few = settings(max_examples=20, suppress_health_check=list(HealthCheck))
several = settings(max_examples=60, suppress_health_check=list(HealthCheck))


def sources() -> st.SearchStrategy[Source]:
    """Return a strategy of projects: of fixtures, of suites, and generated."""
    generated = specs().map(lambda spec: Source("generated", write(spec, PLAIN)))
    return st.one_of(st.sampled_from(fixtures()), st.sampled_from(suites()), generated)


@lru_cache(maxsize=1_000)
def _kept(source: Source) -> Findings:
    return found(source.files, source.policies)


def before(source: Source) -> Findings:
    """Return what is found in a project as it is."""
    return found(source.files, source.policies) if source.name == "generated" else _kept(source)


def without(findings: Findings, checks: set[str]) -> Findings:
    return Findings({key: count for key, count in findings.items() if key[0] not in checks})


def after(source: Source, rewritten: Rewritten) -> Findings:
    """Return what is found in a project that is written differently, under the names of before."""
    moved = {old: new for new, old in rewritten.names.items()}
    policies = tuple(moved.get(path, path) for path in source.policies)
    return found(rewritten.files, policies, rewritten.original)


def one_of(data: st.DataObject, variants: list[Callable[[], Rewritten]]) -> Rewritten | None:
    return variants[data.draw(st.integers(0, len(variants) - 1))]() if variants else None


@pytest.mark.parametrize("name", REWRITES)
@few
@given(st.data(), sources())
def test_one_rewriting(name: str, data: st.DataObject, source: Source) -> None:
    rewritten = one_of(data, list(REWRITES[name](source.files)))
    if rewritten is not None:
        allowed = BY_INTENTION.get(name, set())
        assert without(after(source, rewritten), allowed) == without(before(source), allowed)


@several
@given(st.data(), sources(), st.lists(st.sampled_from(sorted(REWRITES)), min_size=2, max_size=5))
def test_several_rewritings(data: st.DataObject, source: Source, names: list[str]) -> None:
    current = Rewritten(source.files)
    for name in names:
        step = one_of(data, list(REWRITES[name](current.files)))
        if step is not None:
            known = {new: current.names.get(old, old) for new, old in step.names.items()}
            current = Rewritten(step.files, {**current.names, **known})
    allowed = set().union(*(BY_INTENTION.get(name, set()) for name in names))
    assert without(after(source, current), allowed) == without(before(source), allowed)


def test_every_rewriting_is_made_somewhere() -> None:
    """A rewriting that finds no place proves nothing."""
    for name, rewrite in REWRITES.items():
        assert any(next(rewrite(source.files), None) for source in fixtures()), name
