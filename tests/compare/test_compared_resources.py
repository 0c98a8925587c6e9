from __future__ import annotations

from dataclasses import replace

import pytest

from compare.sides import (
    EMPTY,
    HIGH,
    LOW,
    MANUAL,
    MEDIUM,
    SYSTEM,
    UNKNOWN,
    USER,
    compared,
    declaration,
    item,
    missing,
    unused,
    use,
)
from scopelint.model.auth import Target
from scopelint.model.location import Location
from scopelint.model.resource import Resource
from scopelint.model.value import Literal, Symbol, SymbolSource
from scopelint.project.records import FrozenValue, Gap, Item, Mapping, Text, Trace

GAPS = Trace(calls=(), gaps=(Gap(Location("agent.py"), "plugin", "is loaded by name"),))

# --- missing -----------------------------------------------------------------------------------------


def test_nothing_declared_is_missing() -> None:
    found = compared([use("serving_endpoint", "claude")], declaration())
    assert missing(found) == [("serving_endpoint:claude", HIGH)]


def test_nothing_of_the_kind_declared_is_missing_whatever_the_id() -> None:
    uses = [use("genie_space", "?"), use("serving_endpoint", "$LLM")]
    found = compared(uses, declaration(item("table", "a.b.c")))
    assert missing(found) == [("genie_space", HIGH), ("serving_endpoint:env:LLM", HIGH)]


def test_another_literal_is_a_mismatch_and_is_named() -> None:
    found = compared([use("serving_endpoint", "claude")], declaration(item("serving_endpoint", "llama")))
    assert missing(found) == [("serving_endpoint:claude", HIGH)]
    assert found.missing_resources[0].other_literals == ("llama",)
    assert unused(found) == [("serving_endpoint:llama", HIGH)]


@pytest.mark.parametrize("declared", ["claude", "$LLM", "{llm}", "?", "cl{}"])
def test_a_literal_is_satisfied_by_itself_and_by_what_may_be_it(declared: str) -> None:
    found = compared([use("serving_endpoint", "claude")], declaration(item("serving_endpoint", declared)))
    assert found == EMPTY


@pytest.mark.parametrize("used", ["$LLM", "{llm}", "?", "cl{}"])
def test_what_is_not_known_is_satisfied_by_kind(used: str) -> None:
    found = compared([use("serving_endpoint", used)], declaration(item("serving_endpoint", "claude")))
    assert found == EMPTY


def test_the_same_symbol_on_both_sides() -> None:
    assert compared([use("genie_space", "$SPACE")], declaration(item("genie_space", "$SPACE"))) == EMPTY


def test_a_symbol_that_another_use_is_does_not_stand_for_a_literal() -> None:
    uses = [use("serving_endpoint", "$LLM"), use("serving_endpoint", "databricks-gte")]
    found = compared(uses, declaration(item("serving_endpoint", "$LLM")))
    assert missing(found) == [("serving_endpoint:databricks-gte", MEDIUM)]


def test_two_settings_may_hold_one_name() -> None:
    uses = [use("serving_endpoint", "$LLM"), use("serving_endpoint", "$JUDGE")]
    found = compared(uses, declaration(item("serving_endpoint", "$LLM")))
    assert missing(found) == [("serving_endpoint:env:JUDGE", LOW)]


def test_a_variable_may_stand_for_another_use() -> None:
    variable = Symbol(SymbolSource.VARIABLE, "endpoint")
    uses = [use("serving_endpoint", variable), use("serving_endpoint", "databricks-gte")]
    assert compared(uses, declaration(item("serving_endpoint", variable))) == EMPTY


def test_a_loop_over_unknown_names_may_stand_for_all() -> None:
    uses = [use("table", "a.b.c"), use("table", "a.b.d")]
    assert compared(uses, declaration(item("table", "?"))) == EMPTY


def test_any_function_of_the_schema_satisfies_a_schema() -> None:
    used = [use("function", "main.tools.{}")]
    assert compared(used, declaration(item("function", "Main.Tools.lookup"))) == EMPTY
    found = compared(used, declaration(item("function", "main.other.lookup")))
    assert missing(found) == [("function:main.tools", MEDIUM)]


def test_what_the_deployment_sets_is_what_the_variable_holds() -> None:
    text = FrozenValue((Text(("01f0",)),))
    declared = declaration(
        item("genie_space", "01f0"),
        item("genie_space", "01f1"),
        environment=Mapping((("SPACE", Item(text)),)),
    )
    found = compared([use("genie_space", "$SPACE")], declared)
    assert missing(found) == []
    assert unused(found) == [("genie_space:01f1", MEDIUM)]


def test_a_variable_that_the_deployment_leaves_out_holds_its_default() -> None:
    text = FrozenValue((Text(("databricks/small",)),))
    small = Symbol(SymbolSource.ENV, "SMALL", "other")
    large = Symbol(SymbolSource.ENV, "LARGE", "large")
    uses = [use("serving_endpoint", small), use("serving_endpoint", large)]
    declared = declaration(item("serving_endpoint", "small"), environment=Mapping((("SMALL", Item(text)),)))
    assert missing(compared(uses, declared)) == [("serving_endpoint:env:LARGE", MEDIUM)]
    told = declaration(
        item("serving_endpoint", "small"),
        item("serving_endpoint", "large"),
        environment=Mapping((("SMALL", Item(text)),)),
    )
    assert compared(uses, told) == EMPTY
    partly = declaration(item("serving_endpoint", "small"), environment=Mapping((), complete=False))
    assert missing(compared(uses[1:], partly)) == []


def test_an_incomplete_declaration_lowers_the_confidence() -> None:
    found = compared([use("serving_endpoint", "claude")], declaration(complete_resources=False))
    assert missing(found) == [("serving_endpoint:claude", LOW)]


def test_a_fallback_lowers_the_confidence() -> None:
    found = compared([use("genie_space", "01f0", USER, SYSTEM, fallback=(SYSTEM,))], declaration())
    assert missing(found) == [("genie_space:01f0", MEDIUM)]


def test_one_use_without_fallback_is_enough() -> None:
    uses = [
        use("genie_space", "01f0", USER, SYSTEM, fallback=(SYSTEM,)),
        use("genie_space", "01f0", SYSTEM, line=2),
    ]
    assert missing(compared(uses, declaration())) == [("genie_space:01f0", HIGH)]


@pytest.mark.parametrize("identity", [USER, MANUAL, UNKNOWN])
def test_only_the_system_needs_resources(identity: object) -> None:
    assert missing(compared([use("genie_space", "01f0", identity)], declaration())) == []  # type: ignore[arg-type]


@pytest.mark.parametrize("type_", ["volume", "secret", "job", "vector_search_endpoint", "experiment"])
def test_what_cannot_be_declared_is_not_missing(type_: str) -> None:
    assert missing(compared([use(type_, "x")], declaration())) == []


def test_foundation_models_need_no_resource_on_apps_but_on_model_serving() -> None:
    used = [use("serving_endpoint", "databricks-claude"), use("serving_endpoint", "own")]
    assert missing(compared(used, declaration(), Target.APPS)) == [("serving_endpoint:own", HIGH)]
    assert len(missing(compared(used, declaration()))) == 2


def test_the_same_condition_agrees() -> None:
    used = use("genie_space", "01f0", conditions=("USE_GENIE",))
    held = item("genie_space", "01f0", certain=False, conditions=("USE_GENIE",))
    assert compared([used], declaration(held)) == EMPTY


def test_a_condition_on_one_side_only_is_a_faint_doubt() -> None:
    held = item("genie_space", "01f0", certain=False, conditions=("USE_GENIE",))
    assert missing(compared([use("genie_space", "01f0")], declaration(held))) == [("genie_space:01f0", LOW)]


def test_declared_for_the_user_and_reached_as_the_system() -> None:
    found = compared([use("genie_space", "01f0")], declaration(item("genie_space", "01f0", for_user=True)))
    assert missing(found) == [("genie_space:01f0", LOW)]


def test_a_managed_server_needs_what_stands_behind_it() -> None:
    behind = Resource("genie_space", Literal("01f0"))
    served = use("mcp_genie", "01f0", SYSTEM, behind=behind)
    assert missing(compared([served], declaration())) == [("genie_space:01f0", HIGH)]
    assert compared([served], declaration(item("genie_space", "01f0"))) == EMPTY


# --- mistyped ----------------------------------------------------------------------------------------


def test_an_id_under_another_type_is_said_once() -> None:
    found = compared(
        [use("vector_search_index", "main.rag.docs")], declaration(item("table", "main.rag.docs", line=7))
    )
    assert [(m.declared.location.line, m.need.resource.type) for m in found.mistyped_resources] == [
        (7, "vector_search_index")
    ]
    assert replace(found, mistyped_resources=()) == EMPTY


def test_an_id_that_is_reached_under_its_type_too_is_not_mistyped() -> None:
    uses = [use("vector_search_index", "main.rag.docs"), use("table", "main.rag.docs")]
    found = compared(uses, declaration(item("table", "main.rag.docs")))
    assert not found.mistyped_resources
    assert missing(found) == [("vector_search_index:main.rag.docs", HIGH)]


def test_unknown_ids_are_never_mistyped() -> None:
    found = compared([use("vector_search_index", "?")], declaration(item("table", "?")))
    assert not found.mistyped_resources


# --- unused ------------------------------------------------------------------------------------------


@pytest.mark.parametrize("identity", [USER, MANUAL, SYSTEM, UNKNOWN])
def test_reached_under_any_identity_is_used(identity: object) -> None:
    used = use("genie_space", "01f0", identity)  # type: ignore[arg-type]
    assert unused(compared([used], declaration(item("genie_space", "01f0")))) == []


def test_what_a_genie_space_depends_on_is_used() -> None:
    declared = declaration(
        item("genie_space", "01f0"),
        item("sql_warehouse", "abc"),
        item("table", "a.b.c"),
        item("function", "a.b.f"),
    )
    assert compared([use("genie_space", "01f0")], declared) == EMPTY


def test_a_genie_space_does_not_use_an_endpoint() -> None:
    declared = declaration(item("genie_space", "01f0"), item("serving_endpoint", "llama"))
    assert unused(compared([use("genie_space", "01f0")], declared)) == [("serving_endpoint:llama", HIGH)]


def test_an_index_uses_its_embedding_endpoint() -> None:
    declared = declaration(item("vector_search_index", "a.b.i"), item("serving_endpoint", "gte"))
    assert compared([use("vector_search_index", "a.b.i")], declared) == EMPTY


def test_one_table_does_not_use_another() -> None:
    declared = declaration(item("table", "a.b.c"), item("table", "a.b.d"))
    assert unused(compared([use("table", "a.b.c")], declared)) == [("table:a.b.d", HIGH)]


def test_an_unknown_use_of_the_type_may_reach_everything() -> None:
    assert unused(compared([use("table", "?", USER)], declaration(item("table", "a.b.c")))) == []


def test_listing_a_kind_uses_all_of_it() -> None:
    listed = use("genie_space", "?", USER, whole=True)
    assert unused(compared([listed], declaration(item("genie_space", "01f0")))) == []


def test_a_symbol_that_is_declared_itself_does_not_use_another() -> None:
    declared = declaration(item("serving_endpoint", "{llm}"), item("serving_endpoint", "databricks-gte"))
    found = compared([use("serving_endpoint", "{llm}")], declared)
    assert unused(found) == [("serving_endpoint:databricks-gte", MEDIUM)]


def test_gaps_and_bounds_lower_the_confidence() -> None:
    declared = declaration(item("genie_space", "01f0"))
    uses = [use("serving_endpoint", "x", USER)]
    assert unused(compared(uses, declared, trace=GAPS)) == [("genie_space:01f0", MEDIUM)]
    assert unused(compared([], declared, trace=GAPS)) == [("genie_space:01f0", LOW)]
    bounded = Trace(calls=(), limits=("depth",))
    assert unused(compared(uses, declared, trace=bounded)) == [("genie_space:01f0", LOW)]


@pytest.mark.parametrize("held", [item("app", "x", bound=True), item("app", "x", detected=True)])
def test_what_the_platform_or_mlflow_adds_is_not_unused(held: object) -> None:
    assert compared([], declaration(held)) == EMPTY  # type: ignore[arg-type]


def test_an_experiment_is_used_by_tracing() -> None:
    assert compared([], declaration(item("experiment", "1")), Target.APPS) == EMPTY


def test_alternatives_of_one_item_are_told_once_and_faintly() -> None:
    either = declaration(item("table", "a.b.c", certain=False), item("table", "a.b.d", certain=False))
    assert unused(compared([], either)) == [("table:a.b.c", LOW)]
    assert unused(compared([use("table", "a.b.d")], either)) == []
    one = declaration(item("table", "a.b.c", certain=False), item("table", "a.b.d", certain=False, line=2))
    assert unused(compared([], one)) == [("table:a.b.c", MEDIUM), ("table:a.b.d", MEDIUM)]


def test_the_same_item_at_one_place_is_said_once() -> None:
    twice = declaration(item("app", "x"), item("app", "x"), item("app", "x", line=2))
    assert unused(compared([], twice)) == [("app:x", HIGH), ("app:x", HIGH)]


# --- unneeded ----------------------------------------------------------------------------------------


def test_reached_only_as_others_is_unneeded() -> None:
    uses = [use("genie_space", "01f0", USER), use("genie_space", "01f0", MANUAL, line=2)]
    found = compared(uses, declaration(item("genie_space", "01f0"), scopes=("dashboards.genie",)))
    assert [one.need_identities for one in found.unneeded_resources] == [("manual", "user")]
    assert unused(found) == []


@pytest.mark.parametrize("identity", [SYSTEM, UNKNOWN])
def test_reached_by_the_system_too_is_needed(identity: object) -> None:
    uses = [use("genie_space", "01f0", USER), use("genie_space", "?", identity)]  # type: ignore[arg-type]
    declared = declaration(item("genie_space", "01f0"), scopes=("dashboards.genie",))
    assert not compared(uses, declared).unneeded_resources


def test_what_the_system_reaches_in_turn_is_needed() -> None:
    uses = [use("genie_space", "01f0"), use("table", "a.b.c", USER)]
    declared = declaration(item("genie_space", "01f0"), item("table", "a.b.c"))
    assert not compared(uses, declared).unneeded_resources


def test_declared_for_the_user_is_not_unneeded() -> None:
    declared = declaration(item("genie_space", "01f0", for_user=True))
    assert compared([use("genie_space", "01f0", USER)], declared) == EMPTY


# --- apps --------------------------------------------------------------------------------------------


def test_a_variable_that_is_bound_to_the_resource() -> None:
    declared = declaration(
        replace(item("serving_endpoint", "claude"), bound=True, variables=("LLM",)),
        replace(item("genie_space", "01f0"), variables=("SPACE",)),
    )
    uses = [use("serving_endpoint", "$LLM"), use("genie_space", "$SPACE")]
    assert compared(uses, declared, Target.APPS) == EMPTY
    found = compared([use("genie_space", "$SPACE"), use("genie_space", "01f9")], declared, Target.APPS)
    assert missing(found) == [("genie_space:01f9", HIGH)]


def test_a_foundation_model_that_the_app_s_environment_names() -> None:
    text = FrozenValue((Text(("databricks-claude",)),))
    declared = declaration(environment=Mapping((("LLM", Item(text)),)))
    used = [use("serving_endpoint", "$LLM"), use("serving_endpoint", "$OTHER=databricks-gte")]
    assert compared(used, declared, Target.APPS) == EMPTY
    assert missing(compared(used, declared)) == [
        ("serving_endpoint:env:LLM", HIGH),
        ("serving_endpoint:env:OTHER", HIGH),
    ]


def test_a_placeholder_of_a_template_is_hardly_unused() -> None:
    template = replace(declaration(item("genie_space", "?")), kind="bundle")
    assert unused(compared([], template, Target.APPS)) == [("genie_space", LOW)]


def test_an_index_is_granted_to_an_app_as_a_table() -> None:
    table = replace(item("table", "a.b.docs"), also=("vector_search_index",))
    assert compared([use("vector_search_index", "a.b.docs")], declaration(table), Target.APPS) == EMPTY
    assert compared([use("table", "a.b.docs")], declaration(table), Target.APPS) == EMPTY
    assert unused(compared([], declaration(table), Target.APPS)) == [("table:a.b.docs", HIGH)]


def test_an_app_owns_the_table_that_it_makes() -> None:
    made, asked = replace(use("table", "a.b.notes"), creates=True), use("table", "a.b.notes")
    assert missing(compared([made, asked], declaration(), Target.APPS)) == [("table:a.b.notes", LOW)]
    assert missing(compared([asked], declaration(), Target.APPS)) == [("table:a.b.notes", HIGH)]
    assert missing(compared([made], declaration())) == [("table:a.b.notes", HIGH)]
