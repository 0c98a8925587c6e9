# A piece of HTML for notebooks: no scripts, nothing from elsewhere, and no colours of its own for text or
# ground, so that it is read on light and dark pages alike. `page.css` beside this file says how it looks.
"""The report as a page in a notebook."""

from __future__ import annotations

from collections.abc import Iterator
from functools import lru_cache
from pathlib import Path
from xml.etree.ElementTree import Element, tostring

from scopelint.model.diagnostic import Diagnostic
from scopelint.model.evidence import Step
from scopelint.model.location import Location
from scopelint.model.report import AgentReport, Report
from scopelint.model.value import Unknown
from scopelint.render.markup import add, prose, write
from scopelint.render.mask import SECRET_CHECKS, Mask, Sources, mask_of
from scopelint.render.order import in_order
from scopelint.render.page_frame import frame
from scopelint.render.scopes import called, needs_of, pasteable, use_order
from scopelint.render.summary import summary
from scopelint.render.wording import counted

OPENED = 10
"""Findings that are shown opened; the others open on a click."""
HEADINGS = ("reaches", "as", "when", "through", "needs")


def fragment(report: Report, *, scopes: bool = False) -> str:
    """Return the report as HTML to stand in a page: findings first, or only what is needed."""
    sources: Sources = {(source.path, source.cell): source.lines for source in report.sources}
    page = _Page(report, sources, mask_of(report, sources))
    root = Element("div", {"class": "scopelint-report"})
    # The standard library leaves the text of `style` as it is; nothing of a report may ever stand in it.
    add(root, "style").text = _style()
    if scopes:
        page.needed(root, opened=True)
    else:
        page.findings(root)
        page.needed(root, opened=False)
    return tostring(root, encoding="unicode", method="html")


def policies(report: Report) -> list[tuple[str, str]]:
    """Return each agent's entry with the text that declares what it needs, secrets masked."""
    sources: Sources = {(source.path, source.cell): source.lines for source in report.sources}
    mask = mask_of(report, sources)
    agents = sorted(report.agents, key=lambda agent: agent.entry)
    return [(agent.entry, pasteable(agent.policy, mask)) for agent in agents if agent.policy.strip()]


@lru_cache(maxsize=1)
def _style() -> str:
    return Path(__file__).with_suffix(".css").read_text(encoding="utf-8")


class _Page:
    """What is the same for all parts of a report."""

    def __init__(self, report: Report, sources: Sources, mask: Mask) -> None:
        self.report = report
        self.sources = sources
        self.mask = mask

    def findings(self, root: Element) -> None:
        """Add the sum of the report and every finding."""
        add(root, "p", f"scopelint: {next(summary(self.report)).plain}", "sl-sum")
        several = len({found.agent for found in self.report.diagnostics}) > 1
        for number, found in enumerate(in_order(self.report.diagnostics)):
            self.finding(root, found, opened=number < OPENED, named=several)
        if rest := "; ".join(self.unsaid()):
            prose(add(root, "p", name="sl-quiet"), rest)

    def finding(self, root: Element, found: Diagnostic, *, opened: bool, named: bool) -> None:
        """Add one finding: its message, its place with the code, what it rests on, what to write."""
        box = add(root, "details", **({"open": "open"} if opened else {}))
        head = add(box, "summary")
        add(head, "span", found.severity.value, f"sl-pill sl-{found.severity.value}")
        if found.url.startswith(("https://", "http://")):
            add(head, "a", found.check, href=found.url, rel="noopener", target="_blank")
        else:
            add(head, "strong", found.check)
        write(head, " ")
        prose(head, self.mask.text(found.message))
        if named and found.agent:
            add(box, "p", f"agent {found.agent}", "sl-quiet")
        if found.help:
            line = add(box, "p")
            add(line, "strong", "help: ")
            prose(line, self.mask.text(found.help))
        secret = found.check in SECRET_CHECKS
        steps = tuple(dict.fromkeys(found.evidence))
        here = "; ".join(step.text for step in steps if _is_at(step, found.location))
        self.place(box, found.location, self.mask.text(here), secret=secret)
        for step in (step for step in steps if not _is_at(step, found.location)):
            self.place(box, step.location, self.mask.text(step.text), secret=secret)

    def place(self, box: Element, place: Location, label: str, *, secret: bool) -> None:
        """Add a place with its code, secrets masked."""
        line = add(box, "p")
        add(line, "span", str(place), "sl-place")
        if label:
            write(line, ": ")
            prose(line, label)
        lines = self.sources.get((place.path, place.cell), ())
        shown = range(place.line, min(place.end_line, len(lines)) + 1)
        frame(
            box,
            place,
            [
                self.mask.line(text, place.path, secret=secret) if number in shown else ""
                for number, text in enumerate(lines, start=1)
            ],
        )

    def unsaid(self) -> Iterator[str]:
        """Yield what the report holds back."""
        if self.report.ignored:
            yield f"{counted(len(self.report.ignored), 'finding')} ignored by comments"
        if self.report.hidden:
            yield f"{self.report.hidden} more with `pedantic=True`"

    def needed(self, root: Element, *, opened: bool) -> None:
        """Add what each agent reaches and needs."""
        for agent in sorted(self.report.agents, key=lambda agent: agent.entry):
            box = add(root, "details", **({"open": "open"} if opened else {}))
            head = add(box, "summary")
            add(head, "strong", f"what {agent.entry} reaches")
            unread = f", {counted(len(agent.unresolved), 'place')} not resolved" if agent.unresolved else ""
            write(head, f" ({agent.target.value}{unread})")
            self.declarations(box, agent)
            if agent.uses:
                self.uses(box, agent)
            else:
                add(box, "p", "reaches nothing that the rule table knows")
            self.unresolved(box, agent)
            if agent.policy.strip():
                add(box, "p", "The policy that it needs:")
                add(box, "pre", pasteable(agent.policy, self.mask))
        if not self.report.agents:
            read = counted(self.report.units_read, "file")
            add(root, "p", f"nothing was analysed: no agent found in {read}")

    def declarations(self, box: Element, agent: AgentReport) -> None:
        """Add where the agent's policy was found."""
        for made in agent.declarations:
            rest = "" if made.complete else ", not read completely"
            line = add(box, "p", "declared in ", "sl-quiet")
            add(line, "span", str(made.location), "sl-place")
            write(line, f" ({made.kind}{rest})")
        if not agent.declarations:
            add(box, "p", "no declaration found", "sl-quiet")

    def uses(self, box: Element, agent: AgentReport) -> None:
        """Add a table with a row for each use."""
        table = add(add(box, "div", name="sl-scroll"), "table")
        row = add(add(table, "thead"), "tr")
        for heading in HEADINGS:
            add(row, "th", heading, scope="col")
        body = add(table, "tbody")
        for use in sorted(agent.uses, key=use_order):
            row = add(body, "tr")
            reached = add(row, "td", f"{use.resource.type} ")
            unknown = isinstance(use.resource.id, Unknown)
            name = use.resource.id.why if isinstance(use.resource.id, Unknown) else str(use.resource.id)
            add(reached, "span" if unknown else "code", self.mask.text(name))
            add(row, "td", ", ".join(identity.value for identity in use.identities))
            add(row, "td", use.phase.value)
            through = add(row, "td", f"{called(use, self.sources)} ")
            add(through, "span", str(use.location), "sl-place sl-quiet")
            add(row, "td", ", ".join(needs_of(use, agent.target)))

    def unresolved(self, box: Element, agent: AgentReport) -> None:
        """Add what could not be read."""
        if not agent.unresolved:
            return
        add(box, "p", "Could not be resolved:")
        listed = add(box, "ul")
        for item in sorted(agent.unresolved, key=lambda item: item.location):
            line = add(listed, "li")
            add(line, "span", str(item.location), "sl-place")
            write(line, " ")
            prose(line, self.mask.text(f"{item.what}: {item.why}"))


def _is_at(step: Step, place: Location) -> bool:
    """Tell whether a step stands where a finding stands."""
    own = step.location
    return (own.path, own.cell, own.line, own.column) == (place.path, place.cell, place.line, place.column)
