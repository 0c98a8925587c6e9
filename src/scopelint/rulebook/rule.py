# The rows of rules/*.toml as plain frozen types. Every field is written in TOML with "-" for "_".
# pydantic validates straight into these (see validate.py), so that a prepared table needs no pydantic.
"""Rows of the rule table."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

Acceptance = Literal["yes", "no", "depends"]
Certainty = Literal["high", "low"]
Detection = Literal["", "endpoint", "index", "function", "blocks"]
Reader = Literal[
    "value",
    "each",
    "strip",
    "mcp-url",
    "sql",
    "rest-path",
    "warehouse-path",
    "prompt-uri",
    "schema",
    "app-url",
    "volume-path",
]


class Row:
    """Base of every row; tells pydantic, without importing it, that unknown keys are mistakes."""

    __slots__ = ()
    __pydantic_config__ = {"extra": "forbid"}  # noqa: RUF012  (pydantic reads this very shape)


# --- scopes.toml ---------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class Cover(Row):
    """The scope of the row also grants `scope`; `confidence` is "high" or "low" (disputed).

    `targets` are those on which it holds (all, if empty). A `direct` cover is of the scope of the row
    alone: what merely covers that scope does not inherit it.
    """

    scope: str
    confidence: Certainty = "high"
    targets: tuple[str, ...] = ()
    direct: bool = False


@dataclass(frozen=True, slots=True)
class ScopeRow(Row):
    """One scope.

    `model_serving` and `apps` are "yes", "no" or "depends" (on the workspace). `covers` lists the
    other scopes that a grant of this one satisfies. `coarse` marks a family scope for which narrower
    accepted ones exist. `short` is the newer spelling of a dotted name, if there is one.
    `automatic` lists targets that grant the scope by themselves. A `companion` may stand in any user
    policy without being needed. `read_only` scopes let nothing be changed.
    """

    name: str
    title: str
    model_serving: Acceptance
    apps: Acceptance
    source: str
    date: str
    covers: tuple[Cover, ...] = ()
    coarse: bool = False
    short: str | None = None
    automatic: tuple[str, ...] = ()
    note: str = ""
    companion: bool = False
    read_only: bool = False


@dataclass(frozen=True, slots=True)
class WrongScopeRow(Row):
    """A name that people write although it is no scope anywhere; `instead` is what they mean, if known."""

    name: str
    instead: str
    source: str
    date: str


# --- resources.toml ------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class DependencyRow(Row):
    """Reaching the resource may reach another of `type`; `severity` is "warning" or "info"."""

    type: str
    severity: Literal["warning", "info"]
    why: str


@dataclass(frozen=True, slots=True)
class ResourceRow(Row):
    """One resource type, by MLflow's own key or a key of the design's list.

    `scopes`: every inner list is one required scope, its documented name first, then alternatives
    that satisfy it besides what `scopes.toml` covers. `companions` are scopes that may be declared
    beside a use of this type without being required. `passthrough` tells whether Model Serving can
    reach it as the system once it is declared; `apps_resource` is the key of an app bundle, or empty.
    """

    type: str
    title: str
    source: str
    date: str
    mlflow_class: str = ""
    """Dotted name of the MLflow class, or empty."""
    parameter: str = ""
    """The MLflow class's first parameter."""
    min_mlflow: str = ""
    """The first version of MLflow that has the class."""
    permission: str = ""
    """What the endpoint's creator needs."""
    scopes: tuple[tuple[str, ...], ...] = ()
    companions: tuple[str, ...] = ()
    dependencies: tuple[DependencyRow, ...] = ()
    passthrough: bool = True
    user_supported: bool = True
    """Whether a Model Serving agent can reach it on behalf of the user at all."""
    apps_resource: str = ""
    apps_undeclared: tuple[str, ...] = ()
    """Id prefixes that need no app resource on Apps, such as `databricks-` endpoints."""
    note: str = ""
    confidence: Certainty = "high"
    """How sure it is that a user needs the scopes at all."""
    apps_permission: str = ""
    """The least permission with which an app may list it as a resource."""
    apps_open: tuple[str, ...] = ()
    """Id prefixes that need no app resource either, but are so rare that no unknown name is taken for one."""
    apps_scopes: tuple[tuple[str, ...], ...] | None = None
    """What takes the place of `scopes` on Apps, where the two differ."""
    permission_objects: tuple[str, ...] = ()
    """Under what names the permissions API knows it."""


@dataclass(frozen=True, slots=True)
class AppResourceRow(Row):
    """What an app of a bundle may list as a resource: `resources: [{<key>: {...}}]`.

    `type` is the resource type that it grants; where the field `selector` decides that, `types` pairs
    its values with types. `id` is the field that names the resource, or a template over fields.
    `required` and `optional` are all fields that the schema knows, `permissions` all permissions.
    """

    key: str
    id: str
    required: tuple[str, ...]
    permissions: tuple[str, ...]
    source: str
    date: str
    type: str = ""
    selector: str = ""
    types: tuple[tuple[str, str], ...] = ()
    optional: tuple[str, ...] = ()


# --- clients/*.toml ------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class PackageRow(Row):
    """The library that a file of the table describes; `imports` are the dotted names it is imported by.

    `versions` and `verified` (a date) say against what the rows were checked; a team's own table may
    leave them out.
    """

    name: str
    imports: tuple[str, ...]
    versions: str = ""
    verified: str = ""
    distributions: tuple[str, ...] = ()
    """Further names under which it is installed."""


@dataclass(frozen=True, slots=True)
class FeatureRow(Row):
    """A name that the library of the file has since a version, by the path by which it is imported.

    With `keyword` the name is a function's or a class's, and the argument is what came with `since`.
    `supported` is the first version with which the platform supports it, where that is a later one.
    """

    name: str
    since: str
    source: str
    date: str
    keyword: str = ""
    supported: str = ""


@dataclass(frozen=True, slots=True)
class AliasRow(Row):
    """`names` are other dotted names of the object `of`; `moved` marks paths that are outdated.

    `instead` is the path to recommend for an outdated one, where it is not `of` itself.
    """

    of: str
    names: tuple[str, ...]
    moved: bool = False
    instead: str = ""


@dataclass(frozen=True, slots=True)
class ArgumentRef(Row):
    """Where a value stands in a call: the first of position and keywords that is given.

    `position` counts from 0 after `self`. `keywords` are its spellings. `default` is the text
    that stands for an absent argument. `template` joins several arguments:
    `{0:catalog}.{1:schema}.{2:name}` takes position 0 or keyword `catalog`, and so on; a missing
    part becomes `{}`. `literal` is a fixed id.
    """

    position: int | None = None
    keywords: tuple[str, ...] = ()
    of_client: bool = False
    """Look at the call that made the client instead of the call itself."""
    default: str | None = None
    template: str | None = None
    literal: str | None = None
    inside: str = ""
    """Keys that lead to the value inside of dicts, joined by `.`; `*` goes through all elements of a list.
    What is not seen to be there counts as absent."""


@dataclass(frozen=True, slots=True)
class CredentialRow(Row):
    """An object (or enum member) that decides an identity.

    `identity` is "user", "system" or "manual". `call` tells whether the object must be called (an
    instance) rather than named. `targets` are those on which it works; elsewhere it means the system.
    """

    name: str
    identity: Literal["user", "system", "manual"]
    call: bool = True
    targets: tuple[str, ...] = ("model-serving",)
    source: str = ""


@dataclass(frozen=True, slots=True)
class CredentialArgument(Row):
    """An argument of a constructor that decides the client's identity.

    `takes`: "strategy" (a credential of `CredentialRow`), "client" (another client, whose identity it
    takes over), "token" (a token or secret: manual, or the user's when it is a forwarded token),
    "grant" (the fields of a form that may exchange a client's secret for a token: then manual),
    "name" (something that names a credential without carrying one: system), "transport" (what sends the
    requests: whoever its `auth` means, which sets the header last; passed over if it has none).
    """

    takes: Literal["strategy", "client", "token", "name", "grant", "transport"]
    position: int | None = None
    keywords: tuple[str, ...] = ()
    deprecated: bool = False
    only: tuple[str, ...] = ()
    """The credentials (by name) that the argument understands; others are passed over as if absent."""
    secret: bool = True
    """Whether what a "token" argument holds is secret: an id of a service principal is none."""


@dataclass(frozen=True, slots=True)
class AuthMethodRow(Row):
    """The argument by which a constructor is told which credentials count, where it finds several.

    Without `keyword`, a client that is given a token by `credential` raises on the `targets`, where the
    platform puts credentials of its own into the environment. `value` is what goes with a token; the
    environment variable `variable` does the same.
    """

    keyword: str
    credential: str
    value: str
    targets: tuple[str, ...]
    source: str
    date: str
    variable: str = ""


@dataclass(frozen=True, slots=True)
class ClientRow(Row):
    """How a client comes to be.

    `type` is the dotted name by which rules name it. It is made by calling `type` itself, or any of
    `made_by` (a method of another client, by the path from its type).
    `identity` is "arguments" (the first of `credentials` that is given and not None decides, else
    `absent`) or "receiver" (as the client whose method made it). `swallows` are keywords that the
    constructor accepts and drops although people pass a client there; `rejects` are misspelt keywords
    that raise, with what was meant. `supports_user` is False for a client that cannot act for the
    user. `detection`: what MLflow's langchain detection sees of it ("endpoint", "index", "function",
    "blocks" when its presence makes detection return nothing, or empty). `global_store`: calling it
    keeps its argument for the whole process.
    """

    type: str
    made_by: tuple[str, ...] = ()
    identity: Literal["arguments", "receiver"] = "arguments"
    credentials: tuple[CredentialArgument, ...] = ()
    absent: Literal["user", "system", "manual", "unknown"] = "system"
    swallows: tuple[str, ...] = ()
    rejects: tuple[tuple[str, str], ...] = ()
    supports_user: bool = True
    supports_user_when: Condition | None = None
    """A client that cannot act for the user otherwise can do so if this holds of its construction."""
    network: bool = False
    """Whether building it already calls the platform."""
    detection: Detection = ""
    global_store: bool = False
    docs: str = ""
    unsupported_when: Condition | None = None
    """A client that can act for the user otherwise cannot do so if this holds of its construction."""
    unsupported: str = ""
    """Why it cannot act for the user, as the rest of a sentence."""
    instead: str = ""
    """What acts for the user in its place, as an imperative."""
    auth_method: AuthMethodRow | None = None
    """How it is told which of several credentials count, if it has to be told."""


@dataclass(frozen=True, slots=True)
class Condition(Row):
    """A rule holds only if an argument fits: `prefix`, `contains`, `equals` (as text) or `given`."""

    argument: ArgumentRef
    prefix: str | None = None
    contains: str | None = None
    equals: str | None = None
    given: bool | None = None
    negate: bool = False


@dataclass(frozen=True, slots=True)
class ReachedResource(Row):
    """A resource that a call reaches.

    `reader` says how the id is read from the argument:
    "value" as it stands; "each" one per element; "strip" after removing `prefix`;
    "mcp-url" (type and id stand in the URL); "sql" (tables and functions of the statement);
    "rest-path" (type and id stand in the path of a REST call, see `path` in `rules/resources.toml`);
    "warehouse-path" (`/sql/1.0/warehouses/<id>`); "prompt-uri"; "schema" (`catalog.schema` -> pattern);
    "app-url" (host of an app); "volume-path" (`/Volumes/<catalog>/<schema>/<volume>/...` -> dotted name).
    An element `catalog.schema.*` stands for the pattern `catalog.schema.{}`.
    An `optional` resource whose argument is absent is not reached. `id=None` reaches the kind as a
    whole, and needs no declared resource.
    """

    type: str = ""
    id: ArgumentRef | None = None
    reader: Reader = "value"
    prefix: str = ""
    optional: bool = False
    when: Condition | None = None
    scopes: tuple[tuple[str, ...], ...] | None = None
    """Replaces the scopes of the resource type."""
    nameless_on: tuple[str, ...] = ()
    """Targets on which no declaration can name it: there the kind as a whole is reached."""


@dataclass(frozen=True, slots=True)
class RuleRow(Row):
    """What a call reaches. `calls` are dotted names: a client's type and the path from it.

    `identity` is "client" (the receiver's, or for a constructor that of what it makes) or a fixed
    identity, for functions that take no client. `write` marks calls that change what they reach.
    """

    name: str
    calls: tuple[str, ...]
    resources: tuple[ReachedResource, ...]
    when: Condition | None = None
    identity: Literal["client", "user", "system", "manual"] = "client"
    write: bool = False
    scopes: tuple[tuple[str, ...], ...] = ()
    """Needed in addition to what the resources ask for."""
    detection: Detection = ""
    docs: str = ""
    note: str = ""
    quiet: bool = False
    """Calls that mostly reach nothing of Databricks: where the condition cannot be told, nothing is said."""


@dataclass(frozen=True, slots=True)
class AttributeRow(Row):
    """What an attribute (or a call of it, for `method`) of a client holds.

    `gives`: "resources" (MLflow resources of the client's construction, plus those of the instances in
    `including` arguments), "mcp-resources" (what databricks-mcp finds for the client's URL),
    "elements" (a list with one instance of `type` per element of `argument`),
    "argument" (the value of `argument`), "self" (the client itself or one like it), "instance" (one `type`),
    "environment" (the value of `argument`, or else of the environment variable `variable`).
    """

    name: str
    gives: Literal["resources", "mcp-resources", "elements", "argument", "self", "instance", "environment"]
    type: str = ""
    argument: ArgumentRef | None = None
    including: tuple[str, ...] = ()
    method: bool = False
    variable: str = ""


# --- entries.toml --------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class ModelRow(Row):
    """A base class of agents: its methods that run at a request and those that run at start-up."""

    name: str
    request: tuple[str, ...]
    init: tuple[str, ...] = ("load_context",)


@dataclass(frozen=True, slots=True)
class LoggerRow(Row):
    """A function that logs a model. `flavour` is MLflow's ("pyfunc", "langchain", ...).

    `accepts` are the ones of "resources" and "auth_policy" that it takes; passing the other raises.
    `detects`: it finds resources by itself when `resources` is absent.
    """

    name: str
    flavour: str
    model: ArgumentRef
    accepts: tuple[str, ...] = ("resources", "auth_policy")
    detects: bool = False
    resources_position: int | None = None
    auth_policy_position: int | None = None


@dataclass(frozen=True, slots=True)
class DecoratorRow(Row):
    """A decorator (or registering method) by dotted name.

    `kind`: "handler" (what it decorates answers requests), "startup" (runs at start-up), "tool" (a tool
    once it is handed to something), "transparent" (the function stays what it is), "cache" (it
    remembers results), "property", "context".
    """

    name: str
    kind: Literal["handler", "startup", "tool", "transparent", "cache", "property", "context"]


@dataclass(frozen=True, slots=True)
class VariableRow(Row):
    """An environment variable from which the libraries take credentials.

    `secret` tells whether its value is a secret; `overrides`, whether it takes the place of the
    credentials that an endpoint is given by itself, once all variables of `beside` are set as well.
    """

    name: str
    source: str
    date: str
    secret: bool = False
    overrides: bool = False
    beside: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class TokenRow(Row):
    """What a token of the platform looks like: a regular expression for all of it."""

    pattern: str
    title: str
    source: str
    date: str


@dataclass(frozen=True, slots=True)
class HeaderRow(Row):
    """A request header in which the platform hands over the user's token; `name` is in lower case."""

    name: str
    source: str
    date: str


@dataclass(frozen=True, slots=True)
class SettingRow(Row):
    """An environment variable that the platform sets for everything that runs on the `targets`."""

    name: str
    targets: tuple[str, ...]
    source: str
    date: str


@dataclass(frozen=True, slots=True)
class SetterRow(Row):
    """The names of a function by which a file of models from code names its model."""

    names: tuple[str, ...]
    source: str
    date: str


@dataclass(frozen=True, slots=True)
class HookRow(Row):
    """The names of methods by which frameworks enter objects of classes that derive from theirs."""

    names: tuple[str, ...]
    source: str
    date: str


@dataclass(frozen=True, slots=True)
class AppCallRow(Row):
    """A call that creates, updates or deploys an app; what of it is absent, the call does not take.

    `app` is the app's own description, `mask` names the parts of it that count, `deployment` is what is
    deployed to it. Of a REST call `verb` is the method (or `method` the argument that is it), `path` the
    argument with the path, `body` the one with the body. `command` is the argument with a command line.
    """

    calls: tuple[str, ...]
    source: str
    date: str
    app: ArgumentRef | None = None
    name: ArgumentRef | None = None
    mask: ArgumentRef | None = None
    deployment: ArgumentRef | None = None
    verb: str = ""
    method: ArgumentRef | None = None
    path: ArgumentRef | None = None
    body: ArgumentRef | None = None
    command: ArgumentRef | None = None


@dataclass(frozen=True, slots=True)
class RestPathRow(Row):
    """A REST path reaches a resource: `path` with `{id}` where the id stands, `{}` for any other segment.

    A row holds for its path and everything below it; the first row of the table that holds counts. A
    path without `{id}` reaches the kind as a whole.
    """

    path: str
    type: str
    source: str
    scopes: tuple[tuple[str, ...], ...] | None = None


@dataclass(frozen=True, slots=True)
class McpUrlRow(Row):
    """A managed MCP URL: `path` with `{name}` holes, what it reaches and needs.

    `resource` is the type of the resource the system needs, `id` a template over the holes;
    `user_type` the resource type under which a user reaches it (its scopes); `helper` tells whether
    databricks-mcp's `get_databricks_resources()` knows this form.
    """

    path: str
    user_type: str
    resource: str = ""
    id: str = ""
    helper: bool = False
    source: str = ""


@dataclass(frozen=True, slots=True)
class RuleFile(Row):
    """One file of `rules/clients/`, or a team's own table."""

    package: PackageRow
    alias: tuple[AliasRow, ...] = ()
    credential: tuple[CredentialRow, ...] = ()
    client: tuple[ClientRow, ...] = ()
    rule: tuple[RuleRow, ...] = ()
    attribute: tuple[AttributeRow, ...] = ()
    decorator: tuple[DecoratorRow, ...] = ()
    feature: tuple[FeatureRow, ...] = ()


@dataclass(frozen=True, slots=True)
class ScopeFile(Row):
    """`rules/scopes.toml`."""

    scope: tuple[ScopeRow, ...]
    wrong: tuple[WrongScopeRow, ...] = ()


@dataclass(frozen=True, slots=True)
class ResourceFile(Row):
    """`rules/resources.toml`."""

    resource: tuple[ResourceRow, ...]
    path: tuple[RestPathRow, ...] = ()
    mcp: tuple[McpUrlRow, ...] = ()
    app_resource: tuple[AppResourceRow, ...] = ()


@dataclass(frozen=True, slots=True)
class EntryFile(Row):
    """`rules/entries.toml`: how agents are entered and logged."""

    model: tuple[ModelRow, ...]
    logger: tuple[LoggerRow, ...]
    decorator: tuple[DecoratorRow, ...]
    variable: tuple[VariableRow, ...] = ()
    token: tuple[TokenRow, ...] = ()
    header: tuple[HeaderRow, ...] = ()
    setting: tuple[SettingRow, ...] = ()
    setter: tuple[SetterRow, ...] = ()
    hook: tuple[HookRow, ...] = ()
    app_call: tuple[AppCallRow, ...] = ()
