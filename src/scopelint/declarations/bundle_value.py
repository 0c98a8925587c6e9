# Text of a bundle with `${...}` in it: what the bundle itself says of its variables, and nothing more.
"""Values of bundles."""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass, field

from scopelint.model.value import Literal, Pattern, Symbol, SymbolSource, Unknown, Value
from scopelint.source.yaml_document import Tree

_REFERENCE = re.compile(r"\$\{([^{}]+)\}")
_PLACEHOLDER = re.compile(
    r"<[^<>]*>|\{\{.*\}\}|\b__\w+__\b|(?i:\b(?:your|replace|change)[-_ ]?\w*[-_ ]?me\b|\byour[-_])"
)
"""`<your-space-id>`, `{{.space}}`, `__SPACE__`, `your_space`: an author's note to whoever fills it in."""


@dataclass(frozen=True, slots=True)
class Variables:
    """The variables of a bundle: what each may be, by its name after `var.`."""

    values: dict[str, list[Tree]] = field(default_factory=dict)

    @classmethod
    def of(cls, documents: Iterable[Tree]) -> Variables:
        """Return the variables of a bundle's files: defaults first, then what targets set."""
        values: dict[str, list[Tree]] = {}
        for document in documents:
            _collect(document.get("variables"), values)
        for document in documents:
            targets = document.get("targets")
            for _, target in targets.entries() if targets else ():
                _collect(target.get("variables"), values)
        return cls(values)

    def trees(self, tree: Tree) -> list[Tree]:
        """Return what a node stands for: itself, or the values of the variable that it names alone."""
        found = _REFERENCE.fullmatch((tree.text or "").strip())
        if found is None or not found[1].startswith("var."):
            return [tree]
        return self.values.get(found[1].removeprefix("var."), [tree])

    def default(self, reference: str) -> str | None:
        """Return the one text that a reference stands for, if the bundle says so."""
        if not reference.startswith("var."):
            return None
        texts = {held.text for held in self.values.get(reference.removeprefix("var."), ())}
        only = texts.pop() if len(texts) == 1 else None
        return only if only and not _REFERENCE.search(only) and not _PLACEHOLDER.search(only) else None

    def filled(self, text: str) -> str:
        """Return the text with variables that have one value filled in, and `{}` for the others."""
        return _REFERENCE.sub(lambda found: self.default(found[1]) or "{}", text)


def _collect(variables: Tree | None, values: dict[str, list[Tree]]) -> None:
    for name, held in variables.entries() if variables else ():
        value = held.get("default") or held.get("value")
        if value is None and held.text is not None:
            value = held
        if name.text and value is not None:
            values.setdefault(name.text, []).append(value)


def value_of(text: str | None, variables: Variables) -> Value:
    """Return what an id of a bundle says: a literal, a bundle's variable, a pattern, or unknown."""
    if text is None or not text.strip():
        return Unknown("is empty")
    text = text.strip()
    whole = _REFERENCE.fullmatch(text)
    if whole is not None:
        return Symbol(SymbolSource.VARIABLE, whole[1], variables.default(whole[1]))
    if _PLACEHOLDER.search(text):
        return Unknown("is a placeholder")
    filled = variables.filled(text)
    if "{}" not in filled:
        return Literal(filled)
    return Pattern(filled) if filled.replace("{}", "").strip("./-_ ") else Unknown("no part of it is known")
