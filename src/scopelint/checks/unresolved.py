# `unresolved`: what could not be read, and why. Unknown is never nothing: a place where the analysis
# gave up is told, so that silence elsewhere means something.
"""The check `unresolved`."""

from __future__ import annotations

from collections.abc import Iterator

from scopelint.agents import Agent
from scopelint.checks.check import Check
from scopelint.checks.wording import callee
from scopelint.model.auth import Identity
from scopelint.model.diagnostic import Diagnostic, Severity
from scopelint.model.value import Unknown, told
from scopelint.project.records import Gap

_HELP = "write it as a constant, or tell what is used: `# scopelint: uses TYPE ID as IDENTITY`"
_BOUND = "name the agent's own file, or tell what the rest uses: `# scopelint: uses TYPE ID as IDENTITY`"


class Unresolved(Check):
    """A use or a declaration could not be read completely."""

    name = "unresolved"
    severity = Severity.INFO

    def run(self, agent: Agent) -> Iterator[Diagnostic]:
        """Yield one finding for each thing that stayed unknown."""
        for gap in gaps(agent):
            yield self.report(
                agent,
                gap.location,
                gap.what,
                f"{gap.what} could not be read: {told('it', gap.why)}",
                help=gap.remedy or _HELP,
            )


def gaps(agent: Agent) -> Iterator[Gap]:
    """Yield everything about an agent that stayed unknown, each once: the report lists it as well."""
    seen: set[Gap] = set()
    for gap in (*agent.gaps, *_of_uses(agent), *_of_declarations(agent), *_limits(agent)):
        if gap not in seen:
            seen.add(gap)
            yield gap


def _of_uses(agent: Agent) -> Iterator[Gap]:
    for use in agent.uses:
        if isinstance(use.resource.id, Unknown) and not use.whole:
            row = agent.table.resource(use.resource.type)
            title = row.title if row else use.resource.type
            yield Gap(use.location, f"the {title} of {callee(use)}", use.resource.id.why)
        if Identity.UNKNOWN in use.identities:
            why = (use.client.why if use.client else "") or "its credentials are not visible"
            yield Gap(use.location, f"the identity of {callee(use)}", why)


def _of_declarations(agent: Agent) -> Iterator[Gap]:
    for policy in agent.policies:
        yield from policy.declaration.gaps


def _limits(agent: Agent) -> Iterator[Gap]:
    for limit in agent.trace.limits:
        yield Gap(
            agent.location, f"all of `{agent.entry}`", f"a bound of the analysis was hit: {limit}", _BOUND
        )
