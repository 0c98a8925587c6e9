# What every reader of a declaration needs to know beside the value it reads.
"""The surroundings of a declaration."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

from scopelint.rulebook.table import RuleTable


@dataclass(frozen=True, slots=True)
class Reading:
    """The rule table, and the file of the driver where relative paths start (`None` if it is not known)."""

    table: RuleTable
    driver: Path | None = None
