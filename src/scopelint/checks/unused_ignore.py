# `unused-ignore`: an ignore comment that ignored nothing. Its findings are made by suppress.py, the
# only place that knows which comments matched.
"""The check `unused-ignore`."""

from __future__ import annotations

from collections.abc import Iterator

from scopelint.agents import Agent
from scopelint.checks.check import Check
from scopelint.model.diagnostic import Confidence, Diagnostic, Severity
from scopelint.model.location import Location


class UnusedIgnore(Check):
    """An ignore comment ignored nothing."""

    name = "unused-ignore"
    severity = Severity.WARNING

    def run(self, agent: Agent) -> Iterator[Diagnostic]:  # noqa: ARG002
        """Yield nothing: whether a comment was needed is known only after every agent was checked."""
        return iter(())


def unused_ignore(location: Location, subject: str, message: str, help: str) -> Diagnostic:
    """Return the finding about the comment at `location`; `subject` is the name in its brackets."""
    return Diagnostic(
        check=UnusedIgnore.name,
        severity=UnusedIgnore.severity,
        confidence=Confidence.HIGH,
        agent="",
        subject=subject,
        message=message,
        help=help,
        location=location,
    )
