"""Working days and the clock of a place in columns: counts that are looked up by the day, offsets by the moment.

Goes in: days, moments and numbers as expressions, with the calendar or the zone of the policy. Comes out: expressions
that are null wherever a day is not known to the calendar, or lies outside the years that are counted here. The
counterparts are `calendars.WorkingDays` and `clocks.Clock`.
"""

from __future__ import annotations

from datetime import date
from functools import cached_property

from attrs import frozen

from policycore.calendars import WorkingDays
from policycore.clocks import Clock
from policycore.columns.expressions import Beyond, Builder, Expression
from policycore.columns.terms import (
    DAY_SECONDS,
    FIRST_SECOND,
    LAST_SECOND,
    Arithmetic,
    Term,
    day_from,
    day_number,
    moment_number,
)

#: Of calendars without an end these days are counted.
_FROM, _THROUGH = date(1900, 1, 1), date(2150, 12, 31)


@frozen(slots=False)
class Days:
    """The working days of a calendar, between the days that are both known and counted here."""

    calendar: WorkingDays

    @cached_property
    def first(self) -> int:
        """The first day that is counted."""
        known = self.calendar.known_from
        return day_number(_FROM if known is None else max(known, _FROM))

    @cached_property
    def last(self) -> int:
        """The last day that is counted."""
        known = self.calendar.known_through
        return day_number(_THROUGH if known is None else min(known, _THROUGH))

    @cached_property
    def worked(self) -> list[int]:
        """The working days, in order."""
        return [day for day in range(self.first, self.last + 1) if self.calendar.is_working(day_from(day))]

    @cached_property
    def counts(self) -> list[int]:
        """How many working days there are up to each day, from the day before the first on."""
        found, worked = [0], set(self.worked)
        for day in range(self.first, self.last + 1):
            found.append(found[-1] + (day in worked))
        return found

    def up_to(self, b: Builder, day: Expression) -> Expression:
        """Return how many working days there are up to a day; null where that is not known."""
        low, high = self.first - 1, self.last
        inside = b.conjunction([b.compare("ge", day, b.number(low)), b.compare("le", day, b.number(high))])
        place = b.case([(inside, b.sub(day, b.number(low)))], b.null("int"))
        return b.lookup(b.bounded(place, 0, high - low), self.counts)

    def at(self, b: Builder, place: Expression) -> Expression:
        """Return the working day at a place, counted from 0; null where there is none that is known."""
        last = len(self.worked) - 1
        inside = b.conjunction([b.compare("ge", place, b.number(0)), b.compare("le", place, b.number(last))])
        kept = b.case([(inside, place)], b.null("int"))
        return b.lookup(b.bounded(kept, 0, last), self.worked)


def days_of(calendar: WorkingDays) -> Days:
    """Return the working days of a calendar; raises `Beyond` where none are known."""
    found = Days(calendar)
    if found.last < found.first or not found.worked:
        raise Beyond("calendar")
    return found


def working_days_between(a: Arithmetic, days: Days, after: Term, through: Term) -> Term:
    """Return how many working days there are after one day up to another."""
    counts = [days.up_to(a.b, a.day_of(each).column) for each in (through, after)]
    return Term("number", a.b.sub(*counts))


def is_working_day(a: Arithmetic, days: Days, day: Term) -> Expression:
    """Return whether a day is a working day."""
    b, column = a.b, a.day_of(day).column
    return b.compare("gt", days.up_to(b, column), days.up_to(b, b.sub(column, b.number(1))))


def add_working_days(a: Arithmetic, days: Days, start: Term, count: Expression) -> Term:
    """Return the `count`-th working day after a day, before it if negative; a moment keeps its time of day."""
    b, day = a.b, a.day_of(start).column
    zero, one = b.number(0), b.number(1)
    forward = b.compare("gt", count, zero)
    # Going back, the day itself does not count.
    reached = b.case([(forward, days.up_to(b, day))], b.add(days.up_to(b, b.sub(day, one)), one))
    known = b.conjunction([b.compare("ge", day, b.number(days.first)), b.compare("le", day, b.number(days.last))])
    found = days.at(b, b.sub(b.add(reached, count), one))
    found = b.case([(b.compare("eq", count, zero), day), (known, found)], b.null("int"))
    if start.kind == "day":
        return Term("day", found)
    clock = b.mod(start.column, DAY_SECONDS)
    return Term("moment", b.add(b.mul(found, b.number(DAY_SECONDS)), clock))


# --- the clock of a place ---


@frozen(slots=False)
class Zone:
    """The local clock of a policy, in seconds from the beginning of 1970."""

    clock: Clock

    @cached_property
    def instants(self) -> list[int]:
        """When the clock is changed, by UTC."""
        return [moment_number(at) for at, _ in self.clock.changes]

    @cached_property
    def offsets(self) -> list[int]:
        """How far the clock is ahead of UTC: before the first change, after it, and so on."""
        return [self.clock.offset, *(offset for _, offset in self.clock.changes)]

    @cached_property
    def shown_before(self) -> list[int]:
        """What the clock would show at each change if it did not change."""
        return [at + offset for at, offset in zip(self.instants, self.offsets, strict=False)]

    def instant(self, b: Builder, shown: Expression) -> Expression:
        """Return the moment by UTC; the first of two moments that look alike."""
        place = b.search(shown, self.shown_before)
        found = b.sub(shown, b.lookup(place, self.offsets))
        earliest = b.lookup(place, [FIRST_SECOND - 2 * DAY_SECONDS, *self.instants])
        return b.extreme("greatest", found, earliest) if self.instants else found

    def shown(self, b: Builder, instant: Expression) -> Expression:
        """Return what the clock shows at a moment by UTC; null where it cannot be written."""
        found = b.add(instant, b.lookup(b.search(instant, self.instants), self.offsets))
        ends = [b.compare("ge", found, b.number(FIRST_SECOND)), b.compare("le", found, b.number(LAST_SECOND))]
        return b.bounded(b.case([(b.conjunction(ends), found)], b.null("int")), FIRST_SECOND, LAST_SECOND)


def zone_of(clock: Clock) -> Zone:
    """Return the clock of a policy; raises `Beyond` where its changes come too close upon one another."""
    found = Zone(clock)
    if sorted(found.shown_before) != found.shown_before or sorted(found.instants) != found.instants:
        raise Beyond("zone")
    return found


def later_by_clock(a: Arithmetic, zone: Zone, start: Term, seconds: Expression) -> Term:
    """Return the moment so many seconds later, as the clock shows it then."""
    return Term("moment", zone.shown(a.b, a.b.add(zone.instant(a.b, start.column), seconds)))


def seconds_by_clock(a: Arithmetic, zone: Zone, later: Term, earlier: Term) -> Term:
    """Return the seconds that go by from one moment to another."""
    return Term("number", a.b.sub(zone.instant(a.b, later.column), zone.instant(a.b, earlier.column)))
