"""Units and facts from text, for tests."""

from __future__ import annotations

import dataclasses
from collections.abc import Iterator
from pathlib import Path

from scopelint.facts.collect import collect
from scopelint.facts.records import ModuleFacts
from scopelint.source.read import read_bytes
from scopelint.source.unit import Unit, UnitProblem


def units(text: str | bytes, name: str = "agent.py") -> tuple[Unit, ...]:
    """Return the units of a file that can be read."""
    data = text if isinstance(text, bytes) else text.encode()
    found, problems = read_bytes(data, name, Path("/project") / name)
    assert not problems
    return found


def facts(text: str | bytes, name: str = "agent.py") -> ModuleFacts:
    """Return the facts of a file's own unit."""
    found = collect(units(text, name)[0])
    assert isinstance(found, ModuleFacts), found
    return found


def problem(text: str | bytes, name: str = "agent.py") -> UnitProblem:
    """Return why a file has no facts."""
    found = collect(units(text, name)[0])
    assert isinstance(found, UnitProblem), found
    return found


def every(record: object) -> Iterator[object]:
    """Yield every record within one, itself included, in no particular order."""
    pending = [record]
    while pending:
        one = pending.pop()
        if isinstance(one, tuple):
            pending.extend(one)
        elif dataclasses.is_dataclass(one):
            yield one
            pending.extend(getattr(one, field.name) for field in dataclasses.fields(one))


def only(text: str, kind: type) -> object:
    """Return the one record of a kind that a text holds."""
    found = [record for record in every(facts(text)) if type(record) is kind]
    assert len(found) == 1, found
    return found[0]
