"""Calendar arithmetic by the conventions of the language."""

from __future__ import annotations

from datetime import date, datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from policycore.dates import (
    LAST_DAY,
    PeriodUnit,
    add_days,
    add_months,
    add_seconds,
    at_time,
    day_of,
    days_between,
    end_of,
    next_period,
    period_start,
    seconds_between,
)

days = st.dates(date(1900, 1, 1), date(2100, 1, 1))


@pytest.mark.parametrize(
    ("start", "months", "result"),
    [
        (date(2024, 1, 31), 1, date(2024, 2, 29)),
        (date(2023, 1, 31), 1, date(2023, 2, 28)),
        (date(2024, 2, 29), 12, date(2025, 2, 28)),
        (date(2024, 3, 31), -1, date(2024, 2, 29)),
        (date(2024, 1, 15), -13, date(2022, 12, 15)),
        (date(2024, 11, 30), 3, date(2025, 2, 28)),
    ],
)
def test_months_keep_the_day_or_end_with_the_month(start: date, months: int, result: date) -> None:
    assert add_months(start, months) == result


def test_a_moment_keeps_its_time_of_day() -> None:
    assert add_months(datetime(2024, 1, 31, 17, 30), 1) == datetime(2024, 2, 29, 17, 30)
    assert add_days(datetime(2024, 2, 28, 17, 30), 2) == datetime(2024, 3, 1, 17, 30)


@given(days, st.integers(-600, 600), st.integers(-600, 600))
def test_more_months_are_never_earlier(start: date, fewer: int, more: int) -> None:
    low, high = sorted((fewer, more))
    assert add_months(start, low) <= add_months(start, high)


@given(days, days, st.integers(-600, 600))
def test_a_later_start_never_ends_earlier(one: date, other: date, months: int) -> None:
    first, second = sorted((one, other))
    assert add_months(first, months) <= add_months(second, months)


@given(days, st.integers(-9999, 9999))
def test_days_between_undoes_adding_days(start: date, count: int) -> None:
    assert days_between(add_days(start, count), start) == count


def test_seconds_go_by_the_clock() -> None:
    start = datetime(2024, 3, 1, 10, 0)
    assert add_seconds(start, 86_461) == datetime(2024, 3, 2, 10, 1, 1)
    assert seconds_between(start, add_seconds(start, 20)) == -20


def test_a_day_ends_with_its_last_second_and_a_moment_with_itself() -> None:
    assert end_of(date(2024, 3, 1)) == datetime(2024, 3, 1, 23, 59, 59)
    assert end_of(datetime(2024, 3, 1, 8)) == datetime(2024, 3, 1, 8)
    assert day_of(end_of(date(2024, 3, 1))) == date(2024, 3, 1)


def test_what_cannot_be_written_overflows() -> None:
    for move, amount in ((add_days, 1), (add_months, 1), (add_days, 10**12), (add_months, 10**12)):
        with pytest.raises(OverflowError):
            move(LAST_DAY, amount)
    with pytest.raises(OverflowError):
        add_months(date(1, 1, 1), -1)


@pytest.mark.parametrize(
    ("unit", "count", "start", "following"),
    [
        ("day", 1, date(2024, 5, 31), date(2024, 6, 1)),
        ("week", 1, date(2024, 5, 27), date(2024, 6, 3)),
        ("month", 1, date(2024, 5, 1), date(2024, 6, 1)),
        ("month", 3, date(2024, 4, 1), date(2024, 7, 1)),
        ("month", 6, date(2024, 1, 1), date(2024, 7, 1)),
        ("year", 1, date(2024, 1, 1), date(2025, 1, 1)),
        ("year", 2, date(2023, 1, 1), date(2025, 1, 1)),
    ],
)
def test_the_31st_of_may_lies_in_its_period(unit: PeriodUnit, count: int, start: date, following: date) -> None:
    assert period_start(date(2024, 5, 31), unit, count) == start
    assert next_period(start, unit, count) == following


@given(days, st.sampled_from(["day", "week", "month", "year"]), st.integers(1, 15))
def test_periods_follow_one_another_without_a_break(day: date, unit: PeriodUnit, count: int) -> None:
    start = period_start(day, unit, count)
    following = next_period(start, unit, count)
    assert start <= day < following
    assert period_start(add_days(following, -1), unit, count) == start
    assert period_start(following, unit, count) == following


def test_a_time_of_day_counts_from_midnight() -> None:
    assert at_time(date(2024, 3, 1), 17 * 3600 + 30) == datetime(2024, 3, 1, 17, 0, 30)
