# What a comparison says: plain frozen data. How it is found stands in scopes.py and resources.py.
"""The disagreements between what an agent needs and what one declaration grants."""

from __future__ import annotations

from dataclasses import dataclass

from scopelint.declarations.declaration import DeclaredResource, DeclaredScope
from scopelint.model.diagnostic import Confidence
from scopelint.needs import ResourceNeed, ScopeNeed
from scopelint.uses.use import Use


@dataclass(frozen=True, slots=True)
class MissingScope:
    """A scope that is needed and not granted."""

    need: ScopeNeed
    confidence: Confidence


@dataclass(frozen=True, slots=True)
class UncertainScope:
    """A needed scope that is granted only through `through`, whose cover is disputed."""

    need: ScopeNeed
    through: DeclaredScope


@dataclass(frozen=True, slots=True)
class UnusedScope:
    """A declared scope that nothing as the user needs."""

    declared: DeclaredScope
    confidence: Confidence


@dataclass(frozen=True, slots=True)
class MissingResource:
    """A resource that is reached as the system and not declared.

    `other_literals` are ids declared under the same type, when the id was compared by value;
    `mistyped` is an item that declares the same id under another type.
    """

    need: ResourceNeed
    confidence: Confidence
    other_literals: tuple[str, ...] = ()
    mistyped: DeclaredResource | None = None


@dataclass(frozen=True, slots=True)
class UnusedResource:
    """A declared resource that nothing reaches; `mistyped_for` is the need it was meant for, if any."""

    declared: DeclaredResource
    confidence: Confidence


@dataclass(frozen=True, slots=True)
class MistypedResource:
    """An id that is declared under another type than the one under which it is reached."""

    declared: DeclaredResource
    need: ResourceNeed


@dataclass(frozen=True, slots=True)
class UnneededResource:
    """A resource declared for the system, but reached only as the user or with manual credentials."""

    declared: DeclaredResource
    need_identities: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Comparison:
    """Where one declaration disagrees with the needs.

    `idle` if user scopes are granted but nothing acts for the user; `unused_scopes` is empty then.
    """

    missing_scopes: tuple[MissingScope, ...] = ()
    uncertain_scopes: tuple[UncertainScope, ...] = ()
    unused_scopes: tuple[UnusedScope, ...] = ()
    missing_resources: tuple[MissingResource, ...] = ()
    unused_resources: tuple[UnusedResource, ...] = ()
    mistyped_resources: tuple[MistypedResource, ...] = ()
    unneeded_resources: tuple[UnneededResource, ...] = ()
    idle: bool = False
    idle_confidence: Confidence = Confidence.HIGH
    without_token: tuple[Use, ...] = ()
    """Uses as the user in an app to which no request brings the user's token, because it has no scopes."""
