# Ties statements, expressions, attributes and calls together, and runs modules.
"""The abstract interpreter."""

from __future__ import annotations

from collections.abc import Sequence

from scopelint.facts.records import Expr, Stmt
from scopelint.model.auth import Phase
from scopelint.model.location import Location
from scopelint.project import attributes, expressions, invoke, statements
from scopelint.project.machine import Machine
from scopelint.project.modules import Module
from scopelint.project.state import Activation, Flow
from scopelint.project.values import Element, Val


class Interpreter(Machine):
    """A machine that knows what code means."""

    def evaluate(self, expr: Expr, at: Activation) -> Val:
        """Return what an expression may be."""
        return expressions.evaluate(self, expr, at)

    def execute(self, body: Sequence[Stmt], at: Activation) -> Flow:
        """Run statements and return how they end."""
        return statements.execute(self, body, at)

    def call(
        self,
        function: Val,
        positional: Sequence[Element],
        keywords: Sequence[tuple[str, Element]],
        location: Location,
        open_: bool = False,
    ) -> Val:
        """Return what calling a value may return."""
        return invoke.call(self, function, positional, keywords, location, open_)

    def attribute(self, value: Val, name: str, location: Location) -> Val:
        """Return what an attribute of a value may be."""
        return attributes.attribute(self, value, name, location)

    def load(self, module: Module) -> None:
        """Run a module's top level, once; it runs before any request, whoever imports it."""
        if module.state != "new":
            return
        module.state = "running"
        jumped = self.take_jump()
        guards, threads = self.guards, self.threads
        conditions, failure = self.conditions, self.failure
        self.guards, self.threads, self.conditions, self.failure = 0, 0, [], None
        module.store.born = Phase.IMPORT
        phase: Phase = self.phase if self.phase is Phase.UNKNOWN else Phase.IMPORT
        if module is self.script:
            phase = Phase.REQUEST
        try:
            with self.during(phase):
                self.execute(module.facts.body, Activation(module.store, module))
        finally:
            module.state = "done"
            self.jumped = jumped
            self.guards, self.threads = guards, threads
            self.conditions, self.failure = conditions, failure
