"""Counting working days, against counting them one by one."""

from __future__ import annotations

from datetime import date, timedelta

import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from policycore.calendars import WorkingDays, whole_years

SPRING = WorkingDays(
    holidays=((date(2024, 2, 10), date(2024, 2, 17)), (date(2024, 5, 1), date(2024, 5, 1))),
    workdays=(date(2024, 2, 18),),
    known_from=date(2024, 1, 1),
    known_through=date(2024, 12, 31),
)
around = st.dates(date(2023, 12, 1), date(2024, 3, 31))


@st.composite
def calendars(draw: st.DrawFn) -> WorkingDays:
    return WorkingDays(
        draw(st.frozensets(st.integers(1, 7), max_size=6)),
        tuple(tuple(sorted(draw(st.tuples(around, around)))) for _ in range(draw(st.integers(0, 2)))),
        tuple(draw(st.lists(around, max_size=3))),
        draw(st.none() | st.just(date(2024, 1, 1))),
        draw(st.none() | st.just(date(2024, 2, 29))),
    )


def works(days: WorkingDays, day: date, unknown_work: bool) -> bool:
    """What the calendar says of one day, said plainly."""
    if (days.known_from or date.min) > day or day > (days.known_through or date.max):
        return unknown_work
    if day in days.workdays:
        return True
    return not any(low <= day <= high for low, high in days.holidays) and day.isoweekday() not in days.weekend


@given(calendars(), around, st.integers(0, 120), st.booleans())
def test_between_counts_each_working_day_once(days: WorkingDays, after: date, length: int, unknown_work: bool) -> None:
    counted = sum(works(days, after + timedelta(n), unknown_work) for n in range(1, length + 1))
    through = after + timedelta(length)
    assert days.between(after, through, unknown_work) == counted
    assert days.between(through, after, unknown_work) == -counted


@given(calendars(), around, st.integers(-20, 20), st.booleans())
def test_shift_stops_on_the_nth_working_day(days: WorkingDays, start: date, count: int, unknown_work: bool) -> None:
    found = days.shift(start, count, unknown_work)
    assume(found is not None and abs((found - start).days) < 1000)
    assert found is not None
    if count == 0:
        assert found == start
        return
    step = 1 if count > 0 else -1
    passed = [start + timedelta(step * n) for n in range(1, abs((found - start).days) + 1)]
    assert sum(works(days, day, unknown_work) for day in passed) == abs(count)
    assert works(days, found, unknown_work)


@given(calendars(), around)
def test_a_day_is_known_or_not(days: WorkingDays, day: date) -> None:
    assert days.is_working(day) is (works(days, day, True) if days.is_known(day) else None)
    assert days.unknown_between(day, day) == (not days.is_known(day))


def test_holidays_and_shifted_working_days_count() -> None:
    assert SPRING.shift(date(2024, 2, 9), 1, unknown_work=False) == date(2024, 2, 18)
    assert SPRING.shift(date(2024, 2, 19), -1, unknown_work=False) == date(2024, 2, 18)
    assert SPRING.shift(date(2024, 4, 30), 1, unknown_work=False) == date(2024, 5, 2)


def test_what_lies_beyond_is_told_by_two_answers() -> None:
    start = date(2024, 12, 30)
    assert SPRING.shift(start, 2, unknown_work=True) == date(2025, 1, 1)
    assert SPRING.shift(start, 2, unknown_work=False) is None
    assert SPRING.unknown_between(start, date(2025, 1, 3)) == 3


def test_a_calendar_without_working_days_has_no_next_one() -> None:
    never = WorkingDays(weekend=frozenset(range(1, 8)))
    assert never.shift(date(2024, 1, 1), 1, unknown_work=True) is None


@pytest.mark.parametrize(
    ("days", "years"),
    [
        ((), None),
        ((date(2024, 5, 1),), (date(2024, 1, 1), date(2024, 12, 31))),
        ((date(2026, 1, 1), date(2024, 5, 1)), (date(2024, 1, 1), date(2026, 12, 31))),
    ],
)
def test_a_calendar_is_known_for_the_years_of_its_days(days: tuple[date, ...], years: tuple[date, date] | None) -> None:
    assert whole_years(days) == years
