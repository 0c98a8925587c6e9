# What a check is. Each check is one file beside this one and one row of registry.py.
"""The form of every check."""

from __future__ import annotations

from abc import ABC, abstractmethod
from collections.abc import Iterator
from typing import ClassVar

from scopelint.agents import Agent
from scopelint.model.diagnostic import Confidence, Diagnostic, Severity
from scopelint.model.evidence import Evidence
from scopelint.model.location import Location


class Check(ABC):
    """One kind of diagnostic. The class docstring is the first line of its manual page.

    `name` is kebab-case and says what is wrong. `severity` holds unless the check's page names an
    exception. `enabled` is False for checks that run only when selected or with `--pedantic`
    (all `info` checks).
    """

    name: ClassVar[str]
    severity: ClassVar[Severity]

    @abstractmethod
    def run(self, agent: Agent) -> Iterator[Diagnostic]:
        """Yield what is wrong with one agent, in source order."""

    def report(
        self,
        agent: Agent,
        location: Location,
        subject: str,
        message: str,
        *,
        help: str = "",
        confidence: Confidence = Confidence.HIGH,
        evidence: Evidence = (),
        severity: Severity | None = None,
    ) -> Diagnostic:
        """Return a diagnostic of this check; `message` and `help` are lower case, without a full stop."""
        return Diagnostic(
            check=self.name,
            severity=severity or self.severity,
            confidence=confidence,
            agent=agent.entry,
            subject=subject,
            message=message,
            help=help,
            location=location,
            evidence=evidence,
        )
