# Calls of libraries: what they make, what of it is recorded, and which of the project's functions they
# are given to call later.
"""Abstract calls of libraries."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from scopelint.model.auth import Phase
from scopelint.model.evidence import Step
from scopelint.model.location import Location
from scopelint.project.freeze import arguments, freeze
from scopelint.project.identity import acting
from scopelint.project.machine import Callback, Machine
from scopelint.project.records import Arguments, CallRecord, Made, Reference
from scopelint.project.values import (
    Atom,
    BoundAtom,
    DictAtom,
    Element,
    FunctionAtom,
    ListAtom,
    MemberAtom,
    ObjectAtom,
    PartialAtom,
    Val,
)
from scopelint.rulebook.rule import ClientRow

SET_MODEL = frozenset({"mlflow.models.set_model", "mlflow.set_model", "mlflow.models.model.set_model"})
THREADS = frozenset({"threading.Thread", "threading.Timer", "concurrent.futures.ThreadPoolExecutor",
                     "concurrent.futures.ProcessPoolExecutor", "multiprocessing.Process", "asyncio.to_thread"})  # fmt: skip


def call_library(
    machine: Machine,
    written: str,
    receiver: Made | None,
    positional: Sequence[Element],
    keywords: Sequence[tuple[str, Element]],
    location: Location,
    open_: bool,
) -> Val:
    """Return what a call of a library makes, recording it if it matters."""
    name = machine.table.canonical(written)
    row = machine.table.made_by(name)
    if row is not None and row.credentials:
        keywords = [(key, _provided(machine, row, key, element, location)) for key, element in keywords]
    frozen = arguments(machine, positional, keywords, open_)
    made = _make(machine, name, row, receiver, frozen, location)
    if name in SET_MODEL:
        for element in [*positional, *(value for _, value in keywords)][:1]:
            machine.models.append(element.value)
            machine.frozen_models.append(freeze(machine, element.value))
    logger = machine.table.logger(name)
    if logger is not None:
        for key, element in [*keywords, *(("", e) for e in positional[:1])]:
            if key in logger.model.keywords or key == "":
                machine.logged.append((location, element.value))
    if made.identities or any(_carries(machine, part) for part in _parts(made)):
        machine.carrying.add(made.number)
    if _is_new(machine, made) and _matters(machine, name, made, row is not None):
        machine.record(_record(machine, name, written, receiver, made))
    hand_over(machine, made, positional, keywords, location)
    return Val((made,))


def _make(
    machine: Machine,
    name: str,
    row: ClientRow | None,
    receiver: Made | None,
    frozen: Arguments,
    location: Location,
) -> Made:
    """Return the object that a call makes. The same call under the same circumstances makes the same object:
    otherwise a client that a helper makes would be another at each of the helper's calls.
    """
    conditions = tuple(machine.conditions)
    number = receiver.number if receiver is not None else 0
    key = (name, location, machine.phase, machine.failure, conditions, number, frozen)
    known = machine.interned.get(key)
    if known is not None:
        return known
    found = acting(row, frozen, receiver, location, machine.table)
    made = Made(
        number=machine.number(),
        type=row.type if row else _result_type(name),
        arguments=frozen,
        location=location,
        identities=tuple(found.identities),
        steps=tuple(found.steps),
        fallback=machine.failure,
        phase=machine.phase,
        receiver=receiver,
        conditions=conditions,
        why=found.why,
        fallback_identities=tuple(found.fallback),
    )
    machine.interned[key] = made
    return made


def _is_new(machine: Machine, made: Made) -> bool:
    """Tell whether the call was not yet recorded on the same way."""
    way = (
        made.number,
        machine.guards > 0,
        machine.threads > 0,
        tuple(frame.function for frame in machine.frames),
    )
    if way in machine.recorded:
        return False
    machine.recorded.add(way)
    return True


UNWRAPPED = frozenset({"functools.wraps"})
"""What copies names from the function that it is given, and gives back something else."""


def passed_through(machine: Machine, written: str, positional: Sequence[Element]) -> Val | None:
    """Return the function that a call such as `mlflow.trace(search, name="search")` gives back as it is.

    A function of a library may be a setting of the decorator (`backoff.on_exception(backoff.expo, ...)`);
    only functions of the project and methods of clients are what it decorates.
    """
    name = machine.table.canonical(written)
    row = machine.table.decorator(name)
    if row is None or row.kind not in ("transparent", "cache") or name in UNWRAPPED or not positional:
        return None
    value = positional[0].value
    held = (FunctionAtom, BoundAtom, PartialAtom, MemberAtom)
    return value if value.atoms and all(isinstance(atom, held) for atom in value.atoms) else None


def _provided(machine: Machine, row: ClientRow, key: str, element: Element, location: Location) -> Element:
    """Credentials that are given as a function (`lambda: config.authenticate`) are what it returns."""
    function = element.value.only
    known = any(key in argument.keywords for argument in row.credentials)
    if not known or not isinstance(function, (FunctionAtom, BoundAtom)):
        return element
    result = machine.call(element.value, [], [], location, True)
    return Element(result, element.location, element.certain, element.conditions)


def _result_type(name: str) -> str:
    """A capitalised name is a class, and calling it makes an instance; anything else returns something."""
    last = name.rpartition(".")[2]
    return name if last[:1].isupper() else f"{name}()"


def _matters(machine: Machine, name: str, made: Made, listed: bool) -> bool:
    if listed or made.identities or any(part.identities for part in _parts(made)):
        return True
    root = name.partition(".")[0]
    if root in machine.table.roots or bool(machine.table.rules_for(name)):
        return True
    return root not in IDLE and any(_carries(machine, part) for part in _parts(made))


IDLE = frozenset({"builtins", "logging", "typing"})
"""Libraries that do nothing on behalf of a client that they are given."""


def _parts(made: Made) -> Iterator[Made]:
    """Yield what a call was given: its receiver, and the library objects in its arguments."""
    if made.receiver is not None:
        yield made.receiver
    for item in made.arguments.all():
        yield from item.value.made()


def _carries(machine: Machine, made: Made) -> bool:
    """Tell whether a library object holds a client, or functions of the project, which may use one."""
    return bool(made.identities) or made.number in machine.carrying or made.number in machine.callables


def record_unknown(
    machine: Machine,
    name: str,
    positional: Sequence[Element],
    keywords: Sequence[tuple[str, Element]],
    at: Location,
) -> None:
    """Record the call of something that was not read, if it is given a client: what it does with it is not known."""
    frozen = arguments(machine, positional, keywords, False)
    if any(part.identities for item in frozen.all() for part in item.value.made()):
        made = machine.made(type=f"{name}()", arguments=frozen, location=at, phase=machine.phase)
        machine.record(_record(machine, name, name, None, made))


def _record(machine: Machine, name: str, written: str, receiver: Made | None, made: Made) -> CallRecord:
    return CallRecord(
        name=name,
        written=written,
        receiver=receiver,
        arguments=made.arguments,
        result=made,
        location=made.location,
        phase=machine.phase,
        frames=tuple(machine.frames),
        conditions=tuple(machine.conditions),
        guarded=machine.guards > 0,
        thread=machine.threads > 0,
    )


def hand_over(
    machine: Machine,
    made: Made,
    positional: Sequence[Element],
    keywords: Sequence[tuple[str, Element]],
    location: Location,
) -> None:
    """Let a library call what it was given: functions, tools, and objects with methods it knows."""
    given = [element.value for element in positional] + [element.value for _, element in keywords]
    functions = list(_functions(machine, given, 0))
    if not functions:
        return
    machine.callables.setdefault(made.number, []).extend(functions)
    if made.receiver is not None:
        machine.callables.setdefault(made.receiver.number, []).extend(functions)
    row = machine.table.decorator(made.type.removesuffix("()")) or machine.table.decorator(made.type)
    if row is not None and row.kind == "tool":
        return
    for function in functions:
        schedule(machine, function, Phase.REQUEST, location)


def schedule(machine: Machine, function: Atom, phase: Phase, handed_at: Location) -> None:
    """Have a function run later, once, with arguments that nobody knows."""
    key = _identity(function)
    if key in machine.handled:
        return
    machine.handled.add(key)
    machine.callbacks.append(Callback(function, phase, handed_at))


def _identity(atom: Atom) -> tuple[int, int]:
    match atom:
        case BoundAtom(function, receiver):
            return id(function), id(receiver)
        case _:
            return id(atom), 0


def _functions(machine: Machine, values: Sequence[Val], depth: int) -> Iterator[Atom]:
    """Yield the project's functions that stand in values: also inside containers and tools."""
    if depth > 4:
        return
    for value in values:
        for atom in value.atoms:
            match atom:
                case FunctionAtom() | BoundAtom() | PartialAtom():
                    yield atom
                case Made(number=number):
                    yield from machine.callables.get(number, ())
                case ListAtom():
                    inner = [item.value for item in machine.items(atom).items]
                    yield from _functions(machine, inner, depth + 1)
                case DictAtom():
                    inner = [item.value for _, item in machine.entries(atom).entries]
                    yield from _functions(machine, inner, depth + 1)
                case ObjectAtom():
                    yield from _methods(atom)
                case _:
                    pass


KNOWN_HOOKS = frozenset({
    "forward", "aforward", "__call__", "_run", "_arun", "run", "arun", "invoke", "ainvoke", "stream", "astream",
    "_call", "_acall", "_generate", "_agenerate", "_stream", "_astream", "_get_relevant_documents",
    "_aget_relevant_documents", "predict", "predict_stream", "query", "_query", "_aquery", "retrieve", "_retrieve",
    "embed_query", "embed_documents", "complete", "chat", "execute", "on_message", "process", "step",
})  # fmt: skip
"""Methods that frameworks call on objects of classes that derive from theirs."""


def _methods(atom: ObjectAtom) -> Iterator[Atom]:
    """Yield the methods of an object by which a framework enters it: its class derives from a library's."""
    lineage = list(atom.cls.lineage())
    if not any(isinstance(base, Reference) and not base.name.startswith("builtins.") for base in lineage):
        return
    for cls in lineage:
        for name, slot in getattr(cls, "attributes", atom.store).slots.items():
            if name in KNOWN_HOOKS and isinstance(slot, Val) and isinstance(slot.only, FunctionAtom):
                yield BoundAtom(slot.only, atom)


def user_step(made: Made) -> Step:
    """Return the step that says where an object was built."""
    return Step(made.location, f"`{made.type.rpartition('.')[2]}` is built here")
