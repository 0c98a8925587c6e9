# `unreadable`: a file that could not be read or parsed. The pipeline makes its findings from the
# problems that reading left behind, because such a file never becomes part of an agent.
"""The check `unreadable`."""

from __future__ import annotations

from collections.abc import Iterator

from scopelint.agents import Agent
from scopelint.checks.check import Check
from scopelint.model.diagnostic import Confidence, Diagnostic, Severity
from scopelint.source.unit import UnitProblem


class Unreadable(Check):
    """A file could not be read or parsed."""

    name = "unreadable"
    severity = Severity.ERROR

    def run(self, agent: Agent) -> Iterator[Diagnostic]:  # noqa: ARG002
        """Yield nothing: an agent holds only what could be read."""
        return iter(())


def unreadable(problem: UnitProblem) -> Diagnostic:
    """Return the finding about a file, or a part of one, that could not be read."""
    return Diagnostic(
        check=Unreadable.name,
        severity=Unreadable.severity,
        confidence=Confidence.HIGH,
        agent="",
        subject=problem.location.path,
        message=f"`{problem.location.path}` could not be read: {problem.why}",
        help=problem.remedy,
        location=problem.location,
    )
