# Tables and functions in the text of statements.
from __future__ import annotations

import logging

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from scopelint.model.value import Literal, Pattern, Symbol, SymbolSource
from scopelint.project.records import Origin
from scopelint.rulebook.rule import ReachedResource
from scopelint.uses.identifier import Candidate
from scopelint.uses.reading import Asked, Reading
from scopelint.uses.sql import read_sql
from scopelint.uses.template import Template
from uses.traces import env, table

ROW = ReachedResource(reader="sql")
TABLE = table()
Pieces = tuple[str | Origin | None, ...]


def read(*pieces: str | Origin | None, catalog: str | None = None, schema: str | None = None) -> Reading:
    namespace = tuple(None if part is None else Template(part) for part in (catalog, schema))
    return read_sql(Candidate(Template.build(pieces)), Asked(ROW, TABLE, (namespace[0], namespace[1])))


def names(*pieces: str | Origin | None) -> list[tuple[str, str, bool]]:
    reading = read(*pieces)
    assert not reading.why
    return [(one.type, str(one.id), one.write) for one in reading.reached]


@pytest.mark.parametrize(
    ("sql", "expected"),
    [
        ("SELECT * FROM a.b.c", [("table", "a.b.c", False)]),
        (
            "select x from a.b.c t join a.b.d u on t.i = u.i",
            [("table", "a.b.c", False), ("table", "a.b.d", False)],
        ),
        ("SELECT * FROM `a-b`.c.`d`", [("table", "a-b.c.d", False)]),
        ("FROM a.b.c SELECT x", [("table", "a.b.c", False)]),
        (
            "SELECT (SELECT max(x) FROM a.b.c) FROM STREAM(a.b.d)",
            [("table", "a.b.c", False), ("table", "a.b.d", False)],
        ),
        ("SELECT * FROM a.b.c VERSION AS OF 3", [("table", "a.b.c", False)]),
        ("DESCRIBE TABLE a.b.c", [("table", "a.b.c", False)]),
        ("EXPLAIN SELECT * FROM a.b.c", [("table", "a.b.c", False)]),
        ("WITH q AS (SELECT * FROM a.b.c) SELECT * FROM q JOIN Q", [("table", "a.b.c", False)]),
        ("CREATE TEMP VIEW v AS SELECT * FROM a.b.c; SELECT * FROM v", [("table", "a.b.c", False)]),
        ("INSERT INTO a.b.c SELECT * FROM a.b.d", [("table", "a.b.c", True), ("table", "a.b.d", False)]),
        ("INSERT INTO a.b.c (x) VALUES (:x)", [("table", "a.b.c", True)]),
        ("UPDATE a.b.c SET x = 1", [("table", "a.b.c", True)]),
        ("DELETE FROM a.b.c", [("table", "a.b.c", True)]),
        (
            "MERGE INTO a.b.c t USING a.b.d s ON t.i = s.i WHEN MATCHED THEN UPDATE SET *",
            [("table", "a.b.c", True), ("table", "a.b.d", False)],
        ),
        ("CREATE TABLE IF NOT EXISTS a.b.c (x INT)", [("table", "a.b.c", True)]),
        ("DROP TABLE a.b.c", [("table", "a.b.c", True)]),
        ("TRUNCATE TABLE a.b.c", [("table", "a.b.c", True)]),
        ("ALTER TABLE a.b.c ADD COLUMN x INT", [("table", "a.b.c", True)]),
        ("OPTIMIZE a.b.c", [("table", "a.b.c", True)]),
        ("COPY INTO a.b.c FROM '/Volumes/x'", [("table", "a.b.c", True)]),
        ("SELECT a.b.fn(1), x.y FROM a.b.t", [("function", "a.b.fn", False), ("table", "a.b.t", False)]),
        ("SELECT * FROM a.b.fn(1, q => 2)", [("function", "a.b.fn", False)]),
        ("SELECT * FROM TABLE(a.b.fn(1))", [("function", "a.b.fn", False)]),
        (
            "SELECT 1 FROM a.b.t, LATERAL a.b.fn(t.x)",
            [("table", "a.b.t", False), ("function", "a.b.fn", False)],
        ),
        ("CREATE FUNCTION a.b.fn() RETURNS INT RETURN 1", [("function", "a.b.fn", True)]),
    ],
)
def test_names_and_writes(sql: str, expected: list[tuple[str, str, bool]]) -> None:
    assert sorted(names(sql)) == sorted(expected)


@pytest.mark.parametrize(
    "sql",
    [
        "SELECT 1",
        "SELECT max(x), current_date()",
        "SHOW TABLES IN a.b",
        "USE CATALOG a",
        "SELECT * FROM delta.`/Volumes/a/b/c`",
        "SELECT * FROM read_files('/Volumes/a/b/c')",
        "SELECT * FROM range(10)",
        "SELECT * FROM system.information_schema.tables",
        "SELECT * FROM vector_search(index => 'a.b.c', query_text => 'x')",
        "",
    ],
)
def test_names_nothing(sql: str) -> None:
    assert names(sql) == []


@pytest.mark.parametrize(
    ("pieces", "expected"),
    [
        (("SELECT * FROM ", env("T"), " WHERE x = 1"), Symbol(SymbolSource.ENV, "T")),
        (("SELECT * FROM ", env("C"), ".b.t_", None), Pattern("{}.b.t_{}")),
        (("SELECT ", None, " FROM a.b.c WHERE x = '", None, "' LIMIT ", None), Literal("a.b.c")),
        (("SELECT * FROM a.b.c ORDER BY ", None, " ", None, " LIMIT 3"), Literal("a.b.c")),
        (("SELECT * FROM a.b.c x WHERE 1 = 1 ", None, " ORDER BY 1"), Literal("a.b.c")),
        (("SELECT * FROM a.b.c WHERE x IN (", None, ")"), Literal("a.b.c")),
        (("SELECT * FROM a.b.c WHERE d > now() - INTERVAL ", None, " DAYS"), Literal("a.b.c")),
        ((None, " SELECT * FROM a.b.c"), Literal("a.b.c")),
        (("SELECT * FROM a.b.c WHERE x IN ('", None, "'", None, ") AND y = 1"), Literal("a.b.c")),
        ((env("SQL", "SELECT * FROM a.b.c"),), Literal("a.b.c")),
    ],
)
def test_holes(pieces: Pieces, expected: object) -> None:
    reading = read(*pieces)
    assert [one.id for one in reading.reached] == [expected]


def test_unqualified_names_stand_in_the_calls_namespace() -> None:
    def ids(sql: str, **namespace: str) -> list[object]:
        return [one.id for one in read(sql, **namespace).reached]

    assert ids("SELECT * FROM t", catalog="a", schema="b") == [Literal("a.b.t")]
    assert ids("SELECT * FROM b.t", catalog="a", schema="z") == [Literal("a.b.t")]
    assert ids("SELECT * FROM t") == [Pattern("{}.{}.t")]
    assert ids("SELECT * FROM a.b.t", catalog="z", schema="z") == [Literal("a.b.t")]


@pytest.mark.parametrize(
    "pieces",
    [
        (None,),
        (" ", env("SQL"), ";"),
        ("SELECT * FROM (",),
        ("SELECT * FROM IDENTIFIER(:table)",),
        ("CALL a.b.c(1)",),
        ("SELECT " + "(" * 400 + "1" + ")" * 400,),
    ],
)
def test_what_cannot_be_read_is_said(pieces: Pieces) -> None:
    reading = read(*pieces)
    assert not reading.reached
    assert reading.why


def test_reading_is_silent(caplog: pytest.LogCaptureFixture) -> None:
    read("CALL something(1)")
    assert not caplog.records
    assert logging.getLogger("sqlglot").level != logging.CRITICAL


SQL = (
    """select from where join ( ) , . a.b.c ` ' " -- /* */ with as insert into values update call ; ? :x =>"""
)
WORDS = st.sampled_from(SQL.split())


@settings(deadline=None, max_examples=300)
@given(st.lists(st.one_of(WORDS.map(lambda word: word + " "), st.text(max_size=5), st.none()), max_size=25))
def test_any_text_is_read(pieces: list[str | None]) -> None:
    for reached in read(*pieces).reached:
        assert reached.type in ("table", "function")


@pytest.mark.parametrize(
    ("statement", "made"),
    [
        ("CREATE TABLE IF NOT EXISTS a.b.t (id INT)", ["a.b.t"]),
        ("CREATE OR REPLACE VIEW a.b.v AS SELECT * FROM a.b.t", ["a.b.v"]),
        ("CREATE TABLE a.b.t AS SELECT * FROM a.b.u", ["a.b.t"]),
        ("INSERT INTO a.b.t SELECT * FROM a.b.u", []),
        ("DROP TABLE a.b.t", []),
    ],
)
def test_what_a_statement_makes(statement: str, made: list[str]) -> None:
    assert [one.id for one in read(statement).reached if one.creates] == [Literal(name) for name in made]
