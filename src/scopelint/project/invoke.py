# What calling a value means: the project's functions are run, classes are built, libraries recorded.
"""Abstract calls."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass

from scopelint.facts import records as f
from scopelint.model.auth import Identity, Phase
from scopelint.model.location import Location
from scopelint.project import containers, stdlib, texts
from scopelint.project.attributes import BASE, config_entry, given, of_object
from scopelint.project.freeze import SPREAD, freeze
from scopelint.project.libraries import call_library, hand_over, passed_through, record_unknown, schedule
from scopelint.project.machine import MAX_ACTIVATIONS, MAX_BLIND_RECURSION, MAX_DEPTH, MAX_RECURSION, MAX_RECURSIONS, MAX_SPENT, Activation, Flow, Machine
from scopelint.project.records import (
    Arguments,
    Frame,
    Made,
    Origin,
    Reference,
    Scalar,
    StoreRecord,
    Text,
    Unresolved,
)
from scopelint.project.subscripts import FORWARDED_TOKEN, below
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
    join,
    unknown,
)


@dataclass(frozen=True, slots=True)
class Call:
    """The arguments of one call. `open_` if `*args` or `**kwargs` could not be spread out."""

    positional: tuple[Element, ...]
    keywords: tuple[tuple[str, Element], ...]
    location: Location
    open_: bool = False


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
            return call(machine, function, first + made.positional, named + made.keywords, made.location, made.open_)
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


def _unknown(machine: Machine, atom: Atom, made: Call) -> Val:
    for element in (*made.positional, *(e for _, e in made.keywords)):
        for given_atom in element.value.atoms:
            if isinstance(given_atom, (FunctionAtom, BoundAtom)):
                schedule(machine, given_atom, Phase.REQUEST, made.location)
    match atom:
        case Unresolved(what, why, place):
            record_unknown(machine, what, made.positional, made.keywords, made.location)
            return unknown(f"{what}()", why, place or made.location)
        case Origin(_, name):
            record_unknown(machine, name, made.positional, made.keywords, made.location)
            return unknown(f"{name}()", "what is called depends on the run", made.location)
        case _:
            return unknown("…()", "what is called is not known", made.location)


# --- functions of the project --------------------------------------------------------------------


def call_function(machine: Machine, function: FunctionAtom, receiver: Atom | None, made: Call) -> Val:
    """Return what running a function of the project returns."""
    if len(machine.running) >= MAX_DEPTH:
        machine.limit(f"calls more than {MAX_DEPTH} deep were not followed")
        return unknown(f"{function.record.name}()", "it is called more deeply than the analysis follows", made.location)
    if _recurses_too_often(machine, function, made):
        return unknown(f"{function.record.name}()", "it calls itself", made.location)
    entry, phase = _entry(machine, function, receiver)
    if entry == "request" and not machine.entering:
        # A notebook tries its agent out: that is the author's own session, not the deployed agent's.
        return unknown(f"{function.record.name}()", "it is what the agent answers", made.location)
    if _costs_too_much(machine, function):
        return machine.results[function.number]
    frame = Frame(function.qualname, made.location, machine.number(), entry)
    store = machine.store(function.scope)
    store.born = phase
    at = Activation(store, function.module, frame, function, receiver, function.owner)
    _bind_parameters(machine, function, receiver, made, at)
    key = _memo_key(machine, function, receiver, at, phase)
    if key is not None and key in machine.memo:
        return machine.memo[key]
    return _run(machine, function, at, frame, phase, key, made)


def _costs_too_much(machine: Machine, function: FunctionAtom) -> bool:
    """A function that took much of the run's steps, over many calls, is taken to return what it returned last."""
    often = machine.activations[function.number] >= MAX_ACTIVATIONS
    if not often or machine.spent[function.number] < MAX_SPENT:
        return False
    machine.limit(f"`{function.qualname}` was followed for its first {machine.activations[function.number]} calls only")
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
    machine: Machine, function: FunctionAtom, at: Activation, frame: Frame, phase: Phase, key: object, made: Call
) -> Val:
    mark, fresh, begun = len(machine.log), machine.number(), machine.steps
    machine.frames.append(frame)
    machine.running.append(function.number)
    try:
        with machine.during(phase):
            flow = machine.execute(function.record.body, at)
    finally:
        machine.running.pop()
        machine.frames.pop()
    result = _result(machine, function, at, flow)
    machine.spent[function.number] += machine.steps - begun
    machine.activations[function.number] += 1
    machine.results[function.number] = result
    if function.kind == "cache":
        _note_cache(machine, function, result, made)
    touched = any(store.number < fresh for store, _, _ in machine.log[mark:] if store is not at.store)
    shared = any(isinstance(atom, (ListAtom, DictAtom, ObjectAtom)) for atom in result.atoms)
    if key is not None and not touched and not shared:
        machine.memo[key] = result
    return result


def _result(machine: Machine, function: FunctionAtom, at: Activation, flow: Flow) -> Val:
    if function.record.is_generator:
        kind = "context" if function.kind == "context" else "list"
        return machine.new_list(at.yielded, kind, at.yields_all, None, f"`{function.record.name}` yields more")
    returned = list(at.returned)
    if flow is Flow.FALL or not returned:
        if flow is not Flow.RAISE:
            returned.append(Val((Scalar(None, machine.failure),)))
    return join(returned) if returned else unknown(f"{function.record.name}()", "it always raises")


def _note_cache(machine: Machine, function: FunctionAtom, result: Val, made: Call) -> None:
    for held in freeze(machine, result, 4).made():
        if Identity.USER in held.identities:
            place = function.module.unit.locate(function.record.span)
            machine.stores.append(
                StoreRecord("cache", function.record.name, held, place, machine.phase, tuple(machine.frames))
            )
            return


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
    return join((default, origin)) if not isinstance(default.only, Made) else _depends(machine, default, origin)


def _depends(machine: Machine, default: Val, origin: Val) -> Val:
    """A default such as `Depends(get_client)` is what the function in it returns."""
    made = default.only
    assert isinstance(made, Made)
    functions = machine.callables.get(made.number, []) if made.type.rpartition(".")[2].startswith("Depends") else []
    if functions:
        return call(machine, Val((functions[0],)), [], [], made.location)
    return origin


def _annotated(machine: Machine, annotation: f.Expr, at: Activation, name: str, place: Location) -> Val | None:
    """A parameter that is annotated as a client is one, as whom is not known."""
    if isinstance(annotation, (f.Constant, f.Subscript, f.BinaryOperation)):
        return None
    atom = machine.evaluate(annotation, Activation(at.store.parent or at.module.store, at.module)).only
    if not isinstance(atom, Reference):
        return None
    row = machine.table.client(machine.table.canonical(atom.name))
    if row is None:
        return None
    return Val((machine.made(
        type=row.type, arguments=Arguments(), location=place, identities=(Identity.UNKNOWN,), phase=machine.phase,
        why=f"it is the parameter `{name}`, and nobody who gives it was read",
    ),))  # fmt: skip


def _memo_key(
    machine: Machine, function: FunctionAtom, receiver: Atom | None, at: Activation, phase: Phase
) -> object | None:
    """Return what a call depends on, if that is only its arguments; None for functions with a scope of their own."""
    from scopelint.project.values import atom_key

    parts: list[object] = [function.number, phase, machine.failure, len(machine.conditions), machine.threads]
    for name, slot in at.store.slots.items():
        if not isinstance(slot, Val):
            return None
        for atom in slot.atoms:
            if isinstance(atom, (ObjectAtom, ListAtom, DictAtom)):
                parts.append((name, atom.number, _version(atom)))
            else:
                parts.append((name, atom_key(atom)))
    parts.append(_version_of_scope(at))
    return tuple(parts)


def _version(atom: ObjectAtom | ListAtom | DictAtom) -> int:
    return hash(tuple((name, id(slot)) for name, slot in atom.store.slots.items()))


def _version_of_scope(at: Activation) -> int:
    module = at.module.store.slots
    return hash((len(module), sum(map(id, module.values()))))


# --- classes of the project ----------------------------------------------------------------------


def instantiate(machine: Machine, cls: ClassAtom, made: Call) -> Val:
    """Return a new object of a class of the project."""
    value = _allocate(machine, cls, made)
    atom = value.only
    if not isinstance(atom, ObjectAtom) or atom.cls is not cls:
        return value
    store = atom.store
    init = next((c.attributes.slots.get("__init__") for c in cls.lineage()
                 if isinstance(c, ClassAtom) and "__init__" in c.attributes.slots), None)  # fmt: skip
    if isinstance(init, Val) and isinstance(init.only, FunctionAtom):
        call_function(machine, init.only, atom, made)
        return value
    if _is_enum(machine, cls):
        return made.positional[0].value if made.positional else value
    if cls.fields or made.keywords:
        _set_fields(machine, cls, store, made)
    _build_base(machine, cls, atom, made)
    for hook in ("__post_init__", "model_post_init", "setup"):
        slot = next((c.attributes.slots.get(hook) for c in cls.lineage()
                     if isinstance(c, ClassAtom) and hook in c.attributes.slots), None)  # fmt: skip
        if isinstance(slot, Val) and isinstance(slot.only, FunctionAtom) and hook != "setup":
            call_function(machine, slot.only, atom, Call((), (), made.location))
    return value


def _allocate(machine: Machine, cls: ClassAtom, made: Call) -> Val:
    new = next((c.attributes.slots.get("__new__") for c in cls.lineage()
                if isinstance(c, ClassAtom) and "__new__" in c.attributes.slots), None)  # fmt: skip
    if isinstance(new, Val) and isinstance(new.only, FunctionAtom):
        result = call_function(machine, new.only, cls, made)
        objects = tuple(a for a in result.atoms if isinstance(a, ObjectAtom))
        if objects:
            return Val(objects[-1:])
    return new_object(machine, cls, made.location)


def new_object(machine: Machine, cls: ClassAtom, location: Location) -> Val:
    """Return an object of a class of the project before anything initialises it."""
    store = machine.store()
    atom = ObjectAtom(store.number, cls, store, location)
    machine.instances.append(atom)
    return Val((atom,))


def _is_enum(machine: Machine, cls: ClassAtom) -> bool:
    return any(isinstance(base, Reference) and base.name.startswith("enum.") for base in cls.lineage())


def _build_base(machine: Machine, cls: ClassAtom, atom: ObjectAtom, made: Call) -> None:
    """Build the client that a class derives from, so that its calls are those of the client."""
    for base in cls.lineage():
        if isinstance(base, Reference) and machine.table.made_by(machine.table.canonical(base.name)):
            held = call_library(
                machine, base.name, None, made.positional, made.keywords, made.location, made.open_
            )
            machine.write(atom.store, BASE, held)
            return


def _set_fields(machine: Machine, cls: ClassAtom, store: object, made: Call) -> None:
    fields = _fields(cls)
    positional = list(made.positional)
    keywords = {name: element for name, element in made.keywords if name != SPREAD}
    settings = any(isinstance(b, Reference) and b.name.endswith("BaseSettings") for b in cls.lineage())
    for name, owner in fields.items():
        default = owner.attributes.slots.get(name)
        if positional and cls.fields:
            value: Val | None = positional.pop(0).value
        elif name in keywords:
            value = keywords.pop(name).value
        elif settings:
            value = _setting(machine, name, default if isinstance(default, Val) else None)
        else:
            value = _field_default(machine, default, made) if isinstance(default, Val) else None
        if value is not None:
            machine.write(store, name, value)  # type: ignore[arg-type]
    for name, element in keywords.items():
        machine.write(store, name, element.value)  # type: ignore[arg-type]


def _setting(machine: Machine, name: str, default: Val | None) -> Val:
    frozen = freeze(machine, default) if default is not None and not isinstance(default.only, Made) else None
    return Val((Origin("env", name.upper(), frozen),))


def _fields(cls: ClassAtom) -> dict[str, ClassAtom]:
    found: dict[str, ClassAtom] = {}
    for base in reversed([c for c in cls.lineage() if isinstance(c, ClassAtom)]):
        for statement in base.record.body:
            if isinstance(statement, f.Assign) and statement.annotation is not None:
                target = statement.targets[0]
                if isinstance(target, f.Name):
                    found[target.id] = base
    return found


def _field_default(machine: Machine, default: Val, made: Call) -> Val:
    atom = default.only
    if not isinstance(atom, Made) or atom.type.rpartition(".")[2].removesuffix("()") not in ("field", "Field"):
        return default
    item = atom.arguments.get(0, "default")
    if item is not None:
        from scopelint.project.attributes import thaw

        return thaw(machine, item.value)
    factories = machine.callables.get(atom.number)
    if factories:
        return call(machine, Val((factories[0],)), [], [], made.location)
    factory = atom.arguments.get(None, "default_factory")
    if factory is not None and isinstance(factory.value.atoms[0], Reference):
        return call(machine, Val((factory.value.atoms[0],)), [], [], made.location)
    return unknown("field()", "it has no default")


# --- libraries and built-in values ---------------------------------------------------------------


def _forwarded(path: str, made: Call) -> Val | None:
    """Return the user's token where `headers.get("x-forwarded-access-token")` asks for it."""
    key = made.positional[0].value.literal if made.positional else None
    if path.rpartition(".")[2] == "get" and key is not None and key.lower() == FORWARDED_TOKEN:
        return Val((Origin("header", FORWARDED_TOKEN, None, made.location),))
    return None


def _reference(machine: Machine, name: str, made: Call) -> Val:
    if name == "builtins.object.__new__" and made.positional:
        cls = made.positional[0].value.only
        if isinstance(cls, ClassAtom):
            return new_object(machine, cls, made.location)
    token = _forwarded(name, made)
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
    token = _forwarded(path, made)
    if token is not None:
        return token
    if owner.number in machine.configs and path in ("get", "to_dict"):
        config = machine.configs[owner.number]
        if path == "to_dict":
            return config
        key = made.positional[0].value.literal if made.positional else None
        return config_entry(machine, config, key) if key else unknown(f"{path}()", "the key is not known", made.location)
    row = machine.table.attribute(name)
    if row is not None and row.method:
        hand_over(machine, owner, made.positional, made.keywords, made.location)
        return given(machine, row, owner, made.location)
    found = stdlib.member(machine, owner, path, stdlib.Args(made.positional, made.keywords, made.location, made.open_))
    if found is not None:
        return found
    return call_library(machine, name, owner, made.positional, made.keywords, made.location, made.open_)


def _method(machine: Machine, atom: MethodAtom, made: Call) -> Val:
    receiver = atom.receiver
    match receiver:
        case ListAtom() | DictAtom():
            return containers.method(machine, receiver, atom.name, made.positional, made.keywords, made.location)
        case Text():
            path = stdlib.path_method(machine, receiver, atom.name, stdlib.Args(made.positional, made.keywords, made.location))
            if path is not None:
                return path
            return texts.method(machine, receiver, atom.name, made.positional, made.keywords, made.location)
        case Origin():
            return _of_origin(machine, receiver, atom.name, made)
        case FileAtom(path):
            return stdlib.file_method(machine, path, atom.name, made.location)
        case SuperAtom(owner, _) if isinstance(owner, ClassAtom) and atom.name.endswith("__new__"):
            return new_object(machine, owner, made.location)
        case SuperAtom(owner, _) if isinstance(owner, ObjectAtom):
            return _super_base(machine, owner, atom.name, made)
        case _:
            return unknown(f".{atom.name}()", "it is not followed", made.location)


def _of_origin(machine: Machine, origin: Origin, name: str, made: Call) -> Val:
    key = made.positional[0].value.literal if made.positional else None
    if name in ("get", "pop") and key is not None:
        if key.lower() == FORWARDED_TOKEN:
            return Val((Origin("header", FORWARDED_TOKEN, None, made.location),))
        found = below(origin, key)
        if len(made.positional) > 1 and isinstance(found.only, Origin):
            default = freeze(machine, made.positional[1].value)
            return Val((Origin(found.only.source, found.only.name, default, made.location),))
        return found
    if name in ("items", "keys", "values", "get", "pop", "copy", "model_dump", "dict"):
        return Val((origin,))
    return texts.method(machine, origin, name, made.positional, made.keywords, made.location)


def _super_base(machine: Machine, owner: ObjectAtom, dotted: str, made: Call) -> Val:
    base, _, name = dotted.rpartition(".")
    if name == "__init__":
        for key, element in made.keywords:
            if key != SPREAD and key not in owner.store.slots:
                machine.write(owner.store, key, element.value)
        if machine.table.made_by(machine.table.canonical(base)):
            held = call_library(machine, base, None, made.positional, made.keywords, made.location, made.open_)
            machine.write(owner.store, BASE, held)
        return Val((Scalar(None),))
    held_base = machine.read(owner.store, BASE)
    if isinstance(held_base, Val):
        return _again(machine, machine.attribute(held_base, name, made.location), made)
    return unknown(f"super().{name}()", f"`{base}` defines it", made.location)

