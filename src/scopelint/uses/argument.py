# Where a rule says that a value stands, looked up in one recorded call.
"""Arguments of recorded calls, by the rule table's references."""

from __future__ import annotations

import re
from dataclasses import replace
from itertools import islice, product

from scopelint.project.records import (
    Arguments,
    CallRecord,
    FrozenValue,
    Item,
    Mapping,
    Scalar,
    Sequence,
)
from scopelint.rulebook.rule import ArgumentRef
from scopelint.uses.identifier import MAX_CANDIDATES, Candidate, items
from scopelint.uses.template import Template

_PART = re.compile(r"\{(\d*)(?::([\w|]+))?\}")
"""One place of a template: position, then the keyword's spellings, joined by `|`."""


def arguments_of(record: CallRecord, ref: ArgumentRef) -> Arguments:
    """Return the arguments that the reference speaks of: the call's own, or those that made its client."""
    if ref.of_client and record.receiver is not None:
        return record.receiver.arguments
    return record.arguments


def is_given(record: CallRecord, ref: ArgumentRef) -> bool | None:
    """Tell whether the argument is given and not None; None if an unread `**kwargs` may hold it."""
    arguments = arguments_of(record, ref)
    if _given(arguments, ref.position, ref.keywords):
        return True
    return None if arguments.open else False


def candidates_of(record: CallRecord, ref: ArgumentRef) -> tuple[Candidate, ...]:
    """Return what the argument may name; empty if it is absent and the reference has no default."""
    if ref.literal is not None:
        return (Candidate(Template(ref.literal)),)
    arguments = arguments_of(record, ref)
    if ref.template is not None:
        return _filled(arguments, ref.template)
    given = _given(arguments, ref.position, ref.keywords)
    if ref.inside:
        return items(_inside(given, ref.inside.split(".")))
    found = items(given)
    if found and any(_may_be_none(item.value) for item in given):
        return tuple(replace(candidate, certain=False) for candidate in found)
    if found:
        return found
    if arguments.open:
        return (Candidate(None, "may stand in arguments that could not be followed"),)
    if ref.default is not None:
        return (Candidate(Template(ref.default)),)
    return ()


def _given(arguments: Arguments, position: int | None, keywords: tuple[str, ...]) -> tuple[Item, ...]:
    """Return the first spelling that is given and not None alone."""
    spellings = [arguments.get(None, keyword) for keyword in keywords]
    for item in (arguments.get(position), *spellings):
        if item is not None and not _is_none(item.value):
            return (item,)
    return ()


def _inside(given: tuple[Item, ...], keys: list[str]) -> tuple[Item, ...]:
    """Return what the keys lead to; nothing where that is not seen."""
    for key in keys:
        atoms = [atom for item in given for atom in item.value.atoms]
        if key == "*":
            given = tuple(item for atom in atoms if isinstance(atom, Sequence) for item in atom.items)
        else:
            entries = (atom.get(key) for atom in atoms if isinstance(atom, Mapping))
            given = tuple(item for item in entries if item is not None)
    return given


def _is_none(value: FrozenValue) -> bool:
    return all(isinstance(atom, Scalar) and atom.value is None for atom in value.atoms)


def _may_be_none(value: FrozenValue) -> bool:
    return any(isinstance(atom, Scalar) and atom.value is None for atom in value.atoms)


def _filled(arguments: Arguments, template: str) -> tuple[Candidate, ...]:
    """Return every text that the template becomes; a part that is absent or unknown is a hole."""
    written: list[str] = []
    choices: list[tuple[Candidate, ...]] = []
    end = 0
    for found in _PART.finditer(template):
        written.append(template[end : found.start()])
        end = found.end()
        position = int(found[1]) if found[1] else None
        keywords = tuple(found[2].split("|")) if found[2] else ()
        choices.append(items(_given(arguments, position, keywords)) or (Candidate(None),))
    rest = template[end:]
    result: dict[Candidate, None] = {}
    for chosen in islice(product(*choices), MAX_CANDIDATES):
        pieces: list[str | Template | None] = []
        for text, candidate in zip(written, chosen, strict=True):
            pieces += [text, candidate.template]
        result[
            Candidate(
                Template.build((*pieces, rest)),
                location=next((one.location for one in chosen if one.location), None),
                certain=all(one.certain for one in chosen),
                conditions=tuple(dict.fromkeys(text for one in chosen for text in one.conditions)),
            )
        ] = None
    return tuple(result)
