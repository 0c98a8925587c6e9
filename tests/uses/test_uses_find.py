# What a recorded call reaches, as whom, when and why.
from __future__ import annotations

import pytest

from scopelint.model.auth import Identity, Phase, Target
from scopelint.model.diagnostic import Confidence
from scopelint.model.evidence import Step
from scopelint.model.resource import Resource
from scopelint.model.value import Literal, Pattern, Symbol, SymbolSource, Unknown
from scopelint.project.records import Arguments, CallRecord, Frame, Item, Reference, Scalar, Sequence
from scopelint.rulebook.rule import ArgumentRef, Condition, ReachedResource, RuleRow
from scopelint.uses.find import FoundUses, find_uses
from uses.traces import (
    FIRST,
    Given,
    arguments,
    at,
    call,
    client,
    env,
    item,
    one_of,
    rule,
    table,
    text,
    trace,
    unresolved,
    value,
)

GENIE = ReachedResource("genie_space", FIRST)
USER, SYSTEM, MANUAL = Identity.USER, Identity.SYSTEM, Identity.MANUAL


def found(rule_: RuleRow, *calls: CallRecord, target: Target = Target.MODEL_SERVING) -> FoundUses:
    return find_uses(trace(*calls), table(rule_), target)


def ids(row: ReachedResource, *given: Given, **keywords: Given) -> list[object]:
    result = found(rule(row), call("lib.use", arguments(*given, **keywords), identities=[SYSTEM]))
    return [use.resource.id for use in result.uses]


class TestIds:
    def test_literal_by_position_and_by_keyword(self) -> None:
        assert ids(GENIE, "01f0") == [Literal("01f0")]
        assert ids(GENIE, name="01f0") == [Literal("01f0")]

    def test_symbol_keeps_its_default(self) -> None:
        assert ids(GENIE, env("SPACE", "01f0")) == [Symbol(SymbolSource.ENV, "SPACE", "01f0")]

    def test_one_use_per_known_value(self) -> None:
        assert ids(GENIE, one_of("a", "b", "a")) == [Literal("a"), Literal("b")]

    def test_none_is_dropped_beside_others(self) -> None:
        assert ids(GENIE, one_of(None, "a")) == [Literal("a")]

    def test_none_alone_is_not_given(self) -> None:
        assert ids(ReachedResource("genie_space", FIRST, optional=True), None) == []
        assert ids(GENIE, None) == [Unknown("is not given")]

    def test_second_spelling_where_the_first_is_none(self) -> None:
        row = ReachedResource("genie_space", ArgumentRef(keywords=("model", "endpoint")))
        assert ids(row, model=None, endpoint="x") == [Literal("x")]

    def test_pattern(self) -> None:
        assert ids(GENIE, text(None, ".agents.", env("NAME"))) == [Pattern("{}.agents.{}")]

    def test_nothing_but_holes_is_unknown(self) -> None:
        assert isinstance(ids(GENIE, text(None, ".", None))[0], Unknown)

    def test_number_is_text(self) -> None:
        assert ids(GENIE, 42) == [Literal("42")]

    def test_header_and_secret_are_never_symbols(self) -> None:
        from scopelint.project.records import Origin

        assert ids(GENIE, Origin("header", "x-space")) == [Unknown("comes from a request header")]
        assert ids(GENIE, Origin("secret", "scope/key")) == [Unknown("comes from a secret")]

    def test_unresolved_is_a_use_with_the_reason(self) -> None:
        result = found(rule(GENIE), call("lib.use", arguments(unresolved())))
        assert not result.gaps
        assert [use.resource.id for use in result.uses] == [Unknown("is read from a file that is not there")]

    @pytest.mark.parametrize(
        ("type_", "why"),
        [
            ("lib.list_instances().[].name", "is part of what `list_instances` returns at run time"),
            ("re.search().group()", "is what `group` returns at run time"),
            ("lib.Client.endpoint", "is the `endpoint` of a library object"),
        ],
    )
    def test_answers_of_libraries(self, type_: str, why: str) -> None:
        assert ids(GENIE, client(type_=type_)) == [Unknown(why)]

    def test_unresolved_text_is_a_gap_in_the_authors_words(self) -> None:
        row = ReachedResource(reader="sql", id=FIRST)
        result = found(rule(row), call("lib.use", arguments(unresolved())))
        assert not result.uses
        (gap,) = result.gaps
        assert (gap.what, gap.location) == ("cfg.name", at(99))
        assert gap.why == "the SQL text is read from a file that is not there"

    def test_default_literal_and_template(self) -> None:
        assert ids(ReachedResource("table", ArgumentRef(position=0, default="main.a.t"))) == [
            Literal("main.a.t")
        ]
        assert ids(ReachedResource("table", ArgumentRef(literal="main.a.t")), "x") == [Literal("main.a.t")]
        row = ReachedResource("table", ArgumentRef(template="{0:catalog}.{1:schema}.{2:name}"))
        assert ids(row, "main", schema="a", name=env("T")) == [Pattern("main.a.{}")]
        assert ids(row, "main", "a", "t") == [Literal("main.a.t")]
        assert ids(row, "main", "a") == [Pattern("main.a.{}")]
        assert ids(row, one_of("dev", "prod"), "a", "t") == [Literal("dev.a.t"), Literal("prod.a.t")]

    def test_unread_kwargs_may_hold_it(self) -> None:
        result = found(rule(GENIE), call("lib.use", Arguments(open=True)))
        assert [type(use.resource.id) for use in result.uses] == [Unknown]

    def test_each_element_with_its_conditions(self) -> None:
        row = ReachedResource("function", FIRST, reader="each")
        listed = Sequence((item("a.b.c"), Item(value("a.b.d"), certain=False, conditions=("flag",))))
        result = found(rule(row), call("lib.use", arguments(listed), conditions=("outer",)))
        assert [use.resource.id for use in result.uses] == [Literal("a.b.c"), Literal("a.b.d")]
        assert [use.conditions for use in result.uses] == [("outer",), ("outer", "flag")]
        assert [use.confidence for use in result.uses] == [Confidence.HIGH, Confidence.MEDIUM]

    def test_incomplete_list_says_so(self) -> None:
        listed = Sequence((item("a.b.c"),), complete=False, why="is extended in a loop")
        assert ids(ReachedResource("function", FIRST, reader="each"), listed) == [
            Literal("a.b.c"),
            Unknown("is extended in a loop"),
        ]

    def test_every_function_of_a_schema(self) -> None:
        assert ids(ReachedResource("function", FIRST, reader="each"), ["a.b.*"]) == [Pattern("a.b.{}")]

    def test_backticks_are_no_part_of_a_name(self) -> None:
        assert ids(ReachedResource("table", FIRST), "`a`.`b`.`c`") == [Literal("a.b.c")]

    def test_many_values_are_bounded_and_said(self) -> None:
        values = ids(GENIE, one_of(*(f"s{number}" for number in range(100))))
        assert len(values) == 33
        assert values[-1] == Unknown("has more than 32 possible values")

    def test_argument_of_the_client(self) -> None:
        row = ReachedResource("sql_warehouse", ArgumentRef(keywords=("warehouse",), of_client=True))
        made = client(SYSTEM, given=arguments(warehouse="w1"))
        (use,) = found(rule(row), call("lib.use", receiver=made)).uses
        assert use.resource == Resource("sql_warehouse", Literal("w1"))

    def test_of_client_on_a_constructor_looks_at_its_own_arguments(self) -> None:
        row = ReachedResource("sql_warehouse", ArgumentRef(keywords=("warehouse",), of_client=True))
        (use,) = found(rule(row), call("lib.use", arguments(warehouse="w1"), identities=[SYSTEM])).uses
        assert use.resource.id == Literal("w1")

    def test_kind_as_a_whole(self) -> None:
        (use,) = found(rule(ReachedResource("genie_space")), call("lib.use")).uses
        assert use.whole
        assert not found(rule(ReachedResource("genie_space")), call("lib.use")).gaps


class TestReaders:
    @pytest.mark.parametrize(
        ("given", "expected"),
        [
            ("databricks/claude", Literal("claude")),
            (text("databricks/", env("MODEL")), Symbol(SymbolSource.ENV, "MODEL")),
            (env("MODEL", "databricks/claude"), Symbol(SymbolSource.ENV, "MODEL", "claude")),
            ("claude", Literal("claude")),
        ],
    )
    def test_strip(self, given: Given, expected: object) -> None:
        assert ids(
            ReachedResource("serving_endpoint", FIRST, reader="strip", prefix="databricks/"), given
        ) == [expected]

    @pytest.mark.parametrize(
        ("given", "expected"),
        [
            ("/sql/1.0/warehouses/abc123", Literal("abc123")),
            ("sql/1.0/endpoints/abc123", Literal("abc123")),
            (text("/sql/1.0/warehouses/", env("W")), Symbol(SymbolSource.ENV, "W")),
            (env("HTTP_PATH"), Symbol(SymbolSource.ENV, "{HTTP_PATH}")),
            (text(None, "/x"), Unknown("stands in an HTTP path that is not known")),
        ],
    )
    def test_warehouse_path(self, given: Given, expected: object) -> None:
        assert ids(ReachedResource("sql_warehouse", FIRST, reader="warehouse-path"), given) == [expected]

    def test_warehouse_path_of_a_cluster_is_no_warehouse(self) -> None:
        assert (
            ids(ReachedResource("sql_warehouse", FIRST, reader="warehouse-path"), "sql/protocolv1/o/0/1-x")
            == []
        )

    @pytest.mark.parametrize(
        ("given", "expected"),
        [
            ("prompts:/main.a.hello/3", Literal("main.a.hello")),
            ("prompts:/main.a.hello@live", Literal("main.a.hello")),
            ("main.a.hello", Literal("main.a.hello")),
            (text("prompts:/", None, ".a.hello/1"), Pattern("{}.a.hello")),
        ],
    )
    def test_prompt_uri(self, given: Given, expected: object) -> None:
        assert ids(ReachedResource("prompt", FIRST, reader="prompt-uri"), given) == [expected]

    def test_schema(self) -> None:
        row = ReachedResource("function", FIRST, reader="schema")
        assert ids(row, "main.tools") == [Pattern("main.tools.{}")]
        assert ids(row, env("SCHEMA")) == [Symbol(SymbolSource.ENV, "{SCHEMA}.{}")]
        assert ids(row, text(env("C"), ".", env("S"))) == [Symbol(SymbolSource.ENV, "{C}.{S}.{}")]
        every = ReachedResource("function", FIRST)
        assert ids(every, text(env("C"), ".", env("S"), ".*")) == [Symbol(SymbolSource.ENV, "{C}.{S}.{}")]
        assert ids(every, text(env("C"), ".tools.*")) == [Pattern("{}.tools.{}")]

    @pytest.mark.parametrize(
        ("given", "expected"),
        [
            ("/Volumes/main/a/docs/x/y.txt", Literal("main.a.docs")),
            ("dbfs:/Volumes/main/a/docs", Literal("main.a.docs")),
            (text("/Volumes/", env("CATALOG"), "/a/docs/x"), Pattern("{}.a.docs")),
        ],
    )
    def test_volume_path(self, given: Given, expected: object) -> None:
        assert ids(ReachedResource("volume", FIRST, reader="volume-path"), given) == [expected]

    def test_path_outside_volumes_reaches_none(self) -> None:
        assert ids(ReachedResource("volume", FIRST, reader="volume-path"), "/tmp/x") == []

    def test_app_url(self) -> None:
        row = ReachedResource("app", FIRST, reader="app-url")
        assert ids(row, "https://tools-1234567890.aws.databricksapps.com/mcp") == [Literal("tools")]
        assert ids(row, "https://example.com/mcp") == []


class TestConditions:
    def only(self, **condition: object) -> RuleRow:
        return rule(GENIE, when=Condition(FIRST, **condition))  # type: ignore[arg-type]

    def test_prefix_filters_value_by_value(self) -> None:
        uses = found(self.only(prefix="db/"), call("lib.use", arguments(one_of("db/x", "openai/y")))).uses
        assert [use.resource.id for use in uses] == [Literal("db/x")]

    def test_prefix_of_a_pattern(self) -> None:
        assert found(self.only(prefix="db/"), call("lib.use", arguments(text("db/", None)))).uses
        assert not found(self.only(prefix="db/"), call("lib.use", arguments(text("openai/", None)))).uses

    def test_default_decides_for_a_symbol(self) -> None:
        assert found(self.only(prefix="db/"), call("lib.use", arguments(env("M", "db/x")))).uses

    def test_undecided_prefix_is_a_gap_and_no_use(self) -> None:
        result = found(self.only(prefix="db/"), call("lib.use", arguments(unresolved())))
        assert not result.uses
        assert len(result.gaps) == 1

    def test_undecided_exception_leaves_the_rule(self) -> None:
        result = found(self.only(prefix="apps/", negate=True), call("lib.use", arguments(unresolved())))
        assert [type(use.resource.id) for use in result.uses] == [Unknown]

    @pytest.mark.parametrize(("given", "expected"), [(True, 1), (False, 0), (None, 0)])
    def test_equals_takes_truth_values(self, given: bool | None, expected: int) -> None:
        gateway = Condition(ArgumentRef(keywords=("gateway",)), equals="True")
        made = arguments("x") if given is None else arguments("x", gateway=given)
        assert len(found(rule(GENIE, when=gateway), call("lib.use", made)).uses) == expected
        other = Condition(ArgumentRef(keywords=("gateway",)), equals="True", negate=True)
        assert len(found(rule(GENIE, when=other), call("lib.use", made)).uses) == 1 - expected

    def test_given(self) -> None:
        given = Condition(ArgumentRef(keywords=("base_url",)), given=True)
        assert not found(rule(GENIE, when=given), call("lib.use", arguments("x"))).uses
        assert not found(rule(GENIE, when=given), call("lib.use", arguments("x", base_url=None))).uses
        assert found(rule(GENIE, when=given), call("lib.use", arguments("x", base_url=unresolved()))).uses

    def test_argument_that_may_stand_in_unread_kwargs_is_taken_as_absent(self) -> None:
        endpoint = ArgumentRef(keywords=("endpoint",))
        rows = (
            ReachedResource("genie_space", FIRST, when=Condition(endpoint, given=False)),
            ReachedResource("table", FIRST, when=Condition(endpoint, given=True)),
        )
        uses = found(rule(*rows), call("lib.use", Arguments(arguments("x").positional, open=True))).uses
        assert [use.resource.type for use in uses] == ["genie_space"]

    def test_condition_of_one_resource_only(self) -> None:
        extra = ReachedResource(
            "table", FIRST, when=Condition(ArgumentRef(keywords=("deep",)), equals="True")
        )
        uses = found(rule(GENIE, extra), call("lib.use", arguments("x"))).uses
        assert [use.resource.type for use in uses] == ["genie_space"]
        uses = found(rule(GENIE, extra), call("lib.use", arguments("x", deep=True))).uses
        assert [use.resource.type for use in uses] == ["genie_space", "table"]


class TestIdentity:
    def test_method_acts_as_its_receiver_and_constructor_as_what_it_makes(self) -> None:
        assert found(rule(GENIE), call("lib.use", arguments("x"), receiver=client(USER))).uses[
            0
        ].identities == (USER,)
        assert found(rule(GENIE), call("lib.use", arguments("x"), identities=[MANUAL])).uses[
            0
        ].identities == (MANUAL,)

    def test_no_identity_is_unknown(self) -> None:
        assert found(rule(GENIE), call("lib.use", arguments("x"))).uses[0].identities == (Identity.UNKNOWN,)

    def test_rule_may_fix_it(self) -> None:
        uses = found(rule(GENIE, identity="system"), call("lib.use", arguments("x"), identities=[USER])).uses
        assert uses[0].identities == (SYSTEM,)

    def test_credentials_for_model_serving_mean_the_system_on_apps(self) -> None:
        strategy = client(type_="databricks_ai_bridge.ModelServingUserCredentials")
        made = client(USER, given=arguments(credentials_strategy=strategy))
        one = call("lib.use", arguments("x"), receiver=made)
        assert found(rule(GENIE), one).uses[0].identities == (USER,)
        assert found(rule(GENIE), one, target=Target.APPS).uses[0].identities == (SYSTEM,)

    def test_through_what_is_built_from_the_client(self) -> None:
        strategy = Reference("databricks_ai_bridge.ModelServingUserCredentials")
        inner = client(USER, given=arguments(credentials_strategy=strategy))
        agent = client(USER, type_="lib.GenieAgent", given=arguments(client=inner))
        one = call("lib.use", arguments("x"), receiver=agent)
        assert found(rule(GENIE), one, target=Target.APPS).uses[0].identities == (SYSTEM,)

    def test_forwarded_token_stays_the_users_on_apps(self) -> None:
        from scopelint.project.records import Origin

        made = client(USER, given=arguments(token=Origin("header", "x-forwarded-access-token")))
        one = call("lib.use", arguments("x"), receiver=made)
        assert found(rule(GENIE), one, target=Target.APPS).uses[0].identities == (USER,)

    def test_the_apps_own_secret_is_the_system_on_apps_alone(self) -> None:
        made = client(MANUAL, given=arguments(client_secret=env("DATABRICKS_CLIENT_SECRET")))
        one = call("lib.use", arguments("x"), receiver=made)
        assert found(rule(GENIE), one, target=Target.APPS).uses[0].identities == (SYSTEM,)
        assert found(rule(GENIE), one).uses[0].identities == (MANUAL,)

    def test_another_secret_stays_manual_on_apps(self) -> None:
        made = client(MANUAL, given=arguments(client_secret=env("OTHER_SECRET")))
        one = call("lib.use", arguments("x"), receiver=made)
        assert found(rule(GENIE), one, target=Target.APPS).uses[0].identities == (MANUAL,)


class TestMerging:
    def frames(self, activation: int) -> tuple[Frame, ...]:
        return (Frame("predict", None, 1), Frame("helper", at(20 + activation), activation))

    def test_alternatives_of_one_call_are_one_use(self) -> None:
        calls = [
            call(
                "lib.use", arguments("x"), receiver=client(who, fallback=who is SYSTEM), frames=self.frames(2)
            )
            for who in (SYSTEM, USER)
        ]
        (use,) = found(rule(GENIE), *calls).uses
        assert use.identities == (USER, SYSTEM)
        assert use.fallback_identities == (SYSTEM,)
        assert use.client is not None
        assert use.client.identities == (USER,)

    def test_identity_reached_without_failure_is_no_fallback(self) -> None:
        calls = [
            call("lib.use", arguments("x"), receiver=client(SYSTEM, fallback=failed), frames=self.frames(2))
            for failed in (True, False)
        ]
        (use,) = found(rule(GENIE), *calls).uses
        assert use.fallback_identities == ()

    def test_contexts_with_other_identities_stay_apart(self) -> None:
        calls = [
            call("lib.use", arguments("x"), receiver=client(who), frames=self.frames(number))
            for number, who in enumerate((USER, SYSTEM), start=2)
        ]
        assert [use.identities for use in found(rule(GENIE), *calls).uses] == [(USER,), (SYSTEM,)]

    def test_contexts_that_agree_are_one(self) -> None:
        calls = [
            call("lib.use", arguments("x"), receiver=client(USER), frames=self.frames(number))
            for number in (2, 3, 4)
        ]
        assert len(found(rule(GENIE), *calls).uses) == 1

    def test_phases_stay_apart(self) -> None:
        calls = [
            call("lib.use", arguments("x"), receiver=client(USER), phase=phase)
            for phase in (Phase.IMPORT, Phase.REQUEST)
        ]
        assert [use.phase for use in found(rule(GENIE), *calls).uses] == [Phase.IMPORT, Phase.REQUEST]

    def test_other_ids_and_places_stay_apart(self) -> None:
        calls = [
            call("lib.use", arguments("x")),
            call("lib.use", arguments("y")),
            call("lib.use", arguments("x"), line=11),
        ]
        assert len(found(rule(GENIE), *calls).uses) == 3


class TestRequirements:
    def test_of_the_type_with_those_of_the_rule(self) -> None:
        (use,) = found(rule(GENIE, scopes=(("sql",),)), call("lib.use", arguments("x"))).uses
        assert use.requirements == (("dashboards.genie", "genie"), ("sql",))

    def test_replaced_by_the_row(self) -> None:
        row = ReachedResource("genie_space", FIRST, scopes=(("mcp.genie",),))
        assert found(rule(row), call("lib.use", arguments("x"))).uses[0].requirements == (("mcp.genie",),)

    def test_disputed_need_lowers_confidence(self) -> None:
        (use,) = found(rule(ReachedResource("current_user")), call("lib.use", receiver=client(USER))).uses
        assert use.confidence is Confidence.LOW


class TestEvidence:
    def test_from_credential_over_client_and_way_to_the_use(self) -> None:
        made = client(USER, line=8, steps=(Step(at(7), "credentials of the user"),))
        frames = (Frame("Agent.predict", None, 1, "request"), Frame("helper", at(9), 2))
        (use,) = found(rule(GENIE), call("lib.use", arguments("01f0"), receiver=made, frames=frames)).uses
        assert [(step.location.line, step.text) for step in use.evidence] == [
            (7, "credentials of the user"),
            (8, "`WorkspaceClient` built here; acts for the user"),
            (9, "called from `Agent.predict`"),
            (10, "reaches Genie space `01f0`"),
        ]

    def test_construction_that_is_the_use_says_as_whom(self) -> None:
        (use,) = found(rule(GENIE), call("lib.use", arguments("01f0"), identities=[SYSTEM])).uses
        assert [step.text for step in use.evidence] == ["reaches Genie space `01f0`; acts as the system"]

    def test_unknown_id_is_left_out(self) -> None:
        (use,) = found(rule(GENIE), call("lib.use", arguments(unresolved()), identities=[SYSTEM])).uses
        assert use.evidence[-1].text.startswith("reaches Genie space;")


def test_calls_without_rules_reach_nothing() -> None:
    result = found(rule(GENIE), call("other.use", arguments("x")))
    assert result == FoundUses()


def test_bool_is_no_name() -> None:
    assert ids(GENIE, Scalar(True)) == [Unknown("is True")]
