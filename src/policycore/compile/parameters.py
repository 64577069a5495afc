"""The values of a parameter as the fast path reads them: packed, by day and by keys.

What is not stated, supplied as open, or not there for a key has no entry, so that whoever reads it stops.
"""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Mapping
from datetime import date, datetime
from fractions import Fraction
from itertools import product
from math import lcm
from typing import Any

from attrs import evolve, frozen

from policycore.compile.forms import Given, Unsupported, packed_constant
from policycore.core import nodes as core
from policycore.types import Enum
from policycore.values import ABSENT, Absent, Gap, Outcome


@frozen
class Values:
    """Attributes:
    lines: what holds: a packed value, or packed values by packed keys; None where nothing is stated.
    starts: the days from which the lines after the first hold; empty where there is only one line, which always holds.
    scale: of numbers.
    absent: whether a value may be `ABSENT`.
    complete: whether there is a value for all keys.
    issued: when each line but the first was issued, None where that does not matter.
    """

    lines: tuple[Any, ...]
    starts: tuple[date, ...] = ()
    scale: int = 1
    absent: bool = False
    complete: bool = False
    issued: tuple[date | None, ...] = ()

    @property
    def varies(self) -> bool:
        """Whether the line in force depends on the day, or on what was known."""
        return bool(self.starts) or any(day is not None for day in self.issued)

    @classmethod
    def of(cls, parameter: core.Parameter, supplied: Any) -> Values:
        """Return the values of a parameter, or those supplied in their place."""
        lines: list[Mapping[tuple[str, ...], Outcome]] = []
        starts: list[date] = []
        issued: list[date | None] = []
        if isinstance(supplied, Mapping):
            lines.append(supplied)
        elif supplied is not None:
            # One value for whatever keys.
            keys = product(*(key.names for key in parameter.keys))
            lines.append(dict.fromkeys(keys, supplied))
        else:
            lines.append({})
            for line in parameter.values:
                starts.append(date.min if line.start is None else line.start)
                issued.append(line.issued)
                lines.append(
                    {(): line.value.value} if line.value is not None else {key: c.value for key, c in line.table}
                )
        numbers = [value for line in lines for value in line.values() if isinstance(value, Fraction)]
        scale = lcm(*(value.denominator for value in numbers)) if numbers else 1
        packed = [_line(parameter, line, scale) for line in lines]
        closed = all(not key.open for key in parameter.keys)
        every = len(list(product(*(key.names for key in parameter.keys)))) if closed else -1
        if len(packed) == 2 and starts == [date.min] and issued == [None]:
            packed, starts = packed[1:], []  # one line that always holds
        absent = any(isinstance(value, Absent) for line in lines for value in line.values())
        complete = bool(parameter.keys) and len(packed) == 1 and packed[0] is not None and len(packed[0]) == every
        return cls(tuple(packed), tuple(starts), scale, absent, complete, tuple(issued) if starts else ())

    def known(self, known_at: date | None) -> Values:
        """Return what was known at a moment; all of it where there is none."""
        if known_at is None:
            return self
        day = known_at.date() if isinstance(known_at, datetime) else known_at
        kept = [place for place, issued in enumerate(self.issued) if issued is None or issued <= day]
        lines = (self.lines[0], *(self.lines[place + 1] for place in kept))
        return evolve(self, lines=lines, starts=tuple(self.starts[place] for place in kept))

    def in_force(self, given: Given) -> Any:
        """Return the line in force as of the moment that is given."""
        dated = any(start != date.min for start in self.starts)
        if dated and given.as_of is None:
            raise Unsupported("the moment is read, and none is given")
        return self.known(given.known_at).at(given.as_of if dated and given.as_of is not None else date.min)

    def at(self, day: date) -> Any:
        """Return the line in force on a day."""
        day = day.date() if isinstance(day, datetime) else day
        return self.lines[bisect_right(self.starts, day)]


def _line(parameter: core.Parameter, line: Mapping[tuple[str, ...], Outcome], scale: int) -> Any:
    found: dict[Any, Any] = {}
    for key, value in line.items():
        if isinstance(value, Gap):
            continue
        packed = _key(key, parameter.keys)
        if packed is None:
            continue
        if isinstance(value, Fraction):
            found[packed] = value.numerator * (scale // value.denominator)
        elif isinstance(value, Absent):
            found[packed] = ABSENT
        else:
            found[packed] = packed_constant(value, parameter.type)[0]  # type: ignore[arg-type]  # a value of the type
    if not parameter.keys:
        return found.get(())
    return found


def _key(key: tuple[str, ...], of: tuple[Enum, ...]) -> Any:
    if not of:
        return ()
    parts: list[int | str] = []
    for name, enum in zip(key, of, strict=True):
        if enum.open:
            parts.append(name)
        elif name in enum.names:
            parts.append(enum.names.index(name))
        else:
            return None
    return parts[0] if len(parts) == 1 else tuple(parts)
