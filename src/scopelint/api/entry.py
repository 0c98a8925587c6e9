# What `agent` names: a file or folder, or something importable that a file holds. Nothing is imported, and
# what exists in memory alone (a cell's class, a graph) is refused: scopelint reads source.
"""Finding the agent's file."""

from __future__ import annotations

import inspect
import os
from pathlib import Path
from types import FunctionType, ModuleType
from typing import cast

from scopelint.api.live_resources import kind_of
from scopelint.errors import ArgumentError, UsageError

AgentSource = str | os.PathLike[str] | ModuleType | type | FunctionType
"""What `check` and `analyze` take as the agent."""

_SUFFIXES = (".py", ".ipynb")
_WRITE = 'write the cell with `%%writefile agent.py`, run it, and give `"agent.py"`'


def agent_path(agent: object, cwd: Path) -> Path:
    """Return the file or folder that is meant; a path's suffix may be missing, as workspaces show it.

    Raises UsageError for a path that does not exist and ArgumentError for what names none.
    """
    if isinstance(agent, str | os.PathLike):
        text = os.fsdecode(cast("str | os.PathLike[str]", agent))
        if not text:
            raise ArgumentError("`agent` is empty", "name the agent's file; `.` is the working directory")
        return _existing(Path(text), cwd)
    if not isinstance(agent, ModuleType | type | FunctionType):
        remedy = "give the agent's file, or a module, class or function that stands in it"
        raise ArgumentError(f"`agent` is {kind_of(agent)}, which names no file", remedy)
    try:
        file = inspect.getsourcefile(agent)
    except (TypeError, OSError):
        file = None
    if file is None or not Path(file).is_file():
        raise ArgumentError(f"`agent` is `{agent.__name__}`, which no file holds", _WRITE)
    return Path(file)


def _existing(path: Path, cwd: Path) -> Path:
    for candidate in (path, *(path.with_name(path.name + suffix) for suffix in _SUFFIXES if path.name)):
        try:
            if (cwd / candidate).exists():
                return candidate
        except (OSError, ValueError):  # no name that a file can have
            break
    raise UsageError(
        f"`{path}` does not exist in `{cwd}`", "name the agent's file; a cell that writes it must have run"
    )
