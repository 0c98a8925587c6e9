# What an author tells the tool in a comment: `# scopelint: uses genie_space 01f0 as user`. For uses that no
# analysis can see, such as a remote tool's. A comment that makes no sense is a gap, not silence.
"""Uses declared by comments."""

from __future__ import annotations

import re
from difflib import get_close_matches

from scopelint.facts.records import Comment, ModuleFacts
from scopelint.model.auth import Identity, Phase
from scopelint.model.diagnostic import Confidence
from scopelint.model.evidence import Step
from scopelint.model.resource import Resource
from scopelint.model.value import Literal, Pattern, Symbol, SymbolSource, Value
from scopelint.project.records import Gap
from scopelint.rulebook.table import RuleTable
from scopelint.source.unit import Unit
from scopelint.uses.find import FoundUses
from scopelint.uses.mcp_url import behind
from scopelint.uses.reading import KIND
from scopelint.uses.use import Use

RULE = "comment"
"""The rule of every use that a comment declares."""
_USES = re.compile(r"scopelint:\s*uses\b\s*(?P<rest>.*)", re.DOTALL)
_REST = re.compile(
    r"(?P<type>\S+)(?:\s+(?!as\b)(?P<id>\"[^\"]*\"|'[^']*'|`[^`]*`|\S+))?"
    r"\s+as\s+(?P<identities>\w+(?:\s*(?:,|\band\b)\s*\w+)*)(?:\s.*)?",
    re.DOTALL,
)
_IDENTITIES = {identity.value: identity for identity in Identity if identity is not Identity.UNKNOWN}
_SOURCES = {source.value: source for source in SymbolSource}


def read_comments(unit: Unit, facts: ModuleFacts, table: RuleTable) -> FoundUses:
    """Return the uses that the unit's comments declare, and the comments that could not be understood.

    The form is `scopelint: uses TYPE ID as user|system|manual`; ID is text, or `env:NAME` and the like
    for what is looked up at run time, and is left out for a kind as a whole. More may follow.
    """
    uses: list[Use] = []
    gaps: list[Gap] = []
    for comment in facts.comments:
        found = _USES.match(comment.text.strip())
        if found is None:
            continue
        read = _read(found["rest"].strip(), comment, unit, table)
        if isinstance(read, Use):
            uses.append(read)
        else:
            gaps.append(read)
    return FoundUses(tuple(uses), tuple(gaps))


def _read(rest: str, comment: Comment, unit: Unit, table: RuleTable) -> Use | Gap:
    location = unit.locate(comment.span)
    what = comment.text.strip()
    found = _REST.fullmatch(rest)
    if found is None:
        return Gap(location, what, "a use is written `uses TYPE ID as user`, `as system` or `as manual`")
    row = table.resource(found["type"])
    if row is None:
        types = [row.type for row in table.resources]
        return Gap(location, what, _no("resource type", found["type"], types))
    names = re.split(r"\s*(?:,|\band\b)\s*", found["identities"])
    unknown = next((name for name in names if name not in _IDENTITIES), None)
    if unknown is not None:
        return Gap(location, what, _no("identity", unknown, list(_IDENTITIES)))
    id_ = KIND if found["id"] is None else _id(found["id"])
    return Use(
        rule=RULE,
        resource=Resource(row.type, id_),
        identities=tuple(identity for name, identity in _IDENTITIES.items() if name in names),
        phase=Phase.UNKNOWN,
        location=location,
        requirements=row.scopes,
        evidence=(Step(location, "a comment says so"),),
        whole=found["id"] is None,
        confidence=Confidence.HIGH if row.confidence == "high" else Confidence.LOW,
        behind=None if found["id"] is None else behind(row.type, id_, table),
    )


def _id(written: str) -> Value:
    source, colon, name = written.partition(":")
    if colon and source in _SOURCES and name:
        return Symbol(_SOURCES[source], name)
    text = (
        written[1:-1] if written[0] in "\"'`" and written[-1] == written[0] and len(written) > 1 else written
    )
    if text.endswith(".*"):
        text = text.removesuffix("*") + "{}"
    return Pattern(text) if "{}" in text else Literal(text)


def _no(kind: str, written: str, known: list[str]) -> str:
    longer = [name for name in known if written and name.startswith(written)]
    close = longer or get_close_matches(written, known, n=1, cutoff=0.5)
    instead = f"; did you mean `{close[0]}`?" if close else ""
    return f"`{written}` is no {kind}{instead}"
