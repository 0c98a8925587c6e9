# Expected against reported, line by line, exactly.
"""Compares what a suite asserts with what was reported."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Iterable
from dataclasses import dataclass, field

from mdtest.assertion import Finding, Place, UseLine


@dataclass(slots=True)
class Observed:
    """What one run reported."""

    findings: list[tuple[Place, Finding]] = field(default_factory=list)
    uses: list[tuple[Place, UseLine]] = field(default_factory=list)


def differences(
    expected: Iterable[tuple[Place, Finding | UseLine]],
    observed: Observed,
    origin: Callable[[Place], tuple[str, str]],
    *,
    all_uses: bool | None = None,
) -> str:
    """Return a readable account of every difference, empty if there is none.

    Uses are compared only if at least one is asserted (or `all_uses`). `origin` gives, for a place, how
    to name it to the reader and the text of the line.
    """
    asserted = list(expected)
    with_uses = any(isinstance(item, UseLine) for _, item in asserted) if all_uses is None else all_uses
    left: dict[Place, list[Finding | UseLine]] = defaultdict(list)
    reported: dict[Place, list[Finding | UseLine]] = defaultdict(list)
    for place, item in asserted:
        left[place].append(item)
    for place, finding in observed.findings:
        reported[place].append(finding)
    if with_uses:
        for place, use in observed.uses:
            reported[place].append(use)
    parts = []
    for place in sorted({*left, *reported}):
        missing, extra = _unmatched(left[place], reported[place])
        if missing or extra:
            parts.append(_account(place, missing, extra, origin))
    return "\n".join(parts)


def _unmatched(
    expected: list[Finding | UseLine], reported: list[Finding | UseLine]
) -> tuple[list[Finding | UseLine], list[Finding | UseLine]]:
    """Pair off, the assertions that say most first, so that a vague one takes what is left."""
    remaining = list(reported)
    missing = []
    vague = [item for item in expected if isinstance(item, Finding) and item.subject is None]
    exact = [item for item in expected if item not in vague]
    for item in (*exact, *vague):
        hit = next((other for other in remaining if _accepts(item, other)), None)
        if hit is None:
            missing.append(item)
        else:
            remaining.remove(hit)
    return missing, remaining


def _accepts(expected: Finding | UseLine, reported: Finding | UseLine) -> bool:
    if isinstance(expected, Finding) and isinstance(reported, Finding):
        return expected.accepts(reported)
    if isinstance(expected, UseLine) and isinstance(reported, UseLine):
        return expected.accepts(reported)
    return False


def _account(
    place: Place,
    missing: list[Finding | UseLine],
    extra: list[Finding | UseLine],
    origin: Callable[[Place], tuple[str, str]],
) -> str:
    where, text = origin(place)
    lines = [where]
    if text.strip():
        lines.append(f"      {text.strip()[:160]}")
    lines += [f"    - expected  {item}" for item in missing]
    lines += [f"    + reported  {item}" for item in extra]
    return "\n".join(lines)
