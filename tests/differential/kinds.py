"""What the generator of policies knows of types: their words in a policy, their literals, and what is in scope.

Types are those of `policycore.types`; literals come from a small pool per unit, so that the constants of a policy, and
with them the figures of its records, meet each other often.
"""

from __future__ import annotations

import random
from collections.abc import Hashable
from fractions import Fraction

from attrs import define, field, frozen

from policycore import types as t
from policycore.values import number_text

CNY = t.Unit("CNY", "money", "CNY", Fraction(1), 2)
JPY = t.Unit("JPY", "money", "JPY", Fraction(1), 0)
TONNE = t.Unit("t", "own", "t", Fraction(1), 3)
KILO = t.Unit("kg", "own", "t", Fraction(1, 1000), 3)

#: The words of a number type by the name of its unit.
NUMBER_TYPES = {
    "": "number",
    "points": "points",
    "percent": "percent",
    "CNY": "money(CNY)",
    "JPY": "money(JPY)",
    "t": "number(t)",
    "kg": "number(kg)",
    "day": "number(days)",
    "hour": "number(hours)",
    "month": "number(months)",
    "working day": "number(working days)",
}
UNITS = {
    unit.name: unit
    for unit in (t.PURE, t.POINTS, t.PERCENT, CNY, JPY, TONNE, KILO, t.DAY, t.HOUR, t.MONTH, t.WORKING_DAY)
}
#: What constants of a unit are drawn from; each policy takes a few of them.
FIGURES: dict[str, tuple[str, ...]] = {
    "": ("0", "1", "2", "3", "5", "7", "10", "0.5", "2.25", "100", "1_000"),
    "points": ("0", "1", "5", "10", "20", "40", "60", "75", "100", "2.5"),
    "percent": ("0", "5", "10", "25", "33.3", "50", "75", "90", "100", "120"),
    "CNY": ("0", "1", "50", "100", "999.99", "1万", "5万", "50万", "100万", "1亿"),
    "JPY": ("0", "1", "100", "1万", "30万"),
    "t": ("0", "0.5", "1", "2", "10", "12.345"),
    "kg": ("0", "1", "250", "500", "1_000"),
    "day": ("1", "3", "10", "30", "90", "365"),
    "hour": ("1", "2", "24", "48", "0.5"),
    "month": ("1", "3", "6", "12"),
    "working day": ("1", "2", "3", "5", "10"),
}
DAYS = (
    *("2023-01-01", "2023-12-31", "2024-01-01", "2024-01-31", "2024-02-28", "2024-02-29", "2024-03-01"),
    *("2024-03-31", "2024-06-30", "2024-12-31", "2025-02-28", "2025-03-01"),
)
CLOCKS = ("00:00", "02:30", "09:30", "10:00", "17:00", "23:59", "23:59:59")
TEXTS = ("", "a", "b", "C-1", "某", "a b", "unknown")


def key_of(of: t.Type) -> Hashable:
    """Return what expressions of one type, whatever their bounds, have in common."""
    match of:
        case t.Number(unit=unit):
            return "points" if unit.name == "points" else unit.name, "number"
        case t.Date():
            return "date"
        case _:
            return of


def number(unit: str) -> t.Number:
    """Return the type of numbers of a unit, without bounds."""
    return t.Number(UNITS[unit])


def spelt(name: str) -> str:
    """Return the name of a member as it is written where it stands alone."""
    return f"`{name}`" if name == "any" else name


def amount_text(digits: str, unit: str, draw: random.Random) -> str:
    """Return a literal of a unit with these digits."""
    match unit:
        case "" | "percent":
            return digits + ("%" if unit else "")
        case "points":
            return digits if draw.random() < 0.5 else f"{digits} {'point' if digits == '1' else 'points'}"
        case "CNY":
            return f"{digits} {draw.choice(('CNY', 'CNY', '元'))}"
        case "day" | "hour" | "month" | "working day":
            return f"{digits} {unit}{'' if digits == '1' else 's'}"
        case _:
            return f"{digits} {unit}"


def other_unit(digits: str, unit: str, draw: random.Random) -> str:
    """Return a literal of another unit of the same family, where there is one."""
    if unit == "hour":
        return draw.choice(("30 minutes", "90 minutes", "7200 seconds"))  # a number of hours with few decimals
    names = {"t": ("kg",), "kg": ("t",), "day": ("weeks",), "month": ("years",)}.get(unit)
    return f"{digits} {draw.choice(names)}" if names else amount_text(digits, unit, draw)


def bound_text(of: t.Number, draw: random.Random) -> str:
    """Return the bounds of a number type in words, and nothing where it has none."""

    def bare(value: Fraction) -> str:
        return number_text(value * 100 if of.unit.family == "percent" else value)

    low, high = of.low, of.high
    # On a whole scale, `more than` says the same with the number before.
    if of.whole and low is not None and high is None and draw.random() < 0.2:
        return f" more than {bare(low - 1)}"
    if of.whole and high is not None and low is None and draw.random() < 0.4:
        return f" less than {bare(high + 1)}"
    if low is not None and high is not None:
        sign = ".." if draw.random() < 0.5 else " .. "
        return (
            f" {bare(low)}{sign}{bare(high)}" if draw.random() < 0.7 else f" at least {bare(low)} at most {bare(high)}"
        )
    if low is not None:
        return f" at least {bare(low)}"
    return f" at most {bare(high)}" if high is not None else ""


@define
class Choice:
    """An enumeration of the policy: its type, and the name under which its members can always be written."""

    type: t.Enum
    name: str | None


@frozen
class Member:
    """A field of a record, or what a statement decides about one: read as `name`, or behind a dot.

    `bare` says that it is read by its own name alone, wherever its record is in scope (a line of a score, a benefit).
    """

    name: str
    type: t.Type
    optional: bool = False
    bare: bool = False
    judged: bool = False
    defined: bool = False


@frozen
class Fact:
    """What can be read at a place: its text, its type, and whether it may be absent."""

    text: str
    type: t.Type
    optional: bool = False


@frozen
class Scope:
    """An element or record in scope: `record` None for an element that is a single value, read by its alias."""

    record: str | None
    alias: str | None = None
    type: t.Type | None = None


@frozen
class Env:
    """Where an expression stands: the scopes from outside to inside, and names with a type of their own."""

    scopes: tuple[Scope, ...]
    locals: tuple[Fact, ...] = ()

    def inside(self, scope: Scope) -> Env:
        """Return the environment inside an element."""
        return Env((*self.scopes, scope), self.locals)

    @property
    def record(self) -> str:
        """The record that is decided about."""
        assert self.scopes[0].record is not None
        return self.scopes[0].record


@define
class World:
    """What a policy declares so far, as the generator sees it."""

    choices: list[Choice] = field(factory=list)
    members: dict[str, list[Member]] = field(factory=dict)
    parameters: list[tuple[str, t.Type, tuple[Choice, ...], bool]] = field(factory=list)
    readings: list[tuple[str, tuple[str, ...]]] = field(factory=list)
    actors: list[str] = field(factory=list)
    promises: list[tuple[str, str, t.Enum, t.Type]] = field(factory=list)
    units: set[str] = field(factory=set)
    #: Little is silent, unknown, absent or without bounds: what columns can take.
    plain: bool = False
