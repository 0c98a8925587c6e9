# The state of one abstract run, and the only ways to change it. What statements, expressions and calls
# mean stands in the modules that take a Machine; interpreter.py ties them together.
"""State of the abstract interpreter: slots with an undo log, frames, records and bounds."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from enum import Enum

from scopelint.facts.records import Expr, Stmt
from scopelint.model.auth import Phase
from scopelint.model.location import Location, Span
from scopelint.project.modules import Module, Modules
from scopelint.project.records import (
    CallRecord,
    EnvironmentRecord,
    Frame,
    FrozenValue,
    Gap,
    Made,
    StoreRecord,
)
from scopelint.project.values import (
    Atom,
    ClassAtom,
    DictAtom,
    DictState,
    Element,
    ListAtom,
    ListState,
    ObjectAtom,
    Slot,
    Store,
    Val,
    join_slots,
)
from scopelint.rulebook.table import RuleTable

MAX_STEPS = 150_000
"""Statements and expressions that one run may evaluate."""
MAX_DEPTH = 40
"""Calls of the project's own functions inside one another."""
MAX_RECURSION = 5
"""Calls of one function inside one another."""
MAX_BLIND_RECURSION = 2
"""The same where no argument is a known number or text that could end the recursion."""
MAX_RECURSIONS = 64
"""Calls of one function inside itself that one run follows in all."""
MAX_ACTIVATIONS = 12
MAX_SPENT = 40_000
"""Calls of one function, and steps spent in them, after which no more of its calls are followed."""
MAX_SIZE = 1_000
"""Elements of a container that are kept."""
MAX_ELEMENTS = 64
"""Elements over which a loop is unrolled."""


class Flow(Enum):
    """How a block of statements ends."""

    FALL = "fall"
    RETURN = "return"
    RAISE = "raise"
    BREAK = "break"
    CONTINUE = "continue"


class OutOfSteps(Exception):  # noqa: N818 - it ends a run, it is no error
    """The run has used up its steps; what was recorded so far stands."""


@dataclass(slots=True)
class Activation:
    """One call of a function (or one module's top level) that is being run."""

    store: Store
    module: Module
    frame: Frame | None = None
    function: object | None = None
    receiver: Atom | None = None
    owner: object | None = None
    returned: list[Val] = field(default_factory=list)
    yielded: list[Element] = field(default_factory=list)
    yields_all: bool = True
    cls: ClassAtom | None = None
    """The class whose body is being run, if it is one."""


@dataclass(slots=True)
class Callback:
    """A function that was handed to a framework, to be called when requests come."""

    function: Atom
    phase: Phase
    handed_at: Location
    first: bool = False
    """Whether it runs before all others: at start-up, or around every request."""


class Machine:
    """One abstract run over the units of a project.

    Everything that code can change lives in stores and is written through `write`, so that the
    branches of a condition can be run one after the other and joined.
    """

    def __init__(self, modules: Modules, table: RuleTable, main: str | None) -> None:
        self.modules = modules
        self.table = table
        self.main = main
        """The absolute path of the module whose `__name__` is `__main__`, if one is run as a script."""
        self.phase = Phase.IMPORT
        self.frames: list[Frame] = []
        self.conditions: list[str] = []
        self.failure: Location | None = None
        self.guards = 0
        self.threads = 0
        self.steps = 0
        self.log: list[tuple[Store, str, Slot | None]] = []
        """What slots held before each write; None if nothing."""
        self.calls: list[CallRecord] = []
        self.stores: list[StoreRecord] = []
        self.environment: list[EnvironmentRecord] = []
        self.env_values: dict[str, Val] = {}
        self.gaps: dict[tuple[str, str, Location], Gap] = {}
        self.models: list[Val] = []
        self.frozen_models: list[FrozenValue] = []
        self.logged: list[tuple[Location, Val]] = []
        """Models that were given to a logger, and where."""
        self.callbacks: list[Callback] = []
        self.callables: dict[int, list[Atom]] = {}
        self.carrying: set[int] = set()
        """Library objects that hold a client, or something that holds one, by number."""
        self.configs: dict[int, Val] = {}
        self.variables: dict[int, list[Val]] = {}
        self.kept: dict[tuple[str, str], Val] = {}
        """What web applications, requests and sessions keep, by keeper and name."""
        self.memo: dict[object, Val] = {}
        self.interned: dict[object, Made] = {}
        self.recorded: set[object] = set()
        self.instances: list[ObjectAtom] = []
        self.handled: set[tuple[int, int]] = set()
        self.limits: dict[str, None] = {}
        self.serves = False
        self.script: Module | None = None
        """A script that runs anew for each request."""
        self.entered = False
        self.running: list[int] = []
        self.recursions: Counter[int] = Counter()
        self.activations: Counter[int] = Counter()
        self.spent: Counter[int] = Counter()
        self.results: dict[int, Val] = {}
        self.entering = False
        """Whether the agent's own methods are run: not while a notebook tries it out."""
        self._numbers = 0

    # --- meaning, given by the interpreter ---------------------------------------------------------

    def evaluate(self, expr: Expr, at: Activation) -> Val:
        """Return what an expression may be."""
        raise NotImplementedError

    def execute(self, body: Sequence[Stmt], at: Activation) -> Flow:
        """Run statements and return how they end."""
        raise NotImplementedError

    def call(
        self,
        function: Val,
        positional: Sequence[Element],
        keywords: Sequence[tuple[str, Element]],
        location: Location,
        open_: bool = False,
    ) -> Val:
        """Return what calling a value may return."""
        raise NotImplementedError

    def attribute(self, value: Val, name: str, location: Location) -> Val:
        """Return what an attribute of a value may be."""
        raise NotImplementedError

    def load(self, module: Module) -> None:
        """Run a module's top level, once."""
        raise NotImplementedError

    # --- numbers, stores, containers ---------------------------------------------------------------

    def number(self) -> int:
        """Return a number that nothing else in this run has."""
        self._numbers += 1
        return self._numbers

    def store(self, parent: Store | None = None) -> Store:
        """Return a new empty store."""
        return Store(self.number(), {}, parent, born=self.phase)

    def read(self, store: Store, key: str) -> Slot | None:
        """Return what a slot holds, or None if nothing was written."""
        return store.slots.get(key)

    def write(self, store: Store, key: str, value: Slot) -> None:
        """Write a slot, remembering what it held."""
        self.log.append((store, key, store.slots.get(key)))
        store.slots[key] = value

    def new_list(
        self,
        items: Sequence[Element],
        kind: str = "list",
        complete: bool = True,
        location: Location | None = None,
        why: str = "",
    ) -> Val:
        """Return a new list, tuple or set."""
        store = self.store()
        store.slots["items"] = self.bounded(ListState(tuple(items), complete, why))
        return Val((ListAtom(store.number, kind, store, location),))

    @staticmethod
    def bounded(state: ListState) -> ListState:
        """Return a list that keeps no more elements than the analysis follows."""
        if len(state.items) <= MAX_SIZE:
            return state
        return ListState(state.items[:MAX_SIZE], False, f"it holds more than {MAX_SIZE} elements")

    def new_dict(self, state: DictState, location: Location | None = None) -> Val:
        """Return a new dict."""
        store = self.store()
        store.slots["entries"] = state
        return Val((DictAtom(store.number, store, location),))

    def items(self, atom: ListAtom) -> ListState:
        """Return the elements of a list as they are now."""
        state = atom.store.slots["items"]
        assert isinstance(state, ListState)
        return state

    def entries(self, atom: DictAtom) -> DictState:
        """Return the entries of a dict as they are now."""
        state = atom.store.slots["entries"]
        assert isinstance(state, DictState)
        return state

    # --- branches ----------------------------------------------------------------------------------

    def branch(self, paths: Sequence[Callable[[], Flow]], at: Activation) -> Flow:
        """Run alternative paths from the same state and join the states in which they end."""
        outcomes = [self.isolate(path) for path in paths]
        live = [changes for flow, changes in outcomes if flow is Flow.FALL]
        self._merge(live)
        for flow, changes in outcomes:
            if flow in (Flow.BREAK, Flow.CONTINUE):
                self.weaken(changes)
            elif flow is Flow.RETURN:
                self.weaken([change for change in changes if change[0] is not at.store])
        if live:
            return Flow.FALL
        flows = {flow for flow, _ in outcomes}
        for flow in (Flow.RETURN, Flow.CONTINUE, Flow.BREAK):
            if flow in flows:
                return flow
        return Flow.RAISE if flows else Flow.FALL

    def isolate(self, path: Callable[[], Flow]) -> tuple[Flow, list[tuple[Store, str, Slot]]]:
        """Run a path, take its changes back, and return how it ended and what it changed."""
        mark = len(self.log)
        flow = path()
        changed: dict[tuple[int, str], tuple[Store, str, Slot]] = {}
        for store, key, _ in self.log[mark:]:
            if key in store.slots:
                changed[(store.number, key)] = (store, key, store.slots[key])
        while len(self.log) > mark:
            store, key, old = self.log.pop()
            if old is None:
                store.slots.pop(key, None)
            else:
                store.slots[key] = old
        return flow, list(changed.values())

    def weaken(self, changes: Sequence[tuple[Store, str, Slot]]) -> None:
        """Let slots hold what they hold now, or what a path left in them."""
        for store, key, value in changes:
            old = store.slots.get(key)
            self.write(store, key, value if old is None else join_slots(old, value))

    def _merge(self, paths: Sequence[Sequence[tuple[Store, str, Slot]]]) -> None:
        slots: dict[tuple[int, str], tuple[Store, str, list[Slot]]] = {}
        for changes in paths:
            for store, key, value in changes:
                slots.setdefault((store.number, key), (store, key, []))[2].append(value)
        for store, key, values in slots.values():
            old = store.slots.get(key)
            if len(values) < len(paths) and old is not None:
                values.insert(0, old)
            merged = values[0]
            for value in values[1:]:
                merged = join_slots(merged, value)
            self.write(store, key, merged)

    # --- bounds and records ------------------------------------------------------------------------

    def step(self) -> None:
        """Count one step of the run."""
        self.steps += 1
        if self.steps > MAX_STEPS:
            self.limit(f"the analysis stopped after {MAX_STEPS} steps")
            raise OutOfSteps

    def limit(self, what: str) -> None:
        """Remember that a bound of the analysis was hit."""
        self.limits.setdefault(what)

    def gap(self, location: Location, what: str, why: str) -> None:
        """Remember something that the run could not follow."""
        self.gaps.setdefault((what, why, location), Gap(location, what, why))

    def place(self, at: Activation, span: Span) -> Location:
        """Return the place of a span of the code that is being run."""
        places = at.module.places
        found = places.get(span)
        if found is None:
            found = places[span] = at.module.unit.locate(span)
        return found

    def record(self, call: CallRecord) -> None:
        """Keep a call of a library."""
        self.calls.append(call)

    def made(self, **fields: object) -> Made:
        """Return a new library object."""
        return Made(number=self.number(), **fields)  # type: ignore[arg-type]

    @contextmanager
    def during(self, phase: Phase) -> Iterator[None]:
        """Run code in another phase."""
        before, self.phase = self.phase, phase
        try:
            yield
        finally:
            self.phase = before

    @contextmanager
    def under(self, condition: str | None, failure: Location | None = None) -> Iterator[None]:
        """Run code that hangs on a condition, or on a failure."""
        before = self.failure
        if failure is not None:
            self.failure = failure
        if condition:
            self.conditions.append(condition)
        try:
            yield
        finally:
            self.failure = before
            if condition:
                self.conditions.pop()

    @staticmethod
    def nowhere() -> Location:
        """Return the place of what has none."""
        return Location("")
