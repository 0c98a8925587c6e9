# The last line of the text format: how much was found, and how much was not looked at.
"""What a report adds up to, in words."""

from __future__ import annotations

from collections.abc import Iterator

from rich.text import Text

from scopelint.model.diagnostic import Severity
from scopelint.model.report import Report
from scopelint.render import theme
from scopelint.render.wording import counted


def summary(report: Report) -> Iterator[Text]:
    """Yield the line that counts findings, and one for what stays unsaid, if anything does."""
    counts = [
        (counted(number, noun), theme.SEVERITY[severity])
        for severity, noun in (
            (Severity.ERROR, "error"),
            (Severity.WARNING, "warning"),
            (Severity.INFO, "note"),
        )
        if (number := sum(found.severity is severity for found in report.diagnostics))
    ]
    line = Text()
    for position, (words, style) in enumerate(counts):
        line.append(", " if position else "").append(words, style)
    if not counts:
        line.append("no findings", "bold green" if report.agents else "bold yellow")
    yield line.append(f" {_coverage(report)}")
    if rest := _unsaid(report):
        yield Text("; ".join(rest), style=theme.QUIET)


def _coverage(report: Report) -> str:
    read = f"{counted(report.units_read, 'file')} read"
    if report.units_skipped:
        read += f", {report.units_skipped} skipped"
    if not report.agents:
        return (
            f"because nothing was analysed: no agent found ({read})"
            if not report.diagnostics
            else f"({read})"
        )
    return f"in {counted(len(report.agents), 'agent')}{_known(report)} ({read})"


def _known(report: Report) -> str:
    """Return what makes "no findings" worth little: agents in which nothing of the rule table was seen."""
    idle = sum(not agent.uses for agent in report.agents)
    if not idle or report.diagnostics:
        return ""
    if len(report.agents) == 1:
        return " that reaches nothing known"
    return f", of which {idle} {'reaches' if idle == 1 else 'reach'} nothing known"


def _unsaid(report: Report) -> list[str]:
    unresolved = sum(len(agent.unresolved) for agent in report.agents)
    rest: list[str] = []
    if report.ignored:
        rest.append(f"{counted(len(report.ignored), 'finding')} ignored by comments")
    if report.hidden:
        rest.append(f"{report.hidden} more with --pedantic")
    if unresolved:
        rest.append(f"{counted(unresolved, 'place')} not resolved: `scopelint scopes` lists them")
    return rest
