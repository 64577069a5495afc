"""Elapsed time by a clock that is put forward and back."""

from __future__ import annotations

from datetime import datetime, timedelta
from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from policycore.clocks import STEADY, Clock

#: Central European time in 2024: forward on 31 March at 1:00 UTC, back on 27 October at 1:00 UTC.
EUROPE = Clock(3600, ((datetime(2024, 3, 31, 1), 7200), (datetime(2024, 10, 27, 1), 3600)))
moments = st.datetimes(datetime(2024, 3, 30), datetime(2024, 11, 2)).map(lambda m: m.replace(microsecond=0))
seconds = st.integers(-200_000, 200_000)


def test_a_steady_clock_shows_what_has_gone_by() -> None:
    start = datetime(2024, 3, 31, 1, 30)
    assert STEADY.add_seconds(start, 3600) == datetime(2024, 3, 31, 2, 30)
    assert STEADY.seconds_between(datetime(2024, 3, 31, 12), start) == Fraction(10.5 * 3600)


def test_an_hour_later_may_be_two_by_the_clock() -> None:
    assert EUROPE.add_seconds(datetime(2024, 3, 31, 1, 30), 3600) == datetime(2024, 3, 31, 3, 30)
    assert EUROPE.add_seconds(datetime(2024, 10, 27, 2, 30), 3600) == datetime(2024, 10, 27, 2, 30)


def test_the_day_of_a_change_has_its_own_length() -> None:
    hour = Fraction(3600)
    assert EUROPE.seconds_between(datetime(2024, 4, 1), datetime(2024, 3, 31)) == 23 * hour
    assert EUROPE.seconds_between(datetime(2024, 10, 28), datetime(2024, 10, 27)) == 25 * hour


def test_after_the_last_change_plain_arithmetic_will_do() -> None:
    assert STEADY.steady_from == datetime.min
    assert EUROPE.steady_from == datetime(2024, 10, 27, 3)
    for start in (EUROPE.steady_from, datetime(2024, 12, 31, 23)):
        assert EUROPE.add_seconds(start, 5000) == STEADY.add_seconds(start, 5000)
        assert EUROPE.seconds_between(start + timedelta(days=2), start) == 2 * 86_400


def test_a_time_that_is_skipped_means_the_moment_of_the_change() -> None:
    assert EUROPE.seconds_between(datetime(2024, 3, 31, 3), datetime(2024, 3, 31, 2, 30)) == 0


@given(moments, moments)
def test_what_is_later_by_the_clock_is_not_earlier(a: datetime, b: datetime) -> None:
    assert EUROPE.seconds_between(max(a, b), min(a, b)) >= 0


@given(moments, seconds)
def test_adding_what_lies_between_leads_there(start: datetime, gone: int) -> None:
    later = EUROPE.add_seconds(start, gone)
    shown_twice = datetime(2024, 10, 27, 2) <= later < datetime(2024, 10, 27, 3)
    between = EUROPE.seconds_between(later, start)
    assert between == gone or (shown_twice and between == gone - 3600)


@given(moments, st.integers(0, 100_000))
def test_what_is_shown_lies_between_the_ends_or_around_the_change(start: datetime, length: int) -> None:
    after, before = EUROPE.put_back_between(start, 0, start, length)
    shown = [EUROPE.add_seconds(start, gone) for gone in (*range(0, length, 600), length)]
    ends = [shown[0], shown[-1], *(end for end in (after, before) if end is not None)]
    assert min(ends) <= min(shown)
    assert max(shown) <= max(ends)
    assert (after is None) == (before is None)
    assert after is None or before is None or after < before + timedelta(seconds=1)


def test_the_first_hours_of_the_calendar_are_counted_though_utc_is_not_there_yet() -> None:
    ahead = Clock(39_000)
    assert ahead.add_seconds(datetime.min, 1800) == datetime(1, 1, 1, 0, 30)
    with pytest.raises(OverflowError):
        ahead.add_seconds(datetime.min, -1)
