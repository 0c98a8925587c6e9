# The page for notebooks: whole HTML of few kinds of elements, in which nothing of a report is markup.
from __future__ import annotations

import re
from html.parser import HTMLParser
from pathlib import Path

import pytest
from hypothesis import given, settings
from render.reports import example, finding, text
from render.test_any_report import reports

from scopelint.model.location import Location
from scopelint.model.report import Report
from scopelint.render import page as page_module
from scopelint.render.page import fragment, policies

TAGS = frozenset(
    ("div", "style", "p", "span", "strong", "code", "pre", "mark", "a", "details", "summary", "ul", "li")
) | {"table", "thead", "tbody", "tr", "th", "td"}
ATTRIBUTES = frozenset({"class", "open", "href", "rel", "target", "scope"})
STYLE = Path(page_module.__file__).with_suffix(".css").read_text(encoding="utf-8")


class Reader(HTMLParser):
    """Reads a page back and keeps what a browser would see."""

    def __init__(self, page: str) -> None:
        super().__init__(convert_charrefs=True)
        self.open: list[str] = []
        self.tags: list[str] = []
        self.classes: list[str] = []
        self.links: list[str] = []
        self.text = ""
        self.style = ""
        self.feed(page)
        self.close()

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        assert tag in TAGS
        assert {name for name, _ in attrs} <= ATTRIBUTES
        self.open.append(tag)
        self.tags.append(tag)
        held = dict(attrs)
        self.classes += (held.get("class") or "").split()
        self.links += [held["href"] or ""] if "href" in held else []

    def handle_endtag(self, tag: str) -> None:
        assert self.open.pop() == tag

    def handle_data(self, data: str) -> None:
        if "style" in self.open:
            self.style += data
        else:
            self.text += data

    def handle_comment(self, data: str) -> None:
        raise AssertionError(f"a comment: {data}")

    def handle_decl(self, decl: str) -> None:
        raise AssertionError(f"a declaration: {decl}")


def read(report: Report, *, scopes: bool = False) -> Reader:
    reader = Reader(fragment(report, scopes=scopes))
    assert not reader.open
    assert reader.style == STYLE
    return reader


def test_findings_stand_with_their_code_evidence_and_remedy() -> None:
    report = example()
    shown = read(report)
    assert shown.text.startswith("scopelint: ")
    for found in report.diagnostics:
        assert found.check in shown.text
        assert found.message.replace("`", "") in shown.text
        assert found.help.replace("`", "") in shown.text
        assert str(found.location) in shown.text
        for step in found.evidence:
            assert step.text.replace("`", "") in shown.text
    assert "mark" in shown.tags
    assert {f"sl-{found.severity.value}" for found in report.diagnostics} <= set(shown.classes)


def test_what_is_needed_follows_closed_and_stands_alone_for_scopes() -> None:
    report = example()
    both, alone = fragment(report), fragment(report, scopes=True)
    assert "<details><summary><strong>what agent.py reaches" in both
    assert '<details open="open"><summary><strong>what agent.py reaches' in alone
    assert "missing-scope" not in alone
    for use in report.agents[0].uses:
        assert str(use.location) in alone


@pytest.mark.parametrize(
    "word",
    [
        "<script>alert(1)</script>",
        "</style><img src=x onerror=alert(1)>",
        "</pre></div><!-- ",
        "&lt;b&gt; & \"quotes\" 'too'",
        "]]><svg onload=alert(1)>",
    ],
)
def test_no_text_of_a_report_is_markup(word: str) -> None:
    place = Location("agent.py", 1, 1, 1, 4)
    found = finding("missing-scope", place, message=word, help=word, subject=word, agent=word)
    shown = read(Report((), (found, finding("x", place, agent="y")), sources=(text("agent.py", word),)))
    assert shown.text.count(word) >= 4


def test_only_web_addresses_are_links() -> None:
    place = Location("agent.py")
    urls = ("https://example.org/?a=1&b=2", "javascript:alert(1)", "file:///etc", "")
    found = tuple(finding(f"check-{i}", place, url=url) for i, url in enumerate(urls))
    assert read(Report((), found)).links == [urls[0]]


def test_the_style_brings_no_script_and_nothing_from_elsewhere() -> None:
    assert not re.search(r"url\(|@import|expression|<|javascript", STYLE)
    for block in re.findall(r"([^{}]+)\{", STYLE):
        assert all(one.strip().startswith(".scopelint-report") for one in block.split(","))


def test_text_and_ground_take_the_colours_of_the_page() -> None:
    rules = dict(re.findall(r"([^{}]+)\{([^{}]*)\}", STYLE))
    solid = [name.strip() for name, body in rules.items() if re.search(r"(?<![-\w])color: (?!inherit)", body)]
    assert solid == [".scopelint-report .sl-pill"]  # white on colours of its own
    assert "prefers-color-scheme" not in STYLE


def test_secrets_are_masked() -> None:
    token = "dapi" + "0123456789abcdef" * 2
    place = Location("agent.py", 1, 1, 1, 4)
    found = finding("hardcoded-secret", place, message=f"`{token}`", help=token, subject=token)
    shown = fragment(Report((), (found,), sources=(text("agent.py", f'TOKEN = "{token}"'),)))
    assert token not in shown


def test_many_findings_are_closed_behind_the_first() -> None:
    found = tuple(finding("x", Location("agent.py", line)) for line in range(1, 16))
    shown = fragment(Report((), found))
    assert shown.count("<details open=") == page_module.OPENED
    assert shown.count("<details>") == 5


def test_a_long_line_is_cut_around_what_is_marked() -> None:
    line = "a" * 5000 + "HERE" + "b" * 5000
    found = finding("x", Location("agent.py", 1, 5001, 1, 5005))
    shown = fragment(Report((), (found,), sources=(text("agent.py", line),)))
    assert "<mark>HERE</mark>" in shown
    assert len(shown) < 10_000


def test_a_long_stretch_shows_its_ends() -> None:
    code = "\n".join(f"line_{number}" for number in range(1, 51))
    found = finding("x", Location("agent.py", 3, 1, 40, 8))
    shown = read(Report((), (found,), sources=(text("agent.py", code),)))
    assert all(f"line_{number}\n" in shown.text for number in (3, 4, 5, 40))
    assert not any(f"line_{number}\n" in shown.text for number in (2, 6, 39, 41))


def test_the_policy_of_each_agent_is_told() -> None:
    assert [entry for entry, _ in policies(example())] == ["agent.py"]


@settings(max_examples=100, deadline=None)
@given(reports())
def test_any_report_is_a_whole_page(report: Report) -> None:
    for scopes in (False, True):
        page = fragment(report, scopes=scopes)
        page.encode("utf-8")
        shown = read(report, scopes=scopes)
        assert not re.search(r"[\x00-\x08\x0b-\x1f\x7f-\x9f\u202a-\u202e\u2066-\u2069]", shown.text)
        assert all(link.startswith("https://") for link in shown.links)
