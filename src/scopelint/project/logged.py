# Models that a driver builds and logs as objects: of its calls only those count that the model holds.
"""Runs of logged objects."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from scopelint.model.location import Location
from scopelint.project.freeze import freeze
from scopelint.project.machine import Machine
from scopelint.project.modules import Code
from scopelint.project.records import CallRecord, Made, Trace
from scopelint.project.simulate import (
    bounded,
    call_loggers,
    enter_model,
    machine_for,
    run_callbacks,
    trace_of,
)
from scopelint.project.values import (
    Atom,
    Val,
)
from scopelint.rulebook.table import RuleTable
from scopelint.source.unit import Unit


def run_logged(
    code: Code, unit: Unit, table: RuleTable, location: Location, overlay: Mapping[str, Unit] | None = None
) -> Trace:
    """Return what a model does that a driver builds and logs as an object at `location`.

    Of the driver's own calls only those count that made what the model holds.
    """
    machine, module = machine_for(code, unit, table, overlay, unit.file.as_posix())
    if module is None:
        return trace_of(machine)
    bounded(machine, lambda: machine.load(module))
    if not machine.logged:
        bounded(machine, lambda: call_loggers(machine, module))
    before = len(machine.calls)
    held = [value for place, value in machine.logged if place == location]
    machine.frozen_models = [freeze(machine, value) for value in held]
    reached = _closure([made for value in machine.frozen_models for made in value.made()])
    machine.memo.clear()
    machine.begin()
    machine.callbacks = [c for c in machine.callbacks if _belongs(machine, c.function, reached)]
    bounded(machine, lambda: _enter_values(machine, held))
    machine.calls = [
        *_builders(machine.calls[:before], machine.calls[before:], reached),
        *machine.calls[before:],
    ]
    return trace_of(machine)


def _enter_values(machine: Machine, values: list[Val]) -> None:
    machine.entering = True
    for value in values:
        for atom in value.atoms:
            enter_model(machine, atom)
    run_callbacks(machine)


def _belongs(machine: Machine, function: Atom, reached: set[int]) -> bool:
    owners = [number for number, functions in machine.callables.items() if function in functions]
    return not owners or any(number in reached for number in owners)


def _builders(before: list[CallRecord], after: list[CallRecord], reached: set[int]) -> list[CallRecord]:
    """Return the calls that made what the model holds, or what its methods use."""
    used = [
        part for call in after for part in (*_parts(call.result), *([call.receiver] if call.receiver else []))
    ]
    numbers = reached | _closure(used)
    return [call for call in before if call.result.number in numbers]


def _closure(made: list[Made]) -> set[int]:
    """Return the numbers of objects and of all that they were made from."""
    numbers: set[int] = set()
    pending = list(made)
    while pending:
        one = pending.pop()
        if one.number not in numbers:
            numbers.add(one.number)
            pending.extend(_parts(one))
    return numbers


def _parts(made: Made) -> Iterator[Made]:
    if made.receiver is not None:
        yield made.receiver
    for item in made.arguments.all():
        yield from item.value.made()
