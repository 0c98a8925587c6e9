# `missing-resource`: the agent reaches a resource as the system, and no declaration gives it.
"""The check `missing-resource`."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace

from scopelint.agents import Agent
from scopelint.checks.check import Check
from scopelint.checks.deployed_environment import overrides
from scopelint.checks.wording import (
    acts,
    app_entry,
    callee,
    constructor,
    described,
    elsewhere,
    evidence_of,
    in_one_line,
    listed,
    place,
)
from scopelint.compare import MissingResource as Missing
from scopelint.declarations.declaration import Declaration
from scopelint.model.auth import Identity, Target
from scopelint.model.diagnostic import Confidence, Diagnostic, Severity
from scopelint.model.resource import Resource
from scopelint.model.value import Literal, Symbol, Unknown


class MissingResource(Check):
    """A resource that the agent reaches as the system is not declared."""

    name = "missing-resource"
    severity = Severity.ERROR

    def run(self, agent: Agent) -> Iterator[Diagnostic]:
        """Yield one finding for each resource that a declaration lacks."""
        for policy in agent.policies:
            # Credentials in the endpoint's environment may be allowed to reach what passthrough is not.
            overridden = agent.target is Target.MODEL_SERVING and any(overrides(agent, policy))
            limit = Confidence.MEDIUM if overridden else Confidence.HIGH
            for missing in policy.comparison.missing_resources:
                found = self._finding(agent, policy.declaration, missing)
                yield replace(found, confidence=min(found.confidence, limit, key=lambda one: one.rank))

    def _finding(self, agent: Agent, declaration: Declaration, missing: Missing) -> Diagnostic:
        resource, uses = missing.need.resource, missing.need.uses
        who = f"{callee(uses[0])} {acts(Identity.SYSTEM, agent.target)} at {place(uses[0].location)}"
        what = described(resource, agent.table)
        if isinstance(resource.id, Symbol) and resource.id.default:
            what += f" (by default `{in_one_line(resource.id.default)}`)"
        message = f"{what} is not declared: {who}{elsewhere(uses)}"
        if missing.other_literals and isinstance(resource.id, Literal):
            message += f", and only {listed(missing.other_literals)} is declared"
        # Outside the repository an app's service principal can be granted what the bundle leaves out.
        severity = Severity.WARNING if agent.target is Target.APPS else Severity.ERROR
        return self.report(
            agent,
            declaration.resources_location or declaration.location,
            resource.subject,
            message,
            help=_help(agent, declaration, resource),
            severity=severity,
            confidence=missing.confidence,
            evidence=evidence_of(uses, f"reaches {described(resource, agent.table)}"),
        )


def _help(agent: Agent, declaration: Declaration, resource: Resource) -> str:
    if declaration.for_app:
        entry = app_entry(resource, agent.table)
        return f"add {entry} to the app's `resources`" if entry else "grant it to the app's service principal"
    code = constructor(resource, agent.table)
    if not code:
        return ""
    if isinstance(resource.id, Unknown):
        code = code.replace("...", "<its name>")
    if declaration.style == "none":
        return f"log the model with `resources=[{code}]`"
    if declaration.style == "auth_policy":
        return f"add `{code}` to `SystemAuthPolicy(resources=[...])`"
    return f"add `{code}` to `resources`"
