# The agent's file, as `log_model` names it. Matches text with files that are known; touches no disk.
"""Finding the file that is logged as the model."""

from __future__ import annotations

import posixpath
from collections.abc import Collection, Iterator
from pathlib import Path

from scopelint.model.value import Literal, Pattern, Symbol
from scopelint.project.records import FrozenAtom, FrozenValue, Made, Origin, Text, UserCode
from scopelint.uses.identifier import identifiers

_HOLE = "{}"
_SCRATCH = ("/tmp/", "/var/tmp/", "/local_disk0/", "/dev/shm/")
_SUFFIXES = ("", ".py", ".ipynb")
"""A notebook is often named without its suffix, as the workspace shows it."""


def path_text(atom: FrozenAtom) -> str | None:
    """Return the path that the atom spells, with `{}` for what is not known; None if it is no path."""
    match atom:
        case Text() | Origin():
            match identifiers(FrozenValue((atom,))):
                case (Literal(text) | Pattern(text),):
                    return text
                case (Symbol(default=str(text)),):
                    return text
        case Made(type=name) if name.startswith("pathlib."):
            parts = [path_texts(item.value) for item in atom.arguments.positional]
            if parts and all(len(part) == 1 for part in parts):
                return posixpath.join(*(part[0] for part in parts))
            if not parts and atom.receiver is not None:
                return path_text(atom.receiver)
        case Made(type="inspect.getfile" | "inspect.getfile()" | "inspect.getsourcefile()"):
            files = [path for item in atom.arguments.positional for path in path_texts(item.value)]
            return files[0] if files else None
        case UserCode("class", file=file) if file:
            return file
        case _:
            pass
    return None


def path_texts(value: FrozenValue) -> tuple[str, ...]:
    """Return the paths that the alternatives of a value spell, each once."""
    found = (path_text(atom) for atom in value.atoms)
    return tuple(dict.fromkeys(text for text in found if text is not None))


def is_scratch(text: str) -> bool:
    """Tell whether a path leads to a folder for temporary files: nothing of the project stands there."""
    return text.startswith(_SCRATCH)


def resolve(text: str, driver_file: Path, files: Collection[Path]) -> Path | None:
    """Return the one of `files` (absolute) that `text` names in a driver, or None.

    Relative text starts at the driver's folder, then at each folder above it, since drivers run from
    the project's root as well. A suffix may be missing. What a hole hides, or a folder of another
    machine, is passed over if the rest of the path fits one file best; not so a folder for temporary files.
    """
    known = {posixpath.normpath(path.as_posix()): path for path in files}
    wanted = text.strip().replace("\\", "/").removeprefix("file://")
    if not wanted or "\n" in wanted:
        return None
    folder = driver_file.parent.as_posix()
    if _HOLE not in wanted:
        for candidate in _candidates(wanted, folder):
            if candidate in known:
                return known[candidate]
    return None if is_scratch(wanted) else _by_ending(wanted, folder, known)


def _candidates(wanted: str, folder: str) -> Iterator[str]:
    starts = [folder]
    while starts[-1] not in ("/", "", "."):
        starts.append(posixpath.dirname(starts[-1]))
    for start in starts if not wanted.startswith("/") else ["/"]:
        for suffix in _SUFFIXES:
            yield posixpath.normpath(posixpath.join(start, wanted + suffix))


def _by_ending(wanted: str, folder: str, known: dict[str, Path]) -> Path | None:
    rest = wanted.rpartition(_HOLE)[2]
    partial = _HOLE in wanted and not rest.startswith("/")
    parts = [part for part in rest.split("/") if part not in ("", ".", "..")]
    if not parts or (partial and len(parts) == 1 and not rest.strip("._-")):
        return None
    if not wanted.startswith("/") and _HOLE not in wanted:
        return None  # relative and whole: it would have been found
    best: list[tuple[tuple[int, int, int], str]] = []
    for path in known:
        shared = max(_shared(parts, path, suffix, partial) for suffix in _SUFFIXES)
        if shared:
            best.append(((-shared, *_distance(folder, path)), path))
    best.sort()
    if not best or (len(best) > 1 and best[0][0] == best[1][0]):
        return None
    return known[best[0][1]]


def _shared(parts: list[str], path: str, suffix: str, partial: bool) -> int:
    """Return how many parts the path shares with the end of what is wanted; the file's name must be one."""
    ends = [*parts[:-1], parts[-1] + suffix][::-1]
    have = path.split("/")[::-1]
    if partial and len(parts) == 1:
        return int(have[0].endswith(ends[0]))
    count = 0
    for one, two in zip(ends, have, strict=False):
        if one != two:
            break
        count += 1
    return count


def _distance(folder: str, path: str) -> tuple[int, int]:
    """Return how far a file is from a folder: steps up, then steps down."""
    one, two = folder.split("/"), posixpath.dirname(path).split("/")
    shared = 0
    for left, right in zip(one, two, strict=False):
        if left != right:
            break
        shared += 1
    return len(one) - shared, len(two) - shared
