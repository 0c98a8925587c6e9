# Strings that are known in part: joining, formatting and the methods of `str`.
"""Abstract strings."""

from __future__ import annotations

import itertools
import math
import re
from collections.abc import Callable, Sequence
from dataclasses import replace

from scopelint.model.location import Location
from scopelint.project.bearing import borne
from scopelint.project.joining import join
from scopelint.project.machine import Machine
from scopelint.project.records import Origin, Scalar, Text, Unresolved
from scopelint.project.values import Atom, DictAtom, Element, ListAtom, Val, text, unknown

COMBINATIONS = 16
"""Combinations of alternatives that are formed when strings are joined."""

Piece = str | Origin | None


def pieces_of(atom: Atom) -> tuple[Piece, ...]:
    """Return an alternative as pieces of text; what is not known is a hole."""
    match atom:
        case Text(pieces):
            return pieces
        case Origin():
            return (atom,)
        case Scalar(value):
            return (str(value),)
        case _:
            return (None,)


MAX_TEXT = 10_000
"""Characters of a text that are kept; a longer one is no name of anything."""
MAX_PIECES = 1_000
"""Pieces of a text, holes too: joined to itself again and again, a hole would double without end."""


def normal(pieces: Sequence[Piece], location: Location | None) -> Atom:
    """Return pieces as one atom: neighbouring texts are joined, a single hole stays what it is."""
    characters = sum(len(piece) for piece in pieces if isinstance(piece, str))
    if characters > MAX_TEXT or len(pieces) > MAX_PIECES:
        return Unresolved("a text", f"it is longer than {MAX_TEXT} characters", location)
    joined: list[Piece] = []
    for piece in pieces:
        if piece is None and joined and joined[-1] is None:
            continue
        if isinstance(piece, str) and joined and isinstance(joined[-1], str):
            joined[-1] += piece
        elif piece != "":
            joined.append(piece)
    if len(joined) == 1 and isinstance(joined[0], Origin):
        return joined[0]
    return Text(tuple(joined) or ("",), location)


def concatenate(parts: Sequence[Val], location: Location | None) -> Val:
    """Return the strings that joining the parts may give."""
    choices = [part.atoms for part in parts]
    combined: list[Val] = []
    for combination in itertools.islice(itertools.product(*choices), COMBINATIONS):
        pieces = [piece for atom in combination for piece in pieces_of(atom)]
        combined.append(Val((borne(combination) or normal(pieces, location),)))
    if math.prod(len(choice) for choice in choices) > COMBINATIONS:
        combined.append(unknown("a text", "it has more alternatives than the analysis follows", location))
    return join(combined) if combined else text("", location)


_PERCENT = re.compile(r"%(?:\((?P<name>\w+)\))?[-+ #0]*\d*(?:\.\d+)?(?P<kind>[sdrifx%])")


def percent_format(machine: Machine, left: Val, right: Val, location: Location | None) -> Val:
    """Return what `left % right` may give."""
    template = left.literal
    if template is None:
        return unknown("%", "the template is not known", location)
    arguments = _percent_arguments(machine, right)
    parts: list[Val] = []
    at = used = 0
    for match in _PERCENT.finditer(template):
        parts.append(text(template[at : match.start()]))
        at = match.end()
        if match["kind"] == "%":
            parts.append(text("%"))
        elif match["name"]:
            parts.append(_entry(machine, right, match["name"]))
        else:
            hole = Val((Text((None,)),))
            parts.append(arguments[used] if used < len(arguments) else hole)
            used += 1
    return concatenate([*parts, text(template[at:])], location)


def _percent_arguments(machine: Machine, right: Val) -> list[Val]:
    atom = right.only
    if isinstance(atom, ListAtom) and atom.kind == "tuple":
        return [element.value for element in machine.items(atom).items]
    return [right]


def _entry(machine: Machine, value: Val, key: str) -> Val:
    for atom in value.atoms:
        if isinstance(atom, DictAtom):
            element = machine.entries(atom).get(key)
            if element is not None:
                return element.value
    return Val((Text((None,)),))


_FIELD = re.compile(r"\{\{|\}\}|\{(?P<field>[^{}:!]*)(?:![rsa])?(?::[^{}]*)?\}")


def brace_format(
    machine: Machine,
    template: str,
    positional: Sequence[Element],
    keywords: Sequence[tuple[str, Element]],
    location: Location | None,
) -> Val:
    """Return what `template.format(...)` may give."""
    named = {name: element.value for name, element in keywords}
    parts: list[Val] = []
    at = automatic = 0
    for match in _FIELD.finditer(template):
        parts.append(text(template[at : match.start()]))
        at = match.end()
        name = match["field"]
        if name is None:
            parts.append(text(match[0][0]))
            continue
        if name == "":
            name, automatic = str(automatic), automatic + 1
        head, *rest = re.split(r"[.\[\]]+", name.rstrip("]"))
        value = named.get(head)
        if head.isdigit() and int(head) < len(positional):
            value = positional[int(head)].value
        for part in rest:
            if value is not None:
                value = machine.attribute(value, part, location or Location(""))
        parts.append(value or Val((Text((None,)),)))
    return concatenate([*parts, text(template[at:])], location)


def _literal_arguments(positional: Sequence[Element]) -> list[object] | None:
    found: list[object] = []
    for element in positional:
        atom = element.value.only
        if isinstance(atom, Text) and atom.literal is not None:
            found.append(atom.literal)
        elif isinstance(atom, Scalar):
            found.append(atom.value)
        else:
            return None
    return found


SHAPING = frozenset(
    {"strip", "lstrip", "rstrip", "lower", "upper", "title", "replace", "casefold", "expanduser"}
)
PLAIN = SHAPING | {
    "removeprefix", "removesuffix", "capitalize", "swapcase", "zfill", "center", "ljust", "rjust",
    "startswith", "endswith", "isdigit", "find", "count", "index", "split", "rsplit", "splitlines",
    "partition", "rpartition", "isalpha", "isalnum", "isnumeric", "islower", "isupper", "expandtabs",
}  # fmt: skip
"""Methods of `str` that are computed when everything is known."""


def method(
    machine: Machine,
    receiver: Text | Origin,
    name: str,
    positional: Sequence[Element],
    keywords: Sequence[tuple[str, Element]],
    location: Location,
) -> Val:
    """Return what a method of a string may give."""
    if name in ("encode", "decode", "__str__", "as_posix"):
        return Val((receiver,))
    if name == "join" and positional:
        return _join(machine, receiver, positional[0].value, location)
    if name == "format" and isinstance(receiver, Text) and receiver.literal is not None:
        return brace_format(machine, receiver.literal, positional, keywords, location)
    literal = receiver.literal if isinstance(receiver, Text) else None
    arguments = _literal_arguments(positional)
    if literal is not None and arguments is not None and name in PLAIN and not keywords:
        return _computed(machine, literal, name, arguments, location)
    if name in SHAPING or name.startswith("remove"):
        return _shaped(receiver, name, arguments, location)
    if name in ("split", "rsplit", "splitlines"):
        hole = Origin(receiver.source, receiver.name) if isinstance(receiver, Origin) else None
        element = Val((hole,)) if hole is not None else Val((Text((None,)),))
        # What a setting lists is known by the setting, however many names it is.
        known, why = hole is not None, "it is split at run time"
        return machine.new_list([Element(element, location, False)], "list", known, location, why)
    return unknown(f".{name}()", "the text is not known here", location)


def _computed(machine: Machine, literal: str, name: str, arguments: list[object], location: Location) -> Val:
    function: Callable[..., object] = getattr(literal, name)
    numbers = [argument for argument in arguments if isinstance(argument, int)]
    grown = len(literal) * max([1, *(len(argument) for argument in arguments if isinstance(argument, str))])
    if grown > MAX_TEXT * 10 or any(abs(number) > MAX_TEXT for number in numbers):
        return unknown(f".{name}()", f"it is longer than {MAX_TEXT} characters", location)
    try:
        result = function(*arguments)
    except (TypeError, ValueError):
        return unknown(f".{name}()", "it fails", location)
    if isinstance(result, str):
        return text(result, location)
    if isinstance(result, (list, tuple)):
        items = [Element(text(str(part), location), location) for part in result]
        return machine.new_list(items, "list", True, location)
    if isinstance(result, (bool, int)):
        return Val((Scalar(result),))
    return unknown(f".{name}()", "the result is not followed", location)


def _shaped(receiver: Text | Origin, name: str, arguments: list[object] | None, location: Location) -> Val:
    if isinstance(receiver, Origin):
        known = receiver.given and arguments is not None
        given = str(getattr(receiver.given, name)(*arguments)) if known and arguments is not None else ""
        return Val((receiver if receiver.given is None else replace(receiver, given=given),))
    if arguments is None:
        return Val((Text((None,), location),))
    shaped: list[Piece] = []
    last = len(receiver.pieces) - 1
    for index, piece in enumerate(receiver.pieces):
        shaping = _shaping(name, first=index == 0, last=index == last)
        shaped.append(
            str(getattr(piece, shaping)(*arguments)) if isinstance(piece, str) and shaping else piece
        )
    return Val((normal(shaped, location),))


def _shaping(name: str, *, first: bool, last: bool) -> str:
    """Return the method that does to one piece what `name` does to the whole text, if it does anything."""
    if name in ("lower", "upper", "title", "replace", "casefold"):
        return name
    if name == "strip" and first is not last:
        return "lstrip" if first else "rstrip"
    outer = (name in ("strip", "lstrip", "removeprefix") and first) or (
        name in ("strip", "rstrip", "removesuffix") and last
    )
    return name if outer else ""


def _join(machine: Machine, separator: Text | Origin, parts: Val, location: Location) -> Val:
    values: list[Val] = []
    for atom in parts.atoms:
        if not isinstance(atom, ListAtom):
            return Val((Text((None,), location),))
        state = machine.items(atom)
        for index, element in enumerate(state.items):
            if not element.certain or not state.ordered:
                break
            if index:
                values.append(Val((separator,)))
            values.append(element.value)
        whole = state.complete and state.ordered and all(element.certain for element in state.items)
        if not whole:
            values.append(Val((Text((None,)),)))
    return concatenate(values, location)
