# Code of the project that grants beside declarations: privileges of Unity Catalog by SQL, permissions on
# objects by their own API. To whom exactly is not read, but that a service principal is spoken of.
"""Grants that stand in no declaration."""

from __future__ import annotations

import posixpath
import re
from collections.abc import Iterable, Iterator
from pathlib import Path

from scopelint.agents.workspace import Workspace
from scopelint.rulebook.table import RuleTable

_PRIVILEGES = re.compile(r"\bGRANT\s+(?:SELECT|EXECUTE|USE|USAGE|ALL|READ|WRITE|MODIFY)\b")
_UPDATE = re.compile(r"\bgrants\.update\(")
_PRINCIPAL = re.compile(r"service_principal|application_id|\bSPN?\b", re.IGNORECASE)
_OBJECT = re.compile(
    r"/api/2\.0/permissions/(?:sql/)?([\w-]+)/|\brequest_object_type\s*=\s*[\"']([\w-]+)[\"']"
)
_METHOD = re.compile(r"\.(\w+)\.(?:update|set)_permissions\(")
_WORDS = (b"GRANT ", b"grants.update", b".0/permissions/", b"request_object_type", b"_permissions(")
_MAX_BYTES = 1_000_000


def grants(workspace: Workspace, shells: Iterable[str]) -> Iterator[tuple[str, frozenset[str]]]:
    """Yield the folder of each file that grants something to a service principal, and the resource types.

    `shells` are the paths of shell scripts that are looked at beside the project's Python.
    """
    paths = (*workspace.named, *workspace.around)
    for unit in workspace.all_units(workspace.holding(paths, *_WORDS)):
        types = _types(unit.text, workspace.table)
        if types:
            yield unit.holder.parent.as_posix(), types
    for path in shells:
        text = Path(path).read_bytes()[:_MAX_BYTES].decode("utf-8", errors="replace")
        types = _types(text, workspace.table)
        if types:
            yield posixpath.dirname(path), types


def _types(text: str, table: RuleTable) -> frozenset[str]:
    """Return the resource types on which a text grants something; whom a method of the SDK names counts."""
    securables = {row.type for row in table.resources if row.apps_resource == "uc_securable"}
    if _PRINCIPAL.search(text) is None:
        return frozenset(securables if _UPDATE.search(text) is not None else ())
    objects = {found[1] or found[2] for found in _OBJECT.finditer(text)}
    objects |= {found[1].replace("_", "-") for found in _METHOD.finditer(text)}
    found = {row.type for row in table.resources if not objects.isdisjoint(row.permission_objects)}
    granted = _PRIVILEGES.search(text) is not None or _UPDATE.search(text) is not None
    return frozenset(found | securables if granted else found)
