# Which checks run, and which of their findings are shown. What is asked for by name is always shown;
# what is only advice (`info`) or uncertain (low confidence) must be asked for.
"""Selection of checks."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from scopelint.checks.check import Check
from scopelint.checks.registry import CHECKS, GROUPS, members, nearest
from scopelint.errors import UsageError
from scopelint.model.diagnostic import Confidence, Diagnostic, Severity

EVERYTHING = "all"
USUAL = "default"


@dataclass(frozen=True, slots=True)
class Selection:
    """`running` are the names of the checks that run; `asked` those whose every finding is shown."""

    running: frozenset[str]
    asked: frozenset[str]

    @property
    def checks(self) -> tuple[Check, ...]:
        """The checks that run, in the manual's order."""
        return tuple(check for check in CHECKS if check.name in self.running)

    @property
    def judged(self) -> frozenset[str]:
        """The names of checks whose findings are shown: of these an ignore comment can be unused."""
        usual = (check.name for check in self.checks if check.severity is not Severity.INFO)
        return self.asked | frozenset(usual)

    def shows(self, diagnostic: Diagnostic) -> bool:
        """Return whether a finding is part of the report."""
        if diagnostic.check not in self.running:
            return False
        if diagnostic.check in self.asked:
            return True
        return diagnostic.severity is not Severity.INFO and diagnostic.confidence is not Confidence.LOW

    def divide(
        self, diagnostics: Iterable[Diagnostic]
    ) -> tuple[tuple[Diagnostic, ...], tuple[Diagnostic, ...]]:
        """Return the findings that are shown, and those that stay hidden."""
        shown: list[Diagnostic] = []
        hidden: list[Diagnostic] = []
        for diagnostic in diagnostics:
            (shown if self.shows(diagnostic) else hidden).append(diagnostic)
        return tuple(shown), tuple(hidden)


def selection(select: Iterable[str] = (), ignore: Iterable[str] = (), *, pedantic: bool = False) -> Selection:
    """Return what `--select`, `--ignore` and `--pedantic` amount to.

    Names are those of checks or groups, or `all`. An empty `select` stands for `default`: every check
    that is more than advice. Otherwise only the named checks run, and all that they find is shown;
    `default` among the names adds the usual ones. `UsageError` for a name that stands for nothing.
    """
    select = tuple(select) or (USUAL,)
    asked = frozenset(name for word in select if word != USUAL for name in _expand(word))
    # A check of severity info may have findings of another severity, and the other way round: what
    # the defaults hide is decided for each finding.
    running = frozenset(check.name for check in CHECKS) if USUAL in select else asked
    if pedantic:
        asked = running
    dropped = frozenset(name for word in ignore for name in _expand(word))
    return Selection(running - dropped, asked - dropped)


def _expand(word: str) -> frozenset[str]:
    if word == EVERYTHING:
        return frozenset(check.name for check in CHECKS)
    found = frozenset(check.name for check in members(word))
    if not found:
        near = nearest(word)
        raise UsageError(
            f"there is no check `{word}`",
            f"write `{near}`" if near else f"write the name of a check, one of {', '.join(GROUPS)}, or `all`",
        )
    return found
