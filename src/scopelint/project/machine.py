# The state of one abstract run, and the only ways to change it. What statements, expressions and calls
# mean stands in the modules that take a Machine; interpreter.py ties them together.
"""State of the abstract interpreter: slots with an undo log, frames, records and bounds."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass

from scopelint.facts.records import Expr, Stmt
from scopelint.model.auth import Identity, Phase
from scopelint.model.location import Location, Span
from scopelint.project.bounds import MAX_STEPS
from scopelint.project.modules import Module, Modules
from scopelint.project.recording import Recording
from scopelint.project.records import Arguments, Frame, Made
from scopelint.project.state import Activation, Flow, State
from scopelint.project.values import Atom, Element, ObjectAtom, Val
from scopelint.rulebook.table import RuleTable


class OutOfSteps(Exception):  # noqa: N818 - it ends a run, it is no error
    """The run has used up its steps; what was recorded so far stands."""


@dataclass(slots=True)
class Callback:
    """A function that was handed to a framework, to be called when requests come."""

    function: Atom
    phase: Phase
    handed_at: Location
    first: bool = False
    """Whether it runs before all others: at start-up, or around every request."""


class Machine(State, Recording):
    """One abstract run over the units of a project.

    Everything that code can change lives in stores and is written through `write`, so that the
    branches of a condition can be run one after the other and joined.
    """

    def __init__(self, modules: Modules, table: RuleTable, main: str | None) -> None:
        State.__init__(self)
        Recording.__init__(self)
        self.modules = modules
        self.table = table
        self.main = main
        """The absolute path of the module whose `__name__` is `__main__`, if one is run as a script."""
        self.frames: list[Frame] = []
        self.conditions: list[str] = []
        self.failure: Location | None = None
        self.guards = 0
        self.threads = 0
        self.steps = 0
        self.env_values: dict[str, Val] = {}
        self.deployed: Mapping[str, str] = {}
        """Environment variables that the deployment sets, and to what; empty where that is not known."""
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

    # --- bounds and records ------------------------------------------------------------------------

    def step(self) -> None:
        """Count one step of the run."""
        self.steps += 1
        if self.steps > MAX_STEPS:
            self.limit(f"the analysis stopped after {MAX_STEPS} steps")
            raise OutOfSteps

    def begin(self) -> None:
        """Begin anew with the bounds: what was spent before is not the fault of what comes now."""
        self.steps = 0
        for counted in (self.spent, self.activations, self.recursions):
            counted.clear()

    def place(self, at: Activation, span: Span) -> Location:
        """Return the place of a span of the code that is being run."""
        places = at.module.places
        found = places.get(span)
        if found is None:
            found = places[span] = at.module.unit.locate(span)
        return found

    def made(
        self,
        type_: str,
        location: Location,
        *,
        arguments: Arguments | None = None,
        identities: tuple[Identity, ...] = (),
        phase: Phase = Phase.UNKNOWN,
        why: str = "",
    ) -> Made:
        """Return a new library object that no recorded call made."""
        given = arguments or Arguments()
        return Made(self.number(), type_, given, location, identities, phase=phase, why=why)

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
