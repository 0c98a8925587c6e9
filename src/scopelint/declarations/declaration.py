# What an author granted in one place.
"""Declarations."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

from scopelint.model.location import Location
from scopelint.model.resource import Resource
from scopelint.project.records import FrozenValue, Gap, Mapping


@dataclass(frozen=True, slots=True)
class DeclaredScope:
    """One scope of a user policy. `conditions` are the branches it hangs on."""

    name: str
    location: Location
    certain: bool = True
    conditions: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class DeclaredResource:
    """One declared resource.

    `for_user` stands for `on_behalf_of_user=True`; `detected` if MLflow finds it by itself.
    """

    resource: Resource
    location: Location
    certain: bool = True
    conditions: tuple[str, ...] = ()
    for_user: bool = False
    detected: bool = False
    bound: bool = False
    """Whether an app's environment variable is bound to it: the platform uses it by itself."""
    also: tuple[str, ...] = ()
    """Other types that the same grant serves: an index is granted to an app as a table."""
    variables: tuple[str, ...] = ()
    """Environment variables that hold its id where the agent runs."""

    @property
    def types(self) -> tuple[str, ...]:
        """Every type that the grant serves, its own first."""
        return (self.resource.type, *self.also)


@dataclass(frozen=True, slots=True)
class Misuse:
    """Something about the declaration that MLflow or the platform refuses or ignores.

    `kind` is "both-keywords", "no-auth-policy" (the flavour takes none), "wrong-arguments",
    "unknown-class", "not-a-list", "inert" (written where nothing reads it); `subject` is what the
    author wrote. `message` and `help` are those of a finding: one line, lower case, no full stop.
    """

    kind: str
    subject: str
    message: str
    help: str
    location: Location


@dataclass(frozen=True, slots=True)
class Declaration:
    """What one place grants.

    `kind` is "log_model", "mlmodel", "bundle", "app_call" (a script's) or "argument" (given by the caller);
    `flavour` is MLflow's.
    `model` is the absolute path of the agent's file if it is given as one. `location` is the `log_model`
    call; `scopes_location` and `resources_location` are the lists, if there are any. `style` is
    "resources", "auth_policy", "both" or "none". `complete_scopes` and `complete_resources` tell
    whether all items' kinds are known; `gaps` say what was not.
    """

    kind: str
    flavour: str
    location: Location
    style: str
    model: Path | None = None
    scopes: tuple[DeclaredScope, ...] = ()
    resources: tuple[DeclaredResource, ...] = ()
    has_user_policy: bool = False
    complete_scopes: bool = True
    complete_resources: bool = True
    scopes_location: Location | None = None
    resources_location: Location | None = None
    policy_location: Location | None = None
    misuses: tuple[Misuse, ...] = ()
    gaps: tuple[Gap, ...] = ()
    environment: Mapping | None = None
    """`environment_vars=` of the deployment that follows, if there is one."""
    model_value: FrozenValue | None = None
    """What was given as the model, whatever it is; `None` if nothing was."""
    model_texts: tuple[str, ...] = ()
    """The paths that were given as the model, as written, for matching them with files later."""
    settings: tuple[tuple[str, str], ...] = ()
    """Environment variables that the deployment sets; with an empty text where it is not known to what."""
    app: str = ""
    """The name of the app that it is for, with `{}` for what is not known of it."""
    granted_beside: frozenset[str] = frozenset()
    """The resource types on which code of the project grants something besides."""
    detects: bool = False
    """Whether MLflow looks for resources by itself here and what it finds has not been added yet."""

    @property
    def for_app(self) -> bool:
        """Whether it is an app's, and not a model's."""
        return self.kind in ("bundle", "app_call")

    @property
    def complete(self) -> bool:
        """Whether nothing more can be declared here than what was read."""
        return self.complete_scopes and self.complete_resources
