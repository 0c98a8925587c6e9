# Configuration files beside the code: read as data, bounded, never templated or executed.
"""Configuration files as values."""

from __future__ import annotations

import json
import posixpath
import sys
from collections.abc import Callable

from scopelint.model.location import Location
from scopelint.project.machine import Machine
from scopelint.project.records import Origin, Scalar
from scopelint.project.values import DictState, Element, Key, Val, text, unknown
from scopelint.source.yaml_document import UnreadableYamlError, parse_yaml

MAX_BYTES = 1_000_000
MAX_NODES = 20_000
"""Values of one file that are followed."""


def unread(location: Location) -> Val:
    """Return a configuration of which nothing is known but that its keys name its values."""
    return Val((Origin("config", "", None, location),))


def _absent(machine: Machine, path: str, why: str, location: Location) -> Val:
    name = posixpath.basename(path)  # code tries one name in folder after folder
    machine.gap(
        location, f"`{name}`", why, "put the file where the code looks: until then its keys are names"
    )
    return unread(location)


def from_file(machine: Machine, path: str, base: str, location: Location) -> Val:
    """Return what a YAML, JSON or TOML file holds; known by its keys alone if it cannot be read."""
    full = posixpath.normpath(path if path.startswith("/") else posixpath.join(base, path))
    root = machine.modules.code.root.as_posix()
    if not machine.modules.code.exists(full):
        found = _nearby(machine, path, base)
        if found is None:
            return _absent(machine, path, "the file is not there", location)
        full = found
    if not full.startswith(root) or not machine.modules.code.inside(full):
        return _absent(machine, path, "the file is outside the project", location)
    data = read(full)
    if data is None:
        return _absent(machine, path, "the file could not be read", location)
    return to_value(machine, data[0], Location(posixpath.basename(full)))


def _nearby(machine: Machine, path: str, base: str) -> str | None:
    """A relative path counts from where the code is started: look in the folders above as well."""
    if path.startswith("/"):
        path = posixpath.basename(path)
    root = machine.modules.code.root.as_posix()
    while base.startswith(root) and base != "/":
        candidate = posixpath.normpath(posixpath.join(base, path))
        if machine.modules.code.exists(candidate):
            return candidate
        base = posixpath.dirname(base)
    return None


def read(path: str) -> tuple[object] | None:
    """Return the data of a file in a tuple, or None if it cannot be read."""
    try:
        with open(path, "rb") as file:  # noqa: PTH123 - paths are plain strings here
            content = file.read(MAX_BYTES + 1)
    except OSError:
        return None
    if len(content) > MAX_BYTES:
        return None
    return parse(content, posixpath.splitext(path)[1])


def parse(content: bytes, suffix: str) -> tuple[object] | None:
    """Return data in a tuple, by the format that the suffix tells; None if it is malformed."""
    readers: dict[str, Callable[[bytes], object]] = {".json": json.loads, ".toml": _toml}
    try:
        return (readers.get(suffix, _yaml)(content),)
    except (ValueError, RecursionError, UnreadableYamlError):
        return None


def _toml(content: bytes) -> object:
    if sys.version_info >= (3, 11):
        import tomllib
    else:
        import tomli as tomllib

    return tomllib.loads(content.decode())


def _yaml(content: bytes) -> object:
    tree = parse_yaml(content, "")
    return tree.data() if tree is not None else None


def to_value(machine: Machine, data: object, location: Location) -> Val:
    """Return plain data as a value of the interpreter."""
    budget = [MAX_NODES]
    return _to_value(machine, data, location, budget, 0)


def _to_value(machine: Machine, data: object, location: Location, budget: list[int], depth: int) -> Val:
    budget[0] -= 1
    if budget[0] < 0 or depth > 32:
        return unknown("…", "the file holds more than the analysis follows", location)
    match data:
        case str():
            return text(data, location)
        case bool() | int() | float() | None:
            return Val((Scalar(data),))
        case dict():
            entries: list[tuple[Key, Element]] = []
            for key, value in data.items():
                name: Key = key if isinstance(key, (str, int, float, bool)) else str(key)
                entries.append(
                    (name, Element(_to_value(machine, value, location, budget, depth + 1), location))
                )
            return machine.new_dict(DictState(tuple(entries)), location)
        case list():
            items = [
                Element(_to_value(machine, value, location, budget, depth + 1), location) for value in data
            ]
            return machine.new_list(items, "list", True, location)
        case _:
            return text(str(data), location)
