# One call or construction that reaches a resource.
"""Uses."""

from __future__ import annotations

from dataclasses import dataclass

from scopelint.model.auth import Identity, Phase
from scopelint.model.diagnostic import Confidence
from scopelint.model.evidence import Evidence
from scopelint.model.location import Location
from scopelint.model.resource import Resource
from scopelint.project.records import CallRecord, Made

Requirement = tuple[str, ...]
"""One scope that is required: its documented name, then other names that satisfy it as well."""


@dataclass(frozen=True, slots=True)
class Use:
    """One call that reaches a resource.

    `resource.id` is a literal, a symbol, a pattern or unknown. `requirements` are the scopes that a
    user needs. `whole` marks a use of the kind as a whole (listing spaces), which names no resource
    to declare. `fallback_identities` are those of `identities` that only a failure leads to.
    `client` is the object that carries the credentials; `record` is the call, `None` for a use that
    a comment declares.
    """

    rule: str
    resource: Resource
    identities: tuple[Identity, ...]
    phase: Phase
    location: Location
    requirements: tuple[Requirement, ...]
    evidence: Evidence
    whole: bool = False
    write: bool = False
    conditions: tuple[str, ...] = ()
    fallback_identities: tuple[Identity, ...] = ()
    confidence: Confidence = Confidence.HIGH
    client: Made | None = None
    record: CallRecord | None = None
    behind: Resource | None = None
    """What the system must be given, where that is another resource: the Genie space behind an MCP URL."""
    creates: bool = False
    """Whether the call makes the resource, so that who calls owns it."""
