# Which of a scope's names a message uses, and whether a target takes a name. The same scope has an
# older dotted name, which most code and the documentation use, and often a newer short one.
"""Names of scopes, as one declaration and one target want them."""

from __future__ import annotations

from collections.abc import Iterator
from difflib import get_close_matches

from scopelint.agents import Agent
from scopelint.declarations.declaration import Declaration
from scopelint.model.auth import Target
from scopelint.rulebook.rule import Acceptance, ScopeRow
from scopelint.rulebook.table import RuleTable
from scopelint.uses.use import Requirement


def acceptance(row: ScopeRow, target: Target) -> Acceptance:
    """Return whether `target` takes the scope: "yes", "no" or "depends" (on the workspace)."""
    return row.apps if target is Target.APPS else row.model_serving


def spoken(agent: Agent, declaration: Declaration, requirement: Requirement) -> str | None:
    """Return the name of a required scope that the author of `declaration` should write.

    The documented name, unless the declaration speaks the short ones; and always one that the target
    takes, if there is one. None if the target takes no scope that would do.
    """
    names = list(_candidates(agent.table, requirement))
    if _speaks_short(agent.table, declaration):
        names.sort(key=lambda name: not _is_short(agent.table, name))
    for wanted in ("yes", "depends"):
        for name in names:
            row = agent.table.scope(name)
            if row is not None and acceptance(row, agent.target) == wanted:
                return name
    # A scope of a team's own table may have no row; its name is all that is known.
    return None if any(agent.table.scope(name) for name in names) else requirement[0]


def nearest(agent: Agent, written: str) -> str | None:
    """Return the scope that somebody who wrote `written` most likely meant, if the target takes one."""
    table = agent.table
    wrong = table.wrong_scope(written)
    if wrong is not None:
        return wrong.instead or None
    taken = [row.name for row in table.scopes if acceptance(row, agent.target) != "no"]
    spelt = written.strip().lower().replace("_", "-").replace("/", ".")
    if spelt in taken:
        return spelt
    return next(iter(get_close_matches(spelt, taken, n=1, cutoff=0.6)), None)


def substitutes(agent: Agent, row: ScopeRow) -> tuple[str, ...]:
    """Return what a target takes in place of a scope that it refuses.

    One scope that covers it, or else the scopes that it would have covered; sure covers only.
    """
    table = agent.table
    taken = [other for other in table.scopes if acceptance(other, agent.target) == "yes"]
    wider = [other.name for other in taken if table.covers(other.name, row.name) == "high"]
    if wider:
        return (min(wider, key=lambda name: (len(_covered(table, name)), name)),)
    return tuple(other.name for other in taken if table.covers(row.name, other.name) == "high")


def _candidates(table: RuleTable, requirement: Requirement) -> Iterator[str]:
    yield from requirement
    documented = table.scope(requirement[0])
    if documented is not None and documented.short:
        yield documented.short
    for row in table.scopes:
        if row.name not in requirement and table.covers(row.name, requirement[0]) == "high":
            yield row.name


def _speaks_short(table: RuleTable, declaration: Declaration) -> bool:
    written = {scope.name for scope in declaration.scopes}
    dotted = {row.name for row in table.scopes if row.short}
    return not written & dotted and any(_is_short(table, name) for name in written)


def _is_short(table: RuleTable, name: str) -> bool:
    # `sql` is the head of `sql.warehouses`: people write it beside dotted names, so it tells nothing.
    return any(row.short == name and row.name.partition(".")[0] != name for row in table.scopes)


def _covered(table: RuleTable, name: str) -> list[str]:
    return [row.name for row in table.scopes if table.covers(name, row.name)]
