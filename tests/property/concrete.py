"""What a gap may turn out to be: the small possible sets of the property tests, written out choice by choice."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from datetime import date, timedelta
from fractions import Fraction

from hypothesis import strategies as st

from policycore import types as t
from policycore.values import (
    ABSENT,
    NOTHING,
    Anything,
    Gap,
    Interval,
    Mark,
    Outcome,
    Possible,
    Reason,
    Subset,
    hull,
    marks_of,
    possible_of,
    settle,
)

FACT = Reason("fact", "a fact")
PARAMETER = Reason("parameter", "a parameter")
SILENT = Reason("silent", "a rule")
CONFLICT = Reason("conflict", "a table", ("this", "that"))

YES_NO = t.YesNo()
NUMBER = t.Number(low=Fraction(-2), high=Fraction(3))
LEVEL = t.Enum((t.Member("A"), t.Member("B"), t.Member("C")), ordered=True)
OPEN_KIND = t.Enum((t.Member("goods"), t.Member("services")), open=True)
DATE = t.Date("2024-02-28", "2024-03-02")
#: Values that stand for all others where a gap may be anything.
ANYTHING_GOES = ("goods", "services", "something else")


def concretions(outcome: Outcome) -> Iterator[Outcome]:
    """Yield everything an outcome may turn out to be: values, absent, and what the text leaves open for good."""
    if not isinstance(outcome, Gap):
        yield outcome
        return
    match outcome.possible:
        case Subset(members=members):
            yield from sorted(members)
        case Interval(low=Fraction() as low, high=Fraction() as high):
            yield from (low + n for n in range(int(high - low) + 1))
        case Interval(low=date() as low, high=date() as high):
            yield from (low + timedelta(days=n) for n in range((high - low).days + 1))
        case Anything():
            yield from ANYTHING_GOES
        case _:
            raise AssertionError(f"{outcome} is not small")
    if "absent" in outcome.marks:
        yield ABSENT
    if "not_stated" in outcome.marks:
        yield Gap(NOTHING, frozenset({SILENT}), frozenset({"not_stated"}))


def lies_in(part: Outcome, whole: Outcome) -> bool:
    """Whether all that is possible for `part` is possible for `whole`; of a decided `whole`, whether it is `part`."""
    if not isinstance(whole, Gap):
        return part == whole and type(part) is type(whole)
    if not marks_of(part) <= marks_of(whole):
        return False
    return within(possible_of(part), possible_of(whole))


def within(a: Possible, b: Possible) -> bool:
    if a == NOTHING or b == Anything():
        return True
    match a, b:
        case Interval(), Interval():
            low_fits = b.low is None or (a.low is not None and a.low >= b.low)  # type: ignore[operator]
            return low_fits and (b.high is None or (a.high is not None and a.high <= b.high))  # type: ignore[operator]
        case Subset(), Subset():
            return a.members <= b.members
        case _:
            return False


def together(results: Iterable[Outcome]) -> tuple[Possible, frozenset[Mark]]:
    """All that is possible among results, and their marks."""
    possible: Possible = NOTHING
    marks: frozenset[Mark] = frozenset()
    for result in results:
        possible = hull(possible, possible_of(result))
        marks |= marks_of(result)
    return possible, marks


reasons = st.frozensets(st.sampled_from([FACT, PARAMETER, CONFLICT]), min_size=1, max_size=2)


def _marks(draw: st.DrawFn, allowed: tuple[Mark, ...]) -> frozenset[Mark]:
    return draw(st.frozensets(st.sampled_from(allowed), max_size=2)) if allowed else frozenset()


def _settled(possible: Possible, marks: frozenset[Mark], why: frozenset[Reason]) -> Outcome:
    return settle(possible, marks, why | ({SILENT} if "not_stated" in marks else set()))


@st.composite
def outcomes(draw: st.DrawFn, of: t.Type, marks: tuple[Mark, ...] = ("absent", "not_stated")) -> Outcome:
    """Outcomes of a type with few possible values, marks among them."""
    why = draw(reasons)
    may_be = _marks(draw, marks)
    match of:
        case t.YesNo() | t.Enum(open=False):
            names: tuple[bool | str, ...] = (True, False) if isinstance(of, t.YesNo) else of.names
            members = draw(st.frozensets(st.sampled_from(names), min_size=0 if may_be else 1))
            return _settled(Subset(members), may_be, why)
        case t.Enum() | t.Text():
            if draw(st.booleans()):
                return draw(st.sampled_from(ANYTHING_GOES))
            return Gap(Anything(), why, may_be)
        case t.Number():
            low = draw(st.integers(-2, 3))
            high = draw(st.integers(low, min(3, low + 2)))
            return _settled(Interval(Fraction(low), Fraction(high)), may_be, why)
        case t.Date():
            first = date(2024, 2, 28)
            start = draw(st.integers(0, 3))
            stretch = draw(st.integers(0, min(2, 3 - start)))
            return _settled(
                Interval(first + timedelta(days=start), first + timedelta(days=start + stretch)), may_be, why
            )
        case t.SetType():
            if draw(st.booleans()):
                return draw(st.frozensets(st.sampled_from(ANYTHING_GOES)))
            return Gap(Anything(), why, may_be)
        case _:
            raise AssertionError(f"no strategy for {of}")
