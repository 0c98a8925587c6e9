# The path of a REST call says what it reaches, for code that goes round the client's own methods.
"""Resources in REST paths."""

from __future__ import annotations

import re

from scopelint.rulebook.rule import RestPathRow
from scopelint.uses.identifier import Candidate
from scopelint.uses.reading import KIND, Asked, Reached, Reading, unread
from scopelint.uses.route import match_route
from scopelint.uses.template import Template


def read_rest_path(candidate: Candidate, asked: Asked) -> Reading:
    """Return what the path reaches: the row with the most fixed text wins."""
    if candidate.template is None:
        return unread(candidate, "the path")
    for template in dict.fromkeys((candidate.template, candidate.template.assumed())):
        found = _best(template, asked.table.paths)
        if found is not None:
            row, places = found
            if "id" not in places:
                return Reading((Reached(row.type, KIND, whole=True, scopes=row.scopes),))
            return Reading((Reached(row.type, template.part(places["id"]).value, scopes=row.scopes),))
    if candidate.template.lone:
        return Reading(why="the path is not known")
    return Reading(why="the rule table does not say what this path reaches")


def _best(template: Template, rows: tuple[RestPathRow, ...]) -> tuple[RestPathRow, dict[str, str]] | None:
    found = [
        (row, places) for row in rows if (places := match_route(template, row.path, longer=True)) is not None
    ]
    return max(found, key=lambda pair: len(re.sub(r"\{\w*\}", "", pair[0].path)), default=None)
