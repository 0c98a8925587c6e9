# `mistyped-resource`: the right id, declared under the wrong type. Said once, instead of one resource
# that is missing and one that is unused.
"""The check `mistyped-resource`."""

from __future__ import annotations

from collections.abc import Iterator

from scopelint.agents import Agent
from scopelint.checks.check import Check
from scopelint.checks.wording import app_entry, callee, constructor, evidence_of, place
from scopelint.model.auth import Target
from scopelint.model.diagnostic import Diagnostic, Severity


class MistypedResource(Check):
    """An id is declared under another resource type than the one that is reached."""

    name = "mistyped-resource"
    severity = Severity.ERROR

    def run(self, agent: Agent) -> Iterator[Diagnostic]:
        """Yield one finding for each declared item whose type is wrong."""
        for policy in agent.policies:
            for mistyped in policy.comparison.mistyped_resources:
                declared, need = mistyped.declared, mistyped.need
                first = need.uses[0]
                titles = [_title(agent, resource.type) for resource in (declared.resource, need.resource)]
                code = constructor(need.resource, agent.table)
                in_bundle = policy.declaration.for_app
                right = app_entry(need.resource, agent.table) if in_bundle else f"`{code}`" if code else ""
                yield self.report(
                    agent,
                    declared.location,
                    declared.resource.subject,
                    f"`{need.resource.id}` is declared as {titles[0]}, but {callee(first)} "
                    f"reaches it as {titles[1]} at {place(first.location)}",
                    help=f"write {right}" if right else "",
                    severity=Severity.WARNING if agent.target is Target.APPS else Severity.ERROR,
                    evidence=evidence_of(need.uses, f"reaches it as {titles[1]}"),
                )


def _title(agent: Agent, type_: str) -> str:
    row = agent.table.resource(type_)
    title = row.title if row else type_
    return f"a{'n' if title[:1].lower() in 'aeio' else ''} {title}"
