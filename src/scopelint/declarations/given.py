# What a caller gives in place of a file that declares: the values of `log_model`'s two arguments. Making
# these values is the caller's business, and so is the text in which their places count.
"""Declarations that are given by value."""

from __future__ import annotations

from dataclasses import dataclass, replace
from pathlib import Path

from scopelint.declarations.declaration import Declaration, Misuse
from scopelint.declarations.grant import granting, together
from scopelint.declarations.policy import read_policy
from scopelint.declarations.reading import Reading
from scopelint.declarations.resources import read_resources
from scopelint.model.location import Location
from scopelint.project.records import FrozenValue
from scopelint.rulebook.table import RuleTable


@dataclass(frozen=True, slots=True)
class GivenArgument:
    """The value of one argument, and the stretch of text that stands for it in reports."""

    value: FrozenValue
    location: Location


@dataclass(frozen=True, slots=True)
class Given:
    """What `log_model` will be given, one or both arguments; `folder` is where relative paths start."""

    folder: Path
    resources: GivenArgument | None = None
    auth_policy: GivenArgument | None = None


def read_given(given: Given, table: RuleTable) -> Declaration:
    """Return what the arguments declare. Its kind is "argument"."""
    reading = Reading(table, given.folder / "driver")
    resources, policy = given.resources, given.auth_policy
    grant = together(
        (
            *([read_resources(resources.value, resources.location, reading)] if resources else ()),
            *([read_policy(policy.value, policy.location, reading)] if policy else ()),
        )
    )
    first = policy or resources
    style = "both" if policy and resources else "auth_policy" if policy else "resources"
    declaration = Declaration(
        kind="argument",
        flavour="pyfunc",
        location=first.location if first else Location(""),
        style=style if first else "none",
        policy_location=policy.location if policy else None,
    )
    both = (_both(policy),) if policy and resources else ()
    return granting(replace(grant, misuses=(*both, *grant.misuses)), declaration)


def _both(policy: GivenArgument) -> Misuse:
    message = "both `resources` and `auth_policy` are given, which `log_model` refuses"
    help_ = "move the resources into `SystemAuthPolicy(resources=[...])`"
    return Misuse("both-keywords", "auth_policy", message, help_, policy.location)
