# Both sides of a comparison, made by hand: what an agent does, and what its driver declares.
from __future__ import annotations

from scopelint.compare import Comparison, compare
from scopelint.declarations.declaration import Declaration, DeclaredResource, DeclaredScope
from scopelint.model.auth import Identity, Phase, Target
from scopelint.model.diagnostic import Confidence
from scopelint.model.location import Location
from scopelint.model.resource import Resource
from scopelint.model.value import Literal, Pattern, Symbol, SymbolSource, Unknown, Value
from scopelint.needs import derive
from scopelint.project.records import Trace
from scopelint.rulebook.load import load_table
from scopelint.uses.use import Use

TABLE = load_table()
USER, SYSTEM, MANUAL, UNKNOWN = Identity.USER, Identity.SYSTEM, Identity.MANUAL, Identity.UNKNOWN
HIGH, MEDIUM, LOW = Confidence.HIGH, Confidence.MEDIUM, Confidence.LOW


def value(text: str | Value) -> Value:
    """`$X` is an environment variable, `{x}` a config key, `a.{}` a pattern, `?` unknown, else literal."""
    if not isinstance(text, str):
        return text
    if text == "?":
        return Unknown("not known")
    if text.startswith("$"):
        name, _, default = text[1:].partition("=")
        return Symbol(SymbolSource.ENV, name, default or None)
    if "{}" in text:
        return Pattern(text)
    if text.startswith("{"):
        return Symbol(SymbolSource.CONFIG, text.strip("{}"))
    return Literal(text)


def use(
    type_: str,
    id_: str | Value,
    *identities: Identity,
    line: int = 1,
    fallback: tuple[Identity, ...] = (),
    conditions: tuple[str, ...] = (),
    whole: bool = False,
    behind: Resource | None = None,
) -> Use:
    row = TABLE.resource(type_)
    assert row is not None
    return Use(
        rule="hand-made",
        resource=Resource(type_, value(id_)),
        identities=identities or (SYSTEM,),
        phase=Phase.REQUEST,
        location=Location("agent.py", line, 1, line, 9),
        requirements=row.scopes,
        evidence=(),
        whole=whole,
        conditions=conditions,
        fallback_identities=fallback,
        behind=behind,
    )


def item(
    type_: str,
    id_: str | Value,
    *,
    line: int = 1,
    certain: bool = True,
    conditions: tuple[str, ...] = (),
    for_user: bool = False,
    detected: bool = False,
    bound: bool = False,
) -> DeclaredResource:
    return DeclaredResource(
        Resource(type_, value(id_)),
        Location("driver.py", line, 5, line, 9),
        certain=certain,
        conditions=conditions,
        for_user=for_user,
        detected=detected,
        bound=bound,
    )


def declaration(
    *resources: DeclaredResource,
    scopes: tuple[str | DeclaredScope, ...] = (),
    complete_scopes: bool = True,
    complete_resources: bool = True,
    **rest: object,
) -> Declaration:
    place = Location("driver.py", 1, 1, 1, 9)
    return Declaration(
        kind="log_model",
        flavour="pyfunc",
        location=place,
        style="both",
        scopes=tuple(DeclaredScope(one, place) if isinstance(one, str) else one for one in scopes),
        resources=resources,
        has_user_policy=bool(scopes),
        complete_scopes=complete_scopes,
        complete_resources=complete_resources,
        **rest,  # type: ignore[arg-type]
    )


def compared(
    uses: list[Use],
    declared: Declaration,
    target: Target = Target.MODEL_SERVING,
    trace: Trace | None = None,
) -> Comparison:
    return compare(derive(uses, TABLE, target), tuple(uses), declared, TABLE, target, trace=trace)


def missing(comparison: Comparison) -> list[tuple[str, Confidence]]:
    return [(found.need.resource.subject, found.confidence) for found in comparison.missing_resources]


def unused(comparison: Comparison) -> list[tuple[str, Confidence]]:
    return [(found.declared.resource.subject, found.confidence) for found in comparison.unused_resources]


def missing_scopes(comparison: Comparison) -> list[tuple[str, Confidence]]:
    return [(found.need.requirement[0], found.confidence) for found in comparison.missing_scopes]


def unused_scopes(comparison: Comparison) -> list[tuple[str, Confidence]]:
    return [(found.declared.name, found.confidence) for found in comparison.unused_scopes]


EMPTY = Comparison()
