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

from attrs import field, frozen

from policycore.compile.forms import packed_constant
from policycore.core import nodes as core
from policycore.types import Enum
from policycore.values import ABSENT, Absent, Gap, Outcome


@frozen
class Values:
    """Attributes:
    lines: what holds: a packed value, or packed values by packed keys; None where nothing is stated.
    starts: the days from which the lines hold, the first one always; empty where there is one line.
    scale: of numbers.
    absent: whether a value may be `ABSENT`.
    complete: whether there is a value for all keys.
    """

    lines: tuple[Any, ...]
    starts: tuple[date, ...] = ()
    scale: int = 1
    absent: bool = False
    complete: bool = False
    _none: None = field(default=None, init=False)

    @classmethod
    def of(cls, parameter: core.Parameter, supplied: Any) -> Values:
        """Return the values of a parameter, or those supplied in their place."""
        lines: list[Mapping[tuple[str, ...], Outcome]] = []
        starts: list[date] = []
        if isinstance(supplied, Mapping):
            lines.append(supplied)
        elif supplied is not None:
            # One value for whatever keys.
            keys = product(*(key.names for key in parameter.keys))
            lines.append(dict.fromkeys(keys, supplied))
        else:
            if not parameter.values or parameter.values[0].start is not None:
                lines.append({})
            for line in parameter.values:
                if line.start is not None:
                    starts.append(line.start)
                lines.append(
                    {(): line.value.value} if line.value is not None else {key: c.value for key, c in line.table}
                )
        numbers = [value for line in lines for value in line.values() if isinstance(value, Fraction)]
        scale = lcm(*(value.denominator for value in numbers)) if numbers else 1
        packed = [_line(parameter, line, scale) for line in lines]
        closed = all(not key.open for key in parameter.keys)
        every = len(list(product(*(key.names for key in parameter.keys)))) if closed else -1
        complete = bool(parameter.keys) and len(packed) == 1 and packed[0] is not None and len(packed[0]) == every
        absent = any(isinstance(value, Absent) for line in lines for value in line.values())
        return cls(tuple(packed), tuple(starts), scale, absent, complete)

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
    parts = []
    for name, enum in zip(key, of, strict=True):
        if enum.open:
            parts.append(name)
        elif name in enum.names:
            parts.append(enum.names.index(name))
        else:
            return None
    return parts[0] if len(parts) == 1 else tuple(parts)


def values_at(values: Values, as_of: Any) -> Any:
    """Return the line in force as of a moment; without a moment there is none, and whoever reads it stops."""
    return None if as_of is None else values.at(as_of)
