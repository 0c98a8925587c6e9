# Calls x rules. Finds what every recorded call reaches; how an argument is read is the readers' matter,
# as whom a call acts is acting.py's, and what must be granted is for needs.
"""Uses of resources in one abstract run."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from scopelint.model.auth import Target
from scopelint.model.diagnostic import Confidence
from scopelint.model.resource import Resource
from scopelint.project.records import CallRecord, Gap, Trace
from scopelint.rulebook.rule import ArgumentRef, Condition, ReachedResource, RuleRow
from scopelint.rulebook.table import RuleTable
from scopelint.uses.acting import Acting, acting
from scopelint.uses.argument import candidates_of
from scopelint.uses.condition import fits, holds, same_argument
from scopelint.uses.grounds import evidence_of, reaches, title_of
from scopelint.uses.identifier import Candidate
from scopelint.uses.mcp_url import read_app_url, read_mcp_url
from scopelint.uses.merge import merge
from scopelint.uses.names import (
    read_prompt_uri,
    read_schema,
    read_stripped,
    read_value,
    read_volume_path,
    read_warehouse_path,
)
from scopelint.uses.reading import KIND, Asked, Reached, Reader
from scopelint.uses.rest_path import read_rest_path
from scopelint.uses.sql import read_sql
from scopelint.uses.template import Template
from scopelint.uses.use import Requirement, Use

READERS: dict[str, Reader] = {
    "value": read_value,
    "each": read_value,
    "strip": read_stripped,
    "mcp-url": read_mcp_url,
    "sql": read_sql,
    "rest-path": read_rest_path,
    "warehouse-path": read_warehouse_path,
    "prompt-uri": read_prompt_uri,
    "schema": read_schema,
    "app-url": read_app_url,
    "volume-path": read_volume_path,
}
"""How an id is read from an argument, by the rule table's word. "each" differs in nothing: lists are
always taken element by element."""


_UNDECIDED = "whether the call reaches anything depends on what could not be read"


@dataclass(frozen=True, slots=True)
class FoundUses:
    """What a run reaches, and what could not be read. An id that is not known is told by its use alone."""

    uses: tuple[Use, ...] = ()
    gaps: tuple[Gap, ...] = ()


def find_uses(trace: Trace, table: RuleTable, target: Target) -> FoundUses:
    """Return every use that the rules see in the run, equal ones once, in the order of the run."""
    uses: list[Use] = []
    gaps: dict[Gap, None] = {}
    for record in trace.calls:
        rules = table.rules_for(record.name)
        found = [one for rule in rules for one in _Call(record, rule, table, target).read()]
        reached = [one for one in found if isinstance(one, Use)]
        uses += reached
        for one in found:
            # Where one rule holds, another that might hold too is no news.
            if isinstance(one, Gap) and not (reached and one.why == _UNDECIDED):
                gaps[one] = None
    return FoundUses(merge(uses), tuple(gaps))


@dataclass(frozen=True, slots=True)
class _Call:
    """One recorded call under one rule."""

    record: CallRecord
    rule: RuleRow
    table: RuleTable
    target: Target

    def read(self) -> Iterator[Use | Gap]:
        """Yield what the call reaches, and what could not be read."""
        answer = True if self.rule.when is None else holds(self.rule.when, self.record)
        shared = any(self._on_id(self.rule.when, row) for row in self.rule.resources)
        if answer is False:
            return
        who = acting(self.record, self.rule, self.table, self.target)
        undecided = answer is None and not shared and not _assumed(self.rule.when)
        found = False
        if not undecided:
            for row in self.rule.resources:
                for one in self._row(row, who):
                    found = True
                    yield one
        if answer is None and not found and not self.rule.quiet:
            yield self._gap(None, "", _UNDECIDED)

    def _on_id(self, condition: Condition | None, row: ReachedResource) -> bool:
        return condition is not None and same_argument(condition, row.id)

    def _row(self, row: ReachedResource, who: Acting) -> Iterator[Use | Gap]:
        conditions = [one for one in (self.rule.when, row.when) if one is not None]
        per_candidate = [one for one in conditions if same_argument(one, row.id)]
        if row.when is not None and row.when not in per_candidate:
            answer = holds(row.when, self.record)
            if answer is False or (answer is None and not _assumed(row.when)):
                return
        if row.id is None or (self.target.value in row.nameless_on and candidates_of(self.record, row.id)):
            yield self._use(row, Reached(row.type, KIND, whole=True), Candidate(None), who)
            return
        given = candidates_of(self.record, row.id)
        if not given and not row.optional:
            given = (Candidate(None, "is not given"),)
        told = False
        for candidate in given:
            if all(_admits(condition, candidate) for condition in per_candidate):
                # A statement that is put together in many ways is one that is not known, where it runs.
                alone = row.reader != "sql" or len(given) == 1
                for found in self._candidate(row, candidate, who, alone=alone):
                    if alone or isinstance(found, Use) or not told:
                        yield found
                    told = told or isinstance(found, Gap)

    def _candidate(
        self, row: ReachedResource, candidate: Candidate, who: Acting, *, alone: bool
    ) -> Iterator[Use | Gap]:
        asked = Asked(row, self.table, self._namespace() if row.reader == "sql" else (None, None))
        reading = READERS[row.reader](candidate, asked)
        for reached in reading.reached:
            yield self._use(row, reached, candidate, who)
        if reading.why:
            yield self._gap(candidate, row.type, reading.why, here=not alone)

    def _use(self, row: ReachedResource, reached: Reached, candidate: Candidate, who: Acting) -> Use:
        record = self.record
        resource = self.table.resource(reached.type)
        scopes = reached.scopes if reached.scopes is not None else row.scopes
        disputed = scopes is None and resource is not None and resource.confidence == "low"
        if scopes is None:
            scopes = self.table.scopes_of(reached.type, self.target)
        requirements: tuple[Requirement, ...] = tuple(dict.fromkeys((*scopes, *self.rule.scopes)))
        phrase = reaches(reached.type, reached.id, self.table, whole=reached.whole)
        return Use(
            rule=self.rule.name,
            resource=Resource(reached.type, reached.id),
            identities=who.identities,
            phase=record.phase,
            location=record.location,
            requirements=requirements,
            evidence=evidence_of(record, who, phrase),
            whole=reached.whole,
            write=reached.write or (self.rule.write and row.reader != "sql"),
            conditions=tuple(dict.fromkeys((*record.conditions, *candidate.conditions))),
            fallback_identities=who.fallback,
            confidence=_confidence(candidate, disputed=disputed),
            client=who.client,
            record=record,
            behind=reached.behind,
            creates=reached.creates,
        )

    def _namespace(self) -> tuple[Template | None, Template | None]:
        """Return the catalog and schema that the call, or its client, gives to unqualified names."""
        return (self._part("catalog"), self._part("schema"))

    def _part(self, keyword: str) -> Template | None:
        for of_client in (False, True):
            ref = ArgumentRef(keywords=(keyword,), of_client=of_client)
            found = candidates_of(self.record, ref)
            if len(found) == 1 and found[0].template is not None:
                return found[0].template
        return None

    def _gap(self, candidate: Candidate | None, type_: str, why: str, *, here: bool = False) -> Gap:
        call = f"`{self.record.name.rpartition('.')[2]}`"
        what = f"{title_of(type_, self.table)} of {call}" if type_ else f"what {call} reaches"
        if candidate is not None and candidate.what:
            what = candidate.what
        location = candidate.location if candidate is not None and not here else None
        return Gap(location or self.record.location, what, why)


def _confidence(candidate: Candidate, *, disputed: bool) -> Confidence:
    if disputed:
        return Confidence.LOW
    return Confidence.HIGH if candidate.certain else Confidence.MEDIUM


def _admits(condition: Condition, candidate: Candidate) -> bool:
    answer = fits(condition, candidate)
    return _assumed(condition) if answer is None else answer


def _assumed(condition: Condition | None) -> bool:
    """What an undecided condition comes to: the special case, or an unseen argument, is not assumed."""
    if condition is None:
        return True
    return condition.negate if condition.given is None else condition.given is condition.negate
