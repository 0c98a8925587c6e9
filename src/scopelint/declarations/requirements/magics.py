# What notebooks install before they run: `%pip install`, `!pip install`, `uv pip install`.
"""Reading installing magics."""

from __future__ import annotations

import re
from collections.abc import Sequence
from pathlib import Path

from scopelint.declarations.requirements.files import Shown, find, read_requirements
from scopelint.declarations.requirements.line import Installation, Line
from scopelint.declarations.requirements.lines import command
from scopelint.model.location import Span
from scopelint.source.unit import Unit

_PIP = re.compile(r"(?:\S+\s+-m\s+)?(?:uv\s+)?pip3?\s+(.*)")


def read_magics(units: Sequence[Unit], root: Path, shown: Shown) -> Installation | None:
    """Return what the magics of notebooks install, in the order of the units; None if that is nothing."""
    lines: list[Line] = []
    complete = True
    batch = 0
    for unit in units:
        for magic in unit.magics:
            words = _words(magic.name, magic.argument)
            said = command(words) if words is not None else None
            if said is None:
                continue
            where = unit.locate(Span(magic.line, 1, magic.line, 1))
            suffix = " @ removed" if said.removes else ""
            lines += [Line(text + suffix, where, batch, said.upgrade) for text in said.requirements]
            for name in said.files:
                file = find(name, unit.holder.parent, root)
                held = read_requirements(file, root, shown) if file is not None else None
                complete = complete and held is not None and held.complete
                lines += [Line(one.text, one.location, batch) for one in (held.lines if held else ())]
            batch += 1
    return Installation(tuple(lines), complete, commands=batch) if batch else None


def _words(name: str, argument: str) -> str | None:
    """Return the words after `pip` of a magic that calls it."""
    if name in ("pip", "pip3"):
        return argument
    if name not in ("!", "sh", "uv", "system"):
        return None
    match = _PIP.fullmatch(f"uv {argument}" if name == "uv" else argument)
    return match[1] if match else None
