# `hardcoded-secret`: a token, password or client secret that stands in the code. Its value is in no message,
# subject or evidence. What is handed to a deployment belongs to `plain-environment-secret`.
"""The check `hardcoded-secret`."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from scopelint.agents import Agent
from scopelint.checks.check import Check
from scopelint.checks.placement import short
from scopelint.checks.secrets import is_secret_name, is_token, secrecy, texts
from scopelint.model.diagnostic import Confidence, Diagnostic, Severity
from scopelint.model.evidence import Step
from scopelint.model.location import Location
from scopelint.project.records import CallRecord, Item, Trace


class HardcodedSecret(Check):
    """A token, password or client secret stands in the code."""

    name = "hardcoded-secret"
    severity = Severity.ERROR

    def run(self, agent: Agent) -> Iterator[Diagnostic]:
        """Yield one finding for each literal."""
        seen = set(_told_elsewhere(agent))
        for secret in _secrets(agent):
            if secret.location not in seen:
                seen.add(secret.location)
                yield self.report(
                    agent,
                    secret.location,
                    secret.name,
                    f"the secret `{secret.name}` of {secret.to} stands in the code",
                    help="revoke it, keep the new one in a secret scope, and read it from there",
                    confidence=secret.confidence,
                    evidence=(Step(secret.used_at, f"it is given to {secret.to} here"),),
                )


def _told_elsewhere(agent: Agent) -> Iterator[Location]:
    """Yield where `plain-environment-secret` speaks."""
    for policy in agent.policies:
        environment = policy.declaration.environment
        for name, item in environment.entries if environment is not None else ():
            if not policy.declaration.for_app and is_secret_name(name, agent.table):
                yield from (place for _, place in texts(item, policy.declaration.location))


@dataclass(frozen=True, slots=True)
class _Secret:
    """A literal that is a secret: the name it goes under, where it stands, and where it is used."""

    name: str
    location: Location
    used_at: Location
    confidence: Confidence
    to: str = "the environment"


def _secrets(agent: Agent) -> Iterator[_Secret]:
    reached = {use.client.number for use in agent.uses if use.client is not None}
    for trace in (agent.trace, *(policy.driver for policy in agent.policies)):
        for record in trace.calls:
            yield from _of_credentials(agent, record, reached)
            yield from _of_their_look(agent, record)
        yield from _of_environment(agent, trace)
    for policy in agent.policies:
        environment = policy.declaration.environment
        for name, item in environment.entries if environment is not None else ():
            named = is_secret_name(name, agent.table)
            for text, place in texts(item, policy.declaration.location):
                sure = secrecy(text, agent.table)
                if sure is None:
                    continue
                if (policy.declaration.for_app) if named else is_token(text, agent.table):
                    yield _Secret(name, place, place, sure)


def _of_credentials(agent: Agent, record: CallRecord, reached: set[int]) -> Iterator[_Secret]:
    """Yield the literals among the arguments that take a token or a secret."""
    row = agent.table.made_by(record.name)
    if row is None or not _is_ours(agent, record, reached):
        return
    for argument in row.credentials:
        item = record.arguments.get(argument.position, *argument.keywords)
        if item is None or argument.takes != "token" or not argument.secret:
            continue
        for text, place in texts(item, record.location, secret_only=True):
            sure = secrecy(text, agent.table)
            if sure is not None:
                yield _Secret(argument.keywords[0], place, record.location, sure, short(record.name))


def _is_ours(agent: Agent, record: CallRecord, reached: set[int]) -> bool:
    """Tell whether a client is one of the platform: some are so with certain addresses or models only."""
    rules = [
        rule for rule in agent.table.rules if any(_below(call, record.result.type) for call in rule.calls)
    ]
    conditional = bool(rules) and all(rule.when is not None for rule in rules)
    return not conditional or record.result.number in reached


def _below(call: str, type_: str) -> bool:
    return call == type_ or call.startswith(f"{type_}.")


def _of_their_look(agent: Agent, record: CallRecord) -> Iterator[_Secret]:
    """Yield the literals that look like tokens, whatever they are given to."""
    named = [(f"argument {n + 1}", item) for n, item in enumerate(record.arguments.positional)]
    for name, item in (*named, *record.arguments.keywords):
        for text, place in texts(item, record.location):
            if is_token(text, agent.table):
                yield _Secret(name, place, record.location, Confidence.HIGH, short(record.name))


def _of_environment(agent: Agent, trace: Trace) -> Iterator[_Secret]:
    for record in trace.environment:
        if not is_secret_name(record.name, agent.table):
            continue
        for text, place in texts(Item(record.value), record.location):
            sure = secrecy(text, agent.table)
            if sure is not None:
                yield _Secret(record.name, place, record.location, sure)
