# Live resources: MLflow's objects, what their `to_dict()` returns, and the dict that MLflow writes of all of
# them. Objects are known by what they have, never by their class: MLflow is not imported here.
"""Reading resources that exist."""

from __future__ import annotations

import os
from collections.abc import Mapping as AnyMapping
from itertools import count
from typing import cast

from scopelint.api.draft import Draft, plain, quoted
from scopelint.config import suggestion
from scopelint.errors import ArgumentError
from scopelint.model.location import Location
from scopelint.project.records import (
    Arguments,
    FrozenAtom,
    FrozenValue,
    Item,
    Made,
    Mapping,
    Scalar,
    Sequence,
    Text,
    Unresolved,
)
from scopelint.rulebook.rule import ResourceRow
from scopelint.rulebook.table import RuleTable

ON_BEHALF = "on_behalf_of_user"
EXPECTED = "give objects of `mlflow.models.resources`, such as `DatabricksGenieSpace(genie_space_id=...)`"
_DICT = 'give `{"api_version": "1", "databricks": {kind: [{"name": ...}]}}`, as MLflow writes it'
_numbers = count(1)


def whole(value: object, where: str, draft: Draft, table: RuleTable, lead: str) -> FrozenAtom:
    """Return the value of `resources=`: a list, one resource, the dict form, or the path of a YAML file."""
    if isinstance(value, str | os.PathLike):
        text = plain(os.fsdecode(cast("str | os.PathLike[str]", value)), where)
        return Text((text,), draft.line(quoted(text), lead))
    return several(value, where, draft, table, lead)


def several(value: object, where: str, draft: Draft, table: RuleTable, lead: str) -> FrozenAtom:
    """Return the resources of a system policy: a list, one resource (which MLflow refuses), or None."""
    if value is None:
        draft.line("None", lead)
        return Scalar(None)
    if isinstance(value, list | tuple):
        return _listed(value, where, draft, table, lead)
    if isinstance(value, AnyMapping):
        return written(value, where, draft, lead)
    return _one(value, where, draft, table, lead).value.atoms[0]


def made(type_: str, place: Location, *positional: Item, **keywords: Item) -> Made:
    """Return an object as a run of the code that made it would have left it."""
    return Made(next(_numbers), type_, Arguments(positional, tuple(keywords.items())), place)


def kind_of(value: object) -> str:
    """Return what an object is, for an error: its class, or that it is a class."""
    if isinstance(value, type):
        return f"the class `{value.__name__}` itself"
    return f"a `{type(value).__name__}`" if value is not None else "`None`"


def _listed(
    values: list[object] | tuple[object, ...], where: str, draft: Draft, table: RuleTable, lead: str
) -> Sequence:
    if not values:
        return Sequence((), location=draft.line("[]", lead))
    with draft.block("[", "]", lead) as block:
        items = tuple(_one(one, f"{where}[{i}]", draft, table) for i, one in enumerate(values))
    return Sequence(items, location=block.location)


def _one(value: object, where: str, draft: Draft, table: RuleTable, lead: str = "") -> Item:
    """Return one resource, from its object or from what the object's `to_dict()` returns."""
    live = not isinstance(value, AnyMapping)
    kind, entry = _kind_and_entry(value, where)
    name, on_behalf = _checked(entry, where)
    row = table.resource(kind)
    if row is None or not row.mlflow_class:
        if not live:
            raise ArgumentError(
                f"`{where}` is of the kind `{kind}`, which MLflow does not have", _near(kind, table)
            )
        place = draft.line(f"{type(value).__name__}({quoted(name)})", lead)
        why = f"is of the kind `{kind}`, which scopelint does not know"
        return _item(Unresolved(type(value).__name__, why, place), place)
    place = draft.line(_constructor(row, name, on_behalf), lead)
    keywords = {} if on_behalf is None else {ON_BEHALF: _item(Scalar(on_behalf), place)}
    return _item(made(row.mlflow_class, place, _item(Text((name,), place), place), **keywords), place)


def _kind_and_entry(value: object, where: str) -> tuple[str, object]:
    """Return the kind and the entry of `{kind: [entry]}`."""
    held = value
    if not isinstance(value, AnyMapping):
        to_dict = None if isinstance(value, type) else getattr(value, "to_dict", None)
        if not callable(to_dict):
            raise ArgumentError(f"`{where}` is {kind_of(value)}, which is no resource", EXPECTED)
        held = to_dict()
    match held:
        case dict() if len(held) == 1:
            kind, entries = next(iter(held.items()))
            if isinstance(kind, str) and isinstance(entries, list) and len(entries) == 1:
                return plain(kind, where), entries[0]
    raise ArgumentError(f"`{where}` is {kind_of(value)} that does not hold one resource", EXPECTED)


def _checked(entry: object, where: str) -> tuple[str, bool | None]:
    """Return the name and the flag of one entry."""
    if not isinstance(entry, AnyMapping):
        raise ArgumentError(f"`{where}` is {kind_of(entry)}, where a dict with a `name` is due", _DICT)
    name, on_behalf = entry.get("name"), entry.get(ON_BEHALF)
    if not isinstance(name, str) or not name.strip():
        said = "an empty name" if isinstance(name, str) else f"the name {kind_of(name)}"
        raise ArgumentError(
            f"`{where}` has {said}", "give it its id; a variable that should hold it may not be set"
        )
    if not isinstance(on_behalf, bool | None):
        raise ArgumentError(f"`{ON_BEHALF}` of `{where}` is {kind_of(on_behalf)}", "give `True` or `False`")
    return plain(name, where), on_behalf


def _constructor(row: ResourceRow, name: str, on_behalf: bool | None) -> str:
    rest = "" if on_behalf is None else f", {ON_BEHALF}={on_behalf}"
    return f"{row.mlflow_class.rpartition('.')[2]}({row.parameter}={quoted(name)}{rest})"


def _near(kind: str, table: RuleTable) -> str:
    near = suggestion(kind, tuple(row.type for row in table.resources if row.mlflow_class))
    return f"it may mean `{near}`" if near else ""


# --- the dict form -----------------------------------------------------------------------------------


def written(value: AnyMapping[object, object], where: str, draft: Draft, lead: str) -> FrozenAtom:
    """Return the dict that MLflow writes of resources."""
    if not value:
        draft.line("{}", lead)
        return Scalar(None)
    entries: list[tuple[str, Item]] = []
    with draft.block("{", "}", lead) as block:
        for key, held in value.items():
            name = key_of(key, where)
            inner = f"{where}[{quoted(name)}]"
            if name == "databricks" and isinstance(held, AnyMapping):
                entries.append((name, _kinds(held, inner, draft)))
            elif name == "databricks":
                raise ArgumentError(f"`{inner}` is {kind_of(held)} and no dict", _DICT)
            else:
                entries.append((name, passed_over(name, draft)))
    return Mapping(tuple(entries), location=block.location)


def key_of(key: object, where: str) -> str:
    """Return a key, which must be text."""
    if not isinstance(key, str):
        raise ArgumentError(f"`{where}` has a key that is {kind_of(key)} and no text")
    return plain(key, where)


def passed_over(name: str, draft: Draft) -> Item:
    """Return an entry of which only the key matters."""
    place = draft.line(f"{quoted(name)}: ...")
    return _item(Scalar(None), place)


def _kinds(value: AnyMapping[object, object], where: str, draft: Draft) -> Item:
    entries: list[tuple[str, Item]] = []
    with draft.block("{", "}", '"databricks": ') as block:
        for key, held in value.items():
            name = key_of(key, where)
            inner = f"{where}[{quoted(name)}]"
            if not isinstance(held, list | tuple):
                raise ArgumentError(f"`{inner}` is {kind_of(held)} and no list", _DICT)
            with draft.block("[", "]", f"{quoted(name)}: ") as listed:
                items = tuple(_entry(one, f"{inner}[{i}]", draft) for i, one in enumerate(held))
            entries.append((name, _item(Sequence(items, location=listed.location), listed.location)))
    return _item(Mapping(tuple(entries), location=block.location), block.location)


def _entry(value: object, where: str, draft: Draft) -> Item:
    name, on_behalf = _checked(value, where)
    rest = "" if on_behalf is None else f", {quoted(ON_BEHALF)}: {on_behalf}"
    place = draft.line(f'{{"name": {quoted(name)}{rest}}}')
    entries = [("name", _item(Text((name,), place), place))]
    if on_behalf is not None:
        entries.append((ON_BEHALF, _item(Scalar(on_behalf), place)))
    return _item(Mapping(tuple(entries), location=place), place)


def _item(atom: FrozenAtom, place: Location) -> Item:
    return Item(FrozenValue((atom,)), place)
