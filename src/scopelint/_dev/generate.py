# What is written twice: files (or regions of files) whose text follows from the code.
"""Write generated files, or tell which are not current."""

from __future__ import annotations

import difflib
import json
import sys
from collections.abc import Callable, Mapping
from pathlib import Path

from scopelint._dev.readme import writers
from scopelint._dev.regions import filled

MENDING = "python -m scopelint._dev generate"
SCHEMA = "src/scopelint/render/report-v1.schema.json"


def _readme(root: Path) -> str:
    text = (root / "README.md").read_text(encoding="utf-8")
    return filled(text, writers(root, text))


def _schema(_: Path) -> str:
    from scopelint.render.json_v1 import schema

    return json.dumps(schema(), indent=2) + "\n"


ARTEFACTS: Mapping[str, Callable[[Path], str]] = {
    SCHEMA: _schema,
    "README.md": _readme,
}
"""Every generated file, by its path from the root of the checkout, and what writes it."""


def outdated(root: Path) -> dict[str, str]:
    """Return a diff for each generated file of the checkout at `root` that is not current, by its path."""
    diffs = {}
    for name, write in ARTEFACTS.items():
        old, new = _read(root / name), write(root)
        if old != new:
            lines = difflib.unified_diff(
                old.splitlines(keepends=True),
                new.splitlines(keepends=True),
                f"{name} (as it is)",
                f"{name} (as due)",
            )
            diffs[name] = "".join(lines)
    return diffs


def generate(root: Path, *, check: bool) -> int:
    """Write every generated file that is not current; with `check`, tell it and return 1 instead."""
    if not check:
        for name, write in ARTEFACTS.items():
            text = write(root)
            if _read(root / name) != text:
                (root / name).write_text(text, encoding="utf-8", newline="\n")
                print(f"wrote {name}")
        return 0
    diffs = outdated(root)
    for name, diff in diffs.items():
        print(f"{name} is not current:\n{diff}", file=sys.stderr)
    if diffs:
        print(f"mend it with: {MENDING}", file=sys.stderr)
    return int(bool(diffs))


def _read(file: Path) -> str:
    return file.read_text(encoding="utf-8") if file.is_file() else ""
