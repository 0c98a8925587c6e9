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
from scopelint.source.unit import Unit, UnitProblem

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
        return _problem(unit, first, 1, 1, f"the parser failed ({type(error).__name__})")


def _refusal(text: str) -> tuple[int, int, str] | None:
    """Return where and why a text is not given to the parser."""
    if len(text) > MAX_CHARACTERS:
        return 1, 1, f"it holds more than {MAX_CHARACTERS // 1_000_000} million characters"
    for mark, why in (("\0", "it holds a null byte"), ("\ufeff", "it holds a byte order mark inside its text")):
        offset = text.find(mark)
        if offset >= 0:
            return *_place(text, offset), why
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
    """Return where and why a text does not parse, as well as the parser tells."""
    told = _ERROR_AT.search(error.message)  # `raw_line` is often the line after
    why = "not valid Python"
    if told:
        line, column = int(told[1]), int(told[2])
    else:  # the tokenizer's errors have no place
        line, column = _place_by_python(text)
        why += f" ({error.message.rpartition('tokenizer error: ')[2].strip()})"
    lines = text.split("\n")
    line, column = max(line, 1), max(column, 1)
    while line > 1 and (line > len(lines) or not lines[line - 1].strip()):
        line -= 1  # what is missing at the end of a text is missed on its last line that says something
        column = len(lines[line - 1].rstrip()) + 1 if line <= len(lines) else 1
    return line, column, why


def _place_by_python(text: str) -> tuple[int, int]:
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")
            ast.parse(text)
    except SyntaxError as error:
        return error.lineno or 1, error.offset or 1
    except (ValueError, RecursionError, MemoryError):
        pass
    return 1, 1


def _place(text: str, offset: int) -> tuple[int, int]:
    return text.count("\n", 0, offset) + 1, offset - (text.rfind("\n", 0, offset) + 1) + 1


def _problem(unit: Unit, first: int, line: int, column: int, why: str) -> UnitProblem:
    line += first - 1
    return UnitProblem(unit.locate(Span(line, column, line, column + 1)), why)
