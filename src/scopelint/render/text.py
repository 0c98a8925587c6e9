# The format for people at a terminal: one framed place per finding, the places it rests on, what to write.
"""The text format."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import groupby
from typing import TextIO

from rich.console import Console
from rich.style import Style
from rich.text import Text

from scopelint.model.diagnostic import Diagnostic
from scopelint.model.evidence import Step
from scopelint.model.location import Location
from scopelint.model.report import Report
from scopelint.render import theme
from scopelint.render.frame import FramedLine, framed, last_column
from scopelint.render.mask import SECRET_CHECKS, Mask, Sources, mask_of
from scopelint.render.options import RenderOptions
from scopelint.render.order import in_order
from scopelint.render.printable import printable
from scopelint.render.summary import summary

HEAD_LINES = 3
"""Lines shown of the beginning of a long stretch; its last line follows."""


def render(report: Report, stream: TextIO, options: RenderOptions) -> None:
    """Write every finding with its code, then one line that sums up."""
    output = theme.console(stream, options)
    sources: Sources = {(source.path, source.cell): source.lines for source in report.sources}
    mask = mask_of(report, sources)
    found = in_order(report.diagnostics)
    targets = {agent.entry: agent.target.value for agent in report.agents}
    several = len({diagnostic.agent for diagnostic in found}) > 1
    for agent, diagnostics in groupby(found, key=lambda diagnostic: diagnostic.agent):
        if several and agent:
            target = f" ({targets[agent]})" if agent in targets else ""
            output.print(Text(f"agent {printable(agent)}{target}", style="bold underline"), end="\n\n")
        for diagnostic in diagnostics:
            steps = _steps(diagnostic) if options.show_evidence else ()
            for row in _Finding(diagnostic, steps, sources, mask, options, output).rows():
                row.rstrip()
                output.print(row)
            output.print()
    for row in summary(report):
        output.print(row)


@dataclass(frozen=True, slots=True)
class _Finding:
    """One finding on its way to the terminal."""

    diagnostic: Diagnostic
    steps: tuple[Step, ...]
    sources: Sources
    mask: Mask
    options: RenderOptions
    output: Console

    def rows(self) -> Iterator[Text]:
        diagnostic = self.diagnostic
        head = f"{diagnostic.severity.value}[{diagnostic.check}]"
        style = Style.parse(theme.SEVERITY[diagnostic.severity])
        if diagnostic.url and self.options.color:
            style += Style(link=printable(diagnostic.url))
        words = theme.prose(self.mask.text(diagnostic.message), "bold")
        yield theme.hanging(
            Text(), Text().append(head, style).append(" ") + words, self.options.width, self.output
        )
        yield self._place("-->", diagnostic.location)
        yield from self._primary(diagnostic.location, self._label())
        for group in _by_file(self.steps):
            yield from self._places(group)
        if diagnostic.help:
            yield self._gutter("|")
            lead = self._gutter("=").append("help: ", theme.HELP)
            text = theme.prose(self.mask.text(diagnostic.help))
            yield theme.hanging(lead, text, self.options.width, self.output)

    # --- the finding's own place -------------------------------------------------------------------

    def _primary(self, place: Location, label: str) -> Iterator[Text]:
        lines = self.sources.get((place.path, place.cell), ())
        if not 0 < place.line <= len(lines):
            return
        yield self._gutter("|")
        end = min(place.end_line, len(lines))
        style = theme.SEVERITY[self.diagnostic.severity]
        if end <= place.line:
            shown = self._framed(self._line(place, place.line), place.column, place.end_column)
            yield self._code(place.line, shown.text)
            yield self._mark(shown, "^", style, label)
        else:
            yield from self._stretch(place, end, style, label)

    def _stretch(self, place: Location, end: int, style: str, label: str) -> Iterator[Text]:
        """Yield the first lines of a stretch and its last, with a bar beside them."""
        numbers = list(range(place.line, end + 1))
        if len(numbers) > HEAD_LINES + 2:
            numbers = [*numbers[:HEAD_LINES], 0, end]
        for number in numbers:
            if not number:
                yield Text("...".ljust(self._margin() + 3), theme.GUTTER).append("|", style)
                continue
            shown = self._framed(self._line(place, number), 1, 2, reserved=2)
            bar = "/" if number == place.line else "|"
            yield self._number(number).append(f"{bar} ", style).append(shown.text)
        last = self._framed(self._line(place, end), place.end_column - 1, place.end_column, reserved=2)
        yield (
            self._gutter("|")
            .append("|" + "_" * (last.start + 1) + "^", style)
            .append(f" {label}".rstrip(), style)
        )

    # --- the places it rests on --------------------------------------------------------------------

    def _places(self, steps: Sequence[Step]) -> Iterator[Text]:
        """Yield one file's places, each line once, with what is said of it below."""
        first = steps[0].location
        lines = self.sources.get((first.path, first.cell), ())
        yield self._gutter("|")
        yield self._place(":::", first)
        before: tuple[int, str] = 0, ""
        for step in steps:
            place = step.location
            label = self.mask.text(step.text)
            if not 0 < place.line <= len(lines):
                yield self._gutter("|").append_text(theme.prose(f"line {place.line}: {label}", theme.STEP))
                continue
            line = self._line(place, place.line)
            end = place.end_column if place.end_line == place.line else last_column(line)
            shown = self._framed(line, place.column, end)
            if (place.line, shown.text) != before:
                yield self._code(place.line, shown.text)
            before = place.line, shown.text
            yield self._mark(shown, "-", theme.STEP, label)

    def _label(self) -> str:
        """Return what the steps say that stand where the finding stands."""
        if not self.options.show_evidence:
            return ""
        labels = (step.text for step in self.diagnostic.evidence if _is_primary(step, self.diagnostic))
        return self.mask.text("; ".join(dict.fromkeys(labels)))

    # --- rows --------------------------------------------------------------------------------------

    def _margin(self) -> int:
        numbers = [self.diagnostic.location.end_line, *(step.location.line for step in self.steps)]
        return len(str(max(numbers)))

    def _gutter(self, sign: str) -> Text:
        return Text(" " * (self._margin() + 1)).append(sign, theme.GUTTER).append(" ")

    def _number(self, number: int) -> Text:
        return Text().append(f"{str(number).rjust(self._margin())} | ", theme.GUTTER)

    def _place(self, arrow: str, place: Location) -> Text:
        row = Text(" " * self._margin()).append(arrow, theme.GUTTER).append(" ")
        return row.append(printable(str(place)), theme.PLACE)

    def _code(self, number: int, text: str) -> Text:
        return self._number(number) + Text(text)

    def _mark(self, shown: FramedLine, sign: str, style: str, label: str) -> Text:
        row = self._gutter("|").append(" " * shown.start + sign * (shown.end - shown.start), style)
        if not label:
            return row
        words = theme.prose(label, style)
        width = self.options.width
        if width is None or row.cell_len + 1 + words.cell_len <= width:
            return row.append(" ").append_text(words)
        # No room beside the mark: the label goes below it, as far left as it must to fit.
        indent = max(0, min(shown.start, width - self._margin() - 3 - words.cell_len))
        below = self._gutter("|").append(" " * indent)
        return row.append("\n").append_text(theme.hanging(below, words, width, self.output))

    def _line(self, place: Location, number: int) -> str:
        """Return a line of the place's source, secrets masked."""
        line = self.sources[place.path, place.cell][number - 1]
        return self.mask.line(line, place.path, secret=self.diagnostic.check in SECRET_CHECKS)

    def _framed(self, line: str, column: int, end: int, reserved: int = 0) -> FramedLine:
        width = (self.options.width or theme.PIPE_WIDTH) - self._margin() - 3 - reserved
        return framed(line, column, end, max(width, 20))


def _steps(diagnostic: Diagnostic) -> tuple[Step, ...]:
    """Return the steps of a finding that stand elsewhere than the finding itself."""
    return tuple(dict.fromkeys(step for step in diagnostic.evidence if not _is_primary(step, diagnostic)))


def _by_file(steps: Sequence[Step]) -> Iterator[list[Step]]:
    """Yield the steps of each file or notebook cell in the order of its lines, as a reader looks them up."""
    files: dict[tuple[str, int], list[Step]] = {}
    for step in steps:
        files.setdefault((step.location.path, step.location.cell), []).append(step)
    for group in files.values():
        yield sorted(group, key=lambda step: (step.location.line, step.location.column))


def _is_primary(step: Step, diagnostic: Diagnostic) -> bool:
    own, place = diagnostic.location, step.location
    return (place.path, place.cell, place.line, place.column) == (own.path, own.cell, own.line, own.column)
