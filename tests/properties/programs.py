# Small programs that compute names, for comparing what scopelint knows with what Python does.
"""Generated programs: strings, lists, dicts, functions, objects and branches, without input or output."""

from __future__ import annotations

from dataclasses import dataclass, field

from hypothesis import strategies as st

WORDS = ("a", "b", "ab", "x.y", "Q", "")


@dataclass(slots=True)
class Scope:
    """The names that may be read, by what they hold."""

    texts: list[str] = field(default_factory=lambda: ["t0"])
    lists: list[str] = field(default_factory=lambda: ["l0"])
    dicts: list[str] = field(default_factory=lambda: ["d0"])
    objects: list[str] = field(default_factory=lambda: ["o0"])
    functions: list[str] = field(default_factory=lambda: ["f0"])
    count: int = 0

    def copy(self) -> Scope:
        return Scope(
            list(self.texts),
            list(self.lists),
            list(self.dicts),
            list(self.objects),
            list(self.functions),
            self.count,
        )

    def fresh(self, kind: str) -> str:
        self.count += 1
        return f"{kind}{self.count}"


PREAMBLE = """\
class C:
    shared = "s"

    def __init__(self, name, other="k"):
        self.name = name
        self.items = [name, other]

    def label(self):
        return self.name + "!"

    def rename(self, name):
        self.name = name
        return self

    @property
    def first(self):
        return self.items[0]


def f0(a, b="z"):
    return a + b


t0 = "t"
l0 = ["p", "q"]
d0 = {"a": "da", "b": "db"}
o0 = C("n")
"""


LIST_CHANGES, JUMPS = frozenset({4, 5, 6, 7, 11}), frozenset({3, 5, 6})
"""The kinds of statements, simple and compound, that a plain program does without."""


class Writer:
    """Draws one program; a `plain` one does not change or reorder lists, and does not jump."""

    def __init__(self, draw: st.DrawFn, plain: bool) -> None:
        self.draw = draw
        self.plain = plain

    def one(self, *choices: str) -> str:
        return self.draw(st.sampled_from(choices))

    def text(self, scope: Scope, depth: int = 0) -> str:
        """Return an expression that is a string."""
        t = self.one(*scope.texts)
        kind = self.draw(st.integers(0, 5 if depth > 1 else 22))

        def sub() -> str:
            return self.text(scope, depth + 1) if depth < 2 else t

        listed, held = self.one(*scope.lists), self.one(*scope.dicts)
        thing, function = self.one(*scope.objects), self.one(*scope.functions)
        forms = {
            0: lambda: t,
            1: lambda: repr(self.one(*WORDS)),
            2: lambda: f"{listed}[{self.one('0', '-1')}]",
            3: lambda: f"{held}[{self.one('a', 'b')!r}]",
            4: lambda: f"{thing}.{self.one('name', 'shared', 'first')}",
            5: lambda: t,
            6: lambda: f"{sub()} + {sub()}",
            7: lambda: 'f"{' + t + "}.{" + self.one(*scope.texts) + '}"',
            8: lambda: f"'.'.join({listed})",
            9: lambda: f"({sub()}).upper()",
            10: lambda: f"'%s-%s' % ({sub()}, {t})",
            11: lambda: f"'{{}}/{{}}'.format({sub()}, {t})",
            12: lambda: f"{function}({sub()})",
            13: lambda: f"{function}({t}, b={sub()})",
            14: lambda: f"({sub()} if {t} == {self.one(*scope.texts)} else {sub()})",
            15: lambda: f"({sub()} if flag else {sub()})",
            16: lambda: f"{held}.get({self.one('a', 'c')!r}, {sub()})",
            17: lambda: f"({t} or {sub()})",
            18: lambda: f"{thing}.label()",
            19: lambda: f"C({sub()}).items[{self.one('0', '1')}]",
            20: lambda: f"(lambda v, w={t}: v + w)({sub()})",
            21: lambda: f"{thing}.rename({sub()}).name",
            22: lambda: f"({sub()}).replace('a', {t})",
        }
        return forms[kind]()

    def items(self, scope: Scope) -> str:
        """Return an expression that is a list."""
        listed, other = self.one(*scope.lists), self.one(*scope.lists)
        forms = (
            f"[{self.text(scope)}, {self.text(scope)}]",
            f"{listed} + {other}",
            f"[v + {self.one(*scope.texts)} for v in {listed}]",
            f"[*{listed}, {self.text(scope)}]",
            f"{listed}" if self.plain else f"list(reversed({listed}))",
            f"{listed}" if self.plain else f"sorted({listed})",
            f"list({self.one(*scope.dicts)}.values())",
            f"[v for v in {listed} if v != {self.one(*scope.texts)}]",
            f"{self.one(*scope.objects)}.items",
            f"{listed}",
            f"{listed}[:]",
        )
        return self.one(*forms)

    def statement(self, scope: Scope, depth: int) -> list[str]:
        """Return the lines of one statement; names that it binds join the scope."""
        kind = self.draw(st.integers(0, 19 if depth < 2 else 12))
        listed, held = self.one(*scope.lists), self.one(*scope.dicts)
        thing, t = self.one(*scope.objects), self.one(*scope.texts)
        simple = (
            lambda: f"{t} = {self.text(scope)}",
            lambda: self.bind(scope.texts, scope.fresh("t"), self.text(scope)),
            lambda: self.bind(scope.lists, scope.fresh("l"), self.items(scope)),
            lambda: f"{t} += {self.text(scope)}",
            lambda: f"{listed}.append({self.text(scope)})",
            lambda: f"{listed}.insert(0, {self.text(scope)})",
            lambda: f"{listed}.extend({self.one(*scope.lists)}[:2])",
            lambda: f"{listed}[{self.one('0', '-1')}] = {self.text(scope)}",
            lambda: f"{held}[{self.one('a', 'b', 'c')!r}] = {self.text(scope)}",
            lambda: f"{held}.update({{'a': {self.text(scope)}}})",
            lambda: f"{thing}.name = {self.text(scope)}",
            lambda: f"{self.one(f'{listed}.reverse()', f'{listed}.sort()', f'{thing}.items.append({t})')}",
            lambda: self.one(
                f"{t}, {self.one(*scope.texts)} = {self.one(*scope.texts)}, {self.text(scope)}",
                f"{t}, *_ = {listed}",
                self.bind(scope.objects, scope.fresh("o"), self.one(thing, f"C({t})", f"C({t}, {t})")),
                self.bind(
                    scope.dicts, scope.fresh("d"), self.one(held, f"dict({held})", f"{{**{held}, 'b': {t}}}")
                ),
                f"C.shared = {t}",
            ),
        )
        if kind < len(simple):
            return [simple[0 if self.plain and kind in LIST_CHANGES else kind]()]
        return self.compound(scope, depth, kind - len(simple))

    def bind(self, names: list[str], name: str, value: str) -> str:
        names.append(name)
        return f"{name} = {value}"

    def block(self, scope: Scope, depth: int) -> list[str]:
        """Return an indented block; what it binds anew is not known to be bound afterwards."""
        inner = scope.copy()
        count = self.draw(st.integers(1, 2))
        lines = [line for _ in range(count) for line in self.statement(inner, depth + 1)]
        scope.count = inner.count
        return [f"    {line}" for line in lines]

    def compound(self, scope: Scope, depth: int, kind: int) -> list[str]:
        t, listed = self.one(*scope.texts), self.one(*scope.lists)
        if kind == 0 or (self.plain and kind in JUMPS):
            return ["if flag:", *self.block(scope, depth), "else:", *self.block(scope, depth)]
        if kind == 1:
            return [f"if {t} == {self.text(scope)}:", *self.block(scope, depth)]
        if kind == 2:
            inner = scope.copy()
            name = inner.fresh("t")
            inner.texts.append(name)
            scope.count = inner.count
            return [f"for {name} in {listed}[:3]:", *self.block(inner, depth)]
        if kind == 3:
            handled = self.one("KeyError", "Exception")
            return ["try:", *self.block(scope, depth), f"    d0[{self.one('a', 'zz')!r}]",
                    f"except {handled}:", *self.block(scope, depth)]  # fmt: skip
        if kind == 4:
            return self.function(scope, depth)
        if kind == 5:
            jump = self.one("break", "continue")
            condition = self.one("flag", f"{t} == {self.text(scope)}")
            first, second = self.block(scope, depth), self.block(scope, depth)
            return [f"for _ in {listed}[:2]:", *first, f"    if {condition}:", f"        {jump}", *second]
        first, second = self.block(scope, depth), self.block(scope, depth)
        return ["while True:", *first, "    if flag:", "        break", *second, "    break"]

    def function(self, scope: Scope, depth: int) -> list[str]:
        name = scope.fresh("f")
        inner = scope.copy()
        inner.texts += ["a", "b"]
        inner.functions = list(scope.functions)
        result = self.text(inner)
        rebound = self.one(*(n for n in scope.texts if n not in {"a", "b"}))
        lines = [f"def {name}(a, b={self.text(scope)}):"]
        if depth == 0 and self.draw(st.booleans()):
            lines += [f"    global {rebound}", f"    {rebound} = a"]
        elif not self.plain:
            lines += [f"    {self.one(*inner.lists)}.append(a)"]
        if self.draw(st.booleans()):
            lines += ["    if flag:", f"        return {self.one('a', 'b')}"]
        if self.draw(st.booleans()):
            lines += [
                "    def inner():",
                "        nonlocal b",
                f"        b = {self.one('a', 'b + a')}",
                "    inner()",
            ]
        lines += [f"    return {self.one('b', result) if rebound not in result else 'a + b'}"]
        scope.count = inner.count
        scope.functions.append(name)
        return lines


@st.composite
def programs(draw: st.DrawFn, plain: bool) -> str:
    """Return a strategy of programs that call `ask(name)` in their last lines."""
    writer, scope = Writer(draw, plain), Scope()
    lines = [line for _ in range(draw(st.integers(1, 7))) for line in writer.statement(scope, 0)]
    lines += [f"ask({writer.text(scope)})" for _ in range(2)]
    lines += [f"for v in {draw(st.sampled_from(scope.lists))}:", "    ask(v)"]
    return PREAMBLE + "\n".join(lines) + "\n"
