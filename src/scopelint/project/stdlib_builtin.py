# What functions of Python itself return, where names, clients and declarations flow through them.
"""Models of built-in functions."""

from __future__ import annotations

from dataclasses import replace

from scopelint.model.location import Location
from scopelint.project.bearing import with_headers
from scopelint.project.binding import bind_attribute
from scopelint.project.containers import reordered
from scopelint.project.displays import elements_of
from scopelint.project.freeze import SPREAD
from scopelint.project.instances import is_instance
from scopelint.project.joining import join, join_slots
from scopelint.project.machine import Machine
from scopelint.project.modelling import Args, models
from scopelint.project.records import Made, Origin, Reference, Scalar, Text, Unresolved
from scopelint.project.special import as_text
from scopelint.project.texts import concatenate
from scopelint.project.truth import truth
from scopelint.project.values import (
    FALSE,
    NONE,
    TRUE,
    Atom,
    ClassAtom,
    DictAtom,
    DictState,
    Element,
    ListAtom,
    Val,
    text,
    unknown,
)

MAX_COUNT = 8
"""Turns of a `range` that are followed one by one."""

# --- built-in functions --------------------------------------------------------------------------


@models("builtins.print", "builtins.display", "builtins.displayHTML", "builtins.input", "warnings.warn")
def _nothing(_machine: Machine, _args: Args) -> Val:
    return NONE


@models("builtins.str", "builtins.repr", "builtins.format", "os.fspath", "os.path.expanduser",
        "os.path.expandvars", "pathlib.Path", "pathlib.PurePath", "pathlib.PosixPath",
        "pathlib.PurePosixPath")  # fmt: skip
def _text(machine: Machine, args: Args) -> Val:
    if not args.positional:
        return text("", args.location)
    first = as_text(machine, args.positional[0].value)
    if len(args.positional) > 1:
        parts: list[Val] = []
        for element in args.positional:
            parts += [text("/"), element.value] if parts else [element.value]
        return concatenate(parts, args.location)
    return Val(tuple(Text((str(a.value),)) if isinstance(a, Scalar) else a for a in first.atoms))


@models("builtins.bool")
def _bool(machine: Machine, args: Args) -> Val:
    value = args.get(0)
    known = truth(machine, value) if value is not None else False
    if known is not None:
        return TRUE if known else FALSE
    return unknown("bool()", "it depends on the run", args.location)


@models("builtins.int", "builtins.float")
def _number(_machine: Machine, args: Args) -> Val | None:
    value = args.get(0)
    if value is not None and isinstance(value.only, Scalar):
        return value
    if value is not None and isinstance(value.only, Origin):  # `int(os.environ["JOB_ID"])` is that setting
        return Val((replace(value.only, given=None),))
    return unknown("number", "it is computed at run time", args.location)


@models("builtins.list", "builtins.tuple", "builtins.set", "builtins.frozenset",
        "builtins.iter", "itertools.chain.from_iterable", "collections.deque")  # fmt: skip
def _sequence(machine: Machine, args: Args) -> Val:
    if not args.positional:
        return machine.new_list([], "list", True, args.location)
    elements, complete = elements_of(machine, args.positional[0].value)
    return machine.new_list(elements, "list", complete, args.location)


@models("builtins.sorted")
def _sorted(machine: Machine, args: Args) -> Val:
    return _ordered(machine, args, "sort")


@models("builtins.reversed")
def _reversed(machine: Machine, args: Args) -> Val:
    return _ordered(machine, args, "reverse")


def _ordered(machine: Machine, args: Args, name: str) -> Val:
    elements, complete = elements_of(machine, args.positional[0].value) if args.positional else ([], True)
    value = machine.new_list(elements, "list", complete, args.location)
    if isinstance(value.only, ListAtom):
        state = machine.items(value.only)
        value.only.store.slots["items"] = reordered(state, name, bool(args.keywords))
    return value


@models("itertools.chain")
def _chain(machine: Machine, args: Args) -> Val:
    found: list[Element] = []
    complete = True
    for element in args.positional:
        more, whole = elements_of(machine, element.value)
        found += more
        complete &= whole
    return machine.new_list(found, "list", complete, args.location)


@models("builtins.dict", "collections.OrderedDict", "types.SimpleNamespace", "collections.defaultdict")
def _dict(machine: Machine, args: Args) -> Val:
    if len(args.positional) == 1 and not args.keywords and not args.open_:
        return join([_copied(machine, atom, args.location) for atom in args.positional[0].value.atoms])
    state = DictState((), not args.open_)
    for element in args.positional:
        for number, atom in enumerate(element.value.atoms):
            one = _state(machine, atom, state)
            joined = join_slots(state, one) if number else one
            state = joined if isinstance(joined, DictState) else one
    for name, element in args.keywords:
        if name != SPREAD:
            state = state.put(name, element)
    return machine.new_dict(state, args.location)


def _copied(machine: Machine, atom: Atom, location: Location) -> Val:
    """Return a copy of a dict; a configuration that is looked up at run time stays what it is."""
    if isinstance(atom, Origin):
        return Val((atom,))
    return machine.new_dict(_state(machine, atom, DictState(())), location)


def _state(machine: Machine, atom: Atom, before: DictState) -> DictState:
    match atom:
        case DictAtom():
            return machine.entries(atom)
        case ListAtom():
            return _pairs(machine, atom, before)
        case Scalar():
            return before
        case _:
            return with_headers(before, atom)


def _pairs(machine: Machine, atom: ListAtom, state: DictState) -> DictState:
    for item in machine.items(atom).items:
        pair, _ = elements_of(machine, item.value)
        if len(pair) == 2 and pair[0].value.literal is not None:
            state = state.put(pair[0].value.literal, pair[1])
        else:
            state = DictState(state.entries, False, state.rest)
    return state


@models("builtins.enumerate")
def _enumerate(machine: Machine, args: Args) -> Val:
    elements, complete = elements_of(machine, args.get(0, "iterable") or NONE)
    pairs = [
        Element(
            machine.new_list([Element(Val((Scalar(i),))), e], "tuple"), e.location, e.certain, e.conditions
        )
        for i, e in enumerate(elements)
    ]
    return machine.new_list(pairs, "list", complete, args.location)


@models("builtins.zip")
def _zip(machine: Machine, args: Args) -> Val:
    columns = [elements_of(machine, element.value) for element in args.positional]
    rows = zip(*(column for column, _ in columns), strict=False)
    items = [Element(machine.new_list(list(row), "tuple"), row[0].location, row[0].certain) for row in rows]
    return machine.new_list(items, "list", all(whole for _, whole in columns), args.location)


@models("builtins.range")
def _range(machine: Machine, args: Args) -> Val:
    bounds = [element.value.only for element in args.positional]
    numbers = [a.value for a in bounds if isinstance(a, Scalar) and isinstance(a.value, int)]
    if len(numbers) == len(bounds) and numbers and len(range(*numbers)) <= MAX_COUNT:
        return machine.new_list(
            [Element(Val((Scalar(i),))) for i in range(*numbers)], "list", True, args.location
        )
    return machine.new_list([], "list", False, args.location, "it counts at run time")


@models("builtins.map", "builtins.filter")
def _map(machine: Machine, args: Args) -> Val | None:
    if len(args.positional) < 2:
        return None
    elements, complete = elements_of(machine, args.positional[1].value)
    results: list[Element] = []
    for e in elements[:64]:
        value = machine.call(args.positional[0].value, [Element(e.value, e.location)], [], args.location)
        results.append(Element(value, e.location, e.certain, e.conditions))
    return machine.new_list(results, "list", complete, args.location)


@models("builtins.next", "builtins.max", "builtins.min")
def _next(machine: Machine, args: Args) -> Val:
    elements, _ = elements_of(machine, args.get(0) or NONE)
    values = [element.value for element in elements]
    default = args.get(1, "default")
    if values and elements[0].certain:
        return values[0]
    if default is not None:
        values.append(default)
    return join(values) if values else unknown("next()", "what is iterated over is not known", args.location)


@models("builtins.any", "builtins.all")
def _any(_machine: Machine, args: Args) -> Val:
    return unknown("any()", "it depends on the run", args.location)


@models("builtins.len", "builtins.sum", "builtins.abs", "builtins.round", "builtins.hash", "builtins.id")
def _len(machine: Machine, args: Args) -> Val:
    elements, complete = elements_of(machine, args.get(0) or NONE)
    if complete and all(element.certain for element in elements):
        return Val((Scalar(len(elements)),))
    return unknown("len()", "it depends on the run", args.location)


@models("builtins.isinstance", "builtins.issubclass")
def _isinstance(machine: Machine, args: Args) -> Val:
    value, classes = args.get(0), args.get(1)
    if value is None or classes is None:
        return FALSE
    found = {is_instance(machine, atom, classes) for atom in value.atoms}
    if len(found) == 1 and None not in found:
        return TRUE if found.pop() else FALSE
    return unknown("isinstance()", "it depends on the run", args.location)


@models("builtins.hasattr")
def _hasattr(machine: Machine, args: Args) -> Val:
    value, name = args.get(0), args.get(1)
    literal = name.literal if name else None
    if value is None or literal is None:
        return unknown("hasattr()", "it depends on the run", args.location)
    found: set[bool | None] = set()
    for atom in value.atoms:
        if isinstance(atom, Made):
            listed = machine.table.attribute(f"{atom.type}.{literal}") is not None
            known = machine.table.client(atom.type) is not None
            found.add(True if listed else (False if known and literal in _EXPOSED else None))
        else:
            held = machine.attribute(Val((atom,)), literal, args.location)
            found.add(None if isinstance(held.only, Unresolved) else True)
    if len(found) == 1 and None not in found:
        return TRUE if found.pop() else FALSE
    return unknown("hasattr()", "it depends on the run", args.location)


_EXPOSED = frozenset({"resources", "uc_function_name", "get_databricks_resources"})
"""Attributes that tools expose for declarations; a listed client without a row for one has none."""


@models("builtins.getattr")
def _getattr(machine: Machine, args: Args) -> Val:
    value, name, default = args.get(0), args.get(1), args.get(2)
    literal = name.literal if name else None
    if value is None or literal is None:
        return unknown("getattr()", "the attribute's name is not known", args.location)
    held = machine.attribute(value, literal, args.location)
    if default is not None and any(isinstance(atom, Unresolved) for atom in held.atoms):
        known = Val(tuple(atom for atom in held.atoms if not isinstance(atom, Unresolved)) or default.atoms)
        return join((known, default))
    return held


@models("builtins.setattr", "builtins.object.__setattr__")
def _setattr(machine: Machine, args: Args) -> Val:
    owner, name, value = args.get(0), args.get(1), args.get(2)
    if owner is not None and value is not None and name is not None and name.literal is not None:
        bind_attribute(machine, owner, name.literal, value, args.location, f"setattr(…, {name.literal!r})")
    return NONE


@models("builtins.type")
def _type(_machine: Machine, args: Args) -> Val:
    found: list[Val] = []
    for atom in (args.get(0) or NONE).atoms:
        cls = getattr(atom, "cls", None)
        if isinstance(cls, ClassAtom):
            found.append(Val((cls,)))
        elif isinstance(atom, Made):
            found.append(Val((Reference(atom.type),)))
    return join(found) if found else unknown("type()", "it depends on the run", args.location)
