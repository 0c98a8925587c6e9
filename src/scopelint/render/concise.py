# One line per finding, for editors' problem matchers and for grep. Nothing else is printed.
"""The concise format: `path:line:column: severity[check] message`."""

from __future__ import annotations

from typing import TextIO

from scopelint.model.report import Report
from scopelint.render.mask import mask_of
from scopelint.render.options import RenderOptions
from scopelint.render.order import in_order
from scopelint.render.printable import printable


def render(report: Report, stream: TextIO, options: RenderOptions) -> None:
    """Write one line per finding; nothing for a clean report."""
    del options  # this format is the same everywhere
    mask = mask_of(report, {(source.path, source.cell): source.lines for source in report.sources})
    for found in in_order(report.diagnostics):
        line = f"{found.location}: {found.severity.value}[{found.check}] {mask.text(found.message)}"
        stream.write(printable(line) + "\n")
