# What both halves of a comparison stand on: the two sides, and how far each can be trusted.
"""The ground of one comparison."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from scopelint.compare.match import Match, match, with_environment
from scopelint.declarations.declaration import Declaration, DeclaredResource
from scopelint.model.auth import Identity, Target
from scopelint.model.diagnostic import Confidence
from scopelint.model.resource import Resource
from scopelint.model.value import Literal, Symbol, SymbolSource, Value
from scopelint.needs import Needs
from scopelint.project.records import Text, Trace
from scopelint.rulebook.table import RuleTable
from scopelint.uses.use import Use


@dataclass(frozen=True, slots=True)
class Ground:
    """The two sides of a comparison, the rule table, and the run of the agent if there is one."""

    needs: Needs
    uses: tuple[Use, ...]
    declaration: Declaration
    table: RuleTable
    target: Target
    trace: Trace | None = None

    @property
    def trust(self) -> Confidence:
        """How surely something that no use reaches is not reached at all."""
        if self.trace is None:
            return Confidence.HIGH
        # An agent that reaches nothing at all is more likely one whose code was not understood.
        if self.trace.limits or not self.uses:
            return Confidence.LOW
        return Confidence.MEDIUM if self.trace.gaps else Confidence.HIGH

    def kinds(self, use: Use) -> frozenset[str]:
        """Return the types under which the use may be declared: its own, and that behind an MCP URL."""
        own = use.resource.type
        if use.behind is not None:
            return frozenset({own, use.behind.type})
        # A use that a comment declares names only the kind of MCP server.
        return frozenset({own, *(r.resource for r in self.table.mcp if r.user_type == own and r.resource)})

    def reaches(self, use: Use, item: DeclaredResource) -> Match:
        """Tell whether the use reaches the declared resource."""
        if self.kinds(use).isdisjoint(item.types):
            return Match.NO
        behind = use.behind is not None and use.behind.type in item.types
        return self.same(use.behind if behind and use.behind else use.resource, item)

    def same(self, left: Resource, right: DeclaredResource) -> Match:
        """Tell whether a resource is the declared one, by id alone."""
        from_env = isinstance(left.id, Symbol) and left.id.source is SymbolSource.ENV
        if isinstance(left.id, Symbol) and from_env and left.id.name in right.variables:
            return Match.YES
        found = match(self.settled(left.id), self.settled(right.resource.id), right.resource.type)
        if found is Match.MAYBE and isinstance(right.resource.id, Literal) and self._has_default(left.id):
            return Match.NO  # its default was compared
        return found

    def _has_default(self, value: Value) -> bool:
        """Tell whether the id is the default of a variable that the deployment leaves out."""
        environment = self.declaration.environment
        if self.target is not Target.MODEL_SERVING or environment is None or not environment.complete:
            return False
        if not isinstance(value, Symbol) or value.source is not SymbolSource.ENV or value.default is None:
            return False
        return all(name != value.name for name, _ in environment.entries)

    def settled(self, value: Value) -> Value:
        """Return the id with what the deployment's own environment says of it."""
        if self.declaration.environment is None:
            return value
        return with_environment(value, environment_texts(self.declaration))


def environment_texts(declaration: Declaration) -> dict[str, str]:
    """Return the environment variables that the deployment sets to text that is known."""
    found: dict[str, str] = {}
    for name, item in declaration.environment.entries if declaration.environment else ():
        texts = [atom.literal for atom in item.value.atoms if isinstance(atom, Text)]
        if len(texts) == len(item.value.atoms) == 1 and texts[0] is not None:
            found[name] = texts[0]
    return found


def least(*confidences: Confidence) -> Confidence:
    """Return the lowest of the confidences."""
    return min(confidences, key=lambda confidence: confidence.rank)


def sureness(uses: Iterable[Use], identity: Identity) -> Confidence:
    """Return how surely any of the uses acts under the identity; only after a failure counts for less."""
    return max(
        (
            least(
                use.confidence, Confidence.MEDIUM if identity in use.fallback_identities else Confidence.HIGH
            )
            for use in uses
        ),
        key=lambda confidence: confidence.rank,
        default=Confidence.HIGH,
    )
