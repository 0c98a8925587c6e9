# Runs of drivers, made by hand: what the interpreter would have recorded.
from __future__ import annotations

from collections.abc import Iterable
from itertools import count
from pathlib import Path

from scopelint.declarations import Declaration, read
from scopelint.model.auth import Phase
from scopelint.model.location import Location
from scopelint.project.records import (
    Arguments,
    CallRecord,
    Frame,
    FrozenAtom,
    FrozenValue,
    Item,
    Made,
    Mapping,
    Origin,
    Scalar,
    Sequence,
    Text,
    Trace,
    Unresolved,
)
from scopelint.rulebook.load import load_table

TABLE = load_table()
DRIVER = Path("/project/driver.py")
PLACE = Location("driver.py", 40, 1, 44, 2)
RESOURCES = "mlflow.models.resources."
POLICIES = "mlflow.models.auth_policy."
_numbers = count(1)


def at(line: int) -> Location:
    return Location("driver.py", line, 5, line, 20)


def frozen(value: object) -> FrozenValue:
    """Text, None, numbers, lists and dicts as themselves; a tuple holds alternatives."""
    if isinstance(value, FrozenValue):
        return value
    if isinstance(value, tuple):
        return FrozenValue(tuple(atom for one in value for atom in frozen(one).atoms))
    return FrozenValue((_atom(value),))


def _atom(value: object) -> FrozenAtom:
    match value:
        case str():
            return Text((value,))
        case None | bool() | int() | float():
            return Scalar(value)
        case list():
            return Sequence(tuple(one if isinstance(one, Item) else item(one) for one in value))
        case dict():
            return Mapping(tuple((key, item(held)) for key, held in value.items()))
        case _:
            return value  # type: ignore[return-value]


def item(value: object, *, certain: bool = True, conditions: tuple[str, ...] = ()) -> Item:
    return Item(frozen(value), certain=certain, conditions=conditions)


def open_list(*values: object) -> Sequence:
    items = tuple(one if isinstance(one, Item) else item(one) for one in values)
    return Sequence(items, complete=False, why="is extended by a plugin")


def env(name: str) -> Origin:
    return Origin("env", name)


def lost(what: str = "load()") -> Unresolved:
    return Unresolved(what, "is loaded at run time", at(3))


def made(
    type_: str,
    *positional: object,
    line: int = 10,
    receiver: Made | None = None,
    open_: bool = False,
    **keywords: object,
) -> Made:
    return Made(
        next(_numbers),
        type_,
        arguments(positional, keywords, open_=open_),
        at(line),
        receiver=receiver,
    )


def arguments(positional: Iterable[object], keywords: dict[str, object], *, open_: bool = False) -> Arguments:
    return Arguments(
        tuple(item(one) for one in positional),
        tuple((name, item(one)) for name, one in keywords.items()),
        open_,
    )


def endpoint(name: object, **rest: object) -> Made:
    return made(RESOURCES + "DatabricksServingEndpoint", endpoint_name=name, **rest)  # type: ignore[arg-type]


def genie(name: object, **rest: object) -> Made:
    return made(RESOURCES + "DatabricksGenieSpace", genie_space_id=name, **rest)  # type: ignore[arg-type]


def user(*args: object, **rest: object) -> Made:
    return made(POLICIES + "UserAuthPolicy", *args, **rest)  # type: ignore[arg-type]


def system(*args: object, **rest: object) -> Made:
    return made(POLICIES + "SystemAuthPolicy", *args, **rest)  # type: ignore[arg-type]


def policy(*args: object, **rest: object) -> Made:
    return made(POLICIES + "AuthPolicy", *args, **rest)  # type: ignore[arg-type]


def call(
    name: str,
    *positional: object,
    open_: bool = False,
    line: int = 40,
    receiver: Made | None = None,
    result: Made | None = None,
    function: str = "",
    **keywords: object,
) -> CallRecord:
    given = arguments(positional, keywords, open_=open_)
    place = at(line)
    return CallRecord(
        name=name,
        written=name,
        receiver=receiver,
        arguments=given,
        result=result or Made(next(_numbers), name + "()", given, place),
        location=place,
        phase=Phase.IMPORT,
        frames=(Frame(function, None, 1),) if function else (),
    )


def trace(*calls: CallRecord, **rest: object) -> Trace:
    return Trace(calls, files=(DRIVER.as_posix(),), **rest)  # type: ignore[arg-type]


def logged(name: str = "mlflow.pyfunc.log_model", **keywords: object) -> Declaration:
    (found,) = read(trace(call(name, **keywords)), TABLE)  # type: ignore[arg-type]
    return found


def subjects(declaration: Declaration) -> list[str]:
    return [held.resource.subject for held in declaration.resources]


def names(declaration: Declaration) -> list[str]:
    return [scope.name for scope in declaration.scopes]


def misuses(declaration: Declaration) -> list[tuple[str, str]]:
    return [(misuse.kind, misuse.subject) for misuse in declaration.misuses]
