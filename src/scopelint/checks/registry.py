# Which checks there are, in the order of the manual. Adding a check is one row here, one file beside
# this one, one page in pages/, and one suite in tests/checks/.
"""The registry of checks."""

from __future__ import annotations

from collections.abc import Iterator
from difflib import get_close_matches
from functools import cache

from scopelint.checks.broad_scope import BroadScope
from scopelint.checks.check import Check
from scopelint.checks.conflicting_declaration import ConflictingDeclaration
from scopelint.checks.hardcoded_secret import HardcodedSecret
from scopelint.checks.identity_fallback import IdentityFallback
from scopelint.checks.idle_user_policy import IdleUserPolicy
from scopelint.checks.kept_user_client import KeptUserClient
from scopelint.checks.missing_auth_type import MissingAuthType
from scopelint.checks.missing_dependency import MissingDependency
from scopelint.checks.missing_resource import MissingResource
from scopelint.checks.missing_scope import MissingScope
from scopelint.checks.mistyped_resource import MistypedResource
from scopelint.checks.no_declaration import NoDeclaration
from scopelint.checks.no_passthrough import NoPassthrough
from scopelint.checks.old_mlflow import OldMlflow
from scopelint.checks.outdated_import import OutdatedImport
from scopelint.checks.overridden_passthrough import OverriddenPassthrough
from scopelint.checks.plain_environment_secret import PlainEnvironmentSecret
from scopelint.checks.policy_drift import PolicyDrift
from scopelint.checks.prompt_registry_auth import PromptRegistryAuth
from scopelint.checks.unaccepted_scope import UnacceptedScope
from scopelint.checks.uncertain_scope import UncertainScope
from scopelint.checks.unguarded_user_client import UnguardedUserClient
from scopelint.checks.unknown_scope import UnknownScope
from scopelint.checks.unneeded_passthrough import UnneededPassthrough
from scopelint.checks.unpassed_policy import UnpassedPolicy
from scopelint.checks.unpassed_user_client import UnpassedUserClient
from scopelint.checks.unreadable import Unreadable
from scopelint.checks.unresolved import Unresolved
from scopelint.checks.unsupported_as_user import UnsupportedAsUser
from scopelint.checks.unused_ignore import UnusedIgnore
from scopelint.checks.unused_resource import UnusedResource
from scopelint.checks.unused_scope import UnusedScope
from scopelint.checks.user_client_at_import import UserClientAtImport
from scopelint.checks.user_client_in_init import UserClientInInit
from scopelint.checks.user_client_in_thread import UserClientInThread
from scopelint.checks.wrong_credential_argument import WrongCredentialArgument

GROUPS: dict[str, tuple[Check, ...]] = {
    "scopes": (
        MissingScope(),
        UnusedScope(),
        IdleUserPolicy(),
        UnknownScope(),
        UnacceptedScope(),
        UncertainScope(),
        BroadScope(),
        UnpassedPolicy(),
    ),
    "resources": (
        MissingResource(),
        UnusedResource(),
        MissingDependency(),
        MistypedResource(),
        UnneededPassthrough(),
        NoPassthrough(),
        ConflictingDeclaration(),
        OldMlflow(),
        PolicyDrift(),
    ),
    "placement": (
        UserClientAtImport(),
        UserClientInInit(),
        KeptUserClient(),
        UserClientInThread(),
        IdentityFallback(),
        UnpassedUserClient(),
        UnsupportedAsUser(),
        WrongCredentialArgument(),
        UnguardedUserClient(),
        OutdatedImport(),
    ),
    "manual": (
        HardcodedSecret(),
        PlainEnvironmentSecret(),
        OverriddenPassthrough(),
        PromptRegistryAuth(),
        MissingAuthType(),
    ),
    "tool": (
        Unresolved(),
        NoDeclaration(),
        UnusedIgnore(),
        Unreadable(),
    ),
}
"""Every check, by the group of the manual that it stands in."""

CHECKS: tuple[Check, ...] = tuple(check for group in GROUPS.values() for check in group)


@cache
def names() -> tuple[str, ...]:
    """Return the name of every check, in the manual's order."""
    return tuple(check.name for check in CHECKS)


def by_name(name: str) -> Check:
    """Return the check `name`; `KeyError` if there is none."""
    for check in CHECKS:
        if check.name == name:
            return check
    raise KeyError(name)


def group_of(name: str) -> str:
    """Return the group that the check `name` stands in; `KeyError` if there is none."""
    for group, checks in GROUPS.items():
        if any(check.name == name for check in checks):
            return group
    raise KeyError(name)


def nearest(name: str) -> str | None:
    """Return the check that somebody who wrote `name` most likely meant, if one is close enough."""
    spelt = name.strip().lower().replace("_", "-")
    return next(iter(get_close_matches(spelt, names(), n=1, cutoff=0.6)), None)


def members(name: str) -> Iterator[Check]:
    """Yield the check or the group's checks that `name` stands for; nothing if it stands for none."""
    if name in GROUPS:
        yield from GROUPS[name]
    else:
        yield from (check for check in CHECKS if check.name == name)
