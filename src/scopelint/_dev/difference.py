# Two surveys side by side, finding by finding, so that a change's effect on real agents can be judged.
"""Differences of two surveys."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from dataclasses import replace

from scopelint._dev.observation import Observation, SeenFinding, Survey


def difference(earlier: Survey, current: Survey) -> Iterator[str]:
    """Yield what `current` says and `earlier` did not (`+`), and the other way round (`-`)."""
    before = {one.project: one for one in earlier.observations}
    same = True
    for now in current.observations:
        then = before.get(now.project)
        if then is None:
            continue
        lines = [*_outcome(then, now), *_uses(then, now), *_findings(then, now)]
        if lines:
            same = False
            yield now.project
            yield from lines
    if same:
        yield "no difference from the earlier survey"


def _outcome(then: Observation, now: Observation) -> Iterator[str]:
    if then.outcome != now.outcome:
        yield f"  {then.outcome} -> {now.outcome}"


def _uses(then: Observation, now: Observation) -> Iterator[str]:
    gone, new = Counter(then.uses) - Counter(now.uses), Counter(now.uses) - Counter(then.uses)
    for sign, uses in (("-", gone), ("+", new)):
        for use in sorted(uses.elements()):
            who = "/".join(use.identities)
            yield f"  {sign} use {use.subject} as {who} at {use.phase}  {use.path}:{use.line} ({use.rule})"


def _findings(then: Observation, now: Observation) -> Iterator[str]:
    old, new = Counter(map(_key, then.findings)), Counter(map(_key, now.findings))
    said = {_key(found): found for found in (*then.findings, *now.findings)}
    for sign, findings in (("-", old - new), ("+", new - old)):
        for key in sorted(findings.elements()):
            found = said[key]
            yield (
                f"  {sign} {found.check} [{found.subject}] {found.severity}, {found.confidence}  "
                f"{found.path}:{found.line}  {found.message}"
            )


def _key(found: SeenFinding) -> SeenFinding:
    """Return the finding without its wording, which may change without meaning anything."""
    return replace(found, message="")
