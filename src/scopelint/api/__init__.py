# The Python interface, for driver notebooks and scripts. `scopelint` itself exports it, lazily.
"""Checking an agent from Python, with the live objects that `log_model` will be given."""

from __future__ import annotations

from scopelint.api.report import FindingsError, Report
from scopelint.api.run import analyze, check

__all__ = ["FindingsError", "Report", "analyze", "check"]
