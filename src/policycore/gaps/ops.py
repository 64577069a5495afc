"""The operators of Core on outcomes, one implementation for each row of `core.ops.OPERATORS`.

Goes in: the operator node, the outcomes of its operands, the instance id of the node. Comes out: the outcome. This is
rule G1 spelled out: an operator looks only at what is possible for each operand, one by one. If all choices give the
same value, that value comes out; else a gap with all results, for the reasons of the operands. Pure functions: nothing
here knows of records, statements or traces. The words are on docs/reference/gaps.md, in the same order.
"""

from __future__ import annotations

import math
from collections.abc import Callable, Iterable, Mapping, Sequence
from datetime import date, datetime, time
from fractions import Fraction
from typing import Literal, TypeAlias, TypeVar, assert_never, cast

from policycore import dates
from policycore.calendars import WorkingDays
from policycore.clocks import STEADY
from policycore.core.nodes import Expr, Op, Ref
from policycore.core.ops import OPERATORS
from policycore.gaps.almanac import PLAIN, Almanac
from policycore.types import Enum, SetType, Type
from policycore.values import (
    NOTHING,
    Anything,
    Endpoint,
    Gap,
    Interval,
    Outcome,
    Possible,
    Reason,
    Subset,
    everything,
    hull,
    marks_of,
    possible_of,
    reasons_of,
    same_value,
    settle,
)

Implementation: TypeAlias = "Callable[[Op, Sequence[Outcome], str], Outcome]"
ByAlmanac: TypeAlias = "Callable[[Op, Sequence[Outcome], str, Almanac], Outcome]"


def apply(node: Op, operands: Sequence[Outcome], at: str, almanac: Almanac = PLAIN) -> Outcome:
    """Return the outcome of an operator at the instance `at`; `almanac` is that of the policy."""
    marks = OPERATORS[node.op].marks
    read: list[Outcome] = []
    for operand, outcome in zip(node.operands, operands, strict=True):
        match marks:
            case "needs":
                read.append(needs_value(outcome, operand.type, at))
            case "drops":
                read.append(needs_value(outcome, operand.type, at, keep_silence=True))
            case "reads":
                read.append(reads_absent(outcome, operand.type))
            case _:
                assert_never(marks)
    if (by_almanac := BY_ALMANAC.get(node.op)) is not None:
        return by_almanac(node, read, at, almanac)
    return IMPLEMENTATIONS[node.op](node, read, at)


# --- marks ---


def needs_value(outcome: Outcome, of: Type, at: str, keep_silence: bool = False) -> Outcome:
    """Return an operand as it is read where a value is needed: a mark reads as any value of the type.

    Absent adds the reason *no value* at the reader; silence brings its own reason, and stays where it is kept.
    """
    marks = marks_of(outcome)
    if not marks or (keep_silence and "absent" not in marks):
        return outcome
    reasons = reasons_of(outcome)
    if "absent" in marks:
        reasons |= {Reason("no_value", at)}
    left = marks - {"absent"} if keep_silence else frozenset()
    return Gap(hull(possible_of(outcome), everything(of)), reasons, left)


def reads_absent(outcome: Outcome, of: Type) -> Outcome:
    """Return an operand as it is read where absent is a value: what the text leaves open may be that as well."""
    if "not_stated" not in marks_of(outcome):
        return outcome
    return Gap(hull(possible_of(outcome), everything(of)), reasons_of(outcome), frozenset({"absent"}))


# --- yes and no ---


def verdict(may_hold: bool, may_fail: bool, reasons: Iterable[Reason]) -> Outcome:
    """Return yes, no, or open for `reasons`."""
    return settle(Subset(frozenset(t for t, may in ((True, may_hold), (False, may_fail)) if may)), (), reasons)


def may(outcome: Outcome, truth: bool) -> bool:
    """Return whether a yes_no outcome may be `truth`."""
    possible = possible_of(outcome)
    return not isinstance(possible, Subset) or truth in possible.members


def all_hold(parts: Sequence[Outcome]) -> Outcome:
    """`and`: no as soon as one is no, yes when all are."""
    return verdict(all(may(p, True) for p in parts), any(may(p, False) for p in parts), reasons_of(*parts))


def any_holds(parts: Sequence[Outcome]) -> Outcome:
    """`or`: yes as soon as one is yes, no when all are no."""
    return verdict(any(may(p, True) for p in parts), all(may(p, False) for p in parts), reasons_of(*parts))


def fails(part: Outcome) -> Outcome:
    """`not`."""
    return verdict(may(part, False), may(part, True), reasons_of(part))


def _at_least(node: Op, operands: Sequence[Outcome], _at: str) -> Outcome:
    certain = sum(not may(part, False) for part in operands)
    possible = sum(may(part, True) for part in operands)
    return verdict(possible >= node.count, certain < node.count, reasons_of(*operands))


# --- the same or different ---


def overlap(a: Possible, b: Possible) -> bool:
    """Return whether two possible sets may share a value."""
    if NOTHING in (a, b):
        return False
    match a, b:
        case Interval(), Interval():
            return reaches(a.low, b.high) and reaches(b.low, a.high)
        case Subset(), Subset():
            return not a.members.isdisjoint(b.members)
        case _:
            return True


def may_equal(a: Outcome, b: Outcome) -> bool:
    """Return whether two outcomes may be the same value, or the same mark."""
    if isinstance(a, tuple) and isinstance(b, tuple):
        return len(a) == len(b) and all(may_equal(x, y) for x, y in zip(a, b, strict=True))
    if not isinstance(a, Gap) and not isinstance(b, Gap):
        return same_value(a, b)
    return overlap(possible_of(a), possible_of(b)) or bool(marks_of(a) & marks_of(b))


def may_differ(a: Outcome, b: Outcome) -> bool:
    """Return whether two outcomes may be different values."""
    if isinstance(a, tuple) and isinstance(b, tuple):
        return len(a) != len(b) or any(may_differ(x, y) for x, y in zip(a, b, strict=True))
    return not same_value(_sole(a), _sole(b))


def _sole(outcome: Outcome) -> Outcome:
    """Return the only value that is possible, if there is just one."""
    return settle(outcome.possible, outcome.marks, outcome.reasons) if isinstance(outcome, Gap) else outcome


def _parts(outcome: Outcome) -> tuple[Outcome, ...]:
    return outcome if isinstance(outcome, tuple) else (outcome,)


def _eq(_node: Op, operands: Sequence[Outcome], _at: str) -> Outcome:
    a, b = operands
    return verdict(may_equal(a, b), may_differ(a, b), reasons_of(*_parts(a), *_parts(b)))


def member_of(outcome: Outcome, values: frozenset[bool | str | Fraction | date]) -> Outcome:
    """`in`: whether the outcome is one of the values."""
    match possible_of(outcome):
        case Subset(members=members):
            inside, outside = bool(members & values), bool(members - values)
        case Interval(low=low, high=high) if low is not None and low == high:
            inside, outside = low in values, low not in values
        case Interval() as possible:
            # Values of one key are of one type, so those that are numbers or days here all are.
            ends = (cast("Fraction | date", value) for value in values)
            inside, outside = any(overlap(possible, Interval(end, end)) for end in ends), True
        case Anything():
            inside, outside = bool(values), True
    return verdict(inside, outside, reasons_of(outcome))


def _in(_node: Op, operands: Sequence[Outcome], _at: str) -> Outcome:
    member, group = operands
    if isinstance(group, frozenset):
        return member_of(member, cast("frozenset[bool | str | Fraction | date]", group))
    return verdict(True, True, reasons_of(member, group))


def _subset(node: Op, operands: Sequence[Outcome], _at: str) -> Outcome:
    part, whole = operands
    if isinstance(part, frozenset) and isinstance(whole, frozenset):
        return part <= whole
    reasons = reasons_of(part, whole)
    if isinstance(part, frozenset):
        return verdict(True, bool(part), reasons)
    # A set of which nothing is known may be empty, and may hold any member there is.
    of = cast("SetType", node.operands[0].type).element
    every = frozenset(of.names) if isinstance(of, Enum) and not of.open else None
    return verdict(True, not (isinstance(whole, frozenset) and every is not None and every <= whole), reasons)


def _is_present(_node: Op, operands: Sequence[Outcome], _at: str) -> Outcome:
    (operand,) = operands
    absent = "absent" in marks_of(operand)
    return verdict(possible_of(operand) != NOTHING, absent, reasons_of(operand))


# --- order ---


def reaches(low: object, high: object) -> bool:
    """Return whether a low end is not above a high end; None is infinite."""
    return low is None or high is None or bool(low <= high)  # type: ignore[operator]  # ends of one type


def passes(high: object, low: object) -> bool:
    """Return whether a high end is above a low end; None is infinite."""
    return low is None or high is None or bool(high > low)  # type: ignore[operator]  # ends of one type


def span(outcome: Outcome) -> Interval:
    """Return the possible numbers, days or moments of an outcome."""
    possible = possible_of(outcome)
    return possible if isinstance(possible, Interval) else Interval()


def _scale(operands: Iterable[Expr]) -> Enum | None:
    return next((e.type for e in operands if isinstance(e.type, Enum) and e.type.ordered), None)


def _places(outcome: Outcome, scale: Enum | None) -> Interval:
    """Return what is possible for an outcome as an interval, members by their rank."""
    possible = possible_of(outcome)
    if scale is None or not isinstance(possible, Subset):
        return span(outcome)
    if not possible.members <= frozenset(scale.names):
        return Interval()  # a member of an open list, which has no place on the scale
    ranks = [scale.rank(name) for name in scale.names if name in possible.members]
    return Interval(Fraction(min(ranks)), Fraction(max(ranks)))


def _compare(sign: Literal["lt", "le", "gt", "ge"]) -> Implementation:
    def compare(node: Op, operands: Sequence[Outcome], at: str) -> Outcome:
        scale = _scale(node.operands)
        a, b = (_places(operand, scale) for operand in operands)
        reasons = reasons_of(*operands) or frozenset({Reason("no_value", at)})
        match sign:
            case "lt":
                return verdict(passes(b.high, a.low), reaches(b.low, a.high), reasons)
            case "le":
                return verdict(reaches(a.low, b.high), passes(a.high, b.low), reasons)
            case "gt":
                return verdict(passes(a.high, b.low), reaches(a.low, b.high), reasons)
            case "ge":
                return verdict(reaches(b.low, a.high), passes(b.high, a.low), reasons)

    return compare


# --- numbers ---

#: A number or an infinite end, so that tuples compare as the numbers do: (-1, 0) below all, (1, 0) above all.
_End: TypeAlias = "tuple[int, Fraction]"
ZERO = Fraction(0)


def _ends(outcome: Outcome) -> tuple[_End, _End]:
    possible = span(outcome)
    low, high = cast("Fraction | None", possible.low), cast("Fraction | None", possible.high)
    return (-1, ZERO) if low is None else (0, low), (1, ZERO) if high is None else (0, high)


def _interval(low: _End, high: _End) -> Interval:
    return Interval(None if low[0] else low[1], None if high[0] else high[1])


def _result(possible: Interval, operands: Sequence[Outcome], at: str) -> Outcome:
    """Settle a result; one that is open though no operand is has no value (a day after the last one)."""
    return settle(possible, (), reasons_of(*operands) or {Reason("no_value", at)})


def add(operands: Sequence[Outcome], at: str) -> Outcome:
    """`add`: low ends together, high ends together. Nothing added is 0."""
    low = high = (0, ZERO)
    for operand in operands:
        (low_side, low_number), (high_side, high_number) = _ends(operand)
        low = (min(low[0], low_side), low[1] + low_number)
        high = (max(high[0], high_side), high[1] + high_number)
    return _result(_interval(low, high), operands, at)


def _end_product(a: _End, b: _End) -> _End:
    if not a[0] and not b[0]:
        return (0, a[1] * b[1])
    sign_a = a[0] or (a[1] > 0) - (a[1] < 0)
    sign_b = b[0] or (b[1] > 0) - (b[1] < 0)
    return (sign_a * sign_b, ZERO)  # 0 times infinite is 0


def multiply(a: Outcome, b: Outcome, at: str) -> Outcome:
    """`mul`: the least and the greatest product of two ends."""
    products = [_end_product(x, y) for x in _ends(a) for y in _ends(b)]
    return _result(_interval(min(products), max(products)), (a, b), at)


def _may_be_zero(outcome: Outcome) -> bool:
    return overlap(span(outcome), Interval(ZERO, ZERO))


def _no_value(operands: Sequence[Outcome], at: str, possible: Possible) -> Gap:
    return Gap(possible, reasons_of(*operands) | {Reason("no_value", at)})


def _reciprocal(end: _End) -> _End:
    return (0, ZERO) if end[0] else (0, 1 / end[1])


def _div(_node: Op, operands: Sequence[Outcome], at: str) -> Outcome:
    a, b = operands
    if _may_be_zero(b):
        return _no_value(operands, at, Interval())
    parts = [_reciprocal(end) for end in _ends(b)]
    products = [_end_product(x, y) for x in _ends(a) for y in parts]
    return _result(_interval(min(products), max(products)), operands, at)


def _per_full(node: Op, operands: Sequence[Outcome], at: str) -> Outcome:
    quotient = _div(node, operands, at)
    low, high = _ends(quotient)
    floors = _interval((low[0], Fraction(math.floor(low[1]))), (high[0], Fraction(math.floor(high[1]))))
    return settle(floors, (), reasons_of(quotient))


def rounded(number: Fraction, step: Fraction, mode: str) -> Fraction:
    """Return the multiple of `step` next to `number`: the one above, the one below, or the nearer one.

    `half_up` takes the nearer one; from the middle it goes away from zero (四舍五入), so -2.5 becomes -3.
    """
    quotient = number / step
    match mode:
        case "upward":
            return math.ceil(quotient) * step
        case "downward":
            return math.floor(quotient) * step
        case "half_up":
            nearest = math.floor(abs(quotient) + Fraction(1, 2))
            return (nearest if quotient > 0 else -nearest) * step
    raise ValueError(f"no rounding mode {mode}")


def _round(node: Op, operands: Sequence[Outcome], at: str) -> Outcome:
    number, step = operands
    if _may_be_zero(step):
        return _no_value(operands, at, Interval())
    low, high = _ends(number)
    shortest, longest = sorted((side, abs(size)) for side, size in _ends(step))
    if shortest == longest:
        size = longest[1]
        low = (low[0], rounded(low[1], size, node.mode))
        high = (high[0], rounded(high[1], size, node.mode))
    else:
        # The step itself is open: the result lies no farther off than the longest step (or half of it) allows.
        reach = longest[1] / 2 if node.mode == "half_up" else longest[1]
        if node.mode != "upward":
            low = (-1, ZERO) if any(side for side, _ in _ends(step)) else (low[0], low[1] - reach)
        if node.mode != "downward":
            high = (1, ZERO) if any(side for side, _ in _ends(step)) else (high[0], high[1] + reach)
    return _result(_interval(low, high), operands, at)


def _ranged(node: Op, operands: Sequence[Outcome], at: str) -> Outcome:
    return in_range(operands[0], node.low, node.high, at)


def in_range(outcome: Outcome, low: Fraction | None, high: Fraction | None, at: str) -> Outcome:
    """`ranged`: the number itself while it lies inside; a conflict with the range where it cannot."""
    allowed = Interval(low, high)
    possible = span(outcome)
    if not overlap(possible, allowed):
        return Gap(allowed, frozenset({Reason("conflict", at)}))
    lowest, highest = _ends(outcome)
    if (low is None or lowest >= (0, low)) and (high is None or highest <= (0, high)):
        return outcome
    return Gap(allowed, reasons_of(outcome))


# --- days and moments ---

_Start = TypeVar("_Start", date, datetime)


def _later(move: Callable[[_Start, int], _Start], start: _Start, amount: Fraction, lowest: bool) -> _Start | None:
    """Move an end; what is past the last day is infinite for a high end and the last day for a low one.

    Only full days, months or seconds count.
    """
    try:
        return move(start, math.floor(amount))
    except OverflowError:
        if (amount > 0) != lowest:
            return None
        if isinstance(start, datetime):
            return dates.LAST_MOMENT if amount > 0 else dates.FIRST_MOMENT
        return dates.LAST_DAY if amount > 0 else dates.FIRST_DAY


def _shift(move: Callable[[_Start, int], _Start]) -> Implementation:
    def shift(_node: Op, operands: Sequence[Outcome], at: str) -> Outcome:
        start, amount = (span(operand) for operand in operands)
        low = high = None
        if start.low is not None and amount.low is not None:
            low = _later(move, cast("_Start", start.low), cast("Fraction", amount.low), lowest=True)
        if start.high is not None and amount.high is not None:
            high = _later(move, cast("_Start", start.high), cast("Fraction", amount.high), lowest=False)
        return _result(Interval(low, high), operands, at)

    return shift


def _between(measure: Callable[[_Start, _Start], Fraction]) -> Implementation:
    def between(_node: Op, operands: Sequence[Outcome], at: str) -> Outcome:
        first, second = (span(operand) for operand in operands)
        low = high = None
        if first.low is not None and second.high is not None:
            low = measure(cast("_Start", first.low), cast("_Start", second.high))
        if first.high is not None and second.low is not None:
            high = measure(cast("_Start", first.high), cast("_Start", second.low))
        return _result(Interval(low, high), operands, at)

    return between


def _day_of(_node: Op, operands: Sequence[Outcome], at: str) -> Outcome:
    ends = (cast("date | None", end) for end in (span(operands[0]).low, span(operands[0]).high))
    return _result(Interval(*(None if end is None else dates.day_of(end) for end in ends)), operands, at)


def _at_time(_node: Op, operands: Sequence[Outcome], at: str) -> Outcome:
    day, seconds = (span(operand) for operand in operands)
    low = high = None
    if day.low is not None and seconds.low is not None:
        low = dates.at_time(cast("date", day.low), math.floor(cast("Fraction", seconds.low)))
    if day.high is not None and seconds.high is not None:
        high = dates.at_time(cast("date", day.high), math.floor(cast("Fraction", seconds.high)))
    return _result(Interval(low, high), operands, at)


def _periods_between(node: Op, operands: Sequence[Outcome], at: str) -> Outcome:
    unit = cast("dates.PeriodUnit", node.mode)

    def measure(later: date, earlier: date) -> Fraction:
        return Fraction(dates.periods_between(dates.day_of(later), dates.day_of(earlier), unit, node.count))

    return _between(measure)(node, operands, at)


# --- elapsed time, by the clock of the policy's time zone ---


def _add_seconds(node: Op, operands: Sequence[Outcome], at: str, almanac: Almanac) -> Outcome:
    """Ends by ends; what the clock shows around a moment at which it is put back reaches farther than the ends."""
    clock = almanac.clock
    result = _shift(clock.add_seconds)(node, operands, at)
    if clock == STEADY or not isinstance(result, Gap):
        return result
    start, amount = (span(operand) for operand in operands)
    possible = span(result)
    if None in (start.low, start.high, amount.low, amount.high, possible.low, possible.high):
        return result
    earliest, latest = clock.put_back_between(
        cast("datetime", start.low),
        math.floor(cast("Fraction", amount.low)),
        cast("datetime", start.high),
        math.floor(cast("Fraction", amount.high)),
    )
    ends = [cast("datetime", end) for end in (possible.low, possible.high, earliest, latest) if end is not None]
    return _result(Interval(min(ends), max(ends)), operands, at)


def _seconds_between(node: Op, operands: Sequence[Outcome], at: str, almanac: Almanac) -> Outcome:
    return _between(almanac.clock.seconds_between)(node, operands, at)


# --- working days ---


def _add_working_days(node: Op, operands: Sequence[Outcome], at: str, almanac: Almanac) -> Outcome:
    """Ends by ends. Days of which the calendar knows nothing are all worked for one end, all off for the other."""
    days = almanac.working_days[node.calendar]
    start, amount = (span(operand) for operand in operands)
    low = high = None
    beyond = False
    if start.low is not None and amount.low is not None:
        low, beyond = _working_end(days, start, amount.low, lowest=True)
    if start.high is not None and amount.high is not None:
        high, also = _working_end(days, start, amount.high, lowest=False)
        beyond = beyond or also
    reasons = reasons_of(*operands) | ({Reason("calendar", node.calendar)} if beyond else frozenset())
    return settle(Interval(low, high), (), reasons or {Reason("no_value", at)})


def _working_end(
    days: WorkingDays, start: Interval, amount: Endpoint, lowest: bool
) -> tuple[date | datetime | None, bool]:
    """Return an end of the n-th working day after what `start` may be, and whether it depends on unknown days."""
    first = cast("date", start.low if lowest else start.high)
    count = math.floor(cast("Fraction", amount))
    worked = (count > 0) == lowest
    found = days.shift(dates.day_of(first), count, worked)
    beyond = found != days.shift(dates.day_of(first), count, not worked)
    if found is None:
        forward = count > 0
        if forward != lowest:
            return None, beyond
        found = dates.LAST_DAY if forward else dates.FIRST_DAY
    if not isinstance(first, datetime):
        return found, beyond
    # Moments of several days may lead to one working day: then any time of that day is possible.
    next_day = _next_inside(start, first, lowest)
    if next_day is not None and days.shift(next_day, count, worked) == found:
        return datetime.combine(found, time.min) if lowest else dates.end_of(found), beyond
    return datetime.combine(found, first.time()), beyond


def _next_inside(start: Interval, first: datetime, lowest: bool) -> date | None:
    """Return the day next to an end of an interval of moments that lies in it as well; None if there is none."""
    try:
        day = dates.add_days(first.date(), 1 if lowest else -1)
    except OverflowError:
        return None
    other = cast("date | None", start.high if lowest else start.low)
    if other is None:
        return day
    return day if (day <= dates.day_of(other) if lowest else day >= dates.day_of(other)) else None


def _working_days_between(node: Op, operands: Sequence[Outcome], at: str, almanac: Almanac) -> Outcome:
    days = almanac.working_days[node.calendar]
    after, through = (span(operand) for operand in operands)
    low = high = None
    beyond = False
    if through.low is not None and after.high is not None:
        low, beyond = _working_count(days, cast("date", after.high), cast("date", through.low), lowest=True)
    if through.high is not None and after.low is not None:
        high, also = _working_count(days, cast("date", after.low), cast("date", through.high), lowest=False)
        beyond = beyond or also
    reasons = reasons_of(*operands) | ({Reason("calendar", node.calendar)} if beyond else frozenset())
    return settle(Interval(low, high), (), reasons or {Reason("no_value", at)})


def _working_count(days: WorkingDays, after: date, through: date, lowest: bool) -> tuple[Fraction, bool]:
    """Return the least or greatest number of working days between two days, and whether unknown days matter."""
    counts = sorted(days.between(after, through, unknown_work=worked) for worked in (False, True))
    return Fraction(counts[0] if lowest else counts[1]), counts[0] != counts[1]


def _is_working_day(node: Op, operands: Sequence[Outcome], _at: str, almanac: Almanac) -> Outcome:
    days = almanac.working_days[node.calendar]
    possible = span(operands[0])
    first = cast("date", possible.low or dates.FIRST_DAY)
    last = cast("date", possible.high or dates.LAST_DAY)
    unknown = days.unknown_between(first, last)
    known = (last - first).days + 1 - unknown
    worked = days.between(first, last, unknown_work=False) + (days.is_working(first) is True)
    may_hold, may_fail = worked > 0, worked < known
    beyond = unknown > 0 and not (may_hold and may_fail)
    reasons = reasons_of(*operands) | ({Reason("calendar", node.calendar)} if beyond else frozenset())
    return verdict(may_hold or beyond, may_fail or beyond, reasons)


# --- several that say the same thing ---


def sides_apart(sides: Iterable[tuple[str, Outcome]]) -> tuple[str, ...]:
    """Return the sides that cannot be the same as some other one."""
    listed = list(sides)
    # Each different outcome once: long lists have few of them.
    kinds = {(o.possible, o.marks) if isinstance(o, Gap) else o: o for _, o in listed}.values()
    return tuple(dict.fromkeys(side for side, a in listed if any(not may_equal(a, b) for b in kinds)))


def agree(sides: Sequence[tuple[str, Outcome]], at: str) -> Outcome:
    """`agreed`: the common value of all that state one; a conflict, naming its sides, where they cannot agree."""
    outcomes = [outcome for _, outcome in sides]
    speaking = [(side, outcome) for side, outcome in sides if possible_of(outcome) != NOTHING]
    if not speaking:
        return Gap(NOTHING, reasons_of(*outcomes) or frozenset({Reason("silent", at)}), frozenset({"not_stated"}))
    spoken = [outcome for _, outcome in speaking]
    if all(same_value(spoken[0], other) for other in spoken):
        return spoken[0]
    possible: Possible = NOTHING
    for outcome in spoken:
        possible = hull(possible, possible_of(outcome))
    certain = [(side, outcome) for side, outcome in speaking if not marks_of(outcome)]
    if apart := sides_apart(certain):
        return Gap(possible, reasons_of(*spoken) | {Reason("conflict", at, apart)})
    return settle(possible, () if certain else ("not_stated",), reasons_of(*spoken))


def extreme(which: Literal["highest", "lowest"], operands: Sequence[Outcome], scale: Enum | None) -> Outcome:
    """`highest`, `lowest`: what any of those that state something may say, unless another is surely beyond it."""
    spoken = [outcome for outcome in operands if possible_of(outcome) != NOTHING]
    if not spoken:
        return Gap(NOTHING, reasons_of(*operands), frozenset({"not_stated"}))
    certain = [outcome for outcome in spoken if not marks_of(outcome)]
    marks: tuple[Literal["not_stated"], ...] = () if certain else ("not_stated",)
    union: Possible = NOTHING
    for outcome in spoken:
        union = hull(union, possible_of(outcome))
    places = [_places(outcome, scale) for outcome in certain]
    if which == "highest":
        bounds = [place.low for place in places if place.low is not None]
        least, most = max(bounds, default=None), None
    else:
        bounds = [place.high for place in places if place.high is not None]
        least, most = None, min(bounds, default=None)
    match union:
        case Interval():
            low = union.low if least is None else least
            high = union.high if most is None else most
            possible: Possible = Interval(low, high)
        case Subset(members=members) if scale is not None and members <= frozenset(scale.names):
            ranks = {name: Fraction(scale.rank(name)) for name in scale.names if name in members}
            kept = (n for n, rank in ranks.items() if reaches(least, rank) and reaches(rank, most))
            possible = Subset(frozenset(kept))
        case _:
            possible = union
    return settle(possible, marks, reasons_of(*spoken))


def _agreed(node: Op, operands: Sequence[Outcome], at: str) -> Outcome:
    # A side is called by the statement it reads, where it reads one: that is what its reader can look up.
    names = [operand.target if isinstance(operand, Ref) else operand.id for operand in node.operands]
    return agree(list(zip(names, operands, strict=True)), at)


def _extreme(which: Literal["highest", "lowest"]) -> Implementation:
    return lambda node, operands, at: extreme(which, operands, _scale(node.operands))


IMPLEMENTATIONS: Mapping[str, Implementation] = {
    "add": lambda node, operands, at: add(operands, at),
    "neg": lambda node, operands, at: multiply(operands[0], Fraction(-1), at),
    "mul": lambda node, operands, at: multiply(operands[0], operands[1], at),
    "div": _div,
    "per_full": _per_full,
    "round": _round,
    "convert": lambda node, operands, at: multiply(operands[0], cast("Fraction", node.factor), at),
    "eq": _eq,
    "ne": lambda node, operands, at: fails(_eq(node, operands, at)),
    "lt": _compare("lt"),
    "le": _compare("le"),
    "gt": _compare("gt"),
    "ge": _compare("ge"),
    "in": _in,
    "subset": _subset,
    "and": lambda node, operands, at: all_hold(operands),
    "or": lambda node, operands, at: any_holds(operands),
    "not": lambda node, operands, at: fails(operands[0]),
    "at_least": _at_least,
    "is_present": _is_present,
    "is_absent": lambda node, operands, at: fails(_is_present(node, operands, at)),
    "is_known": lambda node, operands, at: not isinstance(operands[0], Gap),
    "is_unknown": lambda node, operands, at: isinstance(operands[0], Gap),
    "add_days": _shift(dates.add_days),
    "add_months": _shift(dates.add_months),
    "days_between": _between(dates.days_between),
    "day_of": _day_of,
    "at_time": _at_time,
    "periods_between": _periods_between,
    "agreed": _agreed,
    "highest": _extreme("highest"),
    "lowest": _extreme("lowest"),
    "ranged": _ranged,
}

#: Those that ask the calendars and the clock of the policy.
BY_ALMANAC: Mapping[str, ByAlmanac] = {
    "add_seconds": _add_seconds,
    "seconds_between": _seconds_between,
    "add_working_days": _add_working_days,
    "working_days_between": _working_days_between,
    "is_working_day": _is_working_day,
}
