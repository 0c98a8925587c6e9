# What scripts give to apps, by whatever way they take.
"""Apps that scripts create and update."""

from scopelint.declarations.app_calls.call import AppCall, read_app_calls
from scopelint.declarations.app_calls.grant import added, given_by
from scopelint.declarations.app_calls.script import read_script

__all__ = ["AppCall", "added", "given_by", "read_app_calls", "read_script"]
