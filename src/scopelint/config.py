# The settings of a run: their names, types, defaults, and the file they are read from. It refuses
# unknown keys and wrong types. Plain dataclasses, because pydantic would double the start-up time.
"""Settings, from `scopelint.toml` or `[tool.scopelint]` of a `pyproject.toml`."""

from __future__ import annotations

import difflib
import os
import sys
from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from pathlib import Path
from typing import cast

from scopelint.errors import ConfigError
from scopelint.model.auth import Target
from scopelint.model.diagnostic import Severity

SETTINGS_FILE = "scopelint.toml"
PROJECT_FILE = "pyproject.toml"
COLORS = ("auto", "always", "never")


@dataclass(frozen=True, slots=True)
class Settings:
    """What a run is asked to do, all sources merged.

    `target` is None when every agent's own project tells it. `select` and `ignore` hold names of
    checks, of groups of checks, or `all`. Patterns in `exclude` are those of a gitignore file, matched
    below every folder that is looked through. `file` is the settings file, if there is one.
    """

    target: Target | None = None
    select: tuple[str, ...] = ()
    ignore: tuple[str, ...] = ()
    fail_on: Severity = Severity.WARNING
    output_format: str = "text"
    output_file: Path | None = None
    exit_zero: bool = False
    show_evidence: bool = True
    pedantic: bool = False
    extend_rules: tuple[Path, ...] = ()
    exclude: tuple[str, ...] = ()
    policies: tuple[Path, ...] = ()
    color: str = "auto"
    file: Path | None = None


def load_settings(start: Path, explicit: Path | None = None) -> Settings:
    """Return the settings that hold for `start`, a file or folder.

    `explicit` names the settings file; without it the nearest one at or above `start` counts, and
    where there is none the defaults do. Raises ConfigError for a file that cannot be read, is not
    TOML, or holds unknown keys or wrong types.
    """
    if explicit is not None:
        table = _table(explicit)
        if table is None:
            raise ConfigError(
                f"`{shown(explicit)}` has no table `[tool.scopelint]`", "add one, or name another file"
            )
        return _settings(_absolute(explicit), table)
    folder = _absolute(start)
    if not folder.is_dir():
        folder = folder.parent
    for place in (folder, *folder.parents):
        for name in (SETTINGS_FILE, PROJECT_FILE):
            file = place / name
            table = _table(file) if file.is_file() else None
            if table is not None:
                return _settings(file, table)
    return Settings()


def overlaid(
    settings: Settings,
    *,
    select: tuple[str, ...] = (),
    ignore: tuple[str, ...] = (),
    exclude: tuple[str, ...] = (),
    extend_rules: tuple[Path, ...] = (),
    policies: tuple[Path, ...] = (),
    target: str | None = None,
    fail_on: str | None = None,
    pedantic: bool | None = None,
) -> Settings:
    """Return the settings of a file under what a caller says; nothing is said by None and by what is empty.

    What is to be ignored, excluded and added as rules adds to the file's; all else replaces it. `select`
    replaces what the file ignores, too: who names a check wants to see it.
    """
    return replace(
        settings,
        select=select or settings.select,
        ignore=(*(() if select else settings.ignore), *ignore),
        exclude=(*settings.exclude, *exclude),
        extend_rules=(*settings.extend_rules, *extend_rules),
        policies=policies or settings.policies,
        target=settings.target if target is None else None if target == "auto" else Target(target),
        fail_on=settings.fail_on if fail_on is None else Severity(fail_on),
        pedantic=settings.pedantic if pedantic is None else pedantic,
    )


def suggestion(word: str, known: tuple[str, ...]) -> str:
    """Return the one of `known` that `word` was probably meant to be, or an empty string."""
    close = difflib.get_close_matches(word.lower().replace("_", "-"), known, n=1)
    return close[0] if close else ""


def _absolute(path: Path) -> Path:
    return Path(os.path.abspath(path))  # noqa: PTH100 - Path.absolute keeps `..`, whose parents mislead


def shown(path: Path) -> str:
    """Return a path as its author would write it: relative if it is below the working directory."""
    absolute = _absolute(path)
    cwd = Path.cwd()
    return (absolute.relative_to(cwd) if absolute.is_relative_to(cwd) else absolute).as_posix()


def _table(file: Path) -> Mapping[str, object] | None:
    """Return the settings table of a file; None for a `pyproject.toml` that has none."""
    if sys.version_info >= (3, 11):
        import tomllib
    else:
        import tomli as tomllib

    try:
        document: dict[str, object] = tomllib.loads(file.read_bytes().decode("utf-8-sig"))
    except FileNotFoundError as error:
        raise ConfigError(
            f"settings file `{shown(file)}` does not exist", "check the path given to --config"
        ) from error
    except OSError as error:
        raise ConfigError(f"settings file `{shown(file)}` cannot be read: {error.strerror}") from error
    except UnicodeDecodeError as error:
        raise ConfigError(
            f"settings file `{shown(file)}` is not UTF-8", "TOML files are UTF-8; save it so"
        ) from error
    except (tomllib.TOMLDecodeError, RecursionError) as error:
        raise ConfigError(f"settings file `{shown(file)}` is not valid TOML: {_phrase(error)}") from error
    if file.name != PROJECT_FILE:
        return document
    tool = document.get("tool")
    table = tool.get("scopelint") if isinstance(tool, dict) else None
    if table is not None and not isinstance(table, dict):
        raise ConfigError(
            f"`{shown(file)}`: `tool.scopelint` must be a table", "write it as `[tool.scopelint]`"
        )
    return table


def _phrase(error: Exception) -> str:
    """Return a parser's message as the end of a sentence of ours."""
    text = str(error).strip()
    return text[:1].lower() + text[1:] if text else "nested too deep"


def _settings(file: Path, table: Mapping[str, object]) -> Settings:
    values: dict[str, object] = {}
    for key, value in table.items():
        if key not in KEYS:
            close = suggestion(key, tuple(KEYS))
            remedy = f"did you mean `{close}`?" if close else f"known keys are {', '.join(KEYS)}"
            if key == "tool":
                remedy = f"leave out `[tool.scopelint]`: `{file.name}` holds nothing but these settings"
            raise ConfigError(f"`{shown(file)}`: unknown key `{key}`", remedy)
        try:
            values[key.replace("-", "_")] = KEYS[key](value, file.parent)
        except _WrongValueError as error:
            raise ConfigError(f"`{shown(file)}`: `{key}` {error.message}", error.remedy) from None
    return Settings(file=file, **values)  # type: ignore[arg-type]  # every reader below returns its field's type


class _WrongValueError(Exception):
    """A value that its key does not take; the caller knows the file and the key."""

    def __init__(self, message: str, remedy: str = "") -> None:
        super().__init__(message)
        self.message = message
        self.remedy = remedy


def _flag(value: object, _: Path) -> bool:
    if not isinstance(value, bool):
        raise _WrongValueError(f"must be `true` or `false`, not {_kind(value)}")
    return value


def _text(value: object, _: Path) -> str:
    if not isinstance(value, str):
        raise _WrongValueError(f"must be a string, not {_kind(value)}")
    if not value.strip():
        raise _WrongValueError("must not be empty")
    return value


def _texts(value: object, folder: Path) -> tuple[str, ...]:
    if not isinstance(value, list):
        raise _WrongValueError(f"must be a list of strings, not {_kind(value)}", "write it in brackets")
    return tuple(_text(item, folder) for item in cast("list[object]", value))


def _path(value: object, folder: Path) -> Path:
    return _absolute(folder / _text(value, folder))


def _paths(value: object, folder: Path) -> tuple[Path, ...]:
    return tuple(_path(item, folder) for item in _texts(value, folder))


def _target(value: object, folder: Path) -> Target | None:
    word = _one_of(("auto", *(target.value for target in Target)))(value, folder)
    return None if word == "auto" else Target(word)


def _severity(value: object, folder: Path) -> Severity:
    return Severity(_one_of(tuple(severity.value for severity in Severity))(value, folder))


def _one_of(words: tuple[str, ...]) -> Callable[[object, Path], str]:
    def read(value: object, folder: Path) -> str:
        word = _text(value, folder)
        if word not in words:
            close = suggestion(word, words)
            remedy = f"did you mean `{close}`?" if close else ""
            raise _WrongValueError(
                f"must be one of {', '.join(f'`{known}`' for known in words)}, not `{word}`", remedy
            )
        return word

    return read


def _kind(value: object) -> str:
    """Return what a TOML value is, in TOML's own words."""
    words = {
        bool: "a boolean",
        int: "an integer",
        float: "a float",
        str: "a string",
        list: "an array",
        dict: "a table",
    }
    return words.get(type(value), "a date or time")


Reader = Callable[[object, Path], object]

KEYS: Mapping[str, Reader] = {
    "target": _target,
    "select": _texts,
    "ignore": _texts,
    "fail-on": _severity,
    "output-format": _text,
    "output-file": _path,
    "exit-zero": _flag,
    "show-evidence": _flag,
    "pedantic": _flag,
    "extend-rules": _paths,
    "exclude": _texts,
    "policies": _paths,
    "color": _one_of(COLORS),
}
"""Every key of a settings file and the function that reads its value, given the folder of the file."""
