# The order in which findings are shown; the same in every format, whatever order the checks ran in.
"""The order of a report's findings."""

from __future__ import annotations

from collections.abc import Iterable

from scopelint.model.diagnostic import Diagnostic


def in_order(diagnostics: Iterable[Diagnostic]) -> list[Diagnostic]:
    """Return findings by agent, path and place; those of one place by severity and check."""
    return sorted(diagnostics, key=_key)


def _key(diagnostic: Diagnostic) -> tuple[object, ...]:
    place = diagnostic.location
    return (
        diagnostic.agent,
        place.path,
        place.cell,
        place.line,
        place.column,
        -diagnostic.severity.rank,
        diagnostic.check,
        diagnostic.subject,
        diagnostic.message,
    )
