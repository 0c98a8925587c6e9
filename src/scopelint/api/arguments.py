# From the caller's arguments to what the pipeline takes. The one place that catches whatever an object of
# somebody else's may raise while it is read.
"""Arguments of `check` and `analyze`."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

from scopelint.api.draft import Draft
from scopelint.api.live_policy import policy
from scopelint.api.live_resources import whole
from scopelint.declarations.given import Given, GivenArgument
from scopelint.errors import ArgumentError, ScopelintError
from scopelint.model.location import Location
from scopelint.model.report import SourceText
from scopelint.project.records import FrozenAtom, FrozenValue
from scopelint.rulebook.table import RuleTable

_Reader = Callable[[object, str, Draft, RuleTable, str], FrozenAtom]


@dataclass(frozen=True, slots=True)
class LiveDeclaration:
    """What was given, and the text that stands for it in reports."""

    given: Given
    texts: tuple[SourceText, ...]


def live_declaration(
    auth_policy: object, resources: object, table: RuleTable, folder: Path
) -> LiveDeclaration | None:
    """Return what live objects declare, or None if there are none; raises ArgumentError for wrong ones."""
    held: dict[str, GivenArgument] = {}
    texts: list[SourceText] = []
    for name, value, read in (("resources", resources, whole), ("auth_policy", auth_policy, policy)):
        if value is not None:
            held[name], text = _read(name, value, read, table)
            texts.append(text)
    return LiveDeclaration(Given(folder, **held), tuple(texts)) if held else None


def _read(name: str, value: object, read: _Reader, table: RuleTable) -> tuple[GivenArgument, SourceText]:
    draft = Draft(name)
    try:
        atom = read(value, name, draft, table, f"{name} = ")
    except ScopelintError:
        raise
    except Exception as error:  # a stranger's object may raise anything
        raise ArgumentError(
            f"`{name}` cannot be read: it raised {type(error).__name__}", "see the exception above"
        ) from error
    end = draft.lines[-1]
    place = Location(draft.path, 1, 1, len(draft.lines), len(end) + 1)
    return GivenArgument(FrozenValue((atom,)), place), draft.source()
