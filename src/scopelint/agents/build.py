# From a paired entry to an agent: its run, its uses, its needs, and how each policy compares.
"""Making agents."""

from __future__ import annotations

from dataclasses import replace

from scopelint import declarations
from scopelint.agents.agent import Agent, Policy
from scopelint.agents.features import features
from scopelint.agents.pairing import Pair
from scopelint.agents.requirements import required_by, required_for
from scopelint.agents.workspace import Workspace
from scopelint.compare import compare
from scopelint.model.auth import Target
from scopelint.model.location import Span
from scopelint.needs import derive
from scopelint.project.logged import run_logged
from scopelint.project.records import Gap, Trace
from scopelint.project.simulate import run_entry, run_library
from scopelint.uses.comments import read_comments
from scopelint.uses.find import find_uses
from scopelint.uses.merge import merge
from scopelint.uses.use import Use


def built(workspace: Workspace, pairs: list[Pair], wanted: Target | None) -> list[Agent]:
    """Return the agents of the pairs; a model that nothing logs and that an app loads is part of the app."""
    agents = [build(workspace, pair, wanted) for pair in pairs]
    both = list(zip(pairs, agents, strict=True))
    loaded = {file for pair, agent in both if _is_app(pair, agent) for file in agent.trace.files}
    return [
        agent
        for pair, agent in both
        if _is_app(pair, agent)
        or pair.grants
        or pair.unit.file.as_posix() not in loaded
        or pair.unit.holder.as_posix() in workspace.explicit
    ]


def _is_app(pair: Pair, agent: Agent) -> bool:
    """Tell whether an agent answers requests itself; a model that is held against an app's rules does not."""
    return agent.target is Target.APPS and (pair.start is not None or agent.trace.serves)


def build(workspace: Workspace, pair: Pair, wanted: Target | None) -> Agent:
    """Return the agent of a pair; `wanted` is the target that the caller asked for, if any."""
    overlay = workspace.overlay(pair.grants[0].driver) if pair.grants else workspace.overlay(pair.unit)
    code, table = workspace.code, workspace.table
    if pair.logged_at is not None:
        trace = run_logged(code, pair.unit, table, pair.logged_at, overlay)
    elif not pair.grants and pair.start is None:
        trace = run_library(code, pair.unit, table, overlay)
    else:
        trace = run_entry(code, pair.unit, table, overlay, start=pair.start, deployed=pair.deployed)
    target = wanted or _target(pair, trace)
    found = find_uses(trace, table, target)
    commented, misread = _comments(workspace, trace)
    uses = merge((*found.uses, *commented))
    needs = derive(uses, table, target)
    whole = replace(trace, gaps=(*trace.gaps, *found.gaps, *misread))
    policies = []
    for grant in pair.grants:
        declared = declarations.with_detected(
            grant.declaration, _model_trace(pair, trace, grant.trace), table
        )
        comparison = compare(needs, uses, declared, table, target, trace=whole)
        policies.append(Policy(declared, comparison, grant.trace, required_for(workspace, grant)))
    return Agent(
        entry=pair.unit.path,
        location=pair.unit.locate(Span(1, 1, 1, 1)),
        target=target,
        trace=trace,
        uses=uses,
        needs=needs,
        policies=tuple(policies),
        table=table,
        gaps=whole.gaps,
        features=features(workspace, trace),
        required=() if pair.grants else required_by(workspace, pair.unit),
    )


def _model_trace(pair: Pair, agent: Trace, driver: Trace) -> Trace:
    return driver if pair.logged_at is not None else agent


def _target(pair: Pair, trace: Trace) -> Target:
    """An entry that is logged is served as a model; one that only answers web requests is an app."""
    if any(grant.declaration.for_app for grant in pair.grants):
        return Target.APPS
    app = pair.start is not None or trace.serves
    return Target.APPS if app and not pair.grants and not trace.models else Target.MODEL_SERVING


def _comments(workspace: Workspace, trace: Trace) -> tuple[tuple[Use, ...], tuple[Gap, ...]]:
    uses: list[Use] = []
    gaps: list[Gap] = []
    for path in trace.files:
        unit = workspace.code.unit(path)
        facts = workspace.code.facts(unit) if unit is not None else None
        if unit is not None and facts is not None and facts.comments:
            found = read_comments(unit, facts, workspace.table)
            uses.extend(found.uses)
            gaps.extend(found.gaps)
    return tuple(uses), tuple(gaps)
