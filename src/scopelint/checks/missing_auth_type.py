# `missing-auth-type`: an app's client gets the user's token, and does not say that this token counts. What
# the token may do is no matter of this check; a token that is not the user's is none either.
"""The check `missing-auth-type`."""

from __future__ import annotations

from collections.abc import Iterator

from scopelint.agents import Agent
from scopelint.checks.check import Check
from scopelint.checks.placement import credential, short, way_to
from scopelint.model.diagnostic import Confidence, Diagnostic, Severity
from scopelint.model.location import Location
from scopelint.project.records import Arguments, CallRecord, FrozenAtom, Item, Origin, Scalar, Text
from scopelint.rulebook.rule import AuthMethodRow, ClientRow


class MissingAuthType(Check):
    """A client in an app is given the user's token without being told to use it."""

    name = "missing-auth-type"
    severity = Severity.ERROR

    def run(self, agent: Agent) -> Iterator[Diagnostic]:
        """Yield one finding for each call that makes such a client."""
        seen: set[Location] = set()
        for record in agent.trace.calls:
            method = _untold(record, agent)
            if method is not None and record.location not in seen:
                seen.add(record.location)
                yield self._finding(agent, record, method)

    def _finding(self, agent: Agent, record: CallRecord, method: AuthMethodRow) -> Diagnostic:
        written = f'`{method.keyword}="{method.value}"`'
        token = record.arguments.get(None, method.credential)
        return self.report(
            agent,
            record.location,
            method.keyword,
            f"{short(record.name)} is given the user's token without {written}: "
            "beside the app's own credentials it raises",
            help=f"add {written} beside `{method.credential}=`",
            confidence=Confidence.HIGH if token is not None and token.certain else Confidence.MEDIUM,
            evidence=(*way_to(record.frames), *credential(record)),
        )


def _untold(record: CallRecord, agent: Agent) -> AuthMethodRow | None:
    """Return what a call should have said, if it gives the user's token without saying that it counts."""
    row = agent.table.made_by(record.name)
    method = row.auth_method if row is not None else None
    if row is None or method is None or agent.target.value not in method.targets:
        return None
    if record.arguments.open or _is_configured(row, record.arguments):
        return None
    token = record.arguments.get(None, method.credential)
    if token is None or not any(_is_forwarded(atom) for atom in token.value.atoms):
        return None
    told = _is_given(record.arguments.get(None, method.keyword)) or method.variable in _variables(agent)
    return None if told else method


def _is_configured(row: ClientRow, arguments: Arguments) -> bool:
    """Tell whether another object brings the credentials: then the client does not look at a token."""
    return any(
        _is_given(arguments.get(argument.position, *argument.keywords))
        for argument in row.credentials
        if argument.takes == "client"
    )


def _is_given(item: Item | None) -> bool:
    """Tell whether an argument may be there; none of these constructors tells None or "" from nothing."""
    return item is not None and not all(_is_empty(atom) for atom in item.value.atoms)


def _is_empty(atom: FrozenAtom) -> bool:
    if isinstance(atom, Text):
        return atom.literal == ""
    return isinstance(atom, Scalar) and atom.value is None


def _is_forwarded(atom: FrozenAtom) -> bool:
    """Tell whether a value is a token that the user's request brings."""
    pieces = atom.pieces if isinstance(atom, Text) else (atom,)
    return any(isinstance(piece, Origin) and piece.source == "header" for piece in pieces)


def _variables(agent: Agent) -> Iterator[str]:
    """Yield the environment variables that the code sets, or the app's deployment."""
    yield from (record.name for record in agent.trace.environment)
    for policy in agent.policies:
        environment = policy.declaration.environment
        yield from (name for name, _ in environment.entries) if environment is not None else ()
