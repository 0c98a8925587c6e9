# Literals as Python would read them, without running anything. What cannot be read is `None`, never an error.
"""Values of string and number tokens."""

from __future__ import annotations

import ast
import warnings


def string_value(token: str) -> str | bytes | None:
    """Return the value of one string token, quotes and prefix included; `None` if it has none."""
    prefix, body = split_string(token)
    if "b" not in prefix and ("\\" not in body or "r" in prefix):
        return body
    value = _evaluate(token)
    return value if isinstance(value, str | bytes) else None


def split_string(token: str) -> tuple[str, str]:
    """Return the lower-case prefix of a string token and what stands between its quotes."""
    quote = 0
    while quote < len(token) and token[quote] not in "\"'":
        quote += 1
    width = 3 if token[quote : quote + 3] in ('"""', "'''") and len(token) >= quote + 6 else 1
    return token[:quote].lower(), token[quote + width : len(token) - width]


def text_value(text: str, prefix: str, quote: str) -> str:
    """Return the value of the plain text within an f-string whose prefix and quote are given."""
    if "\\" in text and "r" not in prefix.lower():
        value = _evaluate(quote + text + quote)
        if isinstance(value, str):
            text = value
    return text.replace("{{", "{").replace("}}", "}")


def number_value(token: str) -> int | float | complex | None:
    """Return the value of a number token; `None` if Python refuses it (too many digits)."""
    if token.isdecimal() and len(token) < 19 and (token[0] != "0" or len(token) == 1):
        return int(token)
    value = _evaluate(token)
    return value if isinstance(value, int | float | complex) else None


def _evaluate(token: str) -> object:
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")  # an invalid escape is its author's business
            value: object = ast.literal_eval(token)
    except (ValueError, SyntaxError, MemoryError, RecursionError):
        return None
    return value
