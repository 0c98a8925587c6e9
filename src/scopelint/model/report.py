# The whole answer of one run: plain data, enough for every renderer.
"""The report."""

from __future__ import annotations

from dataclasses import dataclass, field

from scopelint.model.auth import Identity, Phase, Target
from scopelint.model.diagnostic import Diagnostic
from scopelint.model.evidence import Evidence
from scopelint.model.location import Location
from scopelint.model.resource import Resource


@dataclass(frozen=True, slots=True)
class UseReport:
    """One use, as reported. `scopes` are the scopes a user would need, documented names first."""

    rule: str
    resource: Resource
    identities: tuple[Identity, ...]
    phase: Phase
    location: Location
    scopes: tuple[str, ...]
    evidence: Evidence


@dataclass(frozen=True, slots=True)
class DeclarationReport:
    """Where something was granted; `kind` is `log_model`, `mlmodel`, `bundle` or `argument`."""

    kind: str
    location: Location
    complete: bool


@dataclass(frozen=True, slots=True)
class GrantReport:
    """Scopes and resources that are needed, or declared."""

    api_scopes: tuple[str, ...] = ()
    resources: tuple[Resource, ...] = ()
    complete: bool = True


@dataclass(frozen=True, slots=True)
class UnresolvedReport:
    """Something that could not be read: `what` in the author's words, `why` a phrase."""

    location: Location
    what: str
    why: str


@dataclass(frozen=True, slots=True)
class AgentReport:
    """One agent: its entry, what it reaches and what it was granted.

    `policy` is text that declares exactly what is needed, ready to paste: Python for Model Serving,
    for an app the YAML of its bundle.
    """

    entry: str
    target: Target
    declarations: tuple[DeclarationReport, ...]
    uses: tuple[UseReport, ...]
    needed: GrantReport
    declared: GrantReport
    unresolved: tuple[UnresolvedReport, ...]
    policy: str = ""


@dataclass(frozen=True, slots=True)
class SourceText:
    """The text behind a location's (path, cell), for code frames."""

    path: str
    cell: int
    lines: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Report:
    """Everything that one run found. `ignored` are findings that a comment silenced."""

    agents: tuple[AgentReport, ...]
    diagnostics: tuple[Diagnostic, ...]
    ignored: tuple[Diagnostic, ...] = ()
    hidden: int = 0
    """Findings below the asked-for confidence or severity, not shown."""
    units_read: int = 0
    units_skipped: int = 0
    sources: tuple[SourceText, ...] = field(default=(), repr=False)
