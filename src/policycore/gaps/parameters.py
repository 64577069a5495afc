"""Parameters whose day or keys may be open: which lines may be in force, and which keys may be meant.

Goes in: a parameter and the outcomes of the day and of the keys. Comes out: lines, their values by key, keys.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from datetime import date
from itertools import product
from typing import cast

from policycore import dates
from policycore.core import nodes as core
from policycore.gaps.ops import span
from policycore.values import Outcome, Subset, possible_of


def lines_in_force(
    parameter: core.Parameter, day: Outcome, known_at: date | None = None
) -> list[core.DatedValue | None]:
    """Return the lines that may be in force on a day: the newest that has started. None: no line has.

    Of lines that start on one day the one issued last counts; lines issued after `known_at` are not known.
    """
    low, high = (None if end is None else dates.day_of(cast("date", end)) for end in (span(day).low, span(day).high))
    before: core.DatedValue | None = None
    during: list[core.DatedValue | None] = []
    for line in parameter.values:
        if known_at is not None and line.issued is not None and line.issued > dates.day_of(known_at):
            continue
        if line.start is None or (low is not None and line.start <= low):
            before = line
        elif high is None or line.start <= high:
            if during and during[-1] is not None and during[-1].start == line.start:
                during.pop()
            during.append(line)
    return [before, *during]


def values_of(line: core.DatedValue | None) -> Mapping[tuple[str, ...], Outcome]:
    """Return the values of a line by key; without keys there is one, at the empty key."""
    if line is None:
        return {}
    return {(): line.value.value} if line.value is not None else {key: const.value for key, const in line.table}


def possible_keys(keys: Sequence[Outcome], line: Mapping[tuple[str, ...], Outcome]) -> Iterable[tuple[str, ...]]:
    """Return the keys that may be meant; an open list may also mean one that the line does not have (`""`)."""
    names: list[list[str]] = []
    for number, key in enumerate(keys):
        match possible_of(key):
            case Subset(members=members):
                names.append(sorted(cast("frozenset[str]", members)))
            case _:
                names.append(sorted({listed[number] for listed in line} | {""}))
    return product(*names)
