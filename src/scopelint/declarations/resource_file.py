# A resources YAML file beside the driver. Input is data: bounded in size, never followed out of the project.
"""Reading a resources file."""

from __future__ import annotations

from pathlib import Path

from scopelint.declarations.declaration import DeclaredResource
from scopelint.declarations.grant import Grant, refused, together, unread
from scopelint.declarations.reading import Reading
from scopelint.model.location import Location
from scopelint.model.resource import Resource
from scopelint.model.value import Literal
from scopelint.source.yaml_document import UnreadableYamlError, read_yaml

_MAX_ENTRIES = 2_000
_ROOT_MARKS = (".git", "pyproject.toml", "databricks.yml", "databricks.yaml")


def read_resource_file(text: str, place: Location, reading: Reading) -> Grant:
    """Return what the file declares; places are those of the argument that names it."""
    found = _find(text, reading.driver)
    if found is None:
        return unread(text, "is a file that is not there", place, resources=True)
    try:
        tree = read_yaml(found, text)
    except UnreadableYamlError as error:
        return unread(text, f"cannot be read: {error}", place, resources=True)
    data = tree.data() if tree is not None else None
    return together((Grant(resources_location=place), _declared(data, text, place, reading)))


def _find(text: str, driver: Path | None) -> Path | None:
    if driver is None or "{}" in text or "\0" in text:
        return None
    root = _root(driver.parent)
    for start in (driver.parent, root):
        try:
            path = (start / text).resolve()
        except (OSError, RuntimeError):
            return None
        if path.is_relative_to(root.resolve()) and path.is_file():
            return path
    return None


def _root(folder: Path) -> Path:
    """Return the folder of the project that holds the folder; the folder itself if nothing marks one."""
    marked = (one for one in (folder, *folder.parents) if any((one / mark).exists() for mark in _ROOT_MARKS))
    return next(marked, folder)


def _declared(data: object, text: str, place: Location, reading: Reading) -> Grant:
    kinds = data.get("databricks") if isinstance(data, dict) else None
    if not isinstance(data, dict) or not isinstance(kinds, dict):
        return unread(text, "has no `databricks` key", place, resources=True)
    parts: list[Grant] = []
    if data.get("api_version") != "1":
        message = f'`{text}` lacks `api_version: "1"` as text, MLflow refuses the file'
        parts.append(refused("wrong-arguments", text, message, 'write `api_version: "1"`', place))
    for kind, entries in kinds.items():
        row = reading.table.resource(str(kind))
        if row is None or not row.mlflow_class:
            message = f"`{kind}` in `{text}` is no kind of resource that MLflow knows"
            parts.append(refused("unknown-class", str(kind), message, "", place))
        elif not isinstance(entries, list) or len(entries) > _MAX_ENTRIES:
            parts.append(unread(str(kind), "is not a list of bounded length", place, resources=True))
        else:
            parts += [_entry(row.type, entry, place) for entry in entries]
    return together(parts)


def _entry(type_: str, entry: object, place: Location) -> Grant:
    if not isinstance(entry, dict) or not isinstance(entry.get("name"), str):
        return unread(type_, "has an entry without `name`", place, resources=True)
    for_user = entry.get("on_behalf_of_user") is True
    return Grant(
        resources=(DeclaredResource(Resource(type_, Literal(entry["name"])), place, for_user=for_user),)
    )
