# What statements mean.
"""Abstract execution of statements."""

from __future__ import annotations

from collections.abc import Callable, Sequence

from scopelint.facts import records as f
from scopelint.model.auth import Identity, Phase
from scopelint.model.location import Location
from scopelint.project import conditions
from scopelint.project.definitions import define_class, define_function
from scopelint.project.expressions import elements_of
from scopelint.project.freeze import freeze
from scopelint.project.imports import import_from, import_module, run_notebook
from scopelint.project.machine import MAX_ELEMENTS, Activation, Flow, Machine
from scopelint.project.records import EnvironmentRecord, Made, Reference, Scalar, StoreRecord
from scopelint.project.rendering import render
from scopelint.project.subscripts import NO_KEY, key_of
from scopelint.project.values import (
    NONE,
    ClassAtom,
    DictAtom,
    DictState,
    Element,
    ListAtom,
    ListState,
    MemberAtom,
    ModuleAtom,
    ObjectAtom,
    Slot,
    Store,
    Val,
    join,
    text,
    unknown,
)


def execute(machine: Machine, body: Sequence[f.Stmt], at: Activation) -> Flow:
    """Run statements in order and return how they end."""
    for statement in body:
        flow = _execute(machine, statement, at)
        if flow is not Flow.FALL:
            return flow
    return Flow.FALL


def _execute(machine: Machine, statement: f.Stmt, at: Activation) -> Flow:
    machine.step()
    match statement:
        case f.Assign(targets, value, annotation, _):
            _assign(machine, targets, value, annotation, at)
        case f.AugmentedAssign():
            _augmented(machine, statement, at)
        case f.Evaluate(value, _) | f.Assert(value):
            machine.evaluate(value, at)
        case f.Return(value, _):
            at.returned.append(machine.evaluate(value, at) if value else Val((Scalar(None, machine.failure),)))
            return Flow.RETURN
        case f.Raise(exception, _):
            if exception is not None:
                machine.evaluate(exception, at)
            return Flow.RAISE
        case f.Jump(kind):
            return Flow.BREAK if kind == "break" else Flow.CONTINUE
        case f.Define(function):
            machine.write(_scope(at, function.name), function.name, define_function(machine, function, at))
        case f.DefineClass(definition):
            machine.write(_scope(at, definition.name), definition.name, define_class(machine, definition, at))
        case f.Scope(kind, names):
            if kind == "global":
                at.store.globals |= frozenset(names)
            else:
                at.store.nonlocals |= frozenset(names)
        case f.Delete():
            pass
        case _:
            return _compound(machine, statement, at)
    return Flow.FALL


def _compound(machine: Machine, statement: f.Stmt, at: Activation) -> Flow:
    match statement:
        case f.Import(names, span):
            import_module(machine, names, at, machine.place(at, span))
        case f.ImportFrom():
            import_from(machine, statement, at, machine.place(at, statement.span))
        case f.RunNotebook(target, span):
            run_notebook(machine, target, at, machine.place(at, span))
        case f.If(test, body, orelse, _):
            return conditions.split(
                machine, test, lambda: execute(machine, body, at), lambda: execute(machine, orelse, at), at
            )
        case f.For():
            return _for(machine, statement, at)
        case f.While(test, body, orelse, _):
            return _while(machine, test, body, orelse, at)
        case f.With(items, body, _):
            return _with(machine, items, body, at)
        case f.Try():
            return _try(machine, statement, at)
        case f.Match():
            return _match(machine, statement, at)
        case _:
            pass
    return Flow.FALL


# --- binding -------------------------------------------------------------------------------------


def _assign(
    machine: Machine, targets: tuple[f.Expr, ...], value: f.Expr | None, annotation: f.Expr | None, at: Activation
) -> None:
    if value is None:
        return
    result = machine.evaluate(value, at)
    for target in targets:
        bind(machine, target, result, at)


def _scope(at: Activation, name: str) -> Store:
    return at.module.store if name in at.store.globals else at.store


def bind(machine: Machine, target: f.Expr, value: Val, at: Activation) -> None:
    """Bind a target (a name, an attribute, an item, a pattern of them) to a value."""
    match target:
        case f.Name(id=name, span=span):
            store = _owner(at, name)
            if store is at.module.store and store is not at.store:
                note(machine, "global", name, value, machine.place(at, span), Phase.IMPORT)
            machine.write(store, name, value)
        case f.Attribute(owner, attr, span):
            _bind_attribute(machine, machine.evaluate(owner, at), attr, value, machine.place(at, span), render(target))
        case f.Subscript(owner, index, span):
            holder = machine.evaluate(owner, at)
            if isinstance(index, f.Slice):
                return
            bind_item(machine, holder, machine.evaluate(index, at), value, machine.place(at, span), render(target))
        case f.Display(_, items, _):
            _unpack(machine, items, value, at)
        case f.Starred(inner):
            bind(machine, inner, value, at)
        case _:
            pass


def _owner(at: Activation, name: str) -> Store:
    if name in at.store.globals:
        return at.module.store
    store = at.store.parent if name in at.store.nonlocals else None
    while store is not None and name not in store.slots:
        store = store.parent
    return store or at.store


def _bind_attribute(
    machine: Machine, owner: Val, attr: str, value: Val, location: Location, target: str
) -> None:
    several = len(owner.atoms) > 1
    for atom in owner.atoms:
        match atom:
            case ObjectAtom(store=store):
                note(machine, "attribute", target, value, location, store.born)
                _write(machine, store, attr, value, several)
            case ClassAtom(attributes=store):
                note(machine, "class", target, value, location, store.born)
                _write(machine, store, attr, value, several)
            case ModuleAtom(module):
                note(machine, "global", target, value, location, Phase.IMPORT)
                _write(machine, module.store, attr, value, several)
            case MemberAtom() | _:
                pass


def _write(machine: Machine, store: Store, key: str, value: Val, several: bool) -> None:
    old = machine.read(store, key)
    machine.write(store, key, join((old, value)) if several and isinstance(old, Val) else value)


def bind_item(machine: Machine, holder: Val, index: Val, value: Val, location: Location, target: str) -> None:
    """Let `holder[index]` be a value."""
    key = key_of(index)
    for atom in holder.atoms:
        if isinstance(atom, DictAtom):
            note(machine, "cache", target, value, location, atom.store.born)
            state = machine.entries(atom)
            if key is NO_KEY:
                rest = join((state.rest, value)) if state.rest else value
                machine.write(atom.store, "entries", DictState(state.entries, False, rest))
            else:
                element = Element(value, location, True, tuple(machine.conditions))
                machine.write(atom.store, "entries", state.put(key, element))  # type: ignore[arg-type]
        elif isinstance(atom, ListAtom):
            note(machine, "cache", target, value, location, atom.store.born)
            items = machine.items(atom)
            added = (*items.items, Element(value, location, False))
            machine.write(atom.store, "items", ListState(added, items.complete, items.why))
        elif isinstance(atom, Reference) and atom.name == "os.environ" and isinstance(key, str):
            set_environment(machine, key, value, location)


def set_environment(machine: Machine, name: str, value: Val, location: Location) -> None:
    """Let the code set an environment variable."""
    conditions = tuple(machine.conditions)
    machine.environment.append(EnvironmentRecord(name, freeze(machine, value), location, machine.phase, conditions))
    machine.env_values[name] = value


def note(machine: Machine, kind: str, target: str, value: Val, location: Location, born: Phase) -> None:
    """Record that something with a user's identity is put where it outlives the request."""
    if machine.phase is born or machine.phase not in (Phase.REQUEST, Phase.INIT) or born is Phase.REQUEST:
        return
    for held in freeze(machine, value, 4).made():
        made = _acting_for_user(machine, held, 0)
        if made is not None:
            machine.stores.append(StoreRecord(kind, target, made, location, machine.phase, tuple(machine.frames)))
            return


def _acting_for_user(machine: Machine, made: Made, depth: int) -> Made | None:
    """Return the client for the user that an object is, or holds; what a client answered is none."""
    answer = "()" in made.type and machine.table.client(made.type) is None
    if Identity.USER in made.identities:
        return None if answer else made
    if depth > 3 or made.identities or (answer and not _builds(made.type)):
        return None
    inner = (part for item in made.arguments.all() for part in item.value.made())
    return next((found for part in inner if (found := _acting_for_user(machine, part, depth + 1))), None)


def _builds(type_: str) -> bool:
    """Tell whether a function, by its name, builds something from what it is given, rather than asks it."""
    return type_.removesuffix("()").rpartition(".")[2].startswith(("create_", "build_", "make_"))


def _unpack(machine: Machine, items: tuple[f.Expr, ...], value: Val, at: Activation) -> None:
    elements, complete = elements_of(machine, value)
    certain = complete and all(element.certain for element in elements)
    star = next((index for index, item in enumerate(items) if isinstance(item, f.Starred)), None)
    fits = len(elements) == len(items) if star is None else len(elements) >= len(items) - 1
    for index, item in enumerate(items):
        if isinstance(item, f.Starred):
            rest = elements[index : len(elements) - (len(items) - index - 1)]
            bind(machine, item.value, machine.new_list(rest, "list", complete), at)
        elif certain and fits:
            place = index if star is None or index < star else index - len(items)
            bind(machine, item, elements[place].value, at)
        elif elements:
            bind(machine, item, join([element.value for element in elements]), at)
        else:
            bind(machine, item, unknown(render(item), "what is unpacked is not known"), at)


def _augmented(machine: Machine, statement: f.AugmentedAssign, at: Activation) -> None:
    target, operator, value, span = statement.target, statement.operator, statement.value, statement.span
    current = machine.evaluate(target, at)
    if operator in ("+", "|") and any(isinstance(atom, ListAtom) for atom in current.atoms):
        added = machine.evaluate(value, at)
        extend(machine, current, added, machine.place(at, span), render(value))
        return
    bind(machine, target, machine.evaluate(f.BinaryOperation(operator, target, value, span), at), at)


def extend(machine: Machine, holder: Val, added: Val, location: Location, words: str) -> None:
    """Let lists hold the elements of another value too."""
    elements, complete = elements_of(machine, added)
    several = len(holder.atoms) > 1
    hanging = tuple(machine.conditions)
    fresh = tuple(
        Element(e.value, e.location or location, e.certain and not several, (*hanging, *e.conditions))
        for e in elements
    )
    why = "" if complete else f"`{words}` could not be read completely"
    for atom in holder.atoms:
        if isinstance(atom, ListAtom):
            state = machine.items(atom)
            new = ListState((*state.items, *fresh), state.complete and complete, state.why or why)
            note(machine, "cache", words, added, location, atom.store.born)
            machine.write(atom.store, "items", machine.bounded(new))


# --- loops ---------------------------------------------------------------------------------------


def _for(machine: Machine, statement: f.For, at: Activation) -> Flow:
    iterable = machine.evaluate(statement.iterable, at)
    elements, complete = elements_of(machine, iterable)
    if not elements and not complete:
        why = f"it is an element of `{render(statement.iterable)}`, which could not be read"
        elements = [Element(unknown(render(statement.target), why), None, False)]
    elif not complete:
        why = f"`{render(statement.iterable)}` could not be read completely"
        elements = [*elements, Element(unknown(render(statement.target), why), None, False)]
    for element in elements[:MAX_ELEMENTS]:
        flow = _iteration(machine, statement, element, at)
        if flow in (Flow.RETURN, Flow.RAISE):
            return flow
        if flow is Flow.BREAK:
            return Flow.FALL
    if len(elements) > MAX_ELEMENTS:
        machine.limit(f"a loop was followed for its first {MAX_ELEMENTS} elements")
    return execute(machine, statement.orelse, at)


def _iteration(machine: Machine, statement: f.For, element: Element, at: Activation) -> Flow:
    def run() -> Flow:
        bind(machine, statement.target, element.value, at)
        return execute(machine, statement.body, at)

    if element.certain:
        flow = run()
        return Flow.FALL if flow is Flow.CONTINUE else flow
    hanging = element.conditions[-1] if element.conditions else None
    with machine.under(hanging):
        flow = machine.branch([run, lambda: Flow.FALL], at)
    return Flow.FALL


def _while(
    machine: Machine, test: f.Expr, body: tuple[f.Stmt, ...], orelse: tuple[f.Stmt, ...], at: Activation
) -> Flow:
    value = machine.evaluate(test, at)
    known = conditions.truth(machine, value)
    if known is False:
        return execute(machine, orelse, at)
    if known is True:
        flow = execute(machine, body, at)
        return Flow.FALL if flow in (Flow.BREAK, Flow.CONTINUE, Flow.FALL) else flow
    flow = machine.branch([lambda: execute(machine, body, at), lambda: Flow.FALL], at)
    return flow if flow is Flow.RETURN else Flow.FALL


# --- with, try, match ----------------------------------------------------------------------------


def _with(
    machine: Machine, items: tuple[tuple[f.Expr, f.Expr | None], ...], body: tuple[f.Stmt, ...], at: Activation
) -> Flow:
    suppressed = False
    for expr, target in items:
        value = machine.evaluate(expr, at)
        suppressed |= any(getattr(a, "type", "") in ("contextlib.suppress()", "contextlib.suppress") for a in value.atoms)
        entered = _entered(machine, value, at)
        if target is not None:
            bind(machine, target, entered, at)
    if suppressed:
        flow = machine.branch([lambda: execute(machine, body, at), lambda: Flow.FALL], at)
    else:
        flow = execute(machine, body, at)
    return flow


def _entered(machine: Machine, value: Val, at: Activation) -> Val:
    found: list[Val] = []
    for atom in value.atoms:
        if isinstance(atom, ObjectAtom):
            lineage = [c for c in atom.cls.lineage() if isinstance(c, ClassAtom)]
            for name in ("__enter__", "__aenter__"):
                if any(name in cls.attributes.slots for cls in lineage):
                    method = machine.attribute(Val((atom,)), name, atom.location)
                    found.append(machine.call(method, [], [], atom.location))
                    break
            else:
                found.append(Val((atom,)))
        elif isinstance(atom, ListAtom) and atom.kind == "context":
            items = machine.items(atom).items
            found.append(join([item.value for item in items]) if items else NONE)
        else:
            found.append(Val((atom,)))
    return join(found)


def _try(machine: Machine, statement: f.Try, at: Activation) -> Flow:
    if _imports_only(statement) and not _fails_to_import(machine, statement, at):
        flow = execute(machine, (*statement.body, *statement.orelse), at)
        return flow if flow is not Flow.FALL else execute(machine, statement.final, at)
    if not statement.handlers:
        flow = execute(machine, statement.body, at)
    else:
        flow = _handled(machine, statement, at)
    final = execute(machine, statement.final, at)
    return flow if final is Flow.FALL else final


def _imports_only(statement: f.Try) -> bool:
    return bool(statement.handlers) and all(isinstance(s, (f.Import, f.ImportFrom)) for s in statement.body)


def _fails_to_import(machine: Machine, statement: f.Try, at: Activation) -> bool:
    for inner in statement.body:
        if isinstance(inner, f.ImportFrom):
            if not machine.modules.is_local(inner.module, inner.level, at.module.unit):
                continue
            if machine.modules.find(inner.module, inner.level, at.module.unit) is None:
                return inner.level > 0 or bool(inner.module)
    return False


def _handled(machine: Machine, statement: f.Try, at: Activation) -> Flow:
    before = dict(at.store.slots)
    changed: list[tuple[Store, str, Slot]] = []

    def body() -> Flow:
        machine.guards += 1
        try:
            flow = execute(machine, statement.body, at)
        finally:
            machine.guards -= 1
        return execute(machine, statement.orelse, at) if flow is Flow.FALL else flow

    outcome = machine.isolate(body)
    changed = outcome[1]
    paths: list[Callable[[], Flow]] = [lambda: _replay(machine, outcome)]
    paths += [_handler(machine, handler, changed, before, at) for handler in statement.handlers]
    return machine.branch(paths, at)


def _replay(machine: Machine, outcome: tuple[Flow, list[tuple[Store, str, Slot]]]) -> Flow:
    for store, key, value in outcome[1]:
        machine.write(store, key, value)
    return outcome[0]


def _handler(
    machine: Machine,
    handler: f.Handler,
    changed: Sequence[tuple[Store, str, Slot]],
    before: dict[str, Slot],
    at: Activation,
) -> Callable[[], Flow]:
    def run() -> Flow:
        place = machine.place(at, handler.span)
        machine.weaken([(s, k, v) for s, k, v in changed if s is not at.store or k not in before])
        for store, key, _ in changed:
            if store is at.store and key in before:
                machine.write(store, key, _failed(before[key], place))
        if handler.name:
            machine.write(at.store, handler.name, unknown(handler.name, "it is the exception"))
        with machine.under(None, place):
            return execute(machine, handler.body, at)

    return run


def _failed(slot: Slot, place: Location) -> Slot:
    """A None that the failed statement would have replaced now stands for the failure."""
    if not isinstance(slot, Val):
        return slot
    return Val(tuple(Scalar(None, place) if isinstance(a, Scalar) and a.value is None else a for a in slot.atoms))


def _match(machine: Machine, statement: f.Match, at: Activation) -> Flow:
    subject = machine.evaluate(statement.subject, at)

    def path(case: f.Case) -> Callable[[], Flow]:
        def run() -> Flow:
            for name in case.binds:
                machine.write(at.store, name, subject if case.pattern == name else unknown(name, "a pattern binds it"))
            if case.guard is not None:
                machine.evaluate(case.guard, at)
            with machine.under(f"case {case.pattern}"):
                return execute(machine, case.body, at)

        return run

    literal = subject.literal
    fitting = [c for c in statement.cases if literal is None or c.pattern.strip("\"'") == literal]
    cases = fitting or list(statement.cases)
    paths = [path(case) for case in cases]
    if not any(case.pattern == "_" for case in statement.cases) and not fitting:
        paths.append(lambda: Flow.FALL)
    return machine.branch(paths, at)


