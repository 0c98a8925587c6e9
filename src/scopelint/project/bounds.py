# How far the analysis follows code. Whatever is given up for a bound is said in the report.
"""Bounds of one abstract run."""

from __future__ import annotations

MAX_STEPS = 150_000
"""Statements and expressions that one run may evaluate."""
MAX_DEPTH = 40
"""Calls of the project's own functions inside one another."""
MAX_RECURSION = 5
"""Calls of one function inside one another."""
MAX_BLIND_RECURSION = 2
"""The same where no argument is a known number or text that could end the recursion."""
MAX_RECURSIONS = 64
"""Calls of one function inside itself that one run follows in all."""
MAX_ACTIVATIONS = 12
MAX_SPENT = 40_000
"""Calls of one function, and steps spent in them, after which no more of its calls are followed."""
MAX_SIZE = 1_000
"""Elements of a container that are kept."""
MAX_ELEMENTS = 64
"""Elements over which a loop is unrolled."""
MAX_TURNS = 3
"""Turns of a loop that only counts which are run one by one."""
