# `wrong-credential-argument`: credentials under a keyword, or in a form, that the constructor does not
# take. Which those are stands in the rule table; what the credentials are worth is no matter of this check.
"""The check `wrong-credential-argument`."""

from __future__ import annotations

from collections.abc import Iterator

from scopelint.agents import Agent
from scopelint.checks.check import Check
from scopelint.checks.credential_forms import Wrong, wrong_forms, wrong_keywords
from scopelint.checks.placement import short, way_to
from scopelint.model.diagnostic import Diagnostic, Severity
from scopelint.model.evidence import Step
from scopelint.project.records import CallRecord


class WrongCredentialArgument(Check):
    """Credentials are given under a keyword, or in a form, that the client does not take."""

    name = "wrong-credential-argument"
    severity = Severity.ERROR

    def run(self, agent: Agent) -> Iterator[Diagnostic]:
        """Yield one finding for each argument that is wrong."""
        seen: set[object] = set()
        for record in agent.trace.calls:
            row = agent.table.made_by(record.name)
            if row is None:
                continue
            for wrong in (*wrong_keywords(agent, record, row), *wrong_forms(agent, record, row)):
                if (record.location, wrong.subject) not in seen:
                    seen.add((record.location, wrong.subject))
                    yield self._finding(agent, record, wrong)

    def _finding(self, agent: Agent, record: CallRecord, wrong: Wrong) -> Diagnostic:
        given = tuple(
            Step(made.location, f"{short(made.type)} is made here") for made in wrong.item.value.made()
        )
        return self.report(
            agent,
            wrong.item.location or record.location,
            wrong.subject,
            wrong.message,
            help=wrong.help,
            confidence=wrong.confidence,
            severity=Severity.INFO if wrong.works else None,
            evidence=(*way_to(record.frames), *given),
        )
