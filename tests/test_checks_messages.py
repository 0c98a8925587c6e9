# What the checks of scopes and resources say, on agents made by hand: the words, the place, the help
# and the evidence. When they speak at all is the matter of the suites in checks/.
from __future__ import annotations

from dataclasses import replace

import pytest
from compare.sides import MANUAL, SYSTEM, TABLE, USER, declaration, item, use

from scopelint.agents import Agent, Policy
from scopelint.checks import registry, wording
from scopelint.checks.unresolved import gaps
from scopelint.compare import compare
from scopelint.declarations.declaration import Declaration, DeclaredScope, Misuse
from scopelint.model.auth import Identity, Phase, Target
from scopelint.model.diagnostic import Confidence, Diagnostic, Severity
from scopelint.model.evidence import Step
from scopelint.model.location import Location
from scopelint.model.resource import Resource
from scopelint.model.value import Symbol, SymbolSource
from scopelint.needs import derive
from scopelint.project.records import (
    Arguments,
    CallRecord,
    FrozenValue,
    Gap,
    Item,
    Made,
    Mapping,
    Text,
    Trace,
)
from scopelint.uses.use import Use

LIST = Location("driver.py", 9, 40, 9, 47)


def made_by(name: str, one: Use) -> Use:
    """Return the use as the call `name` would have made it."""
    made = Made(1, name, Arguments(), one.location)
    record = CallRecord(name, name, None, Arguments(), made, one.location, Phase.REQUEST, ())
    return replace(one, record=record)


GENIE = replace(
    made_by("databricks_langchain.GenieAgent", use("genie_space", "01f0", USER, line=57)),
    evidence=(Step(Location("agent.py", 51), "acts for the user"),),
)
LLM = made_by(
    "databricks_langchain.ChatDatabricks", use("serving_endpoint", "databricks-claude", SYSTEM, line=12)
)


def agent(
    uses: list[Use], *declared: Declaration, target: Target = Target.MODEL_SERVING, **rest: object
) -> Agent:
    needs = derive(uses, TABLE, target)
    policies = tuple(
        Policy(one, compare(needs, tuple(uses), one, TABLE, target), Trace(calls=())) for one in declared
    )
    made: Agent = replace(
        Agent("agent.py", Location("agent.py"), target, Trace(calls=()), tuple(uses), needs, policies, TABLE),
        **rest,  # type: ignore[arg-type]
    )
    return made


def found(check: str, one: Agent) -> list[Diagnostic]:
    diagnostics = list(registry.by_name(check).run(one))
    for diagnostic in diagnostics:
        assert diagnostic.check == check
        assert diagnostic.message[:1] in "`" or not diagnostic.message.endswith(".")
        assert "\n" not in diagnostic.message + diagnostic.help
    return diagnostics


def only(check: str, one: Agent) -> Diagnostic:
    (diagnostic,) = found(check, one)
    return diagnostic


class TestMissingScope:
    def test_the_list_that_lacks_it(self) -> None:
        told = only("missing-scope", agent([GENIE], declaration(scopes=("sql",), scopes_location=LIST)))
        assert (
            told.message
            == "`dashboards.genie` is not declared: `GenieAgent` acts for the user at agent.py:57"
        )
        assert told.help == 'add "dashboards.genie" to `UserAuthPolicy(api_scopes=[...])`'
        assert told.location == LIST
        assert [step.text for step in told.evidence] == [
            "acts for the user",
            "`GenieAgent` needs `dashboards.genie`",
        ]
        assert told.confidence is Confidence.HIGH

    def test_no_user_policy(self) -> None:
        told = only("missing-scope", agent([GENIE], replace(declaration(), style="resources")))
        assert told.message.startswith("there is no user policy, but `GenieAgent` acts for the user at")
        assert told.help.endswith("and move `resources` into its `SystemAuthPolicy`")
        assert told.location == Location("driver.py", 1, 1, 1, 9)

    def test_no_user_scopes_in_an_app(self) -> None:
        bundle = replace(declaration(), kind="bundle")
        told = only("missing-scope", agent([GENIE], bundle, target=Target.APPS))
        assert told.message.startswith("the app has no `user_api_scopes`, but `GenieAgent` acts for the user")

    def test_several_uses(self) -> None:
        uses = [
            GENIE,
            replace(GENIE, location=Location("agent.py", 60)),
            replace(GENIE, location=Location("b.py")),
        ]
        told = only("missing-scope", agent(uses, declaration(scopes=("sql",))))
        assert told.message.endswith("at agent.py:57 and in 2 other places")

    @pytest.mark.parametrize(
        ("declared", "named"),
        [
            (("model-serving",), "genie"),
            (("vector-search",), "genie"),
            (("sql",), "dashboards.genie"),
            (("model-serving", "vectorsearch.vector-search-indexes"), "dashboards.genie"),
            (("mcp.genie",), "dashboards.genie"),
        ],
    )
    def test_speaks_as_the_declaration_does(self, declared: tuple[str, ...], named: str) -> None:
        assert only("missing-scope", agent([GENIE], declaration(scopes=declared))).subject == named

    def test_an_app_is_told_what_apps_take(self) -> None:
        warehouse = made_by("x.WorkspaceClient.warehouses.get", use("sql_warehouse", "w", USER))
        bundle = replace(declaration(scopes=("dashboards.genie",)), kind="bundle")
        told = only("missing-scope", agent([warehouse], bundle, target=Target.APPS))
        assert told.subject == "sql.statement-execution"
        assert told.help == 'add "sql.statement-execution" to the app\'s `user_api_scopes`'

    def test_one_finding_for_each_scope(self) -> None:
        told = found(
            "missing-scope", agent([use("sql_warehouse", "w", USER)], declaration(scopes=("genie",)))
        )
        assert [it.subject for it in told] == ["sql"]
        told = found(
            "missing-scope", agent([use("sql_warehouse", "w", USER)], declaration(scopes=("mcp.genie",)))
        )
        assert [it.subject for it in told] == ["sql.warehouses", "sql.statement-execution"]

    def test_without_a_policy_nothing_is_missing(self) -> None:
        assert found("missing-scope", agent([GENIE])) == []
        assert found("missing-resource", agent([LLM])) == []
        assert found("missing-dependency", agent([use("genie_space", "01f0", SYSTEM)])) == []


class TestOtherScopes:
    def test_unused(self) -> None:
        held = DeclaredScope("catalog.connections", LIST)
        told = only("unused-scope", agent([GENIE], declaration(scopes=("dashboards.genie", held))))
        assert (told.subject, told.location) == ("catalog.connections", LIST)
        assert (
            told.message == "`catalog.connections` is declared, but nothing that acts for the user needs it"
        )

    def test_idle_is_said_once(self) -> None:
        idle = agent([LLM], declaration(scopes=("sql", "dashboards.genie"), scopes_location=LIST))
        told = only("idle-user-policy", idle)
        assert (told.subject, told.location) == ("UserAuthPolicy", LIST)
        assert "nothing in the agent acts for the user" in told.message
        assert "ModelServingUserCredentials" in told.help
        assert found("unused-scope", idle) == []

    def test_idle_in_an_app(self) -> None:
        bundle = replace(declaration(scopes=("sql",)), kind="bundle")
        told = only("idle-user-policy", agent([LLM], bundle, target=Target.APPS))
        assert told.subject == "user_api_scopes"
        assert 'auth_type="pat"' in told.help

    @pytest.mark.parametrize(
        ("written", "meant"),
        [
            ("serving-endpoints", 'write "serving.serving-endpoints"'),
            ("sql.sql-warehouses", 'write "sql.warehouses"'),
            ("dashboard.genie", "remove it"),
            ("Dashboards_Genie", "remove it"),
            ("sql_warehouses", 'write "sql.warehouses"'),
            ("qqq", "remove it"),
        ],
    )
    def test_unknown(self, written: str, meant: str) -> None:
        told = only("unknown-scope", agent([GENIE], declaration(scopes=("dashboards.genie", written))))
        assert (told.subject, told.help) == (written, meant)

    @pytest.mark.parametrize(
        ("name", "target", "severity", "help"),
        [
            ("catalog.tables:read", Target.MODEL_SERVING, "error", "write `unity-catalog` instead"),
            ("files.files", Target.MODEL_SERVING, "error", "remove it"),
            ("all-apis", Target.MODEL_SERVING, "error", "remove it"),
            ("iam.current-user:read", Target.APPS, "error", "remove it: the platform grants it by itself"),
            ("genie", Target.APPS, "warning", "write `dashboards.genie` instead"),
        ],
    )
    def test_unaccepted(self, name: str, target: Target, severity: str, help: str) -> None:
        told = only("unaccepted-scope", agent([GENIE], declaration(scopes=(name,)), target=target))
        assert (told.subject, told.severity.value, told.help) == (name, severity, help)

    def test_unaccepted_family(self) -> None:
        told = only(
            "unaccepted-scope", agent([GENIE], declaration(scopes=("unity-catalog",)), target=Target.APPS)
        )
        assert "`catalog.tables:read`" in told.help

    def test_uncertain(self) -> None:
        connection = use("uc_connection", "tickets", USER)
        declared = declaration(scopes=("unity-catalog", "serving.serving-endpoints"))
        told = only("uncertain-scope", agent([connection], declared))
        assert (told.subject, told.severity) == ("catalog.connections", Severity.INFO)
        assert "only `unity-catalog` is declared" in told.message

    def test_broad(self) -> None:
        told = only("broad-scope", agent([use("sql_warehouse", "w", USER)], declaration(scopes=("sql",))))
        assert "`sql.warehouses` and `sql.statement-execution` would be enough" in told.message
        told_ = found("broad-scope", agent([use("sql_warehouse", "w", USER)], declaration(scopes=("genie",))))
        assert told_ == []


class TestResources:
    def test_credentials_of_the_environment_may_reach_it(self) -> None:
        secret = Item(FrozenValue((Text(("{{secrets/agents/pat}}",)),)))
        bare, given = declaration(), declaration(environment=Mapping((("DATABRICKS_TOKEN", secret),)))
        other = declaration(environment=Mapping((("LOG_LEVEL", secret),)))
        told = [only("missing-resource", agent([LLM], one)).confidence for one in (bare, given, other)]
        assert told == [Confidence.HIGH, Confidence.MEDIUM, Confidence.HIGH]

    def test_missing(self) -> None:
        declared = replace(declaration(resources_location=LIST), style="resources")
        told = only("missing-resource", agent([LLM], declared))
        assert told.subject == "serving_endpoint:databricks-claude"
        assert told.location == LIST
        assert told.message == (
            "serving endpoint `databricks-claude` is not declared: "
            "`ChatDatabricks` acts as the system at agent.py:12"
        )
        assert (
            told.help == 'add `DatabricksServingEndpoint(endpoint_name="databricks-claude")` to `resources`'
        )

    def test_missing_beside_another(self) -> None:
        told = only("missing-resource", agent([LLM], declaration(item("serving_endpoint", "llama"))))
        assert told.message.endswith("and only `llama` is declared")

    def test_missing_in_a_system_policy(self) -> None:
        told = only("missing-resource", agent([LLM], replace(declaration(), style="auth_policy")))
        assert told.help.endswith("to `SystemAuthPolicy(resources=[...])`")

    def test_missing_by_environment_variable(self) -> None:
        symbol = Symbol(SymbolSource.ENV, "LLM")
        told = only(
            "missing-resource",
            agent([replace(LLM, resource=Resource("serving_endpoint", symbol))], declaration()),
        )
        assert told.subject == "serving_endpoint:env:LLM"
        assert told.message.startswith("the serving endpoint of environment variable `LLM` is not declared")
        assert 'os.environ["LLM"]' in told.help

    def test_missing_in_an_app_is_a_warning(self) -> None:
        space = use("genie_space", "01f0", SYSTEM)
        told = only(
            "missing-resource", agent([space], replace(declaration(), kind="bundle"), target=Target.APPS)
        )
        assert told.severity is Severity.WARNING
        assert told.help == "add `genie_space` with `space_id: 01f0` to the app's `resources`"

    def test_mistyped_replaces_missing_and_unused(self) -> None:
        one = agent(
            [use("function", "main.sales.net", SYSTEM)], declaration(item("table", "main.sales.net", line=4))
        )
        told = only("mistyped-resource", one)
        assert (told.subject, told.location.line) == ("table:main.sales.net", 4)
        assert told.help == 'write `DatabricksFunction(function_name="main.sales.net")`'
        assert found("missing-resource", one) == found("unused-resource", one) == []

    def test_unused(self) -> None:
        told = only(
            "unused-resource",
            agent(
                [LLM],
                declaration(
                    item("serving_endpoint", "databricks-claude"), item("genie_space", "01f0", line=7)
                ),
            ),
        )
        assert (told.subject, told.location.line) == ("genie_space:01f0", 7)

    def test_dependencies_of_a_space(self) -> None:
        space = use("genie_space", "01f0", SYSTEM)
        both = found("missing-dependency", agent([space], declaration(item("genie_space", "01f0"))))
        assert [it.severity for it in both] == [Severity.WARNING, Severity.INFO]
        assert "but no SQL warehouse and no table is declared" in both[0].message
        assert both[0].subject == "genie_space:01f0"
        declared = declaration(
            item("genie_space", "01f0"), item("sql_warehouse", "w"), item("table", "a.b.c")
        )
        assert [it.severity for it in found("missing-dependency", agent([space], declared))] == [
            Severity.INFO
        ]
        on_apps = found("missing-dependency", agent([space], declaration(), target=Target.APPS))
        assert {it.severity for it in on_apps} == {Severity.INFO}

    def test_dependencies_that_an_unread_part_may_hold(self) -> None:
        space = use("genie_space", "01f0", SYSTEM)
        told = found("missing-dependency", agent([space], declaration(complete_resources=False)))
        assert {it.confidence for it in told} == {Confidence.LOW}

    def test_unneeded(self) -> None:
        one = agent([GENIE, replace(GENIE, identities=(MANUAL,))], declaration(item("genie_space", "01f0")))
        told = only("unneeded-passthrough", one)
        assert "only with credentials of its own and for the user" in told.message
        assert told.severity is Severity.INFO

    @pytest.mark.parametrize(("type_", "id_"), [("job", "620014"), ("secret", "a/b"), ("volume", "a.b.c")])
    def test_no_passthrough(self, type_: str, id_: str) -> None:
        told = only("no-passthrough", agent([use(type_, id_, SYSTEM, line=3)], declaration()))
        assert (told.subject, told.location.line) == (f"{type_}:{id_}", 3)

    def test_no_passthrough_for_writing(self) -> None:
        table = use("table", "a.b.c", SYSTEM)
        assert found("no-passthrough", agent([table], declaration())) == []
        told = only("no-passthrough", agent([replace(table, write=True)], declaration()))
        assert "passthrough grants `SELECT` only" in told.message

    @pytest.mark.parametrize("identity", [Identity.USER, Identity.MANUAL, Identity.UNKNOWN])
    def test_others_need_no_passthrough(self, identity: Identity) -> None:
        assert found("no-passthrough", agent([use("job", "1", identity)], declaration())) == []

    def test_no_passthrough_is_of_served_models(self) -> None:
        assert (
            found("no-passthrough", agent([use("job", "1", SYSTEM)], declaration(), target=Target.APPS)) == []
        )
        assert found("no-passthrough", agent([use("job", "1", SYSTEM)])) == []

    def test_an_index_through_its_endpoint(self) -> None:
        both = [use("vector_search_endpoint", "e", SYSTEM), use("vector_search_index", "a.b.c", SYSTEM)]
        assert found("no-passthrough", agent(both, declaration())) == []

    def test_conflicting(self) -> None:
        misuse = Misuse(
            "both-keywords",
            "auth_policy",
            "`resources` and `auth_policy` exclude each other",
            "drop one",
            LIST,
        )
        told = only("conflicting-declaration", agent([], declaration(misuses=(misuse,))))
        assert (told.message, told.help, told.location) == (misuse.message, misuse.help, LIST)


class TestTool:
    def test_what_could_not_be_read_is_told_once(self) -> None:
        gap = Gap(LIST, "`scopes()`", "a library gives it")
        one = agent([use("genie_space", "?", USER)], declaration(gaps=(gap, gap)))
        assert [it.what for it in gaps(one)] == [
            "the Genie space of a `scopelint: uses` comment",
            "`scopes()`",
        ]
        assert found("unresolved", one)[1].message == "`scopes()` could not be read: a library gives it"

    def test_an_unknown_identity_is_told(self) -> None:
        one = agent([replace(GENIE, identities=(Identity.UNKNOWN,))], declaration())
        assert [it.what for it in gaps(one)] == ["the identity of `GenieAgent`"]

    def test_no_declaration(self) -> None:
        told = only("no-declaration", agent([GENIE]))
        assert (told.subject, told.severity) == ("agent.py", Severity.INFO)
        assert found("no-declaration", agent([GENIE], declaration())) == []
        assert found("no-declaration", agent([])) == []


class TestWording:
    @pytest.mark.parametrize(
        ("name", "shown"),
        [
            ("databricks_langchain.GenieAgent", "`GenieAgent`"),
            ("databricks.sdk.WorkspaceClient.genie.ask_question", "`WorkspaceClient.genie.ask_question`"),
            ("mlflow.genai.load_prompt", "`genai.load_prompt`"),
            ("dspy.LM()", "`LM`"),
        ],
    )
    def test_callee(self, name: str, shown: str) -> None:
        assert wording.callee(made_by(name, GENIE)) == shown

    def test_places_in_notebooks_name_the_cell(self) -> None:
        assert wording.place(Location("a.ipynb", 2, cell=4)) == "a.ipynb:cell 4:2"

    def test_enumerations(self) -> None:
        assert [wording.listed(names) for names in ([], ["a"], ["a", "b", "c"])] == [
            "",
            "`a`",
            "`a`, `b` and `c`",
        ]
