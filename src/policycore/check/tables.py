"""Tables: whether the rows cover every key, and whether two rows overlap with different results.

Cells split each key into finitely many pieces (members, or the points and gaps between the numbers that occur), so
both questions are decided by trying one value of each piece. Tables with more pieces than `MOST_CELLS` are left alone.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import date, datetime, timedelta
from fractions import Fraction
from itertools import product
from math import prod
from typing import TypeAlias, TypeVar

from policycore import types as t
from policycore.check.copies import shape
from policycore.check.world import World
from policycore.core import nodes as core
from policycore.diagnostics.model import Label, Phrase
from policycore.values import ABSENT, Absent

MOST_CELLS = 20_000

C = TypeVar("C", Fraction, date, datetime)

Sample: TypeAlias = "bool | str | Fraction | date | Absent"


def check_table(table: core.Table, world: World) -> None:
    """Report rows that overlap with different results, rows that no key reaches, and keys that no row covers."""
    for first, second in _pairs(table.rows):
        if not all(_meet(a, b) for a, b in zip(first.cells, second.cells, strict=True)):
            continue
        label = Label(first.span, Phrase("other_row"))
        if first.cells == second.cells:
            world.report("PC405", second.span, labels=[label])
        elif shape(first.value) != shape(second.value):
            world.report("PC424", second.span, labels=[label])
    samples = [_samples(key.type, [row.cells[place] for row in table.rows]) for place, key in enumerate(table.keys)]
    for row in table.rows:
        for cell, found in zip(row.cells, samples, strict=True):
            if found is not None and not any(holds(cell, sample) for sample in found):
                world.report("PC444", row.span)
                break
    if table.otherwise is not None:
        return
    if any(found is None for found in samples) or prod(len(found or ()) for found in samples) > MOST_CELLS:
        world.report("PC406", table.span, keys=Phrase("some_keys"))
        return
    for keys in product(*(found for found in samples if found is not None)):
        if not any(all(holds(c, k) for c, k in zip(row.cells, keys, strict=True)) for row in table.rows):
            shown = ", ".join(_text(key) for key in keys)
            world.report("PC406", table.span, keys=Phrase("these_keys", {"keys": shown}))
            return


def _pairs(rows: Sequence[core.Row]) -> Iterator[tuple[core.Row, core.Row]]:
    """Yield the pairs of rows that may meet, in the order of the text: large tables have few of them.

    Rows that name single values of the key that most rows name such values of need only be held against rows that
    share one of these values, and against rows that name none.
    """
    places = range(len(rows[0].cells))
    column = max(places, key=lambda place: sum(isinstance(row.cells[place], core.OneOf) for row in rows))
    sharing: dict[object, list[int]] = {}
    wide: list[int] = []
    for place, row in enumerate(rows):
        cell = row.cells[column]
        if isinstance(cell, core.OneOf):
            before = {other for value in cell.values for other in sharing.get(value, ())} | set(wide)
            for value in cell.values:
                sharing.setdefault(value, []).append(place)
        else:
            before = set(range(place))
            wide.append(place)
        yield from ((rows[other], row) for other in sorted(before))


def holds(cell: core.Cell, key: Sample) -> bool:
    """Return whether a cell takes a key."""
    match cell:
        case core.Any():
            return True
        case core.AbsentCell():
            return isinstance(key, Absent)
        case core.OneOf(values=values):
            return key in values
        case core.Range():
            if isinstance(key, Absent | bool | str):
                return False
            above = cell.low is None or key > cell.low or (cell.low_in and key == cell.low)  # type: ignore[operator]
            below = cell.high is None or key < cell.high or (cell.high_in and key == cell.high)  # type: ignore[operator]
            return above and below


def _meet(a: core.Cell, b: core.Cell) -> bool:
    """Whether some key satisfies both cells."""
    match a, b:
        case (core.Any(), _) | (_, core.Any()):
            return True
        case core.AbsentCell(), core.AbsentCell():
            return True
        case core.OneOf(values=values), other:
            return any(holds(other, value) for value in values)
        case other, core.OneOf(values=values):
            return any(holds(other, value) for value in values)
        case core.Range(), core.Range():
            return _ranges_meet(a, b) and _ranges_meet(b, a)
        case _:
            return False


def _ranges_meet(a: core.Range, b: core.Range) -> bool:
    if a.low is None or b.high is None:
        return True
    return a.low < b.high or (a.low == b.high and a.low_in and b.high_in)  # type: ignore[operator]  # of one type


def _samples(of: t.Type, cells: Sequence[core.Cell]) -> list[Sample] | None:
    """Return one value of each piece that the cells cut the type into, or None where there is no end of pieces."""
    found: list[Sample] = []
    if any(isinstance(cell, core.AbsentCell) for cell in cells):
        found.append(ABSENT)
    match of:
        case t.YesNo():
            return [*found, True, False]
        case t.Enum(open=False):
            return [*found, *of.names]
        case t.Number():
            cuts = sorted(_cuts(cells, Fraction) | {x for x in (of.low, of.high) if x is not None})
            step = Fraction(1) if of.whole else Fraction(1, 10**9)
            numbers = {near for cut in cuts for near in (cut - step, cut, cut + step)} or {Fraction(0)}
            inside = [n for n in numbers if (of.low is None or n >= of.low) and (of.high is None or n <= of.high)]
            return [*found, *sorted(inside)]
        case t.Date():
            days = {day.toordinal() for day in _cuts(cells, date)}
            ends = (date.min.toordinal(), date.max.toordinal())
            near = {n for day in days for n in (day - 1, day, day + 1) if ends[0] <= n <= ends[1]}
            return [*found, *(date.fromordinal(n) for n in sorted(near))]
        case t.Moment():
            moments = _cuts(cells, datetime)
            return [*found, *sorted({near for moment in moments for near in _neighbours(moment)})]
        case _:
            return None


def _neighbours(moment: datetime) -> Iterator[datetime]:
    """Yield a moment, the second before it and the second after it, as far as there are any."""
    second = timedelta(seconds=1)
    if moment > datetime.min + second:
        yield moment - second
    yield moment
    if moment < datetime.max - second:
        yield moment + second


def _cuts(cells: Sequence[core.Cell], kind: type[C]) -> set[C]:
    """Return the numbers or days at which the cells begin or end."""
    found: set[C] = set()
    for cell in cells:
        match cell:
            case core.Range(low=low, high=high):
                found |= {end for end in (low, high) if isinstance(end, kind)}
            case core.OneOf(values=values):
                found |= {value for value in values if isinstance(value, kind)}
            case core.Any() | core.AbsentCell():
                pass
    return found


def _text(key: Sample) -> str:
    match key:
        case bool():
            return "yes" if key else "no"
        case Fraction():
            return str(key) if key.denominator == 1 else str(float(key))
        case Absent():
            return "absent"
        case _:
            return str(key)
