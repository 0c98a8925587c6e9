# Text from files, made safe to print: a source line must not be able to speak to the terminal.
"""Printable text."""

from __future__ import annotations

import unicodedata


def printable(text: str) -> str:
    """Return `text` with every character that a terminal would obey replaced by a visible one.

    Every character stays one character, so that columns stay true. Tabs are kept.
    """
    if text.isascii() and text.isprintable():
        return text
    return "".join(_visible(character) for character in text)


def _visible(character: str) -> str:
    code = ord(character)
    if character == "\t":
        return character
    if code < 0x20:
        return chr(0x2400 + code)
    if code == 0x7F:
        return "\u2421"
    if unicodedata.category(character) in ("Cc", "Cs", "Zl", "Zp") or character in BIDI:
        return "\ufffd"
    return character


BIDI = frozenset("\u061c\u200e\u200f\u202a\u202b\u202c\u202d\u202e\u2066\u2067\u2068\u2069")
"""Characters that reorder the text around them and can make code look like other code."""
