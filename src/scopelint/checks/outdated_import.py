# `outdated-import`: a path that a library has left, or that never was one. The rule table knows the paths.
"""The check `outdated-import`."""

from __future__ import annotations

from collections.abc import Iterator

from scopelint.agents import Agent
from scopelint.checks.check import Check
from scopelint.model.diagnostic import Diagnostic, Severity


class OutdatedImport(Check):
    """Something is imported from a path that has moved."""

    name = "outdated-import"
    severity = Severity.INFO

    def run(self, agent: Agent) -> Iterator[Diagnostic]:
        """Yield one finding for each file and path, at the first call."""
        seen: set[tuple[str, str]] = set()
        for record in agent.trace.calls:
            current = agent.table.moved(record.written) if record.receiver is None else None
            written = _imported(record.written)
            if current is None or (record.location.path, written) in seen:
                continue
            seen.add((record.location.path, written))
            module, _, name = _imported(current).rpartition(".")
            yield self.report(
                agent,
                record.location,
                written,
                f"`{written}` is outdated: `{module}.{name}` has taken its place",
                help=f"write `from {module} import {name}`",
            )


def _imported(path: str) -> str:
    """Return the path of what is imported: a class, not the method that is called on it."""
    parts = path.split(".")
    classes = (index for index, part in enumerate(parts) if part[:1].isupper())
    return ".".join(parts[: next(classes, len(parts)) + 1])
