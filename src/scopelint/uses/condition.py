# Whether a rule holds for a call. Three answers: yes, no, and None where the source does not tell.
"""Conditions of rules."""

from __future__ import annotations

import re

from scopelint.project.records import CallRecord, Scalar
from scopelint.rulebook.rule import ArgumentRef, Condition
from scopelint.uses.argument import arguments_of, candidates_of, is_given
from scopelint.uses.identifier import Candidate
from scopelint.uses.template import Template, split_holes


def same_argument(condition: Condition, ref: ArgumentRef | None) -> bool:
    """Tell whether the condition speaks of the argument that holds the id."""
    argument = condition.argument
    return (
        ref is not None
        and condition.given is None
        and argument.of_client == ref.of_client
        and argument.position == ref.position
        and argument.keywords == ref.keywords
    )


def holds(condition: Condition, record: CallRecord) -> bool | None:
    """Tell whether the condition is met by any of the things that its argument may be."""
    if condition.given is not None:
        given = is_given(record, condition.argument)
        return None if given is None else (given == condition.given) != condition.negate
    answers = {fits(condition, candidate) for candidate in _subjects(condition, record)}
    if True in answers:
        return True
    if None in answers:
        return None
    return condition.negate if not answers else False


def fits(condition: Condition, candidate: Candidate) -> bool | None:
    """Tell whether the condition is met if its argument is the candidate."""
    if candidate.template is None:
        return None
    answer = _fits(condition, candidate.template)
    if answer is None:
        answer = _fits(condition, candidate.template.assumed())
    return None if answer is None else answer != condition.negate


def _subjects(condition: Condition, record: CallRecord) -> tuple[Candidate, ...]:
    """Return what the argument may be, with truth values and numbers as text."""
    ref = condition.argument
    item = arguments_of(record, ref).get(ref.position, *ref.keywords)
    if item is not None and all(isinstance(atom, Scalar) for atom in item.value.atoms):
        texts = [str(atom.value) for atom in item.value.atoms if isinstance(atom, Scalar)]
        return tuple(Candidate(Template(text)) for text in texts if text != "None")
    return candidates_of(record, ref)


def _fits(condition: Condition, template: Template) -> bool | None:
    text = template.text
    literals = split_holes(text)
    if condition.prefix is not None:
        head = literals[0]
        if head.startswith(condition.prefix):
            return True
        return None if len(literals) > 1 and condition.prefix.startswith(head) else False
    if condition.contains is not None:
        if any(condition.contains in literal for literal in literals):
            return True
        return None if len(literals) > 1 else False
    if condition.equals is not None:
        if len(literals) == 1:
            return text.casefold() == condition.equals.casefold()
        pattern = ".*".join(re.escape(literal) for literal in literals)
        return None if re.fullmatch(pattern, condition.equals, re.DOTALL | re.IGNORECASE) else False
    return True
