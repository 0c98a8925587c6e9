# What a run leaves behind besides values: calls, stores, gaps, models. Freezing them is the caller's part.
"""Records of one abstract run."""

from __future__ import annotations

from scopelint.model.location import Location
from scopelint.project.records import CallRecord, EnvironmentRecord, FrozenValue, Gap, StoreRecord
from scopelint.project.values import FunctionAtom, Val


class Recording:
    """What one run records, in the order in which it happens."""

    def __init__(self) -> None:
        self.calls: list[CallRecord] = []
        self.stores: list[StoreRecord] = []
        self.environment: list[EnvironmentRecord] = []
        self.gaps: dict[tuple[str, str, Location], Gap] = {}
        self.models: list[Val] = []
        self.frozen_models: list[FrozenValue] = []
        self.handed: dict[tuple[str, str], FunctionAtom] = {}
        """Functions that were frozen, by file and qualified name."""
        self.logged: list[tuple[Location, Val]] = []
        """Models that were given to a logger, and where."""
        self.limits: dict[str, None] = {}

    def limit(self, what: str) -> None:
        """Remember that a bound of the analysis was hit."""
        self.limits.setdefault(what)

    def gap(self, location: Location, what: str, why: str, remedy: str = "") -> None:
        """Remember something that the run could not follow."""
        self.gaps.setdefault((what, why, location), Gap(location, what, why, remedy))

    def record(self, call: CallRecord) -> None:
        """Keep a call of a library."""
        self.calls.append(call)
