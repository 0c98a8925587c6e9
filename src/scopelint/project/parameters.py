# What a parameter is that nobody gives: its annotation and its default tell.
"""Parameters without arguments."""

from __future__ import annotations

from scopelint.facts import records as f
from scopelint.model.auth import Identity
from scopelint.model.location import Location
from scopelint.project.joining import join
from scopelint.project.machine import Machine
from scopelint.project.records import (
    Made,
    Origin,
    Reference,
    Scalar,
    Text,
)
from scopelint.project.state import Activation
from scopelint.project.subscripts import ANNOTATED, forwarded
from scopelint.project.values import FunctionAtom, Val


def parameter_value(machine: Machine, function: FunctionAtom, parameter: f.Parameter, at: Activation) -> Val:
    """Return what a parameter is that nobody gives: what its annotation and default tell."""
    name = parameter.name
    token = forwarded(machine, name.replace("_", "-"))
    if token is not None:
        return token
    default = function.defaults.get(name)
    handed = (
        _injected(machine, default.only) if default is not None and isinstance(default.only, Made) else None
    )
    if handed is not None:
        return handed
    place = machine.place(at, function.record.span)
    if parameter.annotation is not None:
        typed = _annotated(machine, parameter.annotation, at, name, place)
        if typed is not None:
            return typed
    origin = Val((Origin("parameter", name, None, place),))
    if default is None or (isinstance(default.only, Scalar) and default.only.value is None):
        return origin
    return origin if isinstance(default.only, Made) else join((default, origin))


def _injected(machine: Machine, made: Made) -> Val | None:
    """Return what a web framework gives for `Depends(get_client)`: what the function in it returns.

    `Header(alias="X-Forwarded-Access-Token")` is the user's token.
    """
    kind = made.type.rpartition(".")[2].removesuffix("()")
    functions = machine.callables.get(made.number, [])
    if kind in ("Depends", "Security") and functions:
        return machine.call(Val((functions[0],)), [], [], made.location, True)
    alias = made.arguments.get(None, "alias")
    if kind == "Header" and alias is not None:
        spelt = alias.value.atoms[0] if len(alias.value.atoms) == 1 else None
        return forwarded(machine, spelt.literal, made.location) if isinstance(spelt, Text) else None
    return None


def _annotated(
    machine: Machine, annotation: f.Expr, at: Activation, name: str, place: Location
) -> Val | None:
    """A parameter that is annotated as a client is one, as whom is not known, unless the annotation tells."""
    if isinstance(annotation, (f.Constant, f.BinaryOperation)):
        return None
    around = Activation(at.store.parent or at.module.store, at.module)
    if isinstance(annotation, f.Subscript) and not _is_annotated(machine, annotation, around):
        return None
    atom = machine.evaluate(annotation, around).only
    if isinstance(atom, Made) and atom.type in ANNOTATED:
        return _told(machine, atom, name, place)
    return _client(machine, atom, name, place)


def _is_annotated(machine: Machine, annotation: f.Subscript, around: Activation) -> bool:
    atom = machine.evaluate(annotation.value, around).only
    return isinstance(atom, Reference) and machine.table.canonical(atom.name) in ANNOTATED


def _told(machine: Machine, annotated: Made, name: str, place: Location) -> Val | None:
    """Return what the brackets of `Annotated[type, ...]` tell: who gives the value, or else its type."""
    typed, *metadata = (item.value.atoms[0] for item in annotated.arguments.positional if item.value.atoms)
    for one in metadata:
        value = _injected(machine, one) if isinstance(one, Made) else None
        if value is not None:
            return value
    return _client(machine, typed, name, place)


def _client(machine: Machine, atom: object, name: str, place: Location) -> Val | None:
    if not isinstance(atom, Reference):
        return None
    row = machine.table.client(machine.table.canonical(atom.name))
    if row is None:
        return None
    made = machine.made(
        row.type,
        place,
        identities=(Identity.UNKNOWN,),
        phase=machine.phase,
        why=f"it is the parameter `{name}`, and nobody who gives it was read",
    )
    return Val((made,))
