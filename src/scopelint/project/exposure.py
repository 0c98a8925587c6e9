# What attributes of library objects hold, by the rule table: tools, resources, arguments.
"""Attributes of library objects."""

from __future__ import annotations

from dataclasses import replace

from scopelint.model.location import Location
from scopelint.project.joining import join
from scopelint.project.machine import Machine
from scopelint.project.records import (
    Arguments,
    FrozenValue,
    Item,
    Made,
    Mapping,
    Origin,
    Reference,
    Scalar,
    Sequence,
    Text,
    Unresolved,
)
from scopelint.project.values import DictAtom, DictState, Element, MemberAtom, Val, text, unknown
from scopelint.rulebook.rule import AttributeRow

RESOURCES_OF = "scopelint.resources-of"
"""Type of the stand-in for the MLflow resources that an object exposes (`tool.resources`)."""

MCP_RESOURCES_OF = "scopelint.mcp-resources-of"
"""Type of the stand-in for what `get_databricks_resources()` returns."""


# --- objects of libraries ------------------------------------------------------------------------


def of_library(machine: Machine, atom: Made | MemberAtom, name: str, location: Location) -> Val:
    """Return an attribute of a library object: what the rule table says of it, else the path to it."""
    made = atom if isinstance(atom, Made) else atom.made
    path = name if isinstance(atom, Made) else f"{atom.path}.{name}"
    row = machine.table.attribute(f"{made.type}.{path}")
    if row is not None and not row.method:
        return given(machine, row, made, location)
    if made.number in machine.configs and isinstance(atom, Made):
        config = machine.configs[made.number]
        if name in ("get", "to_dict"):
            return Val((MemberAtom(made, name),))
        return config_entry(machine, config, name)
    return Val((MemberAtom(made, path),))


def config_entry(machine: Machine, config: Val, name: str) -> Val:
    """Return the entry of a configuration: from its file or dict, else the key as a symbol."""
    found: list[Val] = []
    for atom in config.atoms:
        element = machine.entries(atom).get(name) if isinstance(atom, DictAtom) else None
        found.append(element.value if element else Val((Origin("config", name),)))
    return join(found)


def given(machine: Machine, row: AttributeRow, made: Made, location: Location) -> Val:
    """Return what the rule table says of an attribute of a library object."""
    if row.gives == "self":
        return Val((made,))
    if row.gives == "instance":
        return Val((_like(machine, made, row.type, made.arguments),))
    if row.gives in ("resources", "mcp-resources"):
        kind = RESOURCES_OF if row.gives == "resources" else MCP_RESOURCES_OF
        stand_in = _like(machine, made, kind, Arguments())
        return machine.new_list([Element(Val((stand_in,)), location)], "list", True, location)
    reference = row.argument
    item = made.arguments.get(reference.position, *reference.keywords) if reference else None
    if row.gives == "environment" and item is None:
        name = Element(text(row.variable, location))
        return machine.call(Val((Reference("os.environ.get"),)), [name], [], location)
    if row.gives in ("argument", "environment"):
        return thaw(machine, item.value) if item else unknown(row.name, "the argument is not given", location)
    if item is None:
        return machine.new_list([], "list", False, location, f"`{row.name.rpartition('.')[2]}` is not known")
    return _elements(machine, row, made, item, location)


def _elements(machine: Machine, row: AttributeRow, made: Made, item: Item, location: Location) -> Val:
    """Return one object per element of the argument; what else it may hold is of the same type."""
    elements: list[Element] = []
    for atom in item.value.atoms:
        rest = Item(FrozenValue((atom,)), item.location, certain=False)
        if isinstance(atom, Sequence):
            why = atom.why or "it could not be read completely"
            rest = replace(rest, value=FrozenValue((Unresolved("an element", why, atom.location),)))
        items = (
            (atom.items if atom.complete else (*atom.items, rest)) if isinstance(atom, Sequence) else (rest,)
        )
        for one in items:
            arguments = Arguments((one,), (("element", one),))
            like = Val((_like(machine, made, row.type, arguments),))
            elements.append(Element(like, one.location, one.certain, one.conditions))
    return machine.new_list(elements, "list", True, location)


def _like(machine: Machine, made: Made, type_: str, arguments: Arguments) -> Made:
    return Made(
        machine.number(), type_, arguments, made.location, made.identities, made.steps, made.fallback,
        made.phase, made, made.conditions, made.why, made.fallback_identities,
    )  # fmt: skip


def thaw(machine: Machine, value: FrozenValue) -> Val:
    """Return a frozen value as a value that code can work with."""
    found: list[Val] = []
    for atom in value.atoms:
        match atom:
            case Sequence(items, complete, kind, location, why):
                inner = [Element(thaw(machine, i.value), i.location, i.certain, i.conditions) for i in items]
                found.append(machine.new_list(inner, kind, complete, location, why))
            case Mapping(entries, complete, location):
                state = DictState(
                    tuple((k, Element(thaw(machine, i.value), i.location, i.certain)) for k, i in entries),
                    complete,
                )
                found.append(machine.new_dict(state, location))
            case Text() | Origin() | Scalar() | Made() | Reference() | Unresolved():
                found.append(Val((atom,)))
            case _:
                found.append(unknown("…", "it is not followed"))
    return join(found)
