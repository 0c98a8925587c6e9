# Calls by which a script creates, updates and deploys apps: of the SDK, of the REST API, of the command
# line. What of them counts the platform decides: the fields that the call's mask names, of the app alone.
"""Reading apps from the run of a script."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, field, replace

from scopelint.declarations.app_calls.command import Command, command_of
from scopelint.declarations.app_calls.value import mapping, text_of, tree_of
from scopelint.declarations.bundle_value import Variables
from scopelint.model.location import Location
from scopelint.project.records import CallRecord, Item, Trace
from scopelint.rulebook.rule import AppCallRow, ArgumentRef
from scopelint.rulebook.table import RuleTable
from scopelint.source.yaml_document import Tree

_PATH = re.compile(r"/api/2\.[01]/apps(?:/(?P<name>[^/?]+))?(?P<rest>/\w+)?(?:\?.*)?$")
_VERBS = frozenset({"POST", "PATCH", "PUT"})


@dataclass(frozen=True, slots=True)
class AppCall:
    """One call that says what an app is given, or where its source is.

    `name` is the app's, empty if it is not known, `folder` that of its source. `app` is the body; a scalar
    if it could not be read. `mask` are the fields that count, empty if all do. A `deployment` gives nothing.
    """

    location: Location
    name: str = ""
    folder: str = ""
    app: Tree | None = None
    mask: tuple[str, ...] = ()
    deployment: Tree | None = None
    creates: bool = False
    """Whether what it does not say is not there; an update leaves that as it is."""
    variables: Variables = field(default_factory=Variables, compare=False)
    """What the script says of its own variables."""


def read_app_calls(trace: Trace, table: RuleTable) -> tuple[AppCall, ...]:
    """Return the calls of a run that create, update or deploy apps, in the order of the run."""
    found: dict[AppCall, None] = {}
    for record in trace.calls:
        row = table.app_call(record.name)
        for call in _read(record, row) if row is not None else ():
            found.setdefault(call)
    return tuple(found)


def _read(record: CallRecord, row: AppCallRow) -> Iterator[AppCall]:
    if row.command is not None:
        item = _argument(record, row.command)
        command = command_of(tree_of(item, record.location)) if item is not None else None
        call = of_command(command, record.location) if command is not None else None
        if call is not None:
            yield call
    elif row.path is not None:
        yield from _of_request(record, row)
    else:
        yield _of_method(record, row)


def _argument(record: CallRecord, ref: ArgumentRef | None) -> Item | None:
    return record.arguments.get(ref.position, *ref.keywords) if ref is not None else None


def _of_method(record: CallRecord, row: AppCallRow) -> AppCall:
    place = record.location
    given, deployed = _argument(record, row.app), _argument(record, row.deployment)
    if given is None and row.app is not None:  # older SDKs take the fields one by one
        entries = [(name, tree_of(item, place)) for name, item in record.arguments.keywords]
        app: Tree | None = mapping(entries, place)
    else:
        app = tree_of(given, place) if given is not None else None
    deployment = tree_of(deployed, place) if deployed is not None else None
    mask = text_of(_argument(record, row.mask))
    call = _call(place, text_of(_argument(record, row.name)), app, mask, deployment)
    return replace(call, creates=row.app is not None and row.name is None)


def _of_request(record: CallRecord, row: AppCallRow) -> Iterator[AppCall]:
    verb = row.verb or text_of(_argument(record, row.method)).upper()
    found = _PATH.search(text_of(_argument(record, row.path)))
    body = _argument(record, row.body)
    if found is not None and verb in _VERBS and body is not None:
        yield of_path(found, tree_of(body, record.location), record.location)


def of_command(command: Command, place: Location) -> AppCall | None:
    """Return what a command line of the Databricks CLI says of an app; None if it says nothing."""
    if command.path:
        found = _PATH.search(command.path)
        return of_path(found, command.body, place) if found is not None and command.body is not None else None
    if command.verb == "deploy":
        source = Tree(place, "tag:yaml.org,2002:str", command.source)
        deployment = command.body or mapping([("source_code_path", source)], place)
        return _call(place, command.name, None, "", deployment)
    if command.verb == "create-update":
        return _whole(place, command.name, command.body, command.mask)
    call = _call(place, command.name, command.body, "", None)
    return replace(call, creates=command.verb == "create")


def of_path(found: re.Match[str], body: Tree, place: Location) -> AppCall:
    """Return what a request to a path of apps says."""
    name, rest = found["name"] or "", found["rest"] or ""
    if rest == "/deployments":
        return _call(place, name, None, "", body)
    if rest == "/update":
        return _whole(place, name, body, "")
    return replace(_call(place, name, body, "", None), creates=not name)


def _whole(place: Location, name: str, body: Tree | None, mask: str) -> AppCall:
    """Return what the body of an update with a mask says: the app is a part of it."""
    inner = body.get("app") if body is not None else None
    named = body.get("update_mask") if body is not None else None
    return _call(place, name, inner or body, mask or (named.text or "" if named is not None else ""), None)


def _call(place: Location, name: str, app: Tree | None, mask: str, deployment: Tree | None) -> AppCall:
    given = app.get("name") if app is not None else None
    source = deployment.get("source_code_path") if deployment is not None else None
    own = app.get("default_source_code_path") if app is not None else None
    folder = next((one.text for one in (source, own) if one is not None and one.text), "")
    fields = tuple(part.strip() for part in mask.split(",") if part.strip() not in ("", "*"))
    known = name or (given.text or "" if given is not None else "")
    return AppCall(place, known, folder, app, fields, deployment)
