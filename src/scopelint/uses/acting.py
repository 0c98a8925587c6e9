# As whom a recorded call acts, on the target in question. The run says what the code does; some
# credentials mean something else where the agent is deployed as an app.
"""Identities of calls."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from scopelint.model.auth import Identity, Target
from scopelint.project.records import (
    CallRecord,
    FrozenAtom,
    Made,
    Mapping,
    Origin,
    Reference,
    Sequence,
    Text,
)
from scopelint.rulebook.rule import RuleRow
from scopelint.rulebook.table import RuleTable

_ORDER = (Identity.USER, Identity.SYSTEM, Identity.MANUAL, Identity.UNKNOWN)
_APP_VARIABLES = frozenset({"DATABRICKS_CLIENT_ID", "DATABRICKS_CLIENT_SECRET", "DATABRICKS_HOST"})
"""What the platform sets for an app's own service principal (Databricks docs, App environment, 2026)."""
_CARRYING = frozenset({"authorization", "client_secret", "client_id"})
"""Names of headers, and of fields of a form, that carry credentials."""
_MAX_DEPTH = 12


@dataclass(frozen=True, slots=True)
class Acting:
    """As whom a call acts; `fallback` are the identities that only a failure leads to."""

    identities: tuple[Identity, ...]
    fallback: tuple[Identity, ...] = ()
    client: Made | None = None


def acting(record: CallRecord, rule: RuleRow, table: RuleTable, target: Target) -> Acting:
    """Return as whom the call of the rule acts: its client, or whom the rule names."""
    if rule.identity != "client":
        return Acting((Identity(rule.identity),))
    client = record.receiver if record.receiver is not None else record.result
    if not client.identities and record.result.identities:
        client = record.result
    identities = set(identities_of(client, table, target)) or {Identity.UNKNOWN}
    fallback = set(client.identities if client.fallback is not None else client.fallback_identities)
    return Acting(ordered(identities), ordered(fallback & identities), client)


def identities_of(client: Made, table: RuleTable, target: Target) -> tuple[Identity, ...]:
    """Return as whom an object acts on the target; nothing for what carries no credentials."""
    identities = set(client.identities)
    if target is Target.APPS and identities:
        identities = _on_apps(client, identities, table)
    return ordered(identities)


def ordered(identities: Iterable[Identity]) -> tuple[Identity, ...]:
    """Return the identities once each, the user first."""
    given = set(identities)
    return tuple(identity for identity in _ORDER if identity in given)


def _on_apps(client: Made, identities: set[Identity], table: RuleTable) -> set[Identity]:
    """Return what the identities come to in an app.

    A credential for Model Serving alone silently means the app's service principal there, and the
    service principal's own variables are no explicit credentials.
    """
    sources = tuple(_sources(client, table, 0))
    result = set(identities)
    if Identity.USER in result and "inert" in sources:
        result.add(Identity.SYSTEM)
        if "user" not in sources:
            result.discard(Identity.USER)
    if Identity.MANUAL in result and "app" in sources:
        result.add(Identity.SYSTEM)
        if "manual" not in sources:
            result.discard(Identity.MANUAL)
    return result


def _sources(made: Made, table: RuleTable, depth: int) -> Iterator[str]:
    """Yield where the identities of an object come from: "inert", "user", "app" or "manual"."""
    if depth > _MAX_DEPTH:
        return
    row = table.client(made.type) or table.made_by(made.type)
    if (row is None or row.identity == "receiver") and made.receiver is not None:
        yield from _sources(made.receiver, table, depth + 1)
    for argument in row.credentials if row is not None else ():
        item = made.arguments.get(argument.position, *argument.keywords)
        if item is None or argument.takes == "name":
            continue
        for atom in item.value.atoms:
            yield from _source(atom, argument.takes, table, depth)


def _source(atom: FrozenAtom, takes: str, table: RuleTable, depth: int) -> Iterator[str]:
    match atom:
        case Made(type=type_):
            credential = _credential(type_, table)
            if credential:
                yield credential
            else:
                yield from _sources(atom, table, depth + 1)
        case Reference(name):
            yield _credential(name, table)
        case Origin() if takes == "token":
            yield _token(atom)
        case Text() if takes == "token" and atom.pieces:
            origins = [piece for piece in atom.pieces if isinstance(piece, Origin)]
            yield _token(origins[0]) if len(origins) == 1 else "manual"
        case Mapping(entries):
            for name, item in entries:
                for inner in item.value.atoms if name.lower() in _CARRYING else ():
                    yield from _source(inner, "token", table, depth + 1)
        case Sequence(items) if takes == "token":
            for item in items:
                for inner in item.value.atoms:
                    yield from _source(inner, takes, table, depth + 1)
        case _:
            pass


def _credential(name: str, table: RuleTable) -> str:
    row = table.credential(name)
    if row is None or row.identity != "user":
        return ""
    return "user" if Target.APPS.value in row.targets else "inert"


def _token(origin: Origin) -> str:
    if origin.source == "header":
        return "user"
    return "app" if origin.source == "env" and origin.name in _APP_VARIABLES else "manual"
