# Expressions back to short text, for naming what the author wrote in messages and conditions.
"""Source-like text of expressions."""

from __future__ import annotations

from scopelint.facts import records as f

LIMIT = 60


def render(expr: f.Expr | None) -> str:
    """Return an expression as one line of source-like text, shortened to 60 characters."""
    text = _render(expr, 0) if expr is not None else ""
    return text if len(text) <= LIMIT else text[: LIMIT - 1] + "…"


def _render(expr: f.Expr, depth: int) -> str:
    if depth > 6:
        return "…"
    deeper = depth + 1
    match expr:
        case f.Constant(value):
            return repr(value)
        case f.Name(id=name):
            return name
        case f.Attribute(value, attr):
            return f"{_render(value, deeper)}.{attr}"
        case f.Subscript(value, index):
            return f"{_render(value, deeper)}[{_render(index, deeper)}]"
        case f.Call(function, arguments):
            inner = ", ".join(_argument(argument, deeper) for argument in arguments)
            return f"{_render(function, deeper)}({inner})"
        case f.FormattedString(parts):
            inner = "".join(p if isinstance(p, str) else "{" + _render(p, deeper) + "}" for p in parts)
            return f'f"{inner}"'
        case f.UnaryOperation(operator, operand):
            space = " " if operator == "not" else ""
            return f"{operator}{space}{_render(operand, deeper)}"
        case f.BinaryOperation(operator, left, right) | f.BooleanOperation(operator, left, right):
            return f"{_render(left, deeper)} {operator} {_render(right, deeper)}"
        case f.Comparison(left, rest):
            return _render(left, deeper) + "".join(f" {op} {_render(right, deeper)}" for op, right in rest)
        case f.Display(kind, items):
            inner = ", ".join(_render(item, deeper) for item in items)
            return {"list": f"[{inner}]", "set": "{" + inner + "}"}.get(kind, f"({inner})")
        case f.Await(value):
            return f"await {_render(value, deeper)}"
        case f.Opaque(text):
            return text
        case _:
            return "…"


def _argument(argument: f.Argument, depth: int) -> str:
    value = _render(argument.value, depth)
    if argument.keyword:
        return f"{argument.keyword}={value}"
    return argument.star + value
