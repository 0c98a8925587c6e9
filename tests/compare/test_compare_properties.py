from __future__ import annotations

from dataclasses import replace

from hypothesis import given, settings
from hypothesis import strategies as st

from compare.sides import EMPTY, SYSTEM, TABLE, USER, compared, declaration, item, unused, use
from scopelint.compare import Comparison
from scopelint.declarations.declaration import DeclaredResource
from scopelint.model.auth import Target
from scopelint.needs import derive
from scopelint.uses.use import Use

TYPES = [
    "serving_endpoint",
    "genie_space",
    "vector_search_index",
    "function",
    "table",
    "uc_connection",
    "app",
]
IDS = ["main.a.one", "main.a.two", "$NAME", "$OTHER=main.a.one", "{key}", "?", "main.b.{}"]

drawn = st.lists(
    st.builds(
        lambda type_, id_, identity, line: use(type_, id_, identity, line=line),
        st.sampled_from(TYPES),
        st.sampled_from(IDS),
        st.sampled_from([USER, SYSTEM]),
        st.integers(1, 50),
    ),
    max_size=8,
)


def exactly(uses: list[Use]) -> tuple[tuple[DeclaredResource, ...], tuple[str, ...]]:
    needs = derive(uses, TABLE, Target.MODEL_SERVING)
    resources = tuple(item(need.resource.type, need.resource.id) for need in needs.resources)
    return resources, tuple(need.requirement[0] for need in needs.scopes)


def shape(comparison: Comparison) -> tuple[object, ...]:
    return (
        {(m.need.requirement, m.confidence) for m in comparison.missing_scopes},
        {(u.declared.name, u.confidence) for u in comparison.unused_scopes},
        {(m.need.resource, m.confidence) for m in comparison.missing_resources},
        {(u.declared.resource, u.confidence) for u in comparison.unused_resources},
        {(u.declared.resource, u.need_identities) for u in comparison.unneeded_resources},
        comparison.idle,
    )


@settings(max_examples=200, deadline=None)
@given(drawn)
def test_declaring_exactly_what_is_needed_is_enough_and_not_too_much(uses: list[Use]) -> None:
    resources, scopes = exactly(uses)
    assert compared(uses, declaration(*resources, scopes=scopes)) == EMPTY


@settings(max_examples=200, deadline=None)
@given(drawn)
def test_an_unrelated_item_is_one_unused_resource(uses: list[Use]) -> None:
    resources, scopes = exactly(uses)
    extra = item("lakebase", "unrelated")
    found = compared(uses, declaration(*resources, extra, scopes=scopes))
    assert [subject for subject, _ in unused(found)] == ["lakebase:unrelated"]
    assert replace(found, unused_resources=()) == EMPTY


declared_items = st.lists(st.builds(item, st.sampled_from(TYPES), st.sampled_from(IDS)), max_size=6)
declared_scopes = st.lists(
    st.sampled_from(
        ["sql", "dashboards.genie", "genie", "apps.apps", "serving.serving-endpoints", "nonsense"]
    ),
    max_size=4,
)


@settings(max_examples=200, deadline=None)
@given(drawn, declared_items, declared_scopes, st.randoms())
def test_order_does_not_matter(
    uses: list[Use], items: list[DeclaredResource], scopes: list[str], random: object
) -> None:
    before = shape(compared(uses, declaration(*items, scopes=tuple(scopes))))
    for one in (uses, items, scopes):
        random.shuffle(one)  # type: ignore[attr-defined]
    assert shape(compared(uses, declaration(*items, scopes=tuple(scopes)))) == before


@settings(max_examples=100, deadline=None)
@given(drawn, declared_items)
def test_an_incomplete_declaration_never_misses_for_sure(
    uses: list[Use], items: list[DeclaredResource]
) -> None:
    found = compared(uses, declaration(*items, complete_resources=False))
    assert all(missing.confidence.value == "low" for missing in found.missing_resources)
