# What the author granted, and where: read from what `log_model` was given.
"""Declarations of an agent's driver."""

from __future__ import annotations

from scopelint.declarations.declaration import Declaration, DeclaredResource, DeclaredScope, Misuse
from scopelint.declarations.detection import detected, with_detected
from scopelint.declarations.logged_model import read
from scopelint.declarations.model_path import resolve

__all__ = [
    "Declaration",
    "DeclaredResource",
    "DeclaredScope",
    "Misuse",
    "detected",
    "read",
    "resolve",
    "with_detected",
]
