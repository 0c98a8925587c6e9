# Names that stand in an argument as they are, or wrapped in little: a prefix, a path, a URI.
"""Resources named in plain arguments."""

from __future__ import annotations

import re

from scopelint.model.value import Symbol, Unknown, Value
from scopelint.uses.identifier import Candidate
from scopelint.uses.reading import Asked, Reached, Reading, unread
from scopelint.uses.template import Template, everything_in, has_hole, is_hole, symbol

_EVERY = re.compile(r"([^.]+\.[^.]+)\.\*")
"""Everything in a schema, as the function toolkits spell it."""
_WAREHOUSE = re.compile(r"/?sql/1\.0/(?:warehouses|endpoints)/([^/?;]+)")
_VOLUME = re.compile(r"(?:dbfs:)?/Volumes/([^/]+)/([^/]+)/([^/]+)")
_CLUSTER = re.compile(r"/?sql/protocolv1/")


def read_value(candidate: Candidate, asked: Asked) -> Reading:
    """Return the resource that the argument names as it stands."""
    if candidate.template is None:
        return Reading((Reached(asked.row.type, Unknown(candidate.why)),))
    return _named(_unquoted(candidate.template), asked)


def read_stripped(candidate: Candidate, asked: Asked) -> Reading:
    """Return the resource whose name follows the row's prefix."""
    if candidate.template is None:
        return read_value(candidate, asked)
    prefix = asked.row.prefix
    template = candidate.template
    if template.text.startswith(prefix):
        return _named(template.part(template.text[len(prefix) :]), asked)
    match template.value:
        case Symbol(source, name, str(default)):
            return Reading((Reached(asked.row.type, Symbol(source, name, default.removeprefix(prefix))),))
        case _:
            return _named(template, asked)


def read_schema(candidate: Candidate, asked: Asked) -> Reading:
    """Return everything of the row's type in the schema that the argument names."""
    template = candidate.template
    if template is None:
        return Reading((Reached(asked.row.type, Unknown(candidate.why)),))
    return Reading((Reached(asked.row.type, everything_in(_unquoted(template))),))


def read_warehouse_path(candidate: Candidate, asked: Asked) -> Reading:
    """Return the SQL warehouse in an HTTP path; nothing if the path is a cluster's."""
    template = candidate.template
    if template is None:
        return Reading((Reached(asked.row.type, Unknown(candidate.why)),))
    for text in (template.text, template.assumed().text):
        found = _WAREHOUSE.search(text)
        if found is not None:
            return Reading((Reached(asked.row.type, template.part(found[1]).value),))
    if _CLUSTER.search(template.text):
        return Reading()
    if has_hole(template.text):
        warehouse = _held(template, "stands in an HTTP path that is not known")
        return Reading((Reached(asked.row.type, warehouse),))
    return unread(candidate, "the HTTP path's warehouse")


def read_volume_path(candidate: Candidate, asked: Asked) -> Reading:
    """Return the volume in a path such as `/Volumes/main/agents/files/notes.txt`."""
    template = candidate.template
    if template is None:
        return Reading((Reached(asked.row.type, Unknown(candidate.why)),))
    for text in (template.text, template.assumed().text):
        found = _VOLUME.match(text)
        if found is not None:
            return Reading((Reached(asked.row.type, template.part(".".join(found.groups())).value),))
    if has_hole(template.text):
        return Reading((Reached(asked.row.type, _held(template, "stands in a path that is not known")),))
    return Reading(why="the path is in no volume")


def read_prompt_uri(candidate: Candidate, asked: Asked) -> Reading:
    """Return the prompt that a URI such as `prompts:/main.agents.greeting@live` or a plain name speaks of."""
    template = candidate.template
    if template is None:
        return Reading((Reached(asked.row.type, Unknown(candidate.why)),))
    name = re.split(r"[/@]", re.sub(r"^prompts:/+", "", template.text), maxsplit=1)[0]
    return Reading((Reached(asked.row.type, template.part(name).value),)) if name else Reading()


def _named(template: Template, asked: Asked) -> Reading:
    if not template.text.strip():
        # A placeholder that is filled in elsewhere; an optional resource is left out so.
        reached = Reached(asked.row.type, Unknown("the name is empty"))
        return Reading(why="the name is empty") if asked.row.optional else Reading((reached,))
    every = _EVERY.fullmatch(template.text)
    if every is not None:
        return Reading((Reached(asked.row.type, everything_in(template.part(every[1]))),))
    return Reading((Reached(asked.row.type, template.value),))


def _held(template: Template, why: str) -> Value:
    """Return a name that stands somewhere in a setting, with which the text begins."""
    match symbol(template.hole(template.text[0])) if is_hole(template.text[0]) else None:
        case Symbol(source, name) if not name.startswith("{"):
            return Symbol(source, f"{{{name}}}")
        case _:
            return Unknown(why)


def _unquoted(template: Template) -> Template:
    return template.part(template.text.replace("`", ""))
