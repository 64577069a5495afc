"""Engines for columns, held against the reference: the same Arrow table decided in columns, and row by row.

Cases with the same settings go into one table, with columns of the types that such tables have: figures as whole
numbers, decimals or texts, days as days or texts, records inside as structs or as columns with dots. What an engine
sends row by row is counted as left to the reference, since it is.
"""

from __future__ import annotations

import random
from collections.abc import Iterator, Mapping, Sequence
from datetime import date, datetime
from decimal import Decimal
from typing import Any

from attrs import frozen

from differential.engines import REFERENCE, Asked, Count, said
from differential.facts import Case
from policycore import types as t
from policycore.api import Policy
from policycore.core import nodes as core

#: The engines, and the modules that each needs beside pyarrow.
COLUMN_ENGINES: dict[str, tuple[str, ...]] = {
    "duckdb": ("narwhals", "duckdb"),
    "polars": ("polars",),
    "arrow": ("narwhals",),
}
#: A row alone is a table as well, but one row says little of columns: it stands there so many times.
TIMES = 3


@frozen
class ColumnEngine:
    """One of the engines of `policycore.columns`."""

    name: str

    def compare(self, policy: Policy, asked: Sequence[Asked], count: Count) -> Iterator[tuple[int, str]]:
        """Yield places where the table says something else than the reference does row by row."""
        groups: dict[str, list[int]] = {}
        for place, one in enumerate(asked):
            # Tables are decided with what is known now.
            if one.case.known_at is None and fits(policy.program, one.case.record_type, one.case.data):
                case = one.case
                groups.setdefault(f"{case.as_of} {case.parameters} {case.readings}", []).append(place)
        for places in groups.values():
            cases = [asked[place].case for place in places]
            if len(cases) == 1:
                cases, places = cases * TIMES, places * TIMES
            try:
                row, seen = self._table(policy, cases, count)
            except Exception as error:
                yield places[0], said(error)
                continue
            if seen:
                yield places[row], seen

    def _table(self, policy: Policy, cases: Sequence[Case], count: Count) -> tuple[int, str]:
        """Return the first row that differs, and how; "" where none does."""
        from policycore.bulk import Rows

        first = cases[0]
        kind = first.record_type
        table = table_of(policy.program, kind, [case.data for case in cases])
        as_of = datetime.fromisoformat(first.as_of)
        parts = []
        for name in (self.name, None):
            rows = Rows.of(policy, as_of, first.parameters, first.readings, kind, "strict")
            decide = REFERENCE.prepare(policy.program)
            rows._evaluators[None] = lambda inputs, decide=decide: decide([inputs])[0]
            tables = rows.tables(table.schema, name or "arrow", 1)
            tables.all_singly = name is None
            parts.append(tables.decide(table, odd=rows.strange(table)))
        got, wanted = parts
        count.pairs[self.name] += got.rows - got.singly
        count.left[self.name] += got.singly
        if [one.row for one in got.rejected] != [one.row for one in wanted.rejected]:
            return 0, f"rejected: {[one.row for one in wanted.rejected]} / {[one.row for one in got.rejected]}"
        if got.table.equals(wanted.table):
            return 0, ""
        for column in wanted.table.column_names:
            theirs, ours = wanted.table[column].to_pylist(), got.table[column].to_pylist()
            for place, (one, other) in enumerate(zip(theirs, ours, strict=True)):
                if one != other:
                    row = wanted.table["row"][place].as_py() - 1
                    return row, f"{column}: {one!r} / {other!r}"
        return 0, f"types: {wanted.table.schema} / {got.table.schema}"


# --- data as a table ---


def fits(program: core.Program, record: str, data: Mapping[str, Any]) -> bool:
    """Return whether a record can stand in a table: a record inside that is `unknown` has no form there."""
    declaration = next(each for each in program.records if each.id == record)
    for declared in declaration.fields:
        value = data.get(declared.name)
        match declared.type:
            case t.RecordType(name=name):
                if isinstance(value, str) or (isinstance(value, dict) and not fits(program, name, value)):
                    return False
            case t.ListType(element=t.RecordType(name=name)):
                if isinstance(value, str) or not all(fits(program, name, item) for item in value or ()):
                    return False
            case t.ListType() | t.SetType():
                if isinstance(value, str):
                    return False
            case _:
                continue
    return True


def table_of(program: core.Program, record: str, data: Sequence[Mapping[str, Any]]) -> Any:
    """Return records as an Arrow table; which types its columns have follows from the data."""
    import pyarrow as pa

    draw = random.Random(len(str(data)))
    arrays, names = [], []
    for name, array in _columns(program, record, data, draw, "", keys=True):
        arrays.append(array)
        names.append(name)
    return pa.table(dict(zip(names, arrays, strict=True)))


def _columns(
    program: core.Program,
    record: str,
    data: Sequence[Mapping[str, Any] | None],
    draw: random.Random,
    prefix: str,
    *,
    keys: bool = False,
) -> Iterator[tuple[str, Any]]:
    import pyarrow as pa

    declaration = next(each for each in program.records if each.id == record)
    for declared in declaration.fields:
        values = [None if row is None else row.get(declared.name) for row in data]
        name = prefix + declared.name
        if declared.key and keys:
            # Rows with a key of their own: a repeated one is refused.
            whole = isinstance(declared.type, t.Number)
            values = [place if whole else f"key {place}" for place in range(len(values))]
        if declared.judged:
            yield from _judged(declared, values, draw, name)
            continue
        match declared.type:
            case t.RecordType(name=inner):
                yield name, _struct(program, inner, values, draw)
            case t.ListType(element=t.RecordType(name=inner)):
                flat = [item for value in values for item in value or ()]
                elements = _struct(program, inner, flat, draw)
                yield name, _lists(values, elements)
            case t.ListType(element=element):
                flat = [item for value in values for item in value or ()]
                yield name, _lists(values, _scalars(element, flat, draw))
            case t.SetType():
                yield name, pa.array(values, pa.list_(pa.string()))
            case of:
                yield name, _scalars(of, values, draw)


def _struct(program: core.Program, record: str, values: Sequence[Any], draw: random.Random) -> Any:
    import pyarrow as pa

    found = dict(_columns(program, record, values, draw, ""))
    mask = pa.array([value is None for value in values], pa.bool_())
    return pa.StructArray.from_arrays(list(found.values()), names=list(found), mask=mask)


def _lists(values: Sequence[Any], elements: Any) -> Any:
    import pyarrow as pa

    offsets: list[int | None] = []
    place = 0
    for value in values:
        offsets.append(None if value is None else place)
        place += len(value or ())
    return pa.ListArray.from_arrays(pa.array([*offsets, place], pa.int32()), elements)


def _judged(
    declared: core.FieldDecl, values: Sequence[Any], draw: random.Random, name: str
) -> Iterator[tuple[str, Any]]:
    import pyarrow as pa

    plain = [value.get("value") if isinstance(value, dict) else value for value in values]
    parts = {
        part: [value.get(part) if isinstance(value, dict) else None for value in values]
        for part in ("by", "on", "grounds")
    }
    yield name, _scalars(declared.type, plain, draw)
    for part, found in parts.items():
        yield f"{name}.{part}", pa.array(found, pa.string())


def _scalars(of: t.Type, values: Sequence[Any], draw: random.Random) -> Any:
    """Return a column of single values; as texts where `unknown` stands among them."""
    import pyarrow as pa

    worded = any(value == "unknown" for value in values) and not isinstance(of, t.Text)
    typed = draw.random() < 0.6 and not worded
    match of:
        case t.YesNo() if not worded:
            return pa.array(values, pa.bool_())
        case t.Number() if typed and of.whole:
            return pa.array([None if value is None else int(value) for value in values], pa.int64())
        case t.Number() if typed:
            decimals = [None if value is None else Decimal(str(value)) for value in values]
            scale = max((-min(0, _exponent(each)) for each in decimals if each is not None), default=0)
            return pa.array(decimals, pa.decimal128(38, min(scale + draw.choice((0, 0, 2)), 18)))
        case t.Date() if typed:
            return pa.array([None if value is None else date.fromisoformat(value) for value in values], pa.date32())
        case t.Moment() if typed:
            moments = [None if value is None else datetime.fromisoformat(value) for value in values]
            return pa.array(moments, pa.timestamp(draw.choice(("s", "us"))))
        case _:
            return pa.array([_word(value) for value in values], pa.string())


def _exponent(value: Decimal) -> int:
    exponent = value.as_tuple().exponent
    return exponent if isinstance(exponent, int) else 0


def _word(value: Any) -> str | None:
    if isinstance(value, bool):
        return "yes" if value else "no"
    return None if value is None else str(value)
