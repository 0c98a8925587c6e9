# Raw TOML -> typed rows, and what rows may say of each other. The only module that knows pydantic;
# imported when there is no prepared table. Knows no paths and reads no files.
"""Validation of rule tables, with every problem named by file, row and field."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any, TypeVar

from pydantic import TypeAdapter, ValidationError

from scopelint.errors import RuleTableError
from scopelint.rulebook.rule import EntryFile, ReachedResource, ResourceFile, RuleFile, RuleRow, ScopeFile
from scopelint.rulebook.table import Rows, RuleTable

_File = TypeVar("_File", ScopeFile, ResourceFile, EntryFile, RuleFile)
_LABELS = ("name", "type", "path", "of", "scope")
"""Keys by which a row is recognised in a message, in this order."""


@dataclass(frozen=True, slots=True)
class RawFile:
    """One TOML file of a table, parsed: how to name it in messages, and what it holds."""

    name: str
    data: dict[str, Any]


def validate(scopes: RawFile, resources: RawFile, entries: RawFile, clients: Sequence[RawFile]) -> Rows:
    """Turn raw files into rows, or raise one `RuleTableError` that lists every problem."""
    problems: list[str] = []
    scope_file = _typed(ScopeFile, scopes, problems)
    resource_file = _typed(ResourceFile, resources, problems)
    entry_file = _typed(EntryFile, entries, problems)
    rule_files = [(raw.name, _typed(RuleFile, raw, problems)) for raw in clients]
    if problems or scope_file is None or resource_file is None or entry_file is None:
        raise _error(problems)
    typed = tuple((name, file) for name, file in rule_files if file is not None)
    rows = Rows(scope_file, resource_file, entry_file, tuple(file for _, file in typed))
    problems.extend(_scope_problems(scopes.name, rows))
    problems.extend(_resource_problems(resources.name, rows))
    problems.extend(_client_problems(typed, rows))
    problems.extend(_version_problems(resources.name, typed, rows))
    problems.extend(_duplicates(scopes.name, resources.name, entries.name, typed, rows))
    if problems:
        raise _error(problems)
    return rows


def _error(problems: Sequence[str]) -> RuleTableError:
    return RuleTableError(
        "\n".join(problems), "mend the rows named above; rules/README.md describes every field"
    )


# --- one file: shape and types -------------------------------------------------------------------


def _typed(kind: type[_File], raw: RawFile, problems: list[str]) -> _File | None:
    data = _plain(raw.data)
    try:
        return TypeAdapter(kind).validate_python(data)
    except ValidationError as error:
        problems.extend(
            f"{raw.name}: {_place(data, found['loc'])}: {found['msg'].lower()}" for found in error.errors()
        )
        return None


def _plain(value: Any) -> Any:
    match value:
        case dict():
            return {str(key).replace("-", "_"): _plain(item) for key, item in value.items()}
        case list():
            return [_plain(item) for item in value]
        case date():
            return value.isoformat()
        case _:
            return value


def _place(data: Any, loc: Sequence[int | str]) -> str:
    """Name the row and the field that `loc` leads to, in the words of the TOML file."""
    if len(loc) < 2 or not isinstance(loc[1], int):
        return ".".join(_written(part) for part in loc) or "file"
    rows = data.get(loc[0]) if isinstance(data, dict) else None
    row = rows[loc[1]] if isinstance(rows, list) and loc[1] < len(rows) else {}
    field = ".".join(_written(part) for part in loc[2:])
    return f"[[{loc[0]}]] {_row_label(loc[1], row)}" + (f", field `{field}`" if field else "")


def _written(part: int | str) -> str:
    return str(part + 1) if isinstance(part, int) else part.replace("_", "-")


def _row_label(index: int, row: Any) -> str:
    label = next((row[key] for key in _LABELS if isinstance(row, dict) and key in row), None)
    return f"{index + 1}" + (f" (`{label}`)" if isinstance(label, str) else "")


# --- what rows say of each other -----------------------------------------------------------------


def _scope_problems(file: str, rows: Rows) -> Iterator[str]:
    names = {row.name for row in rows.scopes.scope}
    for index, row in enumerate(rows.scopes.scope, 1):
        for cover in row.covers:
            if cover.scope not in names:
                yield f"{file}: [[scope]] {index} (`{row.name}`), field `covers`: no scope `{cover.scope}`"
        if row.short is not None and row.short not in names:
            yield f"{file}: [[scope]] {index} (`{row.name}`), field `short`: no scope `{row.short}`"
    for index, wrong in enumerate(rows.scopes.wrong, 1):
        label = f"{file}: [[wrong]] {index} (`{wrong.name}`)"
        if wrong.name in names:
            yield f"{label}, field `name`: this is a scope"
        if wrong.instead and wrong.instead not in names:
            yield f"{label}, field `instead`: no scope `{wrong.instead}`"


def _resource_problems(file: str, rows: Rows) -> Iterator[str]:
    scopes = {row.name for row in rows.scopes.scope}
    types = {row.type for row in rows.resources.resource}
    for index, row in enumerate(rows.resources.resource, 1):
        label = f"{file}: [[resource]] {index} (`{row.type}`)"
        yield from _unknown_scopes(f"{label}, field `scopes`", row.scopes, scopes)
        yield from _unknown_scopes(f"{label}, field `apps-scopes`", row.apps_scopes or (), scopes)
        yield from _unknown_scopes(f"{label}, field `companions`", (row.companions,), scopes)
        for dependency in row.dependencies:
            if dependency.type not in types:
                yield f"{label}, field `dependencies`: no resource type `{dependency.type}`"
    for index, path in enumerate(rows.resources.path, 1):
        label = f"{file}: [[path]] {index} (`{path.path}`)"
        yield from _unknown_types(f"{label}, field `type`", (path.type,), types)
        yield from _unknown_scopes(f"{label}, field `scopes`", path.scopes or (), scopes)
    for index, url in enumerate(rows.resources.mcp, 1):
        label = f"{file}: [[mcp]] {index} (`{url.path}`)"
        yield from _unknown_types(f"{label}, field `user-type`", (url.user_type,), types)
        yield from _unknown_types(f"{label}, field `resource`", (url.resource,), types)


def _client_problems(files: Sequence[tuple[str, RuleFile]], rows: Rows) -> Iterator[str]:
    table = RuleTable(rows)
    types = {row.type for row in rows.resources.resource}
    scopes = {row.name for row in rows.scopes.scope}
    for name, file in files:
        for index, rule in enumerate(file.rule, 1):
            label = f"{name}: [[rule]] {index} (`{rule.name}`)"
            yield from _rule_problems(label, rule, types, scopes)
            yield from _aliased(f"{label}, field `calls`", rule.calls, table)
        for index, client in enumerate(file.client, 1):
            label = f"{name}: [[client]] {index} (`{client.type}`)"
            yield from _aliased(f"{label}, field `made-by`", (client.type, *client.made_by), table)
        for index, attribute in enumerate(file.attribute, 1):
            label = f"{name}: [[attribute]] {index} (`{attribute.name}`)"
            if attribute.type and table.client(attribute.type) is None:
                yield f"{label}, field `type`: no client type `{attribute.type}`"
            yield from _aliased(f"{label}, field `name`", (attribute.name,), table)


def _rule_problems(label: str, rule: RuleRow, types: set[str], scopes: set[str]) -> Iterator[str]:
    yield from _unknown_scopes(f"{label}, field `scopes`", rule.scopes, scopes)
    for number, reached in enumerate(rule.resources, 1):
        place = f"{label}, field `resources.{number}"
        yield from _unknown_types(f"{place}.type`", (reached.type,), types)
        yield from _unknown_scopes(f"{place}.scopes`", reached.scopes or (), scopes)
        yield from _reader_problems(place, reached)


def _reader_problems(place: str, reached: ReachedResource) -> Iterator[str]:
    finds_type = reached.reader in {"mcp-url", "sql", "rest-path"}
    if not finds_type and not reached.type:
        yield f"{place}.type`: missing; only readers that find the type may leave it out"
    if reached.reader != "value" and reached.id is None:
        yield f"{place}.id`: missing; the reader `{reached.reader}` needs a value to read"


def _version_problems(file: str, files: Sequence[tuple[str, RuleFile]], rows: Rows) -> Iterator[str]:
    for index, row in enumerate(rows.resources.resource, 1):
        label = f"{file}: [[resource]] {index} (`{row.type}`), field `min-mlflow`"
        yield from _no_version(label, row.min_mlflow)
        if bool(row.min_mlflow) != bool(row.mlflow_class):
            yield f"{label}: stands where `mlflow-class` does, and only there"
    for name, rule_file in files:
        for index, feature in enumerate(rule_file.feature, 1):
            label = f"{name}: [[feature]] {index} (`{feature.name}`)"
            yield from _no_version(f"{label}, field `since`", feature.since)
            yield from _no_version(f"{label}, field `supported`", feature.supported)
            if not any(feature.name.startswith(f"{top}.") for top in rule_file.package.imports):
                yield f"{label}, field `name`: is not of `{rule_file.package.name}`"


def _no_version(label: str, written: str) -> Iterator[str]:
    from packaging.version import InvalidVersion, Version

    try:
        if written:
            Version(written)
    except InvalidVersion:
        yield f"{label}: `{written}` is no version"


def _aliased(label: str, names: Iterable[str], table: RuleTable) -> Iterator[str]:
    """Rows speak canonical names only: an aliased one would never be found."""
    for name in names:
        canonical = table.canonical(name)
        if canonical != name:
            yield f"{label}: `{name}` is an alias; write `{canonical}`"


def _unknown_scopes(label: str, needs: Iterable[Sequence[str]], scopes: set[str]) -> Iterator[str]:
    for need in needs:
        for scope in need:
            if scope not in scopes:
                yield f"{label}: no scope `{scope}`"


def _unknown_types(label: str, names: Iterable[str], types: set[str]) -> Iterator[str]:
    for name in names:
        if name and name not in types:
            yield f"{label}: no resource type `{name}`"


def _duplicates(
    scopes: str, resources: str, entries: str, files: Sequence[tuple[str, RuleFile]], rows: Rows
) -> Iterator[str]:
    yield from _twice("scope", [(scopes, row.name) for row in rows.scopes.scope])
    yield from _twice("wrong", [(scopes, row.name) for row in rows.scopes.wrong])
    yield from _twice("resource", [(resources, row.type) for row in rows.resources.resource])
    yield from _twice("path", [(resources, row.path) for row in rows.resources.path])
    yield from _twice("mcp", [(resources, row.path) for row in rows.resources.mcp])
    yield from _twice("model", [(entries, row.name) for row in rows.entries.model])
    yield from _twice("logger", [(entries, row.name) for row in rows.entries.logger])
    yield from _twice("variable", [(entries, row.name) for row in rows.entries.variable])
    own = [(entries, row.name) for row in rows.entries.decorator]
    more = [(name, row.name) for name, file in files for row in file.decorator]
    yield from _twice("decorator", own + more)
    yield from _twice("rule", [(name, row.name) for name, file in files for row in file.rule])
    yield from _twice("credential", [(name, row.name) for name, file in files for row in file.credential])
    yield from _twice(
        "feature",
        [(name, f"{row.name} {row.keyword}".strip()) for name, file in files for row in file.feature],
    )
    yield from _twice("attribute", [(name, row.name) for name, file in files for row in file.attribute])
    made = [(name, call) for name, file in files for row in file.client for call in {row.type, *row.made_by}]
    yield from _twice("client", made)
    yield from _twice(
        "alias", [(name, alias) for name, file in files for row in file.alias for alias in row.names]
    )


def _twice(table: str, names: Iterable[tuple[str, str]]) -> Iterator[str]:
    seen: dict[str, str] = {}
    for file, name in names:
        if name in seen:
            yield f"{file}: [[{table}]] `{name}` stands already in {seen[name]}"
        seen.setdefault(name, file)
