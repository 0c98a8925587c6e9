# The value of `resources=`: a list of MLflow resources, a dict of the form that MLflow writes, or the path
# of a YAML file of that form. Says what is declared and what could not be read; compares nothing.
"""Reading declared resources."""

from __future__ import annotations

from difflib import get_close_matches

from scopelint.declarations.declaration import DeclaredResource
from scopelint.declarations.exposed import exposed, is_exposed
from scopelint.declarations.grant import Grant, either, reason, refused, short, together, unread
from scopelint.declarations.model_path import path_text
from scopelint.declarations.reading import Reading
from scopelint.declarations.resource_file import read_resource_file
from scopelint.model.location import Location
from scopelint.model.resource import Resource
from scopelint.model.value import Unknown
from scopelint.project.records import (
    FrozenAtom,
    FrozenValue,
    Item,
    Made,
    Mapping,
    Reference,
    Scalar,
    Sequence,
    Text,
)
from scopelint.rulebook.rule import ResourceRow
from scopelint.uses.identifier import identifiers

_MODULE = "mlflow.models.resources."
_ON_BEHALF = "on_behalf_of_user"
_MAX_DEPTH = 6


def read_resources(value: FrozenValue, place: Location, reading: Reading) -> Grant:
    """Return what the value of a `resources` argument declares; `None` declares nothing."""
    return either(_whole(atom, place, reading) for atom in value.atoms)


def _whole(atom: FrozenAtom, place: Location, reading: Reading) -> Grant:
    match atom:
        case Scalar(None):
            return Grant()
        case Sequence(location=location):
            found = _sequence(atom, location or place, reading, 0)
            return together((Grant(resources_location=location or place), found))
        case Mapping(location=location):
            found = read_resource_dict(atom, location or place, reading)
            return together((Grant(resources_location=location or place), found))
        case Made(type=name) if name.startswith(_MODULE):
            return refused(
                "not-a-list",
                short(name),
                f"`resources` is one `{short(name)}` and no list, which MLflow refuses",
                "put it into a list",
                place,
                grant=_made(atom, place, reading),
            )
        case _:
            path = path_text(atom)
            if path is not None:
                return read_resource_file(path, place, reading)
            what, why = reason(atom)
            return unread(what, why, place, resources=True)


def _sequence(sequence: Sequence, place: Location, reading: Reading, depth: int) -> Grant:
    parts = [_item(item, place, reading, depth) for item in sequence.items]
    if not sequence.complete and not _of_known_kind(parts):
        why = sequence.why or "the list may hold more"
        parts.append(unread("resources", why, sequence.location or place, resources=True))
    return together(parts)


def _of_known_kind(parts: list[Grant]) -> bool:
    """Tell whether a list was made in a loop over names that could not be read: its kinds are known."""
    held = [resource for part in parts for resource in part.resources]
    unnamed = all(isinstance(one.resource.id, Unknown) and not one.certain for one in held)
    return bool(held) and unnamed and all(part.complete_resources for part in parts)


def _item(item: Item, place: Location, reading: Reading, depth: int) -> Grant:
    where = item.location or place
    found = either(_element(atom, where, reading, depth) for atom in item.value.atoms)
    return found.under(item.certain, item.conditions)


def _element(atom: FrozenAtom, place: Location, reading: Reading, depth: int) -> Grant:
    match atom:
        case Made(type=name) if is_exposed(name):
            return exposed(atom, place, reading.table)
        case Made(type=name) if _is_resource(name, reading):
            return _made(atom, place, reading)
        case Sequence() if depth < _MAX_DEPTH:
            return _sequence(atom, place, reading, depth + 1)
        case Scalar(None):
            return Grant()
        case Reference(name) if _is_resource(name, reading):
            message = f"`{short(name)}` is the class itself, where MLflow needs an instance"
            grant = unread(short(name), "is a class", place, resources=True)
            return refused("wrong-arguments", short(name), message, "call it with the id", place, grant=grant)
        case Text() if atom.literal is not None:
            message = f'`"{atom.literal}"` is text, where MLflow needs a resource'
            help_ = "name its kind, as in `DatabricksServingEndpoint(endpoint_name=...)`"
            grant = unread(atom.literal, "is text of no known kind", place, resources=True)
            return refused("wrong-arguments", atom.literal, message, help_, place, grant=grant)
        case _:
            what, why = reason(atom)
            return unread(what, why, place, resources=True)


def _is_resource(name: str, reading: Reading) -> bool:
    if reading.table.resource_of_class(name) is not None:
        return True
    # Classes that MLflow does not have are recognised too: they are a mistake to be told.
    return (
        name.startswith(_MODULE + "Databricks") and short(name) != "DatabricksResource" and "()" not in name
    )


def _made(made: Made, place: Location, reading: Reading) -> Grant:
    row = reading.table.resource_of_class(made.type)
    if row is not None:
        return _instance(made, row)
    near = _nearest(short(made.type), reading)
    if near is None:
        return refused(
            "unknown-class",
            short(made.type),
            f"`{short(made.type)}` is no class of `mlflow.models.resources`",
            "",
            made.location,
            grant=unread(short(made.type), "is a class that MLflow does not have", place, resources=True),
        )
    return refused(
        "unknown-class",
        short(made.type),
        f"`{short(made.type)}` is no class of `mlflow.models.resources`, the import fails",
        f"write `{short(near.mlflow_class)}`",
        made.location,
        grant=_instance(made, near, strict=False),
    )


def _nearest(name: str, reading: Reading) -> ResourceRow | None:
    """Return the real class that a made-up name most likely means; `UC` in the name is often made up."""
    rows = {short(row.mlflow_class): row for row in reading.table.resources if row.mlflow_class}
    plain = {known.replace("UC", ""): known for known in rows}
    found = get_close_matches(name, rows, n=1, cutoff=0.85) or [
        plain[near] for near in get_close_matches(name.replace("UC", ""), plain, n=1, cutoff=0.75)
    ]
    return rows[found[0]] if found else None


def _instance(made: Made, row: ResourceRow, *, strict: bool = True) -> Grant:
    """Return the resource of one constructor call; an id that may be several things is each, uncertainly."""
    arguments = made.arguments
    wrong = [name for name, _ in arguments.keywords if name not in (row.parameter, _ON_BEHALF)]
    given = arguments.get(0, row.parameter)
    if given is None and len(wrong) == 1:
        given = arguments.get(None, wrong[0])
    ids = identifiers(given.value) if given is not None else ()
    if not ids:
        why = "may stand in arguments that could not be followed" if arguments.open else "is not given"
        ids = (Unknown(why),)
    on_behalf = arguments.get(1, _ON_BEHALF)
    flags = [isinstance(a, Scalar) and a.value is True for a in on_behalf.value.atoms] if on_behalf else []
    declared = tuple(
        DeclaredResource(
            Resource(row.type, id_),
            made.location,
            certain=len(ids) == 1,
            conditions=made.conditions,
            for_user=any(flags),
        )
        for id_ in ids
    )
    grant = Grant(resources=declared)
    return _checked(made, row, wrong, given, grant) if strict else grant


def _checked(made: Made, row: ResourceRow, wrong: list[str], given: Item | None, grant: Grant) -> Grant:
    name = short(made.type)
    help_ = f"write `{name}({row.parameter}=...)`"
    if wrong:
        message = f"`{name}` takes no argument `{wrong[0]}`"
        return refused("wrong-arguments", f"{name}.{wrong[0]}", message, help_, made.location, grant=grant)
    if given is None and not made.arguments.open:
        message = f"`{name}` is built without its `{row.parameter}`"
        return refused("wrong-arguments", name, message, help_, made.location, grant=grant)
    if len(made.arguments.positional) > 2:
        message = f"`{name}` takes `{row.parameter}` and `{_ON_BEHALF}` and nothing else"
        return refused("wrong-arguments", name, message, help_, made.location, grant=grant)
    return grant


# --- the dict form -----------------------------------------------------------------------------------


def read_resource_dict(mapping: Mapping, place: Location, reading: Reading) -> Grant:
    """Return what `{"api_version": "1", "databricks": {kind: [{"name": ...}]}}` declares."""
    parts: list[Grant] = []
    if not mapping.complete:
        parts.append(unread("resources", "the dict may hold more", place, resources=True))
    held = mapping.get("databricks")
    for atom in held.value.atoms if held else ():
        if isinstance(atom, Mapping):
            parts.append(_kinds(atom, place, reading))
        else:
            what, why = reason(atom)
            parts.append(unread(what, why, place, resources=True))
    for key, item in mapping.entries:
        if key not in ("api_version", "databricks"):
            message = f'`"{key}"` is no key of a resources dict'
            help_ = 'put the kinds under `"databricks"`'
            parts.append(refused("wrong-arguments", key, message, help_, item.location or place))
    return together(parts)


def _kinds(kinds: Mapping, place: Location, reading: Reading) -> Grant:
    parts: list[Grant] = []
    if not kinds.complete:
        parts.append(unread("resources", "the dict may hold more", place, resources=True))
    for kind, item in kinds.entries:
        where = item.location or place
        row = reading.table.resource(kind)
        if row is None or not row.mlflow_class:
            message = f"`{kind}` is no kind of resource that MLflow knows"
            parts.append(refused("unknown-class", kind, message, _near_kind(kind, reading), where))
            continue
        parts += [_of_kind(row, atom, where) for atom in item.value.atoms]
    return together(parts)


def _near_kind(kind: str, reading: Reading) -> str:
    known = [row.type for row in reading.table.resources if row.mlflow_class]
    near = get_close_matches(kind, known, n=1)
    return f"write `{near[0]}`" if near else ""


def _of_kind(row: ResourceRow, atom: FrozenAtom, place: Location) -> Grant:
    if not isinstance(atom, Sequence):
        what, why = reason(atom)
        return unread(what, why, place, resources=True)
    parts = [] if atom.complete else [unread(row.type, "the list may hold more", place, resources=True)]
    for item in atom.items:
        where = item.location or place
        found = either(_entry(row, entry, where) for entry in item.value.atoms)
        parts.append(found.under(item.certain, item.conditions))
    return together(parts)


def _entry(row: ResourceRow, atom: FrozenAtom, place: Location) -> Grant:
    if not isinstance(atom, Mapping):
        what, why = reason(atom)
        return unread(what, why, place, resources=True)
    name = atom.get("name")
    ids = (identifiers(name.value) if name else ()) or (Unknown("has no `name`"),)
    on_behalf = atom.get(_ON_BEHALF)
    flags = [isinstance(a, Scalar) and a.value is True for a in on_behalf.value.atoms] if on_behalf else []
    return Grant(
        resources=tuple(
            DeclaredResource(Resource(row.type, id_), place, certain=len(ids) == 1, for_user=any(flags))
            for id_ in ids
        )
    )
