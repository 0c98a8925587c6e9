# Names of resources that are settings of the deployment: one that may be left out, and is, names nothing.
"""Settings that the deployment leaves out."""

from __future__ import annotations

from collections.abc import Iterator

from scopelint.compare.ground import Ground
from scopelint.model.value import Symbol, SymbolSource
from scopelint.needs import ResourceNeed
from scopelint.project.records import FrozenValue, Origin, Sequence, Text
from scopelint.uses.use import Use

_MAX_DEPTH = 4
"""Containers inside one another in which a name is looked for."""


def may_be_absent(need: ResourceNeed, ground: Ground) -> bool:
    """Tell whether the name is that of a setting that may be left out, and that the deployment leaves out."""
    id_ = need.resource.id
    if not isinstance(id_, Symbol) or id_.source is not SymbolSource.ENV or id_.default is not None:
        return False
    settings = {name for name, _ in ground.declaration.settings}
    if not settings or id_.name in settings | ground.table.settings(ground.target):
        return False
    looked_up = [origin for use in need.uses for origin in _looked_up(use, id_.name)]
    return bool(looked_up) and not any(origin.needed for origin in looked_up)


def _looked_up(use: Use, name: str) -> Iterator[Origin]:
    """Yield where the arguments of the use look up a variable."""
    made = use.record.receiver if use.record is not None else None
    given = (use.record.arguments if use.record is not None else None, made.arguments if made else None)
    for arguments in filter(None, given):
        for item in arguments.all():
            yield from (origin for origin in _origins(item.value, 0) if origin.name == name)


def _origins(value: FrozenValue, depth: int) -> Iterator[Origin]:
    for atom in value.atoms:
        if isinstance(atom, Origin):
            yield atom
        elif isinstance(atom, Text):
            yield from (piece for piece in atom.pieces if isinstance(piece, Origin))
        elif isinstance(atom, Sequence) and depth < _MAX_DEPTH:
            for item in atom.items:
                yield from _origins(item.value, depth + 1)
