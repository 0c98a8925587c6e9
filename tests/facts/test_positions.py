# Positions are found by a cursor of our own; Python's `ast` knows them too. The two must agree on every call,
# name, attribute and display of a large body of real code, and on the cases that cursors get wrong.
"""Positions of expressions against `ast`."""

from __future__ import annotations

import ast
import sysconfig
from pathlib import Path

import pytest

import scopelint
from facts.reading import every, facts, units
from scopelint.facts import records
from scopelint.facts.collect import collect

STANDARD_LIBRARY = Path(sysconfig.get_path("stdlib"))
SAMPLED = sorted(STANDARD_LIBRARY.glob("*.py"))[::6] + sorted(STANDARD_LIBRARY.glob("asyncio/*.py"))[::4]
OWN = sorted(Path(scopelint.__file__).parent.rglob("*.py"))
KINDS: dict[type, object] = {
    ast.Call: records.Call,
    ast.Attribute: records.Attribute,
    ast.Name: records.Name,
    ast.Subscript: records.Subscript,
    ast.Dict: records.DictDisplay,
    ast.BinOp: records.BinaryOperation,
    ast.Compare: records.Comparison,
    ast.Constant: records.Constant,
    ast.ListComp: records.Comprehension,
    ast.List: "list",
    ast.Set: "set",
    ast.Tuple: "tuple",
}


def by_ast(text: str) -> set[tuple[object, tuple[int, ...]]]:
    lines = text.split("\n")
    tree = ast.parse(text)
    # Holes of f-strings have no positions before Python 3.12; patterns and `del (a, b)` are no expressions.
    # What bounds a type parameter is not run.
    roots = [node for node in ast.walk(tree) if isinstance(node, ast.JoinedStr | ast.pattern | ast.Delete)]
    roots += [one for node in ast.walk(tree) for one in getattr(node, "type_params", ())]
    hidden = {id(inner) for outer in roots for inner in ast.walk(outer)}

    def column(line: int, offset: int) -> int:
        return len(lines[line - 1].encode()[:offset].decode()) + 1

    found: set[tuple[object, tuple[int, ...]]] = set()
    for node in ast.walk(tree):
        kind = KINDS.get(type(node))
        if kind is None or id(node) in hidden or (isinstance(node, ast.Constant) and node.value is ...):
            continue
        assert isinstance(node, ast.expr)
        assert node.end_lineno is not None
        assert node.end_col_offset is not None
        start = node.lineno, column(node.lineno, node.col_offset)
        end = node.end_lineno, column(node.end_lineno, node.end_col_offset)
        found.add((kind, (*start, *end)))
    return found


def by_facts(text: str) -> set[tuple[object, tuple[int, ...]]]:
    found: set[tuple[object, tuple[int, ...]]] = set()
    for record in every(facts(text)):
        span = getattr(record, "span", None)
        if span is not None:
            kind = record.kind if isinstance(record, records.Display) else type(record)
            found.add((kind, tuple(span)))
    return found


@pytest.mark.parametrize("path", [*SAMPLED, *OWN[::3]], ids=lambda path: path.name)
def test_real_code(path: Path) -> None:
    text = path.read_text("utf-8")
    assert by_ast(text) - by_facts(text) == set()


@pytest.mark.parametrize(
    "text",
    [
        "f ( a , b = c , * d , ** e )\n",
        "(((a)))(b)[(c)].d\n",
        "x = (a, b)\ny = a, b,\nz = ()\nw = ((a),)\n",
        "f((a, b))\nf((x for x in y))\nprint((1, 2), (3,))\n",
        "x[(a, b)] + x[a, b] + x[a,] + x[1:2, ::3] + x[(a):] + x[a, :] + x[a, b::] + x[::]\n",
        "a - -b - (-c) // -d ** -e\n",
        "b, a = a, a--n//a>>1\n",
        "not a in b or not (c and not d)\n",
        "x = [a for a in b if a if not a for c in a]\n",
        "x = {**a, 'b': c, **{'d': e}}\n",
        "# a\na = (  # a\n    a  # a\n)\n",
        "a = \\\n  b + \\\n  c\n",
        "for for_, in in_: pass\nelse_ = if_ if not_ else in_\n",
        "match match:\n    case case if case: match(case)\nmatch(match)\ntype = type\n",
        "@a . b(c)\nasync def f(a, /, b: c = d, *e: f, g=h, **i) -> j: await k(l)\n",
        "class A(B, C[D], metaclass=(E)): x: F = (G)\n",
        "with (open(a)) as b, (c): pass\nwith (a as b, c): pass\n",
        "lambda: (a)\nlambda a, *b, c=(d), **e: (a, b)\n",
        "raise (a) from (b)\nassert (a), (b)\nreturn_ = (yield_)\n",
        "try: a\nexcept (b, c) as d: e\nfinally: f()\n",
        "x = 'a' \"b\" 'c'\ny = ('a'\n     'b')\nz = 'a#b'  # 'c'\nf('''\n''', d)\n",
        "é = ß + 'ü' + a.ö(ñ)\n",
        "z = 0x1F+.5+1_0.e1j\n",
        "x = 1;y = 2; f (x) ;\n",
        "if a: b\nelif c: d(e)\nelif f: g\nelse: h(i)\n",
        "def f():\n\tif a:\n\t\treturn b(c)\n\n\n\td(e)\n",
        "\x0cx = a(b)\n\x0c\nc\n",
        "a\\\n.b\\\n(c)\n",
        "x = a if b else (c if d else e)\nwhile (y := f(x)): g((z := y))\n",
        "del a, b[c], d.e\nglobal a\n",
        "print(* a, sep = '')\n[* a, * b]\n",
        "x: 'A[b]'\ny: list[int]\n",
        "async def f():\n    async with a(b) as c: pass\n    async for d in e(f): [g async for g in h]\n",
    ],
)
def test_awkward_code(text: str) -> None:
    assert by_ast(text) - by_facts(text) == set()


@pytest.mark.parametrize("end", ["\r\n", "\r", "\n"])
def test_line_ends_do_not_move_anything(end: str) -> None:
    text = "a = 1\n\nif a:\n    f(\n        b)\n"
    assert by_facts(text.replace("\n", end)) == by_facts(text)


def test_a_byte_order_mark_does_not_move_anything() -> None:
    assert by_facts("﻿f(a)\n") == by_facts("f(a)\n")


def test_columns_count_characters_and_not_bytes() -> None:
    call = next(
        record
        for record in every(facts(b"# coding: latin-1\nx = '\xe9\xe8'; f()\n"))
        if isinstance(record, records.Call)
    )
    assert call.span == (2, 11, 2, 14)


@pytest.mark.parametrize("text", ["", "\n", "# only a comment", "\n\n  # x\n", "\t\n"])
def test_texts_that_say_nothing(text: str) -> None:
    assert facts(text).body == ()


def test_holes_of_f_strings_have_positions() -> None:
    text = 'x = f"{a}é{ b.c(d)!r:>{e}}{{f}}{g = }" f\'{h["i"]}\' + j\n'
    names = {
        record.id: tuple(record.span) for record in every(facts(text)) if isinstance(record, records.Name)
    }
    for name in "abdeghj":
        line, column, _, end = names[name]
        assert line == 1
        assert text[column - 1 : end - 1] == name


def test_a_grammar_newer_than_the_running_python_is_read() -> None:
    text = (
        'type X[T] = list[T]\ndef f[T: int](a: T) -> T: return a(f"{b["c"]}")\nclass A[*Ts, **P](B): pass\n'
    )
    found = [record for record in every(facts(text)) if isinstance(record, records.Call)]
    assert [tuple(call.span) for call in found] == [(2, 34, 2, 48)]


def test_every_statement_keeps_its_order() -> None:
    lines = [f"x{at} = {at}" for at in range(300)]
    body = facts("\n".join(lines)).body
    assert [statement.span.line for statement in body if isinstance(statement, records.Assign)] == [
        *range(1, 301)
    ]


def test_two_collections_of_one_unit_are_equal() -> None:
    unit = units(Path(__file__).read_text("utf-8"))[0]
    assert collect(unit) == collect(unit)
