# The address of an MCP server says what stands behind it. Reads addresses only; what an address means is
# in the rule table.
"""Resources in the URLs of MCP servers."""

from __future__ import annotations

import re

from scopelint.model.resource import Resource
from scopelint.model.value import Unknown, Value
from scopelint.rulebook.rule import McpUrlRow
from scopelint.rulebook.table import RuleTable
from scopelint.uses.identifier import Candidate
from scopelint.uses.reading import KIND, Asked, Reached, Reading, unread
from scopelint.uses.route import host_of, is_all_hole, match_route
from scopelint.uses.template import Template, everything_in, has_hole, is_hole

_APP_HOST = ".databricksapps.com"
"""Where every app is reached (Databricks docs, Host an MCP server using Databricks Apps, 2026)."""
_APP = re.compile(r"(?P<name>.+?)-(?P<workspace>\d{6,})")
"""The first label of an app's host: its name, and the number of its workspace."""
_PLACEHOLDER = re.compile(r"<[^<>]*>|your[-_ ]\w*|\.\.\.", re.IGNORECASE)
"""What samples write where the reader's own URL belongs."""
_HOLE = re.compile(r"\{(\w*)\}")


def read_mcp_url(candidate: Candidate, asked: Asked) -> Reading:
    """Return what the MCP server at the URL reaches; nothing for a server that is not Databricks'."""
    if candidate.template is None:
        return unread(candidate, "the URL")
    for template in dict.fromkeys((candidate.template, candidate.template.assumed())):
        reached = _app(template) or _managed(template, asked.table)
        if reached is not None:
            return Reading((reached,))
    template = candidate.template.assumed()
    if is_all_hole(template) or is_hole(template.text[:1]):
        return Reading(why="the URL is not known")
    if _PLACEHOLDER.fullmatch(template.text):
        return Reading(why="a placeholder stands for the URL")
    if "/api/2.0/mcp/" in template.text:
        return Reading(why="no managed MCP server is known at this URL")
    return Reading()


def read_app_url(candidate: Candidate, asked: Asked) -> Reading:
    """Return the app whose host stands in the URL; nothing for another host."""
    if candidate.template is None:
        return unread(candidate, "the URL")
    for template in dict.fromkeys((candidate.template, candidate.template.assumed())):
        host = host_of(template)
        if host is not None and host.endswith(_APP_HOST):
            return Reading((Reached(asked.row.type or "app", _app_name(template, host)),))
    host = host_of(candidate.template.assumed())
    if host is None or has_hole(host):
        return Reading(why="the URL is not known")
    return Reading()


def behind(type_: str, id_: Value, table: RuleTable) -> Resource | None:
    """Return what the system must be given to use an MCP server of the type, if the table tells."""
    if type_ == "mcp_app":
        return Resource("app", id_)
    row = next((row for row in table.mcp if row.user_type == type_ and row.resource), None)
    return Resource(row.resource, id_) if row is not None else None


def _app(template: Template) -> Reached | None:
    host = host_of(template)
    if host is None or not host.endswith(_APP_HOST):
        return None
    name = _app_name(template, host)
    return Reached("mcp_app", name, behind=Resource("app", name))


def _app_name(template: Template, host: str) -> Value:
    label = host.split(".", 1)[0]
    found = _APP.fullmatch(label)
    if found is not None:
        return template.part(found["name"]).value
    if is_hole(label) or has_hole(label):
        return Unknown("the app's name is part of a host that is not known")
    return template.part(label).value


def _managed(template: Template, table: RuleTable) -> Reached | None:
    for partial in (False, True):
        for row in table.mcp:
            places = match_route(template, row.path, partial=partial)
            if places is not None:
                return _server(template, row, places)
    return None


def _server(template: Template, row: McpUrlRow, places: dict[str, str]) -> Reached:
    if not row.id:
        return Reached(row.user_type, KIND, whole=True)
    id_ = _filled(template, row.id, places)
    return Reached(row.user_type, id_, behind=Resource(row.resource, id_) if row.resource else None)


def _filled(template: Template, pattern: str, places: dict[str, str]) -> Value:
    pieces: list[str | Template | None] = []
    end = 0
    before: str | None = None
    for found in _HOLE.finditer(pattern):
        place = places.get(found[1]) if found[1] else None
        if place is not None and is_hole(place) and place == before:
            end = found.end()
            continue  # one setting stands for both: `/functions/{where}`
        before = place
        pieces += [pattern[end : found.start()], None if place is None else template.part(place)]
        end = found.end()
    filled = Template.build((*pieces, pattern[end:]))
    last = pieces[-1] if pieces else ""
    open_ = last is None or (isinstance(last, Template) and last.lone and last.hole(last.text) is None)
    if not open_:
        return filled.value
    start = Template.build(pieces[:-1])
    return everything_in(start.part(start.text.rstrip(".")))
