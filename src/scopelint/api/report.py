# What callers get: the report of a run behind names that stay. What the report says as data are the records
# of the JSON format, version 1; its other forms are made by the renderers.
"""The public report."""

from __future__ import annotations

import io
import json
from typing import Any

from scopelint.api.options import SeverityName, severity
from scopelint.errors import ScopelintError
from scopelint.model.diagnostic import Severity
from scopelint.model.report import Report as Answer
from scopelint.render import json_v1
from scopelint.render.convert_v1 import converted
from scopelint.render.json_v1 import AgentV1, DiagnosticV1, ResourceV1
from scopelint.render.options import Renderer, RenderOptions
from scopelint.render.printable import printable
from scopelint.render.wording import counted


class FindingsError(ScopelintError):
    """Raised by `Report.raise_for_findings`; `findings` are those that were bad enough."""

    exit_code = 1

    def __init__(self, findings: tuple[DiagnosticV1, ...]) -> None:
        super().__init__(f"{counted(len(findings), 'finding')} of scopelint")
        self.args = (findings,)
        self.findings = findings

    def __str__(self) -> str:
        return "\n".join((self.message + ":", *(f"  {_line(found)}" for found in self.findings)))


class Report:
    """What one run found: findings, and what each agent reaches and needs.

    Shown in a notebook it is a page, printed it is the text of the command line. `findings`, `agents`,
    `api_scopes`, `resources`, `policy`, `to_dict`, `to_json` and `raise_for_findings` stay as they are; the
    records have the fields of the JSON report, version 1, to which fields may only be added.
    """

    __slots__ = ("_answer", "_fail_on", "_records", "_scopes")

    def __init__(self, answer: Answer, *, fail_on: Severity = Severity.WARNING, scopes: bool = False) -> None:
        """Wrap the answer of a run; with `scopes` it shows what is needed, else what is wrong."""
        self._answer = answer
        self._fail_on = fail_on
        self._scopes = scopes
        self._records = converted(answer)

    @property
    def findings(self) -> tuple[DiagnosticV1, ...]:
        """The findings, in the order in which they are shown; secrets are masked."""
        return tuple(self._records.diagnostics)

    @property
    def agents(self) -> tuple[AgentV1, ...]:
        """The agents that were analysed: uses, what is needed, what was declared, what stayed unread."""
        return tuple(self._records.agents)

    @property
    def api_scopes(self) -> tuple[str, ...]:
        """The scopes that the agents need for what they do as the user, each once."""
        return tuple(dict.fromkeys(name for agent in self.agents for name in agent.needed.api_scopes))

    @property
    def resources(self) -> tuple[ResourceV1, ...]:
        """The resources that the agents need for what they do as the system, each once."""
        return tuple(dict.fromkeys(one for agent in self.agents for one in agent.needed.resources))

    @property
    def policy(self) -> str:
        """Text that declares exactly what is needed: Python, for an app the YAML of its bundle.

        For several agents, each one's text stands below a comment with its entry.
        """
        from scopelint.render.page import policies

        texts = policies(self._answer)
        if len(texts) == 1:
            return texts[0][1]
        return "\n\n".join(f"# {entry}\n{text}" for entry, text in texts)

    def raise_for_findings(self, at_or_above: SeverityName | None = None) -> Report:
        """Return the report itself, or raise FindingsError if it has findings of a severity or worse.

        The severity is by default that of `fail_on`: `"warning"`, unless an option or a setting says
        otherwise.
        """
        least = self._fail_on if at_or_above is None else severity("at_or_above", at_or_above)
        bad = tuple(found for found in self.findings if Severity(found.severity).rank >= least.rank)
        if bad:
            raise FindingsError(bad)
        return self

    def to_json(self) -> str:
        """Return the JSON report, version 1: what `--output-format json` prints."""
        return self._rendered(json_v1.render)

    def to_dict(self) -> dict[str, Any]:
        """Return the JSON report, version 1, as a dict."""
        found: dict[str, Any] = json.loads(self.to_json())
        return found

    def __str__(self) -> str:
        """Return what the command line prints: `scopelint check`, for an analysis `scopelint scopes`."""
        from scopelint.render.registry import RENDERERS, SCOPES_RENDERERS

        return self._rendered((SCOPES_RENDERERS if self._scopes else RENDERERS)["text"])

    def __repr__(self) -> str:
        entries = ", ".join(agent.entry for agent in self.agents)
        count = counted(len(self.findings), "finding") if self.findings else "no findings"
        return printable(f"<scopelint.Report of {entries or 'no agent'}: {count}>")

    def _repr_pretty_(self, printer: Any, cycle: bool) -> None:
        """Show the whole report in IPython without a browser."""
        printer.text(repr(self) if cycle else str(self))

    def _repr_html_(self) -> str:
        """Return the report as a piece of HTML: all that notebooks need, no scripts, everything escaped."""
        from scopelint.render.page import fragment

        return fragment(self._answer, scopes=self._scopes)

    def _rendered(self, render: Renderer) -> str:
        stream = io.StringIO()
        render(self._answer, stream, RenderOptions())
        return stream.getvalue().rstrip("\n")


def _line(found: DiagnosticV1) -> str:
    cell = f":cell {found.cell}" if found.cell else ""
    place = f"{found.path}{cell}:{found.line}:{found.column}"
    line = printable(f"{found.severity}[{found.check}] {found.message} ({place})")
    return f"{line}\n    help: {printable(found.help)}" if found.help else line
