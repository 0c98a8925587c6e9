# From the model's report to version 1 of the JSON report: order, spelling and masking, no decisions.
"""Conversion of a report to the types of json_v1."""

from __future__ import annotations

from collections.abc import Iterable

from scopelint.model.diagnostic import Diagnostic, Fix, Severity
from scopelint.model.evidence import Evidence
from scopelint.model.location import Location
from scopelint.model.report import AgentReport, Report, UseReport
from scopelint.model.resource import Resource
from scopelint.model.value import Literal, Pattern, Symbol, Unknown, Value
from scopelint.render import json_v1 as v1
from scopelint.render.mask import Mask, mask_of
from scopelint.render.order import in_order


def converted(report: Report) -> v1.ReportV1:
    """Return the report as version 1 says it, secrets masked."""
    mask = mask_of(report, {(source.path, source.cell): source.lines for source in report.sources})
    to = _Conversion(mask)
    return v1.ReportV1(
        agents=[to.agent(agent) for agent in sorted(report.agents, key=lambda agent: agent.entry)],
        diagnostics=[to.diagnostic(found) for found in in_order(report.diagnostics)],
        summary=v1.SummaryV1(
            units_read=report.units_read,
            units_skipped=report.units_skipped,
            errors=sum(found.severity is Severity.ERROR for found in report.diagnostics),
            warnings=sum(found.severity is Severity.WARNING for found in report.diagnostics),
        ),
    )


class _Conversion:
    """Converts the parts of one report under its mask."""

    def __init__(self, mask: Mask) -> None:
        self.mask = mask.text

    def agent(self, agent: AgentReport) -> v1.AgentV1:
        declarations = [
            v1.DeclarationV1(
                kind=made.kind,
                path=made.location.path,
                cell=_cell(made.location),
                line=made.location.line,
                complete=made.complete,
            )
            for made in agent.declarations
        ]
        unresolved = [
            v1.UnresolvedV1(
                path=item.location.path,
                cell=_cell(item.location),
                line=item.location.line,
                what=self.mask(item.what),
                why=self.mask(item.why),
            )
            for item in sorted(agent.unresolved, key=lambda item: (_place(item.location), item.what))
        ]
        return v1.AgentV1(
            entry=agent.entry,
            target=agent.target.value,
            declarations=declarations,
            uses=[self.use(use) for use in sorted(agent.uses, key=_use_order)],
            needed=v1.NeededV1(
                api_scopes=list(agent.needed.api_scopes), resources=self.resources(agent.needed.resources)
            ),
            declared=v1.DeclaredV1(
                api_scopes=[self.mask(scope) for scope in agent.declared.api_scopes],
                resources=self.resources(agent.declared.resources),
                complete=agent.declared.complete,
            ),
            unresolved=unresolved,
        )

    def use(self, use: UseReport) -> v1.UseV1:
        return v1.UseV1(
            rule=use.rule,
            resource_type=use.resource.type,
            id=self.id(use.resource.id),
            identities=[identity.value for identity in use.identities],
            phase=use.phase.value,
            path=use.location.path,
            cell=_cell(use.location),
            line=use.location.line,
            column=use.location.column,
            scopes=list(use.scopes),
            evidence=self.evidence(use.evidence),
        )

    def resources(self, resources: Iterable[Resource]) -> list[v1.ResourceV1]:
        return [v1.ResourceV1(type=resource.type, id=self.id(resource.id)) for resource in resources]

    def id(self, value: Value) -> v1.IdV1:
        match value:
            case Literal(text):
                return v1.LiteralV1(value=self.mask(text))
            case Symbol(source, name, default):
                given = None if default is None else self.mask(default)
                return v1.SymbolV1(source=source.value, name=name, default=given)
            case Pattern(text):
                return v1.PatternV1(value=self.mask(text))
            case Unknown(why):
                return v1.UnknownV1(why=self.mask(why))

    def evidence(self, evidence: Evidence) -> list[v1.StepV1]:
        return [
            v1.StepV1(
                path=step.location.path,
                cell=_cell(step.location),
                line=step.location.line,
                column=step.location.column,
                text=self.mask(step.text),
            )
            for step in evidence
        ]

    def diagnostic(self, found: Diagnostic) -> v1.DiagnosticV1:
        place = found.location
        return v1.DiagnosticV1(
            check=found.check,
            severity=found.severity.value,
            confidence=found.confidence.value,
            agent=found.agent,
            subject=self.mask(found.subject),
            message=self.mask(found.message),
            help=self.mask(found.help),
            path=place.path,
            cell=_cell(place),
            line=place.line,
            column=place.column,
            end_line=place.end_line,
            end_column=place.end_column,
            evidence=self.evidence(found.evidence),
            fix=self.fix(found.fix) if found.fix else None,
            url=found.url,
        )

    def fix(self, fix: Fix) -> v1.FixV1:
        edits = [
            v1.EditV1(
                path=edit.location.path,
                cell=_cell(edit.location),
                line=edit.location.line,
                column=edit.location.column,
                end_line=edit.location.end_line,
                end_column=edit.location.end_column,
                text=self.mask(edit.text),
            )
            for edit in fix.edits
        ]
        return v1.FixV1(title=self.mask(fix.title), safety=fix.safety, edits=edits)


def _cell(place: Location) -> int | None:
    return place.cell or None


def _place(place: Location) -> tuple[str, int, int, int]:
    return place.path, place.cell, place.line, place.column


def _use_order(use: UseReport) -> tuple[object, ...]:
    return _place(use.location), use.rule, use.resource.type, str(use.resource.id)
