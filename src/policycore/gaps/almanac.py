"""What a policy says of days and hours: its calendars and the clock of its time zone, ready for counting.

Goes in: a program. Comes out: an `Almanac`, which operators on working days and elapsed time ask.
"""

from __future__ import annotations

from collections.abc import Mapping

from attrs import field, frozen

from policycore.calendars import WorkingDays
from policycore.clocks import STEADY, Clock
from policycore.core import nodes as core


@frozen
class Almanac:
    """The working days of each calendar by its id, and the local clock."""

    working_days: Mapping[str, WorkingDays] = field(factory=dict)
    clock: Clock = STEADY

    @classmethod
    def of(cls, program: core.Program) -> Almanac:
        """Return the almanac of a program."""
        zone = program.zone
        return cls(
            {calendar.id: working_days(calendar) for calendar in program.calendars},
            STEADY if zone is None else Clock(zone.offset, zone.changes),
        )


def working_days(calendar: core.Calendar) -> WorkingDays:
    """Return the working days of a calendar."""
    return WorkingDays(
        frozenset(calendar.weekend),
        calendar.holidays,
        calendar.workdays,
        calendar.known_from,
        calendar.known_through,
    )


#: No calendar, and a clock that is never changed.
PLAIN = Almanac()
