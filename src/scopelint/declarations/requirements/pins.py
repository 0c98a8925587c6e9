# What requirements allow: whether any version from a minimum on is among them. The only module that knows
# how versions compare, which it asks `packaging`.
"""Requirements against minimum versions."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

from scopelint.declarations.requirements.line import Installation, Line, Requirements

if TYPE_CHECKING:
    from packaging.requirements import Requirement
    from packaging.specifiers import SpecifierSet
    from packaging.version import Version

_PYTHONS = ("3.9", "3.10", "3.11", "3.12", "3.13", "3.14")
_PLATFORM = {
    "sys_platform": "linux",
    "platform_system": "Linux",
    "os_name": "posix",
    "platform_machine": "x86_64",
    "implementation_name": "cpython",
    "platform_python_implementation": "CPython",
    "extra": "",
}
"""Where agents run."""
_SELF = "mlflow"
"""MLflow adds itself, as it is installed, to the requirements of a model that do not name it."""


@dataclass(frozen=True, slots=True)
class Held:
    """The line that holds a package below a minimum; `sure` if it surely is the one that counts."""

    line: Line
    sure: bool

    @property
    def package(self) -> str:
        """The name of the package, as it is written."""
        return _name(self.line.text)

    @property
    def with_extras(self) -> str:
        """The name of the package with the extras that are asked for."""
        parsed = _parsed(self.line.text)
        extras = ",".join(sorted(parsed.extras)) if parsed is not None else ""
        return self.package + (f"[{extras}]" if extras else "")

    def allows_none_from(self, minimum: str) -> bool:
        """Tell whether the line by itself allows no version from the minimum on."""
        parsed = _parsed(self.line.text)
        return parsed is not None and not _allows([parsed.specifier], minimum)


def latest(versions: Iterable[str]) -> str:
    """Return the latest of some versions."""
    from packaging.version import Version

    return max(versions, key=Version)


def held_below(places: Iterable[Requirements], packages: Collection[str], minimum: str) -> Held | None:
    """Return what keeps every one of `packages` (the names of one library) older than `minimum`, or None.

    The first place that names the library decides. What is not known holds nothing back.
    """
    for place in places:
        naming = [one for one in place.alternatives if _lines(one, packages, installed=False)]
        if naming:
            held = [_held(one, packages, minimum) for one in naming]
            first = held[0]
            if first is None or any(one is None for one in held):
                return None
            return Held(first.line, first.sure and place.sure)
        if any(not one.complete for one in place.alternatives):
            return None
        closed = any(one.closed for one in place.alternatives)
        asks = any(_lines(one, packages, installed=True) for one in place.alternatives)
        if closed and not asks and _SELF not in packages:
            return None
    return None


def _lines(installation: Installation, packages: Collection[str], *, installed: bool) -> list[Line]:
    from packaging.utils import canonicalize_name

    wanted = {canonicalize_name(name) for name in packages}
    return [
        line
        for line in installation.lines
        if line.installed == installed and canonicalize_name(_name(line.text)) in wanted
    ]


def _name(text: str) -> str:
    """Return the package that a requirement begins with, also of one that is no valid requirement."""
    end = next((at for at, char in enumerate(text) if not (char.isalnum() or char in "._-")), len(text))
    return text[:end]


def _held(installation: Installation, packages: Collection[str], minimum: str) -> Held | None:
    lines = _lines(installation, packages, installed=False)
    parsed = [(line, _parsed(line.text)) for line in lines]
    pythons = [installation.python] if installation.python else _PYTHONS
    for python in pythons:
        effective = _effective([pair for pair in parsed if _applies(pair[1], python)])
        if not effective or any(one is None or one.url for _, one in effective):
            return None
        specifiers = [one.specifier for _, one in effective if one is not None]
        if any(line.upgrade and not one for (line, _), one in zip(effective, specifiers, strict=True)):
            return None
        if _allows(specifiers, minimum):
            return None
    line = next((line for line, one in parsed if one and not _allows([one.specifier], minimum)), lines[0])
    last = max(line.batch for line in lines)
    return Held(line, last == installation.commands - 1)


def _effective(
    pairs: Sequence[tuple[Line, Requirement | None]],
) -> list[tuple[Line, Requirement | None]]:
    """Return the lines of the last command that decides: one that states a version, or asks for the newest.

    A later command that only names the package finds it installed and changes nothing.
    """
    deciding = [
        line.batch for line, one in pairs if line.upgrade or one is None or one.url or str(one.specifier)
    ]
    last = max(deciding, default=0)
    return [pair for pair in pairs if pair[0].batch == last]


def _parsed(text: str) -> Requirement | None:
    from packaging.requirements import InvalidRequirement, Requirement

    try:
        return Requirement(text)
    except InvalidRequirement:
        return None


def _applies(requirement: Requirement | None, python: str) -> bool:
    """Tell whether the marker of a requirement holds where agents run, on a version of Python."""
    from packaging.markers import InvalidMarker, UndefinedComparison, UndefinedEnvironmentName

    if requirement is None or requirement.marker is None:
        return True
    short = ".".join(python.split(".")[:2])
    full = python if python.count(".") > 1 else f"{short}.0"
    try:
        return requirement.marker.evaluate(
            {**_PLATFORM, "python_version": short, "python_full_version": full}
        )
    except (InvalidMarker, UndefinedComparison, UndefinedEnvironmentName):
        return True


def _allows(specifiers: Sequence[SpecifierSet], minimum: str) -> bool:
    """Tell whether a version from the minimum on satisfies all specifiers.

    What they allow is made of stretches that begin at the minimum or at a version that they name, so it is
    enough to ask for these and for what comes right after.
    """
    from packaging.version import InvalidVersion, Version

    least = Version(minimum)
    candidates = [least, Version(f"{minimum}.1")]
    for one in (specifier for held in specifiers for specifier in held):
        try:
            named = Version(one.version.removesuffix(".*"))
        except InvalidVersion:
            return True
        if _from(named, least):
            candidates += [named, Version(f"{named.base_version}.1")]
    return any(all(held.contains(one, prereleases=True) for held in specifiers) for one in candidates)


def _from(version: Version, least: Version) -> bool:
    """Tell whether a version is the least or a later one; its release candidates have what it has."""
    from packaging.version import Version

    return Version(version.base_version) >= least
