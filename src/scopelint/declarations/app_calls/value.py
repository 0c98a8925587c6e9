# What a script puts into a call, in the form of a document: so that an app is read by one reader, whether it
# stands in YAML, in JSON or in Python. Of alternatives the first that says something counts.
"""Python values as trees."""

from __future__ import annotations

from dataclasses import replace

from scopelint.declarations.bundle_value import looked_up
from scopelint.model.location import Location
from scopelint.project.records import (
    FrozenAtom,
    FrozenValue,
    Item,
    Made,
    Mapping,
    Origin,
    Reference,
    Scalar,
    Sequence,
    Text,
)
from scopelint.source.yaml_document import Tree, UnreadableYamlError, parse_yaml
from scopelint.source.yaml_scalar import LIST, MAPPING, NULL

_TEXT = "tag:yaml.org,2002:str"
_MAX_DEPTH = 12
_WRAPPING = ("from_dict()", "dumps()", "encode()", "as_dict()", "_and_wait()", "deepcopy()", "copy()")
"""What hands on what it is given, or what it is called on, in another form."""


def tree_of(item: Item, place: Location, depth: int = 0) -> Tree:
    """Return what an argument holds; a scalar that is not known where it could not be read.

    `place` is where the argument stands, if it does not say so itself.
    """
    where = item.location or place
    if depth > _MAX_DEPTH:
        return _unknown(where)
    found = [_of_atom(atom, where, depth) for atom in item.value.atoms]
    said = [tree for tree in found if tree.tag != NULL]
    known = [tree for tree in said if tree.text != looked_up(None)]
    return (known or said or found)[0]


def text_of(item: Item | None) -> str:
    """Return the text of an argument, with `${...}` for what is looked up; empty if there is none."""
    return (tree_of(item, Location("")).text or "") if item is not None else ""


def mapping(entries: list[tuple[str, Tree]], place: Location) -> Tree:
    """Return a mapping with these entries; a key stands where its value does."""
    members = [part for key, held in entries for part in (Tree(held.location, _TEXT, key), held)]
    return Tree(place, MAPPING, None, tuple(members))


def json_of(text: str, place: Location) -> Tree | None:
    """Return what a JSON text holds, all of it at one place; None if it is none."""
    try:
        tree = parse_yaml(text.encode(errors="replace"), place.path)
    except UnreadableYamlError:
        return None
    return _moved(tree, place) if tree is not None and tree.written is None else None


def _moved(tree: Tree, place: Location) -> Tree:
    return replace(tree, location=place, members=tuple(_moved(one, place) for one in tree.members))


def _of_atom(atom: FrozenAtom, place: Location, depth: int) -> Tree:
    match atom:
        case Scalar(None):
            return Tree(place, NULL, "")
        case Scalar(value):
            return Tree(place, _TEXT, str(value).lower() if isinstance(value, bool) else str(value))
        case Text(location=location):
            return _text(atom, location or place)
        case Origin():
            return Tree(place, _TEXT, _hole(atom))
        case Reference(name):
            return Tree(place, _TEXT, name.rpartition(".")[2])
        case Mapping(entries, complete, location):
            where = location or place
            held = [(key, tree_of(item, where, depth + 1)) for key, item in entries]
            return mapping(held if complete else [*held, ("", _unknown(where))], where)
        case Sequence(items, complete, location=location):
            where = location or place
            members = [tree_of(item, where, depth + 1) for item in items]
            return Tree(where, LIST, None, tuple(members if complete else [*members, _unknown(where)]))
        case Made():
            return _made(atom, place, depth)
        case _:
            return _unknown(place)


def _text(text: Text, place: Location) -> Tree:
    if text.literal is not None and text.literal.lstrip().startswith(("{", "[")):
        found = json_of(text.literal, place)
        if found is not None:
            return found
    pieces = (piece if isinstance(piece, str) else _hole(piece) for piece in text.pieces)
    return Tree(place, _TEXT, "".join(pieces))


def _made(made: Made, place: Location, depth: int) -> Tree:
    """Return an object of the SDK as a mapping of its arguments."""
    arguments = made.arguments
    if made.type.endswith(_WRAPPING):
        given = next(iter(arguments.positional), None)
        if given is not None:
            return tree_of(given, place, depth + 1)
        if made.receiver is not None:
            return _made(made.receiver, place, depth + 1)
    if made.type.endswith("()"):
        return _unknown(place)
    if arguments.positional and not arguments.keywords:  # a member of an enumeration, by its value
        return tree_of(arguments.positional[0], place, depth + 1)
    held = [(key, tree_of(item, made.location, depth + 1)) for key, item in arguments.keywords]
    return mapping([*held, ("", _unknown(place))] if arguments.open else held, made.location)


def _hole(origin: Origin | None) -> str:
    if origin is None:
        return looked_up(None)
    default = origin.default
    known = default.atoms[0] if isinstance(default, FrozenValue) else None
    literal = known.literal if isinstance(known, Text) else None
    return looked_up(origin.source, origin.name, literal)


def _unknown(place: Location) -> Tree:
    return Tree(place, _TEXT, looked_up(None))
