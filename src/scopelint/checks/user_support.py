# Whether a call can act for the user at all, and why not. Where it cannot, no scope helps:
# `unsupported-as-user` speaks, and `missing-scope` is silent.
"""What cannot act for the user."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from scopelint.model.auth import Target
from scopelint.project.records import Arguments, CallRecord, Made, Reference
from scopelint.rulebook.rule import ClientRow, Condition
from scopelint.rulebook.table import RuleTable
from scopelint.uses.condition import fits
from scopelint.uses.identifier import items
from scopelint.uses.use import Use


@dataclass(frozen=True, slots=True)
class Refusal:
    """Why a use cannot act for the user: the client that cannot; without one, the kind of resource."""

    client: ClientRow | None = None
    made: Made | None = None


def can_act_for_user(use: Use, table: RuleTable, target: Target) -> bool:
    """Return False if the client, or on Model Serving the kind of resource, knows no user; else True."""
    return refusal(use, table, target) is None


def refusal(use: Use, table: RuleTable, target: Target) -> Refusal | None:
    """Return why a use cannot act for the user, or None if it can."""
    for made in _clients(use.client, 0):
        row = table.client(made.type) or table.made_by(made.type)
        if row is not None and _refuses(row, made):
            return Refusal(row, made)
    resource = table.resource(use.resource.type)
    if resource is not None and target is Target.MODEL_SERVING and not resource.user_supported:
        return Refusal()
    return None


def foreign_credential(record: CallRecord, table: RuleTable, target: Target) -> str | None:
    """Return the name of a user's credentials that a call is given and that mean nothing on the target."""
    row = table.made_by(record.name)
    for argument in row.credentials if row is not None else ():
        item = record.arguments.get(argument.position, *argument.keywords)
        for atom in item.value.atoms if item is not None and argument.takes == "strategy" else ():
            name = atom.type if isinstance(atom, Made) else atom.name if isinstance(atom, Reference) else ""
            found = table.credential(table.canonical(name)) if name else None
            if found is not None and found.identity == "user" and target.value not in found.targets:
                return found.name
    return None


def _clients(made: Made | None, depth: int) -> Iterator[Made]:
    """Yield an object and the clients that it was given: a toolkit is as able as its client."""
    if made is None or depth > _DEPTH:
        return
    yield made
    for item in made.arguments.all():
        for atom in item.value.atoms:
            if isinstance(atom, Made) and atom.identities:
                yield from _clients(atom, depth + 1)


_DEPTH = 4


def _refuses(row: ClientRow, made: Made) -> bool:
    if not row.supports_user:
        # Only what can be told for sure makes it able to.
        return row.supports_user_when is None or _met(row.supports_user_when, made.arguments) is False
    return row.unsupported_when is not None and _met(row.unsupported_when, made.arguments) is True


def _met(condition: Condition, arguments: Arguments) -> bool | None:
    """Tell whether a condition holds of a construction; None where the source does not tell."""
    ref = condition.argument
    item = arguments.get(ref.position, *ref.keywords)
    if item is None and arguments.open:
        return None
    if condition.given is not None:
        return ((item is not None) == condition.given) != condition.negate
    answers = {fits(condition, candidate) for candidate in items((item,))} if item is not None else set()
    if len(answers) == 1:
        return next(iter(answers))
    return None if answers else condition.negate
