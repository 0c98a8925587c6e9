# What one unit says by itself: its code as a small tree of frozen, picklable records. Nothing here
# knows libcst, other units, or Databricks; nothing is resolved yet.
"""The facts of one unit: expressions, statements, functions, classes and comments."""

from __future__ import annotations

from dataclasses import dataclass

from scopelint.model.location import Span
from scopelint.source.unit import UnitProblem

# --- expressions ---------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class Constant:
    """`"text"`, `1`, `None`: the value itself; implicit string concatenation is already joined."""

    value: str | bytes | int | float | complex | bool | None
    span: Span


@dataclass(frozen=True, slots=True)
class Name:
    """A bare name that is read (or, as a target, bound)."""

    id: str
    span: Span


@dataclass(frozen=True, slots=True)
class Attribute:
    """`value.attr`."""

    value: Expr
    attr: str
    span: Span


@dataclass(frozen=True, slots=True)
class Subscript:
    """`value[index]`; several indices are one tuple `Display`."""

    value: Expr
    index: Expr
    span: Span


@dataclass(frozen=True, slots=True)
class Slice:
    """`lower:upper:step` inside a subscript."""

    lower: Expr | None
    upper: Expr | None
    step: Expr | None


@dataclass(frozen=True, slots=True)
class Argument:
    """One argument of a call or a class header; `star` is "", "*" or "**"."""

    value: Expr
    keyword: str | None = None
    star: str = ""


@dataclass(frozen=True, slots=True)
class Call:
    """`function(arguments)`."""

    function: Expr
    arguments: tuple[Argument, ...]
    span: Span


@dataclass(frozen=True, slots=True)
class FormattedString:
    """An f-string (or one joined with plain strings): text and the expressions in its holes."""

    parts: tuple[str | Expr, ...]
    span: Span


@dataclass(frozen=True, slots=True)
class Starred:
    """`*value` inside a display or a target."""

    value: Expr


@dataclass(frozen=True, slots=True)
class Display:
    """A list, tuple or set written out; `kind` is "list", "tuple" or "set"."""

    kind: str
    items: tuple[Expr, ...]
    span: Span


@dataclass(frozen=True, slots=True)
class DictDisplay:
    """A dict written out; a `None` key stands for `**value`."""

    entries: tuple[tuple[Expr | None, Expr], ...]
    span: Span


@dataclass(frozen=True, slots=True)
class BinaryOperation:
    """`left operator right`, arithmetic: "+", "%", "|", ..."""

    operator: str
    left: Expr
    right: Expr
    span: Span


@dataclass(frozen=True, slots=True)
class BooleanOperation:
    """`left and right`, `left or right`."""

    operator: str
    left: Expr
    right: Expr


@dataclass(frozen=True, slots=True)
class UnaryOperation:
    """`not x`, `-x`, `+x`, `~x`."""

    operator: str
    operand: Expr


@dataclass(frozen=True, slots=True)
class Comparison:
    """`left op right op right ...`; operators are spelled "==", "is not", "not in", ..."""

    left: Expr
    rest: tuple[tuple[str, Expr], ...]
    span: Span


@dataclass(frozen=True, slots=True)
class Conditional:
    """`body if test else orelse`."""

    test: Expr
    body: Expr
    orelse: Expr


@dataclass(frozen=True, slots=True)
class Lambda:
    """An anonymous function; its body is one `Return`."""

    function: Function


@dataclass(frozen=True, slots=True)
class Clause:
    """One `for target in iterable if ... if ...` of a comprehension."""

    target: Expr
    iterable: Expr
    conditions: tuple[Expr, ...]


@dataclass(frozen=True, slots=True)
class Comprehension:
    """`kind` is "list", "set", "dict" or "generator"; `key` is set for a dict only."""

    kind: str
    key: Expr | None
    element: Expr
    clauses: tuple[Clause, ...]
    span: Span


@dataclass(frozen=True, slots=True)
class Await:
    """`await value`."""

    value: Expr


@dataclass(frozen=True, slots=True)
class Yield:
    """`yield value`; `delegates` for `yield from value`."""

    value: Expr | None
    delegates: bool


@dataclass(frozen=True, slots=True)
class Walrus:
    """`(target := value)`."""

    target: Name
    value: Expr


@dataclass(frozen=True, slots=True)
class Opaque:
    """An expression that the facts do not describe, by its source text."""

    text: str
    span: Span


Expr = (
    Constant
    | Name
    | Attribute
    | Subscript
    | Slice
    | Call
    | FormattedString
    | Starred
    | Display
    | DictDisplay
    | BinaryOperation
    | BooleanOperation
    | UnaryOperation
    | Comparison
    | Conditional
    | Lambda
    | Comprehension
    | Await
    | Yield
    | Walrus
    | Opaque
)

# --- functions and classes -----------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class Parameter:
    """One parameter; `kind` is "positional", "either", "keyword", "args" or "kwargs"."""

    name: str
    kind: str
    default: Expr | None = None
    annotation: Expr | None = None


@dataclass(frozen=True, slots=True)
class Function:
    """A function or lambda. `qualname` is dotted within the unit (`Agent.predict.<locals>.run`)."""

    name: str
    qualname: str
    parameters: tuple[Parameter, ...]
    body: tuple[Stmt, ...]
    decorators: tuple[Expr, ...]
    returns: Expr | None
    is_async: bool
    is_generator: bool
    span: Span
    """The place of the function's name (for a lambda, of the lambda)."""


@dataclass(frozen=True, slots=True)
class Class:
    """A class with its header and body."""

    name: str
    qualname: str
    bases: tuple[Argument, ...]
    """Positional bases; keywords such as `metaclass=` with their keyword."""
    body: tuple[Stmt, ...]
    decorators: tuple[Expr, ...]
    span: Span
    """The place of the class's name."""


# --- statements ----------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class Assign:
    """`targets = value`; an annotation without a value has `value=None` and one target."""

    targets: tuple[Expr, ...]
    value: Expr | None
    annotation: Expr | None
    span: Span


@dataclass(frozen=True, slots=True)
class AugmentedAssign:
    """`target operator= value`; `operator` is spelled "+", "|", ..."""

    target: Expr
    operator: str
    value: Expr
    span: Span


@dataclass(frozen=True, slots=True)
class Evaluate:
    """An expression as a statement."""

    value: Expr
    span: Span


@dataclass(frozen=True, slots=True)
class Return:
    """`return value`."""

    value: Expr | None
    span: Span


@dataclass(frozen=True, slots=True)
class Raise:
    """`raise exception from cause`."""

    exception: Expr | None
    span: Span
    cause: Expr | None = None


@dataclass(frozen=True, slots=True)
class If:
    """`if test: body else: orelse`; an `elif` is an `If` alone in `orelse`."""

    test: Expr
    body: tuple[Stmt, ...]
    orelse: tuple[Stmt, ...]
    span: Span


@dataclass(frozen=True, slots=True)
class For:
    """`for target in iterable: body else: orelse`."""

    target: Expr
    iterable: Expr
    body: tuple[Stmt, ...]
    orelse: tuple[Stmt, ...]
    span: Span


@dataclass(frozen=True, slots=True)
class While:
    """`while test: body else: orelse`."""

    test: Expr
    body: tuple[Stmt, ...]
    orelse: tuple[Stmt, ...]
    span: Span


@dataclass(frozen=True, slots=True)
class With:
    """`with expression as target, ...: body`."""

    items: tuple[tuple[Expr, Expr | None], ...]
    body: tuple[Stmt, ...]
    span: Span


@dataclass(frozen=True, slots=True)
class Handler:
    """One `except types as name: body`; `types` is `None` for a bare `except:`."""

    types: Expr | None
    name: str | None
    body: tuple[Stmt, ...]
    span: Span


@dataclass(frozen=True, slots=True)
class Try:
    """`try: body except ...: ... else: orelse finally: final`."""

    body: tuple[Stmt, ...]
    handlers: tuple[Handler, ...]
    orelse: tuple[Stmt, ...]
    final: tuple[Stmt, ...]
    span: Span


@dataclass(frozen=True, slots=True)
class Case:
    """One `case` of a match statement; `binds` are the names its pattern binds."""

    pattern: str
    binds: tuple[str, ...]
    guard: Expr | None
    body: tuple[Stmt, ...]


@dataclass(frozen=True, slots=True)
class Match:
    """`match subject: case ...`."""

    subject: Expr
    cases: tuple[Case, ...]
    span: Span


@dataclass(frozen=True, slots=True)
class Define:
    """`def` statement."""

    function: Function


@dataclass(frozen=True, slots=True)
class DefineClass:
    """`class` statement."""

    definition: Class


@dataclass(frozen=True, slots=True)
class Import:
    """`import a.b as c`: pairs of dotted module name and alias (`None` binds the first part)."""

    names: tuple[tuple[str, str | None], ...]
    span: Span


@dataclass(frozen=True, slots=True)
class ImportFrom:
    """`from ..module import a as b`; `level` counts the dots; the single pair `("*", None)` is a star."""

    module: str
    level: int
    names: tuple[tuple[str, str | None], ...]
    span: Span


@dataclass(frozen=True, slots=True)
class Scope:
    """`global names` or `nonlocal names`; `kind` is that word."""

    kind: str
    names: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Delete:
    """`del targets`."""

    targets: tuple[Expr, ...]


@dataclass(frozen=True, slots=True)
class Assert:
    """`assert test, message`."""

    test: Expr
    message: Expr | None = None


@dataclass(frozen=True, slots=True)
class Jump:
    """`break` or `continue`; `kind` is that word."""

    kind: str


@dataclass(frozen=True, slots=True)
class RunNotebook:
    """`%run target`: the target notebook's code runs here, in this unit's names."""

    target: str
    span: Span


Stmt = (
    Assign
    | AugmentedAssign
    | Evaluate
    | Return
    | Raise
    | If
    | For
    | While
    | With
    | Try
    | Match
    | Define
    | DefineClass
    | Import
    | ImportFrom
    | Scope
    | Delete
    | Assert
    | Jump
    | RunNotebook
)

# --- the unit ------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class Comment:
    """A comment that speaks to the tool: `text` without the `#`; `alone` if nothing precedes it."""

    text: str
    span: Span
    alone: bool


@dataclass(frozen=True, slots=True)
class ModuleFacts:
    """What one unit says by itself.

    `imports` are the absolute or relative (leading dots) dotted names of modules that the unit
    mentions, for finding what may matter. `comments` holds only those that start with `scopelint:`.
    """

    body: tuple[Stmt, ...]
    imports: tuple[str, ...]
    comments: tuple[Comment, ...]
    problems: tuple[UnitProblem, ...] = ()
    """Cells of a notebook that are no Python and were left out."""
