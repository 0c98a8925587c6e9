# Version 1 of the JSON report. The types below are the promise to programs that read it: fields may be added,
# none may change its meaning or go. The schema that ships beside this file is generated from them.
"""The json format."""

from __future__ import annotations

import json
from dataclasses import asdict, dataclass, field
from typing import Literal, TextIO

from scopelint import __version__
from scopelint.model.report import Report
from scopelint.render.options import RenderOptions

SCHEMA_VERSION = 1

TargetV1 = Literal["model-serving", "apps"]
IdentityV1 = Literal["user", "system", "manual", "unknown"]
PhaseV1 = Literal["import", "init", "request", "unknown"]
SourceV1 = Literal["env", "config", "widget", "parameter", "variable"]
SeverityV1 = Literal["error", "warning", "info"]
ConfidenceV1 = Literal["high", "medium", "low"]


@dataclass(frozen=True, slots=True, kw_only=True)
class LiteralV1:
    """An id that the source spells out."""

    kind: Literal["literal"] = "literal"
    value: str


@dataclass(frozen=True, slots=True, kw_only=True)
class SymbolV1:
    """An id that is looked up when the agent runs; `default` is there if the source gives one."""

    kind: Literal["symbol"] = "symbol"
    source: SourceV1
    name: str
    default: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class PatternV1:
    """An id that is known in part; each `{}` is a hole."""

    kind: Literal["pattern"] = "pattern"
    value: str


@dataclass(frozen=True, slots=True, kw_only=True)
class UnknownV1:
    """An id that could not be read, and why."""

    kind: Literal["unknown"] = "unknown"
    why: str


IdV1 = LiteralV1 | SymbolV1 | PatternV1 | UnknownV1


@dataclass(frozen=True, slots=True, kw_only=True)
class ResourceV1:
    """A resource that is needed or declared."""

    type: str
    id: IdV1


@dataclass(frozen=True, slots=True, kw_only=True)
class StepV1:
    """A place that a statement rests on. `cell` is there for Jupyter notebooks only."""

    path: str
    cell: int | None = None
    line: int
    column: int
    text: str


@dataclass(frozen=True, slots=True, kw_only=True)
class DeclarationV1:
    """Where something was granted: a `log_model` call, an `mlmodel` file, a `bundle`, a caller's `argument`.

    An argument is no file: its path is its name, as in `<auth_policy>`, and lines are those of the text that
    stands for it.
    """

    kind: str
    path: str
    cell: int | None = None
    line: int
    complete: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class UseV1:
    """A call or construction that reaches a resource; `scopes` are what a user would have to grant."""

    rule: str
    resource_type: str
    id: IdV1
    identities: list[IdentityV1]
    phase: PhaseV1
    path: str
    cell: int | None = None
    line: int
    column: int
    scopes: list[str]
    evidence: list[StepV1]


@dataclass(frozen=True, slots=True, kw_only=True)
class NeededV1:
    """What must be granted."""

    api_scopes: list[str]
    resources: list[ResourceV1]


@dataclass(frozen=True, slots=True, kw_only=True)
class DeclaredV1:
    """What was granted; a declaration that is not `complete` may hold more."""

    api_scopes: list[str]
    resources: list[ResourceV1]
    complete: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class UnresolvedV1:
    """Something that could not be read, and why."""

    path: str
    cell: int | None = None
    line: int
    what: str
    why: str


@dataclass(frozen=True, slots=True, kw_only=True)
class AgentV1:
    """One agent: what it reaches, and what it was granted."""

    entry: str
    target: TargetV1
    declarations: list[DeclarationV1]
    uses: list[UseV1]
    needed: NeededV1
    declared: DeclaredV1
    unresolved: list[UnresolvedV1]


@dataclass(frozen=True, slots=True, kw_only=True)
class EditV1:
    """Replaces a stretch of a file by `text`."""

    path: str
    cell: int | None = None
    line: int
    column: int
    end_line: int
    end_column: int
    text: str


@dataclass(frozen=True, slots=True, kw_only=True)
class FixV1:
    """An edit that mends a finding."""

    title: str
    safety: str
    edits: list[EditV1]


@dataclass(frozen=True, slots=True, kw_only=True)
class DiagnosticV1:
    """One finding. Lines and columns count from 1, `end_column` is exclusive."""

    check: str
    severity: SeverityV1
    confidence: ConfidenceV1
    agent: str
    subject: str
    message: str
    help: str
    path: str
    cell: int | None = None
    line: int
    column: int
    end_line: int
    end_column: int
    evidence: list[StepV1]
    fix: FixV1 | None
    url: str


@dataclass(frozen=True, slots=True, kw_only=True)
class SummaryV1:
    """What was read, and how much was found in it."""

    units_read: int
    units_skipped: int
    errors: int
    warnings: int


@dataclass(frozen=True, slots=True, kw_only=True)
class ReportV1:
    """The answer of one run of scopelint."""

    schema_version: Literal[1] = 1
    scopelint_version: str = field(default=__version__)
    agents: list[AgentV1]
    diagnostics: list[DiagnosticV1]
    summary: SummaryV1


def render(report: Report, stream: TextIO, options: RenderOptions) -> None:
    """Write the report as one JSON object, in ASCII so that no stream's encoding can spoil it."""
    del options  # this format is the same everywhere
    from scopelint.render.convert_v1 import converted

    json.dump(asdict(converted(report), dict_factory=_present), stream, indent=2)
    stream.write("\n")


def schema() -> dict[str, object]:
    """Return the JSON schema of the report, which ships beside this file as `report-v1.schema.json`."""
    from pydantic import TypeAdapter

    generated = TypeAdapter(ReportV1).json_schema(mode="serialization")
    head = {
        "$schema": "https://json-schema.org/draft/2020-12/schema",
        "title": "scopelint report, version 1",
    }
    return {**head, **{key: value for key, value in generated.items() if key not in head}}


OPTIONAL = frozenset({"cell", "default"})


def _present(items: list[tuple[str, object]]) -> dict[str, object]:
    """Make a dict of a dataclass, without the fields that are there only when they say something."""
    return {name: value for name, value in items if value is not None or name not in OPTIONAL}
