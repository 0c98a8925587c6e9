# Traces made by hand, and a small rule table, for tests of what follows the interpreter.
"""Builders of traces and tables."""

from __future__ import annotations

from collections.abc import Sequence as Seq
from itertools import count

from scopelint.model.auth import Identity, Phase
from scopelint.model.evidence import Step
from scopelint.model.location import Location
from scopelint.project.records import (
    Arguments,
    CallRecord,
    Frame,
    FrozenAtom,
    FrozenValue,
    Item,
    Made,
    Origin,
    Scalar,
    Sequence,
    Text,
    Trace,
    Unresolved,
)
from scopelint.rulebook.rule import (
    AppResourceRow,
    ArgumentRef,
    ClientRow,
    CredentialArgument,
    CredentialRow,
    EntryFile,
    McpUrlRow,
    PackageRow,
    ReachedResource,
    ResourceFile,
    ResourceRow,
    RestPathRow,
    RuleFile,
    RuleRow,
    ScopeFile,
    ScopeRow,
)
from scopelint.rulebook.rule import Cover as CoverRow
from scopelint.rulebook.table import Rows, RuleTable

_numbers = count(1)
Given = str | bool | int | None | FrozenAtom | FrozenValue | Item | list[str]


def value(given: Given) -> FrozenValue:
    """Return the frozen form of a plain Python value."""
    match given:
        case FrozenValue():
            return given
        case Item(inner):
            return inner
        case str():
            return FrozenValue((Text((given,)),))
        case None | bool() | int():
            return FrozenValue((Scalar(given),))
        case list():
            return FrozenValue((Sequence(tuple(Item(value(one)) for one in given)),))
        case _:
            return FrozenValue((given,))


def one_of(*given: Given) -> FrozenValue:
    return FrozenValue(tuple(atom for one in given for atom in value(one).atoms))


def item(given: Given) -> Item:
    return given if isinstance(given, Item) else Item(value(given))


def env(name: str, default: str | None = None) -> Origin:
    return Origin("env", name, None if default is None else value(default))


def text(*pieces: str | Origin | None) -> FrozenValue:
    return FrozenValue((Text(pieces),))


def unresolved(why: str = "is read from a file that is not there") -> Unresolved:
    return Unresolved("cfg.name", why, at(99))


def at(line: int, path: str = "agent.py") -> Location:
    return Location(path, line, 5, line, 20)


def arguments(*positional: Given, **keywords: Given) -> Arguments:
    return Arguments(
        tuple(item(one) for one in positional),
        tuple((name, item(one)) for name, one in keywords.items()),
    )


def client(
    *identities: Identity,
    type_: str = "databricks.sdk.WorkspaceClient",
    line: int = 3,
    given: Arguments | None = None,
    fallback: bool = False,
    steps: tuple[Step, ...] = (),
) -> Made:
    return Made(
        next(_numbers),
        type_,
        given or Arguments(),
        at(line),
        identities,
        steps,
        at(line - 1) if fallback else None,
    )


def call(
    name: str,
    given: Arguments | None = None,
    *,
    receiver: Made | None = None,
    identities: Seq[Identity] = (),
    line: int = 10,
    phase: Phase = Phase.REQUEST,
    frames: tuple[Frame, ...] = (),
    conditions: tuple[str, ...] = (),
) -> CallRecord:
    result = Made(next(_numbers), name, given or Arguments(), at(line), tuple(identities))
    return CallRecord(
        name, name, receiver, given or Arguments(), result, at(line), phase, frames, conditions=conditions
    )


def trace(*calls: CallRecord) -> Trace:
    return Trace(calls)


def _resource(type_: str, title: str, **more: object) -> ResourceRow:
    return ResourceRow(type_, title, "test", "2026-11-20", **more)  # type: ignore[arg-type]


def _mlflow(name: str) -> str:
    return f"mlflow.models.resources.{name}"


RESOURCES = (
    _resource(
        "genie_space",
        "Genie space",
        mlflow_class=_mlflow("DatabricksGenieSpace"),
        parameter="genie_space_id",
        scopes=(("dashboards.genie", "genie"),),
        apps_resource="genie_space",
        apps_permission="CAN_RUN",
    ),
    _resource(
        "serving_endpoint",
        "serving endpoint",
        mlflow_class=_mlflow("DatabricksServingEndpoint"),
        parameter="endpoint_name",
        scopes=(("serving.serving-endpoints",),),
        apps_resource="serving_endpoint",
        apps_permission="CAN_QUERY",
        apps_undeclared=("databricks-",),
    ),
    _resource(
        "vector_search_index",
        "vector search index",
        mlflow_class=_mlflow("DatabricksVectorSearchIndex"),
        parameter="index_name",
        apps_permission="SELECT",
        scopes=(("vectorsearch.vector-search-indexes",),),
        apps_resource="uc_securable",
    ),
    _resource(
        "sql_warehouse",
        "SQL warehouse",
        mlflow_class=_mlflow("DatabricksSQLWarehouse"),
        parameter="warehouse_id",
        scopes=(("sql.warehouses",), ("sql.statement-execution",)),
        apps_resource="sql_warehouse",
        apps_permission="CAN_USE",
    ),
    _resource(
        "table",
        "table",
        mlflow_class=_mlflow("DatabricksTable"),
        parameter="table_name",
        permission="SELECT",
        apps_permission="SELECT",
        apps_resource="uc_securable",
    ),
    _resource(
        "function",
        "Unity Catalog function",
        mlflow_class=_mlflow("DatabricksFunction"),
        parameter="function_name",
        apps_resource="uc_securable",
        apps_undeclared=("system.ai.",),
    ),
    _resource(
        "uc_connection",
        "Unity Catalog connection",
        mlflow_class=_mlflow("DatabricksUCConnection"),
        parameter="connection_name",
        apps_resource="uc_securable",
    ),
    _resource(
        "app",
        "Databricks App",
        mlflow_class=_mlflow("DatabricksApp"),
        parameter="app_name",
        apps_resource="app",
    ),
    _resource("mcp_genie", "Genie MCP server", scopes=(("mcp.genie",),)),
    _resource("mcp_functions", "functions MCP server", scopes=(("mcp.functions",),)),
    _resource("mcp_vector_search", "vector search MCP server", scopes=(("mcp.vectorsearch",),)),
    _resource("mcp_sql", "DBSQL MCP server", scopes=(("mcp.sql",),)),
    _resource("mcp_app", "MCP server on an app", scopes=(("apps.apps", "apps"),)),
    _resource("volume", "volume", passthrough=False, apps_resource="uc_securable"),
    _resource("prompt", "prompt", passthrough=False),
    _resource("current_user", "current user", scopes=(("iam.current-user:read",),), confidence="low"),
)

FORMS = (
    AppResourceRow(
        "genie_space",
        "space_id",
        ("name", "permission", "space_id"),
        ("CAN_RUN",),
        "test",
        "2026",
        "genie_space",
    ),
    AppResourceRow(
        "uc_securable",
        "securable_full_name",
        ("permission", "securable_full_name", "securable_type"),
        ("SELECT", "MODIFY"),
        "test",
        "2026",
        selector="securable_type",
        types=(("TABLE", "table"),),
    ),
)

PATHS = (
    RestPathRow("/api/2.0/genie/spaces/{id}", "genie_space", "test"),
    RestPathRow("/api/2.0/genie", "genie_space", "test"),
    RestPathRow("/serving-endpoints/{id}/invocations", "serving_endpoint", "test"),
    RestPathRow(
        "/api/2.0/vector-search/endpoints/{}/indexes/{id}",
        "vector_search_index",
        "test",
        (("vector-search",),),
    ),
    RestPathRow("/api/2.0/jobs", "job", "test"),
)

MCP = (
    McpUrlRow("/api/2.0/mcp/genie/{space}", "mcp_genie", "genie_space", "{space}"),
    McpUrlRow(
        "/api/2.0/mcp/functions/{catalog}/{schema}", "mcp_functions", "function", "{catalog}.{schema}.{}"
    ),
    McpUrlRow(
        "/api/2.0/mcp/functions/{catalog}/{schema}/{function}",
        "mcp_functions",
        "function",
        "{catalog}.{schema}.{function}",
    ),
    McpUrlRow(
        "/api/2.0/mcp/vector-search/{catalog}/{schema}",
        "mcp_vector_search",
        "vector_search_index",
        "{catalog}.{schema}.{}",
    ),
    McpUrlRow("/api/2.0/mcp/sql", "mcp_sql"),
)

SCOPES = (
    ScopeRow("dashboards.genie", "Genie", "yes", "yes", "test", "2026", (CoverRow("genie"),)),
    ScopeRow("genie", "Genie", "yes", "yes", "test", "2026", (CoverRow("dashboards.genie"),)),
    ScopeRow("serving.serving-endpoints", "endpoints", "yes", "yes", "test", "2026"),
    ScopeRow("vectorsearch.vector-search-indexes", "indexes", "yes", "yes", "test", "2026"),
    ScopeRow(
        "sql",
        "SQL",
        "yes",
        "yes",
        "test",
        "2026",
        (CoverRow("sql.warehouses"), CoverRow("sql.statement-execution")),
        coarse=True,
    ),
    ScopeRow("sql.warehouses", "warehouses", "yes", "depends", "test", "2026"),
    ScopeRow("sql.statement-execution", "statements", "yes", "yes", "test", "2026"),
    ScopeRow("mcp.genie", "MCP", "yes", "yes", "test", "2026"),
    ScopeRow("apps.apps", "apps", "yes", "no", "test", "2026"),
    ScopeRow("apps", "apps", "yes", "depends", "test", "2026"),
    ScopeRow("iam.current-user:read", "me", "yes", "no", "test", "2026", automatic=("apps",)),
)

_SDK = "databricks.sdk.WorkspaceClient"
CLIENTS = (
    ClientRow(
        _SDK,
        credentials=(
            CredentialArgument("strategy", keywords=("credentials_strategy",)),
            CredentialArgument("token", keywords=("token",)),
            CredentialArgument("token", keywords=("client_secret",)),
        ),
    ),
    ClientRow("lib.GenieAgent", credentials=(CredentialArgument("client", keywords=("client",)),)),
)
CREDENTIALS = (
    CredentialRow("databricks_ai_bridge.ModelServingUserCredentials", "user"),
    CredentialRow("lib.everywhere", "user", targets=("model-serving", "apps")),
)


def rule(*resources: ReachedResource, call: str = "lib.use", **more: object) -> RuleRow:
    return RuleRow("lib.rule", (call,), resources, **more)  # type: ignore[arg-type]


def table(*rules: RuleRow) -> RuleTable:
    """Return a table with the given rules beside the rows of this module."""
    return RuleTable(
        Rows(
            ScopeFile(SCOPES),
            ResourceFile(RESOURCES, PATHS, MCP, FORMS),
            EntryFile((), (), ()),
            (RuleFile(PackageRow("lib", ("lib",)), client=CLIENTS, credential=CREDENTIALS, rule=rules),),
        )
    )


FIRST = ArgumentRef(position=0, keywords=("name",))
