# As whom a client acts, from the arguments that it is given.
from __future__ import annotations

from typing import Literal

import pytest
from uses.traces import Given, arguments, at, client, item, one_of, unresolved, value

from scopelint.model.auth import Identity
from scopelint.project.identity import Acting, acting
from scopelint.project.records import Arguments, Item, Made, Mapping, Origin, Reference, Text, UserCode
from scopelint.rulebook.load import load_table
from scopelint.rulebook.rule import ClientRow, CredentialArgument

USER, SYSTEM, MANUAL, UNKNOWN = Identity.USER, Identity.SYSTEM, Identity.MANUAL, Identity.UNKNOWN
TABLE = load_table()
USERS = "databricks_ai_bridge.ModelServingUserCredentials"
DEFAULT = "databricks.sdk.credentials_provider.DefaultCredentials"
HEADER = Origin("header", "x-forwarded-access-token")
Takes = Literal["strategy", "client", "token", "name"]


def row(*takes: Takes, only: tuple[str, ...] = ()) -> ClientRow:
    """Return a client whose arguments are named for what they take."""
    credentials = tuple(CredentialArgument(one, keywords=(one,), only=only) for one in takes)
    return ClientRow("lib.Client", credentials=credentials)


def found(client_row: ClientRow | None, given: Arguments, receiver: Made | None = None) -> Acting:
    return acting(client_row, given, receiver, at(3), TABLE)


def names(acting_: Acting) -> tuple[Identity, ...]:
    return tuple(acting_.identities)


@pytest.mark.parametrize(
    ("takes", "given", "identity"),
    [
        ("token", "dapi", MANUAL),
        ("token", Origin("env", "TOKEN"), MANUAL),
        ("token", Origin("secret", "scope/key"), MANUAL),
        ("token", HEADER, USER),
        ("token", Text(("Bearer ", HEADER)), USER),
        ("token", Origin("parameter", "token"), UNKNOWN),
        ("token", unresolved(), UNKNOWN),
        ("token", "", SYSTEM),
        ("token", None, SYSTEM),
        ("token", Mapping((("Authorization", item(HEADER)),)), USER),
        ("token", Mapping((("authorization", item("Bearer dapi")),)), MANUAL),
        ("token", client(USER), USER),
        ("strategy", client(type_=USERS), USER),
        ("strategy", client(type_=DEFAULT), SYSTEM),
        ("strategy", client(type_="databricks.sdk.credentials_provider.Unheard"), MANUAL),
        ("strategy", client(USER, type_="lib.Holder"), USER),
        ("strategy", client(type_="lib.Other"), UNKNOWN),
        ("strategy", None, SYSTEM),
        ("strategy", unresolved(), UNKNOWN),
        ("client", client(USER), USER),
        ("client", client(SYSTEM), SYSTEM),
        ("client", client(), UNKNOWN),
        ("client", None, SYSTEM),
        ("client", Origin("parameter", "client"), UNKNOWN),
        ("name", "profile", SYSTEM),
    ],
)
def test_one_argument(takes: Takes, given: Given, identity: Identity) -> None:
    assert names(found(row(takes), arguments(**{takes: given}))) == (identity,)


def test_nothing_given_acts_as_the_row_says() -> None:
    assert names(found(row("token"), Arguments())) == (SYSTEM,)
    assert names(found(ClientRow("lib.Client", absent="manual"), Arguments())) == (MANUAL,)


def test_a_library_call_that_is_no_client_takes_over_its_receivers_identity() -> None:
    assert names(found(None, Arguments(), client(USER))) == (USER,)
    assert names(found(None, Arguments(), client())) == ()
    assert names(found(None, arguments("dapi"))) == ()


def test_a_client_made_by_another_acts_as_that_one() -> None:
    made = ClientRow("lib.Index", identity="receiver")
    assert names(found(made, Arguments(), client(USER))) == (USER,)
    assert names(found(made, Arguments())) == (SYSTEM,)


def test_the_first_argument_that_is_given_decides() -> None:
    both = row("strategy", "token")
    assert names(found(both, arguments(strategy=client(type_=USERS), token="dapi"))) == (USER,)
    assert names(found(both, arguments(strategy=None, token="dapi"))) == (MANUAL,)


def test_alternatives_give_several_identities() -> None:
    either = one_of(HEADER, "dapi")
    assert names(found(row("token"), arguments(token=either))) == (USER, MANUAL)


def test_none_among_the_alternatives_goes_on_to_what_follows() -> None:
    either = one_of(HEADER, None)
    assert names(found(row("token"), arguments(token=either))) == (USER, SYSTEM)


def test_credentials_that_the_library_does_not_understand_are_passed_over() -> None:
    picky = row("strategy", only=(USERS,))
    assert names(found(picky, arguments(strategy=client(type_=USERS)))) == (USER,)
    assert names(found(picky, arguments(strategy=Reference("lib.Other")))) == (SYSTEM,)
    assert names(found(picky, arguments(strategy=unresolved()))) == (UNKNOWN,)


def test_arguments_that_could_not_be_spread_out_may_hold_a_token() -> None:
    open_ = Arguments(open=True)
    assert names(found(row("token"), open_)) == (UNKNOWN,)
    assert found(row("token"), open_).why == "its arguments could not be spread out"
    assert names(found(row(), open_)) == (SYSTEM,)


def test_data_that_could_not_be_spread_out_holds_no_objects() -> None:
    data = Arguments(open=True, plain=True)
    assert names(found(row("client", "strategy"), data)) == (SYSTEM,)
    assert names(found(row("token"), data)) == (UNKNOWN,)


@pytest.mark.parametrize(
    ("held", "identity"),
    [((client(USER),), USER), ((client(USER), client(SYSTEM)), UNKNOWN), ((), UNKNOWN)],
    ids=["one client", "two that differ", "none"],
)
def test_an_object_of_the_project_stands_for_the_client_that_it_holds(
    held: tuple[Made, ...], identity: Identity
) -> None:
    attributes = tuple((f"c{number}", value(made)) for number, made in enumerate(held))
    wrapper = UserCode("instance", "Wrapper", "agent.py", None, attributes)
    assert names(found(row("client"), arguments(client=wrapper))) == (identity,)


def test_the_handling_of_a_failure_leads_to_a_fallback() -> None:
    fell_back = found(row("client"), arguments(client=client(SYSTEM, fallback=True)))
    assert tuple(fell_back.fallback) == (SYSTEM,)
    sure = found(row("client"), Arguments((), (("client", Item(value(client(SYSTEM)))),)))
    assert tuple(sure.fallback) == ()


def test_a_step_says_why() -> None:
    steps = found(row("token"), arguments(token=HEADER)).steps
    assert [step.text for step in steps] == ["carries the token that the user's request forwards"]
