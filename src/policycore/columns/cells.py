"""Look-up tables in columns: keys to cells, cells to rows, rows to values, by counting instead of asking each row.

Goes in: a table of Core. Comes out: its term. Each key is cut into pieces within which the same cells hold; all pieces
of all keys together make a grid, and each cell of the grid knows its row beforehand. A table whose grid would grow too
large is left to the evaluator of single rows.
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from datetime import date, datetime
from fractions import Fraction
from itertools import product
from typing import TYPE_CHECKING, cast

from attrs import evolve, frozen

from policycore import types as t
from policycore.columns.expressions import Beyond, Expression
from policycore.columns.terms import Term, day_number, moment_number
from policycore.core import nodes as core

if TYPE_CHECKING:
    from policycore.columns.lower import Lowering, Names

#: A grid of more cells than this is not laid out.
MOST_CELLS = 500_000


@frozen
class Pieces:
    """A key cut into pieces: which piece a row falls into, and per piece which rows of the table hold there."""

    index: Expression
    rows: tuple[frozenset[int], ...]


def table_term(low: Lowering, node: core.Table, names: Names) -> Term:
    """Return the value on which all rows of a table that hold agree."""
    keys = [_pieces(low, node, number, names) for number in range(len(node.keys))]
    values = [low._value(row.value, node.type, names) for row in node.rows]
    rest = low.blank(node.type) if node.otherwise is None else low._value(node.otherwise.value, node.type, names)
    size = math.prod(len(key.rows) for key in keys)
    if size > MOST_CELLS:
        raise Beyond("grid", node.id)
    which = [_row(node, values, [key.rows[place] for key, place in zip(keys, places, strict=True)]) for places in
             product(*(range(len(key.rows)) for key in keys))]  # fmt: skip
    index = low.b.number(0)
    for key in keys:
        index = low.b.add(low.b.mul(index, low.b.number(len(key.rows))), key.index)
    if all(value.column.literal and value.absent is None for value in (*values, rest)):
        found = _looked_up(low, index, which, values, rest)
        if found is not None:
            return found
    row = low.b.lookup(index, which)
    cases = [(low.b.compare("eq", row, low.b.number(number)), value) for number, value in enumerate(values)]
    found = low.a.choose([*cases, (low.b.compare("eq", row, low.b.number(-1)), rest)], low.blank(node.type))
    return evolve(found, column=low.b.when_known(row, found.column))


def _row(node: core.Table, values: Sequence[Term], holding: Sequence[frozenset[int]]) -> int | None:
    """Return the row that holds in a cell of the grid, -1 for what holds otherwise, None where rows may contradict."""
    rows = sorted(frozenset.intersection(*holding))
    if not rows:
        return -1 if node.otherwise is not None else None
    first = values[rows[0]]
    for other in rows[1:]:
        same = values[other].column is first.column and values[other].over == first.over
        if not same or first.absent is not None or values[other].absent is not None:
            return None
    return rows[0]


def _looked_up(
    low: Lowering, index: Expression, which: Sequence[int | None], values: Sequence[Term], rest: Term
) -> Term | None:
    """Return the values of a table of constants by place in the grid."""
    terms = [*values, rest]
    known = [term for term in terms if term.column.data is not None]
    if not known or known[0].column.kind != "int":
        return None
    over = math.lcm(*(term.over for term in known if isinstance(term.over, int)))
    listed: list[int | None] = []
    for place in which:
        term = None if place is None else terms[place]
        if term is None or not isinstance(term.column.data, int) or not isinstance(term.over, int):
            listed.append(None)
        else:
            listed.append(term.column.data * (over // term.over))
    return evolve(known[0], column=low.b.lookup(index, listed), over=over)


def _pieces(low: Lowering, node: core.Table, number: int, names: Names) -> Pieces:
    """Return the pieces of one key; a key that is open, or absent where no row says so, is null."""
    key = node.keys[number]
    cells = [row.cells[number] for row in node.rows]
    absent_too = any(isinstance(cell, core.AbsentCell) for cell in cells)
    term = low.term(key, names)
    column, rows = _present(low, term, key.type, cells)
    if not absent_too:
        return Pieces(column, tuple(rows))
    absent = frozenset(n for n, cell in enumerate(cells) if isinstance(cell, core.AbsentCell | core.Any))
    if term.absent is not None:
        column = low.b.case([(term.absent, low.b.number(len(rows)))], column)
        rows.append(absent)
    return Pieces(column, tuple(rows))


def _present(
    low: Lowering, term: Term, of: t.Type, cells: Sequence[core.Cell]
) -> tuple[Expression, list[frozenset[int]]]:
    """Return the piece that a value falls into, and the rows that hold in each."""
    b = low.b
    if term.kind == "member":
        assert term.scale is not None
        rows = [_holding(cells, name) for name in term.scale.names]
        return _merged(low, term.column, rows)
    if term.kind == "yes_no":
        return b.as_int(term.column), [_holding(cells, False), _holding(cells, True)]
    if term.kind == "text":
        listed = sorted({str(v) for cell in cells if isinstance(cell, core.OneOf) for v in cell.values})
        place = b.case(
            [(b.compare("eq", term.column, b.text(text)), b.number(n)) for n, text in enumerate(listed)],
            b.number(len(listed)),
        )
        return place, [*(_holding(cells, text) for text in listed), _holding(cells, None)]
    scale = term.over if term.kind == "number" else 1
    if not isinstance(scale, int):
        raise Beyond("grid")
    cuts: set[int] = set()
    for cell in cells:
        match cell:
            case core.Range():
                if cell.low is not None:
                    at = _on_scale(cell.low, scale)
                    cuts.add(math.ceil(at) if cell.low_in else math.floor(at) + 1)
                if cell.high is not None:
                    at = _on_scale(cell.high, scale)
                    cuts.add(math.floor(at) + 1 if cell.high_in else math.ceil(at))
            case core.OneOf():
                for value in cell.values:
                    at = _on_scale(cast("Fraction | date", value), scale)
                    if at.denominator == 1:
                        cuts.update((at.numerator, at.numerator + 1))
            case _:
                pass
    listed_cuts = sorted(cut for cut in cuts if -(2**62) < cut < 2**62)
    # A piece begins at its cut; the one before the first cut is stood for by the number just below it.
    inside = [listed_cuts[0] - 1, *listed_cuts] if listed_cuts else [0]
    rows = [frozenset(n for n, cell in enumerate(cells) if _holds(cell, at, scale)) for at in inside]
    return b.search(term.column, listed_cuts), rows


def _merged(low: Lowering, column: Expression, rows: list[frozenset[int]]) -> tuple[Expression, list[frozenset[int]]]:
    """Return pieces of members of which those that no row tells apart are one."""
    kinds = list(dict.fromkeys(rows))
    if len(kinds) == len(rows):
        return column, rows
    return low.b.lookup(column, [kinds.index(each) for each in rows]), kinds


def _holding(cells: Sequence[core.Cell], value: object) -> frozenset[int]:
    return frozenset(
        n
        for n, cell in enumerate(cells)
        if isinstance(cell, core.Any) or (isinstance(cell, core.OneOf) and value is not None and value in cell.values)
    )


def _on_scale(value: Fraction | date, scale: int) -> Fraction:
    match value:
        case Fraction():
            return value * scale
        case datetime():
            return Fraction(moment_number(value))
        case _:
            return Fraction(day_number(value))


def _holds(cell: core.Cell, at: int, scale: int) -> bool:
    """Return whether a cell holds for the integer `at` of a column."""
    match cell:
        case core.Any():
            return True
        case core.AbsentCell():
            return False
        case core.OneOf():
            return any(_on_scale(cast("Fraction | date", value), scale) == at for value in cell.values)
        case core.Range():
            low = None if cell.low is None else _on_scale(cell.low, scale)
            high = None if cell.high is None else _on_scale(cell.high, scale)
            above = low is None or (at >= low if cell.low_in else at > low)
            below = high is None or (at <= high if cell.high_in else at < high)
            return above and below
