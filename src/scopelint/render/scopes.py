# What `scopelint scopes` prints: an agent's uses as a table, what could not be read, a policy to paste.
"""The scope analyzer's text format."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from typing import TextIO

from rich.console import Console, RenderableType
from rich.measure import Measurement
from rich.table import Table
from rich.text import Text

from scopelint.model.auth import Identity, Target
from scopelint.model.report import AgentReport, Report, UseReport
from scopelint.model.value import Unknown
from scopelint.render import theme
from scopelint.render.mask import Mask, Sources, mask_of
from scopelint.render.options import RenderOptions
from scopelint.render.printable import printable
from scopelint.render.wording import counted

CALLED = re.compile(r"[A-Za-z_][\w.]*")

NATURAL = 10_000
"""More cells than any table takes when nothing limits it."""

IDENTITY = {
    Identity.USER: "magenta",
    Identity.SYSTEM: "blue",
    Identity.MANUAL: "yellow",
    Identity.UNKNOWN: "dim",
}


def render(report: Report, stream: TextIO, options: RenderOptions) -> None:
    """Write, for each agent, what it reaches and what must be granted for that."""
    output = theme.console(stream, options)
    sources: Sources = {(source.path, source.cell): source.lines for source in report.sources}
    page = _Page(sources, mask_of(report, sources), options, output)
    for agent in sorted(report.agents, key=lambda agent: agent.entry):
        for part in page.agent(agent):
            if isinstance(part, Table):
                theme.print_table(output, part)
            else:
                output.print(part)
        output.print()
    if not report.agents:
        output.print(f"nothing was analysed: no agent found in {counted(report.units_read, 'file')}")


class _Page:
    """What is the same for all agents of a report."""

    def __init__(self, sources: Sources, mask: Mask, options: RenderOptions, output: Console) -> None:
        self.sources = sources
        self.mask = mask
        self.options = options
        self.output = output

    def agent(self, agent: AgentReport) -> Iterator[RenderableType]:
        yield Text(printable(agent.entry), style="bold underline").append(
            f" ({agent.target.value})", "not underline"
        )
        for made in agent.declarations:
            rest = "" if made.complete else ", not read completely"
            yield Text(f"declared in {printable(str(made.location))} ({made.kind}{rest})", style=theme.QUIET)
        if not agent.declarations:
            yield Text("no declaration found", style=theme.QUIET)
        yield Text()
        if agent.uses:
            yield self.uses(agent)
        else:
            yield Text("reaches nothing that the rule table knows")
        if agent.unresolved:
            yield Text()
            yield from self.unresolved(agent)
        if agent.policy.strip():
            yield Text()
            yield Text("The policy that it needs:", style="bold")
            yield self.policy(agent.policy, "yaml" if agent.target is Target.APPS else "python")

    def uses(self, agent: AgentReport) -> Table:
        """Return a row per use, in the order of the sources; of two lines each where one is too long."""
        table = self._table(agent, " ")
        roomy = self.output.options.update(max_width=NATURAL)
        natural = Measurement.get(self.output, roomy, table).maximum
        return table if natural <= self.output.width else self._table(agent, "\n")

    def _table(self, agent: AgentReport, glue: str) -> Table:
        table = Table(box=None, pad_edge=False, padding=(0, 2, 0, 0), header_style="bold", expand=False)
        for heading in ("reaches", "as", "when", "through", "needs"):
            table.add_column(heading, overflow="fold", no_wrap=heading in ("as", "when", "needs"))
        for use in sorted(agent.uses, key=use_order):
            who = Text(", ").join(Text(identity.value, IDENTITY[identity]) for identity in use.identities)
            through = Text(called(use, self.sources)).append(
                f"{glue}{printable(str(use.location))}", theme.QUIET
            )
            needs = "\n".join(needs_of(use, agent.target))
            table.add_row(self.resource(use, glue), who, use.phase.value, through, needs)
        return table

    def resource(self, use: UseReport, glue: str) -> Text:
        shown = Text(use.resource.type).append(glue)
        if isinstance(use.resource.id, Unknown):
            return shown.append(f"({printable(self.mask.text(use.resource.id.why))})", theme.QUIET)
        return shown.append(printable(self.mask.text(str(use.resource.id))), theme.CODE)

    def unresolved(self, agent: AgentReport) -> Iterator[Text]:
        yield Text("Could not be resolved:", style="bold")
        places = [printable(str(item.location)) for item in agent.unresolved]
        width = max(len(place) for place in places)
        for place, item in sorted(
            zip(places, agent.unresolved, strict=True), key=lambda row: row[1].location
        ):
            lead = Text(f"  {place.ljust(width)}  ")
            words = theme.prose(self.mask.text(f"{item.what}: {item.why}"))
            yield theme.hanging(lead, words, self.options.width, self.output)

    def policy(self, code: str, language: str) -> RenderableType:
        safe = pasteable(code, self.mask)
        if not self.options.color:
            return Text(safe)
        from rich.syntax import Syntax

        return Syntax(safe, language, theme="ansi_dark", background_color="default", word_wrap=False)


def called(use: UseReport, sources: Sources) -> str:
    """Return the call as the source writes it, or the rule's name where the source does not show it."""
    place = use.location
    lines = sources.get((place.path, place.cell), ())
    if 0 < place.line <= len(lines):
        match = CALLED.match(lines[place.line - 1], place.column - 1)
        if match:
            return match[0]
    return printable(use.rule)


def pasteable(policy: str, mask: Mask) -> str:
    """Return the text of a policy as it may be shown."""
    lines = policy.strip("\n").split("\n")
    return "\n".join(printable(mask.line(line, "policy.py")) for line in lines)


def needs_of(use: UseReport, target: Target) -> Sequence[str]:
    """Return what must be granted for one use, a line each."""
    needs: list[str] = []
    if Identity.USER in use.identities:
        needs += [f"scope {printable(scope)}" for scope in use.scopes] or ["no scope"]
    if Identity.SYSTEM in use.identities:
        needs.append("resource" if target is Target.MODEL_SERVING else "app resource")
    if Identity.MANUAL in use.identities:
        needs.append("its own credentials")
    if not needs:
        needs.append("?")
    return needs


def use_order(use: UseReport) -> tuple[object, ...]:
    """Return where a use stands in a table: by its place in the sources."""
    return use.location, use.resource.type, str(use.resource.id), use.rule
