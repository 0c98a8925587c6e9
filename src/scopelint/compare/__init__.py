# Needs against declarations; unknowns are kept apart.
"""Comparison of what an agent needs with what one declaration grants."""

from __future__ import annotations

from scopelint.compare.comparison import (
    Comparison,
    MissingResource,
    MissingScope,
    MistypedResource,
    UncertainScope,
    UnneededResource,
    UnusedResource,
    UnusedScope,
)
from scopelint.compare.policy import compare

__all__ = [
    "Comparison",
    "MissingResource",
    "MissingScope",
    "MistypedResource",
    "UncertainScope",
    "UnneededResource",
    "UnusedResource",
    "UnusedScope",
    "compare",
]
