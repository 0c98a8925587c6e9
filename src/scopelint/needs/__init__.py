# Uses grouped into what must be granted.
"""Needs: the scopes a user must grant and the resources that the system must be given."""

from __future__ import annotations

from scopelint.needs.derive import derive, implied, reached, spelling, to_declare
from scopelint.needs.need import Implied, Needs, ResourceNeed, ScopeNeed
from scopelint.needs.text import policy, smallest_scopes

__all__ = [
    "Implied",
    "Needs",
    "ResourceNeed",
    "ScopeNeed",
    "derive",
    "implied",
    "policy",
    "reached",
    "smallest_scopes",
    "spelling",
    "to_declare",
]
