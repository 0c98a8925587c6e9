# `def` and `class`: what they make, and what their decorators do to it.
"""Abstract definitions."""

from __future__ import annotations

from scopelint.facts import records as f
from scopelint.model.auth import Phase
from scopelint.model.location import Location
from scopelint.project.handing import schedule
from scopelint.project.machine import Machine
from scopelint.project.records import Arguments, Made, Reference
from scopelint.project.state import Activation
from scopelint.project.values import (
    Atom,
    BoundAtom,
    ClassAtom,
    Element,
    FunctionAtom,
    MemberAtom,
    Store,
    Val,
)
from scopelint.project.web import runs_before

BUILT_IN = {
    "builtins.property": "property",
    "builtins.staticmethod": "static",
    "builtins.classmethod": "class",
    "functools.cached_property": "property",
    "functools.lru_cache": "cache",
    "functools.cache": "cache",
    "contextlib.contextmanager": "context",
    "contextlib.asynccontextmanager": "context",
}
"""Decorators of Python's own that change how a function is called."""

FIELD_MAKERS = frozenset({
    "dataclasses.dataclass", "pydantic.dataclasses.dataclass",
    "attrs.define", "attrs.frozen", "attr.define", "attr.s",
})  # fmt: skip
"""Decorators of classes whose keyword arguments become attributes."""

FIELD_BASES = frozenset({
    "pydantic.BaseModel", "pydantic.main.BaseModel", "pydantic.v1.BaseModel", "pydantic.BaseSettings",
    "pydantic_settings.BaseSettings", "typing.NamedTuple", "typing.TypedDict", "typing_extensions.TypedDict",
})  # fmt: skip
"""Bases of such classes: how Python and these libraries write records."""


def define_function(machine: Machine, function: f.Function, at: Activation) -> Val:
    """Return what a `def` statement binds."""
    defaults = {p.name: machine.evaluate(p.default, at) for p in function.parameters if p.default is not None}
    scope: Store = at.store
    if at.cls is not None and at.store.parent is not None:
        scope = at.store.parent
    atom = FunctionAtom(machine.number(), function, at.module, scope, defaults, owner=at.cls)
    value = Val((atom,))
    for decorator in reversed(function.decorators):
        value = _decorate(machine, decorator, value, atom, at)
    return value


def _decorate(machine: Machine, decorator: f.Expr, value: Val, function: FunctionAtom, at: Activation) -> Val:
    if isinstance(decorator, f.Attribute) and decorator.attr in ("setter", "deleter", "getter"):
        return value
    found = machine.evaluate(decorator, at)
    location = machine.place(at, function.record.span)
    atom = found.only
    name = _name(machine, atom)
    if name is None:
        if isinstance(atom, (Reference, Made, MemberAtom)) or atom is None:
            return value
        return machine.call(found, [Element(value, location)], [], location)
    if name in BUILT_IN:
        function.kind = BUILT_IN[name]
        return value
    return _by_table(machine, name, atom, value, function, location)


def _name(machine: Machine, atom: Atom | None) -> str | None:
    """Return the dotted name of a library's decorator: named, or made by a call of it."""
    match atom:
        case Reference(name):
            return machine.table.canonical(name)
        case Made(type=made):
            return made.removesuffix("()")
        case MemberAtom(made, path):
            return f"{made.type}.{path}"
        case _:
            return None


def _by_table(
    machine: Machine, name: str, atom: Atom | None, value: Val, function: FunctionAtom, location: Location
) -> Val:
    row = machine.table.decorator(name) or machine.table.decorator(f"{name}()")
    kind = row.kind if row else ("handler" if _registers(atom) else "transparent")
    if kind in ("property", "cache", "context"):
        function.kind = kind
    elif kind in ("handler", "startup"):
        machine.serves |= kind == "handler" and row is not None
        for one in value.atoms:
            first = kind == "startup" or runs_before(name)
            schedule(machine, one, Phase.REQUEST if kind == "handler" else Phase.INIT, location, first=first)
    elif kind == "tool":
        made = Made(machine.number(), name, Arguments(), location, phase=machine.phase)
        machine.callables[made.number] = list(value.atoms)
        return Val((made,))
    return value


def _registers(atom: Atom | None) -> bool:
    """`@app.get("/")` and `@server.tool()` register what they decorate with the object they belong to."""
    if isinstance(atom, MemberAtom):
        return True
    return isinstance(atom, Made) and atom.receiver is not None


def define_class(machine: Machine, definition: f.Class, at: Activation) -> Val:
    """Return what a `class` statement binds."""
    bases: list[Atom] = []
    for argument in definition.bases:
        if argument.keyword is None:
            bases.extend(machine.evaluate(argument.value, at).atoms[:1])
    attributes = machine.store(at.store if at.cls is None else at.store.parent)
    cls = ClassAtom(machine.number(), definition, at.module, attributes, tuple(bases))
    cls.fields = _has_fields(machine, cls, definition, at)
    inner = Activation(attributes, at.module, at.frame, at.function, None, cls, cls=cls)
    machine.execute(definition.body, inner)
    _announce(machine, cls, machine.place(at, definition.span))
    return Val((cls,))


def _announce(machine: Machine, cls: ClassAtom, location: Location) -> None:
    """Run the `__init_subclass__` that a class inherits: projects keep lists of their subclasses by it."""
    for base in cls.lineage():
        slot = base.attributes.slots.get("__init_subclass__") if isinstance(base, ClassAtom) else None
        if base is not cls and isinstance(slot, Val) and isinstance(slot.only, FunctionAtom):
            machine.call(Val((BoundAtom(slot.only, cls),)), [], [], location, True)
            return


def _has_fields(machine: Machine, cls: ClassAtom, definition: f.Class, at: Activation) -> bool:
    for base in cls.lineage():
        if isinstance(base, ClassAtom) and base.fields:
            return True
        if isinstance(base, Reference) and machine.table.canonical(base.name) in FIELD_BASES:
            return True
    for decorator in definition.decorators:
        if _name(machine, machine.evaluate(decorator, at).only) in FIELD_MAKERS:
            return True
    return False
