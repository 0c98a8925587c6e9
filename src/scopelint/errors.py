# What can go wrong, sorted by who must act. Nothing here knows how an error is shown.
"""Exceptions of scopelint, each with the exit code of the command line that it leads to."""

from __future__ import annotations


class ScopelintError(Exception):
    """Base of every error that scopelint raises on purpose.

    `message` is one line that stands alone; `remedy` says what the reader can do, or is empty.
    """

    exit_code = 4

    def __init__(self, message: str, remedy: str = "") -> None:
        super().__init__(message, remedy)
        self.message = message
        self.remedy = remedy

    def __str__(self) -> str:
        return f"{self.message} ({self.remedy})" if self.remedy else self.message


class UsageError(ScopelintError):
    """The command line asks for something that does not exist: the caller must act."""

    exit_code = 2


class ArgumentError(UsageError, TypeError):
    """A function was given an object that it cannot take: the caller must act. Names the argument."""


class ConfigError(ScopelintError):
    """A settings file is wrong: its author must act."""

    exit_code = 2


class RuleTableError(ScopelintError):
    """A rule table is wrong: its author must act. Names file, row and field."""

    exit_code = 2


class NothingToAnalyse(ScopelintError):  # noqa: N818 - named for what it says
    """No input holds Python that could be analysed: the caller must act."""

    exit_code = 3


class InternalError(ScopelintError):
    """Scopelint itself is wrong: its developers must act."""

    exit_code = 4
