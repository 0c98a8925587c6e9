# What code can change: stores, and the containers in them. Everything is written through `write`, so that
# the branches of a condition can be run one after the other and joined.
"""State of one abstract run, and its branches."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from enum import Enum

from scopelint.model.auth import Phase
from scopelint.model.location import Location
from scopelint.project.bounds import MAX_SIZE
from scopelint.project.joining import join_slots
from scopelint.project.modules import Module
from scopelint.project.records import Frame
from scopelint.project.values import (
    Atom,
    ClassAtom,
    DictAtom,
    DictState,
    Element,
    ListAtom,
    ListState,
    Slot,
    Store,
    Val,
)


class Flow(Enum):
    """How a block of statements ends."""

    FALL = "fall"
    RETURN = "return"
    RAISE = "raise"
    BREAK = "break"
    CONTINUE = "continue"


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


class State:
    """Stores with an undo log, and the phase in which new stores are born."""

    def __init__(self) -> None:
        self.phase = Phase.IMPORT
        self.jumped: Flow | None = None
        """A jump that was taken under a condition, in the loop that is being run."""
        self.log: list[tuple[Store, str, Slot | None]] = []
        """What slots held before each write; None if nothing."""
        self._numbers = 0

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
            jumps = [flow for flow, _ in outcomes if flow in (Flow.BREAK, Flow.CONTINUE)]
            if jumps and self.jumped is not Flow.BREAK:
                self.jumped = Flow.BREAK if Flow.BREAK in jumps else Flow.CONTINUE
            return Flow.FALL
        flows = {flow for flow, _ in outcomes}
        for flow in (Flow.RETURN, Flow.CONTINUE, Flow.BREAK):
            if flow in flows:
                return flow
        return Flow.RAISE if flows else Flow.FALL

    def take_jump(self) -> Flow | None:
        """Return the jump that was taken under a condition, and forget it."""
        jumped, self.jumped = self.jumped, None
        return jumped

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
