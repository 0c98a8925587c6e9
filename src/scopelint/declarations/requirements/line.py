# What an author asked to be installed, as written. What a line means is asked only when somebody wants to
# know, in pins.py: most runs never do.
"""Requirements as they are written."""

from __future__ import annotations

from dataclasses import dataclass

from scopelint.model.location import Location


@dataclass(frozen=True, slots=True)
class Line:
    """One requirement in the form of PEP 508, and where it stands.

    `batch` numbers the commands of an installation that has several. `upgrade` if the command takes the
    newest version that the line allows. `installed` if the line names what is installed already.
    """

    text: str
    location: Location
    batch: int = 0
    upgrade: bool = False
    installed: bool = False


@dataclass(frozen=True, slots=True)
class Installation:
    """What one list, file or notebook installs, together.

    `complete` is False when it may name more than `lines`. A `closed` one is all that the model gets:
    what it does not name comes in no stated version. `commands` counts the batches; a later one takes
    the place of what an earlier one said of the same package. `python` is the version that it runs on,
    if it says.
    """

    lines: tuple[Line, ...]
    complete: bool = True
    closed: bool = False
    commands: int = 1
    python: str = ""


@dataclass(frozen=True, slots=True)
class Requirements:
    """What one place says: installations that may each be the one that counts.

    `sure` if one of them surely does. The places of an agent stand in the order in which they are asked:
    the first that names a package decides on it.
    """

    alternatives: tuple[Installation, ...]
    sure: bool = True
