# The loaded table with its indices. Answers what a row says; decides nothing about any agent.
"""The rule table, ready to be asked."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from scopelint.model.auth import Target
from scopelint.rulebook.rule import (
    Acceptance,
    AppCallRow,
    AppResourceRow,
    AttributeRow,
    Certainty,
    ClientRow,
    CredentialRow,
    DecoratorRow,
    EntryFile,
    FeatureRow,
    HeaderRow,
    LoggerRow,
    McpUrlRow,
    ModelRow,
    ResourceFile,
    ResourceRow,
    RestPathRow,
    RuleFile,
    RuleRow,
    ScopeFile,
    ScopeRow,
    TokenRow,
    VariableRow,
    WrongScopeRow,
)

_ALIAS_STEPS = 4
"""Aliases of aliases that are followed; more than this is a cycle."""


@dataclass(frozen=True, slots=True)
class Rows:
    """Every file of a table, as read: the built-in files first, then those of the team."""

    scopes: ScopeFile
    resources: ResourceFile
    entries: EntryFile
    clients: tuple[RuleFile, ...]


class RuleTable:
    """Answers questions about names, resources and scopes. Immutable once built."""

    def __init__(self, rows: Rows) -> None:
        files = rows.clients
        self.rows = rows
        self.scopes: tuple[ScopeRow, ...] = rows.scopes.scope
        self.resources: tuple[ResourceRow, ...] = rows.resources.resource
        self.paths: tuple[RestPathRow, ...] = rows.resources.path
        self.mcp: tuple[McpUrlRow, ...] = rows.resources.mcp
        self.app_resources: tuple[AppResourceRow, ...] = rows.resources.app_resource
        self.clients: tuple[ClientRow, ...] = tuple(row for file in files for row in file.client)
        self.rules: tuple[RuleRow, ...] = tuple(row for file in files for row in file.rule)
        self.loggers: tuple[LoggerRow, ...] = rows.entries.logger
        self.models: tuple[ModelRow, ...] = rows.entries.model
        self.tokens: tuple[TokenRow, ...] = rows.entries.token
        self.variables: tuple[VariableRow, ...] = rows.entries.variable
        self.setters: frozenset[str] = frozenset(name for row in rows.entries.setter for name in row.names)
        """Functions by which a file names its model."""
        self.hooks: frozenset[str] = frozenset(name for row in rows.entries.hook for name in row.names)
        """Methods by which frameworks enter objects of classes that derive from theirs."""
        self.roots: frozenset[str] = frozenset(
            name.partition(".")[0] for file in files for name in file.package.imports
        )
        """Top import names of every package of the table: a file that has none of them cannot matter."""
        self.features: tuple[FeatureRow, ...] = tuple(row for file in files for row in file.feature)
        self._aliases = {name: row for file in files for row in file.alias for name in row.names}
        self._clients = {row.type: row for row in self.clients}
        self._makers = {name: row for row in self.clients for name in (row.type, *row.made_by)}
        self._rules: dict[str, tuple[RuleRow, ...]] = {}
        for rule in self.rules:
            for call in rule.calls:
                self._rules[call] = (*self._rules.get(call, ()), rule)
        self._credentials = {row.name: row for file in files for row in file.credential}
        self._attributes = {row.name: row for file in files for row in file.attribute}
        decorators: Iterable[DecoratorRow] = (row for file in files for row in file.decorator)
        self._decorators = {row.name: row for row in (*rows.entries.decorator, *decorators)}
        self._models = {row.name: row for row in self.models}
        self._variables = {row.name: row for row in self.variables}
        self._headers = {row.name: row for row in rows.entries.header}
        self._loggers = {row.name: row for row in self.loggers}
        self._app_calls = {name: row for row in rows.entries.app_call for name in row.calls}
        self._resources = {row.type: row for row in self.resources}
        self._classes = {row.mlflow_class: row for row in self.resources if row.mlflow_class}
        self._scopes = {row.name: row for row in self.scopes}
        self._wrong = {row.name: row for row in rows.scopes.wrong}
        self._covers: dict[tuple[str, Target | None], dict[str, Certainty]] = {}

    # --- names -----------------------------------------------------------------------------------

    def canonical(self, name: str) -> str:
        """Return the one name under which rows speak of `name`, with aliases resolved.

        The longest aliased prefix counts, so methods of an aliased class are found as well.
        """
        for _ in range(_ALIAS_STEPS):
            found = self._alias(name)
            if found is None:
                return name
            prefix, target = found
            name = target + name[len(prefix) :]
        return name

    def moved(self, name: str) -> str | None:
        """Return the path that replaces `name` if it is an outdated one, else None."""
        prefix = name
        while prefix:
            row = self._aliases.get(prefix)
            if row is not None:
                return (row.instead or row.of) + name[len(prefix) :] if row.moved else None
            prefix = prefix.rpartition(".")[0]
        return None

    def _alias(self, name: str) -> tuple[str, str] | None:
        prefix = name
        while prefix:
            row = self._aliases.get(prefix)
            if row is not None:
                return prefix, row.of
            prefix = prefix.rpartition(".")[0]
        return None

    def feature(self, name: str) -> FeatureRow | None:
        """Return the row of a name that its library has only since a version."""
        return next((row for row in self.features if row.name == name and not row.keyword), None)

    def distributions(self, name: str) -> tuple[str, ...]:
        """Return the names under which the library that a dotted name belongs to is installed."""
        packages = (file.package for file in self.rows.clients)
        found = [row for row in packages if any(f"{name}.".startswith(f"{top}.") for top in row.imports)]
        names = (one for row in found[:1] for one in (row.name.partition("[")[0], *row.distributions))
        return tuple(names)

    # --- clients and calls; every name that goes in is canonical -----------------------------------

    def client(self, type_: str) -> ClientRow | None:
        """Return the row of the client type, if it is one."""
        return self._clients.get(type_)

    def made_by(self, call: str) -> ClientRow | None:
        """Return the row of the client that the call makes, if it makes one."""
        return self._makers.get(call)

    def rules_for(self, call: str) -> tuple[RuleRow, ...]:
        """Return the rules of the call, in the order of the table."""
        return self._rules.get(call, ())

    def credential(self, name: str) -> CredentialRow | None:
        """Return the row of the credential object or enum member."""
        return self._credentials.get(name)

    def attribute(self, name: str) -> AttributeRow | None:
        """Return what the attribute or method of a client holds, if a row tells."""
        return self._attributes.get(name)

    # --- entries -----------------------------------------------------------------------------------

    def decorator(self, name: str) -> DecoratorRow | None:
        """Return the row of the decorator."""
        return self._decorators.get(name)

    def model(self, name: str) -> ModelRow | None:
        """Return the row of the base class of agents."""
        return self._models.get(name)

    def logger(self, name: str) -> LoggerRow | None:
        """Return the row of the function that logs models."""
        return self._loggers.get(name)

    def app_call(self, name: str) -> AppCallRow | None:
        """Return the row of the call that creates, updates or deploys an app, or may do so."""
        return self._app_calls.get(name)

    def variable(self, name: str) -> VariableRow | None:
        """Return the row of the environment variable, if credentials are taken from it."""
        return self._variables.get(name)

    def settings(self, target: Target) -> frozenset[str]:
        """Return the environment variables that the platform sets on a target."""
        rows = self.rows.entries.setting
        return frozenset(row.name for row in rows if target.value in row.targets)

    def header(self, name: str) -> HeaderRow | None:
        """Return the row of the request header, however it is written, if it carries the user's token."""
        return self._headers.get(name.lower())

    # --- resources and scopes ------------------------------------------------------------------------

    def resource(self, type_: str) -> ResourceRow | None:
        """Return the row of the resource type, by MLflow's key or one of the design's list."""
        return self._resources.get(type_)

    def scopes_of(self, type_: str, target: Target) -> tuple[tuple[str, ...], ...]:
        """Return what a user must grant for a resource type on a target: one requirement after the other."""
        row = self._resources.get(type_)
        if row is None:
            return ()
        return row.apps_scopes if target is Target.APPS and row.apps_scopes is not None else row.scopes

    def resource_of_class(self, name: str) -> ResourceRow | None:
        """Return the row of the resource type that the MLflow class declares."""
        return self._classes.get(name)

    def scope(self, name: str) -> ScopeRow | None:
        """Return the row of the scope, if it is one on any target."""
        return self._scopes.get(name)

    def wrong_scope(self, name: str) -> WrongScopeRow | None:
        """Return the row of a name that people write although it is no scope."""
        return self._wrong.get(name)

    def covers(self, granted: str, needed: str, target: Target | None = None) -> Certainty | None:
        """Tell whether a grant of `granted` satisfies a need for `needed`, and how surely.

        Every scope covers itself. Covers chain; a chain is as sure as its weakest link, and the
        surest chain counts. Without a target, covers that hold on one target alone do not count.
        """
        if granted == needed:
            return "high"
        found = self._covers.get((granted, target))
        if found is None:
            found = self._covers[granted, target] = self._covered_by(granted, target)
        return found.get(needed)

    def acceptance(self, scope: str, target: Target) -> Acceptance | None:
        """Tell whether the target lets an agent declare the scope; None for a name that is no scope."""
        row = self._scopes.get(scope)
        if row is None:
            return None
        return row.apps if target is Target.APPS else row.model_serving

    def spelling(self, requirement: Sequence[str], target: Target, short: bool = False) -> str:
        """Return the scope to recommend for a requirement: its first name that the target accepts.

        Where the target refuses them all, a scope that surely covers one of them takes their place.
        `short` asks for the newer short name, where there is one.
        """
        names = [self._short(name) for name in requirement] if short else []
        names += requirement
        names += [row.name for row in self.scopes if self.covers(row.name, requirement[0], target) == "high"]
        for wanted in ("yes", "depends"):
            for name in names:
                if self.acceptance(name, target) == wanted:
                    return name
        return requirement[0]

    def _short(self, name: str) -> str:
        row = self._scopes.get(name)
        return row.short if row is not None and row.short else name

    def _covered_by(self, granted: str, target: Target | None) -> dict[str, Certainty]:
        reached: dict[str, Certainty] = {granted: "high"}
        queue = [granted]
        while queue:
            name = queue.pop()
            row = self._scopes.get(name)
            for cover in row.covers if row else ():
                if cover.direct and name != granted:
                    continue
                if cover.targets and (target is None or target.value not in cover.targets):
                    continue
                sure: Certainty = "high" if reached[name] == cover.confidence == "high" else "low"
                if reached.get(cover.scope) not in (sure, "high"):
                    reached[cover.scope] = sure
                    queue.append(cover.scope)
        return reached
