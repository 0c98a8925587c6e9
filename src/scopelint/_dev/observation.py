# What one run of scopelint over one project said, in a form that keeps: small, flat, comparable.
"""Observations of a survey."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True, order=True)
class SeenFinding:
    """One finding. Two findings of two surveys are the same if all but the message agree."""

    check: str
    path: str
    cell: int
    line: int
    agent: str
    subject: str
    severity: str
    confidence: str
    message: str


@dataclass(frozen=True, slots=True, order=True)
class SeenUse:
    """One use; `id_kind` is literal, symbol, pattern, unknown, or none where no single one is named."""

    rule: str
    subject: str
    id_kind: str
    identities: tuple[str, ...]
    phase: str
    path: str
    cell: int
    line: int


@dataclass(frozen=True, slots=True)
class SeenDeclaration:
    """One place that grants something."""

    kind: str
    path: str
    line: int
    complete: bool


@dataclass(frozen=True, slots=True)
class SeenGap:
    """Something that could not be read."""

    path: str
    line: int
    what: str
    why: str


@dataclass(frozen=True, slots=True)
class SeenAgent:
    """One agent of a project; scopes and resources as subjects."""

    entry: str
    target: str
    declarations: tuple[SeenDeclaration, ...]
    uses: tuple[SeenUse, ...]
    needed: tuple[str, ...]
    declared: tuple[str, ...]
    unresolved: tuple[SeenGap, ...]


@dataclass(frozen=True, slots=True)
class Observation:
    """One project. `outcome` is `ok`, `nothing`, `crash` or `timeout`; `error` tells the last two."""

    project: str
    outcome: str
    seconds: float
    error: str = ""
    units_read: int = 0
    units_skipped: int = 0
    agents: tuple[SeenAgent, ...] = ()
    findings: tuple[SeenFinding, ...] = ()

    @property
    def uses(self) -> tuple[SeenUse, ...]:
        """The uses of all agents."""
        return tuple(use for agent in self.agents for use in agent.uses)


@dataclass(frozen=True, slots=True)
class Survey:
    """All projects of a folder, and the version of scopelint that read them."""

    version: str
    observations: tuple[Observation, ...]
