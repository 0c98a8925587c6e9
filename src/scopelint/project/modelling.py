# How library functions are modelled: by dotted name, each by one handler.
"""Models of library functions."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass

from scopelint.model.location import Location
from scopelint.project.machine import Machine
from scopelint.project.values import (
    Element,
    Val,
)


@dataclass(frozen=True, slots=True)
class Args:
    """The arguments of a call of a modelled function."""

    positional: Sequence[Element]
    keywords: Sequence[tuple[str, Element]]
    location: Location
    open_: bool = False

    def get(self, position: int, keyword: str = "") -> Val | None:
        """Return an argument by position or keyword."""
        for name, element in self.keywords:
            if name == keyword:
                return element.value
        return self.positional[position].value if position < len(self.positional) else None


Handler = Callable[[Machine, Args], "Val | None"]
_HANDLERS: dict[str, Handler] = {}


def models(*names: str) -> Callable[[Handler], Handler]:
    """Let a handler answer for functions by dotted name; it may return None to decline."""

    def register(handler: Handler) -> Handler:
        for name in names:
            _HANDLERS[name] = handler
        return handler

    return register


def find(name: str) -> Handler | None:
    """Return the model of a function, if there is one."""
    return _HANDLERS.get(name)
