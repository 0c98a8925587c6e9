# Agents whose policy the caller holds: what the project itself declares does not count beside it.
"""Pairing of entries with a policy that is given by value."""

from __future__ import annotations

from collections.abc import Sequence

from scopelint.agents.drivers import Grant
from scopelint.agents.pairing import Pair
from scopelint.declarations.declaration import Declaration
from scopelint.model.auth import Target
from scopelint.project.records import Trace


def with_given(pairs: Sequence[Pair], declaration: Declaration, wanted: Target | None) -> list[Pair]:
    """Return the pairs, each entry once, with `declaration` as their only policy.

    It is what `log_model` will be given, so an app among them is looked at as the model that it is
    logged as, unless the caller `wanted` it as an app.
    """
    found: dict[tuple[int, object], Pair] = {}
    for one in pairs:
        driver = one.grants[0].driver if one.grants else one.unit
        pair = Pair(one.unit, [Grant(declaration, Trace(()), driver)], one.logged_at)
        if wanted is Target.APPS:
            pair.start, pair.deployed = one.start, one.deployed
        found.setdefault((id(one.unit), one.logged_at), pair)
    return list(found.values())
