# Text with holes, in a form on which ordinary string functions work: each hole is one private character.
# Readers cut such texts to pieces; what is left in their hands still knows what its holes are.
"""Texts that are known in part."""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass

from scopelint.model.value import Literal, Pattern, Symbol, SymbolSource, Unknown, Value
from scopelint.project.records import FrozenValue, Origin, Text

_FIRST = 0xF0000
_LAST = 0xFFFFD
_PRIVATE = re.compile(f"[{chr(_FIRST)}-{chr(_LAST)}]")
MAX_LENGTH = 100_000
"""Longer texts are cut: nothing that names a resource is that long."""


@dataclass(frozen=True, slots=True)
class Template:
    """A text in which the character `0xF0000 + n` stands for `holes[n]`."""

    text: str
    holes: tuple[Origin | None, ...] = ()

    @classmethod
    def of(cls, text: Text) -> Template:
        """Return the template of a frozen text."""
        return cls.build(text.pieces)

    @classmethod
    def build(cls, pieces: Iterable[str | Origin | Template | None]) -> Template:
        """Join literal pieces, holes and templates."""
        written: list[str] = []
        holes: list[Origin | None] = []
        for piece in pieces:
            match piece:
                case str():
                    written.append(_PRIVATE.sub("\N{REPLACEMENT CHARACTER}", piece))
                case Template(text, inner):
                    offset = len(holes)
                    written.append(_PRIVATE.sub(lambda found, by=offset: _shifted(found, by), text))  # type: ignore[misc]
                    holes.extend(inner)
                case _:
                    written.append(chr(min(_FIRST + len(holes), _LAST)))
                    holes.append(piece)
        return cls("".join(written)[:MAX_LENGTH], tuple(holes[: _LAST - _FIRST]))

    def part(self, text: str) -> Template:
        """Return a template of a text that was cut out of this one."""
        return Template(text, self.holes)

    @property
    def known(self) -> str | None:
        """The whole text, if it has no hole."""
        return None if _PRIVATE.search(self.text) else self.text

    @property
    def lone(self) -> bool:
        """Whether the text is nothing but one hole."""
        return len(self.text) == 1 and is_hole(self.text)

    def hole(self, character: str) -> Origin | None:
        """Return what is known of the hole that the character stands for."""
        number = ord(character) - _FIRST
        return self.holes[number] if 0 <= number < len(self.holes) else None

    def assumed(self) -> Template:
        """Return the template with the literal defaults of its holes filled in."""
        return Template(_PRIVATE.sub(lambda found: self._default(found.group()), self.text), self.holes)

    def _default(self, character: str) -> str:
        origin = self.hole(character)
        default = literal_default(origin) if origin else None
        return character if default is None else _PRIVATE.sub("\N{REPLACEMENT CHARACTER}", default)

    @property
    def value(self) -> Value:
        """What the text says, as a value of the report."""
        if self.known is not None:
            return Literal(self.text)
        if self.lone:
            return symbol(self.hole(self.text))
        shown = _PRIVATE.sub("{}", self.text)
        if not shown.replace("{}", "").strip(". /"):
            return self._composed()
        return Pattern(shown)

    def _composed(self) -> Value:
        """Return a text of nothing but holes: looked up like its parts, if each of them is."""
        parts = [symbol(self.hole(character)) for character in hole_characters(self.text)]
        symbols = [part for part in parts if isinstance(part, Symbol)]
        if len(symbols) < len(parts):
            return Unknown("is made at run time")
        sources = {part.source for part in symbols}
        source = sources.pop() if len(sources) == 1 else SymbolSource.VARIABLE
        names = iter(symbols)
        name = _PRIVATE.sub(lambda _: f"{{{next(names).name}}}", self.text)
        return Symbol(source, name, self.assumed().known)


def everything_in(schema: Template) -> Value:
    """Return the name of all that a schema holds, `main.tools.{}`; as known as the settings that name it."""
    whole, known = Template.build((schema, ".", None)).value, schema.value
    if not isinstance(whole, Unknown) or not isinstance(known, Symbol):
        return whole
    name = known.name if known.name.startswith("{") else f"{{{known.name}}}"
    default = f"{known.default}.{{}}" if known.default is not None else None
    return Symbol(known.source, f"{name}.{{}}", default)


def _shifted(found: re.Match[str], by: int) -> str:
    return chr(min(ord(found.group()) + by, _LAST))


def is_hole(text: str) -> bool:
    """Tell whether the text is the character of one hole."""
    return _PRIVATE.fullmatch(text) is not None


def has_hole(text: str) -> bool:
    """Tell whether a hole stands anywhere in the text."""
    return _PRIVATE.search(text) is not None


def split_holes(text: str) -> list[str]:
    """Return the literal parts between the holes; one more than there are holes."""
    return _PRIVATE.split(text)


def hole_characters(text: str) -> list[str]:
    """Return the characters of the text's holes, in order."""
    return _PRIVATE.findall(text)


def literal_default(origin: Origin) -> str | None:
    """Return the text that stands for the origin where it is not set, if the source spells out one."""
    match origin.default:
        case FrozenValue((Text() as text,)):
            return text.literal
        case _:
            return None


def symbol(origin: Origin | None) -> Value:
    """Return the value that is looked up at run time; unknown if each request brings its own."""
    if origin is None:
        return Unknown("is made at run time")
    if origin.source == "header":
        return Unknown("comes from a request header")
    if origin.source == "secret":
        return Unknown("comes from a secret")
    try:
        source = SymbolSource(origin.source)
    except ValueError:
        return Unknown(f"comes from {origin.source} `{origin.name}`")
    return Symbol(source, origin.name, literal_default(origin) or None)
