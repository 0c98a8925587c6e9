# What a parameter is that nobody gives: its annotation and its default tell.
"""Parameters without arguments."""

from __future__ import annotations

from scopelint.facts import records as f
from scopelint.model.auth import Identity
from scopelint.model.location import Location
from scopelint.project.machine import (
    Activation,
    Machine,
)
from scopelint.project.records import (
    Arguments,
    Made,
    Origin,
    Reference,
    Scalar,
)
from scopelint.project.subscripts import FORWARDED_TOKEN
from scopelint.project.values import (
    FunctionAtom,
    Val,
    join,
)


def parameter_value(machine: Machine, function: FunctionAtom, parameter: f.Parameter, at: Activation) -> Val:
    """Return what a parameter is that nobody gives: what its annotation and default tell."""
    name = parameter.name
    if name.replace("_", "-").lower() == FORWARDED_TOKEN:
        return Val((Origin("header", FORWARDED_TOKEN),))
    place = machine.place(at, function.record.span)
    if parameter.annotation is not None:
        typed = _annotated(machine, parameter.annotation, at, name, place)
        if typed is not None:
            return typed
    default = function.defaults.get(name)
    origin = Val((Origin("parameter", name, None, place),))
    if default is None or (isinstance(default.only, Scalar) and default.only.value is None):
        return origin
    return (
        join((default, origin)) if not isinstance(default.only, Made) else _depends(machine, default, origin)
    )


def _depends(machine: Machine, default: Val, origin: Val) -> Val:
    """A default such as `Depends(get_client)` is what the function in it returns."""
    made = default.only
    assert isinstance(made, Made)
    functions = (
        machine.callables.get(made.number, []) if made.type.rpartition(".")[2].startswith("Depends") else []
    )
    if functions:
        return machine.call(Val((functions[0],)), [], [], made.location)
    return origin


def _annotated(
    machine: Machine, annotation: f.Expr, at: Activation, name: str, place: Location
) -> Val | None:
    """A parameter that is annotated as a client is one, as whom is not known."""
    if isinstance(annotation, (f.Constant, f.Subscript, f.BinaryOperation)):
        return None
    atom = machine.evaluate(annotation, Activation(at.store.parent or at.module.store, at.module)).only
    if not isinstance(atom, Reference):
        return None
    row = machine.table.client(machine.table.canonical(atom.name))
    if row is None:
        return None
    made = machine.made(
        type=row.type,
        arguments=Arguments(),
        location=place,
        identities=(Identity.UNKNOWN,),
        phase=machine.phase,
        why=f"it is the parameter `{name}`, and nobody who gives it was read",
    )
    return Val((made,))
