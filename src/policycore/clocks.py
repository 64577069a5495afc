"""The clock of a place: how local moments and elapsed time go together where the clock is put forward and back.

Goes in: the offsets of a zone and when they change. Comes out: the moment so many seconds later, the seconds between
two moments. Moments are local and without zone. One that occurs twice, when the clock is put back, means the first; one
that the clock skips means the moment at which it is put forward. Imports only the standard library and attrs.
"""

from __future__ import annotations

from bisect import bisect_right
from datetime import datetime, timedelta
from fractions import Fraction
from functools import cached_property

from attrs import frozen

_START = datetime.min
_SECOND = timedelta(seconds=1)


@frozen(slots=False)
class Clock:
    """A local clock: `offset` seconds ahead of UTC, from each moment (of UTC) in `changes` on by the new offset."""

    offset: int = 0
    changes: tuple[tuple[datetime, int], ...] = ()

    @cached_property
    def _instants(self) -> list[timedelta]:
        return [at - _START for at, _ in self.changes]

    @cached_property
    def _offsets(self) -> list[timedelta]:
        return [timedelta(seconds=offset) for offset in (self.offset, *(offset for _, offset in self.changes))]

    @cached_property
    def _shown_before(self) -> list[timedelta]:
        """What the clock would show at each change if it did not change."""
        return [at + offset for at, offset in zip(self._instants, self._offsets, strict=False)]

    @cached_property
    def steady_from(self) -> datetime:
        """The moment, as the clock shows it, from which on it is not changed any more: plain arithmetic will do."""
        if not self.changes:
            return _START
        at, offset = self.changes[-1]
        return at + timedelta(seconds=max(offset, self.changes[-2][1] if len(self.changes) > 1 else self.offset))

    def _instant(self, local: datetime) -> timedelta:
        """Return the time that has gone by in UTC; the first of two moments that look alike."""
        shown = local - _START
        place = bisect_right(self._shown_before, shown)
        instant = shown - self._offsets[place]
        return max(instant, self._instants[place - 1]) if place else instant

    def _shown(self, instant: timedelta) -> datetime:
        # By UTC the calendar may not have begun yet.
        return _START + (instant + self._offsets[bisect_right(self._instants, instant)])

    def add_seconds(self, start: datetime, seconds: int) -> datetime:
        """Return the moment so much later, as the clock shows it then; `OverflowError` where it cannot be written.

        >>> spring = Clock(3600, ((datetime(2024, 3, 31, 1), 7200),))
        >>> spring.add_seconds(datetime(2024, 3, 31, 1, 30), 3600)
        datetime.datetime(2024, 3, 31, 3, 30)
        """
        return self._shown(self._instant(start) + seconds * _SECOND)

    def seconds_between(self, later: datetime, earlier: datetime) -> Fraction:
        """Return the seconds that go by from `earlier` to `later`; negative if `earlier` comes after.

        >>> autumn = Clock(7200, ((datetime(2024, 10, 27, 1), 3600),))
        >>> autumn.seconds_between(datetime(2024, 10, 27, 12), datetime(2024, 10, 27, 0))
        Fraction(46800, 1)
        """
        gone = self._instant(later) - self._instant(earlier)
        return Fraction(gone.days * 86_400 + gone.seconds) + Fraction(gone.microseconds, 1_000_000)

    def local(self, utc: datetime) -> datetime:
        """Return what the clock shows at a moment of UTC; `OverflowError` where it cannot be written.

        >>> Clock(28800).local(datetime(2024, 3, 1, 2))
        datetime.datetime(2024, 3, 1, 10, 0)
        """
        return self._shown(utc - _START)

    def put_back_between(
        self, first: datetime, first_seconds: int, last: datetime, last_seconds: int
    ) -> tuple[datetime | None, datetime | None]:
        """Return what the clock shows right after and right before it is put back, between two moments.

        They are the earliest and the latest that it shows beside the ends; None where it is not put back in between.
        """
        low, high = self._instant(first) + first_seconds * _SECOND, self._instant(last) + last_seconds * _SECOND
        after, before = [], []
        for place in range(bisect_right(self._instants, low), bisect_right(self._instants, high)):
            at = self._instants[place]
            if self._offsets[place + 1] < self._offsets[place]:
                after.append(_START + at + self._offsets[place + 1])
                before.append(_START + at - _SECOND + self._offsets[place])
        return min(after, default=None), max(before, default=None)


#: A clock that is never changed: elapsed time is the difference of what it shows.
STEADY = Clock()
