"""Look-up tables: whether cells hold for keys, and what comes out of the rows that hold.

Goes in: cells and the outcomes of keys; rows that hold or may hold, with their values. Comes out: outcomes. A table is
an exclusive match: its rows have no order, so two that hold must give the same result.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import assert_never

from attrs import frozen

from policycore.core import nodes as core
from policycore.gaps.ops import (
    all_hold,
    member_of,
    needs_value,
    passes,
    reaches,
    reads_absent,
    sides_apart,
    span,
    verdict,
)
from policycore.types import Type
from policycore.values import (
    NOTHING,
    Absent,
    Gap,
    Outcome,
    Possible,
    Reason,
    hull,
    join,
    marks_of,
    open_gap,
    possible_of,
    reasons_of,
)


@frozen
class HeldRow:
    """A row that holds (`guard` is yes) or may hold (`guard` is open), and its value."""

    id: str
    guard: Outcome
    value: Outcome


def takes_absent(table: core.Table, column: int) -> bool:
    """Return whether absent is one of the keys of a column: some row says what follows from it."""
    return any(isinstance(row.cells[column], core.AbsentCell) for row in table.rows)


def read_key(outcome: Outcome, of: Type, absent_too: bool, at: str) -> Outcome:
    """Return a key as its column reads it."""
    return reads_absent(outcome, of) if absent_too else needs_value(outcome, of, at)


def cell_holds(cell: core.Cell, key: Outcome) -> Outcome:
    """Return whether a cell holds for a key, as the operator `in` would."""
    match cell:
        case core.Any():
            return True
        case core.AbsentCell():
            return verdict("absent" in marks_of(key), possible_of(key) != NOTHING, reasons_of(key))
        case core.OneOf() | core.Range() if isinstance(key, Absent):
            return False
        case core.OneOf():
            inside = member_of(key, frozenset(cell.values))
        case core.Range():
            inside = _in_range(cell, key)
        case _:
            assert_never(cell)
    present = verdict(True, "absent" in marks_of(key), reasons_of(key))
    return all_hold([inside, present])


def _in_range(cell: core.Range, key: Outcome) -> Outcome:
    low, high = span(key).low, span(key).high
    reasons = reasons_of(key)
    above: Outcome = True
    below: Outcome = True
    if cell.low is not None:
        if cell.low_in:
            above = verdict(reaches(cell.low, high), passes(cell.low, low), reasons)
        else:
            above = verdict(passes(high, cell.low), reaches(low, cell.low), reasons)
    if cell.high is not None:
        if cell.high_in:
            below = verdict(reaches(low, cell.high), passes(high, cell.high), reasons)
        else:
            below = verdict(passes(cell.high, low), reaches(cell.high, high), reasons)
    return all_hold([above, below])


def one_of_rows(rows: Sequence[HeldRow], of: Type, at: str) -> Outcome:
    """Return what comes out of the rows: their common value, a conflict of those that hold and differ, or a gap."""
    values = [row.value for row in rows]
    if not values:
        return open_gap(of, [Reason("no_value", at)])
    guards = reasons_of(*(row.guard for row in rows))
    apart = sides_apart((row.id, row.value) for row in rows if row.guard is True)
    if not apart:
        return join(values, guards)
    possible: Possible = NOTHING
    for value in values:
        possible = hull(possible, possible_of(value))
    marks = frozenset(mark for value in values for mark in marks_of(value))
    return Gap(possible, guards | reasons_of(*values) | {Reason("conflict", at, apart)}, marks)
