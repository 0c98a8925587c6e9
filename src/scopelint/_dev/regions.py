# Marked regions of a Markdown file, whose text is written by a program.
"""Generated regions of a Markdown file."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping

_REGION = re.compile(
    r"(?P<begin><!-- begin generated: (?P<name>[\w-]+) -->\n)(?P<text>.*?)(?P<end><!-- end generated -->)",
    re.S,
)


def filled(text: str, writers: Mapping[str, Callable[[], str]]) -> str:
    """Return `text` with every marked region written anew.

    Every region must have a writer and every writer a region: `ValueError` says which has not.
    """
    names = [match["name"] for match in _REGION.finditer(text)]
    if sorted(names) != sorted(writers):
        raise ValueError(f"regions {sorted(names)} and writers {sorted(writers)} differ")
    return _REGION.sub(
        lambda match: f"{match['begin']}{writers[match['name']]().strip()}\n{match['end']}", text
    )
