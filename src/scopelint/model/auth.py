# As whom, when, and where the agent's code acts.
"""Identity, phase and target."""

from __future__ import annotations

from enum import Enum


class Identity(str, Enum):
    """As whom a client acts."""

    USER = "user"
    """On behalf of the user who asks (OBO)."""
    SYSTEM = "system"
    """Automatic passthrough on Model Serving; the app's service principal on Apps."""
    MANUAL = "manual"
    """Explicit credentials: a token, or a service principal's secret."""
    UNKNOWN = "unknown"
    """The source does not tell."""


class Phase(str, Enum):
    """When code runs."""

    IMPORT = "import"
    """While the agent's module is loaded."""
    INIT = "init"
    """At start-up: `__init__`, `load_context`, an app's start-up."""
    REQUEST = "request"
    """While a request is answered: a predict method, a handler, a tool call."""
    UNKNOWN = "unknown"
    """The source does not tell."""


class Target(str, Enum):
    """Where the agent is deployed; the targets accept different scopes."""

    MODEL_SERVING = "model-serving"
    APPS = "apps"
