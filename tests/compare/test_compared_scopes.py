from __future__ import annotations

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
    missing_scopes,
    unused_scopes,
    use,
)
from scopelint.declarations.declaration import DeclaredScope
from scopelint.model.auth import Target
from scopelint.model.location import Location
from scopelint.project.records import Gap, Trace

GENIE = use("genie_space", "01f0", USER)
PLACE = Location("driver.py")
GAPS = Trace(calls=(), gaps=(Gap(PLACE, "plugin", "is loaded by name"),))


# --- missing -----------------------------------------------------------------------------------------


def test_no_user_policy_at_all() -> None:
    assert missing_scopes(compared([GENIE], declaration())) == [("dashboards.genie", HIGH)]


@pytest.mark.parametrize("scope", ["dashboards.genie", "genie"])
def test_covered_by_its_own_name_or_by_a_sure_alias(scope: str) -> None:
    assert compared([GENIE], declaration(scopes=(scope,))) == EMPTY


def test_a_wide_scope_covers_two_needs() -> None:
    assert compared([use("sql_warehouse", "w", USER)], declaration(scopes=("sql",))) == EMPTY


def test_one_of_two_needs_is_missing() -> None:
    found = compared([use("sql_warehouse", "w", USER)], declaration(scopes=("sql.statement-execution",)))
    assert missing_scopes(found) == [("sql.warehouses", HIGH)]
    assert unused_scopes(found) == []


def test_a_disputed_alias_is_uncertain_and_not_missing() -> None:
    served = use("mcp_genie", "01f0", USER)
    found = compared([served], declaration(scopes=("genie",)))
    assert missing_scopes(found) == []
    assert [one.through.name for one in found.uncertain_scopes] == ["genie"]


def test_fallback_and_incompleteness_lower_the_confidence() -> None:
    fallback = use("genie_space", "01f0", USER, SYSTEM, fallback=(USER,))
    assert missing_scopes(compared([fallback], declaration())) == [("dashboards.genie", MEDIUM)]
    open_ = declaration(complete_scopes=False)
    assert missing_scopes(compared([GENIE], open_)) == [("dashboards.genie", LOW)]


@pytest.mark.parametrize("identity", [SYSTEM, MANUAL, UNKNOWN])
def test_others_need_no_scope(identity: object) -> None:
    used = use("genie_space", "01f0", identity)  # type: ignore[arg-type]
    assert missing_scopes(compared([used], declaration())) == []


def test_a_scope_that_the_target_cannot_grant_is_not_called_missing() -> None:
    assert missing_scopes(compared([use("volume", "a.b.v", USER)], declaration())) == []
    on_apps = compared([use("volume", "a.b.v", USER)], declaration(), Target.APPS)
    assert missing_scopes(on_apps) == [("files.files", HIGH)]


def test_a_resource_on_behalf_of_the_user_grants_its_uses() -> None:
    declared = declaration(item("genie_space", "01f0", for_user=True))
    assert compared([GENIE], declared) == EMPTY
    other = declaration(item("genie_space", "01f1", for_user=True))
    assert missing_scopes(compared([GENIE], other)) == [("dashboards.genie", HIGH)]


def test_a_conditional_scope() -> None:
    held = DeclaredScope("dashboards.genie", PLACE, certain=False, conditions=("USE_GENIE",))
    conditional = use("genie_space", "01f0", USER, conditions=("USE_GENIE",))
    assert compared([conditional], declaration(scopes=(held,))) == EMPTY
    assert missing_scopes(compared([GENIE], declaration(scopes=(held,)))) == [("dashboards.genie", LOW)]


# --- unused ------------------------------------------------------------------------------------------


def test_a_scope_that_nothing_needs() -> None:
    declared = declaration(scopes=("dashboards.genie", "catalog.connections"))
    assert unused_scopes(compared([GENIE], declared)) == [("catalog.connections", HIGH)]


@pytest.mark.parametrize("companion", ["sql", "sql.warehouses", "sql.statement-execution", "mcp.genie"])
def test_companions_travel_with_a_use(companion: str) -> None:
    assert compared([GENIE], declaration(scopes=("dashboards.genie", companion))) == EMPTY


@pytest.mark.parametrize("name", ["serving-endpoints", "sql.sql-warehouses", "catalog.tables:read", "jobs"])
def test_unknown_and_refused_names_belong_to_other_checks(name: str) -> None:
    assert compared([GENIE], declaration(scopes=("dashboards.genie", name))) == EMPTY


@pytest.mark.parametrize("name", ["iam.current-user:read", "iam.access-control:read"])
def test_what_the_platform_may_grant_itself(name: str) -> None:
    assert compared([GENIE], declaration(scopes=("dashboards.genie", name))) == EMPTY


def test_an_unknown_identity_may_be_the_users() -> None:
    uses = [GENIE, use("serving_endpoint", "x", UNKNOWN)]
    declared = declaration(scopes=("dashboards.genie", "serving.serving-endpoints"))
    assert compared(uses, declared) == EMPTY


def test_gaps_lower_the_confidence() -> None:
    declared = declaration(scopes=("dashboards.genie", "apps.apps"))
    assert unused_scopes(compared([GENIE], declared, trace=GAPS)) == [("apps.apps", MEDIUM)]


def test_a_scope_twice_is_said_once() -> None:
    declared = declaration(scopes=("dashboards.genie", "apps.apps", "apps.apps"))
    assert len(unused_scopes(compared([GENIE], declared))) == 1


# --- idle --------------------------------------------------------------------------------------------


def test_nothing_acts_for_the_user() -> None:
    found = compared(
        [use("genie_space", "01f0")], declaration(item("genie_space", "01f0"), scopes=("genie",))
    )
    assert found.idle
    assert found.idle_confidence is HIGH
    assert unused_scopes(found) == []


def test_no_scopes_are_not_idle() -> None:
    assert not compared([use("genie_space", "01f0")], declaration(item("genie_space", "01f0"))).idle


def test_an_unknown_identity_is_not_idle() -> None:
    declared = declaration(scopes=("apps.apps",))
    found = compared([use("genie_space", "01f0", UNKNOWN)], declared)
    assert not found.idle
    assert unused_scopes(found) == [("apps.apps", HIGH)]
