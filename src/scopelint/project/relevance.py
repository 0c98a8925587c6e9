# Whether a unit can reach Databricks at all: only if it, or a module of the project that it imports, imports
# a library of the rule table. What such a module loads by a name that is made at run time is not followed.
"""Which units are worth a run."""

from __future__ import annotations

import re
from collections.abc import Iterator

from scopelint.project.modules import Modules
from scopelint.project.records import Gap
from scopelint.source.unit import Unit, UnitKind

_OPEN = re.compile(r"\bspark\b|\bdbutils\b|\blog_model\b|\bset_model\b|scopelint:")
"""What may lead to a library without an import."""


def unreachable(modules: Modules, unit: Unit, roots: frozenset[str]) -> tuple[Gap, ...] | None:
    """Return None if a unit, or what it imports of the project, may use one of `roots`.

    Else return what else may lead there: the calls in its imports that load modules by a name that they
    make. In the unit itself such a call is worth a run.
    """
    gaps: list[Gap] = []
    pending, seen = [unit], {unit.file.as_posix()}
    while pending:
        one = pending.pop()
        leads = None if one.kind is not UnitKind.PYTHON or _OPEN.search(one.text) else modules.code.leads(one)
        if leads is None or (one is unit and leads.loaders):
            return None
        if any(not level and name.partition(".")[0] in roots for name, level in leads.imports):
            return None
        gaps += [Gap(place, what, "the module's name is made at run time") for what, place in leads.loaders]
        for path in (path for name, level in leads.imports for path in _files(modules, name, level, one)):
            found = None if path in seen else modules.code.unit(path)
            seen.add(path)
            if found is not None:
                pending.append(found)
    return tuple(gaps)


def _files(modules: Modules, name: str, level: int, importer: Unit) -> Iterator[str]:
    """Yield the files of a module and of the packages around it, as far as they are the project's."""
    parts = name.split(".")
    for end in range(1, len(parts) + 1):
        path = modules.path(".".join(parts[:end]), level, importer)
        if path is not None:
            yield path
