"""What counts over a list: `count`, `sum`, `all`, `latest` and the rest, on the outcomes of the elements.

Goes in: the aggregate node, its members (elements whose `where` is not surely no, with their outcomes), and, while the
list itself is open, the reasons for that; then the one member stands for any number of elements. Comes out: the
outcome. Evaluating the elements is done before (`evaluate.py`); nothing here reads records. By rule G1 an element
whose `where` is open may count or not. The words are on docs/reference/gaps.md.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from fractions import Fraction
from typing import assert_never, cast

from attrs import evolve, frozen

from policycore.core.nodes import Aggregate
from policycore.gaps.ops import (
    ZERO,
    add,
    agree,
    all_hold,
    any_holds,
    extreme,
    fails,
    needs_value,
    overlap,
    sides_apart,
    span,
)
from policycore.types import Enum, Type
from policycore.values import (
    NOTHING,
    Gap,
    Interval,
    Outcome,
    Possible,
    Reason,
    everything,
    hull,
    join,
    marks_of,
    possible_of,
    reasons_of,
    settle,
)


@frozen
class Member:
    """An element that counts (`included` is yes) or may count (`included` is open). `name` is its instance suffix."""

    name: str
    included: Outcome
    value: Outcome = True
    by: Outcome = True

    @property
    def certain(self) -> bool:
        return self.included is True


def aggregate(node: Aggregate, members: Sequence[Member], unlisted: frozenset[Reason], at: str) -> Outcome:
    """Return the outcome of an aggregate; `unlisted` is empty when the list is given, and so complete."""
    if not members:
        unlisted = frozenset()  # whatever the list holds, nothing of it counts
    of = node.type if node.value is None else node.value.type
    if node.kind not in ("latest", "earliest"):  # these two pass on what they choose, marks and all
        silent_too = node.kind in ("agreed", "highest", "lowest")
        members = [evolve(m, value=needs_value(m.value, of, at, silent_too)) for m in members]
    match node.kind:
        case "count":
            certain = sum(m.certain for m in members)
            return _number_between(certain, len(members), members, unlisted)
        case "distinct":
            values = {m.value for m in members if m.certain and not isinstance(m.value, Gap)}
            others = {m.value for m in members if not isinstance(m.value, Gap)}
            gaps = sum(isinstance(m.value, Gap) for m in members)
            least = max(len(values), any(m.certain for m in members))
            return _number_between(least, len(others) + gaps, members, unlisted)
        case "sum":
            amounts = [occurring(m.value, m.included) for m in members]
            return any_number_of(amounts[0], unlisted) if unlisted else add(amounts, at)
        case "average":
            return _average(members, unlisted, at)
        case "all":
            implied = [any_holds([fails(m.included), m.value]) for m in members]
            return join([True, *implied], unlisted) if unlisted else all_hold(implied)
        case "some":
            shown = [all_hold([m.included, m.value]) for m in members]
            return join([False, *shown], unlisted) if unlisted else any_holds(shown)
        case "agreed":
            return _agreed(node, members, unlisted, at)
        case "highest" | "lowest":
            operands = [_droppable(m) for m in members]
            scale = of if isinstance(of, Enum) and of.ordered else None
            return _of_maybe_nothing(members, unlisted, of, at) or extreme(node.kind, operands, scale)
        case "latest" | "earliest":
            read = [evolve(m, by=_when(node, m, at)) for m in members]
            return _of_maybe_nothing(members, unlisted, of, at) or _latest(node, read, at)
        case _:
            assert_never(node.kind)


def _why(members: Iterable[Member]) -> frozenset[Reason]:
    return frozenset(reason for m in members for reason in reasons_of(m.included, m.value, m.by))


# --- counts and sums ---


def occurring(amount: Outcome, included: Outcome) -> Outcome:
    """Return what an occurrence adds: its amount, or anything from nothing to its amount while it is open."""
    return amount if included is True else join([ZERO, amount], reasons_of(included))


def any_number_of(amount: Outcome, reasons: frozenset[Reason]) -> Outcome:
    """Return the sum of any number of occurrences of `amount`: 0, and as far as its sign leads."""
    possible = span(amount)
    low, high = cast("Fraction | None", possible.low), cast("Fraction | None", possible.high)
    least = ZERO if low is not None and low >= 0 else None
    most = ZERO if high is not None and high <= 0 else None
    return settle(Interval(least, most), (), reasons | reasons_of(amount))


def _number_between(least: int, most: int, members: Sequence[Member], unlisted: frozenset[Reason]) -> Outcome:
    possible = Interval(ZERO, None) if unlisted else Interval(Fraction(least), Fraction(most))
    return settle(possible, (), unlisted | _why(members))


def _average(members: Sequence[Member], unlisted: frozenset[Reason], at: str) -> Outcome:
    """The mean; an open element counts where it lowers the lowest or raises the highest possible mean."""
    certain = [span(m.value) for m in members if m.certain]
    maybe = [span(m.value) for m in members if not m.certain]
    if unlisted or not certain:
        return Gap(Interval(), unlisted | _why(members) | {Reason("no_value", at)})
    low = least_mean(ZERO, 0, [_number(v.low) for v in certain], [_number(v.low) for v in maybe])
    high = least_mean(ZERO, 0, [minus(v.high) for v in certain], [minus(v.high) for v in maybe])
    return settle(Interval(low, minus(high)), (), _why(members))


def _number(end: object) -> Fraction | None:
    return cast("Fraction | None", end)


def minus(end: object) -> Fraction | None:
    """Return an end with the other sign; None, which is without end, stays."""
    return None if end is None else -cast("Fraction", end)


def least_mean(
    total: Fraction, number: int, certain: Sequence[Fraction | None], maybe: Sequence[Fraction | None]
) -> Fraction | None:
    """Return the least mean of `number` amounts that come to `total`, all `certain` and any of `maybe`.

    None is minus infinity.
    """
    finite = [end for end in (*certain, *maybe) if end is not None]
    if len(finite) < len(certain) + len(maybe):
        return None
    total, number = total + sum(finite[: len(certain)], ZERO), number + len(certain)
    for end in sorted(finite[len(certain) :]):
        if end * number >= total:
            break  # this one and all after it would raise the mean
        total, number = total + end, number + 1
    return total / number


# --- one of them ---


def _of_maybe_nothing(members: Sequence[Member], unlisted: frozenset[Reason], of: Type, at: str) -> Gap | None:
    """Return the gap of something taken from a list that may hold nothing; None if it surely holds something."""
    if not unlisted and any(m.certain for m in members):
        return None
    marks = frozenset(mark for m in members for mark in marks_of(m.value))
    return Gap(everything(of), unlisted | _why(members) | {Reason("no_value", at)}, marks)


def _droppable(member: Member) -> Outcome:
    """Return the value of an element that may drop out while its `where` is open, as one that may be not stated."""
    if member.certain:
        return member.value
    return Gap(possible_of(member.value), reasons_of(member.value, member.included), frozenset({"not_stated"}))


def _agreed(node: Aggregate, members: Sequence[Member], unlisted: frozenset[Reason], at: str) -> Outcome:
    name = node.id if node.value is None else node.value.id
    outcome = agree([(name + m.name, _droppable(m)) for m in members], at)
    if not unlisted:
        return outcome
    possible = possible_of(outcome)
    return settle(possible, {"not_stated"}, unlisted | reasons_of(outcome))


def _when(node: Aggregate, member: Member, at: str) -> Outcome:
    assert node.by is not None
    return needs_value(member.by, node.by.type, at)


def _latest(node: Aggregate, members: Sequence[Member], at: str) -> Outcome:
    """The value of the latest (earliest) element; what may be the latest passes its value on, marks and all."""
    times = [(m, span(m.by)) for m in members]
    if node.kind == "latest":
        ends = [time.low for m, time in times if m.certain and time.low is not None]
        bar = max(ends, default=None)  # no element before this time can be the latest
        candidates = [(m, time) for m, time in times if overlap(time, Interval(bar, None))]
        beyond = any(time.high != bar for _, time in candidates)
    else:
        ends = [time.high for m, time in times if m.certain and time.high is not None]
        bar = min(ends, default=None)
        candidates = [(m, time) for m, time in times if overlap(time, Interval(None, bar))]
        beyond = any(time.low != bar for _, time in candidates)
    values = [m.value for m, _ in candidates]
    if len(values) == 1:
        return values[0]
    name = node.id if node.value is None else node.value.id
    tied = ((name + m.name, m.value) for m, time in candidates if m.certain and time == Interval(bar, bar))
    apart = sides_apart(tied)
    reasons = reasons_of(*(outcome for m, _ in candidates for outcome in (m.by, m.included)))
    if bar is None or beyond or not apart:
        return join(values, reasons)
    reasons |= {Reason("conflict", at, apart)}
    possible: Possible = NOTHING
    for value in values:
        possible = hull(possible, possible_of(value))
    return Gap(possible, reasons | reasons_of(*values), frozenset(mark for v in values for mark in marks_of(v)))
