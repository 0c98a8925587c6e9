# How findings speak: the phrases that the messages of several checks share, and the evidence they
# give. It words what it is told, and decides nothing.
"""Phrases for messages, help and evidence."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from scopelint.model.auth import Identity, Target
from scopelint.model.evidence import Evidence, Step
from scopelint.model.location import Location
from scopelint.model.resource import Resource
from scopelint.model.value import Literal, Pattern, Symbol, SymbolSource, Unknown
from scopelint.rulebook.table import RuleTable
from scopelint.uses.use import Use

_LONGEST_NAME = 120

_SHOWN_USES = 3
"""Uses whose whole evidence a finding carries; the others would repeat it."""


def place(location: Location) -> str:
    """Return a place in the form in which editors open it: `agent.py:57`."""
    cell = f":cell {location.cell}" if location.cell else ""
    return f"{location.path}{cell}:{location.line}"


def callee(use: Use) -> str:
    """Return the call that a use is, in backticks, without its module: `WorkspaceClient.genie.ask`."""
    if use.record is None:
        return "a `scopelint: uses` comment"
    parts = use.record.name.removesuffix("()").split(".")
    start = next(
        (i for i, part in enumerate(parts) if part.lstrip("_")[:1].isupper()), max(len(parts) - 2, 0)
    )
    return f"`{'.'.join(parts[start:])}`"


def acts(identity: Identity, target: Target) -> str:
    """Return a phrase for what acts as `identity`: "acts for the user"."""
    match identity:
        case Identity.USER:
            return "acts for the user"
        case Identity.SYSTEM:
            return "acts as the app" if target is Target.APPS else "acts as the system"
        case Identity.MANUAL:
            return "acts with credentials of its own"
        case Identity.UNKNOWN:
            return "acts as somebody unknown"


def described(resource: Resource, table: RuleTable) -> str:
    """Return a resource as a noun: "Genie space `01f0`", "a SQL warehouse"."""
    row = table.resource(resource.type)
    title = row.title if row else resource.type
    match resource.id:
        case Literal(value) | Pattern(value):
            return f"{title} `{in_one_line(_short(value))}`"
        case Symbol(_, name) if name.startswith("{"):
            return f"{title} `{name}`"
        case Symbol(source, name):
            words = {
                SymbolSource.ENV: "environment variable",
                SymbolSource.CONFIG: "config key",
                SymbolSource.WIDGET: "widget",
                SymbolSource.PARAMETER: "parameter",
                SymbolSource.VARIABLE: "variable",
            }
            return f"the {title} of {words[source]} `{name}`"
        case Unknown():
            return f"a{'n' if title[:1].lower() in 'aeio' else ''} {title}"


def constructor(resource: Resource, table: RuleTable) -> str:
    """Return the code that declares a resource to MLflow, or an empty string if there is none."""
    row = table.resource(resource.type)
    if row is None or not row.mlflow_class:
        return ""
    match resource.id:
        case Literal(value):
            written = f'"{value}"'
        case Symbol(SymbolSource.ENV, name, default) if "{" not in name:
            written = f'os.getenv("{name}", "{default}")' if default else f'os.environ["{name}"]'
        case Pattern(value) if value.startswith("{}.{}.") and "{" not in _short(value):
            written = f'"{_in_full(value)}"'
        case _:
            written = "..."
    return f"{row.mlflow_class.rpartition('.')[2]}({row.parameter}={written})"


def app_entry(resource: Resource, table: RuleTable) -> str:
    """Return what grants a resource to an app in its bundle, or an empty string if nothing does."""
    known = table.resource(resource.type)
    row = next((it for it in table.app_resources if known and it.key == known.apps_resource), None)
    if row is None:
        return ""
    fields = []
    if isinstance(resource.id, Literal) and "{" not in row.id:
        fields.append(f"`{row.id}: {in_one_line(resource.id.value)}`")
    fields += [f"`{row.selector}: {value}`" for value, type_ in row.types if type_ == resource.type]
    return f"`{row.key}`" + (f" with {' and '.join(fields)}" if fields else "")


def _short(name: str) -> str:
    """Return a name without the catalog and schema that the session adds: `orders` of `{}.{}.orders`."""
    while name.startswith("{}."):
        name = name.removeprefix("{}.")
    return name


def _in_full(name: str) -> str:
    """Return such a name with words where the catalog and the schema belong."""
    return name.replace("{}", "<catalog>", 1).replace("{}", "<schema>", 1)


def in_one_line(name: str) -> str:
    """Return a name as a message can hold it: an id that is a whole text is cut."""
    text = " ".join(name.split())
    return text if len(text) <= _LONGEST_NAME else f"{text[: _LONGEST_NAME - 1]}…"


def elsewhere(uses: Sequence[Use]) -> str:
    """Return " and in 2 other places" for the uses after the first, or nothing."""
    others = len({use.location for use in uses}) - 1
    if others < 1:
        return ""
    return f" and in {others} other place{'s' if others > 1 else ''}"


def evidence_of(uses: Iterable[Use], does: str) -> Evidence:
    """Return the steps behind some uses, each ending at the use's own place: the call, and what it `does`."""
    steps: dict[Step, None] = {}
    for use in list(uses)[:_SHOWN_USES]:
        for step in use.evidence:
            if step.location != use.location:
                steps[step] = None
        steps[Step(use.location, f"{callee(use)} {does}")] = None
    return tuple(steps)


def listed(names: Iterable[str]) -> str:
    """Return names in backticks as an enumeration: "`a`, `b` and `c`"."""
    quoted = [f"`{name}`" for name in names]
    if len(quoted) < 2:
        return "".join(quoted)
    return f"{', '.join(quoted[:-1])} and {quoted[-1]}"
