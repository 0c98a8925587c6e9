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
MODEL = "fixtures/logged-model/wrong/model"
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
    path = example_path(text)
    return {
        "example": lambda: _output(root, [path], findings=True),
        "scopes": lambda: _output(root, ["scopes", path], findings=False),
        "model": lambda: _output(root, ["--model", MODEL, "--output-format", "concise"], findings=True),
        "checks": _checks,
    }


def command(text: str, name: str) -> str:
    """Return the command of the README `text` that is marked `name`; `ValueError` if there is none."""
    found = re.search(rf"<!-- command: {re.escape(name)} -->\n```\w*\n(.*?)```", text, re.S)
    if not found:
        raise ValueError(f"README.md has no command `{name}`")
    return found[1].strip()


def example_path(text: str) -> str:
    """Return the shipped example that the README's first command checks."""
    return command(text, "try").split()[-1]


def _output(root: Path, arguments: list[str], *, findings: bool) -> str:
    """Return what `scopelint` prints, run at the root of the checkout, as the reader will see it."""
    environment = {
        **{name: value for name, value in os.environ.items() if not name.startswith("SCOPELINT")},
        "COLUMNS": WIDTH,
        "NO_COLOR": "1",
        "TERM": "dumb",
        "PYTHONPATH": str(root / "src"),
        "PYTHONIOENCODING": "utf-8",
    }
    shown = " ".join(["scopelint", *arguments])
    done = subprocess.run(
        [sys.executable, "-m", "scopelint", *arguments],
        cwd=root,
        env=environment,
        capture_output=True,
        stdin=subprocess.DEVNULL,
        check=False,
    )
    if done.returncode != int(findings):
        raise ValueError(f"`{shown}` ended with {done.returncode}: {done.stderr.decode()}")
    output = "\n".join(line.rstrip() for line in done.stdout.decode().splitlines())
    return f"```console\n$ {shown}\n{output.strip()}\n```"


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
