# `unsupported-as-user`: what acts for the user in the code cannot do so where the agent runs. The rule
# table says which clients and which kinds of resources that are; `missing-scope` is silent about them.
"""The check `unsupported-as-user`."""

from __future__ import annotations

from collections.abc import Iterator

from scopelint.agents import Agent
from scopelint.checks.check import Check
from scopelint.checks.placement import short, way_to
from scopelint.checks.user_support import Refusal, foreign_credential, refusal
from scopelint.checks.wording import callee, described
from scopelint.model.auth import Identity, Target
from scopelint.model.diagnostic import Confidence, Diagnostic, Severity
from scopelint.model.evidence import Step
from scopelint.model.location import Location
from scopelint.project.records import CallRecord
from scopelint.uses.use import Use


class UnsupportedAsUser(Check):
    """A call on behalf of the user is made through something that cannot act for the user."""

    name = "unsupported-as-user"
    severity = Severity.ERROR

    def run(self, agent: Agent) -> Iterator[Diagnostic]:
        """Yield one finding for each such call."""
        seen: set[Location] = set()
        for use in agent.uses:
            if Identity.USER not in use.identities or use.location in seen:
                continue
            why = refusal(use, agent.table, agent.target)
            if why is not None:
                seen.add(use.location)
                yield self._client(agent, use, why) if why.client is not None else self._resource(agent, use)
        for record in agent.trace.calls:
            name = foreign_credential(record, agent.table, agent.target)
            if name is not None and record.location not in seen:
                seen.add(record.location)
                yield self._credential(agent, record, name)

    def _credential(self, agent: Agent, record: CallRecord, name: str) -> Diagnostic:
        client, credential = short(record.name), name.rpartition(".")[2]
        served = any("SERVING" in condition.upper() for condition in record.conditions)
        sure = Confidence.LOW if served else Confidence.MEDIUM if record.conditions else Confidence.HIGH
        return self.report(
            agent,
            record.location,
            credential,
            f"{client} is given `{credential}`, which finds no user in an app: it acts as the app",
            help='write `WorkspaceClient(token=<the x-forwarded-access-token header>, auth_type="pat")`',
            confidence=sure,
            evidence=way_to(record.frames),
        )

    def _client(self, agent: Agent, use: Use, why: Refusal) -> Diagnostic:
        row, made = why.client, why.made
        assert row is not None
        assert made is not None
        client = short(row.type)
        reason = row.unsupported or "takes no credentials of a user"
        # What the library does was seen on Model Serving.
        sure = Confidence.HIGH if agent.target is Target.MODEL_SERVING else Confidence.MEDIUM
        return self.report(
            agent,
            use.location,
            client.strip("`"),
            f"{callee(use)} acts for the user, but {client} {reason}",
            help=row.instead or "use a client that takes the user's credentials",
            confidence=_least(sure, use),
            evidence=(*use.evidence, Step(made.location, f"{client} is built here")),
        )

    def _resource(self, agent: Agent, use: Use) -> Diagnostic:
        row = agent.table.resource(use.resource.type)
        assert row is not None
        what = described(use.resource, agent.table)
        as_system = "declare it for the system, or " if row.passthrough and row.mlflow_class else ""
        return self.report(
            agent,
            use.location,
            use.resource.subject,
            f"{callee(use)} acts for the user, but no scope of Model Serving reaches {what}",
            help=f"{as_system}use the credentials of a service principal from a secret",
            # No list of scopes is known to be complete.
            confidence=_least(Confidence.MEDIUM, use),
            evidence=use.evidence,
        )


def _least(sure: Confidence, use: Use) -> Confidence:
    several = Confidence.MEDIUM if len(use.identities) > 1 else Confidence.HIGH
    return min(sure, several, key=lambda confidence: confidence.rank)
