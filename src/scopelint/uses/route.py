# Paths and URLs against rows such as `/api/2.0/mcp/genie/{space}`, segment by segment. A hole of the text
# may stand for one segment, or, where the text begins with one, for everything before what is written.
"""Matching of paths that are known in part."""

from __future__ import annotations

import re

from scopelint.uses.template import Template, is_hole, split_holes

_NAMED = re.compile(r"\{(\w*)\}")
_SCHEME = re.compile(r"^[A-Za-z][A-Za-z0-9+.-]*://")


def without_query(text: str) -> str:
    """Return the text up to its query or fragment, without a slash at its end."""
    return re.split(r"[?#]", text, maxsplit=1)[0].rstrip("/")


def host_of(template: Template) -> str | None:
    """Return the host of an absolute URL, without port; None if the text has none."""
    text = template.text.strip()
    scheme = _SCHEME.match(text)
    if scheme is None and not text.split("/", 1)[0].endswith(".com"):
        return None
    rest = text[scheme.end() :] if scheme else text
    host = re.split(r"[/?#]", rest, maxsplit=1)[0]
    return host.rpartition("@")[2].split(":", 1)[0].lower()


def match_route(
    template: Template, path: str, *, longer: bool = False, partial: bool = False
) -> dict[str, str] | None:
    """Return what stands in the row's named places if the text is the row's path, else None.

    A host, or a hole for one, may stand before the path; with `longer`, more may follow it. With
    `partial`, a text that begins with a hole may leave out the row's first segments, but not what tells
    rows apart: `{base}/genie/01f0` is `/api/2.0/mcp/genie/{space}`. A hole at its end may stand for all
    the row's last places: `/api/2.0/mcp/functions/{where}`.
    """
    wanted = path.strip("/").split("/")
    text = without_query(_SCHEME.sub("//", template.text.strip()))
    written = text.lstrip("/").split("/")
    rooted = text.startswith("/") and not text.startswith("//")
    for start in (0,) if rooted else (1, 0):
        rest = written[start:]
        if len(rest) == len(wanted) or (longer and len(rest) > len(wanted)):
            found = _segments(rest[: len(wanted)], wanted)
            if found is not None:
                return found
        if partial and rest and is_hole(rest[-1]) and len(rest) < len(wanted):
            found = _segments([*rest, *rest[-1:] * (len(wanted) - len(rest))], wanted)
            if found is not None:
                return found
    if not partial or split_holes(written[0])[-1]:
        return None
    return _continued(written[1:], wanted, longer)


def _continued(written: list[str], wanted: list[str], longer: bool) -> dict[str, str] | None:
    """Match what follows a leading hole with the end of a row; the row's last fixed segment must be there.

    Where more may follow, two fixed segments must be, for one alone says too little.
    """
    fixed = [index for index, segment in enumerate(wanted) if not _NAMED.search(segment)]
    least = 2 if longer else 1
    if len(fixed) < least:
        return None
    for start in range(1, fixed[-least] + 1):
        rest = wanted[start:]
        if len(written) == len(rest) or (longer and len(written) > len(rest)):
            found = _segments(written[: len(rest)], rest)
            if found is not None:
                return found
    return None


def _segments(written: list[str], wanted: list[str]) -> dict[str, str] | None:
    found: dict[str, str] = {}
    for given, row in zip(written, wanted, strict=True):
        named = _NAMED.fullmatch(row)
        if named is None:
            if given != row:
                return None
        elif not given:
            return None
        elif named[1]:
            found[named[1]] = given
    return found


def is_all_hole(template: Template) -> bool:
    """Tell whether the end of the path, which decides, is a hole."""
    last = without_query(template.text.strip()).rpartition("/")[2]
    return is_hole(last)
