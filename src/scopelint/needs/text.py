# The smallest policy as Python, ready to paste beside `log_model`. What the source does not spell out is
# left to its author as a comment: a guess in a policy would be worse than a gap.
"""Needs as source code."""

from __future__ import annotations

import json
import re
from collections.abc import Iterable
from dataclasses import dataclass

from scopelint.model.auth import Target
from scopelint.model.resource import Resource
from scopelint.model.value import Literal, Pattern, Symbol, SymbolSource, Unknown, told
from scopelint.needs.bundle import bundle
from scopelint.needs.need import Needs
from scopelint.rulebook.table import RuleTable

_POLICIES = "mlflow.models.auth_policy"


@dataclass(frozen=True, slots=True, order=True)
class _Entry:
    """One line of a `resources` list; `cls` is empty if the line is a comment."""

    line: str
    cls: str = ""
    environment: bool = False


def policy(needs: Needs, table: RuleTable, target: Target = Target.MODEL_SERVING) -> str:
    """Return the text that declares exactly what is needed, ready to paste.

    For Model Serving that is Python: `auth_policy`, or `resources` where no user scope is needed. For
    an app it is the YAML of its bundle. The text parses, is sorted, and is the same for the same needs.
    In Python, environment variables are read as the agent reads them; every other id that is not
    literal is a comment that says what belongs there.
    """
    if target is Target.APPS:
        return bundle(needs, smallest_scopes(needs, table, target), table)
    entries = _entries(needs, table)
    scopes = smallest_scopes(needs, table)
    imports = _imports(entries, user=bool(scopes))
    body = _user_policy(entries, scopes) if scopes else _plain(entries)
    head = "\n".join(imports)
    return f"{head}\n\n{body}" if imports else body


def smallest_scopes(needs: Needs, table: RuleTable, target: Target = Target.MODEL_SERVING) -> tuple[str, ...]:
    """Return the scopes to declare, sorted, without those that another of them surely covers."""
    names = sorted({need.requirement[0] for need in needs.scopes if need.requirement})
    kept = list(names)
    for name in names:
        others = [other for other in kept if other != name]
        if any(table.covers(other, name, target) == "high" for other in others):
            kept = others
    return tuple(kept)


def _entries(needs: Needs, table: RuleTable) -> tuple[_Entry, ...]:
    entries = {entry for need in needs.resources if (entry := _entry(need.resource, table)) is not None}
    return tuple(sorted(entries, key=lambda entry: (not entry.cls, entry.cls, entry.line)))


def _entry(resource: Resource, table: RuleTable) -> _Entry | None:
    row = table.resource(resource.type)
    if row is None or not row.mlflow_class:
        return None
    cls = row.mlflow_class
    name = cls.rpartition(".")[2]
    match resource.id:
        case Literal(value):
            return _Entry(f"{name}({row.parameter}={_quoted(value)}),", cls)
        case Symbol(name=composed) if composed.startswith("{"):
            return _todo(name, row.parameter, f"`{composed}`")
        case Symbol(SymbolSource.ENV, variable, None):
            return _Entry(f"{name}({row.parameter}=os.environ[{_quoted(variable)}]),", cls, environment=True)
        case Symbol(SymbolSource.ENV, variable, str(default)):
            looked_up = f"os.environ.get({_quoted(variable)}, {_quoted(default)})"
            return _Entry(f"{name}({row.parameter}={looked_up}),", cls, environment=True)
        case Symbol() as symbol:
            default = f" (by default {symbol.default!r})" if symbol.default is not None else ""
            return _todo(name, row.parameter, f"the {symbol}{default}")
        case Pattern(value):
            return _todo(name, row.parameter, f"every `{value}` that the agent reaches")
        case Unknown(why):
            return _todo(name, row.parameter, f"a {row.title}: {told('its name', why)}")


def _todo(name: str, parameter: str, what: str) -> _Entry:
    line = re.sub(r"\s+", " ", f"# TODO: {name}({parameter}=...) for {what}")
    return _Entry("".join(character if character.isprintable() else "?" for character in line))


def _imports(entries: Iterable[_Entry], *, user: bool) -> list[str]:
    entries = tuple(entries)
    modules: dict[str, set[str]] = {}
    if user:
        modules[_POLICIES] = {"AuthPolicy", "UserAuthPolicy"} | ({"SystemAuthPolicy"} if entries else set())
    for entry in entries:
        if entry.cls:
            module, _, name = entry.cls.rpartition(".")
            modules.setdefault(module, set()).add(name)
    lines = ["import os", ""] if any(entry.environment for entry in entries) else []
    return [*lines, *(_import(module, sorted(names)) for module, names in sorted(modules.items()))]


def _import(module: str, names: list[str]) -> str:
    line = f"from {module} import {', '.join(names)}"
    if len(line) <= 100:
        return line
    return "\n".join((f"from {module} import (", *(f"    {name}," for name in names), ")"))


def _plain(entries: tuple[_Entry, ...]) -> str:
    if not entries:
        return "resources = []\n"
    return "\n".join(("resources = [", *(f"    {entry.line}" for entry in entries), "]", ""))


def _user_policy(entries: tuple[_Entry, ...], scopes: tuple[str, ...]) -> str:
    lines = ["auth_policy = AuthPolicy("]
    if entries:
        lines += ["    system_auth_policy=SystemAuthPolicy(", "        resources=["]
        lines += [f"            {entry.line}" for entry in entries]
        lines += ["        ],", "    ),"]
    lines += ["    user_auth_policy=UserAuthPolicy(", "        api_scopes=["]
    lines += [f"            {_quoted(scope)}," for scope in scopes]
    lines += ["        ],", "    ),", ")", ""]
    return "\n".join(lines)


def _quoted(text: str) -> str:
    """Return the text as a Python literal in double quotes; JSON's escapes mean the same in Python."""
    return json.dumps(text, ensure_ascii=False)
