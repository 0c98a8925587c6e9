# The manual pages of the checks, which ship as data beside this module (`pages/<name>.md`).
"""Manual pages."""

from __future__ import annotations

from importlib.resources import files


def page(name: str) -> str:
    """Return the manual page of the check `name`, as Markdown; `KeyError` if there is none."""
    resource = files("scopelint.checks") / "pages" / f"{name}.md"
    if not resource.is_file():
        raise KeyError(name)
    return resource.read_text(encoding="utf-8")


def summary(name: str) -> str:
    """Return the page's first sentence: what the check finds, in one line."""
    for line in page(name).splitlines():
        if line.strip() and not line.startswith("#"):
            return line.strip()
    raise KeyError(name)
