# `missing-scope`: what the agent does as the user needs a scope that its user policy does not hold.
"""The check `missing-scope`."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from scopelint.agents import Agent
from scopelint.checks.check import Check
from scopelint.checks.scope_names import spoken
from scopelint.checks.user_support import can_act_for_user
from scopelint.checks.wording import callee, elsewhere, evidence_of, place
from scopelint.compare import MissingScope as Missing
from scopelint.declarations.declaration import Declaration
from scopelint.model.diagnostic import Confidence, Diagnostic, Severity
from scopelint.uses.use import Use


class MissingScope(Check):
    """What the agent does as the user needs a scope that its user policy does not declare."""

    name = "missing-scope"
    severity = Severity.ERROR

    def run(self, agent: Agent) -> Iterator[Diagnostic]:
        """Yield one finding for each scope that a policy lacks."""
        for policy in agent.policies:
            declaration = policy.declaration
            lacking: dict[str, list[Missing]] = {}
            for missing in policy.comparison.missing_scopes:
                name = spoken(agent, declaration, missing.need.requirement)
                # Where no scope would do, `unsupported-as-user` says so.
                if name is not None and _helps(agent, missing):
                    lacking.setdefault(name, []).append(missing)
            for name, missings in _merged(agent, lacking).items():
                yield self._finding(agent, declaration, name, missings)
            if policy.comparison.without_token and not lacking:
                yield self._without_token(agent, declaration, policy.comparison.without_token)

    def _finding(
        self, agent: Agent, declaration: Declaration, name: str, missings: Sequence[Missing]
    ) -> Diagnostic:
        uses = _uses(missings)
        first = uses[0]
        who = f"{callee(first)} acts for the user at {place(first.location)}{elsewhere(uses)}"
        if declaration.has_user_policy:
            message = f"`{name}` is not declared: {who}"
        else:
            none = "the app has no `user_api_scopes`" if declaration.for_app else "there is no user policy"
            message = f"{none}, but {who} and needs `{name}`"
        return self.report(
            agent,
            declaration.scopes_location or declaration.policy_location or declaration.location,
            name,
            message,
            help=_help(declaration, name),
            confidence=max((missing.confidence for missing in missings), key=lambda it: it.rank),
            evidence=evidence_of(uses, f"needs `{name}`"),
        )

    def _without_token(self, agent: Agent, declaration: Declaration, uses: Sequence[Use]) -> Diagnostic:
        first = uses[0]
        return self.report(
            agent,
            declaration.policy_location or declaration.location,
            "user_api_scopes",
            f"the app has no `user_api_scopes`, so no request brings the token with which {callee(first)} "
            f"acts for the user at {place(first.location)}{elsewhere(uses)}",
            help="declare what the user is to grant in the app's `user_api_scopes`: "
            "that turns user authorization on",
            confidence=Confidence.MEDIUM,
            evidence=evidence_of(uses, "needs the user's token"),
        )


def _merged(agent: Agent, lacking: dict[str, list[Missing]]) -> dict[str, list[Missing]]:
    """Return the lacking scopes without those that another lacking one covers once it is added."""

    def wider(one: str, other: str) -> bool:
        covers, target = agent.table.covers, agent.target
        return covers(one, other, target) == "high" and not covers(other, one, target)

    merged: dict[str, list[Missing]] = {}
    for name, missings in lacking.items():
        kept = next((other for other in lacking if wider(other, name)), name)
        merged.setdefault(kept, []).extend(missings)
    return merged


def _help(declaration: Declaration, name: str) -> str:
    if declaration.for_app:
        return f'add "{name}" to the app\'s `user_api_scopes`'
    if declaration.has_user_policy:
        return f'add "{name}" to `UserAuthPolicy(api_scopes=[...])`'
    policy = f'`auth_policy=AuthPolicy(user_auth_policy=UserAuthPolicy(api_scopes=["{name}"]), ...)`'
    if declaration.style == "resources":
        return f"log the model with {policy}, and move `resources` into its `SystemAuthPolicy`"
    return f"log the model with {policy}"


def _helps(agent: Agent, missing: Missing) -> bool:
    return any(can_act_for_user(use, agent.table, agent.target) for use in missing.need.uses)


def _uses(missings: Sequence[Missing]) -> Sequence[Use]:
    """Return the uses behind several needs, each once; comparing them by content would be slow."""
    return tuple({id(use): use for missing in missings for use in missing.need.uses}.values())
