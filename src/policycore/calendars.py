"""Counting working days, where what is known of a calendar may end.

Goes in: which days of the week are off, holidays, shifted working days, and the days between which all this is known.
Comes out: the n-th working day after a day, how many there are between two days, whether a day is one. Days outside
what is known are neither: who counts says whether they are taken for working days (`unknown_work`), so that a result
that is the same both ways does not depend on them. Imports only the standard library and attrs.
"""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from collections.abc import Iterable
from datetime import date
from functools import cached_property

from attrs import frozen

_LAST = date.max.toordinal()


@frozen(slots=False)
class WorkingDays:
    """The working days of a calendar.

    Attributes:
        weekend: days of the week that are off, 1 for Monday.
        holidays: first and last days of what is off beside them.
        workdays: days that are worked in spite of both.
        known_from, known_through: the first and the last day of which anything is known; None is no end.
    """

    weekend: frozenset[int] = frozenset({6, 7})
    holidays: tuple[tuple[date, date], ...] = ()
    workdays: tuple[date, ...] = ()
    known_from: date | None = None
    known_through: date | None = None

    @cached_property
    def _first(self) -> int:
        return 1 if self.known_from is None else self.known_from.toordinal()

    @cached_property
    def _last(self) -> int:
        return _LAST if self.known_through is None else self.known_through.toordinal()

    @cached_property
    def _exceptions(self) -> tuple[list[int], list[int]]:
        """Days that are not what their weekday says, and how many working days more there are up to each."""
        worked = {day.toordinal() for day in self.workdays}
        off = {
            ordinal
            for first, last in self.holidays
            for ordinal in range(max(first.toordinal(), self._first), min(last.toordinal(), self._last) + 1)
        }
        changed = sorted(
            [(day, 1) for day in worked if not self._by_weekday(day)]
            + [(day, -1) for day in off - worked if self._by_weekday(day)]
        )
        days, more, total = [], [], 0
        for day, change in changed:
            total += change
            days.append(day)
            more.append(total)
        return days, more

    def _by_weekday(self, ordinal: int) -> bool:
        return (ordinal - 1) % 7 + 1 not in self.weekend  # the first of January of the year 1 was a Monday

    def _through(self, ordinal: int) -> int:
        """Return how many working days there are up to a day, going by what is known."""
        weeks, rest = divmod(ordinal, 7)
        regular = weeks * (7 - len(self.weekend)) + sum(day not in self.weekend for day in range(1, rest + 1))
        days, more = self._exceptions
        place = bisect_right(days, ordinal)
        return regular + (more[place - 1] if place else 0)

    def _count(self, ordinal: int, unknown_work: bool) -> int:
        """Return how many working days there are up to a day; unknown ones are all worked, or all off."""
        known = max(0, self._through(min(ordinal, self._last)) - self._through(self._first - 1))
        if ordinal < self._first:
            known = 0
        if not unknown_work:
            return known
        return known + min(ordinal, self._first - 1) + max(0, ordinal - self._last)

    def is_known(self, day: date) -> bool:
        """Return whether anything is known of a day."""
        return self._first <= day.toordinal() <= self._last

    def is_working(self, day: date) -> bool | None:
        """Return whether a day is a working day; None where that is not known.

        >>> spring = WorkingDays(holidays=((date(2024, 2, 10), date(2024, 2, 17)),), workdays=(date(2024, 2, 18),))
        >>> spring.is_working(date(2024, 2, 12)), spring.is_working(date(2024, 2, 18))
        (False, True)
        """
        if not self.is_known(day):
            return None
        ordinal = day.toordinal()
        return self._through(ordinal) > self._through(ordinal - 1)

    def between(self, after: date, through: date, unknown_work: bool) -> int:
        """Return how many working days there are after one day up to another; negative if the other comes before.

        >>> WorkingDays().between(date(2024, 3, 1), date(2024, 3, 8), unknown_work=False)
        5
        """
        return self._count(through.toordinal(), unknown_work) - self._count(after.toordinal(), unknown_work)

    def unknown_between(self, first: date, last: date) -> int:
        """Return of how many days from `first` to `last`, both in, nothing is known."""
        low, high = first.toordinal(), last.toordinal()
        known = max(0, min(high, self._last) - max(low, self._first) + 1)
        return max(0, high - low + 1) - known

    def shift(self, start: date, count: int, unknown_work: bool) -> date | None:
        """Return the `count`-th working day after a day, before it if negative; the day itself for 0.

        None: there is none, up to the end of the dates that can be written.

        >>> WorkingDays().shift(date(2024, 3, 1), 3, unknown_work=False)
        datetime.date(2024, 3, 6)
        """
        if count == 0:
            return start
        ordinal = start.toordinal()
        # Going back, the day itself does not count.
        reached = self._count(ordinal if count > 0 else ordinal - 1, unknown_work)
        wanted = reached + count if count > 0 else reached + count + 1
        if wanted < 1 or wanted > self._count(_LAST, unknown_work):
            return None
        days = range(1, _LAST + 1)
        return date.fromordinal(days[bisect_left(days, wanted, key=lambda day: self._count(day, unknown_work))])


def whole_years(days: Iterable[date]) -> tuple[date, date] | None:
    """Return the first and the last day of the years that days lie in; None where there are no days."""
    years = sorted(day.year for day in days)
    return (date(years[0], 1, 1), date(years[-1], 12, 31)) if years else None
