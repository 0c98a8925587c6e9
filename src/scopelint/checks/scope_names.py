# Which of a scope's names a message uses, and what a target takes in place of another. The same scope
# has an older dotted name, which most code and the documentation use, and often a newer short one.
"""Names of scopes, as one declaration and one target want them."""

from __future__ import annotations

from difflib import get_close_matches

from scopelint.agents import Agent
from scopelint.declarations.declaration import Declaration
from scopelint.rulebook.rule import ScopeRow
from scopelint.rulebook.table import RuleTable
from scopelint.uses.use import Requirement


def spoken(agent: Agent, declaration: Declaration, requirement: Requirement) -> str | None:
    """Return the name of a required scope that the author of `declaration` should write.

    The documented name, unless the declaration speaks the short ones; and always one that the target
    takes. None if the target takes no scope that would do.
    """
    table, target = agent.table, agent.target
    name = table.spelling(requirement, target, short=_speaks_short(table, declaration))
    return None if table.acceptance(name, target) == "no" else name


def nearest(agent: Agent, written: str) -> str | None:
    """Return the scope that somebody who wrote `written` most likely meant, if the target takes one."""
    table, target = agent.table, agent.target
    wrong = table.wrong_scope(written)
    if wrong is not None:
        return table.spelling((wrong.instead,), target) if wrong.instead else None
    taken = [row.name for row in table.scopes if table.acceptance(row.name, target) != "no"]
    spelt = written.strip().lower().replace("_", "-").replace("/", ".")
    if spelt in taken:
        return spelt
    return next(iter(get_close_matches(spelt, taken, n=1, cutoff=0.6)), None)


def substitutes(agent: Agent, row: ScopeRow) -> tuple[str, ...]:
    """Return what a target takes in place of a scope that it refuses, or may refuse.

    One scope that covers it, the narrowest, or else the scopes that it would have covered; only what
    the target surely takes, and sure covers.
    """
    table, target = agent.table, agent.target
    taken = [
        other.name
        for other in table.scopes
        if other.name != row.name and table.acceptance(other.name, target) == "yes"
    ]
    wider = [name for name in taken if table.covers(name, row.name, target) == "high"]
    if wider:
        return (min(wider, key=lambda name: (len(_reach(agent, name)), name)),)
    return tuple(name for name in taken if table.covers(row.name, name, target) == "high")


def _speaks_short(table: RuleTable, declaration: Declaration) -> bool:
    written = {scope.name for scope in declaration.scopes}
    dotted = {row.name for row in table.scopes if row.short}
    return not written & dotted and any(_is_short(table, name) for name in written)


def _is_short(table: RuleTable, name: str) -> bool:
    # `sql` is the head of `sql.warehouses`: people write it beside dotted names, so it tells nothing.
    return any(row.short == name and row.name.partition(".")[0] != name for row in table.scopes)


def _reach(agent: Agent, name: str) -> list[str]:
    return [row.name for row in agent.table.scopes if agent.table.covers(name, row.name, agent.target)]
