# entries.toml and the classes of resources.toml against the libraries that are installed.
"""Agents, loggers, resource classes and decorators exist as the table says."""

from __future__ import annotations

import inspect
from typing import Any

import pytest

from rulebook.real import NotInstalledError, UntoldError, parameters, resolve
from scopelint.rulebook.load import load_table
from scopelint.rulebook.rule import (
    AppCallRow,
    AppResourceRow,
    DecoratorRow,
    FeatureRow,
    LoggerRow,
    ModelRow,
    ResourceRow,
)

TABLE = load_table()
DECORATORS = [
    *TABLE.rows.entries.decorator,
    *(row for file in TABLE.rows.clients for row in file.decorator),
]
BUILTIN = {"property", "staticmethod", "classmethod"}
OTHER_VERSIONS = {
    "flask.Flask.before_first_request",
    "langchain.agents.tool",
    "mcp.server.fastmcp.FastMCP",
    "mcp.server.mcpserver.MCPServer",
    "starlette.applications.Starlette.websocket_route",
    "typing.override",
    "warnings.deprecated",
}
"""Names that the supported versions of a library do not all have."""


def real(name: str) -> Any:
    pytest.importorskip(name.partition(".")[0])
    try:
        return resolve(name)
    except (NotInstalledError, UntoldError) as error:
        pytest.skip(str(error).splitlines()[0])


@pytest.mark.parametrize("row", TABLE.loggers, ids=lambda row: row.name)
def test_a_logger_takes_what_its_row_says(row: LoggerRow) -> None:
    taken = parameters(real(row.name))
    known = [keyword for keyword in row.model.keywords if taken.takes(keyword)]
    assert known or taken.open
    if row.model.position is not None:
        assert taken.positional[row.model.position] in row.model.keywords
    for keyword, position in (
        ("resources", row.resources_position),
        ("auth_policy", row.auth_policy_position),
    ):
        if keyword in row.accepts:
            assert taken.takes(keyword) or taken.open, f"{row.name} refuses {keyword}"
        else:
            assert not taken.takes(keyword), f"{row.name} takes {keyword}"
        if position is not None:
            assert taken.positional[position] == keyword


@pytest.mark.parametrize("row", TABLE.models, ids=lambda row: row.name)
def test_an_agent_has_the_methods_of_its_row(row: ModelRow) -> None:
    found = real(row.name)
    assert inspect.isclass(found)
    assert all(callable(getattr(found, method)) for method in (*row.request, *row.init))


@pytest.mark.parametrize(
    "row", [row for row in TABLE.resources if row.mlflow_class], ids=lambda row: row.type
)
def test_a_resource_class_takes_its_name_first(row: ResourceRow) -> None:
    found = real(row.mlflow_class)
    assert next(iter(inspect.signature(found).parameters)) == row.parameter
    assert found(**{row.parameter: "a"}).to_dict().keys() == {row.type}


@pytest.mark.parametrize(
    "row",
    [
        row
        for row in DECORATORS
        if row.name not in BUILTIN | OTHER_VERSIONS and row.name.rpartition(".")[0] not in OTHER_VERSIONS
    ],
    ids=lambda row: row.name,
)
def test_a_decorator_exists(row: DecoratorRow) -> None:
    assert callable(real(row.name)) or isinstance(real(row.name), property)


@pytest.mark.parametrize("row", TABLE.features, ids=lambda row: f"{row.name} {row.keyword}".strip())
def test_a_feature_exists(row: FeatureRow) -> None:
    found = real(row.name)
    if row.keyword:
        taken = parameters(found)
        assert taken.takes(row.keyword) or taken.open


CALLS = [(name, row) for row in TABLE.rows.entries.app_call for name in row.calls]


@pytest.mark.parametrize(("name", "row"), CALLS, ids=[name for name, _ in CALLS])
def test_a_call_that_makes_apps_takes_what_its_row_says(name: str, row: AppCallRow) -> None:
    taken = parameters(real(name))
    given = (row.app, row.name, row.mask, row.deployment, row.method, row.path, row.body, row.command)
    for ref in (one for one in given if one is not None):
        assert taken.open or any(taken.takes(keyword) for keyword in ref.keywords), ref
        if ref.position is not None and not taken.open:
            assert taken.positional[ref.position] in ref.keywords


@pytest.mark.parametrize("row", TABLE.app_resources, ids=lambda row: row.key)
def test_a_resource_of_an_app_has_the_fields_and_permissions_of_its_row(row: AppResourceRow) -> None:
    name = "".join(part.capitalize() for part in row.key.split("_"))
    cls = real(f"databricks.sdk.service.apps.AppResource{name}")
    fields = set(inspect.signature(cls).parameters)
    assert fields == {*row.required, *row.optional}
    permissions = real(f"databricks.sdk.service.apps.AppResource{name}{name}Permission")
    assert {member.name for member in permissions} == set(row.permissions)
