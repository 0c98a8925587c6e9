# Every call that logs a model, read as a declaration. Arguments are what they were at that call.
"""Reading declarations from the run of a driver."""

from __future__ import annotations

from collections.abc import Callable, Collection
from dataclasses import replace
from pathlib import Path

from scopelint.declarations.declaration import Declaration, Misuse
from scopelint.declarations.detection import with_detected
from scopelint.declarations.grant import Grant, granting, together, unread
from scopelint.declarations.model_path import path_texts, resolve
from scopelint.declarations.policy import read_policy
from scopelint.declarations.reading import Reading
from scopelint.declarations.resources import read_resources
from scopelint.declarations.served import of_call
from scopelint.model.location import Location
from scopelint.project.records import CallRecord, FrozenValue, Item, Mapping, Scalar, Trace
from scopelint.rulebook.rule import LoggerRow
from scopelint.rulebook.table import RuleTable

_RESOURCES, _POLICY = "resources", "auth_policy"

_Reader = Callable[[FrozenValue, Location, Reading], Grant]


def read(
    trace: Trace,
    table: RuleTable,
    agent_trace: Trace | None = None,
    *,
    driver: Path | None = None,
    files: Collection[Path] = (),
) -> tuple[Declaration, ...]:
    """Return every declaration that the run of a driver makes, in the order of the run.

    `driver` is the driver's absolute file (by default the first of the trace's), `files` are the files
    (absolute, also written ones) among which the model's path is looked up (by default the trace's).
    `agent_trace` is the run of the model's file, for what MLflow detects in it; without it a
    declaration that depends on detection is incomplete and says so (`detects`), until
    `with_detected` adds what is found.
    """
    known = tuple(files) or tuple(Path(file) for file in trace.files)
    found: dict[Declaration, Declaration] = {}
    for index, record in enumerate(trace.calls):
        row = table.logger(record.name)
        if row is None:
            continue
        home = driver or _home(record, trace)
        declaration = _declaration(record, row, Reading(table, home), known)
        declaration = replace(declaration, environment=_environment(trace.calls[index + 1 :]))
        if declaration.detects and not declaration.model_texts:
            declaration = with_detected(declaration, trace, table)
        elif declaration.detects and agent_trace is not None:
            declaration = with_detected(declaration, agent_trace, table)
        found.setdefault(replace(declaration, model_value=None), declaration)
    return tuple(found.values())


def _home(record: CallRecord, trace: Trace) -> Path | None:
    """Return the absolute file in which the call stands; the run's first file if that cannot be told."""
    ending = "/" + record.location.path.removeprefix("./").lstrip("/")
    own = next((file for file in trace.files if ("/" + file.lstrip("/")).endswith(ending)), None)
    chosen = own or (trace.files[0] if trace.files else None)
    return Path(chosen) if chosen else None


def _declaration(
    record: CallRecord, row: LoggerRow, reading: Reading, files: Collection[Path]
) -> Declaration:
    arguments = record.arguments
    resources = _given(arguments.get(row.resources_position, _RESOURCES))
    policy = _given(arguments.get(row.auth_policy_position, _POLICY))
    model = arguments.get(row.model.position, *row.model.keywords)
    texts = path_texts(model.value) if model is not None else ()
    paths = (resolve(text, reading.driver, files) for text in texts) if reading.driver else iter(())
    parts = [
        _of(resources, record, reading, read_resources),
        _of(policy, record, reading, read_policy),
    ]
    if arguments.open and resources is None and policy is None:
        why = "has arguments that could not be followed"
        parts.append(unread(_shown(record.name), why, record.location, scopes=True, resources=True))
    grant = together(parts)
    detects = row.detects and (resources is None or _may_be_none(resources)) and not arguments.open
    whole = replace(
        grant,
        complete_resources=grant.complete_resources and not detects,
        misuses=(*_conflicts(record, row, resources, policy), *grant.misuses),
    )
    declaration = Declaration(
        kind="log_model",
        flavour=row.flavour,
        location=record.location,
        style=_style(resources, policy),
        model=next((path for path in paths if path is not None), None),
        policy_location=policy.location or record.location if policy else None,
        model_value=model.value if model is not None else None,
        model_texts=texts,
        detects=detects,
    )
    return granting(whole, declaration)


def _given(item: Item | None) -> Item | None:
    """Return the argument unless it is absent or nothing but None."""
    if item is None or all(isinstance(atom, Scalar) and atom.value is None for atom in item.value.atoms):
        return None
    return item


def _may_be_none(item: Item) -> bool:
    return not item.certain or any(isinstance(a, Scalar) and a.value is None for a in item.value.atoms)


def _of(item: Item | None, record: CallRecord, reading: Reading, read_value: _Reader) -> Grant:
    if item is None:
        return Grant()
    found = read_value(item.value, item.location or record.location, reading)
    return found.under(item.certain, item.conditions)


def _style(resources: Item | None, policy: Item | None) -> str:
    match resources, policy:
        case None, None:
            return "none"
        case None, _:
            return _POLICY
        case _, None:
            return _RESOURCES
        case _:
            return "both"


def _conflicts(
    record: CallRecord, row: LoggerRow, resources: Item | None, policy: Item | None
) -> list[Misuse]:
    """Return what is wrong about the keywords themselves."""
    name = _shown(record.name)
    found: list[Misuse] = []
    if policy is not None and _POLICY not in row.accepts:
        place = policy.location or record.location
        message = f"`{name}` takes no `auth_policy`, the call fails"
        help_ = "log the agent with `mlflow.pyfunc.log_model`, or declare with `resources=`"
        found.append(Misuse("no-auth-policy", _POLICY, message, help_ if row.accepts else "", place))
    elif _both(resources, policy) and not record.name.endswith("save_model"):
        message = f"`{name}` is given both `resources` and `auth_policy`, which MLflow refuses"
        help_ = "move the resources into `SystemAuthPolicy(resources=[...])`"
        found.append(Misuse("both-keywords", _POLICY, message, help_, record.location))
    if resources is not None and _RESOURCES not in row.accepts:
        place = resources.location or record.location
        message = f"`{name}` takes no `resources`, the call fails"
        found.append(Misuse("wrong-arguments", _RESOURCES, message, "declare them in `log_model`", place))
    return found


def _both(resources: Item | None, policy: Item | None) -> bool:
    given = [item for item in (resources, policy) if item is not None and not _may_be_none(item)]
    return len(given) == 2


def _shown(name: str) -> str:
    """Return the name of a logging function as people write it."""
    parts = name.split(".")
    return ".".join(parts[-2:] if parts[-1] == "log" else parts)


def _environment(following: tuple[CallRecord, ...]) -> Mapping | None:
    """Return the environment of the next deployment: the first call that gives one to a model."""
    served = next((found for record in following if (found := of_call(record)) is not None), None)
    return served.environment if served is not None else None
