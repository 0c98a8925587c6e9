# The environment that a deployment gives to a served model: by `agents.deploy`, by the configuration of an
# endpoint (SDK, deployment client, REST), or by a bundle. Values of secrets are handed on, and never shown.
"""Reading the environment of served models."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from scopelint.declarations.app_calls.value import text_of
from scopelint.declarations.app_manifest import Shown
from scopelint.declarations.bundle_files import documents
from scopelint.declarations.bundle_value import Variables
from scopelint.model.location import Location
from scopelint.project.records import (
    Arguments,
    CallRecord,
    FrozenAtom,
    FrozenValue,
    Item,
    Made,
    Mapping,
    Origin,
    Sequence,
    Text,
)
from scopelint.source.yaml_document import Tree

ENVIRONMENT = "environment_vars"
_MODELS = ("entity_name", "model_name")
_REFERENCE = re.compile(r"\$\{([^{}]+)\}")
_MAX_DEPTH = 8


@dataclass(frozen=True, slots=True)
class Served:
    """The environment of one served model; `model` is the model's name, with `${...}` for what is unknown."""

    location: Location
    environment: Mapping
    model: str = ""


def of_call(record: CallRecord) -> Served | None:
    """Return what a call gives to the model that it serves; None if it gives it no environment."""
    found = next(_in_arguments(record.arguments, 0), None)
    if found is None:
        return None
    environment, model = found
    named = model or text_of(record.arguments.get(0, *_MODELS))
    return Served(record.location, environment, named)


def _in_arguments(arguments: Arguments, depth: int) -> Iterator[tuple[Mapping, str]]:
    given = arguments.get(None, ENVIRONMENT)
    if given is not None:
        model = text_of(arguments.get(None, *_MODELS))
        yield from ((atom, model) for atom in given.value.atoms if isinstance(atom, Mapping))
    for item in arguments.all():
        yield from _in_value(item.value, depth + 1)


def _in_value(value: FrozenValue, depth: int) -> Iterator[tuple[Mapping, str]]:
    for atom in value.atoms if depth <= _MAX_DEPTH else ():
        yield from _in_atom(atom, depth)


def _in_atom(atom: FrozenAtom, depth: int) -> Iterator[tuple[Mapping, str]]:
    match atom:
        case Mapping(entries):
            given = atom.get(ENVIRONMENT)
            named = next((item for key in _MODELS if (item := atom.get(key)) is not None), None)
            if given is not None:
                yield from ((one, text_of(named)) for one in given.value.atoms if isinstance(one, Mapping))
            for _, item in entries:
                yield from _in_value(item.value, depth + 1)
        case Sequence(items):
            for item in items:
                yield from _in_value(item.value, depth + 1)
        case Made(arguments=arguments):
            yield from _in_arguments(arguments, depth + 1)
        case _:
            pass


# --- bundles ---------------------------------------------------------------------------------------


def of_bundle(file: Path, shown: Shown) -> Iterator[Served]:
    """Yield the environments that a bundle's endpoints give to the models that they serve.

    `file` is the bundle's own file, absolute. Raises UnreadableYamlError if the bundle cannot be read.
    """
    files = [tree for tree, _ in documents(file, shown)]
    variables = Variables.of(files)
    for document in files:
        targets = document.get("targets")
        layers = [document, *(held for _, held in (targets.entries() if targets is not None else ()))]
        for layer in layers:
            endpoints = layer.get("resources", "model_serving_endpoints")
            for _, endpoint in endpoints.entries() if endpoints is not None else ():
                yield from _of_endpoint(endpoint, variables)


def _of_endpoint(endpoint: Tree, variables: Variables) -> Iterator[Served]:
    for kind in ("served_entities", "served_models"):
        entities = endpoint.get("config", kind)
        for entity in entities.items() if entities is not None else ():
            held = entity.get(ENVIRONMENT)
            if held is None or not held.is_mapping:
                continue
            named = next((one for key in _MODELS if (one := entity.get(key)) is not None), None)
            entries = tuple(
                (key.text, Item(FrozenValue((_text(value, variables),)), value.location))
                for key, value in held.entries()
                if key.text
            )
            model = variables.filled(named.text or "") if named is not None else ""
            yield Served(held.location, Mapping(entries, location=held.location), model.replace("{}", "${?}"))


def _text(tree: Tree, variables: Variables) -> Text:
    """Return a value as it is given: a bundle's own variables are filled in where they have one value."""
    text = tree.text or ""
    pieces: list[str | Origin | None] = []
    end = 0
    for found in _REFERENCE.finditer(text):
        pieces.append(text[end : found.start()])
        known = variables.default(found[1])
        pieces.append(known if known is not None else Origin("variable", found[1], location=tree.location))
        end = found.end()
    pieces.append(text[end:])
    return Text(tuple(piece for piece in pieces if piece != ""), tree.location)
