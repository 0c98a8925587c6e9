# Whether a unit can reach Databricks at all: only if it, or a module of the project that it imports, imports
# a library of the rule table. Asks Python's own parser, which is many times faster, and needs no tree kept.
"""Which units are worth a run."""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator

from scopelint.project.modules import Modules
from scopelint.source.unit import Unit, UnitKind

_OPEN = re.compile(r"\bspark\b|\bdbutils\b|\blog_model\b|\bset_model\b|scopelint:")
"""What may lead to a library without an import."""
_DYNAMIC = re.compile(r"import_module|__import__|\bexec\(")
"""What may import anything. It counts in the unit itself; deep in its imports it loads plugins of others."""


def may_reach(modules: Modules, unit: Unit, roots: frozenset[str]) -> bool:
    """Tell whether a unit, or what it imports of the project, may use one of `roots`; never wrongly no."""
    pending, seen = [unit], {unit.file.as_posix()}
    while pending:
        one = pending.pop()
        if one.kind is not UnitKind.PYTHON or _OPEN.search(one.text):
            return True
        if one is unit and _DYNAMIC.search(one.text):
            return True
        try:
            imported = list(_imports(one))
        except (SyntaxError, ValueError, RecursionError, MemoryError):
            return True
        if any(not level and name.partition(".")[0] in roots for name, level in imported):
            return True
        for path in (path for name, level in imported for path in _files(modules, name, level, one)):
            found = None if path in seen else modules.code.unit(path)
            seen.add(path)
            if found is not None:
                pending.append(found)
    return False


def _imports(unit: Unit) -> Iterator[tuple[str, int]]:
    """Yield each module that the unit may import, with the number of leading dots."""
    for node in ast.walk(ast.parse(unit.text)):
        if isinstance(node, ast.Import):
            yield from ((alias.name, 0) for alias in node.names)
        elif isinstance(node, ast.ImportFrom):
            module = node.module or ""
            yield module, node.level
            dotted = f"{module}." if module else ""
            yield from ((f"{dotted}{alias.name}", node.level) for alias in node.names)


def _files(modules: Modules, name: str, level: int, importer: Unit) -> Iterator[str]:
    """Yield the files of a module and of the packages around it, as far as they are the project's."""
    parts = name.split(".")
    for end in range(1, len(parts) + 1):
        path = modules.path(".".join(parts[:end]), level, importer)
        if path is not None:
            yield path
