"""Engines for columns, held against the reference: the same Arrow table decided in columns, and row by row.

Cases with the same settings go into one table, with columns of the types that such tables have: figures as whole
numbers, decimals or texts, days as days or texts, records inside as structs or as columns with dots. The tables that
come out are compared whole: outcomes, deciding rules, what is missing and what is possible. A row counts as a pair of
an engine where something of it was decided in columns; what went row by row is counted apart.
"""

from __future__ import annotations

import random
from collections.abc import Iterator, Mapping, Sequence
from datetime import date, datetime
from decimal import Decimal
from typing import Any
from unittest.mock import patch

from attrs import evolve, frozen

from differential.engines import REFERENCE, Asked, Count, said
from differential.facts import Case
from policycore import types as t
from policycore.api import Policy
from policycore.bulk import memory
from policycore.bulk.rows import Rows
from policycore.columns.table import Part, Tables
from policycore.core import nodes as core
from policycore.interpret.population import take_snapshots

#: The engines, and the modules that each needs beside pyarrow.
COLUMN_ENGINES: dict[str, tuple[str, ...]] = {
    "duckdb": ("narwhals", "duckdb"),
    "polars": ("polars",),
    "arrow": ("narwhals",),
}
#: A row alone is a table as well, but one row says little of columns: it stands there so many times.
TIMES = 3
#: What the reference makes of the last tables, which one engine after the other is held against.
_KEPT: dict[str, Part] = {}


@frozen
class ColumnEngine:
    """One of the engines of `policycore.columns`."""

    name: str
    of_tables = True

    def compare(self, policy: Policy, asked: Sequence[Asked], count: Count) -> Iterator[tuple[Case, str]]:
        """Yield cases for which the table that comes out says something else than the reference does row by row."""
        groups: dict[str, list[Case]] = {}
        for one in asked:
            case = one.case
            if fits(policy.program, case.record_type, case.data):
                groups.setdefault(f"{case.as_of} {case.known_at} {case.parameters} {case.readings}", []).append(case)
        for cases in groups.values():
            rows = _whole(policy.program, cases)
            try:
                row, seen = self._table(policy, cases[0], rows, count)
            except Exception as error:
                yield _among(cases[0], rows), said(error)
                continue
            if seen:
                yield _among(evolve(cases[0], data=rows[row]), rows), seen

    def _table(self, policy: Policy, first: Case, rows: Sequence[Mapping[str, Any]], count: Count) -> tuple[int, str]:
        """Return the first row that differs, and how; "" where none does."""
        table = table_of(policy.program, first.record_type, rows)
        got, in_columns = decided(policy, first, table, self.name)
        key = f"{policy.digest} {_settings(first)} {rows}"
        if key not in _KEPT:
            if len(_KEPT) > 8:
                _KEPT.clear()
            _KEPT[key] = by_reference(policy, first, table)
        wanted = _KEPT[key]
        # What is decided row by row alone says nothing of an engine.
        pairs = got.rows - got.singly if in_columns else 0
        count.pairs[self.name] += pairs
        count.left[self.name] += got.rows - pairs
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
        if got.table.schema.equals(wanted.table.schema):
            return 0, ""  # the same words, listed in another order by what encodes them
        return 0, f"types: {wanted.table.schema} / {got.table.schema}"


def decided(policy: Policy, case: Case, table: Any, engine: Any) -> tuple[Part, bool]:
    """Return the table that comes out of an engine, and whether any decision was planned in columns."""
    made: list[Tables] = []

    class Watched(Rows):
        def tables(self, *given: Any, **named: Any) -> Tables:
            made.append(super().tables(*given, **named))
            return made[-1]

    with patch.object(memory, "Rows", Watched):
        part = memory.decide_table(policy, table, engine=engine, threads=1, **_settings(case))
    return part, any(prepared.plan.decisions for tables in made for prepared in tables._prepared.values())


def _settings(case: Case) -> dict[str, Any]:
    return {
        "as_of": datetime.fromisoformat(case.as_of),
        "parameters": case.parameters,
        "readings": case.readings,
        "record_type": case.record_type,
        "known_at": None if case.known_at is None else datetime.fromisoformat(case.known_at),
    }


class ByReference(Rows):
    """Rows that the reference interpreter decides, each read as data."""

    def known(self, only: Any) -> None:
        """Pack nothing."""

    def _evaluator(self, only: frozenset[str] | None) -> Any:
        decide = REFERENCE.prepare(self.policy.program)
        return lambda inputs: decide([inputs])[0]


def by_reference(policy: Policy, case: Case, table: Any) -> Part:
    """Return the table that comes out where the reference decides each row by itself, among all rows as members."""
    rows = ByReference.of(policy, judged="strict", **_settings(case))
    if policy.program.populations:
        read = [rows.converter(row, cells=True).record for row in table.to_pylist()]
        members = [rows.decider.inputs(record) for record in read if record is not None]
        taken = take_snapshots(policy.program, case.record_type, lambda: members)
        rows.decider = evolve(rows.decider, snapshots=taken)
    tables = rows.tables(table.schema, "arrow", 1)
    tables.all_singly = True
    return tables.decide(table, odd=rows.strange(table))


def _whole(program: core.Program, cases: Sequence[Case]) -> list[dict[str, Any]]:
    """Return the rows of the table in which cases stand; one alone brings its members, or stands there again."""
    data = [case.data for case in cases]
    if len(data) > 1:
        return data
    members = [each for each in cases[0].members.get(cases[0].record_type, []) if each != data[0]]
    fitting = [each for each in members if fits(program, cases[0].record_type, each)]
    return data + (fitting or data * (TIMES - 1))


def _among(case: Case, rows: list[dict[str, Any]]) -> Case:
    """Return a case with the rows of its table as the members, where it has any."""
    return evolve(case, members={**case.members, case.record_type: rows}) if case.members else case


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
        case t.Moment() if typed and not any(_has_offset(value) for value in values):
            moments = [None if value is None else datetime.fromisoformat(value) for value in values]
            return pa.array(moments, pa.timestamp(draw.choice(("s", "us"))))
        case _:
            return pa.array([_word(value) for value in values], pa.string())


def _has_offset(value: Any) -> bool:
    return isinstance(value, str) and datetime.fromisoformat(value).tzinfo is not None


def _exponent(value: Decimal) -> int:
    exponent = value.as_tuple().exponent
    return exponent if isinstance(exponent, int) else 0


def _word(value: Any) -> str | None:
    if isinstance(value, bool):
        return "yes" if value else "no"
    return None if value is None else str(value)
