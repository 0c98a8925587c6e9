# The options that commands share, and how they are laid over the settings file: what is given counts.
"""Options of the command line."""

from __future__ import annotations

import os
from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any, TypeVar

import click

from scopelint.config import COLORS, Settings, load_settings, overlaid, shown, suggestion
from scopelint.errors import ConfigError, UsageError
from scopelint.model.auth import Target

F = TypeVar("F", bound=Callable[..., Any])

CONTEXT: dict[str, Any] = {"auto_envvar_prefix": "SCOPELINT", "help_option_names": ["-h", "--help"]}
"""Every option of a command has an environment variable: `--fail-on` is `SCOPELINT_FAIL_ON`."""

COMMANDS = ("check", "scopes", "explain", "rules")

EPILOG = (
    "Each option can be set by an environment variable (`--fail-on` is SCOPELINT_FAIL_ON) or, without the "
    "dashes, in scopelint.toml or [tool.scopelint] of pyproject.toml."
)


@dataclass(frozen=True, slots=True)
class Options:
    """What the command line (or the environment) said; None and empty where it said nothing."""

    paths: tuple[Path, ...]
    config: Path | None = None
    isolated: bool = False
    policy: tuple[Path, ...] = ()
    model: str | None = None
    target: str | None = None
    output_format: str | None = None
    output_file: Path | None = None
    select: tuple[str, ...] = ()
    ignore: tuple[str, ...] = ()
    fail_on: str | None = None
    exit_zero: bool | None = None
    show_evidence: bool | None = None
    pedantic: bool | None = None
    extend_rules: tuple[Path, ...] = ()
    exclude: tuple[str, ...] = ()
    color: str | None = None


_ONLY_HERE = ("output_format", "output_file", "exit_zero", "show_evidence", "color")
"""Settings that the command line alone has options for."""


def reading_options(command: F) -> F:
    """Add what every command takes that reads sources."""
    path = click.Path(path_type=Path)
    for option in reversed(
        (
            click.argument("paths", nargs=-1, type=path),
            click.option(
                "--policy",
                multiple=True,
                type=path,
                metavar="FILE",
                help="File that declares the policy: a driver, MLmodel, or bundle. May be repeated.",
            ),
            click.option(
                "--model",
                metavar="URI",
                help="Logged model: a URI (`models:/...`, `runs:/...`), its folder or MLmodel file. "
                "Without PATHS, its own source is read.",
            ),
            click.option(
                "--target",
                type=click.Choice(["auto", *(target.value for target in Target)]),
                help="Where the agent is deployed. [default: auto]",
            ),
            click.option(
                "--extend-rules",
                multiple=True,
                type=path,
                metavar="FILE",
                help="Own rule table, added to ours.",
            ),
            click.option(
                "--exclude", multiple=True, metavar="PATTERN", help="Files to leave out, as in .gitignore."
            ),
            click.option(
                "--config", type=path, metavar="FILE", help="Settings file, instead of the nearest."
            ),
            click.option("--isolated", is_flag=True, help="Read no settings file."),
            click.option(
                "--output-file",
                type=path,
                metavar="FILE",
                help="Write the report there, whole or not at all.",
            ),
            click.option("--color", type=click.Choice(COLORS), help="Colour the report. [default: auto]"),
        )
    ):
        command = option(command)
    return command


def format_option(formats: Mapping[str, object]) -> Callable[[F], F]:
    """Return the option that chooses among `formats`."""
    return click.option(
        "--output-format", type=click.Choice(list(formats)), help="How to report. [default: text]"
    )


def options_of(values: Mapping[str, Any]) -> Options:
    """Return click's values as options; comma lists are split."""
    given = dict(values)
    for name in ("select", "ignore"):
        if name in given:
            words = (word.strip() for text in given[name] for word in text.split(","))
            given[name] = tuple(word for word in words if word)
    # A logged model alone is the agent; without one it is looked for in the working directory.
    given["paths"] = given["paths"] or (() if given.get("model") else (Path(),))
    return Options(**given)


def build_settings(options: Options, formats: Mapping[str, object]) -> Settings:
    """Return the settings of a run: the settings file's, under what the options say (see `overlaid`)."""
    _must_exist(options)
    settings = Settings() if options.isolated else load_settings(_start(options.paths), options.config)
    _must_know_checks(settings)
    if settings.output_format not in formats and options.output_format is None:
        settings = _with_known_format(settings, formats)
    said = {name: value for name in _ONLY_HERE if (value := getattr(options, name)) is not None}
    return overlaid(
        replace(settings, **said),
        select=options.select,
        ignore=options.ignore,
        exclude=options.exclude,
        extend_rules=_absolute(options.extend_rules),
        policies=_absolute(options.policy),
        target=options.target,
        fail_on=options.fail_on,
        pedantic=options.pedantic,
    )


def _must_know_checks(settings: Settings) -> None:
    """Refuse names of checks in a settings file that stand for none, naming the file."""
    if not settings.select and not settings.ignore:
        return
    from scopelint.checks.selection import selection

    try:
        selection(settings.select, settings.ignore)
    except UsageError as error:
        raise ConfigError(f"{_file(settings)}: {error.message}", error.remedy) from error


def _with_known_format(settings: Settings, formats: Mapping[str, object]) -> Settings:
    from scopelint.render.registry import RENDERERS

    if settings.output_format in RENDERERS:  # a format of `check` that this command does not have
        return replace(settings, output_format="text")
    close = suggestion(settings.output_format, tuple(formats))
    known = ", ".join(f"`{name}`" for name in formats)
    raise ConfigError(
        f"{_file(settings)}: `output-format` must be one of {known}, not `{settings.output_format}`",
        f"did you mean `{close}`?" if close else "",
    )


def _file(settings: Settings) -> str:
    return f"`{shown(settings.file)}`" if settings.file else "settings"


def _must_exist(options: Options) -> None:
    for path in options.paths:
        if not path.exists():
            close = suggestion(str(path), COMMANDS)
            remedy = f"did you mean the command `{close}`?" if close else "name a file or folder that exists"
            raise UsageError(f"`{path}` does not exist", remedy)
    for path in (*options.policy, *options.extend_rules):
        if not path.is_file():
            raise UsageError(f"`{path}` does not exist" if not path.exists() else f"`{path}` is no file")


def _start(paths: tuple[Path, ...]) -> Path:
    """Return the folder that all paths have in common: its settings hold for all of them."""
    absolute = [os.path.abspath(path) for path in paths or (Path(),)]  # noqa: PTH100 - commonpath needs `..` resolved
    try:
        return Path(os.path.commonpath(absolute))
    except ValueError:  # on different drives
        return Path.cwd()


def _absolute(paths: tuple[Path, ...]) -> tuple[Path, ...]:
    return tuple(path.absolute() for path in paths)
