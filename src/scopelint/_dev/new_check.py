# The files of a new check, so that its author starts with what the tests will ask for.
"""Scaffold of a check."""

from __future__ import annotations

import re
import sys
from pathlib import Path

_MODULE = '''# TODO: what this check owns, and what it leaves to its neighbours.
"""The check `{name}`."""

from __future__ import annotations

from collections.abc import Iterator
from typing import ClassVar

from scopelint.agents import Agent
from scopelint.checks.check import Check
from scopelint.model.diagnostic import Diagnostic, Severity


class {type_name}(Check):
    """TODO: what is wrong, in one sentence."""

    name: ClassVar[str] = "{name}"
    severity: ClassVar[Severity] = Severity.{severity}

    def run(self, agent: Agent) -> Iterator[Diagnostic]:
        """Yield what is wrong with one agent, in source order."""
        yield from ()
'''
_PAGE = """# {name}

TODO: what the check finds, in one sentence.

## What it does

## Why it matters

## Example

## Use instead

## References
"""
_SUITE = """# {name}

TODO: one heading is one project; as many silent cases as loud ones.
"""


def new_check(root: Path, name: str, group: str, severity: str) -> int:
    """Write module, page and suite of the check `name`; return 2 if the name or a file stands against it."""
    if not re.fullmatch(r"[a-z]+(-[a-z]+)*", name):
        print(f"`{name}` is not kebab-case", file=sys.stderr)
        return 2
    module = name.replace("-", "_")
    type_name = name.title().replace("-", "")
    checks = root / "src/scopelint/checks"
    words = {"name": name, "type_name": type_name, "severity": severity.upper()}
    files = {
        checks / f"{module}.py": _MODULE,
        checks / "pages" / f"{name}.md": _PAGE,
        root / "tests/checks" / f"{name}.md": _SUITE,
    }
    for file in files:
        if file.exists():
            print(f"`{file.relative_to(root)}` exists already", file=sys.stderr)
            return 2
    for file, text in files.items():
        file.parent.mkdir(parents=True, exist_ok=True)
        file.write_text(text.format(**words), encoding="utf-8")
        print(f"wrote {file.relative_to(root)}")
    print(f"now add `{type_name}()` to GROUPS[{group!r}] in src/scopelint/checks/registry.py")
    return 0
