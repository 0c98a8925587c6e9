# Poetry writes `^2.20` and `~2.20` where Python's own standard has no such operator.
"""Poetry's version constraints."""

from __future__ import annotations

import re

_RELEASE = re.compile(r"([\^~])\s*(\d+(?:\.\d+)*)")


def from_constraint(name: str, constraint: str) -> str:
    """Return a requirement in the form of PEP 508."""
    parts = [part.strip() for part in constraint.split(",") if part.strip() not in ("", "*")]
    return name + ",".join(_specifier(part) for part in parts)


def _specifier(part: str) -> str:
    match = _RELEASE.fullmatch(part)
    if match is None:
        return part if part[:1] in "<>=!~" else f"=={part}"
    numbers = [int(number) for number in match[2].split(".")]
    if match[1] == "~":
        kept = min(len(numbers), 2)
    else:
        kept = next((at + 1 for at, number in enumerate(numbers) if number), len(numbers))
    upper = [*numbers[: kept - 1], numbers[kept - 1] + 1]
    return f">={match[2]},<{'.'.join(map(str, upper))}"
