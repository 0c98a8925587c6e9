# What an agent's code takes from a library that not every version of it has: names that are imported, and
# arguments that are given.
"""Features of libraries that agents use."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from scopelint.agents.workspace import Workspace
from scopelint.facts.records import Attribute, Import, ImportFrom
from scopelint.facts.search import bindings, path_of, unguarded
from scopelint.model.location import Location, Span
from scopelint.project.records import Trace
from scopelint.rulebook.rule import FeatureRow
from scopelint.rulebook.table import RuleTable
from scopelint.source.unit import Unit


@dataclass(frozen=True, slots=True)
class FeatureUse:
    """A feature and the first place that uses it."""

    row: FeatureRow
    location: Location


def features(workspace: Workspace, trace: Trace) -> tuple[FeatureUse, ...]:
    """Return every feature that a run uses, once, at its first place.

    An import that is guarded (in a `try`, or under a question for the version) needs nothing.
    """
    found: dict[str, FeatureUse] = {}
    for path in trace.files:
        unit = workspace.code.unit(path)
        if unit is not None and workspace.code.facts(unit) is not None:
            for use in _imported(workspace, unit):
                found.setdefault(_key(use.row), use)
    for use in _given(trace, workspace.table):
        found.setdefault(_key(use.row), use)
    return tuple(found.values())


def _key(row: FeatureRow) -> str:
    return f"{row.name} {row.keyword}"


def _imported(workspace: Workspace, unit: Unit) -> Iterator[FeatureUse]:
    rows = [
        row
        for row in workspace.table.features
        if not row.keyword
        and row.name.rpartition(".")[2] in unit.text
        and row.name.partition(".")[0] in unit.text
    ]
    if not rows:
        return
    records = list(unguarded(workspace.facts(unit).body))
    bound = bindings(tuple(record for record in records if isinstance(record, (Import, ImportFrom))))
    places = [place for record in records for place in _paths(record, bound)]
    for row in rows:
        hits = (span for path, span in places if f"{path}.".startswith(f"{row.name}."))
        first = min(hits, default=None)
        if first is not None:
            yield FeatureUse(row, unit.locate(first))


def _paths(record: object, bound: Mapping[str, str]) -> Iterator[tuple[str, Span]]:
    """Yield the dotted paths that a record takes from libraries, with the record's place."""
    match record:
        case Import(names=names, span=span):
            yield from ((name, span) for name, _ in names)
        case ImportFrom(module=module, level=0, names=names, span=span):
            yield from ((f"{module}.{name}", span) for name, _ in names)
        case Attribute(span=span):
            yield path_of(record, bound), span
        case _:
            return


def _given(trace: Trace, table: RuleTable) -> Iterator[FeatureUse]:
    """Yield the arguments that came later than what they are given to."""
    rows: dict[str, list[FeatureRow]] = {}
    for row in table.features:
        if row.keyword:
            rows.setdefault(table.canonical(row.name), []).append(row)
    for record in trace.calls:
        for row in rows.get(record.name, ()):
            top = row.name.partition(".")[0]
            if (
                record.written.partition(".")[0] == top
                and record.arguments.get(None, row.keyword) is not None
            ):
                yield FeatureUse(row, record.location)
