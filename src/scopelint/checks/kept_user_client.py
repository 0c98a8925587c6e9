# `kept-user-client`: what acts for one user must not serve the next. The run says what was stored where;
# a client that is built too early is told of by the checks of its place.
"""The check `kept-user-client`."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from scopelint.agents import Agent
from scopelint.checks.check import Check
from scopelint.checks.placement import for_user, short, surety, way_to
from scopelint.model.diagnostic import Confidence, Diagnostic, Severity
from scopelint.model.evidence import Step
from scopelint.model.location import Location
from scopelint.project.records import Frame, Made


@dataclass(frozen=True, slots=True)
class _Kept:
    """One thing that is kept: by what, if it has a name, where, and on which way the code came there."""

    target: str
    made: Made
    location: Location
    frames: tuple[Frame, ...]
    doubtful: bool = False


class KeptUserClient(Check):
    """A user's client, or what is built from it, outlives the request that it was made for."""

    name = "kept-user-client"
    severity = Severity.ERROR

    def run(self, agent: Agent) -> Iterator[Diagnostic]:
        """Yield one finding for each place that keeps one."""
        seen: set[Location] = set()
        for kept in (*_stored(agent), *_handed_over(agent)):
            if kept.location not in seen:
                seen.add(kept.location)
                yield self._finding(agent, kept)

    def _finding(self, agent: Agent, kept: _Kept) -> Diagnostic:
        held = short(kept.made.type)
        keeper = f"`{kept.target}`" if kept.target else "a container"
        return self.report(
            agent,
            kept.location,
            kept.target or held.strip("`"),
            f"{keeper} keeps the user's {held} beyond the request: the next user may be served with it",
            help="build it for each request and pass it on as an argument or a local variable",
            confidence=Confidence.MEDIUM if kept.doubtful else surety(kept.made),
            evidence=(
                *way_to(kept.frames),
                *kept.made.steps,
                Step(kept.made.location, f"{held} is built here"),
                Step(kept.location, "it is kept here"),
            ),
        )


def _stored(agent: Agent) -> Iterator[_Kept]:
    for store in agent.trace.stores:
        if for_user(store.made, agent):
            # A cache may be keyed by the user, which the run does not tell.
            doubtful = store.kind == "cache"
            # A method of a container does not tell what it is called on.
            named = store.target if store.target[:1].isidentifier() else ""
            yield _Kept(named, store.made, store.location, store.frames, doubtful)


def _handed_over(agent: Agent) -> Iterator[_Kept]:
    """Yield the calls of functions that keep their argument for the whole process."""
    for record in agent.trace.calls:
        row = agent.table.made_by(record.name)
        if row is None or not row.global_store:
            continue
        for item in record.arguments.all():
            for made in item.value.made():
                if for_user(made, agent):
                    target = short(record.name).strip("`")
                    yield _Kept(target, made, record.location, record.frames)
