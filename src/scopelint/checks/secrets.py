# What is a secret, for the checks of manual credentials: by the name it goes under, and by its look. A
# secret's value never leaves this module but as a yes or no.
"""Names and values of secrets."""

from __future__ import annotations

import re
from collections.abc import Iterator

from scopelint.model.diagnostic import Confidence
from scopelint.model.location import Location
from scopelint.project.records import FrozenValue, Item, Mapping, Origin, Sequence, Text
from scopelint.rulebook.table import RuleTable

_SECRET_NAME = re.compile(
    r"(?:^|_)(?:TOKEN|SECRET|PASSWORD|PASSWD|API_?KEY|PAT|PRIVATE_KEY|ACCESS_KEY)$", re.IGNORECASE
)
_REFERENCE = re.compile(r"\s*\{\{\s*secrets/")
_MEANT = re.compile(r"\s*\{?\s*secrets/")
_SCHEME = re.compile(r"^\s*(?:Bearer|Basic|Token)\b", re.IGNORECASE)
_PLACEHOLDER = re.compile(
    r"\s*(?:<.*>|\[.*\]|\{.*\}|\$.*|%.*%|[x*.\-_#?…]*|(?:none|null|empty|unused|dummy|fake|test|token|secret|"
    r"password|databricks|key|api[-_ ]?key|no[-_ ]?(?:key|token|auth|api[-_ ]?key)|"
    r"not[-_ ]?(?:needed|used|required|set|applicable)))\s*",
    re.IGNORECASE | re.DOTALL,
)
_STAND_IN = re.compile(
    r"your|placeholder|change[-_ ]?me|example|dummy|redacted|insert|replace|todo|xxxx|\.\.\.|…", re.IGNORECASE
)
_DEPTH = 3
_TYPICAL_LENGTH = 16
"""Characters from which on a text that has a digit in it looks made by a machine."""


def is_secret_name(name: str, table: RuleTable) -> bool:
    """Tell whether what goes under a variable's name is secret."""
    row = table.variable(name)
    return row.secret if row is not None else _SECRET_NAME.search(name) is not None


def is_reference(text: Text) -> bool:
    """Tell whether a text refers to a secret, `{{secrets/scope/key}}`, instead of holding one."""
    start = text.pieces[0] if text.pieces else ""
    return isinstance(start, str) and _REFERENCE.match(start) is not None


def is_broken_reference(text: Text) -> bool:
    """Tell whether a text was meant as a reference: an f-string makes one brace of two, `{secrets/...}`."""
    start, end = (text.pieces[0], text.pieces[-1]) if text.pieces else ("", "")
    opened = isinstance(start, str) and _MEANT.match(start) is not None
    closed = isinstance(end, str) and end.rstrip().endswith("}}")
    return opened or (is_reference(text) and not closed)


def is_token(value: str, table: RuleTable) -> bool:
    """Tell whether a text looks like a token of the platform."""
    bare = _SCHEME.sub("", value).strip()
    return any(re.fullmatch(row.pattern, bare) for row in table.tokens)


def secrecy(value: str, table: RuleTable) -> Confidence | None:
    """Return how surely a literal that stands where a secret belongs is one; None for a stand-in."""
    bare = _SCHEME.sub("", value).strip()
    if is_token(bare, table):
        return Confidence.HIGH
    if _PLACEHOLDER.fullmatch(bare) or _STAND_IN.search(bare):
        return None
    typical = (
        len(bare) >= _TYPICAL_LENGTH and any(c.isdigit() for c in bare) and not any(c.isspace() for c in bare)
    )
    return Confidence.HIGH if typical else Confidence.MEDIUM


def texts(
    item: Item, at: Location, *, secret_only: bool = False, depth: int = 0
) -> Iterator[tuple[str, Location]]:
    """Yield the literals of a value and where they stand, also inside containers.

    `at` is the place for what has none. With `secret_only` those of the headers of a request that carry
    no credentials are left out, and the name before a password.
    """
    place = item.location or at
    for atom in item.value.atoms:
        match atom:
            case Text() if atom.literal:
                yield atom.literal, atom.location or place
            case Origin(default=FrozenValue() as default) if depth < _DEPTH:
                inner = Item(default, atom.location)
                yield from texts(inner, place, secret_only=secret_only, depth=depth + 1)
            case Mapping(entries) if depth < _DEPTH:
                for name, inner in entries:
                    if not secret_only or name.lower() == "authorization" or _SECRET_NAME.search(name):
                        yield from texts(inner, place, secret_only=secret_only, depth=depth + 1)
            case Sequence(items) if depth < _DEPTH:
                for inner in items[-1:] if secret_only else items:
                    yield from texts(inner, place, secret_only=secret_only, depth=depth + 1)
            case _:
                pass
