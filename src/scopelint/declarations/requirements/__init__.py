# What is installed where an agent is logged or served: read from lists, files and magics, never installed.
"""Requirements of an agent."""

from __future__ import annotations

from scopelint.declarations.requirements.files import read_folder, read_model_folder
from scopelint.declarations.requirements.line import Installation, Line, Requirements
from scopelint.declarations.requirements.logged import read_logged
from scopelint.declarations.requirements.magics import read_magics
from scopelint.declarations.requirements.pins import Held, held_below, latest

__all__ = [
    "Held",
    "Installation",
    "Line",
    "Requirements",
    "held_below",
    "latest",
    "read_folder",
    "read_logged",
    "read_magics",
    "read_model_folder",
]
