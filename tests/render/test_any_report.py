# Whatever a report holds (places that are not there, text in any script), it is rendered.
"""Properties of all renderers."""

from __future__ import annotations

import io
import json
import re

from hypothesis import given, settings
from hypothesis import strategies as st
from render.reports import finding, text

from scopelint.model.auth import Identity, Phase, Target
from scopelint.model.diagnostic import Diagnostic, Severity
from scopelint.model.evidence import Step
from scopelint.model.location import Location
from scopelint.model.report import AgentReport, GrantReport, Report, UnresolvedReport, UseReport
from scopelint.model.resource import Resource
from scopelint.model.value import Literal
from scopelint.render.options import RenderOptions
from scopelint.render.registry import RENDERERS, SCOPES_RENDERERS

words = st.text(alphabet=st.one_of(st.characters(), st.sampled_from("`'\"[]()\n\t #=:")), max_size=60)
paths = st.sampled_from(["a.py", "b.ipynb", "app.yaml", "売.py"])
numbers = st.integers(1, 12)
places = st.builds(Location, paths, numbers, numbers, numbers, numbers, st.integers(0, 2))
steps = st.lists(st.builds(Step, places, words), max_size=4).map(tuple)


@st.composite
def findings(draw: st.DrawFn) -> Diagnostic:
    return finding(
        draw(st.sampled_from(["missing-scope", "hardcoded-secret"])),
        draw(places),
        severity=draw(st.sampled_from(Severity)),
        agent=draw(st.sampled_from(["", "a.py", "売.py"])),
        subject=draw(words),
        message=draw(words),
        help=draw(words),
        evidence=draw(steps),
        url=draw(st.sampled_from(["", "https://example.org/a b"])),
    )


@st.composite
def reports(draw: st.DrawFn) -> Report:
    use = UseReport(
        draw(words),
        Resource("genie_space", Literal(draw(words))),
        tuple(draw(st.lists(st.sampled_from(Identity), unique=True))),
        Phase.REQUEST,
        draw(places),
        (draw(words),),
        draw(steps),
    )
    agent = AgentReport(
        "a.py",
        draw(st.sampled_from(Target)),
        (),
        (use,),
        GrantReport(),
        GrantReport((draw(words),)),
        (UnresolvedReport(draw(places), draw(words), draw(words)),),
        draw(words),
    )
    sources = [text(path, draw(words), cell) for path in ("a.py", "app.yaml", "売.py") for cell in (0, 1)]
    return Report((agent,), tuple(draw(st.lists(findings(), max_size=3))), sources=tuple(sources))


@settings(max_examples=60, deadline=None)
@given(reports(), st.booleans(), st.sampled_from([None, 20, 80]))
def test_any_report_is_rendered_in_every_format(report: Report, color: bool, width: int | None) -> None:
    options = RenderOptions(color=color, width=width)
    for name, renderer in (*RENDERERS.items(), ("scopes", SCOPES_RENDERERS["text"])):
        stream = io.StringIO()
        renderer(report, stream, options)
        printed = stream.getvalue()
        printed.encode("utf-8")
        if name == "json":
            assert len(json.loads(printed)["diagnostics"]) == len(report.diagnostics)
        if name == "concise":
            assert printed.count("\n") == len(report.diagnostics)
        plain = re.sub(r"\x1b\[[0-9;]*m|\x1b\]8;[^\x1b]*\x1b\\", "", printed)
        assert not re.search(r"[\x00-\x08\x0b-\x1f\x7f-\x9f\u202a-\u202e\u2066-\u2069]", plain)
