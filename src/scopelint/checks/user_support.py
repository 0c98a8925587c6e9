# Whether a call can act for the user at all. Where it cannot, no scope helps: `unsupported-as-user`
# speaks, and `missing-scope` is silent.
"""What cannot act for the user."""

from __future__ import annotations

from scopelint.model.auth import Target
from scopelint.rulebook.rule import ClientRow
from scopelint.rulebook.table import RuleTable
from scopelint.uses.use import Use


def can_act_for_user(use: Use, table: RuleTable, target: Target) -> bool:
    """Return False if the client, or on Model Serving the kind of resource, knows no user; else True."""
    resource = table.resource(use.resource.type)
    if resource is not None and target is Target.MODEL_SERVING and not resource.user_supported:
        return False
    client = table.client(use.client.type) if use.client else None
    return client is None or client.supports_user or _is_enabled(client, use)


def _is_enabled(client: ClientRow, use: Use) -> bool:
    """Tell whether the client was built in the one way in which it can act for the user."""
    condition = client.supports_user_when
    if condition is None or use.client is None:
        return False
    arguments = use.client.arguments
    ref = condition.argument
    if condition.given is None or arguments.open:
        return True  # only a missing argument can be told for sure
    given = arguments.get(ref.position, *ref.keywords) is not None
    return (given == condition.given) != condition.negate
