# What uses ask to be granted, and the policy that grants it.
from __future__ import annotations

import ast
import sys

import pytest
import yaml
from hypothesis import given, settings
from hypothesis import strategies as st

from scopelint.model.auth import Identity, Phase, Target
from scopelint.model.resource import Resource
from scopelint.model.value import Literal, Pattern, Symbol, SymbolSource, Unknown, Value
from scopelint.needs import Needs, ResourceNeed, ScopeNeed, derive, implied, policy, smallest_scopes
from scopelint.uses.use import Use
from uses.traces import at, table

TABLE = table()
USER, SYSTEM = Identity.USER, Identity.SYSTEM
SERVING, APPS = Target.MODEL_SERVING, Target.APPS


def use(
    type_: str,
    id_: Value,
    *identities: Identity,
    whole: bool = False,
    write: bool = False,
    behind: Resource | None = None,
    requirements: tuple[tuple[str, ...], ...] | None = None,
) -> Use:
    row = TABLE.resource(type_)
    scopes = row.scopes if row is not None and requirements is None else requirements or ()
    return Use(
        "lib.rule",
        Resource(type_, id_),
        identities,
        Phase.REQUEST,
        at(1),
        scopes,
        (),
        whole=whole,
        write=write,
        behind=behind,
    )


def needed(*uses: Use, target: Target = SERVING) -> tuple[list[str], list[str]]:
    needs = derive(uses, TABLE, target)
    return [need.requirement[0] for need in needs.scopes], [need.resource.subject for need in needs.resources]


class TestDerive:
    def test_identity_decides(self) -> None:
        space = Literal("01f0")
        assert needed(use("genie_space", space, USER)) == (["dashboards.genie"], [])
        assert needed(use("genie_space", space, SYSTEM)) == ([], ["genie_space:01f0"])
        assert needed(use("genie_space", space, USER, SYSTEM)) == (["dashboards.genie"], ["genie_space:01f0"])
        assert needed(use("genie_space", space, Identity.MANUAL)) == ([], [])
        assert needed(use("genie_space", space, Identity.UNKNOWN)) == ([], [])

    def test_several_scopes_are_several_needs_with_their_uses(self) -> None:
        uses = (use("sql_warehouse", Literal("a"), USER), use("sql_warehouse", Literal("b"), USER))
        needs = derive(uses, TABLE, SERVING)
        assert [(need.requirement, need.uses) for need in needs.scopes] == [
            (("sql.warehouses",), uses),
            (("sql.statement-execution",), uses),
        ]

    def test_one_need_per_resource(self) -> None:
        same = Symbol(SymbolSource.ENV, "E"), Symbol(SymbolSource.ENV, "E", "x")
        needs = derive([use("serving_endpoint", id_, SYSTEM) for id_ in same], TABLE, SERVING)
        assert [len(need.uses) for need in needs.resources] == [2]

    def test_kind_as_a_whole_needs_a_scope_and_no_resource(self) -> None:
        assert needed(use("genie_space", Unknown("?"), USER, SYSTEM, whole=True)) == (
            ["dashboards.genie"],
            [],
        )

    def test_mcp_server_needs_what_stands_behind_it(self) -> None:
        behind = Resource("genie_space", Literal("01f0"))
        assert needed(use("mcp_genie", Literal("01f0"), SYSTEM, behind=behind)) == ([], ["genie_space:01f0"])
        assert needed(use("mcp_genie", Literal("01f0"), USER, behind=behind)) == (["mcp.genie"], [])
        assert needed(use("mcp_sql", Unknown("?"), SYSTEM, whole=True)) == ([], [])

    def test_what_has_no_class_is_not_declared_on_model_serving(self) -> None:
        volume = use("volume", Literal("a.b.c"), SYSTEM)
        assert needed(volume) == ([], [])
        assert needed(volume, target=APPS) == ([], ["volume:a.b.c"])

    def test_written_table_cannot_be_declared_on_model_serving(self) -> None:
        assert needed(use("table", Literal("a.b.c"), SYSTEM, write=True)) == ([], [])
        assert needed(use("table", Literal("a.b.c"), SYSTEM)) == ([], ["table:a.b.c"])
        assert needed(use("table", Literal("a.b.c"), SYSTEM, write=True), target=APPS) == (
            [],
            ["table:a.b.c"],
        )

    @pytest.mark.parametrize(
        "id_",
        [
            Literal("databricks-claude"),
            Pattern("databricks-{}"),
            Symbol(SymbolSource.ENV, "LLM", "databricks-claude"),
        ],
    )
    def test_foundation_models_are_free_on_apps_alone(self, id_: Value) -> None:
        assert needed(use("serving_endpoint", id_, SYSTEM), target=APPS) == ([], [])
        assert len(needed(use("serving_endpoint", id_, SYSTEM))[1]) == 1

    def test_own_endpoints_are_not_free_on_apps(self) -> None:
        own = use("serving_endpoint", Literal("my-model"), SYSTEM)
        assert needed(own, target=APPS) == ([], ["serving_endpoint:my-model"])

    def test_scope_that_the_target_grants_by_itself(self) -> None:
        me = use("current_user", Unknown("?"), USER, whole=True)
        assert needed(me, target=APPS) == ([], [])
        assert needed(me) == (["iam.current-user:read"], [])

    def test_alternative_where_the_target_refuses_the_documented_name(self) -> None:
        app = use("mcp_app", Literal("tools"), USER)
        assert needed(app) == (["apps.apps"], [])
        assert needed(app, target=APPS) == (["apps"], [])

    def test_scope_that_covers_it_where_the_target_is_less_sure_of_the_documented_name(self) -> None:
        warehouse = use("sql_warehouse", Literal("w"), USER)
        assert needed(warehouse, target=APPS) == (["sql", "sql.statement-execution"], [])
        assert smallest_scopes(derive([warehouse], TABLE, APPS), TABLE, APPS) == ("sql",)

    def test_what_the_target_refuses_in_every_spelling_is_not_needed(self) -> None:
        refused = use("table", Literal("a.b.c"), USER, requirements=(("iam.current-user:read",),))
        assert needed(refused, target=APPS) == ([], [])
        own = use("table", Literal("a.b.c"), USER, requirements=(("our.own-scope",),))
        assert needed(own) == (["our.own-scope"], [])


def test_implied_lists_dependencies_of_what_is_reached_and_behind() -> None:
    from dataclasses import replace

    from scopelint.rulebook.rule import DependencyRow

    row = TABLE.resource("genie_space")
    assert row is not None
    space = replace(row, dependencies=(DependencyRow("table", "warning", "reads"),))

    class Deep(type(TABLE)):  # type: ignore[misc]
        def resource(self, type_: str) -> object:
            return space if type_ == "genie_space" else super().resource(type_)

    deep = Deep(TABLE.rows)
    behind = Resource("genie_space", Literal("01f0"))
    (one,) = implied([use("mcp_genie", Literal("01f0"), USER, behind=behind)], deep)
    assert (one.resource, [row.type for row in one.dependencies]) == (behind, ["table"])


def needs(*resources: Resource, scopes: tuple[str, ...] = ()) -> Needs:
    return Needs(
        tuple(ScopeNeed((scope,), ()) for scope in scopes),
        tuple(ResourceNeed(resource, ()) for resource in resources),
    )


class TestPolicy:
    def test_resources_alone(self) -> None:
        text = policy(
            needs(
                Resource("serving_endpoint", Symbol(SymbolSource.ENV, "LLM")),
                Resource("genie_space", Literal("01f0")),
                Resource("genie_space", Symbol(SymbolSource.ENV, "SPACE", "x")),
            ),
            TABLE,
        )
        assert text == (
            "import os\n"
            "\n"
            "from mlflow.models.resources import DatabricksGenieSpace, DatabricksServingEndpoint\n"
            "\n"
            "resources = [\n"
            '    DatabricksGenieSpace(genie_space_id="01f0"),\n'
            '    DatabricksGenieSpace(genie_space_id=os.environ.get("SPACE", "x")),\n'
            '    DatabricksServingEndpoint(endpoint_name=os.environ["LLM"]),\n'
            "]\n"
        )

    def test_both_policies(self) -> None:
        text = policy(needs(Resource("genie_space", Literal("01f0")), scopes=("mcp.genie",)), TABLE)
        assert text == (
            "from mlflow.models.auth_policy import AuthPolicy, SystemAuthPolicy, UserAuthPolicy\n"
            "from mlflow.models.resources import DatabricksGenieSpace\n"
            "\n"
            "auth_policy = AuthPolicy(\n"
            "    system_auth_policy=SystemAuthPolicy(\n"
            "        resources=[\n"
            '            DatabricksGenieSpace(genie_space_id="01f0"),\n'
            "        ],\n"
            "    ),\n"
            "    user_auth_policy=UserAuthPolicy(\n"
            "        api_scopes=[\n"
            '            "mcp.genie",\n'
            "        ],\n"
            "    ),\n"
            ")\n"
        )

    def test_user_alone_imports_no_system_policy(self) -> None:
        assert "System" not in policy(needs(scopes=("mcp.genie",)), TABLE)

    def test_nothing_needed(self) -> None:
        assert policy(Needs(), TABLE) == "resources = []\n"

    def test_what_is_not_spelt_out_is_left_to_the_author(self) -> None:
        text = policy(
            needs(
                Resource("function", Pattern("main.tools.{}")),
                Resource("genie_space", Symbol(SymbolSource.CONFIG, "genie.space")),
                Resource("table", Unknown("is read\nfrom a file")),
            ),
            TABLE,
        )
        assert text == (
            "resources = [\n"
            "    # TODO: DatabricksFunction(function_name=...) for every `main.tools.{}`"
            " that the agent reaches\n"
            "    # TODO: DatabricksGenieSpace(genie_space_id=...) for the config key genie.space\n"
            "    # TODO: DatabricksTable(table_name=...) for a table: its name is read from a file\n"
            "]\n"
        )

    def test_scopes_that_another_covers_are_left_out(self) -> None:
        assert smallest_scopes(needs(scopes=("sql.warehouses", "sql")), TABLE) == ("sql",)
        assert smallest_scopes(needs(scopes=("genie", "dashboards.genie")), TABLE) == ("genie",)

    def test_order_of_needs_does_not_matter(self) -> None:
        one, two = Resource("genie_space", Literal("a")), Resource("table", Literal("b"))
        assert policy(needs(one, two), TABLE) == policy(needs(two, one), TABLE)

    def test_builds_a_real_policy(self) -> None:
        pytest.importorskip("mlflow.models.auth_policy")
        text = policy(
            needs(
                *(Resource(row.type, Literal("x.y.z")) for row in TABLE.resources if row.mlflow_class),
                scopes=("mcp.genie",),
            ),
            TABLE,
        )
        names: dict[str, object] = {}
        exec(compile(text, "policy.py", "exec"), names)
        written = names["auth_policy"].to_dict()  # type: ignore[attr-defined]
        assert written["user_auth_policy"] == {"api_scopes": ["mcp.genie"]}
        assert set(written["system_auth_policy"]["resources"]["databricks"]) == {
            row.type for row in TABLE.resources if row.mlflow_class
        }


class TestBundle:
    def test_scopes_and_resources(self) -> None:
        found = needs(
            Resource("genie_space", Literal("01f0")),
            Resource("genie_space", Symbol(SymbolSource.ENV, "SPACE")),
            Resource("vector_search_index", Literal("a.b.c")),
            scopes=("mcp.genie",),
        )
        assert policy(found, TABLE, APPS) == (
            "resources:\n"
            "  apps:\n"
            "    my_app:  # TODO: the app's key in the bundle\n"
            "      user_api_scopes:\n"
            '        - "mcp.genie"\n'
            "      resources:\n"
            "        - name: genie-space\n"
            "          genie_space:\n"
            "            permission: CAN_RUN\n"
            '            space_id: "01f0"\n'
            "            name: # TODO\n"
            "        - name: genie-space-2\n"
            "          genie_space:\n"
            "            permission: CAN_RUN\n"
            "            space_id: # TODO: Genie space: the environment variable SPACE\n"
            "            name: # TODO\n"
            "        - name: vector-search-index\n"
            "          uc_securable:\n"
            "            permission: SELECT\n"
            "            securable_type: TABLE\n"
            '            securable_full_name: "a.b.c"\n'
        )

    def test_writing_asks_for_more(self) -> None:
        uses = [use("table", Literal("a.b.c"), SYSTEM, write=write) for write in (False, True)]
        text = policy(derive(uses, TABLE, APPS), TABLE, APPS)
        assert "permission: SELECT" in text
        assert "permission: MODIFY" in text
        assert "permission: SELECT" not in policy(derive(uses[1:], TABLE, APPS), TABLE, APPS)

    def test_nothing_needed(self) -> None:
        assert yaml.safe_load(policy(Needs(), TABLE, APPS)) is None


VALUES = st.one_of(
    st.builds(Literal, st.text()),
    st.builds(Pattern, st.text()),
    st.builds(Unknown, st.text()),
    st.builds(Symbol, st.sampled_from(SymbolSource), st.text(), st.none() | st.text()),
)
TYPES = st.sampled_from([row.type for row in TABLE.resources])


@settings(deadline=None, max_examples=200)
@given(st.lists(st.builds(Resource, TYPES, VALUES), max_size=5), st.lists(st.text(), max_size=3))
def test_policy_is_always_python(resources: list[Resource], scopes: list[str]) -> None:
    text = policy(needs(*resources, scopes=tuple(scopes)), TABLE)
    tree = ast.parse(text.encode("utf-8", "surrogatepass").decode("utf-8", "replace"))
    assert isinstance(
        yaml.safe_load(policy(needs(*resources, scopes=tuple(scopes)), TABLE, APPS) + "x: 1"), dict
    )
    assert sys.version_info[:2] < (3, 10) or isinstance(tree.body[-1], ast.Assign)
