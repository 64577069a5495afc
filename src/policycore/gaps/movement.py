"""What every evaluator makes of a tier that moves from review to review while something about it is open.

Goes in: the state that came in, what the movement gave. Comes out: the tier before as the cases read it, the state
that goes out, and the deciding rules.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from attrs import evolve, frozen

from policycore.core import nodes as core
from policycore.core.walk import walk
from policycore.values import Gap, Outcome

#: What nobody has to be told where it rests on a state that is not known: it is absent only before a first review.
_ECHO = "no_value"


@frozen
class NextState:
    """The state that goes out, field by field; `is_open` says that it is the one that came in, handed on."""

    fields: tuple[tuple[str, Outcome], ...]
    is_open: bool = False


def present(previous: Outcome) -> Outcome:
    """Return the tier before as all cases but that of a first review read it: absent is left to that one."""
    return evolve(previous, marks=previous.marks - {"absent"}) if isinstance(previous, Gap) else previous


def without_echo(movement: core.Movement, tier: Outcome) -> Outcome:
    """Return the tier before limits without what only repeats that the state is not known.

    What is not known of a state may be absent, as before a first review it is, so each step that reckons with it may
    have no value. The missing state says that already.
    """
    if not isinstance(tier, Gap):
        return tier
    field = f".{movement.state_field}."
    if not any(reason.kind == "fact" and field in f".{reason.subject}." for reason in tier.reasons):
        return tier
    inside = f"{movement.id}/"
    told = frozenset(r for r in tier.reasons if r.kind != _ECHO or not r.subject.startswith(inside))
    return evolve(tier, reasons=told)


def handed_on(incoming: Mapping[str, Outcome], is_open: bool = False) -> NextState:
    """Return the state as it came in: no review took place, or (`is_open`) it could not be finished."""
    return NextState(tuple(incoming.items()), is_open)


def next_state(incoming: Mapping[str, Outcome], tier: Outcome, found: Sequence[tuple[str, Outcome]]) -> NextState:
    """Return the state that goes out after a review.

    While the tier before limits is open, or anything in the new state that was not open before, the review is open:
    the state goes out as it came in, so that it is not lost and the review can be made again.
    """
    newly_open = any(isinstance(outcome, Gap) and outcome != incoming[name] for name, outcome in found)
    return handed_on(incoming, True) if isinstance(tier, Gap) or newly_open else NextState(tuple(found))


def deciding_rules(movement: core.Movement, earned: Sequence[str], cases: Sequence[str]) -> tuple[str, ...]:
    """Return the rules that decided the tier before limits: those of what was earned, if that was asked, and the cases.

    `cases` are those that may have given the tier, in order. Between reviews nobody asks what is earned.
    """
    return (*(earned if asks_what_is_earned(movement, cases) else ()), *cases)


def asks_what_is_earned(movement: core.Movement, cases: Sequence[str]) -> bool:
    """Return whether what was earned took part in coming to these cases."""
    for case in movement.match.all_cases:
        if case.guard is not None and _reads_earned(case.guard):
            return True
        if case.id in cases:
            if _reads_earned(case.value):
                return True
            if case.id == cases[-1]:
                return False
    return True


def _reads_earned(expr: core.Expr) -> bool:
    return any(isinstance(node, core.Var) and node.name == "earned" for node in walk(expr))
