# What tools expose for declarations: `tool.resources`, and `get_databricks_resources()` of an MCP client.
# Computed from how the tool was built, by the same rules that say what it reaches.
"""Resources that objects expose for declaring them."""

from __future__ import annotations

import re
from collections.abc import Iterator

from scopelint.declarations.declaration import DeclaredResource
from scopelint.declarations.grant import Grant, unread
from scopelint.declarations.model_path import path_texts
from scopelint.model.auth import Phase, Target
from scopelint.model.location import Location
from scopelint.model.resource import Resource
from scopelint.project.exposure import MCP_RESOURCES_OF, RESOURCES_OF
from scopelint.project.records import CallRecord, Made, Trace
from scopelint.rulebook.table import RuleTable
from scopelint.uses.find import find_uses
from scopelint.uses.mcp_url import behind
from scopelint.uses.use import Use

_HOLE = re.compile(r"\\\{\w*\\\}")


def is_exposed(name: str) -> bool:
    """Tell whether a type stands for the resources that an object exposes."""
    return name in (RESOURCES_OF, MCP_RESOURCES_OF)


def exposed(stand_in: Made, place: Location, table: RuleTable) -> Grant:
    """Return what the object behind a stand-in exposes, declared at `place`."""
    owner = stand_in.receiver
    if owner is None:
        return unread("resources", "the object that exposes them is not known", place, resources=True)
    if stand_in.type == MCP_RESOURCES_OF:
        if not _urls(owner):
            return unread(
                "get_databricks_resources()", "the server's URL is not known", place, resources=True
            )
        found = list(_of_server(owner, table))
    else:
        found = [use.resource for made in _parts(owner, table) for use in _uses(made, table)]
    kinds = [r for r in dict.fromkeys(found) if (row := table.resource(r.type)) and row.mlflow_class]
    return Grant(resources=tuple(DeclaredResource(resource, place) for resource in kinds))


def _parts(owner: Made, table: RuleTable) -> Iterator[Made]:
    yield owner
    row = table.attribute(f"{owner.type}.resources")
    for name in row.including if row is not None else ():
        item = owner.arguments.get(None, name)
        if item is not None:
            yield from item.value.made()


def _uses(made: Made, table: RuleTable) -> tuple[Use, ...]:
    """Return what building the object reaches."""
    record = CallRecord(
        made.type, made.type, made.receiver, made.arguments, made, made.location, Phase.UNKNOWN, ()
    )
    return find_uses(Trace(calls=(record,)), table, Target.MODEL_SERVING).uses


def _urls(owner: Made) -> tuple[str, ...]:
    """Return the URLs that a server may have, as far as their paths are known."""
    item = owner.arguments.get(0, "server_url", "url")
    return tuple(text for text in path_texts(item.value) if "/mcp/" in text) if item is not None else ()


def _of_server(owner: Made, table: RuleTable) -> Iterator[Resource]:
    """Yield what databricks-mcp finds for a server: it knows only some forms of URL, and else nothing."""
    texts = _urls(owner)
    known = [row for row in table.mcp if row.helper]
    if not any(
        re.search(_HOLE.sub("[^/]+", re.escape(row.path)) + "$", text) for row in known for text in texts
    ):
        return
    for use in _uses(owner, table):
        resource = behind(use.resource.type, use.resource.id, table)
        yield resource or use.resource
