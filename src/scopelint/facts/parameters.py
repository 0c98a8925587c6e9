# Parameters of functions and lambdas, in source order.
"""Reading parameters."""

from __future__ import annotations

import libcst as cst

from scopelint.facts.dispatch import read
from scopelint.facts.records import Parameter
from scopelint.facts.walk import Walk


def read_parameters(walk: Walk, node: cst.Parameters) -> tuple[Parameter, ...]:
    """Return the parameters of one function."""
    found = [_parameter(walk, param, "positional") for param in node.posonly_params]
    found += [_parameter(walk, param, "either") for param in node.params]
    if isinstance(node.star_arg, cst.Param):
        found.append(_parameter(walk, node.star_arg, "args"))
    found += [_parameter(walk, param, "keyword") for param in node.kwonly_params]
    if node.star_kwarg is not None:
        found.append(_parameter(walk, node.star_kwarg, "kwargs"))
    return tuple(found)


def _parameter(walk: Walk, node: cst.Param, kind: str) -> Parameter:
    walk.name(node.name.value)
    annotation = read(walk, node.annotation.annotation) if node.annotation else None
    default = read(walk, node.default) if node.default else None
    return Parameter(node.name.value, kind, default, annotation)
