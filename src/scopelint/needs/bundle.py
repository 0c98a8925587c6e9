# The smallest grant of an app as the part of `databricks.yml` that carries it, ready to paste. What the
# source does not spell out is marked for its author, as in text.py.
"""Needs as a bundle's app resource."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator

from scopelint.model.resource import Resource
from scopelint.model.value import Literal, Symbol, Unknown, Value
from scopelint.needs.need import Needs, ResourceNeed
from scopelint.rulebook.rule import AppResourceRow, ResourceRow
from scopelint.rulebook.table import RuleTable

_HEAD = ("resources:", "  apps:", "    my_app:  # TODO: the app's key in the bundle")
_INDENT = " " * 6
_WRITING = {"table": "MODIFY", "volume": "WRITE_VOLUME"}
"""What an app needs to change things (Databricks docs, "Add resources to a Databricks app", 2026)."""
_SECURABLE = {"vector_search_index": "TABLE"}
"""An index is granted as the table that it is to Unity Catalog (same source)."""
_FIELD = re.compile(r"\{(\w+)\}")


def bundle(needs: Needs, scopes: tuple[str, ...], table: RuleTable) -> str:
    """Return YAML that grants an app exactly what is needed: `user_api_scopes` and `resources`."""
    lines: list[str] = []
    if scopes:
        lines += ["user_api_scopes:", *(f"  - {_quoted(scope)}" for scope in scopes)]
    items = _items(needs, table)
    if items:
        lines += ["resources:", *items]
    if not lines:
        return "# the app needs neither scopes nor resources\n"
    return "\n".join((*_HEAD, *(_INDENT + line for line in lines))) + "\n"


def _items(needs: Needs, table: RuleTable) -> list[str]:
    """Return the lines of the `resources` list, sorted, each item under a name of its own."""
    found: set[tuple[str, tuple[str, ...]]] = set()
    for need in needs.resources:
        row = table.resource(need.resource.type)
        form = _form(row, table) if row is not None else None
        if row is not None and form is not None:
            for permission in _permissions(need, row):
                found.add((row.type, tuple(_fields(need.resource, row, form, permission))))
    lines: list[str] = []
    counts: dict[str, int] = {}
    for type_, fields in sorted(found):
        counts[type_] = counts.get(type_, 0) + 1
        number = f"-{counts[type_]}" if counts[type_] > 1 else ""
        lines += [f"  - name: {type_.replace('_', '-')}{number}", *(f"    {field}" for field in fields)]
    return lines


def _form(row: ResourceRow, table: RuleTable) -> AppResourceRow | None:
    return next((form for form in table.app_resources if form.key == row.apps_resource), None)


def _permissions(need: ResourceNeed, row: ResourceRow) -> tuple[str, ...]:
    writing = _WRITING.get(row.type)
    if writing is None or not any(use.write for use in need.uses):
        return (row.apps_permission,)
    reads = not all(use.write for use in need.uses)
    return (row.apps_permission, writing) if reads else (writing,)


def _fields(resource: Resource, row: ResourceRow, form: AppResourceRow, permission: str) -> Iterator[str]:
    yield f"{form.key}:"
    known: dict[str, str] = {"permission": permission}
    if form.selector:
        selected = next(
            (value for value, type_ in form.types if type_ == row.type), _SECURABLE.get(row.type, "")
        )
        known[form.selector] = selected
    known |= _id_fields(resource.id, form.id, row)
    for name in dict.fromkeys((*known, *form.required)):
        yield f"  {name}: {known.get(name) or '# TODO'}"


def _id_fields(id_: Value, pattern: str, row: ResourceRow) -> dict[str, str]:
    """Return the fields that name the resource: one, or those of a template such as `{scope}/{key}`."""
    names = _FIELD.findall(pattern) or [pattern]
    if isinstance(id_, Literal):
        parts = id_.value.split("/", len(names) - 1) if len(names) > 1 else [id_.value]
        if len(parts) == len(names):
            return {name: _quoted(part) for name, part in zip(names, parts, strict=True)}
    why = (
        f"its name {id_.why}"
        if isinstance(id_, Unknown)
        else f"the {id_}"
        if isinstance(id_, Symbol)
        else f"{id_}"
    )
    written = "".join(one if one.isprintable() else " " for one in re.sub(r"\s+", " ", why))
    return dict.fromkeys(names, f"# TODO: {row.title}: {written}")


def _quoted(text: str) -> str:
    """Return the text in double quotes; what YAML does not take as it stands is escaped."""
    return json.dumps(text, ensure_ascii=not text.isprintable())
