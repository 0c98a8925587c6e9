# One entry of an app's `resources` in a bundle. The kinds, their fields and permissions stand in the table.
"""Reading the resources of apps."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from difflib import get_close_matches

from scopelint.declarations.bundle_value import Variables, value_of
from scopelint.declarations.declaration import DeclaredResource, Misuse
from scopelint.declarations.grant import Grant, refused, together, unread
from scopelint.model.location import Location
from scopelint.model.resource import Resource
from scopelint.model.value import Unknown, Value
from scopelint.rulebook.rule import AppResourceRow
from scopelint.rulebook.table import RuleTable
from scopelint.source.yaml_document import Tree

_BESIDE = frozenset({"name", "description"})
_FIELD = re.compile(r"\{(\w+)\}")
_INJECTED = frozenset({"lakebase"})
"""The platform sets `PGHOST` and its kin for these by itself: they are used without a word in the code."""


@dataclass(frozen=True, slots=True)
class Binding:
    """An environment variable of an app: bound to a resource by its name, or set to a text."""

    variable: str
    resource: str = ""
    text: str = ""


@dataclass(frozen=True, slots=True)
class AppReading:
    """What the reader of an app's resources needs to know."""

    table: RuleTable
    variables: Variables
    bindings: tuple[Binding, ...] = ()


def read_app_resource(entry: Tree, reading: AppReading, ending: str = "") -> Grant:
    """Return what one entry of an app's `resources` declares, and what the schema does not know in it.

    `ending` is what the keys of a template's manifest add to the kinds' names; such an entry names no
    resource, and so its fields are not looked at.
    """
    name = entry.get("name")
    rows = {row.key: row for row in reading.table.app_resources}
    parts: list[Grant] = []
    for key, held in entry.entries():
        if key.text in _BESIDE or key.text is None:
            continue
        row = rows.get(key.text.removesuffix(ending))
        if row is not None and ending:
            parts.append(_declared(entry, row, held, (name.text if name else None) or "", reading))
            continue
        if row is None:
            parts.append(_unknown_key(key, list(rows), reading.table))
            continue
        parts.append(Grant(misuses=tuple(_misuses(row, held))))
        parts.append(_declared(entry, row, held, (name.text if name else None) or "", reading))
    return together(parts)


def _unknown_key(key: Tree, known: list[str], table: RuleTable) -> Grant:
    assert key.text is not None
    # What MLflow calls so, apps may call otherwise: an index is a securable of Unity Catalog there.
    other = table.resource(key.text)
    near = next((one for one in known if one in key.text or key.text in one), None)
    near = other.apps_resource if other is not None and other.apps_resource else near
    close = [near] if near else get_close_matches(key.text, known, n=1, cutoff=0.6)
    help_ = f"write `{close[0]}`" if close else "the kinds are " + ", ".join(f"`{one}`" for one in known)
    message = f"`{key.text}` is no kind of resource that an app can have"
    lost = unread(key.text, "is no kind that apps know", key.location, resources=True)
    grant = Grant() if close else lost
    return refused("unknown-class", key.text, message, help_, key.location, grant=grant)


def _misuses(row: AppResourceRow, held: Tree) -> Iterator[Misuse]:
    fields = (*row.required, *row.optional)
    for key, value in held.entries():
        if key.text is None:
            continue
        if key.text not in fields:
            message = f"`{row.key}` of an app has no field `{key.text}`"
            close = get_close_matches(key.text, fields, n=1, cutoff=0.6)
            listed = ", ".join(f"`{one}`" for one in fields)
            help_ = f"write `{close[0]}`" if close else f"its fields are {listed}"
            yield Misuse("wrong-arguments", f"{row.key}.{key.text}", message, help_, key.location)
        elif key.text == "permission" and _is_unknown(value.text, row.permissions):
            message = f"`{value.text}` is no permission on `{row.key}`"
            listed = " or ".join(f"`{one}`" for one in row.permissions)
            yield Misuse("wrong-arguments", value.text or "", message, f"write {listed}", value.location)
        elif key.text == row.selector and _is_unknown(value.text, tuple(word for word, _ in row.types)):
            message = f"`{value.text}` is no `{row.selector}` of a resource that an app can have"
            listed = " or ".join(dict.fromkeys(f"`{word}`" for word, _ in row.types))
            yield Misuse("wrong-arguments", value.text or "", message, f"write {listed}", value.location)


def _is_unknown(word: str | None, known: tuple[str, ...]) -> bool:
    return bool(word) and "$" not in (word or "") and word not in known


def unbound(
    bound: Iterable[tuple[Binding, Location]], resources: Iterable[Tree], variables: Variables
) -> Iterator[Misuse]:
    """Yield the variables of an app that take their values from a resource that the app does not have.

    `resources` are the lists of the app's resources; where one of them cannot be read, nothing is told.
    """
    items = [item for held in resources for one in variables.trees(held) for item in one.items()]
    entries = [entry for item in items for entry in variables.trees(item)]
    names = [entry.get("name") for entry in entries]
    known = {variables.filled(name.text or "") for name in names if name is not None}
    if not entries or len(known) < len(entries) or any("{}" in name for name in known):
        return
    for binding, place in bound:
        if binding.resource and "$" not in binding.resource and binding.resource not in known:
            what = f"`{binding.variable}` takes its value from `{binding.resource}`"
            message = f"{what}, which is no resource of the app"
            close = get_close_matches(binding.resource, known, n=1, cutoff=0.6)
            help_ = f"write `{close[0]}`" if close else f"add a resource with the name `{binding.resource}`"
            yield Misuse("unbound", binding.variable, message, help_, place)


def _declared(entry: Tree, row: AppResourceRow, held: Tree, name: str, reading: AppReading) -> Grant:
    types = _types(row, held)
    if not types:
        return unread(name or row.key, f"its `{row.selector}` is not known", held.location, resources=True)
    raw, id_ = _id(row, held, reading)
    variables = tuple(
        binding.variable
        for binding in reading.bindings
        if (binding.resource and binding.resource == name) or (binding.text and binding.text == raw)
    )
    bound = types[0] in _INJECTED or any(one.resource and one.resource == name for one in reading.bindings)
    declared = DeclaredResource(
        Resource(types[0], id_), entry.location, bound=bound, also=types[1:], variables=variables
    )
    return Grant(resources=(declared,))


def _types(row: AppResourceRow, held: Tree) -> tuple[str, ...]:
    """Return the type that is granted first, then others that the same grant serves."""
    if not row.selector:
        return (row.type,)
    chosen = held.get(row.selector)
    return tuple(type_ for word, type_ in row.types if chosen is not None and word == chosen.text)


def _id(row: AppResourceRow, held: Tree, reading: AppReading) -> tuple[str, Value]:
    """Return the id as it is written, and what it says."""
    first = next(one for one in reading.table.app_resources if one.type == row.type)
    if row.type and first is not row:
        return "", Unknown(f"is named by its `{row.id}`")  # another way to name the same kind
    template = row.id if "{" in row.id else f"{{{row.id}}}"
    fields = {field: held.get(field) for field in _FIELD.findall(template)}
    if any(value is None or not value.text for value in fields.values()):
        return "", Unknown(f"has no `{row.id}`")
    raw = _FIELD.sub(lambda found: _text(fields[found[1]]), template)
    return raw, value_of(raw, reading.variables)


def _text(tree: Tree | None) -> str:
    return (tree.text or "") if tree is not None else ""
