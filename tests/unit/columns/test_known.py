"""Rows that lack facts and are plain otherwise: packed from their columns, and those that are alike decided once."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, datetime, timedelta
from decimal import Decimal
from fractions import Fraction
from typing import Any

import pytest

from policycore import types as t
from policycore.api import Policy, loads
from policycore.bulk import Rows
from policycore.columns.cuts import constants_of, cuts_of
from policycore.columns.facts import Wanted
from policycore.columns.table import Part

POLICY = """
policy k "K" { languages: en }
choice Grade { A > B > C }
record Customer {
  key id : text
  sales : money(CNY) at least 0
  share : percent 0..100
  grade : Grade
  since : date
  called_at : moment
  large : yes_no
  named : text
  grown : whole default 7
  spare : whole optional
  kinds : set of {x, y, z}
  unread : whole
  seen : judged yes_no
}
score points : points 0..100 {
  factor money { band high when sales >= 100.50 CNY : 10  band low otherwise : 5 }
  factor age = if since < 2024-02-01 then 3 else 1
  factor grades = table grade, grown { when A, <= 7 : 20  when {B, C}, any : 10  otherwise : 0 }
  factor called = if called_at >= 2024-01-01 09:30 then 2 else 1
  factor spared = if spare is absent then 4 else spare
}
tiering level : Grade {
  designate named when named = "X" or seen : A
  tier A when points >= 30 and share >= 50%
  tier B when x in kinds or large
  tier C otherwise
}
"""


@pytest.fixture(scope="module")
def policy() -> Policy:
    return loads(POLICY)


def row(number: int, lacks: Sequence[str] = (), **other: Any) -> dict[str, Any]:
    found: dict[str, Any] = {
        "id": f"c{number}",
        "sales": Decimal(number % 200) + Decimal("0.50"),
        "share": number % 101,
        "grade": "ABC"[number % 3],
        "since": date(2024, 1, 1) + timedelta(days=number % 60),
        "called_at": datetime(2024, 1, 1) + timedelta(minutes=number),
        "large": number % 2 == 0,
        "named": "X" if number % 7 == 0 else f"n{number % 5}",
        "grown": None if number % 5 == 0 else number % 9,
        "spare": None if number % 4 else number % 3,
        "kinds": ["x"] if number % 6 == 0 else ["y", "z"],
        "unread": number,
        "seen": number % 11 == 0,
        "seen.by": "office",
        "seen.on": date(2024, 1, 1),
        "seen.grounds": "visit",
    }
    return {**found, **dict.fromkeys(lacks), **other}


LACKED = ("sales", "share", "grade", "since", "called_at", "large", "named", "kinds", "seen", "unread")


def lacking(count: int) -> list[dict[str, Any]]:
    return [row(n, [LACKED[n % 10]] if n % 3 else [LACKED[n % 10], LACKED[n // 10 % 10]]) for n in range(count)]


def decided(policy: Policy, rows: list[dict[str, Any]], **how: Any) -> tuple[Part, list[int]]:
    """Return what comes of the rows, and which of them were read as data."""
    import pyarrow as pa

    table = pa.Table.from_pylist(rows)
    reader = Rows.of(policy, "2024-03-01", None, None, None, "strict")
    tables = reader.tables(table.schema, "polars", 1)
    read: list[int] = []

    def noted(data: Any, places: Any, only: Any) -> Any:
        read.extend(places)
        return reader(data, places, only)

    tables.rows = noted
    for name, value in how.items():
        setattr(tables, name, value)
    return tables.decide(table), read


def test_rows_that_only_lack_facts_are_not_read_as_data_and_come_out_the_same(policy: Policy) -> None:
    rows = lacking(300)
    part, read = decided(policy, rows)
    wanted, all_read = decided(policy, rows, all_singly=True)
    assert part.table.to_pylist() == wanted.table.to_pylist()
    assert (read, len(all_read)) == ([], 300)
    assert part.singly > 200


def test_rows_that_are_out_of_the_ordinary_are_read_as_data(policy: Policy) -> None:
    rows = [
        *lacking(30),
        row(30, ["large"], grade="a"),
        row(31, ["large"], sales=Decimal(-1)),
        row(32, **{"seen.by": ""}),
    ]
    part, read = decided(policy, rows)
    wanted, _ = decided(policy, rows, all_singly=True)
    assert read == [31, 32, 33]
    assert part.table.to_pylist() == wanted.table.to_pylist()
    assert part.rejected == wanted.rejected
    assert [each.row for each in part.rejected] == [31, 32]


def test_rows_that_the_policy_does_not_tell_apart_are_decided_once() -> None:
    import pyarrow as pa

    policy = loads(
        'policy a "A" { languages: en }\nrecord R { sales : whole  large : yes_no }\n'
        "tiering level : {A > B > C} { tier A when sales >= 100 and large  tier B when sales >= 50  tier C otherwise }"
    )
    table = pa.table({"sales": list(range(500)), "large": pa.array([None] * 500, pa.bool_())})
    reader = Rows.of(policy, None, None, None, None, "strict")
    tables = reader.tables(table.schema, "arrow", 1)
    given: list[int] = []

    class Counted:
        packing = reader.known(None).packing
        apart = False

        def decide(self, records: Any) -> Any:
            given.append(len(records))
            return reader.known(None).decide(records)

    counted = Counted()
    tables.known = lambda only: counted
    part = tables.decide(table)
    assert part.singly > 250
    assert sum(given) <= 3
    tables.all_singly = True
    assert part.table.to_pylist() == tables.decide(table).table.to_pylist()


def test_a_fact_is_cut_only_where_nothing_else_is_done_with_it() -> None:
    program = loads(
        'policy a "A" { languages: en }\nrecord R { a : whole  b : whole  c : whole  d : date  e : percent }\n'
        "require one : a >= 5 and b < 3\nrequire two : b + 1 > 4 or c = a\nrequire three : d < 2024-01-02\n"
        "require four : 3 <= c < 9\nrequire five : e > 12.5%"
    ).program
    assert constants_of(program, "R") == {
        "d": frozenset({date(2024, 1, 2)}),
        "e": frozenset({Fraction(1, 8)}),
    }


def test_cuts_are_where_a_comparison_changes() -> None:
    figure = Wanted("e", t.Number(t.PERCENT), "int", over=100)
    assert cuts_of(figure, frozenset({Fraction(1, 8)})) == (13,)
    assert cuts_of(figure, frozenset({Fraction(1, 4)})) == (25, 26)
    assert cuts_of(Wanted("d", t.Date(), "int"), frozenset({date(1970, 1, 2)})) == (1, 2)
    assert cuts_of(Wanted("d", t.Date(), "int"), frozenset({datetime(1970, 1, 2)})) is None
