"""The decision shape *match* for tiers: the first case that holds, then the limits, all together.

Goes in: a tiering and a record. Comes out: the tier and the rules that gave it: the case (all that may have, where they
give the same), and each limit that changed it.
"""

from __future__ import annotations

from policycore.core import nodes as core
from policycore.gaps.limits import HeldLimit, limited
from policycore.interpret.evaluate import Evaluation, Result, scope_of
from policycore.values import (
    Reason,
    Record,
    reasons_of,
    same_value,
)


def tiering(run: Evaluation, node: core.Tiering, record: Record) -> Result:
    """Return the tier of a record."""
    scope = scope_of(record, node.id)
    at = node.id + scope.elements
    earned = run.match(node.body, scope)
    if node.body.id != node.id:
        run.tell(node.body.id + scope.elements, earned.outcome)
    held: list[HeldLimit] = []
    reasons: frozenset[Reason] = frozenset()
    for limit in node.limits:
        guard = run.condition(limit.guard, scope.inside(limit.id))
        run.tell(limit.id + scope.elements, guard)
        if guard is not False:
            held.append(HeldLimit(limit, node.type.rank(str(limit.bound.value)), guard is True))
            reasons |= reasons_of(guard)
    outcome = limited(earned.outcome, held, node.type, reasons, at) if held else earned.outcome
    run.tell(at, outcome)
    changed = (
        ()
        if same_value(outcome, earned.outcome)
        else tuple(limit.node.id for limit in held if limit.certain and limit.node.bound.value == outcome)
    )
    return Result(outcome, earned.because + changed)
