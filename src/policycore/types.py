"""The types of the language and its units.

Core nodes carry these; the checker infers them; records are validated against them. A type knows which values are
possible before anything is known (`values.everything`), because gaps start from there.

Numbers are held in the unit their type names, exactly (`Fraction`); a per cent is held as the fraction (85 % is
17/20). Conversions between units of one family stand in Core as explicit `convert` operators.
"""

from __future__ import annotations

from fractions import Fraction
from functools import cached_property
from typing import Literal

from attrs import field, frozen

Family = Literal["pure", "percent", "points", "money", "clock", "days", "working", "months", "own"]


@frozen
class Unit:
    """A unit of measurement: `1 name = factor base`; numbers in it have at most `places` decimals in data."""

    name: str
    family: Family
    base: str
    factor: Fraction = Fraction(1)
    places: int = 6


PURE = Unit("", "pure", "")
#: `places` counts digits of the figure before the sign: 12.5 % has one.
PERCENT = Unit("percent", "percent", "")
POINTS = Unit("points", "points", "points")
SECOND = Unit("second", "clock", "second", Fraction(1), 0)
MINUTE = Unit("minute", "clock", "second", Fraction(60))
HOUR = Unit("hour", "clock", "second", Fraction(3600))
DAY = Unit("day", "days", "day")
WEEK = Unit("week", "days", "day", Fraction(7))
MONTH = Unit("month", "months", "month")
QUARTER = Unit("quarter", "months", "month", Fraction(3))
YEAR = Unit("year", "months", "month", Fraction(12))
#: Days that a calendar counts; no fixed number of days.
WORKING_DAY = Unit("working day", "working", "working day", Fraction(1), 0)
TIME_UNITS = {unit.name: unit for unit in (SECOND, MINUTE, HOUR, DAY, WORKING_DAY, WEEK, MONTH, QUARTER, YEAR)}


@frozen
class Member:
    """One value of an enumeration. `labels` pairs a language with its text, and takes no part in equality."""

    name: str
    labels: tuple[tuple[str, str], ...] = field(default=(), eq=False)
    cite: str = field(default="", eq=False)


@frozen
class YesNo:
    """yes or no; Python `bool`."""


@frozen
class Text:
    """Any text; Python `str`, Unicode NFC."""


@frozen
class Number:
    """An exact number in `unit`; Python `Fraction`. Bounds are inclusive and already on the scale of the type."""

    unit: Unit = PURE
    whole: bool = False
    low: Fraction | None = None
    high: Fraction | None = None


@frozen
class Date:
    """A calendar day; Python `datetime.date`."""

    low: str | None = None
    high: str | None = None


@frozen
class Moment:
    """A local date and time to the second; Python `datetime.datetime` without zone."""


@frozen
class Enum:
    """One of `members`; Python `str`. When `ordered`, members stand from highest to lowest. `open`: others may come.

    Two enumerations are the same type when members, order and openness agree; `name` is for people.
    """

    members: tuple[Member, ...]
    ordered: bool = False
    open: bool = False
    name: str = field(default="", eq=False)

    @cached_property
    def names(self) -> tuple[str, ...]:
        return tuple(member.name for member in self.members)

    def rank(self, name: str) -> int:
        """Return the place of `name` counted so that higher is better (ordered enumerations only)."""
        return len(self.members) - self.names.index(name)


@frozen
class RecordType:
    """A record declared in the policy, by its id."""

    name: str


@frozen
class ListType:
    """A list; Python `tuple` of element outcomes."""

    element: Type


@frozen
class SetType:
    """A set of members or texts; Python `frozenset` of `str`."""

    element: Enum | Text


Type = YesNo | Text | Number | Date | Moment | Enum | RecordType | ListType | SetType
