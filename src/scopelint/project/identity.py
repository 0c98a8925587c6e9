# As whom a library object acts, from the arguments of the call that made it and the rule table.
"""Identities of clients."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field, replace

from scopelint.model.auth import Identity
from scopelint.model.evidence import Evidence, Step
from scopelint.model.location import Location
from scopelint.project.records import (
    Arguments,
    FrozenAtom,
    Item,
    Made,
    Mapping,
    Origin,
    Reference,
    Scalar,
    Sequence,
    Text,
    Unresolved,
    UserCode,
)
from scopelint.rulebook.rule import ClientRow, CredentialArgument
from scopelint.rulebook.table import RuleTable


@dataclass(slots=True)
class Acting:
    """What is found out about the identity of one object."""

    identities: dict[Identity, None] = field(default_factory=dict)
    steps: list[Step] = field(default_factory=list)
    fallback: dict[Identity, None] = field(default_factory=dict)
    why: str = ""
    lost: bool = False
    """Whether nothing but a failure leaves the credentials out."""

    def add(self, identity: Identity, steps: Evidence = (), fallback: bool = False) -> None:
        """Add one identity; it is a fallback only as long as nothing else leads to it."""
        if fallback and identity not in self.identities:
            self.fallback.setdefault(identity)
        elif not fallback:
            self.fallback.pop(identity, None)
        self.identities.setdefault(identity)
        self.steps.extend(step for step in steps if step not in self.steps)

    def take_over(self, made: Made) -> None:
        """Act as another object does."""
        for identity in made.identities:
            failed = made.fallback is not None or identity in made.fallback_identities
            self.add(identity, made.steps, failed)
        if not made.identities:
            self.add(Identity.UNKNOWN)
        self.why = self.why or made.why


def acting(
    row: ClientRow | None, arguments: Arguments, receiver: Made | None, location: Location, table: RuleTable
) -> Acting:
    """Return as whom the object acts that a call at `location` makes."""
    found = Acting()
    if row is None:
        if receiver is not None and receiver.identities:
            found.take_over(receiver)
        return found
    if row.identity == "receiver":
        if receiver is not None:
            found.take_over(receiver)
        else:
            _absent(row, found, location)
        return found
    for argument in (*row.credentials, *_misspelt(row)):
        if _decide(argument, arguments, found, location, table):
            return found
    objects = all(argument.takes in ("client", "strategy") for argument in row.credentials)
    if arguments.open and row.credentials and not (arguments.plain and objects):
        found.add(Identity.UNKNOWN)
        found.why = "its arguments could not be spread out"
        return found
    _absent(row, found, location)
    return found


def _misspelt(row: ClientRow) -> Iterator[CredentialArgument]:
    """Yield the arguments under the names that the call refuses: what it was meant to be is told besides."""
    for wrong, right in row.rejects:
        for argument in row.credentials:
            if right in argument.keywords:
                yield replace(argument, keywords=(wrong,), position=None)


_WORDS = {Identity.USER: "the user", Identity.SYSTEM: "the system", Identity.MANUAL: "explicit credentials"}


def _absent(row: ClientRow, found: Acting, location: Location) -> None:
    try:
        identity = Identity(row.absent)
    except ValueError:
        return
    found.add(
        identity,
        (Step(location, f"no credentials are given: acts as {_WORDS.get(identity, 'nobody known')}"),),
        found.lost and bool(found.identities),
    )


def _decide(
    argument: CredentialArgument, arguments: Arguments, found: Acting, location: Location, table: RuleTable
) -> bool:
    """Add what one argument says; return whether the arguments after it no longer matter."""
    item = arguments.get(argument.position, *argument.keywords)
    if item is None:
        return False
    place = item.location or location
    # What only some branches give is not given on the others.
    decided = item.certain
    left_out = [atom for atom in item.value.atoms if isinstance(atom, Scalar) and atom.value is None]
    if left_out or not item.certain:
        found.lost = item.certain and all(atom.failed is not None for atom in left_out)
    for atom in item.value.atoms:
        if (
            (isinstance(atom, Scalar) and atom.value is None)
            or (isinstance(atom, Text) and atom.literal == "")
            or argument.takes == "name"
            or (argument.takes == "strategy" and _is_passed_over(argument, atom, table))
        ):
            decided = False
        elif argument.takes == "strategy":
            _strategy(atom, found, place, table)
        elif argument.takes == "client":
            _client(atom, found)
        elif argument.takes == "grant":
            decided = _grant(atom, found, place)
        elif argument.takes == "transport":
            decided = _transport(atom, found, place, table)
        else:
            _token(atom, found, place, table)
    return decided


def _is_passed_over(argument: CredentialArgument, atom: FrozenAtom, table: RuleTable) -> bool:
    """Tell whether the library drops what is given, because it understands other credentials only."""
    if not argument.only or isinstance(atom, (Unresolved, Origin)):
        return False
    name = (
        atom.type
        if isinstance(atom, Made)
        else table.canonical(atom.name)
        if isinstance(atom, Reference)
        else ""
    )
    return name not in argument.only


def _strategy(atom: FrozenAtom, found: Acting, place: Location, table: RuleTable) -> None:
    name = ""
    if isinstance(atom, Made):
        name, place = atom.type, atom.location
    elif isinstance(atom, Reference):
        name = table.canonical(atom.name)
    row = table.credential(name) if name else None
    if row is None and isinstance(atom, Made) and atom.identities:
        found.take_over(atom)
    elif row is None and isinstance(atom, Made) and name.startswith("databricks.sdk"):
        found.add(Identity.MANUAL, (Step(place, f"`{name.rpartition('.')[2]}` gives explicit credentials"),))
    elif row is None:
        found.add(Identity.UNKNOWN)
        found.why = _why(atom, "the credentials")
    else:
        identity = Identity(row.identity)
        words = {Identity.USER: "acts for the user", Identity.SYSTEM: "acts as the system"}
        fallback = isinstance(atom, Made) and atom.fallback is not None
        found.add(identity, (Step(place, words.get(identity, "carries explicit credentials")),), fallback)


def _client(atom: FrozenAtom, found: Acting) -> None:
    if isinstance(atom, Made):
        found.take_over(atom)
        return
    if isinstance(atom, UserCode):
        parts = [*(made for _, value in atom.attributes for made in value.made()), *atom.closes_over]
        held = [made for made in parts if isinstance(made, Made) and made.identities]
        if len({made.identities for made in held}) == 1:
            found.take_over(held[0])
            return
    found.add(Identity.UNKNOWN)
    found.why = _why(atom, "the client")


def _transport(atom: FrozenAtom, found: Acting, place: Location, table: RuleTable) -> bool:
    """Add whom the `auth` of an HTTP client means, which sets the header last; return whether it has one."""
    item = atom.arguments.get(None, "auth") if isinstance(atom, Made) else None
    for one in item.value.atoms if item is not None else ():
        if isinstance(one, UserCode):
            _client(one, found)
        elif not isinstance(one, Scalar):
            _token(one, found, place, table)
    return bool(found.identities)


def _grant(atom: FrozenAtom, found: Acting, place: Location) -> bool:
    """Add what the fields of a form say that asks for a token; return whether it is such a form."""
    asks = isinstance(atom, Mapping) and any(name == "client_secret" for name, _ in atom.entries)
    if asks:
        found.add(Identity.MANUAL, (Step(place, "explicit credentials are exchanged for a token"),))
    return asks


_SCHEMES = frozenset({"", "bearer", "basic"})
"""What a header holds that carries no token."""


def _token(atom: FrozenAtom, found: Acting, place: Location, table: RuleTable) -> None:
    if isinstance(atom, Text) and atom.literal is not None and atom.literal.strip().lower() in _SCHEMES:
        return
    header = _authorization(atom)
    if header is not None:
        for inner in header.value.atoms:
            _token(inner, found, header.location or place, table)
    elif isinstance(atom, Origin) and atom.source == "header":
        found.add(
            Identity.USER,
            (Step(atom.location or place, "carries the token that the user's request forwards"),),
        )
    elif isinstance(atom, Made) and atom.identities and not _is_handed_out(atom, table):
        found.take_over(atom)
    elif isinstance(atom, Text) and any(isinstance(p, Origin) and p.source == "header" for p in atom.pieces):
        found.add(Identity.USER, (Step(place, "carries the token that the user's request forwards"),))
    elif isinstance(atom, Origin) and atom.name.lower().endswith("headers.authorization"):
        found.add(Identity.MANUAL, (Step(atom.location or place, "carries the caller's own credentials"),))
    elif (behind := _behind(atom)) is not None:
        _token(behind, found, place, table)
    elif isinstance(atom, (Text, Made, Sequence)) or (
        isinstance(atom, Origin) and atom.source != "parameter"
    ):
        found.add(Identity.MANUAL, (Step(place, "explicit credentials are given"),))
    else:
        found.add(Identity.UNKNOWN)
        found.why = _why(atom, "the token")


def _is_handed_out(made: Made, table: RuleTable) -> bool:
    """Tell whether a client was asked for the token: a secret, or a new one. It is not the client's own."""
    one: Made | None = made
    while one is not None:
        row = table.credential(one.type.removesuffix("()"))
        if row is not None and row.identity == "manual":
            return True
        one = one.receiver
    return False


def _behind(atom: FrozenAtom) -> FrozenAtom | None:
    """Return what stands behind the scheme of a header's text such as `Bearer <token>`, if it is no text."""
    if not isinstance(atom, Text) or len(atom.pieces) != 2:
        return None
    scheme, token = atom.pieces
    if not isinstance(scheme, str) or scheme.strip().lower() not in _SCHEMES or isinstance(token, str):
        return None
    return token if token is not None else Unresolved("", "it is not known here", atom.location)


def _authorization(atom: FrozenAtom) -> Item | None:
    """Return the header that carries a token, where the headers of a request stand for it."""
    if not isinstance(atom, Mapping):
        return None
    return next((item for name, item in atom.entries if name.lower() == "authorization"), None)


def _why(atom: FrozenAtom, what: str) -> str:
    if isinstance(atom, Unresolved):
        return (
            f"{what} (`{atom.what}`) could not be followed: {atom.why}"
            if atom.what
            else f"{what}: {atom.why}"
        )
    if isinstance(atom, Origin):
        return f"{what} comes from the {atom.source} `{atom.name}`"
    return f"{what} could not be followed"
