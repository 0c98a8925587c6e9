# `plain-environment-secret`: what a deployment is given as its environment can be read by everybody who
# may see the endpoint. A reference to a secret is resolved when the endpoint starts, and shown to nobody.
"""The check `plain-environment-secret`."""

from __future__ import annotations

from collections.abc import Iterator

from scopelint.agents import Agent
from scopelint.checks.check import Check
from scopelint.checks.secrets import is_broken_reference, is_reference, is_secret_name, secrecy
from scopelint.model.auth import Identity
from scopelint.model.diagnostic import Confidence, Diagnostic, Severity
from scopelint.model.location import Location
from scopelint.project.records import FrozenAtom, Made, Origin, Scalar, Text
from scopelint.rulebook.table import RuleTable


class PlainEnvironmentSecret(Check):
    """A secret in the environment of a deployment is not a reference to a secret scope."""

    name = "plain-environment-secret"
    severity = Severity.ERROR

    def run(self, agent: Agent) -> Iterator[Diagnostic]:
        """Yield one finding for each variable that holds a secret in plain."""
        seen: set[Location] = set()
        for policy in agent.policies:
            declaration = policy.declaration
            if declaration.environment is None or declaration.for_app:
                continue
            for name, item in declaration.environment.entries:
                at = item.location or declaration.environment.location or declaration.location
                if any(isinstance(atom, Text) and is_broken_reference(atom) for atom in item.value.atoms):
                    yield from self._broken(agent, at, name, seen)
                    continue
                found = [_plain(atom, agent.table) for atom in item.value.atoms]
                plain = next((one for one in found if one is not None), None)
                if plain is None or at in seen or not is_secret_name(name, agent.table):
                    continue
                seen.add(at)
                what, sure = plain
                yield self.report(
                    agent,
                    at,
                    name,
                    f"`{name}` is {what}: whoever may see the endpoint can read it",
                    help='refer to a secret scope instead: `"{{secrets/<scope>/<key>}}"`',
                    confidence=sure
                    if all(one is not None for one in found)
                    else min(sure, Confidence.MEDIUM, key=_rank),
                )

    def _broken(self, agent: Agent, at: Location, name: str, seen: set[Location]) -> Iterator[Diagnostic]:
        if at in seen:
            return
        seen.add(at)
        yield self.report(
            agent,
            at,
            name,
            f"`{name}` is no reference to a secret: the endpoint gets this text, not the secret",
            help='the endpoint must be given `"{{secrets/<scope>/<key>}}"`; '
            'an f-string writes each brace twice: `f"{{{{secrets/{scope}/{key}}}}}"`',
        )


def _rank(confidence: Confidence) -> int:
    return confidence.rank


def _plain(atom: FrozenAtom, table: RuleTable) -> tuple[str, Confidence] | None:
    """Return what the value of a variable is, and how sure it is that this is a secret in plain."""
    match atom:
        case Text() if is_reference(atom):
            return None
        case Text() if atom.literal is not None:
            sure = secrecy(atom.literal, table)
            return ("a literal", sure) if sure is not None else None
        case Text(pieces) if any(isinstance(piece, Origin) and piece.source == "secret" for piece in pieces):
            return "the value of a secret", Confidence.HIGH
        case Text():
            return "put together from what is not a reference to a secret", Confidence.LOW
        case Origin("secret"):
            return "the value of a secret, not a reference to it", Confidence.HIGH
        case Origin("env", name):
            return f"the value of the variable `{name}` where it is deployed from", Confidence.HIGH
        case Made(type=type_) if "secrets.get" in type_ or Identity.UNKNOWN not in atom.identities:
            return "the value of a call, not a reference to a secret", Confidence.MEDIUM
        case Scalar():
            return None
        case _:
            return "not a reference to a secret, as far as it was read", Confidence.LOW
