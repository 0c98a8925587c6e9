# Why a statement is made: the chain of places it rests on.
"""Evidence of a statement."""

from __future__ import annotations

from dataclasses import dataclass

from scopelint.model.location import Location


@dataclass(frozen=True, slots=True)
class Step:
    """One link of the argument that a statement rests on; `text` is a short lower-case phrase."""

    location: Location
    text: str


Evidence = tuple[Step, ...]
"""Steps in the order in which they happen: the credential, how it flowed, its use, the declaration."""
