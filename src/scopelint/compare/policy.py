# One policy against the needs, both halves: the user's scopes and the system's resources.
"""The whole comparison of needs with one declaration."""

from __future__ import annotations

from scopelint.compare.comparison import Comparison
from scopelint.compare.ground import Ground, least
from scopelint.compare.resources import (
    missing_resources,
    mistyped_resources,
    unneeded_resources,
    unused_resources,
)
from scopelint.compare.scopes import idle, missing_scopes, unused_scopes, without_token
from scopelint.declarations.declaration import Declaration
from scopelint.model.auth import Target
from scopelint.model.diagnostic import Confidence
from scopelint.needs import Needs
from scopelint.project.records import Trace
from scopelint.rulebook.table import RuleTable
from scopelint.uses.use import Use


def compare(
    needs: Needs,
    uses: tuple[Use, ...],
    declaration: Declaration,
    table: RuleTable,
    target: Target,
    *,
    trace: Trace | None = None,
) -> Comparison:
    """Return where one declaration disagrees with what the agent needs.

    `uses` are all uses of the agent, under every identity; `trace` is its run, whose gaps and bounds
    lower the confidence of what is called unused. What cannot be known makes no finding, or one of
    lower confidence: nothing is called missing that an unread part may hold.
    """
    ground = Ground(needs, uses, declaration, table, target, trace)
    lacking, uncertain = missing_scopes(ground)
    nothing_for_user = idle(ground)
    missing = missing_resources(ground)
    mistyped = mistyped_resources(missing, ground)
    wrong = {id(found.need) for found in mistyped}
    misplaced = {id(found.declared) for found in mistyped}
    return Comparison(
        missing_scopes=lacking,
        uncertain_scopes=uncertain,
        unused_scopes=() if nothing_for_user else unused_scopes(ground),
        missing_resources=tuple(found for found in missing if id(found.need) not in wrong),
        unused_resources=tuple(f for f in unused_resources(ground) if id(f.declared) not in misplaced),
        mistyped_resources=mistyped,
        unneeded_resources=tuple(f for f in unneeded_resources(ground) if id(f.declared) not in misplaced),
        idle=nothing_for_user,
        idle_confidence=least(Confidence.HIGH, ground.trust),
        without_token=without_token(ground),
    )
