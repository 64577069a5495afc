"""The decision shape *match* for tiers: the first case that holds, then movement, then the limits, all together.

Goes in: a tiering and a record. Comes out: the tier and the rules that gave it: the case (all that may have, where they
give the same), the clause of the movement that held, raised or lowered it, and each limit that changed it; and the
state that goes out to the next review.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import TypeAlias

from policycore.core import nodes as core
from policycore.core.facts import unknown_record
from policycore.gaps.limits import HeldLimit, limited
from policycore.gaps.movement import NextState, deciding_rules, handed_on, next_state, present, without_echo
from policycore.interpret.evaluate import Evaluation, Result, Scope, scope_of
from policycore.values import (
    Outcome,
    Reason,
    Record,
    reasons_of,
    same_value,
)

#: How a part of a tiering gets the result of another, worked out once.
Lookup: TypeAlias = "Callable[[Evaluation, str, Record], Result]"


def tiering(run: Evaluation, node: core.Tiering, record: Record, lookup: Lookup) -> Result:
    """Return the tier of a record."""
    scope = scope_of(record, node.id)
    at = node.id + scope.elements
    if node.movement is None:
        before = criteria(run, node.body, record, told=node.body.id != node.id)
    else:
        before = lookup(run, node.movement.id, record)
    held: list[HeldLimit] = []
    reasons: frozenset[Reason] = frozenset()
    for limit in node.limits:
        guard = run.condition(limit.guard, scope.inside(limit.id))
        run.tell(limit.id + scope.elements, guard)
        if guard is not False:
            held.append(HeldLimit(limit, node.type.rank(str(limit.bound.value)), guard is True))
            reasons |= reasons_of(guard)
    outcome = limited(before.outcome, held, node.type, reasons, at) if held else before.outcome
    run.tell(at, outcome)
    changed = (
        ()
        if same_value(outcome, before.outcome)
        else tuple(limit.node.id for limit in held if limit.certain and limit.node.bound.value == outcome)
    )
    return Result(outcome, before.because + changed)


def criteria(run: Evaluation, body: core.Match, record: Record, told: bool = True) -> Result:
    """Return the tier that designations and criteria give, before movement and limits."""
    scope = scope_of(record, "")
    result = run.match(body, scope)
    if told:
        run.tell(body.id + scope.elements, result.outcome)
    return result


def moved(run: Evaluation, node: core.Tiering, movement: core.Movement, record: Record, lookup: Lookup) -> Result:
    """Return the tier before limits: where the tier before, what is earned and the clauses of the movement lead."""
    earned = lookup(run, node.body.id, record)
    scope = _scope(run, node, movement, record, lookup)
    found = run.match(movement.match, scope)
    tier = without_echo(movement, found.outcome)
    run.tell(movement.id + scope.elements, tier)
    return Result(tier, deciding_rules(movement, earned.because, found.because))


def state(
    run: Evaluation,
    node: core.Tiering,
    movement: core.Movement,
    record: Record,
    applies: Outcome,
    lookup: Lookup,
) -> NextState:
    """Return the state that goes out to the next review; that which came in where the tiering does not apply."""
    given = record.fields[movement.state_field]
    if not isinstance(given, Record):
        declaration = run.index.records[movement.state_record]
        given = unknown_record(declaration, record.at(movement.state_field), reasons_of(given))
    if applies is False:
        return handed_on(given.fields)
    scope = _scope(run, node, movement, record, lookup)
    unmoved = False if movement.unmoved is None else run.condition(movement.unmoved, scope)
    if unmoved is True:
        return handed_on(given.fields)
    if applies is not True or unmoved is not False:
        return handed_on(given.fields, is_open=True)
    tier = lookup(run, movement.id, record).outcome
    scope = scope.bind("tier", tier)
    found = [(name, run.expression(expression, scope)) for name, expression in movement.state]
    return next_state(given.fields, tier, found)


def _scope(run: Evaluation, node: core.Tiering, movement: core.Movement, record: Record, lookup: Lookup) -> Scope:
    """Return the scope of a movement: what is earned and the tier before have names in it."""
    scope = scope_of(record, node.id)
    previous = present(run.expression(movement.previous, scope))
    return scope.bind("earned", lookup(run, node.body.id, record).outcome).bind("previous", previous)
