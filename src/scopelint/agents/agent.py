# One agent: its entry with everything it imports, paired with its declarations.
"""Agents: what checks look at."""

from __future__ import annotations

from dataclasses import dataclass

from scopelint.agents.features import FeatureUse
from scopelint.compare import Comparison
from scopelint.declarations.declaration import Declaration
from scopelint.declarations.requirements import Requirements
from scopelint.model.auth import Target
from scopelint.model.location import Location
from scopelint.needs import Needs
from scopelint.project.records import Gap, Trace
from scopelint.rulebook.table import RuleTable
from scopelint.uses.use import Use


@dataclass(frozen=True, slots=True)
class Policy:
    """One declaration of an agent, the run of the driver that makes it, and how it compares."""

    declaration: Declaration
    comparison: Comparison
    driver: Trace
    required: tuple[Requirements, ...] = ()
    """What is installed for the model that is logged with it."""


@dataclass(frozen=True, slots=True)
class Agent:
    """One entry, what it does, and every policy it is logged with. `location` is the entry's first line."""

    entry: str
    location: Location
    target: Target
    trace: Trace
    uses: tuple[Use, ...]
    needs: Needs
    policies: tuple[Policy, ...]
    table: RuleTable
    gaps: tuple[Gap, ...] = ()
    """Everything of the entry that could not be followed or read."""
    features: tuple[FeatureUse, ...] = ()
    """What its code takes from libraries that not every version of them has."""
    required: tuple[Requirements, ...] = ()
    """What is installed where nothing logs it."""
