"""Tables: their rows and cells to Core, whether the rows cover every key, and whether two overlap with other results.

Cells split each key into finitely many pieces (members, or the points and gaps between the numbers that occur), so
both questions are decided by trying one value of each piece. Tables with more pieces than `MOST_CELLS` are left alone.
"""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from collections.abc import Callable, Iterator, Sequence
from datetime import date, datetime, timedelta
from fractions import Fraction
from functools import reduce
from itertools import product
from math import prod
from operator import and_, or_
from typing import TYPE_CHECKING, Any, TypeAlias, TypeVar, assert_never

from policycore import types as t
from policycore.check.conditions import common_type, lower_alternatives
from policycore.check.copies import shape
from policycore.check.fitting import fit, warn_absent
from policycore.check.kinds import join_types, single_constant, unbounded
from policycore.check.wording import cell_text
from policycore.check.world import Env, Typed, World
from policycore.core import nodes as core
from policycore.diagnostics.model import Label, Phrase
from policycore.syntax import ast
from policycore.values import ABSENT, Absent, number_text

if TYPE_CHECKING:
    from policycore.check.expressions import Expressions

MOST_CELLS = 20_000
#: Stands for all days where no cell names one.
SOME_DAY = datetime(2000, 1, 1)

C = TypeVar("C", Fraction, date, datetime)

Sample: TypeAlias = "bool | str | Fraction | date | Absent"


def lower_table(expressions: Expressions, node: ast.TableExpr, env: Env, id: str, want: t.Type | None) -> Typed | None:
    """A table: its keys, the rows with their cells, and the values of the rows."""
    keys: list[Typed | None] = []
    for place, key in enumerate(node.keys, 1):
        keys.append(expressions.check(key, env, f"{id}/key[{place}]"))
    results = [row.value for row in node.rows] + ([node.otherwise] if node.otherwise is not None else [])
    want = want or common_type(results, env, expressions.world)
    if not node.rows:
        expressions.world.report("PC404", node.span)
        return None
    cells = [_cells(expressions, row, keys, env) for row in node.rows]
    rules = [
        expressions.world.unique(f"{env.rule}[{','.join(cell_text(cell) for cell in row.cells)}]") for row in node.rows
    ]
    if node.otherwise is not None:
        rules.append(expressions.world.unique(f"{env.rule}[otherwise]"))
    typed = lower_alternatives(
        expressions, [(result, env, f"{rule}/value") for result, rule in zip(results, rules, strict=True)], want
    )
    values = [value for value in typed if value is not None]
    if len(values) < len(typed) or None in cells or None in keys:
        return None
    rows = tuple(
        core.Row(rule, row_cells, value.expr, row.span)
        for rule, row_cells, value, row in zip(rules, cells, values, node.rows, strict=False)
        if row_cells is not None
    )
    otherwise = None
    if node.otherwise is not None:
        otherwise = core.Case(rules[-1], None, values[-1].expr, span=node.otherwise.span)
    for place, (typed_key, written) in enumerate(zip(keys, node.keys, strict=True)):
        assert typed_key is not None
        if not any(_takes_absent(row, place) for row in rows):
            warn_absent(typed_key, written.span, expressions.world)
    kind = join_types([value.type for value in values])
    checked = tuple(key.expr for key in keys if key is not None)
    table = core.Table(id, kind, checked, rows, otherwise, node.span)
    check_table(table, expressions.world)
    return Typed(table, absent=any(value.absent for value in values))


def _cells(
    expressions: Expressions, row: ast.TableRow, keys: Sequence[Typed | None], env: Env
) -> tuple[core.Cell, ...] | None:
    """Return the cells of a row, None after a report here or at a key."""
    if len(row.cells) != len(keys):
        expressions.world.report("PC403", row.span, given=len(row.cells), count=len(keys))
        return None
    cells = [
        _cell(expressions, cell, key, env) if key is not None else None
        for cell, key in zip(row.cells, keys, strict=True)
    ]
    found = tuple(cell for cell in cells if cell is not None)
    return found if len(found) == len(cells) else None


def _cell(expressions: Expressions, cell: ast.Cell, key: Typed, env: Env) -> core.Cell | None:
    match cell:
        case ast.AnyCell():
            return core.Any()
        case ast.CompareCell():
            value = _cell_value(expressions, cell.value, key, env)
            if value is None:
                return None
            if cell.op == "=":
                return core.OneOf((value,))
            if isinstance(value, bool | str):
                return _ordered_cell(cell, key, value, expressions.world)
            match cell.op:
                case "<":
                    return core.Range(high=value, high_in=False)
                case "<=":
                    return core.Range(high=value)
                case ">":
                    return core.Range(low=value, low_in=False)
                case ">=":
                    return core.Range(low=value)
                case _:
                    expressions.world.report("PC323", cell.span)
                    return None
        case ast.RangeLit():
            low = _cell_value(expressions, cell.low, key, env)
            high = _cell_value(expressions, cell.high, key, env)
            if low is None or high is None:
                return None
            if isinstance(low, bool | str) or isinstance(high, bool | str):
                expressions.world.report("PC323", cell.span)
                return None
            if low > high:  # type: ignore[operator]  # both are of the key's type
                expressions.world.report("PC324", cell.span)
                return None
            return core.Range(low, high)
        case ast.SetLit():
            values: list[bool | str | Fraction | date] = []
            for item in cell.items:
                if isinstance(item, ast.RangeLit):
                    expressions.world.report("PC323", item.span)
                    return None
                value = _cell_value(expressions, item, key, env)
                if value is None:
                    return None
                values.append(value)
            return core.OneOf(tuple(values))
        case ast.MarkLit(kind="absent"):
            return core.AbsentCell()
        case _:
            value = _cell_value(expressions, cell, key, env)
            return None if value is None else core.OneOf((value,))


def _ordered_cell(cell: ast.CompareCell, key: Typed, value: bool | str, world: World) -> core.Cell | None:
    if not isinstance(key.type, t.Enum) or (cell.op != "!=" and not key.type.ordered) or not isinstance(value, str):
        world.report("PC323", cell.span)
        return None
    rank = key.type.rank
    tests: dict[str, Callable[[str], bool]] = {
        "<": lambda name: rank(name) < rank(value),
        "<=": lambda name: rank(name) <= rank(value),
        ">": lambda name: rank(name) > rank(value),
        ">=": lambda name: rank(name) >= rank(value),
        "!=": lambda name: name != value,
    }
    return core.OneOf(tuple(name for name in key.type.names if tests[cell.op](name)))


def _cell_value(expressions: Expressions, node: ast.Expr, key: Typed, env: Env) -> bool | str | Fraction | date | None:
    """Return the constant of a table cell, a bare number in the unit of the key."""
    typed = expressions.check(node, env, "cell", key.type)
    if typed is not None:
        typed = fit(typed, unbounded(key.type), node.span, expressions.world, data=True)
    if typed is None:
        return None
    value = single_constant(typed.expr)
    if value is None:
        expressions.world.report("PC321", node.span)
    return value


def _takes_absent(row: core.Row, place: int) -> bool:
    return isinstance(row.cells[place], core.AbsentCell | core.Any)


def check_table(table: core.Table, world: World) -> None:
    """Report rows that overlap with different results, rows that no key reaches, and keys that no row covers."""
    samples = [_samples(key.type, [row.cells[place] for row in table.rows]) for place, key in enumerate(table.keys)]
    takers = [_takers([row.cells[place] for row in table.rows], found) for place, found in enumerate(samples)]
    _check_overlaps(table.rows, takers, world)
    reached = reduce(and_, (reduce(or_, found) for found in takers))
    for place, row in enumerate(table.rows):
        if not reached >> place & 1:
            world.report("PC444", row.span)
    if table.otherwise is not None:
        return
    if not all(_has_pieces(key.type) for key in table.keys) or prod(len(found) for found in samples) > MOST_CELLS:
        world.report("PC406", table.span, keys=Phrase("some_keys"))
        return
    for pieces in product(*(zip(found, rows, strict=True) for found, rows in zip(samples, takers, strict=True))):
        if not reduce(and_, (rows for _, rows in pieces)):
            shown = ", ".join(_text(sample) for sample, _ in pieces)
            world.report("PC406", table.span, keys=Phrase("these_keys", {"keys": shown}))
            return


def _check_overlaps(rows: Sequence[core.Row], takers: Sequence[Sequence[int]], world: World) -> None:
    """Report rows with the cells of an earlier one, and rows that meet an earlier one and say something else."""
    first_with: dict[tuple[core.Cell, ...], core.Row] = {}
    values = [shape(row.value) for row in rows]
    meeting = [_meeting(found, len(rows)) for found in takers]
    for place, row in enumerate(rows):
        same = first_with.setdefault(row.cells, row)
        if same is not row:
            world.report("PC405", row.span, labels=[Label(same.span, Phrase("other_row"))])
            continue
        together = reduce(and_, (found[place] for found in meeting))
        for other in _bits(together & ((1 << place) - 1)):
            if values[other] != values[place] and rows[other].cells != row.cells:
                world.report("PC424", row.span, labels=[Label(rows[other].span, Phrase("other_row"))])


def _takers(cells: Sequence[core.Cell], samples: Sequence[Sample]) -> list[int]:
    """Return for each sample the rows whose cells take it, one bit a row.

    Numbers and days among the samples are sorted, so a range takes a run of them; only its begin and end are noted, as
    a table of a thousand rows has some thousand samples.
    """
    place_of = {sample: place for place, sample in enumerate(samples)}
    first = 1 if ABSENT in place_of else 0
    found = [0] * len(samples)
    begins, ends = ([0] * (len(samples) + 1) for _ in range(2))
    for row, cell in enumerate(cells):
        match cell:
            case core.Any():
                begins[0] |= 1 << row
            case core.AbsentCell():
                found[place_of[ABSENT]] |= 1 << row
            case core.OneOf(values=values):
                for value in values:
                    if value in place_of:
                        found[place_of[value]] |= 1 << row
            case core.Range():
                start, stop = _run(cell, samples, first)
                if start < stop:
                    begins[start] |= 1 << row
                    ends[stop] |= 1 << row
            case _:
                assert_never(cell)
    going = 0
    for place in range(len(samples)):
        going = (going | begins[place]) & ~ends[place]
        found[place] |= going
    return found


def _run(cell: core.Range, samples: Sequence[Any], first: int) -> tuple[int, int]:
    """Return where among sorted samples, the first of them at `first`, those of a range begin and end."""
    from_low = bisect_left if cell.low_in else bisect_right
    to_high = bisect_right if cell.high_in else bisect_left
    start = first if cell.low is None else from_low(samples, cell.low, first)
    stop = len(samples) if cell.high is None else to_high(samples, cell.high, first)
    return start, stop


def _meeting(takers: Sequence[int], rows: int) -> list[int]:
    """Return for each row the rows that take some sample of the key together with it."""
    found = [0] * rows
    for together in set(takers):
        for row in _bits(together):
            found[row] |= together
    return found


def _bits(rows: int) -> Iterator[int]:
    while rows:
        lowest = rows & -rows
        yield lowest.bit_length() - 1
        rows ^= lowest


def _has_pieces(of: t.Type) -> bool:
    """Whether samples stand for all values of a type: of texts and open enumerations there are always others."""
    return isinstance(of, t.YesNo | t.Number | t.Date | t.Moment) or (isinstance(of, t.Enum) and not of.open)


def _samples(of: t.Type, cells: Sequence[core.Cell]) -> list[Sample]:
    """Return one value of each piece that the cells cut the type into: absent where it counts, the others in order."""
    found: list[Sample] = []
    if not _has_pieces(of) or any(isinstance(cell, core.AbsentCell) for cell in cells):
        found.append(ABSENT)
    match of:
        case t.YesNo():
            return [*found, True, False]
        case t.Enum(open=False):
            return [*found, *of.names]
        case t.Number():
            cuts = _cuts(cells, Fraction) | {x for x in (of.low, of.high) if x is not None}
            step = Fraction(1) if of.whole else Fraction(1, 10**9)
            numbers = {near for cut in cuts for near in (cut - step, cut, cut + step)} or {Fraction(0)}
            inside = [n for n in numbers if (of.low is None or n >= of.low) and (of.high is None or n <= of.high)]
            return [*found, *sorted(inside)]
        case t.Date():
            days = {day.toordinal() for day in _cuts(cells, date)} or {SOME_DAY.toordinal()}
            ends = (date.min.toordinal(), date.max.toordinal())
            near = {n for day in days for n in (day - 1, day, day + 1) if ends[0] <= n <= ends[1]}
            return [*found, *(date.fromordinal(n) for n in sorted(near))]
        case t.Moment():
            moments = _cuts(cells, datetime) or {SOME_DAY}
            return [*found, *sorted({near for moment in moments for near in _neighbours(moment)})]
        case _:
            # Absent stands for all that no row names: `any` alone takes it.
            return [*found, *dict.fromkeys(v for cell in cells if isinstance(cell, core.OneOf) for v in cell.values)]


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
            return number_text(key)
        case Absent():
            return "absent"
        case _:
            return str(key)
