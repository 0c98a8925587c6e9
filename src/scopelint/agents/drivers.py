# What each driver declares: it is run, and its calls of loggers are read.
"""Declarations of drivers."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from scopelint import declarations
from scopelint.agents.workspace import Workspace, logs
from scopelint.declarations.declaration import Declaration
from scopelint.facts.search import functions_in
from scopelint.model.location import Location
from scopelint.project.records import Frame, Trace
from scopelint.project.simulate import run_driver
from scopelint.source.unit import Unit


@dataclass(frozen=True, slots=True)
class Grant:
    """A declaration, the run that makes it, and the driver's unit."""

    declaration: Declaration
    trace: Trace
    driver: Unit
    within: bool = False
    """Whether the call stands in a function: then a caller may know more than this run."""
    folder: Path | None = None
    """The folder of the logged model, where the declaration is read from its own files."""


def granted_by(workspace: Workspace, policies: frozenset[str]) -> Iterator[Grant]:
    """Yield what the drivers of a workspace declare, each call of a logger once.

    Only drivers among `policies` count if any are given; else all, and what imports them and runs them.
    """
    files = workspace.files()
    seen: dict[Location, list[Grant]] = {}
    inside: list[Unit] = []
    loggers = workspace.loggers() if not policies else _named_drivers(workspace, policies)
    for unit in loggers:
        grants = list(_of_driver(workspace, unit, files))
        if not grants or any(grant.within for grant in grants):
            inside.append(unit)
        for grant in grants:
            seen.setdefault(grant.declaration.location, []).append(grant)
    for unit in [] if policies else workspace.importers(inside):
        for grant in _of_driver(workspace, unit, files):
            seen.setdefault(grant.declaration.location, []).append(grant)
    for held in seen.values():
        yield from _best(held)


def _named_drivers(workspace: Workspace, policies: frozenset[str]) -> list[Unit]:
    """Return the drivers that the caller named, wherever they stand."""
    paths = [path for path in sorted(policies) if path.endswith((".py", ".ipynb"))]
    return [unit for unit in workspace.all_units(paths) if logs(unit)]


def _of_driver(workspace: Workspace, unit: Unit, files: list[Path]) -> Iterator[Grant]:
    trace = run_driver(workspace.code, unit, workspace.table, workspace.overlay(unit))
    within = {call.location: call.frames[0] for call in trace.calls if call.frames}
    for found in declarations.read(trace, workspace.table, driver=unit.file, files=files):
        outer = within.get(found.location)
        if (
            outer is None
            or outer.called_at not in _definitions(workspace, unit)
            or _is_called(workspace, unit, outer)
        ):
            yield Grant(found, trace, unit, outer is not None)


def _definitions(workspace: Workspace, unit: Unit) -> frozenset[Location]:
    """Return the places of a driver's functions: there a run begins that nothing in the driver begins."""
    facts = workspace.code.facts(unit)
    return (
        frozenset(unit.locate(function.span) for function in functions_in(facts.body))
        if facts
        else frozenset()
    )


def _is_called(workspace: Workspace, unit: Unit, outer: Frame) -> bool:
    """Tell whether anything mentions a function that its own file does not call; else it declares nothing."""
    name = outer.function.partition(".")[0]
    word = re.compile(rf"\b{re.escape(name)}\b")
    facts = workspace.code.facts(unit)
    decorated = any(f.decorators and f.name == name for f in functions_in(facts.body)) if facts else False
    beside = workspace.holding(workspace.around, name.encode())
    others = workspace.all_units((*workspace.named, *beside))
    return decorated or any(word.search(other.text) for other in others if other is not unit)


def _best(grants: list[Grant]) -> list[Grant]:
    """Return the grants of one call of a logger that know most.

    A call in a helper is seen in the helper's own run and in those of its callers, which know more.
    """
    if len(grants) == 1:
        return grants
    callers = [grant for grant in grants if grant.declaration.location.path != grant.driver.path]
    known = [grant for grant in callers if grant.declaration.model is not None]
    return known or callers or _by_model(grants)


def _by_model(grants: list[Grant]) -> list[Grant]:
    """Return one grant for each model that a driver logs through a helper of its own."""
    known = {grant.declaration.model: grant for grant in reversed(grants) if grant.declaration.model}
    return list(reversed(known.values())) or grants[:1]
