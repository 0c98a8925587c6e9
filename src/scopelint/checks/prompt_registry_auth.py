# `prompt-registry-auth`: passthrough knows no prompts. A served agent reaches the registry with credentials
# that the deployment gives it, and with nothing else.
"""The check `prompt-registry-auth`."""

from __future__ import annotations

from collections.abc import Iterator

from scopelint.agents import Agent
from scopelint.checks.check import Check
from scopelint.checks.deployed_environment import overrides
from scopelint.checks.wording import callee
from scopelint.model.auth import Identity, Target
from scopelint.model.diagnostic import Confidence, Diagnostic, Severity
from scopelint.model.location import Location
from scopelint.uses.use import Use


class PromptRegistryAuth(Check):
    """The Prompt Registry is used on Model Serving without manual credentials."""

    name = "prompt-registry-auth"
    severity = Severity.WARNING

    def run(self, agent: Agent) -> Iterator[Diagnostic]:
        """Yield one finding for each use of the registry."""
        # Without a logged or registered model, nothing says that the code is to run on Model Serving.
        if agent.target is not Target.MODEL_SERVING or not (agent.policies or agent.trace.models):
            return
        sure = _surety(agent)
        seen: set[Location] = set()
        for use in agent.uses:
            if sure is not None and _as_system(use) and use.location not in seen:
                seen.add(use.location)
                yield self._finding(agent, use, sure)

    def _finding(self, agent: Agent, use: Use, sure: Confidence) -> Diagnostic:
        return self.report(
            agent,
            use.location,
            use.resource.subject,
            f"{callee(use)} needs manual credentials: passthrough does not reach the Prompt Registry",
            help="give `agents.deploy(environment_vars=...)` a service principal's `DATABRICKS_HOST`, "
            "`DATABRICKS_CLIENT_ID` and `DATABRICKS_CLIENT_SECRET` as references to secrets",
            confidence=min(sure, use.confidence, key=lambda confidence: confidence.rank),
            evidence=use.evidence,
        )


def _as_system(use: Use) -> bool:
    return use.resource.type == "prompt" and Identity.SYSTEM in use.identities


def _surety(agent: Agent) -> Confidence | None:
    """Return how sure it is that some deployment gives no credentials; None where all of them do."""
    lacking = [policy for policy in agent.policies or (None,) if not any(overrides(agent, policy))]
    if not lacking:
        return None
    environments = [policy.declaration.environment if policy is not None else None for policy in lacking]
    if any(environment is not None and environment.complete for environment in environments):
        return Confidence.HIGH
    # The deployment was not seen, or what it is given could not be read.
    unread = all(environment is not None for environment in environments)
    return Confidence.LOW if unread else Confidence.MEDIUM
