# What calling a value means: the project's functions are run, classes are built, libraries recorded.
"""Abstract calls."""

from __future__ import annotations

from collections.abc import Callable, Sequence

from scopelint.model.auth import Phase
from scopelint.model.location import Location
from scopelint.project import containers, stdlib, texts
from scopelint.project.attributes import BASE, of_object
from scopelint.project.classes import instantiate, new_object
from scopelint.project.exposure import config_entry, given
from scopelint.project.freeze import SPREAD, freeze
from scopelint.project.functions import Call, call_function
from scopelint.project.handing import hand_over, schedule
from scopelint.project.joining import join
from scopelint.project.libraries import call_library, passed_through, record_unknown
from scopelint.project.machine import Machine
from scopelint.project.records import (
    Made,
    Origin,
    Reference,
    Scalar,
    Text,
    Unresolved,
)
from scopelint.project.state import Activation, Flow
from scopelint.project.subscripts import below, forwarded
from scopelint.project.values import (
    Atom,
    BoundAtom,
    ClassAtom,
    DictAtom,
    DictState,
    Element,
    FileAtom,
    FunctionAtom,
    ListAtom,
    MemberAtom,
    MethodAtom,
    ObjectAtom,
    PartialAtom,
    SuperAtom,
    Val,
    unknown,
)


def call(
    machine: Machine,
    function: Val,
    positional: Sequence[Element],
    keywords: Sequence[tuple[str, Element]],
    location: Location,
    open_: bool = False,
) -> Val:
    """Return what calling a value may return; each alternative runs from the same state."""
    made = Call(tuple(positional), tuple(keywords), location, open_)
    if len(function.atoms) == 1:
        return _call(machine, function.atoms[0], made)
    results: list[Val] = []

    def path(atom: Atom) -> Callable[[], Flow]:
        def run() -> Flow:
            results.append(_call(machine, atom, made))
            return Flow.FALL

        return run

    nowhere = Activation(machine.store(), next(iter(machine.modules.loaded.values())))
    machine.branch([path(atom) for atom in function.atoms], nowhere)
    return join(results)


def _call(machine: Machine, atom: Atom, made: Call) -> Val:
    machine.step()
    match atom:
        case FunctionAtom():
            return call_function(machine, atom, None, made)
        case BoundAtom(function, receiver):
            return call_function(machine, function, receiver, made)
        case ClassAtom():
            return instantiate(machine, atom, made)
        case PartialAtom(function, positional, keywords):
            first = tuple(Element(value) for value in positional)
            named = tuple((n, Element(v)) for n, v in keywords if n not in dict(made.keywords))
            return call(
                machine, function, first + made.positional, named + made.keywords, made.location, made.open_
            )
        case Reference(name):
            return _reference(machine, name, made)
        case Made():
            return _member(machine, atom, "__call__", made)
        case MemberAtom(owner, path):
            return _member(machine, owner, path, made)
        case MethodAtom():
            return _method(machine, atom, made)
        case ObjectAtom():
            method = of_object(machine, atom, "__call__", made.location)
            return _again(machine, method, made)
        case _:
            return _unknown(machine, atom, made)


def _again(machine: Machine, function: Val, made: Call) -> Val:
    return call(machine, function, made.positional, made.keywords, made.location, made.open_)


_READS = frozenset({"json", "get_json", "form", "body", "to_dict", "as_dict", "model_dump", "dict"})
"""Methods of a request, or of what it brings, that give the same data in another form."""


def _unknown(machine: Machine, atom: Atom, made: Call) -> Val:
    for element in (*made.positional, *(e for _, e in made.keywords)):
        for given_atom in element.value.atoms:
            if isinstance(given_atom, (FunctionAtom, BoundAtom)):
                schedule(machine, given_atom, Phase.REQUEST, made.location)
    match atom:
        case Unresolved(what, why, place):
            record_unknown(machine, what, made.positional, made.keywords, made.location)
            return unknown(f"{what}()", why, place or made.location)
        case Origin(source, name) if name.rpartition(".")[2] in _READS:
            return Val((Origin(source, name.rpartition(".")[0], None, atom.location),))
        case Origin("parameter" as source, name) if _is_copy(name):
            # What code copies it goes on to change: what it then puts in is known, all else is not.
            copied = Origin(source, name.rpartition(".")[0], None, atom.location)
            return machine.new_dict(DictState((), False, Val((copied,))), made.location)
        case Origin(_, name):
            record_unknown(machine, name, made.positional, made.keywords, made.location)
            return unknown(f"{name}()", "what is called depends on the run", made.location)
        case _:
            return unknown("…()", "what is called is not known", made.location)


# --- libraries and built-in values ---------------------------------------------------------------


def _header(machine: Machine, path: str, made: Call) -> Val | None:
    """Return the user's token where `headers.get("x-forwarded-access-token")` asks for it."""
    key = made.positional[0].value.literal if made.positional else None
    return forwarded(machine, key, made.location) if path.rpartition(".")[2] == "get" else None


def _reference(machine: Machine, name: str, made: Call) -> Val:
    if name == "builtins.object.__new__" and made.positional:
        cls = made.positional[0].value.only
        if isinstance(cls, ClassAtom):
            return new_object(machine, cls, made.location)
    token = _header(machine, name, made)
    if token is not None:
        return token
    handler = stdlib.find(machine.table.canonical(name))
    if handler is not None:
        found = handler(machine, stdlib.Args(made.positional, made.keywords, made.location, made.open_))
        if found is not None:
            return found
    wrapped = passed_through(machine, name, made.positional)
    if wrapped is not None:
        return wrapped
    return call_library(machine, name, None, made.positional, made.keywords, made.location, made.open_)


def _member(machine: Machine, owner: Made, path: str, made: Call) -> Val:
    name = f"{owner.type}.{path}"
    if path == "__call__" and owner.type.endswith("()"):
        wrapped = passed_through(machine, owner.type.removesuffix("()"), made.positional)
        if wrapped is not None:
            return wrapped
    token = _header(machine, path, made)
    if token is not None:
        return token
    if owner.number in machine.configs and path in ("get", "to_dict"):
        config = machine.configs[owner.number]
        if path == "to_dict":
            return config
        key = made.positional[0].value.literal if made.positional else None
        return (
            config_entry(machine, config, key)
            if key
            else unknown(f"{path}()", "the key is not known", made.location)
        )
    row = machine.table.attribute(name)
    if row is not None and row.method:
        hand_over(machine, owner, made.positional, made.keywords, made.location)
        return given(machine, row, owner, made.location)
    found = stdlib.member(
        machine, owner, path, stdlib.Args(made.positional, made.keywords, made.location, made.open_)
    )
    if found is not None:
        return found
    return call_library(machine, name, owner, made.positional, made.keywords, made.location, made.open_)


def _is_copy(name: str) -> bool:
    return name.endswith(".copy") and "header" not in name.lower()


def _method(machine: Machine, atom: MethodAtom, made: Call) -> Val:
    receiver = atom.receiver
    match receiver:
        case Text() | Origin() if atom.name == "get_secret_value":
            return Val((receiver,))
        case ListAtom() | DictAtom():
            return containers.method(
                machine, receiver, atom.name, made.positional, made.keywords, made.location
            )
        case Text():
            path = stdlib.path_method(
                receiver, atom.name, stdlib.Args(made.positional, made.keywords, made.location)
            )
            if path is not None:
                return path
            return texts.method(machine, receiver, atom.name, made.positional, made.keywords, made.location)
        case Origin():
            return _of_origin(machine, receiver, atom.name, made)
        case ObjectAtom():
            return stdlib.copied_model(
                machine, receiver, stdlib.Args(made.positional, made.keywords, made.location)
            )
        case FileAtom(path):
            return stdlib.file_method(path, atom.name, made.location)
        case SuperAtom(owner, _) if isinstance(owner, ClassAtom) and atom.name.endswith("__new__"):
            return new_object(machine, owner, made.location)
        case SuperAtom(owner, _) if isinstance(owner, ObjectAtom):
            return _super_base(machine, owner, atom.name, made)
        case _:
            return unknown(f".{atom.name}()", "it is not followed", made.location)


def _of_origin(machine: Machine, origin: Origin, name: str, made: Call) -> Val:
    key = made.positional[0].value.literal if made.positional else None
    if name in ("get", "pop") and key is not None:
        token = forwarded(machine, key, made.location)
        if token is not None:
            return token
        found = below(origin, key)
        if len(made.positional) > 1 and isinstance(found.only, Origin):
            default = freeze(machine, made.positional[1].value)
            return Val((Origin(found.only.source, found.only.name, default, made.location),))
        return found
    if name in ("items", "keys", "values", "get", "pop"):
        return Val((origin,))
    return texts.method(machine, origin, name, made.positional, made.keywords, made.location)


def _super_base(machine: Machine, owner: ObjectAtom, dotted: str, made: Call) -> Val:
    base, _, name = dotted.rpartition(".")
    if name == "__init__":
        for key, element in made.keywords:
            if key != SPREAD and key not in owner.store.slots:
                machine.write(owner.store, key, element.value)
        if machine.table.made_by(machine.table.canonical(base)):
            held = call_library(
                machine, base, None, made.positional, made.keywords, made.location, made.open_
            )
            machine.write(owner.store, BASE, held)
        return Val((Scalar(None),))
    held_base = machine.read(owner.store, BASE)
    if isinstance(held_base, Val):
        return _again(machine, machine.attribute(held_base, name, made.location), made)
    return unknown(f"super().{name}()", f"`{base}` defines it", made.location)
