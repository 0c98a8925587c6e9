# Text to tree, once. Never raises for a text: whatever the parser cannot or must not read is a problem.
# The parser recurses on the machine stack, so depth is bounded before it sees the text.
"""Parsing of units with libcst."""

from __future__ import annotations

import ast
import re
import warnings

import libcst
from libcst import ParserSyntaxError

from scopelint.model.location import Span
from scopelint.source.unit import Unit, UnitKind, UnitProblem

MAX_CHARACTERS = 2_000_000
"""A text longer than this is not parsed: 2 MB of Python take seconds and are generated code."""
MAX_BRACKETS = 100
"""Brackets within brackets. CPython stops at 200; the parser needs quadratic time and much stack."""
MAX_CHAIN = 1_000
"""Operators, calls and attributes of one expression that hang on one another."""
MAX_PATTERN_BRACKETS = 12
"""Brackets within the brackets of a `case`: the parser tries each in several ways."""
TOO_DEEP = "nested too deeply"

_ERROR_AT = re.compile(r"error at (\d+):(\d+)")
_MARKS = re.compile(
    r"""(?P<skip>\#[^\n]*|[rRbBuUfFtT]{0,2}(?:\"{3}(?:[^"\\]|\\.|"(?!""))*\"{3}|'{3}(?:[^'\\]|\\.|'(?!''))*'{3}"""
    r"""|"(?:[^"\\\n]|\\.)*"|'(?:[^'\\\n]|\\.)*'))"""
    r"""|(?P<open>[(\[{])|(?P<close>[)\]}])|(?P<stop>[,;])|(?P<line>\n[ \t]*)"""
    r"""|(?P<link>\.(?=[^\W\d])|[-+~*/%|&^@]|<<|>>|\b(?:and|or|not|lambda|else|await)\b)""",
    re.DOTALL,
)


def parse(unit: Unit) -> libcst.Module | UnitProblem:
    """Return the tree of a unit's text, or why there is none and where."""
    return parse_text(unit, unit.text)


def parse_text(unit: Unit, text: str, first: int = 1) -> libcst.Module | UnitProblem:
    """Parse `text`, which stands in the unit's text from line `first` on."""
    try:
        refusal = _refusal(text)
        return libcst.parse_module(text) if refusal is None else _problem(unit, first, *refusal)
    except ParserSyntaxError as error:
        return _problem(unit, first, *_explained(text, error))
    except RecursionError:
        return _problem(unit, first, 1, 1, TOO_DEEP)
    except Exception as error:  # noqa: BLE001 - the parser's own failures become a reported problem
        told = _refused_by_python(text)
        return _problem(unit, first, *(told or (1, 1, f"the parser failed ({type(error).__name__})")))


def _refusal(text: str) -> tuple[int, int, str] | None:
    """Return where and why a text is not given to the parser."""
    if len(text) > MAX_CHARACTERS:
        return 1, 1, f"it holds more than {MAX_CHARACTERS // 1_000_000} million characters"
    null = text.find("\0")
    if null >= 0:
        return *_place(text, null), "it holds a null byte"
    deep = _too_deep(text)
    return None if deep is None else (*_place(text, deep), TOO_DEEP)


def _too_deep(text: str) -> int | None:
    """Return where brackets, or links of one expression, exceed what the parser can take."""
    opened: list[int] = []
    links = 0
    brackets_allowed = MAX_BRACKETS
    for match in _MARKS.finditer(text):
        kind = match.lastgroup
        if kind == "link":
            links += 1
        elif kind == "open":
            opened.append(links)
            links += 1
            if len(opened) > brackets_allowed:
                return match.start()
        elif kind == "close":
            links = opened.pop() + 1 if opened else 0
        elif kind == "stop":
            links = opened[-1] + 1 if opened else 0
        elif kind == "line" and not opened:
            links = 0
            end = match.end()
            pattern = text.startswith("case", end)
            brackets_allowed = MAX_PATTERN_BRACKETS if pattern else MAX_BRACKETS
        if links > MAX_CHAIN:
            return match.start()
    return None


def _explained(text: str, error: ParserSyntaxError) -> tuple[int, int, str]:
    """Return where and why a text does not parse.

    Python's own parser tells both better, where it refuses the text too; it may be too old for the text.
    """
    told = _refused_by_python(text)
    if told is not None:
        return told
    match = _ERROR_AT.search(error.message)  # `raw_line` is often the line after
    if match:
        return _invalid(text, int(match[1]), int(match[2]), "")
    return _invalid(text, 1, 1, error.message.rpartition("tokenizer error: ")[2].strip())


def _invalid(text: str, line: int, column: int, told: str) -> tuple[int, int, str]:
    lines = text.split("\n")
    line = min(max(line, 1), len(lines))
    column = min(max(column, 1), len(lines[line - 1]) + 1)
    return line, column, f"not valid Python ({told})" if told else "not valid Python"


def _refused_by_python(text: str) -> tuple[int, int, str] | None:
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")
            ast.parse(text)
    except SyntaxError as error:
        if error.lineno:
            return _invalid(text, error.lineno, error.offset or 1, _plain(error.msg))
    except (ValueError, RecursionError, MemoryError):
        pass
    return None


def _plain(message: str) -> str:
    """Return Python's message in the style of ours, without its line, which is the parsed text's own."""
    message = re.sub(r" on line \d+| \(.*", "", message)
    message = re.sub(r"'([^']+)'", r"`\1`", message)
    return "" if message == "invalid syntax" else message[:1].lower() + message[1:]


def _place(text: str, offset: int) -> tuple[int, int]:
    return text.count("\n", 0, offset) + 1, offset - (text.rfind("\n", 0, offset) + 1) + 1


def _problem(unit: Unit, first: int, line: int, column: int, why: str) -> UnitProblem:
    line += first - 1
    return UnitProblem(unit.locate(Span(line, column, line, column + 1)), why, _remedy(unit, line))


def _remedy(unit: Unit, line: int) -> str:
    """Return what to do about a magic, which only notebooks understand."""
    lines = unit.text.split("\n")
    told = lines[line - 1].lstrip() if line <= len(lines) else ""
    if unit.kind not in (UnitKind.PYTHON, UnitKind.WRITTEN_FILE) or not told.startswith(("%", "!")):
        return ""
    return "take the magic out, or begin the file with `# Databricks notebook source` if it is a notebook"
