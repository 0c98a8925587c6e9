# Resources in the URLs of MCP servers and in REST paths.
from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from scopelint.model.resource import Resource
from scopelint.model.value import Literal, Pattern, Symbol, SymbolSource, Unknown, Value
from scopelint.project.records import Origin
from scopelint.rulebook.rule import ReachedResource
from scopelint.uses.identifier import Candidate
from scopelint.uses.mcp_url import read_app_url, read_mcp_url
from scopelint.uses.reading import Asked, Reading
from scopelint.uses.rest_path import read_rest_path
from scopelint.uses.template import Template
from uses.traces import env, table

ASKED = Asked(ReachedResource("app"), table())
SPACE = Symbol(SymbolSource.ENV, "SPACE")


def candidate(*pieces: str | Origin | None) -> Candidate:
    return Candidate(Template.build(pieces))


def mcp(*pieces: str | Origin | None) -> Reading:
    return read_mcp_url(candidate(*pieces), ASKED)


def rest(*pieces: str | Origin | None) -> Reading:
    return read_rest_path(candidate(*pieces), ASKED)


@pytest.mark.parametrize(
    ("pieces", "type_", "behind", "id_"),
    [
        (("https://h/api/2.0/mcp/genie/01f0",), "mcp_genie", "genie_space", Literal("01f0")),
        (("https://h/api/2.0/mcp/genie/01f0/?x=1#y",), "mcp_genie", "genie_space", Literal("01f0")),
        (("/api/2.0/mcp/genie/01f0",), "mcp_genie", "genie_space", Literal("01f0")),
        ((None, "/api/2.0/mcp/genie/", env("SPACE")), "mcp_genie", "genie_space", SPACE),
        (("https://", None, "/api/2.0/mcp/genie/", env("SPACE")), "mcp_genie", "genie_space", SPACE),
        ((None, "/genie/01f0"), "mcp_genie", "genie_space", Literal("01f0")),
        ((None, "/mcp/functions/main/tools"), "mcp_functions", "function", Pattern("main.tools.{}")),
        (
            (None, "/api/2.0/mcp/functions/main/tools/add"),
            "mcp_functions",
            "function",
            Literal("main.tools.add"),
        ),
        (
            (None, "/api/2.0/mcp/vector-search/", env("CATALOG"), "/rag"),
            "mcp_vector_search",
            "vector_search_index",
            Pattern("{}.rag.{}"),
        ),
        (
            ("https://tools-1234567890.aws.databricksapps.com/mcp",),
            "mcp_app",
            "app",
            Literal("tools"),
        ),
        (
            ("https://my-tools-1234567890.aws.databricksapps.com:443/mcp",),
            "mcp_app",
            "app",
            Literal("my-tools"),
        ),
    ],
)
def test_what_stands_behind_a_server(
    pieces: tuple[str | Origin | None, ...], type_: str, behind: str, id_: Value
) -> None:
    reading = mcp(*pieces)
    assert [(one.type, one.id, one.behind) for one in reading.reached] == [
        (type_, id_, Resource(behind, id_))
    ]
    assert not reading.why


def test_schema_goes_by_its_name() -> None:
    (reached,) = mcp(None, "/api/2.0/mcp/vector-search/main/rag").reached
    assert reached.behind is not None
    assert reached.behind.subject == "vector_search_index:main.rag"


def test_server_without_a_resource_is_reached_as_a_kind() -> None:
    (reached,) = mcp(None, "/api/2.0/mcp/sql").reached
    assert (reached.type, reached.whole, reached.behind) == ("mcp_sql", True, None)


def test_default_of_a_variable_tells() -> None:
    (reached,) = mcp(env("MCP_URL", "https://h/api/2.0/mcp/genie/01f0")).reached
    assert reached.id == Literal("01f0")


def test_host_that_is_not_known_hides_the_app() -> None:
    (reached,) = mcp("https://", None, ".databricksapps.com/mcp").reached
    assert (reached.type, type(reached.id)) == ("mcp_app", Unknown)


@pytest.mark.parametrize(
    "url", ["https://mcp.example.com/mcp", "https://example.com/genie/01f0", "stdio", ""]
)
def test_foreign_servers_reach_nothing_and_say_nothing(url: str) -> None:
    assert mcp(url) == Reading()


@pytest.mark.parametrize(
    "pieces",
    [
        (env("MCP_URL"),),
        (None, "/mcp"),
        (None, "/api/2.0/mcp/", None, "/", None),
        ("https://h/api/2.0/mcp/new/x",),
    ],
)
def test_what_cannot_be_read_is_said(pieces: tuple[str | Origin | None, ...]) -> None:
    reading = mcp(*pieces)
    assert not reading.reached
    assert reading.why


def test_unresolved_url_carries_its_reason() -> None:
    assert read_mcp_url(Candidate(None, "is read from a file"), ASKED).why == "the URL is read from a file"


@pytest.mark.parametrize(
    ("pieces", "type_", "id_"),
    [
        (("/api/2.0/genie/spaces/01f0/start-conversation",), "genie_space", Literal("01f0")),
        (("/api/2.0/genie/spaces/", env("SPACE"), "/conversations/", None), "genie_space", SPACE),
        ((None, "/api/2.0/genie/spaces/01f0"), "genie_space", Literal("01f0")),
        (("https://h/serving-endpoints/chat/invocations?x",), "serving_endpoint", Literal("chat")),
        (
            ("/api/2.0/vector-search/endpoints/e/indexes/a.b.c/query",),
            "vector_search_index",
            Literal("a.b.c"),
        ),
        ((None, "/genie/spaces/01f0"), "genie_space", Literal("01f0")),
    ],
)
def test_paths(pieces: tuple[str | Origin | None, ...], type_: str, id_: object) -> None:
    assert [(one.type, one.id) for one in rest(*pieces).reached] == [(type_, id_)]


def test_path_may_replace_scopes() -> None:
    (reached,) = rest("/api/2.0/vector-search/endpoints/e/indexes/a.b.c").reached
    assert reached.scopes == (("vector-search",),)


def test_path_without_a_place_for_an_id_is_a_kind() -> None:
    (reached,) = rest("/api/2.1/x", "").reached or rest("/api/2.0/jobs/run-now").reached
    assert (reached.type, reached.whole) == ("job", True)


@pytest.mark.parametrize("pieces", [("/api/2.0/unheard-of",), (env("PATH_X"),), (None, "/jobs/run-now")])
def test_other_paths_are_said(pieces: tuple[str | Origin | None, ...]) -> None:
    reading = rest(*pieces)
    assert not reading.reached
    assert reading.why


PIECES = st.lists(
    st.one_of(
        st.text(),
        st.sampled_from(
            ["https://", "/", "/api/2.0/mcp/", "genie/", ".databricksapps.com", "?", "/api/2.0/genie"]
        ),
        st.none(),
        st.builds(env, st.text(max_size=3), st.none() | st.text()),
    ),
    max_size=8,
)


@settings(deadline=None, max_examples=300)
@given(PIECES)
def test_any_text_is_read(pieces: list[str | Origin | None]) -> None:
    for read in (read_mcp_url, read_rest_path, read_app_url):
        for reached in read(candidate(*pieces), ASKED).reached:
            assert reached.type
