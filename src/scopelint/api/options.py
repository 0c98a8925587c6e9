# The options of `check` and `analyze`, laid over the settings file as the command line lays its own.
"""Options of the Python interface."""

from __future__ import annotations

import os
from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path
from typing import Literal, cast

from scopelint.api.live_resources import kind_of
from scopelint.config import Settings, load_settings, overlaid, suggestion
from scopelint.errors import ArgumentError, UsageError
from scopelint.model.auth import Target
from scopelint.model.diagnostic import Severity

PathLike = str | os.PathLike[str]
TargetName = Literal["auto", "model-serving", "apps"]
SeverityName = Literal["error", "warning", "info"]


@dataclass(frozen=True, slots=True, kw_only=True)
class Options:
    """What the caller said; None where nothing was said."""

    target: object = None
    select: object = None
    ignore: object = None
    fail_on: object = None
    pedantic: object = None
    policy: object = None
    exclude: object = None
    extend_rules: object = None
    config: object = None
    isolated: object = False


def run_settings(options: Options, start: Path, cwd: Path) -> Settings:
    """Return the settings of a run that starts at the agent's file: the settings file's under the options.

    Raises ArgumentError for an option of another type, UsageError for a word that it does not know, and
    ConfigError for a wrong settings file.
    """
    config = paths("config", options.config, cwd)
    if len(config) > 1:
        raise ArgumentError("`config` names several files", "give one")
    if _flag("isolated", options.isolated):
        settings = Settings()
    else:
        settings = load_settings(start, config[0] if config else None)
    target = options.target
    if target is not None:
        target = _word("target", target, ("auto", *(target.value for target in Target)))
    return overlaid(
        settings,
        select=words("select", options.select),
        ignore=words("ignore", options.ignore),
        exclude=words("exclude", options.exclude, split=False),
        extend_rules=paths("extend_rules", options.extend_rules, cwd),
        policies=paths("policy", options.policy, cwd),
        target=target,
        fail_on=None if options.fail_on is None else severity("fail_on", options.fail_on),
        pedantic=None if options.pedantic is None else _flag("pedantic", options.pedantic),
    )


def severity(name: str, value: object) -> Severity:
    """Return the severity that an argument names."""
    return Severity(_word(name, value, tuple(severity.value for severity in Severity)))


def words(name: str, value: object, *, split: bool = True) -> tuple[str, ...]:
    """Return the names in a text (parted by commas) or in a list of texts."""
    if value is None:
        return ()
    given = [value] if isinstance(value, str) else value
    if not isinstance(given, list | tuple | set | frozenset):
        raise ArgumentError(f"`{name}` is {kind_of(value)}", "give a text or a list of texts")
    texts: list[str] = []
    for one in cast("Iterable[object]", given):
        if not isinstance(one, str):
            raise ArgumentError(f"`{name}` holds {kind_of(one)}", "give a text or a list of texts")
        texts += one.split(",") if split else [one]
    found = [text.strip() for text in texts if text.strip()]
    return tuple(sorted(found) if isinstance(given, set | frozenset) else found)


def paths(name: str, value: object, cwd: Path) -> tuple[Path, ...]:
    """Return the files, absolute, that a path or a list of paths names; each must be there."""
    if value is None:
        return ()
    found: list[Path] = []
    for one in cast("Iterable[object]", value if isinstance(value, list | tuple) else [value]):
        if not isinstance(one, str | os.PathLike):
            live = "; a live policy is given by `auth_policy=` or `resources=`" if name == "policy" else ""
            raise ArgumentError(f"`{name}` is {kind_of(one)}", f"give a path or a list of paths{live}")
        path = cwd / os.fsdecode(cast("PathLike", one))
        if not _exists(path):
            raise UsageError(f"`{one}` does not exist", f"name a file for `{name}`")
        found.append(path)
    return tuple(found)


def _exists(path: Path) -> bool:
    try:
        return path.exists()
    except (OSError, ValueError):
        return False


def _word(name: str, value: object, known: tuple[str, ...]) -> str:
    if not isinstance(value, str):
        raise ArgumentError(f"`{name}` is {kind_of(value)}", f"give one of {_listed(known)}")
    if value not in known:
        close = suggestion(value, known)
        remedy = f"did you mean `{close}`?" if close else ""
        raise UsageError(f"`{name}` must be one of {_listed(known)}, not `{value}`", remedy)
    return str.__str__(value)


def _flag(name: str, value: object) -> bool:
    if not isinstance(value, bool):
        raise ArgumentError(f"`{name}` is {kind_of(value)}", "give `True` or `False`")
    return value


def _listed(known: tuple[str, ...]) -> str:
    return ", ".join(f"`{word}`" for word in known)
