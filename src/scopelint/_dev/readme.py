# The regions of README.md that tell what the code says better itself.
"""Generated regions of the README."""

from __future__ import annotations

import os
import re
import subprocess
import sys
from collections.abc import Callable, Mapping
from pathlib import Path

from scopelint.checks.pages import summary
from scopelint.checks.registry import GROUPS

PAGES = "src/scopelint/checks/pages"
WIDTH = "100"
TITLES = {
    "scopes": "Scopes",
    "resources": "Resources",
    "placement": "Placement of user clients",
    "manual": "Manual credentials",
    "tool": "The tool itself",
}


def writers(root: Path, text: str) -> Mapping[str, Callable[[], str]]:
    """Return what writes each region of the README `text`, by the region's name."""
    return {"example": lambda: _example(root, example_path(text)), "checks": _checks}


def command(text: str, name: str) -> str:
    """Return the command of the README `text` that is marked `name`; `ValueError` if there is none."""
    found = re.search(rf"<!-- command: {re.escape(name)} -->\n```\w*\n(.*?)```", text, re.S)
    if not found:
        raise ValueError(f"README.md has no command `{name}`")
    return found[1].strip()


def example_path(text: str) -> str:
    """Return the shipped example that the README's first command checks."""
    return command(text, "try").split()[-1]


def _example(root: Path, path: str) -> str:
    """Return what `scopelint` prints about the example, as the reader will see it."""
    environment = {
        **{name: value for name, value in os.environ.items() if not name.startswith("SCOPELINT")},
        "COLUMNS": WIDTH,
        "NO_COLOR": "1",
        "TERM": "dumb",
        "PYTHONPATH": str(root / "src"),
        "PYTHONIOENCODING": "utf-8",
    }
    done = subprocess.run(
        [sys.executable, "-m", "scopelint", path],
        cwd=root,
        env=environment,
        capture_output=True,
        stdin=subprocess.DEVNULL,
        check=False,
    )
    if done.returncode != 1:
        raise ValueError(f"`scopelint {path}` ended with {done.returncode}: {done.stderr.decode()}")
    output = "\n".join(line.rstrip() for line in done.stdout.decode().splitlines())
    return f"```console\n$ scopelint {path}\n{output.strip()}\n```"


def _checks() -> str:
    parts = []
    for group, checks in GROUPS.items():
        rows = [
            f"| [{one.name}]({PAGES}/{one.name}.md) | {one.severity.value} | {_cell(one.name)} |"
            for one in checks
        ]
        if rows:
            parts.append("\n".join([f"| {TITLES[group]} | | |", "|---|---|---|", *rows]))
    return "\n\n".join(parts)


def _cell(name: str) -> str:
    return summary(name).rstrip(".").replace("|", "\\|")
