# What MLflow finds by itself when a LangChain model is logged without `resources`: it walks the object,
# not the code. Which classes it knows stands in the rule table.
"""MLflow's own detection of resources."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field, replace

from scopelint.declarations.declaration import Declaration, DeclaredResource
from scopelint.model.auth import Target
from scopelint.model.location import Location
from scopelint.project.records import (
    CallRecord,
    FrozenAtom,
    FrozenValue,
    Gap,
    Made,
    Mapping,
    Sequence,
    Trace,
    Unresolved,
    UserCode,
)
from scopelint.rulebook.table import RuleTable
from scopelint.uses.find import find_uses
from scopelint.uses.use import Use

_TYPES = {
    "endpoint": frozenset({"serving_endpoint"}),
    "index": frozenset({"vector_search_index", "serving_endpoint"}),
    "function": frozenset({"function", "sql_warehouse"}),
}
"""The types that MLflow declares for what it finds: an index brings its embedding endpoint along."""

_MAX_STEPS = 5_000


@dataclass(frozen=True, slots=True)
class Detected:
    """What detection finds. `blocked_by` is the object before which it gives up and finds nothing."""

    resources: tuple[DeclaredResource, ...] = ()
    blocked_by: Made | None = None
    gaps: tuple[Gap, ...] = ()


def with_detected(declaration: Declaration, trace: Trace, table: RuleTable) -> Declaration:
    """Return the declaration with what MLflow detects in the model; `trace` is the run that made the model.

    That is the driver's own run for an object, the run of the agent's file for a path. A declaration
    that does not rely on detection comes back as it is.
    """
    if not declaration.detects:
        return declaration
    if declaration.model_texts or declaration.model_value is None:
        models = trace.models
    else:
        models = (declaration.model_value,)
    found = detected(models, trace, table)
    return replace(
        declaration,
        resources=(*declaration.resources, *found.resources),
        complete_resources=not found.gaps,
        gaps=(*declaration.gaps, *found.gaps),
        detects=False,
    )


def detected(models: Iterable[FrozenValue], trace: Trace, table: RuleTable) -> Detected:
    """Return what detection finds in the models: all it knows, or nothing if one object stops it."""
    walk = _Walk(trace)
    for model in models:
        walk.value(model)
    kinds: dict[Location, set[str]] = {}
    for made in walk.made.values():
        for kind in _detections(made, table):
            if kind == "blocks":
                return Detected(blocked_by=made)
            kinds.setdefault(made.location, set()).update(_TYPES[kind])
            # An older vector store is built from an index object, and MLflow asks that for its name.
            for item in made.arguments.all():
                for part in item.value.made():
                    kinds.setdefault(part.location, set()).update(_TYPES[kind])
    if not walk.made and not walk.gaps and not walk.functions:
        place = Location(trace.calls[0].location.path) if trace.calls else Location("")
        return Detected(gaps=(Gap(place, "model", "the model that is logged was not found"),))
    uses = find_uses(trace, table, Target.MODEL_SERVING).uses if kinds else ()
    declared = {
        use.resource: DeclaredResource(use.resource, use.location, detected=True)
        for use in uses
        if _is_of(use, kinds)
    }
    return Detected(tuple(declared.values()), gaps=tuple(walk.gaps))


def _is_of(use: Use, kinds: dict[Location, set[str]]) -> bool:
    return use.resource.type in kinds.get(use.location, ()) and not use.whole


def _detections(made: Made, table: RuleTable) -> frozenset[str]:
    client = table.client(made.type)
    # What a method returned is named after it: `UCFunctionToolkit.include()`.
    words = [rule.detection for rule in table.rules_for(made.type.removesuffix("()"))]
    return frozenset(word for word in (*words, client.detection if client else "") if word)


@dataclass(slots=True)
class _Walk:
    """Everything that hangs on a model: arguments, receivers, containers, calls that add to a graph."""

    trace: Trace
    made: dict[tuple[int, str], Made] = field(default_factory=dict)
    """By number and type: an attribute of an object bears the object's number."""
    functions: set[str] = field(default_factory=set)
    gaps: list[Gap] = field(default_factory=list)
    steps: int = 0
    _added: dict[int, list[CallRecord]] = field(default_factory=dict)
    _inside: dict[str, list[CallRecord]] = field(default_factory=dict)
    _closures: dict[tuple[str, str], tuple[FrozenAtom, ...]] = field(default_factory=dict)

    def __post_init__(self) -> None:
        self._closures = {(one.file, one.name): one.held for one in self.trace.closures}
        for call in self.trace.calls:
            if call.receiver is not None:
                self._added.setdefault(call.receiver.number, []).append(call)
            if call.frames:
                self._inside.setdefault(call.frames[-1].function, []).append(call)

    def value(self, value: FrozenValue) -> None:
        """Walk everything that the value holds, each object once."""
        pending: list[FrozenValue] = [value]
        while pending and self.steps < _MAX_STEPS:
            self.steps += 1
            for atom in pending.pop().atoms:
                match atom:
                    case Made():
                        pending += self._object(atom)
                    case Sequence(items=items):
                        pending += [item.value for item in items]
                    case Mapping(entries=entries):
                        pending += [item.value for _, item in entries]
                    case UserCode():
                        pending += self._code(atom)
                    case Unresolved(what, why, location):
                        self.gaps.append(Gap(location or Location(""), what, why))
                    case _:
                        pass

    def _object(self, made: Made) -> list[FrozenValue]:
        if (made.number, made.type) in self.made:
            return []
        self.made[made.number, made.type] = made
        held = [item.value for item in made.arguments.all()]
        if made.receiver is not None:
            held.append(FrozenValue((made.receiver,)))
        # A graph gets its nodes by calls on it: `graph.add_node(...)`.
        for call in self._added.get(made.number, ()):
            held += [item.value for item in call.arguments.all()]
        return held

    def _code(self, code: UserCode) -> list[FrozenValue]:
        held = [value for _, value in code.attributes]
        name = code.name.replace(".<locals>", "")  # as frames name it
        if code.kind != "function" or name in self.functions:
            return held
        self.functions.add(name)
        # MLflow looks at what a node's function closes over: the objects it names, and calls something on.
        held += [FrozenValue((atom,)) for atom in self._closures.get((code.file, code.name), ())]
        for call in self._inside.get(name, ()):
            if call.receiver is not None:
                held.append(FrozenValue((call.receiver,)))
        return held
