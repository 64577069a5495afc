"""The limits of a tiering, all together, some of which may be open.

Goes in: a tier, the limits that hold or may hold. Comes out: the tier within them.
"""

from __future__ import annotations

from collections.abc import Sequence

from attrs import frozen

from policycore.core import nodes as core
from policycore.gaps.ops import needs_value
from policycore.types import Enum
from policycore.values import Gap, Mark, Outcome, Reason, Subset, marks_of, possible_of, reasons_of, settle


@frozen
class HeldLimit:
    """A limit that holds (`certain`) or may hold, and the rank of its bound."""

    node: core.Limit
    rank: int
    certain: bool


def limited(tier: Outcome, held: Sequence[HeldLimit], scale: Enum, reasons: frozenset[Reason], at: str) -> Outcome:
    """Return the tier within the limits: `lowest` with each bound that caps, `highest` with each that lifts.

    The lowest cap and the highest lift count. Limits whose guard is open may count or not; a lift above a cap is a
    conflict. A tier that is not stated stays so: a limit bounds a tier and does not give one (ADR 5). A tier that is
    absent is passed on where no limit holds.
    """
    absent = "absent" in marks_of(tier)
    tier = needs_value(tier, scale, at, keep_silence=True)
    possible = possible_of(tier)
    tiers = {scale.rank(str(m)) for m in possible.members} if isinstance(possible, Subset) else _all(scale)
    silent = "not_stated" in marks_of(tier)
    found: set[int] = set()
    marks: set[Mark] = set()
    crossed: set[int] = set()
    fits = False
    for cap in _strictest(held, "at_most"):
        for lift in _strictest(held, "at_least"):
            if cap is not None and lift is not None and lift > cap:
                crossed |= {cap, lift}
                continue
            fits = True
            top, bottom = cap or len(scale.members), lift or 1
            found |= {max(bottom, min(top, rank)) for rank in tiers}
            if silent:
                marks.add("not_stated")
            if absent and cap is None and lift is None:
                marks.add("absent")
    names = Subset(frozenset(name for name in scale.names if scale.rank(name) in found | crossed))
    reasons = reasons | reasons_of(tier)
    if fits:
        return settle(names, marks, reasons)
    return Gap(names, reasons | {Reason("conflict", at, _crossing(held))})


def _all(scale: Enum) -> set[int]:
    return set(range(1, len(scale.members) + 1))


def _strictest(held: Sequence[HeldLimit], kind: str) -> list[int | None]:
    """Return what the strictest bound of a kind may be; None: there is none."""
    sign = 1 if kind == "at_least" else -1
    certain = [limit.rank for limit in held if limit.node.kind == kind and limit.certain]
    bound = max(certain, key=lambda rank: sign * rank, default=None)
    maybe = {limit.rank for limit in held if limit.node.kind == kind and not limit.certain}
    return [bound, *sorted(rank for rank in maybe if bound is None or sign * rank > sign * bound)]


def _crossing(held: Sequence[HeldLimit]) -> tuple[str, ...]:
    """Return the limits that surely hold and contradict another that does."""
    certain = [limit for limit in held if limit.certain]
    caps = [limit.rank for limit in certain if limit.node.kind == "at_most"]
    lifts = [limit.rank for limit in certain if limit.node.kind == "at_least"]
    return tuple(
        limit.node.id
        for limit in certain
        if (limit.node.kind == "at_most" and any(lift > limit.rank for lift in lifts))
        or (limit.node.kind == "at_least" and any(cap < limit.rank for cap in caps))
    )
