# Whether a value counts as true, equals or contains another: yes, no, or not known.
"""Truth of values."""

from __future__ import annotations

from scopelint.project.machine import Machine
from scopelint.project.records import Made, Origin, Reference, Scalar, Text, Unresolved
from scopelint.project.values import (
    Atom,
    ClassAtom,
    DictAtom,
    FunctionAtom,
    ListAtom,
    MemberAtom,
    ModuleAtom,
    ObjectAtom,
    Val,
)


def truth_of(machine: Machine, atom: Atom) -> bool | None:
    """Tell whether an alternative counts as true; None if that is not known."""
    match atom:
        case Scalar(value):
            return bool(value)
        case Text():
            if atom.literal is not None:
                return bool(atom.literal)
            return True if any(isinstance(piece, str) and piece for piece in atom.pieces) else None
        case ListAtom():
            state = machine.items(atom)
            if any(item.certain for item in state.items):
                return True
            return False if state.complete and not state.items else None
        case DictAtom():
            entries = machine.entries(atom)
            if entries.entries:
                return True
            return False if entries.complete else None
        case Origin(given=given):
            return None if given is None else True
        case Unresolved():
            return None
        case Reference(name) if name.startswith("typing.TYPE_CHECKING"):
            return False
        case Reference():
            return None
        case MemberAtom(made, path):
            return True if _is_method(machine, made, path) else None
        case Made():
            return True if is_made_here(atom) else None
        case _:
            return True


def is_made_here(made: Made) -> bool:
    """Tell whether an object is an instance that the code itself makes; other results may be false."""
    return "()" not in made.type and "[]" not in made.type


def _is_method(machine: Machine, made: Made, path: str) -> bool:
    """Tell whether an attribute of a client is a method or service of it: all but what it was given."""
    row = machine.table.client(made.type)
    settings = {"host", *(keyword for one in row.credentials for keyword in one.keywords)} if row else set()
    return row is not None and "." not in path and path != "[]" and path not in settings


def truth(machine: Machine, value: Val) -> bool | None:
    """Tell whether a value counts as true; None if it may be either."""
    found = {truth_of(machine, atom) for atom in value.atoms}
    return found.pop() if len(found) == 1 else None


def compare_values(machine: Machine, operator: str, left: Val, right: Val) -> bool | None:
    """Tell the outcome of one comparison; None if it is not known."""
    if operator in ("in", "not in"):
        known = _contains(machine, left, right)
        return known if known is None or operator == "in" else not known
    first, second = left.only, right.only
    if first is None or second is None:
        return None
    if operator in ("is", "is not", "==", "!="):
        equal = same(first, second)
        return equal if equal is None or operator in ("is", "==") else not equal
    if isinstance(first, Scalar) and isinstance(second, Scalar):
        one, other = first.value, second.value
        if isinstance(one, (int, float)) and isinstance(other, (int, float)):
            return {"<": one < other, "<=": one <= other, ">": one > other, ">=": one >= other}.get(operator)
    return None


def same(first: Atom, second: Atom) -> bool | None:
    """Tell whether two alternatives are equal; None if that is not known."""
    if isinstance(second, Origin):
        first, second = second, first
    if isinstance(first, Origin):
        return _is_given(first, second)
    if isinstance(first, (Scalar, Text)) and isinstance(second, (Scalar, Text)):
        one = first.value if isinstance(first, Scalar) else first.literal
        other = second.value if isinstance(second, Scalar) else second.literal
        if (isinstance(first, Text) and first.literal is None) or (
            isinstance(second, Text) and second.literal is None
        ):
            return False if isinstance(first, Scalar) or isinstance(second, Scalar) else None
        return one == other
    if isinstance(first, (Made, ObjectAtom, FunctionAtom, ClassAtom, ListAtom, DictAtom, ModuleAtom)):
        if isinstance(second, (Scalar, Text)):
            return None if isinstance(first, Made) and not is_made_here(first) else False
        return True if first is second else None
    return None


def _is_given(setting: Origin, other: Atom) -> bool | None:
    """Tell whether what the deployment sets is a text, or None; None if that is not known."""
    if setting.given is None or not isinstance(other, (Scalar, Text)):
        return None
    if isinstance(other, Scalar) or other.literal == "":
        return False
    return setting.given == other.literal if setting.given and other.literal is not None else None


def _contains(machine: Machine, left: Val, right: Val) -> bool | None:
    needle = left.literal or (left.only.given if isinstance(left.only, Origin) else None)
    haystack = right.only
    if not needle:
        return None
    if isinstance(haystack, Reference) and haystack.name == "os.environ":
        return True if needle in machine.deployed else None
    if isinstance(haystack, Text) and haystack.literal is not None:
        return needle in haystack.literal
    if isinstance(haystack, DictAtom):
        state = machine.entries(haystack)
        found = state.get(needle)
        return True if found and found.certain else (False if state.complete and not found else None)
    if isinstance(haystack, ListAtom):
        items = machine.items(haystack)
        literals = [item.value.literal for item in items.items]
        if needle in literals:
            return True
        return False if items.complete and None not in literals else None
    return None
