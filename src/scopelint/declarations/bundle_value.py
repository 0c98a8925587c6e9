# Text of a bundle with `${...}` in it: what the bundle itself says of its variables, and nothing more.
"""Values of bundles."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field

from scopelint.model.value import Literal, Pattern, Symbol, SymbolSource, Unknown, Value
from scopelint.source.yaml_document import Tree

_REFERENCE = re.compile(r"\$\{([^{}]+)\}")
_MAX_DEPTH = 4  # references inside one another that are followed
_PLACEHOLDER = re.compile(
    r"<[^<>]*>|\{\{.*\}\}|\b__\w+__\b|(?i:\b(?:your|replace|change)[-_ ]?\w*[-_ ]?me\b|\byour[-_])"
)
"""`<your-space-id>`, `{{.space}}`, `__SPACE__`, `your_space`: an author's note to whoever fills it in."""


@dataclass(frozen=True, slots=True)
class Variables:
    """What a bundle says of its own names: of each variable, by its name after `var.`, what it may be.

    `resources` are what it says of each of its resources, by `kind.key`; `name` is the bundle's.
    """

    values: dict[str, list[Tree]] = field(default_factory=dict)
    resources: dict[str, list[Tree]] = field(default_factory=dict)
    name: str | None = None

    @classmethod
    def of(cls, documents: Iterable[Tree]) -> Variables:
        """Return what a bundle's files say: defaults first, then what targets set."""
        files = list(documents)
        layers = [*files, *(target for file in files for target in _members(file.get("targets")))]
        values: dict[str, list[Tree]] = {}
        resources: dict[str, list[Tree]] = {}
        for layer in layers:
            _collect(layer.get("variables"), values)
            _collect_resources(layer.get("resources"), resources)
        named = next((held.text for file in files if (held := file.get("bundle", "name")) is not None), None)
        return cls(values, resources, named)

    def trees(self, tree: Tree) -> list[Tree]:
        """Return what a node stands for: itself, or the values of the variable that it names alone."""
        found = _REFERENCE.fullmatch((tree.text or "").strip())
        held = self._held(found[1]) if found is not None else []
        return held if found is not None and found[1].startswith("var.") and held else [tree]

    def default(self, reference: str, depth: int = 0) -> str | None:
        """Return the one text that a reference stands for, if the bundle says so."""
        if reference == "bundle.name":
            return self.name
        texts = {held.text for held in self._held(reference)}
        only = texts.pop() if len(texts) == 1 else None
        if only and depth < _MAX_DEPTH:
            only = _REFERENCE.sub(lambda found: self.default(found[1], depth + 1) or found[0], only)
        return only if only and not _REFERENCE.search(only) and not _PLACEHOLDER.search(only) else None

    def filled(self, text: str) -> str:
        """Return the text with variables that have one value filled in, and `{}` for the others."""
        return _REFERENCE.sub(lambda found: self.default(found[1]) or "{}", text)

    def _held(self, reference: str) -> list[Tree]:
        """Return what a reference may stand for: a variable, a part of a complex one, a resource's field."""
        root, _, rest = reference.partition(".")
        parts = rest.split(".")
        steps = {"var": 1, "resources": 2}.get(root, 0)
        if not steps or len(parts) < steps:
            return []
        held = (self.values if root == "var" else self.resources).get(".".join(parts[:steps]), [])
        reached = (tree.get(*parts[steps:]) for tree in held)
        return [tree for tree in reached if tree is not None]


def _members(tree: Tree | None) -> Iterator[Tree]:
    yield from (held for _, held in tree.entries()) if tree is not None else ()


def _collect(variables: Tree | None, values: dict[str, list[Tree]]) -> None:
    for name, held in variables.entries() if variables else ():
        value = held.get("default") or held.get("value")
        if value is None and (held.text is not None or held.is_list):
            value = held
        if name.text and value is not None:
            values.setdefault(name.text, []).append(value)


def _collect_resources(resources: Tree | None, found: dict[str, list[Tree]]) -> None:
    for kind, members in resources.entries() if resources else ():
        for key, held in members.entries():
            found.setdefault(f"{kind.text}.{key.text}", []).append(held)


def looked_up(source: str | None, name: str = "", default: str | None = None) -> str:
    """Return the text that stands in a tree for what code looks up; without a source, for the unknown."""
    if source is None or source not in {one.value for one in SymbolSource}:
        return "${?}"
    return f"${{{source}:{name}}}" if default is None else f"${{{source}:{name}={default}}}"


def value_of(text: str | None, variables: Variables) -> Value:
    """Return what an id of a bundle says: a literal, a bundle's variable, a pattern, or unknown."""
    if text is None or not text.strip():
        return Unknown("is empty")
    text = text.strip()
    whole = _REFERENCE.fullmatch(text)
    if whole is not None:
        return _referred(whole[1], variables)
    if _PLACEHOLDER.search(text):
        return Unknown("is a placeholder")
    filled = variables.filled(text)
    if "{}" not in filled:
        return Literal(filled)
    return Pattern(filled) if filled.replace("{}", "").strip("./-_ ") else Unknown("no part of it is known")


def _referred(reference: str, variables: Variables) -> Value:
    source, colon, rest = reference.partition(":")
    if reference == "?":
        return Unknown("could not be followed")
    if colon:
        name, equals, default = rest.partition("=")
        return Symbol(SymbolSource(source), name, default if equals else None)
    return Symbol(SymbolSource.VARIABLE, reference, variables.default(reference))
