"""Arithmetic on calendar days and moments, by the conventions of the language.

Goes in and comes out: `date` and `datetime` without zone. A result before the year 1 or after the year 9999 cannot be
written: `OverflowError`. Imports only the standard library.
"""

from __future__ import annotations

from calendar import monthrange
from datetime import date, datetime, time, timedelta
from fractions import Fraction
from typing import Literal, TypeVar, assert_never

Day = TypeVar("Day", date, datetime)

FIRST_DAY, LAST_DAY = date.min, date.max
FIRST_MOMENT, LAST_MOMENT = datetime.min, datetime.max.replace(microsecond=0)


def add_days(start: Day, days: int) -> Day:
    """Return the calendar day so many days later (earlier if negative), at the same time of day.

    >>> add_days(date(2024, 2, 28), 2)
    datetime.date(2024, 3, 1)
    """
    return start + timedelta(days=days)


def add_months(start: Day, months: int) -> Day:
    """Return the same day of the month so many months later, or the last day of that month where it is shorter.

    >>> add_months(date(2024, 1, 31), 1)
    datetime.date(2024, 2, 29)
    """
    years, month = divmod(start.month - 1 + months, 12)
    year = start.year + years
    if not 1 <= year <= 9999:
        raise OverflowError("the year cannot be written")
    return start.replace(year=year, month=month + 1, day=min(start.day, monthrange(year, month + 1)[1]))


def add_seconds(start: datetime, seconds: int) -> datetime:
    """Return the moment so many seconds later by a clock that is never changed (`clocks` has those that are)."""
    return start + timedelta(seconds=seconds)


def days_between(later: date, earlier: date) -> Fraction:
    """Return the days from `earlier` to `later`; negative if `earlier` comes after."""
    return Fraction((later - earlier).days)


def seconds_between(later: datetime, earlier: datetime) -> Fraction:
    """Return the seconds from `earlier` to `later` by a clock that is never changed; negative if `earlier` is after."""
    gone = later - earlier
    return Fraction(gone.days * 86_400 + gone.seconds) + Fraction(gone.microseconds, 1_000_000)


def day_of(moment: date) -> date:
    """Return the calendar day of a moment; a day is its own.

    >>> day_of(datetime(2024, 3, 1, 23, 59))
    datetime.date(2024, 3, 1)
    """
    return moment.date() if isinstance(moment, datetime) else moment


def end_of(day: date) -> datetime:
    """Return the last second of a calendar day; a moment is its own end.

    >>> end_of(date(2024, 3, 1))
    datetime.datetime(2024, 3, 1, 23, 59, 59)
    """
    return day if isinstance(day, datetime) else datetime.combine(day, time(23, 59, 59))


def at_time(day: date, seconds: int) -> datetime:
    """Return the moment of a calendar day at which the clock shows so many seconds after midnight.

    >>> at_time(date(2024, 3, 1), 17 * 3600)
    datetime.datetime(2024, 3, 1, 17, 0)
    """
    return datetime.combine(day, time.min) + timedelta(seconds=seconds)


#: Units of time that the calendar is divided into; quarters are three months.
PeriodUnit = Literal["day", "week", "month", "year"]


def period_start(day: date, unit: PeriodUnit, count: int) -> date:
    """Return the first day of the period that holds a day.

    Weeks start on Monday. Periods of several units follow one another from the beginning of the calendar, the first of
    January of the year 1, which was a Monday; so three months are the quarters of a year.

    >>> period_start(date(2024, 5, 31), "month", 3), period_start(date(2024, 3, 3), "week", 1)
    (datetime.date(2024, 4, 1), datetime.date(2024, 2, 26))
    """
    match unit:
        case "day":
            return date.fromordinal((day.toordinal() - 1) // count * count + 1)
        case "week":
            return date.fromordinal((day.toordinal() - 1) // (7 * count) * (7 * count) + 1)
        case "month":
            years, month = divmod(((day.year - 1) * 12 + day.month - 1) // count * count, 12)
            return date(years + 1, month + 1, 1)
        case "year":
            return date((day.year - 1) // count * count + 1, 1, 1)
        case _:
            assert_never(unit)


def periods_between(later: date, earlier: date, unit: PeriodUnit, count: int) -> int:
    """Return how many periods the one that holds `later` comes after the one that holds `earlier`.

    >>> periods_between(date(2024, 7, 1), date(2024, 3, 31), "month", 3)
    2
    """
    return _place(later, unit, count) - _place(earlier, unit, count)


def _place(day: date, unit: PeriodUnit, count: int) -> int:
    """Return the place of the period that holds a day, counted from the beginning of the calendar."""
    match unit:
        case "day":
            return (day.toordinal() - 1) // count
        case "week":
            return (day.toordinal() - 1) // (7 * count)
        case "month":
            return ((day.year - 1) * 12 + day.month - 1) // count
        case "year":
            return (day.year - 1) // count
        case _:
            assert_never(unit)


def next_period(start: date, unit: PeriodUnit, count: int) -> date:
    """Return the first day of the period after the one that starts on `start`; `OverflowError` after the last one."""
    match unit:
        case "day":
            return add_days(start, count)
        case "week":
            return add_days(start, 7 * count)
        case "month":
            return add_months(start, count)
        case "year":
            return add_months(start, 12 * count)
        case _:
            assert_never(unit)
