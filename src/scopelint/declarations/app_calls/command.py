# One command line of the Databricks CLI that says something of an app. Nothing is run, nothing expanded.
"""Command lines that create, update and deploy apps."""

from __future__ import annotations

import re
import shlex
from dataclasses import dataclass, replace

from scopelint.declarations.app_calls.value import json_of
from scopelint.source.yaml_document import Tree

_PROGRAM = re.compile(r"(?:^|[/\\])(?:databricks|dbx)(?:\.exe)?$")
_VERBS = frozenset({"create", "update", "create-update", "deploy"})
_METHODS = frozenset({"patch", "post", "put"})
_VALUELESS = frozenset({"--no-wait", "--no-compute", "--debug", "--force", "-h", "--auto-approve"})


@dataclass(frozen=True, slots=True)
class Command:
    """What a command line says of an app: `path` is that of a bare request to the REST API."""

    verb: str
    name: str = ""
    mask: str = ""
    path: str = ""
    body: Tree | None = None
    source: str = ""
    """The folder of what is deployed."""


def command_of(tree: Tree) -> Command | None:
    """Return what a command says of an app: a list of words, or the line as one text; None if nothing."""
    if tree.is_list:
        return command_of_words(list(tree.items()))
    text = tree.text or ""
    if "databricks" not in text or "apps" not in text:
        return None
    try:
        words = shlex.split(text)
    except ValueError:
        return None
    return command_of_words([replace(tree, written=word) for word in words])


def command_of_words(words: list[Tree]) -> Command | None:
    """Return what the words of a command say of an app, or None."""
    texts = [word.text or "" for word in words]
    start = next((n for n, text in enumerate(texts) if _PROGRAM.search(text)), None)
    if start is None:
        return None
    plain, options = _parted(words[start + 1 :])
    names = [word.text or "" for word in plain]
    body, source = options.get("--json"), options.get("--source-code-path")
    if len(names) > 1 and names[0] == "apps" and names[1] in _VERBS:
        deployed = source.text or "" if source is not None else ""
        rest = [*names[2:], "", ""]
        return Command(names[1], rest[0], rest[1], body=_json(body), source=deployed)
    if len(names) > 2 and names[0] == "api" and names[1] in _METHODS:
        return Command(names[1], path=names[2], body=_json(body))
    return None


def _parted(words: list[Tree]) -> tuple[list[Tree], dict[str, Tree]]:
    plain: list[Tree] = []
    options: dict[str, Tree] = {}
    waiting = ""
    for word in words:
        text = word.text or ""
        if waiting:
            options[waiting] = word
            waiting = ""
        elif text.startswith("-"):
            name, equals, value = text.partition("=")
            if equals:
                options[name] = replace(word, written=value)
            elif name not in _VALUELESS:
                waiting = name
        else:
            plain.append(word)
    return plain, options


def _json(body: Tree | None) -> Tree | None:
    if body is None or body.written is None:
        return body
    return json_of(body.written, body.location) or body
