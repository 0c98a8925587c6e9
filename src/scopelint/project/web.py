# What web frameworks do around the functions that answer requests: what runs before them, and what an
# application, a request or a session keeps for them.
"""Web frameworks in an abstract run."""

from __future__ import annotations

from collections.abc import Sequence

from scopelint.model.location import Location
from scopelint.project.joining import join
from scopelint.project.machine import Machine
from scopelint.project.records import Made, Origin, Reference
from scopelint.project.values import (
    Atom,
    BoundAtom,
    ClassAtom,
    Element,
    FunctionAtom,
    MemberAtom,
    ObjectAtom,
    Val,
)

STARTING = frozenset({"lifespan", "on_startup"})
"""Arguments of an application whose functions run when it starts."""

_BEFORE = frozenset({"middleware", "before_request", "before_app_request", "before_first_request"})
"""Last names of the decorators of what runs before the functions that answer requests."""

_KEEPING = {
    "flask.g": "flask.g",
    "quart.g": "quart.g",
    "streamlit.session_state": "streamlit.session_state",
    "chainlit.user_session": "chainlit.user_session",
}
"""Names of libraries in which code keeps values between functions that it does not call itself."""


def runs_before(name: str) -> bool:
    """Tell whether a decorator registers what runs before the functions that answer requests."""
    return name.removesuffix("()").rpartition(".")[2] in _BEFORE


def middleware(machine: Machine, made: Made, positional: Sequence[Element], location: Location) -> list[Atom]:
    """Return the methods of a middleware class that is added to an application, each bound to an object."""
    if (
        made.type.removesuffix("()").rpartition(".")[2] not in ("add_middleware", "Middleware")
        or not positional
    ):
        return []
    found: list[Atom] = []
    for cls in positional[0].value.atoms:
        if not isinstance(cls, ClassAtom):
            continue
        for atom in machine.call(Val((cls,)), [], [], location, True).atoms:
            if isinstance(atom, ObjectAtom):
                found += _entered(atom)
    return found


def _entered(atom: ObjectAtom) -> list[Atom]:
    for name in ("dispatch", "__call__"):
        for cls in atom.cls.lineage():
            slot = cls.attributes.slots.get(name) if isinstance(cls, ClassAtom) else None
            if isinstance(slot, Val) and isinstance(slot.only, FunctionAtom):
                return [BoundAtom(slot.only, atom)]
    return []


# --- what is kept between functions --------------------------------------------------------------


def keeper(atom: Atom) -> str | None:
    """Return the name of what keeps values for functions that the code does not call itself.

    That is `app.state` and `request.state`, a session, `flask.g`; None if the value is none of these.
    """
    match atom:
        case Origin(name=name) if name.endswith(".state"):
            return "state"
        case MemberAtom(path="state"):
            return "state"
        case Reference(name=name):
            return _KEEPING.get(name)
        case _:
            return None


def keep(machine: Machine, atom: Atom, name: str, value: Val) -> None:
    """Keep a value, if the atom keeps values: a function that reads it may run after any that writes it."""
    holder = keeper(atom)
    if holder is None:
        return
    key = (holder, name)
    held = machine.kept.get(key)
    machine.kept[key] = value if held is None else join((held, value))


def kept(machine: Machine, atom: Atom, name: str) -> Val | None:
    """Return what was kept under a name, or None if nothing was."""
    holder = keeper(atom)
    return machine.kept.get((holder, name)) if holder is not None else None
