# The one place where secrets are taken out of what is printed. It errs on the side of hiding too much.
"""Masks secrets in the texts and source lines that a report shows."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from scopelint.model.diagnostic import Diagnostic
from scopelint.model.location import Location
from scopelint.model.report import Report

SECRET_CHECKS = frozenset({"hardcoded-secret", "plain-environment-secret"})
"""Findings of these checks stand on the secret itself."""

TOKEN = re.compile(
    r"(?<![0-9A-Za-z])(?:dapi\w{4,}|(?:dose|dkea|dsapi)(?=[0-9A-Za-z]*\d)\w{8,})(?:-\d+)?"  # Databricks'
    r"|\beyJ[\w-]{8,}(?:\.[\w-]+){1,2}"  # JSON web tokens
    r"|\b(?:ghp|gho|ghs|github_pat)_\w{16,}|\bsk-[\w-]{16,}|\bxox[bpas]-[\w-]{10,}|\bAKIA[0-9A-Z]{12,}"
)

# A string literal of one line; `body` is what stands between the quotes.
STRING = re.compile(r"""(?P<quote>"{3}|'{3}|"|')(?P<body>(?:\\.|(?!(?P=quote)).)*)(?P<end>(?P=quote)|$)""")

# What stands before a secret's value: `token=`, `"client_secret": `, `PASSWORD: str = `.
KEY = r"""(?i:token|secret|password|passwd|api_?key|_pat)["']?\s*\]?\s*(?::\s*[\w.]+\s*=|[:=])\s*"""
NAMED = re.compile(KEY + r"[rRbBfFuU]{0,2}$")
NAMED_PLAIN = re.compile(KEY + r"(?P<body>[^\s\"'#{\[(&*|>$][^#]*)")

NAME = re.compile(r"\s*(?::|\]\s*=)")
"""What stands behind a string that names something: a dict's key, an environment variable that is set."""

REFERENCE = re.compile(r"\s*(?:\{\{.*\}\}|\$\{.*\})\s*$")
"""A reference to a secret, which is none."""

LONGEST = 20_000
"""Characters of a line that are looked at, and shown. Nobody writes more."""

NEAR = 100
"""Characters before a string in which its name stands."""

Sources = Mapping[tuple[str, int], Sequence[str]]


@dataclass(frozen=True, slots=True)
class Mask:
    """Hides what looks like a secret, and the values that a finding says are secrets."""

    secrets: tuple[str, ...] = ()

    def text(self, text: str) -> str:
        """Return a message, a phrase or a name without secrets in it."""
        masked = TOKEN.sub(lambda match: _stars(match[0]), text)
        for secret in self.secrets:
            masked = masked.replace(secret, _stars(secret))
        return masked

    def line(self, line: str, path: str, *, secret: bool = False) -> str:
        """Return a source line without secrets; no character moves, so that columns stay true.

        With `secret`, the line belongs to a finding about a secret: every string on it is hidden.
        """
        masked = STRING.sub(lambda match: _literal(match, secret), self.text(line[:LONGEST]))
        if is_python(path):
            return masked
        plain = NAMED_PLAIN.search(masked)
        if plain is None or REFERENCE.match(plain["body"]):
            return masked
        start, end = plain.start("body"), plain.start("body") + len(plain["body"].rstrip())
        return masked[:start] + _stars(masked[start:end]) + masked[end:]


def mask_of(report: Report, sources: Sources) -> Mask:
    """Return the mask of a report: it knows the values that its findings call secrets."""
    found = {
        secret
        for diagnostic in (*report.diagnostics, *report.ignored)
        if diagnostic.check in SECRET_CHECKS
        for secret in _values(diagnostic, sources)
    }
    return Mask(tuple(sorted(found, key=lambda secret: (-len(secret), secret))))


def is_python(path: str) -> bool:
    """Tell whether a file's lines are Python, where only a quoted text is a value."""
    return path.endswith((".py", ".ipynb"))


def _values(diagnostic: Diagnostic, sources: Sources) -> list[str]:
    place = diagnostic.location
    covered = _covered(place, sources)
    if covered[:1] in ("'", '"'):
        covered = covered.strip("\"'")
    elif is_python(place.path) or "\n" in covered:
        return []
    # A short or a common word is left alone: masking every "abc" of a report would hide the report.
    return [covered] if len(covered) >= 6 and not REFERENCE.match(covered) else []


def _covered(place: Location, sources: Sources) -> str:
    lines = sources.get((place.path, place.cell), ())
    if place.line != place.end_line or not 0 < place.line <= len(lines):
        return ""
    return lines[place.line - 1][place.column - 1 : place.end_column - 1]


def _literal(match: re.Match[str], secret: bool) -> str:
    body = match["body"]
    named = secret or NAMED.search(match.string, max(match.start() - NEAR, 0), match.start())
    if not named or REFERENCE.match(body) or NAME.match(match.string, match.end()):
        return match[0]
    return f"{match['quote']}{_stars(body)}{match['end']}"


def _stars(text: str) -> str:
    return "*" * len(text)
