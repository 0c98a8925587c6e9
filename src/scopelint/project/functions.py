# Running the project's functions: their arguments, their frames, and how often they are followed.
"""Calls of functions of the project."""

from __future__ import annotations

from dataclasses import dataclass

from scopelint.facts.search import names_in
from scopelint.model.auth import Phase
from scopelint.model.location import Location
from scopelint.project.bounds import (
    MAX_ACTIVATIONS,
    MAX_BLIND_RECURSION,
    MAX_DEPTH,
    MAX_RECURSION,
    MAX_RECURSIONS,
    MAX_SPENT,
)
from scopelint.project.freeze import SPREAD
from scopelint.project.joining import join
from scopelint.project.keeping import note
from scopelint.project.machine import Machine
from scopelint.project.memory import memo_key
from scopelint.project.parameters import parameter_value
from scopelint.project.records import (
    Frame,
    Reference,
    Scalar,
    Text,
)
from scopelint.project.state import Activation, Flow
from scopelint.project.values import (
    Atom,
    DictAtom,
    DictState,
    Element,
    FunctionAtom,
    ListAtom,
    ObjectAtom,
    Val,
    unknown,
)


@dataclass(frozen=True, slots=True)
class Call:
    """The arguments of one call. `open_` if `*args` or `**kwargs` could not be spread out."""

    positional: tuple[Element, ...]
    keywords: tuple[tuple[str, Element], ...]
    location: Location
    open_: bool = False


# --- functions of the project --------------------------------------------------------------------


def call_function(machine: Machine, function: FunctionAtom, receiver: Atom | None, made: Call) -> Val:
    """Return what running a function of the project returns."""
    if len(machine.running) >= MAX_DEPTH:
        machine.limit(f"calls more than {MAX_DEPTH} deep were not followed")
        return unknown(
            f"{function.record.name}()", "it is called more deeply than the analysis follows", made.location
        )
    if _recurses_too_often(machine, function, made):
        return unknown(f"{function.record.name}()", "it calls itself", made.location)
    entry, phase = _entry(machine, function, receiver)
    if entry == "request" and not machine.entering and machine.script is None:
        # A notebook tries its agent out: that is the author's own session, not the deployed agent's.
        return unknown(f"{function.record.name}()", "it is what the agent answers", made.location)
    if _costs_too_much(machine, function):
        return machine.results[function.number]
    frame = Frame(function.qualname, made.location, machine.number(), entry)
    store = machine.store(function.scope)
    store.born = phase
    at = Activation(store, function.module, frame, function, receiver, function.owner)
    _bind_parameters(machine, function, receiver, made, at)
    key = memo_key(machine, function, at, phase)
    if key is not None and key in machine.memo:
        return machine.memo[key]
    return _run(machine, function, at, frame, phase, key)


def _costs_too_much(machine: Machine, function: FunctionAtom) -> bool:
    """Tell whether a function took so many of the run's steps that what it returned so far must do."""
    often = machine.activations[function.number] >= MAX_ACTIVATIONS
    if not often or machine.spent[function.number] < MAX_SPENT:
        return False
    machine.limit(
        f"`{function.qualname}` was followed for its first {machine.activations[function.number]} calls only"
    )
    return True


def _recurses_too_often(machine: Machine, function: FunctionAtom, made: Call) -> bool:
    """Recursion is followed a few steps deep, and no more once a function has recursed in many ways."""
    nested = machine.running.count(function.number)
    if nested < MAX_BLIND_RECURSION:
        return False
    machine.recursions[function.number] += 1
    many = machine.recursions[function.number] > MAX_RECURSIONS
    return many or nested >= MAX_RECURSION or not _counts(made)


def _counts(made: Call) -> bool:
    """Whether a call is given a known number or text, which may end a recursion; walks over data are not."""
    elements = (*made.positional, *(element for _, element in made.keywords))
    return any(
        each.value.atoms and all(isinstance(atom, (Scalar, Text)) for atom in each.value.atoms)
        for each in elements
    )


def _run(
    machine: Machine,
    function: FunctionAtom,
    at: Activation,
    frame: Frame,
    phase: Phase,
    key: object,
) -> Val:
    mark, fresh, begun = len(machine.log), machine.number(), machine.steps
    jumped = machine.take_jump()
    machine.frames.append(frame)
    machine.running.append(function.number)
    try:
        with machine.during(phase):
            flow = machine.execute(function.record.body, at)
    finally:
        machine.running.pop()
        machine.frames.pop()
        machine.jumped = jumped
    result = _result(machine, function, at, flow)
    if function.number not in machine.running:  # the outermost call has the steps of those inside it
        machine.spent[function.number] += machine.steps - begun
    machine.activations[function.number] += 1
    before = machine.results.get(function.number)
    machine.results[function.number] = result if before is None else join((before, result))
    if function.kind in ("cache", "property"):
        _note_cache(machine, function, at.receiver, result)
    touched = any(store.number < fresh for store, _, _ in machine.log[mark:] if store is not at.store)
    shared = any(isinstance(atom, (ListAtom, DictAtom, ObjectAtom)) for atom in result.atoms)
    if key is not None and not touched and not shared:
        machine.memo[key] = result
    return result


def _result(machine: Machine, function: FunctionAtom, at: Activation, flow: Flow) -> Val:
    if function.record.is_generator:
        kind = "context" if function.kind == "context" else "list"
        return machine.new_list(
            at.yielded, kind, at.yields_all, None, f"`{function.record.name}` yields more"
        )
    returned = list(at.returned)
    if flow is Flow.FALL or (not returned and flow is not Flow.RAISE):
        returned.append(Val((Scalar(None, machine.failure),)))
    return join(returned) if returned else unknown(f"{function.record.name}()", "it always raises")


def _note_cache(machine: Machine, function: FunctionAtom, receiver: Atom | None, result: Val) -> None:
    """Record what a cache keeps: a function's results, or the value of a property on its object."""
    place, name = function.module.unit.locate(function.record.span), function.record.name
    if function.kind == "cache":
        note(machine, "cache", name, result, place, function.scope.born)
    elif isinstance(receiver, ObjectAtom) and "cached_property" in names_in(function.record.decorators):
        note(machine, "attribute", name, result, place, receiver.store.born)


def _entry(machine: Machine, function: FunctionAtom, receiver: Atom | None) -> tuple[str, Phase]:
    """Return whether the platform calls this method, and the phase in which it runs."""
    cls = receiver.cls if isinstance(receiver, ObjectAtom) else None
    if cls is None or function.owner is None:
        return "", machine.phase
    name = function.record.name
    for base in cls.lineage():
        row = machine.table.model(machine.table.canonical(base.name)) if isinstance(base, Reference) else None
        if row is None:
            continue
        if name in row.request:
            return "request", machine.phase if machine.phase is Phase.UNKNOWN else Phase.REQUEST
        if name in row.init:
            return "init", Phase.INIT
        if name == "__init__":
            return "init", machine.phase
    return "", machine.phase


def _bind_parameters(
    machine: Machine, function: FunctionAtom, receiver: Atom | None, made: Call, at: Activation
) -> None:
    positional = list(made.positional)
    if receiver is not None:
        positional.insert(0, Element(Val((receiver,))))
    keywords = {name: element for name, element in made.keywords if name != SPREAD}
    slots = at.store.slots
    for parameter in function.record.parameters:
        name = parameter.name
        if parameter.kind == "args":
            slots[name] = machine.new_list(positional, "tuple", not made.open_)
            positional = []
        elif parameter.kind == "kwargs":
            state = DictState(tuple(keywords.items()), not made.open_)
            slots[name] = machine.new_dict(state)
            keywords = {}
        elif parameter.kind != "keyword" and positional:
            slots[name] = positional.pop(0).value
        elif name in keywords:
            slots[name] = keywords.pop(name).value
        elif name in function.defaults and not made.open_:
            slots[name] = function.defaults[name]
        else:
            slots[name] = parameter_value(machine, function, parameter, at)
