# The path of a REST call says what it reaches, for code that goes round the client's own methods.
"""Resources in REST paths."""

from __future__ import annotations

from scopelint.rulebook.rule import RestPathRow
from scopelint.uses.identifier import Candidate
from scopelint.uses.reading import KIND, Asked, Reached, Reading, unread
from scopelint.uses.route import match_route
from scopelint.uses.template import Template


def read_rest_path(candidate: Candidate, asked: Asked) -> Reading:
    """Return what the path reaches: the first row that holds counts."""
    if candidate.template is None:
        return unread(candidate, "the path")
    for template in dict.fromkeys((candidate.template, candidate.template.assumed())):
        found = _first(template, asked.table.paths)
        if found is not None:
            row, places = found
            if "id" not in places:
                return Reading((Reached(row.type, KIND, whole=True, scopes=row.scopes),))
            return Reading((Reached(row.type, template.part(places["id"]).value, scopes=row.scopes),))
    if candidate.template.lone:
        return Reading(why="the path is not known")
    return Reading(why="the rule table does not say what this path reaches")


def _first(template: Template, rows: tuple[RestPathRow, ...]) -> tuple[RestPathRow, dict[str, str]] | None:
    for partial in (False, True):
        for row in rows:
            places = match_route(template, row.path, longer=True, partial=partial)
            if places is not None:
                return row, places
    return None
