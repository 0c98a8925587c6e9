# How credentials travel to a request: in the text of a header, in headers that a client makes, in what a
# session sends with every request.
"""Credentials in headers."""

from __future__ import annotations

from collections.abc import Sequence

from scopelint.project.joining import join
from scopelint.project.machine import Machine
from scopelint.project.records import Made, Scalar, Text
from scopelint.project.values import Atom, DictAtom, DictState, Element, MemberAtom, Val

AUTHORIZATION = "Authorization"

_SCHEMES = frozenset({"bearer", "basic", "token"})
_SESSIONS = frozenset({"requests.Session", "httpx.Client", "httpx.AsyncClient"})
_SENT = ("headers", "auth")


def is_bearing(atom: Atom) -> bool:
    """Tell whether an atom is a library object, or something of it, that acts as somebody."""
    made = atom.made if isinstance(atom, MemberAtom) else atom
    return isinstance(made, Made) and bool(made.identities)


def borne(atoms: Sequence[Atom]) -> Atom | None:
    """Return the credentials in a header's text such as `Bearer <token>`, or None if there are none."""
    held = [atom for atom in atoms if is_bearing(atom)]
    words = "".join(atom.literal or "?" for atom in atoms if isinstance(atom, Text) and atom.literal != "")
    others = [atom for atom in atoms if atom not in held and not isinstance(atom, Text)]
    return held[0] if len(held) == 1 and not others and words.strip().lower() in _SCHEMES else None


def with_headers(state: DictState, atom: Atom) -> DictState:
    """Return a dict into which a library object is spread: headers of a client carry its credentials."""
    if not is_bearing(atom):
        return DictState(state.entries, False, state.rest)
    element = Element(Val((atom,)))
    return DictState(state.put(AUTHORIZATION, element).entries, False, state.rest)


# --- sessions ------------------------------------------------------------------------------------


def _session(atom: Atom) -> Made | None:
    """Return the session of `session.headers` or `session.auth`."""
    if isinstance(atom, MemberAtom) and atom.path in _SENT and atom.made.type in _SESSIONS:
        return atom.made
    return None


def send_always(machine: Machine, atom: Atom, value: Val) -> bool:
    """Let a session send headers with every request, if the atom is a session's headers."""
    session = _session(atom)
    if session is None:
        return False
    key = (f"session {session.number}", "headers")
    held = machine.kept.get(key)
    machine.kept[key] = value if held is None else join((held, value))
    return True


def send_header(machine: Machine, atom: Atom, name: str, value: Val) -> bool:
    """Let a session send one header with every request, if the atom is a session's headers."""
    return send_always(machine, atom, machine.new_dict(DictState(((name, Element(value)),), False)))


def sent(
    machine: Machine, receiver: Made | None, keywords: Sequence[tuple[str, Element]]
) -> list[tuple[str, Element]]:
    """Return the arguments of a request with what its session sends, unless it brings its own credentials."""
    given = list(keywords)
    if receiver is None or receiver.type not in _SESSIONS:
        return given
    if any(name in _SENT and _authorizes(machine, element.value) for name, element in given):
        return given
    always = machine.kept.get((f"session {receiver.number}", "headers"))
    made_with = {name: item for name in _SENT if (item := receiver.arguments.get(None, name)) is not None}
    if always is not None:
        return [*((n, e) for n, e in given if n != "headers"), ("headers", Element(always))]
    from scopelint.project.exposure import thaw

    added = [(name, Element(thaw(machine, item.value), item.location)) for name, item in made_with.items()]
    names = {name for name, _ in added}
    return [*((n, e) for n, e in given if n not in names), *added]


def _authorizes(machine: Machine, value: Val) -> bool:
    """Tell whether headers hold credentials; a dict that holds none, and None, do not."""
    for atom in value.atoms:
        if isinstance(atom, DictAtom):
            state = machine.entries(atom)
            if any(str(name).lower() == "authorization" for name, _ in state.entries):
                return True
        elif not (isinstance(atom, Scalar) and atom.value is None):
            return True
    return False
