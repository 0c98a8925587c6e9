# `overridden-passthrough`: credentials in the environment take the place of those that an endpoint is given
# by itself, for everything that is built without credentials of its own.
"""The check `overridden-passthrough`."""

from __future__ import annotations

from collections.abc import Iterator

from scopelint.agents import Agent
from scopelint.agents.agent import Policy
from scopelint.checks.check import Check
from scopelint.checks.deployed_environment import Override, overrides
from scopelint.checks.wording import callee, elsewhere, evidence_of, place
from scopelint.model.auth import Identity, Target
from scopelint.model.diagnostic import Confidence, Diagnostic, Severity
from scopelint.model.location import Location
from scopelint.uses.use import Use


class OverriddenPassthrough(Check):
    """Databricks credentials in the environment override the passthrough that resources rely on."""

    name = "overridden-passthrough"
    severity = Severity.WARNING

    def run(self, agent: Agent) -> Iterator[Diagnostic]:
        """Yield one finding for each variable that overrides it."""
        # Without a logged or registered model, nothing says that the code is to run on Model Serving.
        if agent.target is not Target.MODEL_SERVING or not (agent.policies or agent.trace.models):
            return
        seen: set[Location] = set()
        for policy in agent.policies or (None,):
            for override in overrides(agent, policy):
                found = self._finding(agent, policy, override)
                if found is not None and override.location not in seen:
                    seen.add(override.location)
                    yield found

    def _finding(self, agent: Agent, policy: Policy | None, override: Override) -> Diagnostic | None:
        relying = [use for use in agent.uses if _relies(use)]
        declared = (
            [it for it in policy.declaration.resources if not it.for_user] if policy is not None else []
        )
        if policy is not None and not declared and policy.declaration.complete_resources:
            return None  # what is given no passthrough relies on these credentials instead
        if relying:
            why = f"{callee(relying[0])} at {place(relying[0].location)}{elsewhere(relying)} relies on"
        elif declared:
            why = f"the resources declared at {place(declared[0].location)} rely on"
        else:
            return None
        sure = Confidence.HIGH if relying else Confidence.MEDIUM
        return self.report(
            agent,
            override.location,
            override.name,
            f"`{override.name}` is set for the deployed agent and overrides the passthrough that {why}",
            help="give these credentials under other names, and only to the client that needs them",
            confidence=sure if override.certain else Confidence.LOW,
            evidence=evidence_of(relying, "relies on passthrough"),
        )


def _relies(use: Use) -> bool:
    """Tell whether a use is the system's in the normal course, and passthrough can reach what it uses."""
    if Identity.SYSTEM in use.fallback_identities or Identity.MANUAL in use.identities:
        return False
    return Identity.SYSTEM in use.identities and use.resource.type != "prompt"
