# What must be granted, as plain data.
"""Needs and what they rest on."""

from __future__ import annotations

from dataclasses import dataclass

from scopelint.model.resource import Resource
from scopelint.rulebook.rule import DependencyRow
from scopelint.uses.use import Requirement, Use


@dataclass(frozen=True, slots=True)
class ScopeNeed:
    """One scope that some use as the user requires, with the uses that say so."""

    requirement: Requirement
    uses: tuple[Use, ...]


@dataclass(frozen=True, slots=True)
class ResourceNeed:
    """One resource that some use as the system reaches, with the uses that say so."""

    resource: Resource
    uses: tuple[Use, ...]


@dataclass(frozen=True, slots=True)
class Needs:
    """What must be granted for an agent to work."""

    scopes: tuple[ScopeNeed, ...] = ()
    resources: tuple[ResourceNeed, ...] = ()


@dataclass(frozen=True, slots=True)
class Implied:
    """What reaching a resource may reach in turn."""

    resource: Resource
    dependencies: tuple[DependencyRow, ...]
