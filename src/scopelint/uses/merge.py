# One call that many abstract runs saw is one use: alternatives of its client become its identities, and
# contexts that agree become one. Contexts that act as different identities stay apart.
"""Merging of equal uses."""

from __future__ import annotations

from collections.abc import Callable, Hashable, Iterable
from dataclasses import replace

from scopelint.model.evidence import Step
from scopelint.uses.acting import ordered
from scopelint.uses.use import Use

_MAX_STEPS = 16


def merge(uses: Iterable[Use]) -> tuple[Use, ...]:
    """Return the uses with equal ones made one, in the order in which they were found."""
    branches = _grouped(uses, lambda use: (_place(use), _activation(use)))
    return _grouped(branches, lambda use: (_place(use), use.identities))


def _place(use: Use) -> Hashable:
    return (use.rule, use.resource, use.behind, use.location, use.phase, use.whole, use.write, use.creates)


def _activation(use: Use) -> Hashable:
    if use.record is None:
        return -1
    return tuple(frame.activation for frame in use.record.frames)


def _grouped(uses: Iterable[Use], key: Callable[[Use], Hashable]) -> tuple[Use, ...]:
    groups: dict[Hashable, Use] = {}
    for use in uses:
        name = key(use)
        groups[name] = _joined(groups[name], use) if name in groups else use
    return tuple(groups.values())


def _joined(one: Use, other: Use) -> Use:
    """Return both uses as one: what only a failure leads to stays so only if the other agrees."""
    plain = {
        identity
        for use in (one, other)
        for identity in use.identities
        if identity not in use.fallback_identities
    }
    identities = ordered((*one.identities, *other.identities))
    return replace(
        one,
        identities=identities,
        fallback_identities=tuple(identity for identity in identities if identity not in plain),
        conditions=tuple(text for text in one.conditions if text in other.conditions),
        confidence=max(one.confidence, other.confidence, key=lambda confidence: confidence.rank),
        requirements=tuple(dict.fromkeys((*one.requirements, *other.requirements))),
        evidence=_steps(one, other),
        client=other.client if one.fallback_identities and other.client is not None else one.client,
    )


def _steps(one: Use, other: Use) -> tuple[Step, ...]:
    if one.identities == other.identities:
        return one.evidence
    last = one.evidence[-1:]
    steps = (*one.evidence[:-1], *other.evidence[:-1], *last)
    return tuple(dict.fromkeys(steps))[-_MAX_STEPS:]
