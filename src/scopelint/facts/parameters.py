# Parameters of functions and lambdas, in source order.
"""Reading parameters."""

from __future__ import annotations

from collections.abc import Callable

import libcst as cst

from scopelint.facts.records import Expr, Parameter
from scopelint.facts.walk import Walk

Read = Callable[[Walk, cst.CSTNode], Expr]


def read_parameters(walk: Walk, node: cst.Parameters, read: Read) -> tuple[Parameter, ...]:
    """Return the parameters of one function; `read` reads their defaults and annotations."""
    found = [_parameter(walk, param, "positional", read) for param in node.posonly_params]
    found += [_parameter(walk, param, "either", read) for param in node.params]
    if isinstance(node.star_arg, cst.Param):
        found.append(_parameter(walk, node.star_arg, "args", read))
    found += [_parameter(walk, param, "keyword", read) for param in node.kwonly_params]
    if node.star_kwarg is not None:
        found.append(_parameter(walk, node.star_kwarg, "kwargs", read))
    return tuple(found)


def _parameter(walk: Walk, node: cst.Param, kind: str, read: Read) -> Parameter:
    walk.name(node.name.value)
    annotation = read(walk, node.annotation.annotation) if node.annotation else None
    default = read(walk, node.default) if node.default else None
    return Parameter(node.name.value, kind, default, annotation)
