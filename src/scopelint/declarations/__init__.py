# What the author granted, and where: read from what `log_model` was given.
"""Declarations of an agent's driver."""

from __future__ import annotations

from scopelint.declarations.app_manifest import read_manifest, read_settings
from scopelint.declarations.app_template import read_template
from scopelint.declarations.bundle import AppGrant, read_bundle
from scopelint.declarations.declaration import Declaration, DeclaredResource, DeclaredScope, Misuse
from scopelint.declarations.detection import detected, with_detected
from scopelint.declarations.logged_model import read
from scopelint.declarations.mlmodel import mlmodel_file, read_mlmodel
from scopelint.declarations.model_path import is_scratch, resolve

__all__ = [
    "AppGrant",
    "Declaration",
    "DeclaredResource",
    "DeclaredScope",
    "Misuse",
    "detected",
    "is_scratch",
    "mlmodel_file",
    "read",
    "read_bundle",
    "read_manifest",
    "read_mlmodel",
    "read_settings",
    "read_template",
    "resolve",
    "with_detected",
]
