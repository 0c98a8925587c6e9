# `unneeded-passthrough`: a resource is given to the system, which never reaches it.
"""The check `unneeded-passthrough`."""

from __future__ import annotations

from collections.abc import Iterator

from scopelint.agents import Agent
from scopelint.checks.check import Check
from scopelint.checks.wording import described
from scopelint.model.auth import Identity
from scopelint.model.diagnostic import Diagnostic, Severity

_WORDS = {
    Identity.USER.value: "for the user",
    Identity.MANUAL.value: "with credentials of its own",
}


class UnneededPassthrough(Check):
    """A resource is declared for the system, but the agent reaches it only as somebody else."""

    name = "unneeded-passthrough"
    severity = Severity.INFO

    def run(self, agent: Agent) -> Iterator[Diagnostic]:
        """Yield one finding for each declared resource that only others than the system reach."""
        for policy in agent.policies:
            for unneeded in policy.comparison.unneeded_resources:
                declared = unneeded.declared
                how = " and ".join(_WORDS[word] for word in unneeded.need_identities if word in _WORDS)
                yield self.report(
                    agent,
                    declared.location,
                    declared.resource.subject,
                    f"{described(declared.resource, agent.table)} is given to the system, "
                    f"but the agent reaches it only {how or 'as somebody else'}",
                    help="remove it, unless something that the agent calls needs it as the system",
                )
