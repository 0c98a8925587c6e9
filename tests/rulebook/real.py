# Looks up what a row of the table names in the libraries that are installed.
"""Names and parameters of real libraries."""

from __future__ import annotations

import importlib
import inspect
import re
import typing
import warnings
from dataclasses import dataclass
from functools import cached_property
from types import ModuleType
from typing import Any


class NotInstalledError(Exception):
    """The library of a name is not installed, or lacks an optional part."""


class UntoldError(Exception):
    """The library does not tell what a call returns, so that a name cannot be followed further."""


@dataclass(frozen=True)
class Parameters:
    """What a callable takes: names by position, all names, and whether further keywords are accepted."""

    positional: tuple[str, ...]
    names: frozenset[str]
    open: bool

    def takes(self, keyword: str) -> bool:
        return keyword in self.names


def resolve(name: str) -> Any:
    """Return the object of the dotted name; `()` stands for what a call returns."""
    first, *rest = name.split(".")
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        try:
            value: Any = importlib.import_module(first)
        except ImportError as error:
            raise NotInstalledError(str(error)) from error
        for part in rest:
            value = _member(value, part.removesuffix("()"))
            if part.endswith("()"):
                value = _returned(value) if part != "get_open_ai_client()" else resolve("openai.OpenAI")
    return value


def _member(holder: Any, name: str) -> Any:
    holder = _type_of(_opened(holder))
    if isinstance(holder, type) and name not in dir(holder) and f"self.{name}" in inspect.getsource(holder):
        raise UntoldError(f"{holder.__name__}.{name}")
    try:
        return getattr(holder, name)
    except AttributeError:
        if isinstance(holder, ModuleType):
            try:
                return importlib.import_module(f"{holder.__name__}.{name}")
            except ImportError as error:
                if holder.__file__ is None or error.name != f"{holder.__name__}.{name}":
                    raise NotInstalledError(str(error)) from error
        raise
    except ImportError as error:
        raise NotInstalledError(str(error)) from error


def _opened(holder: Any) -> Any:
    """Make an OpenAI client: its parts are told by instances alone."""
    for base in holder.__mro__ if isinstance(holder, type) else ():
        if base.__module__.startswith("openai") and base.__name__ in {"OpenAI", "AsyncOpenAI"}:
            return base(api_key="none")
    return holder


def _type_of(found: Any) -> Any:
    """Follow a property to the type that it holds."""
    if isinstance(found, property):
        return _returned(found.fget)
    if isinstance(found, cached_property):
        return _returned(found.func)
    return found


def _returned(found: Any) -> Any:
    if isinstance(found, type):
        return found
    found = inspect.unwrap(found)
    annotation = getattr(found, "__annotations__", {}).get("return")
    if isinstance(annotation, str):
        try:
            annotation = eval(annotation, vars(importlib.import_module(found.__module__)))
        except (NameError, TypeError, SyntaxError):
            raise UntoldError(str(found)) from None
    if typing.get_origin(annotation) is not None:
        arguments = [one for one in typing.get_args(annotation) if isinstance(one, type)]
        annotation = arguments[0] if len(arguments) == 1 else typing.get_origin(annotation)
    if not isinstance(annotation, type) or annotation is type(None):
        raise UntoldError(getattr(found, "__qualname__", str(found)))
    return annotation


def parameters(found: Any) -> Parameters:
    """Return what calling the object takes, without `self`."""
    fields = getattr(found, "model_fields", None)
    if isinstance(found, type) and isinstance(fields, dict) and "__init__" not in vars(found):
        names = set(fields) | {field.alias for field in fields.values() if field.alias}
        extra = getattr(found, "model_config", {}).get("extra")
        return Parameters((), frozenset(names), extra != "forbid")
    found = getattr(found, "__init__") if isinstance(found, type) else found  # noqa: B009
    listed = list(inspect.signature(inspect.unwrap(found)).parameters.values())
    if listed and listed[0].name in {"self", "cls"}:
        listed = listed[1:]
    positional = tuple(
        one.name for one in listed if one.kind in {one.POSITIONAL_ONLY, one.POSITIONAL_OR_KEYWORD}
    )
    named = {one.name for one in listed if one.kind in {one.POSITIONAL_OR_KEYWORD, one.KEYWORD_ONLY}}
    return Parameters(positional, frozenset(named), any(one.kind is one.VAR_KEYWORD for one in listed))


def template_parts(template: str) -> list[tuple[int | None, tuple[str, ...]]]:
    """Return position and spellings of every place of a template."""
    return [
        (int(found[1]) if found[1] else None, tuple(found[2].split("|")))
        for found in re.finditer(r"\{(\d*):([\w|]+)\}", template)
    ]
