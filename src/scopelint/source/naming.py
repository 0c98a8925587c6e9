# How reports name files, and back: relative to the working directory, or, for a folder that stands for
# something else (what was fetched into a temporary place), by the name of that.
"""Names of files in reports."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

from scopelint.source.read import shown_path


@dataclass(frozen=True, slots=True)
class Naming:
    """Names for files; what stands below `folder` goes by `name`, if there is one."""

    cwd: Path
    folder: Path | None = None
    name: str = ""

    def shown(self, path: Path) -> str:
        """Return how reports name a file (absolute, or relative to the working directory)."""
        if self.name and self.folder is not None and path.is_relative_to(self.folder):
            inner = path.relative_to(self.folder).as_posix()
            return self.name if inner == "." else f"{self.name}/{inner}"
        return shown_path(path, self.cwd)

    def file(self, shown: str) -> Path:
        """Return the file that a report's name means."""
        if self.name and self.folder is not None and shown.startswith(f"{self.name}/"):
            return self.folder / shown[len(self.name) + 1 :]
        return self.cwd / shown
