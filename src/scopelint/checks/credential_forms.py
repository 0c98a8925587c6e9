# How a call can give credentials wrongly, each way as a plain record for `wrong-credential-argument`: by
# a keyword that raises or is dropped, or in a form that the argument does not take.
"""Credentials that are given wrongly."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from scopelint.agents import Agent
from scopelint.checks.placement import short
from scopelint.checks.wording import acts
from scopelint.model.auth import Identity
from scopelint.model.diagnostic import Confidence
from scopelint.project.records import CallRecord, FrozenAtom, Item, Made, Reference, Text
from scopelint.rulebook.rule import ClientRow, CredentialArgument, CredentialRow
from scopelint.rulebook.table import RuleTable
from scopelint.uses.acting import identities_of


@dataclass(frozen=True, slots=True)
class Wrong:
    """One argument that is wrong; `works` if it does what was meant all the same."""

    subject: str
    message: str
    help: str
    item: Item
    confidence: Confidence = Confidence.HIGH
    works: bool = False


def wrong_keywords(agent: Agent, record: CallRecord, row: ClientRow) -> Iterator[Wrong]:
    """Yield the keywords that the constructor refuses, drops or should no longer be given."""
    client = short(record.name)
    for wrong, meant in row.rejects:
        item = record.arguments.get(None, wrong)
        if item is not None:
            message = f"{client} takes no argument `{wrong}`: the call raises a `TypeError`"
            yield Wrong(wrong, message, f"write `{meant}=...`", item)
    for wrong in row.swallows:
        item = record.arguments.get(None, wrong)
        if item is not None:
            who = " or ".join(
                acts(identity, agent.target)
                for identity in identities_of(record.result, agent.table, agent.target)
            )
            message = f"{client} ignores `{wrong}` without a word and {who or 'acts as the system'}"
            sure = Confidence.HIGH if _carries(item, agent.table) else Confidence.LOW
            yield Wrong(wrong, message, _instead(row), item, sure)
    for argument in row.credentials:
        item = record.arguments.get(None, *argument.keywords) if argument.deprecated else None
        if item is not None:
            old = argument.keywords[0]
            message = f"`{old}` of {client} is the outdated name of `{_current(row, argument)}`"
            yield Wrong(old, message, f"write `{_current(row, argument)}=...`", item, works=True)


def _carries(item: Item, table: RuleTable) -> bool:
    """Tell whether a value is credentials of the user or of somebody else, lost if it is dropped."""
    carried = (Identity.USER, Identity.MANUAL)
    held = any(identity in carried for made in item.value.made() for identity in made.identities)
    return held or any(_credential(atom, table) is not None for atom in item.value.atoms)


def _instead(row: ClientRow) -> str:
    found = next((one for one in row.credentials if one.takes == "client"), None)
    if found is None:
        return "it takes no client: declare what it reaches for the system, or use a client that takes one"
    return f"write `{found.keywords[0]}=...`"


def _current(row: ClientRow, outdated: CredentialArgument) -> str:
    found = (one for one in row.credentials if one.takes == outdated.takes and not one.deprecated)
    return next((one.keywords[0] for one in found), outdated.keywords[0])


def wrong_forms(agent: Agent, record: CallRecord, row: ClientRow) -> Iterator[Wrong]:
    """Yield the credential arguments that hold what the constructor does not understand."""
    for argument in row.credentials:
        item = record.arguments.get(argument.position, *argument.keywords)
        if item is None or argument.takes not in ("strategy", "client"):
            continue
        found = [_wrong_form(agent, record, argument, atom, item) for atom in item.value.atoms]
        first = next((wrong for wrong in found if wrong is not None), None)
        if first is not None:
            yield first


def _wrong_form(
    agent: Agent, record: CallRecord, argument: CredentialArgument, atom: FrozenAtom, item: Item
) -> Wrong | None:
    client, keyword = short(record.name), argument.keywords[0]
    credential = _credential(atom, agent.table)
    sure = Confidence.HIGH if len(item.value.atoms) == 1 else Confidence.MEDIUM
    if argument.only:
        return _not_the_one(agent, client, argument, atom, item, sure)
    if credential is None:
        return None
    name = _last(credential.name)
    if argument.takes == "client":
        message = f"`{keyword}` of {client} takes a client, and is given the credentials `{name}`"
        return Wrong(
            keyword, message, f"write `{keyword}=WorkspaceClient(credentials_strategy=...)`", item, sure
        )
    if isinstance(atom, Reference) and credential.call:
        message = f"{client} is given the class `{name}` where it calls an instance: it raises a `TypeError`"
        return Wrong(keyword, message, f"write `{keyword}={name}()`", item, sure)
    if not credential.call:
        message = f"`{name}` is no strategy that {client} can call: it raises a `TypeError`"
        return Wrong(keyword, message, f"write `{keyword}=ModelServingUserCredentials()`", item, sure)
    return None


def _not_the_one(
    agent: Agent, client: str, argument: CredentialArgument, atom: FrozenAtom, item: Item, sure: Confidence
) -> Wrong | None:
    """Return what is wrong if the argument understands certain credentials only, and these are others."""
    credential = _credential(atom, agent.table)
    if credential is None and not isinstance(atom, Text):
        return None
    if credential is not None and credential.name in argument.only:
        return None
    keyword, wanted = argument.keywords[0], _last(argument.only[0], 2)
    message = (
        f"`{keyword}` of {client} is compared with `{wanted}` and ignored otherwise: "
        f"it {acts(Identity.SYSTEM, agent.target)}"
    )
    return Wrong(keyword, message, f"write `{keyword}={wanted}`", item, sure)


def _credential(atom: FrozenAtom, table: RuleTable) -> CredentialRow | None:
    if isinstance(atom, Made):
        return table.credential(table.canonical(atom.type))
    return table.credential(table.canonical(atom.name)) if isinstance(atom, Reference) else None


def _last(name: str, parts: int = 1) -> str:
    return ".".join(name.split(".")[-parts:])
