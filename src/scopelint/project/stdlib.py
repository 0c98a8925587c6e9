# What functions of Python's library, of notebooks and of configuration libraries return. Only what agents
# use to come by names, clients and declarations is modelled; everything else is a library call like any
# other. Importing the modules below fills the register in modelling.py.
"""Models of library functions that values flow through."""

from __future__ import annotations

from scopelint.project import (
    stdlib_builtin,
    stdlib_copies,
    stdlib_files,
    stdlib_notebook,
    stdlib_objects,
    stdlib_runtime,
    stdlib_sessions,
)
from scopelint.project.modelling import Args, find
from scopelint.project.stdlib_copies import copied_model
from scopelint.project.stdlib_files import file_method, path_method
from scopelint.project.stdlib_objects import member

MODULES = (
    stdlib_builtin,
    stdlib_copies,
    stdlib_files,
    stdlib_notebook,
    stdlib_objects,
    stdlib_runtime,
    stdlib_sessions,
)
"""The modules whose handlers are registered."""

__all__ = ["Args", "copied_model", "file_method", "find", "member", "path_method"]
