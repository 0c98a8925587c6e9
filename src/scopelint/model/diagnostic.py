# What is told to the reader.
"""Diagnostics."""

from __future__ import annotations

from dataclasses import dataclass
from enum import Enum

from scopelint.model.evidence import Evidence
from scopelint.model.location import Location


class Severity(str, Enum):
    """How bad a finding is. It belongs to the check, with the exceptions that the check's page names."""

    ERROR = "error"
    WARNING = "warning"
    INFO = "info"

    @property
    def rank(self) -> int:
        """0 for info, 1 for warning, 2 for error."""
        return ("info", "warning", "error").index(self.value)


class Confidence(str, Enum):
    """How sure a finding is, from its evidence."""

    HIGH = "high"
    MEDIUM = "medium"
    LOW = "low"

    @property
    def rank(self) -> int:
        """0 for low, 1 for medium, 2 for high."""
        return ("low", "medium", "high").index(self.value)


@dataclass(frozen=True, slots=True)
class Edit:
    """Replaces the text at `location` by `text`."""

    location: Location
    text: str


@dataclass(frozen=True, slots=True)
class Fix:
    """An edit that mends a finding; `safety` is `safe`, `unsafe` or `display`."""

    title: str
    safety: str
    edits: tuple[Edit, ...]


@dataclass(frozen=True, slots=True)
class Diagnostic:
    """One finding.

    `check` is the kebab-case name of the check, `agent` the entry's path (empty if none), `subject`
    what the finding is about (a scope, `type:id`, a symbol). `message` is one line that stands alone,
    lower case, no full stop, code in backticks; `help` says what to write, or is empty.
    """

    check: str
    severity: Severity
    confidence: Confidence
    agent: str
    subject: str
    message: str
    help: str
    location: Location
    evidence: Evidence = ()
    fix: Fix | None = None
    url: str = ""
