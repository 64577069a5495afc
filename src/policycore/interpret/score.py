"""The decision shape *sum*: lines of a score, groups, floors and caps, waivers, the range of the total.

Goes in: an item of a score and a record. Comes out: its outcome and the rules that changed more than plain adding
does. An occurrence that is open counts from nothing to its amount, so the total runs from the worst to the best.
"""

from __future__ import annotations

from collections.abc import Callable
from fractions import Fraction
from typing import TypeAlias

from policycore.core import nodes as core
from policycore.gaps.aggregate import any_number_of, occurring
from policycore.gaps.ops import ZERO, add, all_hold, any_holds, extreme, fails, in_range, multiply, needs_value
from policycore.interpret.evaluate import Evaluation, Result, Scope, scope_of
from policycore.values import Outcome, Record, possible_of

#: How one item of a sum gets the result of another, worked out once.
Lookup: TypeAlias = "Callable[[Evaluation, str, Record], Result]"


def score(run: Evaluation, node: core.Score, record: Record, lookup: Lookup) -> Result:
    """Return the total of a score; outside the range of its type it is a conflict, never cut."""
    scope = scope_of(record, node.id)
    total = sum_of(run, node.total, record, lookup)
    at = node.id + scope.elements
    outcome = in_range(total.outcome, node.type.low, node.type.high, at)
    run.tell(at, outcome)
    return Result(outcome, total.because)


def sum_of(run: Evaluation, node: core.Sum, record: Record, lookup: Lookup) -> Result:
    """Return the sum of lines and inner sums, raised to the floor, then cut to the cap."""
    scope = scope_of(record, node.id)
    at = node.id + scope.elements
    because: list[str] = []
    parts: list[Outcome] = []
    for item in node.items:
        result = lookup(run, item.id, record)
        parts.append(_counts(item, result.outcome, item.id + scope.elements))
        because += result.because
    outcome = add(parts, at)
    for bound, which in ((node.floor, "highest"), (node.cap, "lowest")):
        if bound is None:
            continue
        limit = run.amount(bound, scope)
        clamped = extreme("highest" if which == "highest" else "lowest", [outcome, limit], None)
        if possible_of(clamped) != possible_of(outcome):
            because.append(bound.id)
        outcome = clamped
    return Result(outcome, tuple(dict.fromkeys(because)))


def group(run: Evaluation, node: core.Sum, record: Record, lookup: Lookup) -> Result:
    """Return the sum of a group."""
    result = sum_of(run, node, record, lookup)
    run.tell(node.id + scope_of(record, node.id).elements, result.outcome)
    return result


def _counts(item: core.Contribution | core.Sum, outcome: Outcome, at: str) -> Outcome:
    """Return what an item adds to its sum: the outcome of a factor times its weight, of any other as it is."""
    if not isinstance(item, core.Contribution) or item.kind != "factor":
        return outcome
    amount = needs_value(outcome, item.amount.type, at)
    return amount if item.weight is None else multiply(amount, item.weight, at)


def contribution(run: Evaluation, node: core.Contribution, record: Record) -> Result:
    """Return the outcome of a line: of a factor its amount, of an award or a deduction what it adds.

    A factor without condition passes marks on (`not stated`); all else adds up numbers.
    """
    scope = scope_of(record, node.id)
    at = node.id + scope.elements
    if node.kind == "factor" and node.each is None and node.guard is None and not node.waivers:
        outcome = run.expression(node.amount, scope)
        run.tell(at, _counts(node, outcome, at))
        return Result(outcome)
    because: list[str] = []
    if node.each is None:
        outcome = _occurrence(run, node, scope, True, because)
    else:
        found = run.elements(node.each.over, node.each.var, node.each.where, scope, at)
        amounts = [_occurrence(run, node, e.scope, e.included, because) for e in found.known]
        outcome = any_number_of(amounts[0], found.unlisted) if found.unlisted else add(amounts, at)
    if node.kind != "factor":
        sign = Fraction(-1) if node.kind == "deduct" else Fraction(1)
        outcome = multiply(outcome, sign * (1 if node.weight is None else node.weight), at)
    run.tell(at, _counts(node, outcome, at))
    return Result(outcome, tuple(dict.fromkeys(because)))


def _occurrence(
    run: Evaluation, node: core.Contribution, scope: Scope, included: Outcome, because: list[str]
) -> Outcome:
    """Return the amount of one occurrence, 0 where it does not count or is waived."""
    counts = all_hold([included, run.condition(node.guard, scope)])
    if counts is False:
        return ZERO
    amount = run.amount(node.amount, scope)
    waived: list[Outcome] = []
    for waiver in node.waivers:
        waived.append(run.condition(waiver.guard, scope.inside(waiver.id)))
        run.tell(waiver.id + scope.elements, waived[-1])
    forgiven = any_holds(waived)
    if amount != ZERO:
        because += [waiver.id for waiver, holds in zip(node.waivers, waived, strict=True) if holds is True]
    if forgiven is True:
        return ZERO
    return occurring(amount, all_hold([counts, fails(forgiven)]))
