# What becomes of each kind of code: the records themselves, as the interpreter will see them.
"""Records of expressions and statements."""

from __future__ import annotations

import pytest

from facts.reading import every, facts, only
from scopelint.facts import records as r


def value_of(text: str) -> r.Expr:
    statement = facts(f"x = {text}\n").body[0]
    assert isinstance(statement, r.Assign)
    assert statement.value is not None
    return statement.value


@pytest.mark.parametrize(
    ("text", "value"),
    [
        ("'a'", "a"),
        ("'a' \"b\"\\\n  '''c'''", "abc"),
        (r"'a\tb\x41\N{EN DASH}'", "a\tbA\N{EN DASH}"),
        (r"r'a\tb'", "a\\tb"),
        (r"'\d'", "\\d"),
        ("b'a' b'b'", b"ab"),
        ("'''a\n  b'''", "a\n  b"),
        ("''", ""),
        ("''''''", ""),
        ("u'é'", "é"),
        ("f'a'", "a"),
        ("f'a' 'b{c}'", "ab{c}"),
        ("f'{{a}}'", "{a}"),
        ("rf'\\d{{2}}'", "\\d{2}"),
        ("1_000", 1000),
        ("0x1F", 31),
        ("1.5e1", 15.0),
        ("2j", 2j),
        ("True", True),
        ("None", None),
        ("('a'\n 'b')", "ab"),
    ],
)
def test_constants(text: str, value: object) -> None:
    found = value_of(text)
    assert isinstance(found, r.Constant)
    assert found.value == value
    assert type(found.value) is type(value)


@pytest.mark.parametrize(
    "text", ["...", "9" * 5000, 't"{a}"', 't"{a}" "b"', r"'\x'", r"'\N{NOTHING}'", r"'a' '\x'"]
)
def test_what_has_no_value_is_opaque(text: str) -> None:
    found = value_of(text)
    assert isinstance(found, r.Opaque)
    assert found.text == text


def test_f_strings_keep_text_and_holes() -> None:
    found = value_of("f'a{b}c' 'd' f\"{e.f}\"")
    assert isinstance(found, r.FormattedString)
    text, hole, more, last = found.parts
    assert (text, more) == ("a", "cd")
    assert isinstance(hole, r.Name)
    assert isinstance(last, r.Attribute)


@pytest.mark.parametrize(
    ("hole", "function"), [("a!r", "repr"), ("a!a", "ascii"), ("a:>3", "format"), ("a!r:>{b}", "format")]
)
def test_holes_that_change_their_value_say_so(hole: str, function: str) -> None:
    found = value_of(f"f'{{{hole}}}'")
    assert isinstance(found, r.FormattedString)
    (part,) = found.parts
    assert isinstance(part, r.Call)
    assert isinstance(part.function, r.Name)
    assert part.function.id == function


def test_holes_as_text_and_with_their_own_source() -> None:
    same = value_of("f'{a!s}'")
    assert isinstance(same, r.FormattedString)
    assert isinstance(same.parts[0], r.Name)
    shown = value_of("f'{a = }'")
    assert isinstance(shown, r.FormattedString)
    assert shown.parts[0] == "a = "
    assert isinstance(shown.parts[1], r.Call)


def test_arguments() -> None:
    call = only("f(a, *b, c=d, **e)\n", r.Call)
    assert isinstance(call, r.Call)
    assert [(argument.keyword, argument.star) for argument in call.arguments] == [
        (None, ""),
        (None, "*"),
        ("c", ""),
        (None, "**"),
    ]


def test_parameters() -> None:
    definition = only("def f(a, /, b, c=1, *d, e, f: int = 2, **g): ...\n", r.Define)
    assert isinstance(definition, r.Define)
    parameters = definition.function.parameters
    assert [(one.name, one.kind) for one in parameters] == [
        ("a", "positional"),
        ("b", "either"),
        ("c", "either"),
        ("d", "args"),
        ("e", "keyword"),
        ("f", "keyword"),
        ("g", "kwargs"),
    ]
    assert [one.name for one in parameters if one.default is not None] == ["c", "f"]
    assert [one.name for one in parameters if one.annotation is not None] == ["f"]


def test_qualified_names() -> None:
    text = (
        "class A:\n def f(self):\n  def g(): pass\n  class B:\n   h = lambda: (lambda: 1)\n"
        "def i(a=lambda: 1): pass\n"
    )
    names = {record.qualname for record in every(facts(text)) if isinstance(record, r.Function | r.Class)}
    assert names == {
        "A",
        "A.f",
        "A.f.<locals>.g",
        "A.f.<locals>.B",
        "A.f.<locals>.B.<lambda>",
        "A.f.<locals>.B.<lambda>.<locals>.<lambda>",
        "i",
        "<lambda>",
    }


@pytest.mark.parametrize(
    ("text", "generators"),
    [
        ("def f(): yield 1\n", {"f"}),
        ("def f():\n def g(): yield\n return g\n", {"g"}),
        ("def f(): return (lambda: (yield))\n", {"<lambda>"}),
        ("def f(): yield from g()\n", {"f"}),
        ("def f(): return [a for a in b]\n", set()),
    ],
)
def test_generators(text: str, generators: set[str]) -> None:
    functions = [record for record in every(facts(text)) if isinstance(record, r.Function)]
    assert {function.name for function in functions if function.is_generator} == generators


def test_asynchronous_functions() -> None:
    functions = [
        record
        for record in every(facts("async def f(): pass\ndef g(): pass\n"))
        if isinstance(record, r.Function)
    ]
    assert {(function.name, function.is_async) for function in functions} == {("f", True), ("g", False)}


@pytest.mark.parametrize(
    ("text", "imports", "mentions"),
    [
        ("import a.b as c, d", (("a.b", "c"), ("d", None)), ("a.b", "d")),
        ("import a . b", (("a.b", None),), ("a.b",)),
        ("from a.b import (c, d as e,)", (("c", None), ("d", "e")), ("a.b", "a.b.c", "a.b.d")),
        ("from . import a", (("a", None),), (".", ".a")),
        ("from ...a import b", (("b", None),), ("...a", "...a.b")),
        ("from a import *", (("*", None),), ("a",)),
        ("if x:\n def f():\n  import a", (("a", None),), ("a",)),
        ("try: import a\nexcept ImportError: pass", (("a", None),), ("a",)),
    ],
)
def test_imports(text: str, imports: tuple[tuple[str, str | None], ...], mentions: tuple[str, ...]) -> None:
    found = facts(text)
    (statement,) = [record for record in every(found) if isinstance(record, r.Import | r.ImportFrom)]
    assert statement.names == imports
    assert found.imports == mentions
    if isinstance(statement, r.ImportFrom):
        dotted = "." * statement.level + statement.module
        assert dotted == mentions[0]


def test_an_elif_is_an_if_alone_in_orelse() -> None:
    (statement,) = facts("if a: b\nelif c: d\nelse: e\n").body
    assert isinstance(statement, r.If)
    (inner,) = statement.orelse
    assert isinstance(inner, r.If)
    assert inner.span.line == 2
    assert len(inner.orelse) == 1


def test_spans_of_compound_statements_are_their_headers() -> None:
    text = "with a(b) as c:\n    d\ntry:\n    e\nexcept (F, G) as h:\n    i\nfor j in k:\n    l\n"
    spans = {
        type(record).__name__: tuple(record.span)
        for record in every(facts(text))
        if isinstance(record, r.With | r.Try | r.Handler | r.For)
    }
    assert spans == {
        "With": (1, 1, 1, 15),
        "Try": (3, 1, 3, 4),
        "Handler": (5, 1, 5, 19),
        "For": (7, 1, 7, 11),
    }


def test_patterns_bind_names() -> None:
    text = 'match a:\n    case {"b": B(c, d=[e, *f]), **g} | (h as i) if j: k\n    case _: pass\n'
    (statement,) = facts(text).body
    assert isinstance(statement, r.Match)
    first, last = statement.cases
    assert set(first.binds) == {"c", "e", "f", "g", "h", "i"}
    assert first.pattern == '{"b": B(c, d=[e, *f]), **g} | (h as i)'
    assert isinstance(first.guard, r.Name)
    assert (last.pattern, last.binds, last.body) == ("_", (), ())


def test_subscripts() -> None:
    one = value_of("a[b]")
    assert isinstance(one, r.Subscript)
    assert isinstance(one.index, r.Name)
    several = value_of("a[b, c:d]")
    assert isinstance(several, r.Subscript)
    assert isinstance(several.index, r.Display)
    assert [type(item) for item in several.index.items] == [r.Name, r.Slice]


def test_the_order_of_a_conditional_is_test_body_orelse() -> None:
    found = value_of("a if b else c")
    assert isinstance(found, r.Conditional)
    assert [getattr(part, "id", "") for part in (found.test, found.body, found.orelse)] == ["b", "a", "c"]


def test_long_chains_stay_shallow() -> None:
    def depth(expression: object) -> int:
        inner = [
            part for part in (getattr(expression, "left", None), getattr(expression, "right", None)) if part
        ]
        return 1 + max(map(depth, inner), default=0)

    text = " + ".join(f"a{at}" for at in range(900))
    found = value_of(text)
    assert depth(found) < 15
    names = [record.id for record in every(found) if isinstance(record, r.Name)]
    assert sorted(names) == sorted(f"a{at}" for at in range(900))
    assert depth(value_of(" and ".join(["a"] * 900))) < 60


def test_long_chains_keep_the_order_of_their_operands() -> None:
    def leaves(expression: object) -> list[str]:
        if isinstance(expression, r.BinaryOperation | r.BooleanOperation):
            return leaves(expression.left) + leaves(expression.right)
        assert isinstance(expression, r.Name)
        return [expression.id]

    names = [f"a{at}" for at in range(333)]
    assert leaves(value_of(" + ".join(names))) == names
    assert leaves(value_of(" or ".join(names))) == names


def test_a_long_chain_of_calls_is_read() -> None:
    found = facts("x = df" + ".a(b)" * 400 + "\n")
    assert len([record for record in every(found) if isinstance(record, r.Call)]) == 400


def test_names_are_those_that_python_looks_up() -> None:
    name = only("ﬁ\n", r.Name)
    assert isinstance(name, r.Name)
    assert name.id == "fi"


def test_type_aliases_assign() -> None:
    (statement,) = facts("type A[T] = list[T]\n").body
    assert isinstance(statement, r.Assign)
    assert isinstance(statement.targets[0], r.Name)
    assert isinstance(statement.value, r.Subscript)


def test_annotations_stay_expressions() -> None:
    (statement,) = facts("a: 'B'\n").body
    assert isinstance(statement, r.Assign)
    assert isinstance(statement.annotation, r.Constant)
    assert statement.value is None


# --- comments -------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("text", "comment", "alone"),
    [
        ("# scopelint: ignore[a] b\nx\n", "scopelint: ignore[a] b", True),
        ("f(\n  a,  # scopelint: ignore\n)\n", "scopelint: ignore", False),
        ("x = 1  #scopelint: uses genie_space 1 as user  \n", "scopelint: uses genie_space 1 as user", False),
        ("x = '#'  # noqa  # scopelint: ignore[a]\n", "scopelint: ignore[a]", False),
        ("def f():\n    # scopelint: ignore\n    pass\n", "scopelint: ignore", True),
        ("x = f'{a}'  # scopelint: ignore\n", "scopelint: ignore", False),
    ],
)
def test_comments_that_speak_to_the_tool(text: str, comment: str, alone: bool) -> None:
    (found,) = facts(text).comments
    assert (found.text, found.alone) == (comment, alone)
    line = text.split("\n")[found.span.line - 1]
    assert line[found.span.column - 1 :].startswith("#")


@pytest.mark.parametrize(
    "text",
    [
        "x = '# scopelint: ignore'\n",
        'x = """\n# scopelint: ignore\n"""\n',
        'x = f"{a} # scopelint: ignore {b}"\n',
        "x = 1  # about scopelint: nothing\n",
        "'a' '# scopelint: ignore' 'b'\n",
    ],
)
def test_strings_and_other_comments_do_not(text: str) -> None:
    assert facts(text).comments == ()
