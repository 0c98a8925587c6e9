# `unsupported-as-user`: what acts for the user in the code cannot do so where the agent runs. The rule
# table says which clients and which kinds of resources that are; `missing-scope` is silent about them.
"""The check `unsupported-as-user`."""

from __future__ import annotations

from collections.abc import Iterator

from scopelint.agents import Agent
from scopelint.checks.check import Check
from scopelint.checks.placement import short
from scopelint.checks.user_support import Refusal, refusal
from scopelint.checks.wording import callee, described
from scopelint.model.auth import Identity, Target
from scopelint.model.diagnostic import Confidence, Diagnostic, Severity
from scopelint.model.evidence import Step
from scopelint.model.location import Location
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
