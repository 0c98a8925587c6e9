# Uses that an author declares in a comment.
from __future__ import annotations

from pathlib import Path

import pytest

from scopelint.facts.records import Comment, ModuleFacts
from scopelint.model.auth import Identity, Phase
from scopelint.model.location import Span
from scopelint.model.resource import Resource
from scopelint.model.value import Literal, Pattern, Symbol, SymbolSource
from scopelint.source.unit import Unit, UnitKind
from scopelint.uses.comments import read_comments
from scopelint.uses.find import FoundUses
from uses.traces import table

UNIT = Unit("agent.py", Path("/p/agent.py"), Path("/p/agent.py"), UnitKind.PYTHON, "")


def read(text: str) -> FoundUses:
    facts = ModuleFacts((), (), (Comment(text, Span(3, 1, 3, 40), True),))
    return read_comments(UNIT, facts, table())


def test_a_use_with_everything() -> None:
    (use,) = read("scopelint: uses genie_space 01f0 as user").uses
    assert use.resource == Resource("genie_space", Literal("01f0"))
    assert (use.identities, use.phase, use.record) == ((Identity.USER,), Phase.UNKNOWN, None)
    assert use.requirements == (("dashboards.genie", "genie"),)
    assert [(str(step.location), step.text) for step in use.evidence] == [
        ("agent.py:3:1", "a comment says so")
    ]


@pytest.mark.parametrize(
    ("written", "id_"),
    [
        ("env:SPACE", Symbol(SymbolSource.ENV, "SPACE")),
        ("config:genie.space", Symbol(SymbolSource.CONFIG, "genie.space")),
        ('"my space"', Literal("my space")),
        ("main.tools.*", Pattern("main.tools.{}")),
        ("urn:x", Literal("urn:x")),
    ],
)
def test_ids(written: str, id_: object) -> None:
    (use,) = read(f"scopelint: uses function {written} as system").uses
    assert use.resource.id == id_


def test_kind_as_a_whole_several_identities_and_a_reason() -> None:
    (use,) = read("scopelint: uses current_user as system, user because the plugin asks").uses
    assert use.whole
    assert use.identities == (Identity.USER, Identity.SYSTEM)


def test_mcp_server_as_the_system_needs_what_stands_behind_it() -> None:
    (use,) = read("scopelint: uses mcp_genie 01f0 as system").uses
    assert use.behind == Resource("genie_space", Literal("01f0"))


@pytest.mark.parametrize(
    ("text", "why"),
    [
        ("scopelint: uses genie 01f0 as user", "`genie` is no resource type; did you mean `genie_space`?"),
        ("scopelint: uses genie_space 01f0 as usr", "`usr` is no identity; did you mean `user`?"),
        ("scopelint: uses genie_space 01f0", "a use is written"),
        ("scopelint: uses", "a use is written"),
    ],
)
def test_mistakes_are_said(text: str, why: str) -> None:
    result = read(text)
    assert not result.uses
    (gap,) = result.gaps
    assert gap.what == text
    assert gap.why.startswith(why)


@pytest.mark.parametrize("text", ["scopelint: ignore[missing-scope]", "scopelint: useless", "other"])
def test_other_comments_are_left_alone(text: str) -> None:
    assert read(text) == FoundUses()
