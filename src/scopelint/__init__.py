"""Lints what a Databricks agent's code reaches against the auth policy it ships with.

`check` and `analyze` do from Python, with the live objects of a driver notebook, what the command line does
with files; both return a `Report`.
"""

__version__ = "0.1.0"

__all__ = ["FindingsError", "Report", "ScopelintError", "__version__", "analyze", "check"]

TYPE_CHECKING = False  # as type checkers know it; to import `typing` would cost more than all else here
if TYPE_CHECKING:
    from scopelint.api import FindingsError, Report, analyze, check
    from scopelint.errors import ScopelintError
else:  # hidden from type checkers, which would take any name for one that is there

    def __getattr__(name: str) -> object:
        """Import what is public when it is asked for: `import scopelint` and the command line stay fast."""
        if name not in __all__:
            raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
        from importlib import import_module

        home = import_module("scopelint.errors" if name == "ScopelintError" else "scopelint.api")
        return getattr(home, name)


def __dir__() -> list[str]:
    return sorted({*globals(), *__all__})
