# The text of a requirements file, and the words of a `pip install`: which requirements they name, and
# which other files. Knows neither files nor packages.
"""Reading requirement texts."""

from __future__ import annotations

import re
import shlex
from collections.abc import Iterator
from dataclasses import dataclass

_FILE = re.compile(r"(?:-r|-c|--requirements?|--constraints?)(?:\s+|=)?(\S.*)")
_COMMENT = re.compile(r"(?:^|\s)#.*$")
_OPTIONS = re.compile(r"\s--?[A-Za-z].*$")
_WITH_VALUE = frozenset({
    "-i", "--index-url", "--extra-index-url", "-f", "--find-links", "-t", "--target", "-e", "--editable",
    "--python", "-p", "--prefix", "--root", "--src", "--platform", "--python-version", "--implementation",
    "--abi", "--upgrade-strategy", "--no-binary", "--only-binary", "--trusted-host", "--proxy", "--timeout",
    "--retries", "--cache-dir", "--log", "-b", "--progress-bar",
})  # fmt: skip
"""Options of pip and uv that are followed by a value."""


@dataclass(frozen=True, slots=True)
class Named:
    """A requirement (`text`) or another file (`file`) that is named at a line, counted from 1."""

    line: int
    text: str = ""
    file: str = ""


def named_in(text: str) -> Iterator[Named]:
    """Yield what the text of a requirements file names; options that name nothing are passed over."""
    whole, first = "", 1
    for number, line in enumerate(text.splitlines(), start=1):
        if not whole:
            first = number
        bare = _COMMENT.sub("", line).strip()
        if bare.endswith("\\"):
            whole += bare[:-1].rstrip() + " "
            continue
        yield from _named(whole + bare, first)
        whole = ""
    yield from _named(whole, first)


def _named(line: str, number: int) -> Iterator[Named]:
    line = line.strip()
    match = _FILE.fullmatch(line)
    if match:
        yield Named(number, file=match[1].strip().strip("\"'"))
    elif line and not line.startswith("-"):
        yield Named(number, text=_OPTIONS.sub("", line).strip())


def of_item(text: str) -> Named | None:
    """Return what one item of a list of requirements names."""
    return next(named_in(text), None)


@dataclass(frozen=True, slots=True)
class Command:
    """What a `pip install` is given."""

    requirements: tuple[str, ...]
    files: tuple[str, ...]
    upgrade: bool
    removes: bool = False


def command(words: str) -> Command | None:
    """Return what the words after `pip` do; None if they install and remove nothing."""
    try:
        tokens = shlex.split(words, comments=True)
    except ValueError:  # a quotation that does not end
        tokens = words.split()
    if not tokens or tokens[0] not in ("install", "uninstall"):
        return None
    requirements: list[str] = []
    files: list[str] = []
    rest = iter(tokens[1:])
    for token in rest:
        if token in ("-r", "-c", "--requirement", "--constraint"):
            files += [next(rest, "")]
        elif token in _WITH_VALUE:
            next(rest, "")
        elif _FILE.fullmatch(token):
            files += [named.file for named in _named(token, 1)]
        elif not token.startswith("-"):
            requirements.append(token)
    upgrade = any(token in ("-U", "--upgrade") for token in tokens)
    return Command(tuple(requirements), tuple(files), upgrade, tokens[0] == "uninstall")
