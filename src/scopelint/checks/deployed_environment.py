# The credentials that the deployed agent finds in its environment: from its deployment, or because its own
# code puts them there. What a driver sets for its own session is not among them.
"""Credentials in the environment of the deployed agent."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from scopelint.agents import Agent
from scopelint.agents.agent import Policy
from scopelint.model.location import Location
from scopelint.rulebook.table import RuleTable


@dataclass(frozen=True, slots=True)
class Override:
    """A variable that takes the place of the endpoint's own credentials, and where it is set."""

    name: str
    location: Location
    certain: bool
    in_code: bool


def overrides(agent: Agent, policy: Policy | None) -> Iterator[Override]:
    """Yield the variables that override passthrough where the agent runs as this policy deploys it."""
    set_in_code = {
        record.name: record for record in agent.trace.environment if not _in_session(record.location, policy)
    }
    environment = policy.declaration.environment if policy is not None else None
    given = dict(environment.entries) if environment is not None else {}
    names = {*set_in_code, *given}
    for name in complete(names, agent.table):
        record = set_in_code.get(name)
        if record is not None:
            yield Override(name, record.location, not record.conditions, in_code=True)
        else:
            item = given[name]
            at = item.location or (environment.location if environment is not None else None)
            yield Override(name, at or agent.location, item.certain, in_code=False)


def _in_session(at: Location, policy: Policy | None) -> bool:
    """Tell whether code runs where the model is logged as an object, and not where it is deployed."""
    if policy is None or policy.declaration.model is not None:
        return False
    return at.path == policy.declaration.location.path


def complete(names: Iterable[str], table: RuleTable) -> Iterator[str]:
    """Yield the variables by which libraries find credentials: what must stand beside them is set too."""
    known = set(names)
    for row in table.variables:
        if row.overrides and row.name in known and known.issuperset(row.beside):
            yield row.name
