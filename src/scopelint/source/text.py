# Bytes to text, the way Python itself reads a source file. Line ends become "\n": positions do not change.
"""Decoding source files."""

from __future__ import annotations

import io
import tokenize


class UndecodableError(Exception):
    """The bytes are no text; the message is a phrase that says why."""


def decode(data: bytes) -> str:
    """Return the text of a Python file by its byte order mark or coding cookie (PEP 263), UTF-8 otherwise."""
    try:
        encoding, _ = tokenize.detect_encoding(io.BytesIO(data).readline)
    except SyntaxError as error:
        raise UndecodableError(_reason(data, error)) from error
    try:
        text = data.decode(encoding)
    except (LookupError, ValueError) as error:
        raise UndecodableError(f"not valid {encoding} text") from error
    return text.replace("\r\n", "\n").replace("\r", "\n")


def _reason(data: bytes, error: SyntaxError) -> str:
    if data.startswith((b"\xff\xfe", b"\xfe\xff")):
        return "UTF-16 text, which Python does not read"
    if "unknown encoding" in str(error.msg):
        return "it names an encoding that does not exist"
    return "not valid utf-8 text"
