# What the table answers, held against what is documented.
"""The documented tables, covers of scopes, and names."""

from __future__ import annotations

import pytest

from scopelint.model.auth import Target
from scopelint.rulebook.load import load_table

TABLE = load_table()
SERVING, APPS = Target.MODEL_SERVING, Target.APPS

# Databricks docs, "Authentication for AI agents": the scopes that a user must grant.
DOCUMENTED_SCOPES = {
    "serving_endpoint": ["serving.serving-endpoints"],
    "vector_search_endpoint": ["vectorsearch.vector-search-endpoints"],
    "vector_search_index": ["vectorsearch.vector-search-indexes"],
    "sql_warehouse": ["sql.warehouses", "sql.statement-execution"],
    "genie_space": ["dashboards.genie"],
    "uc_connection": ["catalog.connections", "serving.serving-endpoints"],
    "app": ["apps.apps"],
    "mcp_genie": ["mcp.genie"],
    "mcp_functions": ["mcp.functions"],
    "mcp_vector_search": ["mcp.vectorsearch"],
    "mcp_sql": ["mcp.sql", "sql.warehouses", "sql.statement-execution"],
    "mcp_external": ["mcp.external"],
}
# The same page: what passes through, what its creator needs, since when.
DOCUMENTED_PASSTHROUGH = {
    "sql_warehouse": ("DatabricksSQLWarehouse", "warehouse_id", "Use Endpoint", "2.16.1"),
    "serving_endpoint": ("DatabricksServingEndpoint", "endpoint_name", "Can Query", "2.13.1"),
    "function": ("DatabricksFunction", "function_name", "EXECUTE", "2.16.1"),
    "genie_space": ("DatabricksGenieSpace", "genie_space_id", "Can Run", "2.17.1"),
    "vector_search_index": ("DatabricksVectorSearchIndex", "index_name", "Can Use", "2.13.1"),
    "table": ("DatabricksTable", "table_name", "SELECT", "2.18.0"),
    "uc_connection": ("DatabricksUCConnection", "connection_name", "Use Connection", "2.17.1"),
    "lakebase": ("DatabricksLakebase", "database_instance_name", "databricks_superuser", "3.3.2"),
}
DESIGNED_TYPES = [
    "serving_endpoint",
    "vector_search_index",
    "sql_warehouse",
    "function",
    "genie_space",
    "table",
    "uc_connection",
    "app",
    "lakebase",
    "uc_model_service",
    "vector_search_endpoint",
    "volume",
    "mcp_genie",
    "mcp_functions",
    "mcp_vector_search",
    "mcp_sql",
    "mcp_external",
    "mcp_app",
    "prompt",
    "secret",
    "job",
    "experiment",
    "ai_gateway",
    "current_user",
    "unity_catalog",
    "workspace",
]
# The platform's own rejection text (August 2026) names what Model Serving accepts.
ACCEPTED_BY_SERVING = [
    "sql",
    "sql.statement-execution",
    "sql.warehouses",
    "mcp.genie",
    "mcp.external",
    "mcp.sql",
    "mcp.vectorsearch",
    "mcp.functions",
    "catalog.connections",
    "vector-search",
    "vectorsearch.vector-search-indexes",
    "vectorsearch.vector-search-endpoints",
    "iam.current-user:read",
    "iam.access-control:read",
    "dashboards.genie",
    "genie",
    "ai-gateway",
    "unity-catalog",
    "apps.apps",
    "apps",
    "model-serving",
    "serving.serving-endpoints",
    "workspace.workspace",
]


# --- resources -----------------------------------------------------------------------------------


@pytest.mark.parametrize(("type_", "scopes"), DOCUMENTED_SCOPES.items())
def test_documented_scopes_stand_first(type_: str, scopes: list[str]) -> None:
    row = TABLE.resource(type_)
    assert row is not None
    assert [requirement[0] for requirement in row.scopes] == scopes


@pytest.mark.parametrize(("type_", "documented"), DOCUMENTED_PASSTHROUGH.items())
def test_documented_passthrough(type_: str, documented: tuple[str, str, str, str]) -> None:
    row = TABLE.resource(type_)
    assert row is not None
    class_name = row.mlflow_class.rpartition(".")[2]
    assert (class_name, row.parameter, row.permission, row.min_mlflow) == documented
    assert row.passthrough
    assert TABLE.resource_of_class(row.mlflow_class) is row


@pytest.mark.parametrize("type_", DESIGNED_TYPES)
def test_every_type_of_the_report_has_a_row(type_: str) -> None:
    row = TABLE.resource(type_)
    assert row is not None
    assert row.title
    assert row.title[0] == row.title[0].upper() or row.title.split()[0].islower()


def test_no_row_is_of_a_type_that_the_report_does_not_know() -> None:
    assert {row.type for row in TABLE.resources} == set(DESIGNED_TYPES)


def test_only_prompts_volumes_and_their_like_have_no_passthrough() -> None:
    without = {row.type for row in TABLE.resources if not row.passthrough}
    assert without == {
        "vector_search_endpoint",
        "volume",
        "prompt",
        "secret",
        "job",
        "experiment",
        "workspace",
    }


def test_a_genie_space_warns_of_its_warehouse_and_tables_only() -> None:
    row = TABLE.resource("genie_space")
    assert row is not None
    assert {one.type for one in row.dependencies if one.severity == "warning"} == {"sql_warehouse", "table"}
    others = {
        one.severity for row in TABLE.resources if row.type != "genie_space" for one in row.dependencies
    }
    assert others == {"info"}


def test_generated_class_names_are_no_classes() -> None:
    assert TABLE.resource_of_class("mlflow.models.resources.DatabricksUCFunction") is None
    assert TABLE.resource_of_class("mlflow.models.resources.DatabricksUCTable") is None


def test_bundle_keys_are_those_of_the_schema() -> None:
    keys = {row.key for row in TABLE.app_resources}
    assert {row.apps_resource for row in TABLE.resources if row.apps_resource} <= keys
    assert "mlflow_experiment" not in keys


# --- scopes --------------------------------------------------------------------------------------


def test_serving_accepts_what_its_rejection_lists() -> None:
    assert {row.name for row in TABLE.scopes if row.model_serving == "yes"} == set(ACCEPTED_BY_SERVING)


@pytest.mark.parametrize(
    "name",
    [
        "unity-catalog",
        "apps.apps",
        "all-apis",
        "mcp.sql",
        "jobs",
        "iam.current-user:read",
        "workspace",
        "mlflow",
        "secrets",
    ],
)
def test_apps_refuse(name: str) -> None:
    assert TABLE.acceptance(name, APPS) == "no"


@pytest.mark.parametrize(
    "name", ["sql", "dashboards.genie", "files.files", "catalog.tables:read", "mcp.genie"]
)
def test_apps_accept(name: str) -> None:
    assert TABLE.acceptance(name, APPS) == "yes"


def test_a_name_that_is_no_scope_is_neither_accepted_nor_refused() -> None:
    assert TABLE.acceptance("serving-endpoints", SERVING) is None


@pytest.mark.parametrize(
    ("granted", "needed", "sure"),
    [
        ("sql", "sql.warehouses", "high"),
        ("sql", "sql.statement-execution", "high"),
        ("vector-search", "vectorsearch.vector-search-indexes", "high"),
        ("vector-search", "vectorsearch.vector-search-endpoints", "high"),
        ("genie", "dashboards.genie", "high"),
        ("dashboards.genie", "genie", "high"),
        ("model-serving", "serving.serving-endpoints", "high"),
        ("serving.serving-endpoints", "model-serving", "low"),
        ("files", "files.files", "high"),
        ("apps", "apps.apps", "high"),
        ("unity-catalog", "catalog.tables:read", "high"),
        ("unity-catalog", "catalog.connections", "low"),
        ("genie", "mcp.genie", "low"),
        # chains through an alias
        ("vector-search", "vectorsearch.vector-search-indexes:read", "high"),
        # every scope covers itself, known or not
        ("mcp.sql", "mcp.sql", "high"),
        ("no.scope", "no.scope", "high"),
    ],
)
def test_covered(granted: str, needed: str, sure: str) -> None:
    assert TABLE.covers(granted, needed, SERVING) == sure


@pytest.mark.parametrize(
    ("granted", "needed"),
    [
        ("sql.warehouses", "sql"),
        ("sql.warehouses", "sql.statement-execution"),
        ("sql.statement-execution", "sql.warehouses"),
        ("vectorsearch.vector-search-indexes", "vectorsearch.vector-search-endpoints"),
        ("catalog.connections", "mcp.external"),
        # a 403 was measured at the Genie MCP server with it
        ("dashboards.genie", "mcp.genie"),
        ("serving.serving-endpoints", "dashboards.genie"),
        # never by the dots of a name
        ("dashboards", "dashboards.genie"),
        ("catalog.connections", "unity-catalog"),
        ("all-apis", "sql"),
        ("workspace.workspace:read", "workspace.workspace"),
    ],
)
def test_not_covered(granted: str, needed: str) -> None:
    assert TABLE.covers(granted, needed, SERVING) is None


def test_covers_may_hold_on_one_target_alone() -> None:
    assert TABLE.covers("sql.statement-execution", "sql.warehouses", APPS) == "high"
    assert TABLE.covers("sql.statement-execution", "sql.warehouses") is None
    assert TABLE.covers("sql", "mcp.sql", APPS) == "high"
    assert TABLE.covers("sql", "mcp.sql", SERVING) == "low"


@pytest.mark.parametrize(
    ("requirement", "target", "short", "spelling"),
    [
        (["dashboards.genie"], SERVING, False, "dashboards.genie"),
        (["dashboards.genie"], SERVING, True, "genie"),
        (["serving.serving-endpoints"], SERVING, True, "model-serving"),
        (["mcp.sql"], SERVING, False, "mcp.sql"),
        (["mcp.sql"], APPS, False, "sql"),
        (["apps.apps"], APPS, False, "apps"),
        (["unity-catalog", "catalog.tables:read"], SERVING, False, "unity-catalog"),
        (["unity-catalog", "catalog.tables:read"], APPS, False, "catalog.tables:read"),
        (["files.files"], SERVING, False, "files.files"),
        (["mcp.genie"], SERVING, True, "mcp.genie"),
    ],
)
def test_spelling(requirement: list[str], target: Target, short: bool, spelling: str) -> None:
    assert TABLE.spelling(requirement, target, short) == spelling


@pytest.mark.parametrize(
    ("name", "instead"),
    [
        ("serving-endpoints", "serving.serving-endpoints"),
        ("sql.sql-warehouses", "sql.warehouses"),
        ("catalog.catalog-tables", "unity-catalog"),
    ],
)
def test_names_that_are_no_scopes(name: str, instead: str) -> None:
    row = TABLE.wrong_scope(name)
    assert row is not None
    assert row.instead == instead
    assert TABLE.scope(name) is None


def test_a_real_scope_is_not_wrong() -> None:
    assert all(TABLE.wrong_scope(row.name) is None for row in TABLE.scopes)


def test_every_statement_has_a_source_and_a_date() -> None:
    assert all(row.source and row.date for row in TABLE.scopes)
    assert all(row.source and row.date for row in TABLE.resources)
    assert all(row.source and row.date for row in TABLE.app_resources)
    assert all(row.source for row in TABLE.paths)
    assert all(row.source for row in TABLE.mcp)
    assert all(file.package.versions and file.package.verified for file in TABLE.rows.clients)


# --- names ---------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("name", "canonical"),
    [
        ("databricks_langchain.genie.GenieAgent", "databricks_langchain.GenieAgent"),
        ("databricks_langchain.GenieAgent", "databricks_langchain.GenieAgent"),
        ("langchain_databricks.ChatDatabricks.invoke", "databricks_langchain.ChatDatabricks.invoke"),
        (
            "databricks.sdk.credentials_provider.ModelServingUserCredentials",
            "databricks_ai_bridge.ModelServingUserCredentials",
        ),
        ("databricks.ai_search.client.AISearchClient", "databricks.vector_search.client.VectorSearchClient"),
        ("databricks_langchain.UCFunctionToolkit", "unitycatalog.ai.langchain.toolkit.UCFunctionToolkit"),
        ("mlflow.pyfunc.model.ResponsesAgent", "mlflow.pyfunc.ResponsesAgent"),
        ("acme.Genie", "acme.Genie"),
        ("GenieAgent", "GenieAgent"),
        ("", ""),
    ],
)
def test_canonical(name: str, canonical: str) -> None:
    assert TABLE.canonical(name) == canonical
    assert TABLE.canonical(canonical) == canonical


@pytest.mark.parametrize(
    ("name", "instead"),
    [
        (
            "databricks.sdk.credentials_provider.ModelServingUserCredentials",
            "databricks_ai_bridge.ModelServingUserCredentials",
        ),
        ("databricks_langchain.uc_ai.UCFunctionToolkit", "databricks_langchain.UCFunctionToolkit"),
        ("databricks_openai.uc_ai.UCFunctionToolkit", "databricks_openai.UCFunctionToolkit"),
        ("langchain_community.chat_models.ChatDatabricks", "databricks_langchain.ChatDatabricks"),
        ("databricks_langchain.UCFunctionToolkit", None),
        ("databricks_langchain.genie.GenieAgent", None),
        ("databricks.vector_search.client.VectorSearchClient", None),
        ("databricks_langchain.ChatDatabricks", None),
        ("acme.Genie", None),
    ],
)
def test_moved(name: str, instead: str | None) -> None:
    assert TABLE.moved(name) == instead


def test_what_makes_a_client() -> None:
    made = TABLE.made_by("mlflow.deployments.get_deploy_client")
    assert made is not None
    assert made.type == "mlflow.deployments.databricks.DatabricksDeploymentClient"
    assert TABLE.made_by("databricks.sdk.WorkspaceClient") is TABLE.client("databricks.sdk.WorkspaceClient")
    assert TABLE.made_by("databricks.sdk.WorkspaceClient.genie.get_space") is None


def test_a_user_credential_is_an_object_and_a_strategy_a_member() -> None:
    credential = TABLE.credential("databricks_ai_bridge.ModelServingUserCredentials")
    strategy = TABLE.credential(
        "databricks.vector_search.utils.CredentialStrategy.MODEL_SERVING_USER_CREDENTIALS"
    )
    assert credential is not None
    assert strategy is not None
    assert (credential.identity, credential.call) == ("user", True)
    assert (strategy.identity, strategy.call) == ("user", False)


def test_flavours_take_what_they_take() -> None:
    pyfunc = TABLE.logger("mlflow.pyfunc.log_model")
    langchain = TABLE.logger("mlflow.langchain.log_model")
    assert pyfunc is not None
    assert langchain is not None
    assert (pyfunc.accepts, pyfunc.detects) == (("resources", "auth_policy"), False)
    assert (langchain.accepts, langchain.detects) == (("resources",), True)
    assert TABLE.logger("mlflow.pyfunc.load_model") is None


def test_every_agent_class_answers_requests() -> None:
    for name in ("ResponsesAgent", "ChatAgent", "ChatModel", "PythonModel"):
        row = TABLE.model(f"mlflow.pyfunc.{name}")
        assert row is not None
        assert row.request == ("predict", "predict_stream")
        assert row.init == ("load_context",)


@pytest.mark.parametrize(
    ("name", "kind"),
    [
        ("mlflow.genai.agent_server.invoke", "handler"),
        ("fastapi.FastAPI.post", "handler"),
        ("langchain_core.tools.tool", "tool"),
        ("agents.function_tool", "tool"),
        ("mlflow.trace", "transparent"),
        ("functools.lru_cache", "cache"),
        ("streamlit.cache_resource", "cache"),
        ("contextlib.contextmanager", "context"),
    ],
)
def test_decorators(name: str, kind: str) -> None:
    row = TABLE.decorator(name)
    assert row is not None
    assert row.kind == kind


def test_an_unknown_decorator_has_no_row() -> None:
    assert TABLE.decorator("acme.decorated") is None
