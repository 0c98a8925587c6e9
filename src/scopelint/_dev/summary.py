# A survey in a few lines: shares, counts, the worst.
"""Summaries of a survey."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Iterator

from scopelint._dev.observation import Observation, SeenUse, Survey

SLOWEST = 5
REASONS = 15


def project_line(seen: Observation) -> str:
    """Return one line about one project; a crash shows the last line of its traceback."""
    if seen.outcome != "ok":
        last = seen.error.strip().splitlines()[-1:] or [""]
        return f"{seen.outcome.upper():8} {seen.seconds:6.1f}s {seen.project} {last[0]}"
    gaps = sum(len(agent.unresolved) for agent in seen.agents)
    declarations = sum(len(agent.declarations) for agent in seen.agents)
    shown = sum(1 for found in seen.findings if found.severity != "info" and found.confidence != "low")
    return (
        f"ok       {seen.seconds:6.1f}s {seen.project}: {seen.units_read} units, {len(seen.agents)} agents, "
        f"{len(seen.uses)} uses, {declarations} declarations, {shown} findings "
        f"(+{len(seen.findings) - shown} quiet), {gaps} unresolved"
    )


def summary(survey: Survey) -> Iterator[str]:
    """Yield the lines of a survey's summary."""
    seen = survey.observations
    outcomes = Counter(one.outcome for one in seen)
    yield f"scopelint {survey.version}: {len(seen)} projects, {_counts(outcomes)}"
    read, skipped = sum(one.units_read for one in seen), sum(one.units_skipped for one in seen)
    yield f"units read {read}, skipped {skipped}; agents {sum(len(one.agents) for one in seen)}"
    yield from _shares(tuple(use for one in seen for use in one.uses))
    declarations = [one for all_ in seen for agent in all_.agents for one in agent.declarations]
    yield _share("declarations complete", sum(one.complete for one in declarations), len(declarations))
    declared = [agent for one in seen for agent in one.agents if agent.declarations]
    yield _share("agents with a declaration", len(declared), sum(len(one.agents) for one in seen))
    yield ""
    yield from _findings(seen)
    yield ""
    yield from _unresolved(seen)
    yield ""
    slowest = sorted(seen, key=lambda one: one.seconds, reverse=True)[:SLOWEST]
    yield "slowest: " + ", ".join(f"{one.project} {one.seconds:.1f}s" for one in slowest)
    for one in seen:
        if one.outcome == "crash":
            yield f"\ncrash in {one.project}\n{one.error.strip()}"


def _shares(uses: tuple[SeenUse, ...]) -> Iterator[str]:
    yield f"uses {len(uses)}: " + _counts(Counter(use.subject.partition(":")[0] for use in uses))
    known = sum("unknown" not in use.identities for use in uses)
    yield (
        _share("identity known", known, len(uses))
        + "; "
        + _counts(Counter("+".join(use.identities) for use in uses))
    )
    kinds = Counter(use.id_kind for use in uses)
    named = sum(count for kind, count in kinds.items() if kind != "none")
    yield _share("ids known", named - kinds["unknown"], named) + "; " + _counts(kinds)
    yield "phases: " + _counts(Counter(use.phase for use in uses))


def _findings(seen: Iterable[Observation]) -> Iterator[str]:
    everywhere = [(one.project, found) for one in seen for found in one.findings]
    checks = Counter(found.check for _, found in everywhere)
    yield f"findings {len(everywhere)}"
    for check, count in checks.most_common():
        sure = Counter(found.confidence for _, found in everywhere if found.check == check)
        projects = len({project for project, found in everywhere if found.check == check})
        yield f"  {check:28} {count:4} in {projects:2} projects; {_counts(sure)}"


def _unresolved(seen: Iterable[Observation]) -> Iterator[str]:
    whys = Counter(
        re.sub(r"`[^`]*`", "`…`", gap.why) for one in seen for agent in one.agents for gap in agent.unresolved
    )
    yield f"unresolved {sum(whys.values())}"
    for why, count in whys.most_common(REASONS):
        yield f"  {count:5} {why}"


def _counts(counts: Counter[str]) -> str:
    return ", ".join(f"{name} {count}" for name, count in counts.most_common()) or "none"


def _share(what: str, part: int, whole: int) -> str:
    return f"{what}: {part} of {whole}" + (f" ({part / whole:.0%})" if whole else "")
