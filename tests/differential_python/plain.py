"""What the plain calculations of this folder share: results to compare with, dates, rounding.

They use the standard library alone and nothing of policycore, so that a mistake of the library is not made here too.
"""

from __future__ import annotations

from calendar import monthrange
from dataclasses import dataclass
from datetime import date
from fractions import Fraction
from typing import Any, TypeAlias

Value: TypeAlias = "Fraction | str | bool | None"


@dataclass(frozen=True)
class Plain:
    """What comes out for a record of which everything is known. `among` are the values of a conflict or silence."""

    value: Value = None
    status: str = "decided"
    among: tuple[Value, ...] = ()


def decided(value: Value | int) -> Plain:
    return Plain(Fraction(value) if type(value) is int else value)


def conflict(values: set[Any]) -> Plain:
    """Return the value if all sides give the same, else the conflict of them."""
    return decided(min(values)) if len(values) == 1 else Plain(None, "conflict", tuple(sorted(values)))


def months_later(day: date, months: int) -> date:
    year, month = divmod(day.year * 12 + day.month - 1 + months, 12)
    return date(year, month + 1, min(day.day, monthrange(year, month + 1)[1]))


def half_up(number: Fraction, step: Fraction) -> Fraction:
    away = (abs(number) / step + Fraction(1, 2)).__floor__() * step
    return away if number >= 0 else -away


def day(text: str) -> date:
    return date.fromisoformat(text)
