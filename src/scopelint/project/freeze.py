# Values as they are at one moment, without the interpreter's state: what records and traces hold.
"""Freezing of abstract values."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from scopelint.facts.search import plain_names_in
from scopelint.project.machine import Machine
from scopelint.project.records import (
    Arguments,
    Closure,
    FrozenAtom,
    FrozenValue,
    Item,
    Made,
    Mapping,
    Origin,
    Reference,
    Scalar,
    Text,
    Unresolved,
    UserCode,
)
from scopelint.project.records import Sequence as FrozenSequence
from scopelint.project.values import (
    Atom,
    BoundAtom,
    ClassAtom,
    DictAtom,
    Element,
    FileAtom,
    FunctionAtom,
    ListAtom,
    MemberAtom,
    ModuleAtom,
    ObjectAtom,
    PartialAtom,
    Store,
    Val,
)

SPREAD = "**"
"""The keyword under which a `**value` travels that could not be spread out."""

DEPTH = 8
"""Containers and objects inside one another that are kept."""


def freeze(machine: Machine, value: Val, depth: int = 0, seen: frozenset[int] = frozenset()) -> FrozenValue:
    """Return a value as it is now."""
    return FrozenValue(tuple(_atom(machine, atom, depth, seen) for atom in value.atoms))


def arguments(
    machine: Machine, positional: Sequence[Element], keywords: Sequence[tuple[str, Element]], open_: bool
) -> Arguments:
    """Return the arguments of a call as they are now."""
    rest = [element.value for name, element in keywords if name == SPREAD]
    return Arguments(
        tuple(_item(machine, element, 0, frozenset()) for element in positional),
        tuple((name, _item(machine, e, 0, frozenset())) for name, e in keywords if name != SPREAD),
        open_,
        bool(rest) and all(_is_data(machine, value) for value in rest),
    )


def _is_data(machine: Machine, value: Val) -> bool:
    """Tell whether a value is data of a configuration, or a dict that holds nothing else."""
    for atom in value.atoms:
        if isinstance(atom, DictAtom):
            state = machine.entries(atom)
            if state.rest is not None or not all(_is_data(machine, e.value) for _, e in state.entries):
                return False
        elif isinstance(atom, Origin):
            if atom.source not in ("config", "env", "widget"):
                return False
        elif not isinstance(atom, (Text, Scalar)):
            return False
    return True


def _item(machine: Machine, element: Element, depth: int, seen: frozenset[int]) -> Item:
    value = freeze(machine, element.value, depth, seen)
    return Item(value, element.location, element.certain, element.conditions)


def _atom(machine: Machine, atom: Atom, depth: int, seen: frozenset[int]) -> FrozenAtom:
    match atom:
        case Text() | Origin() | Scalar() | Made() | Reference() | Unresolved():
            return atom
        case ListAtom() | DictAtom() | ObjectAtom() if depth >= DEPTH or id(atom) in seen:
            return Unresolved("…", "it is nested more deeply than the analysis follows")
        case ListAtom(kind=kind, location=location):
            state = machine.items(atom)
            inner = seen | {id(atom)}
            items = tuple(_item(machine, element, depth + 1, inner) for element in state.items)
            return FrozenSequence(items, state.complete, kind, location, state.why)
        case DictAtom(location=location):
            return _mapping(machine, atom, depth, seen | {id(atom)})
        case MemberAtom(made, path):
            return _member(made, path)
        case _:
            return _code(machine, atom, depth, seen)


def _mapping(machine: Machine, atom: DictAtom, depth: int, seen: frozenset[int]) -> Mapping:
    state = machine.entries(atom)
    entries = tuple((str(key), _item(machine, element, depth + 1, seen)) for key, element in state.entries)
    return Mapping(entries, state.complete, atom.location)


def _member(made: Made, path: str) -> Made:
    """An attribute of a library object carries the object's credentials: `client.config`, `config.token`."""
    return Made(
        number=made.number,
        type=f"{made.type}.{path}",
        arguments=Arguments(),
        location=made.location,
        identities=made.identities,
        steps=made.steps,
        fallback=made.fallback,
        phase=made.phase,
        receiver=made,
        conditions=made.conditions,
        why=made.why,
        fallback_identities=made.fallback_identities,
    )


def _code(machine: Machine, atom: Atom, depth: int, seen: frozenset[int]) -> FrozenAtom:
    match atom:
        case FunctionAtom() | BoundAtom():
            function = atom.function if isinstance(atom, BoundAtom) else atom
            code = _named("function", function)
            machine.handed[code.file, code.name] = function
            return code
        case ClassAtom():
            return _named("class", atom)
        case ObjectAtom(cls=cls, store=store, location=location):
            held = tuple(
                (name, freeze(machine, slot, depth + 1, seen | {id(atom)}))
                for name, slot in store.slots.items()
                if isinstance(slot, Val)
            )
            file = cls.module.unit.file.as_posix()
            return UserCode("instance", cls.record.qualname, file, location, held, tuple(_sent_by(cls)))
        case PartialAtom(function=function):
            return freeze(machine, function, depth + 1, seen).atoms[0]
        case ModuleAtom(module):
            return UserCode("module", module.name, module.unit.file.as_posix())
        case FileAtom(path):
            return Text((path,))
        case _:
            return Unresolved("…", "it is not followed")


def _named(kind: str, atom: FunctionAtom | ClassAtom) -> UserCode:
    unit = atom.module.unit
    held = tuple(_closed_over(atom)) if isinstance(atom, FunctionAtom) else ()
    return UserCode(
        kind, atom.record.qualname, unit.file.as_posix(), unit.locate(atom.record.span), closes_over=held
    )


def closures(machine: Machine) -> tuple[Closure, ...]:
    """Return what the functions that were frozen close over in the end, also under names bound since."""
    found = ((file, name, tuple(_closed_over(atom))) for (file, name), atom in machine.handed.items())
    return tuple(Closure(file, name, held) for file, name, held in found if held)


def _sent_by(cls: ClassAtom) -> Iterator[FrozenAtom]:
    """Yield the library objects that the methods close over by which an object authorizes requests."""
    for name in ("auth_flow", "async_auth_flow"):
        slot = cls.attributes.slots.get(name)
        for atom in slot.atoms if isinstance(slot, Val) else ():
            if isinstance(atom, FunctionAtom):
                yield from _closed_over(atom)


def _closed_over(atom: FunctionAtom) -> Iterator[FrozenAtom]:
    """Yield the library objects that are bound outside a function, under the names that stand in it."""
    if atom.names is None:
        own = {parameter.name for parameter in atom.record.parameters}
        atom.names = tuple(sorted(plain_names_in(atom.record.body) - own))
    for name in atom.names:
        store: Store | None = atom.scope
        while store is not None and name not in store.slots:
            store = store.parent
        held = (store or atom.module.store).slots.get(name)
        for bound in held.atoms if isinstance(held, Val) else ():
            if isinstance(bound, Made):
                yield bound
            elif isinstance(bound, MemberAtom):
                yield bound.made
