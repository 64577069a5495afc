"""Working days, periods and hours by the clock of a place, in columns, as single rows have them."""

from __future__ import annotations

import random
from datetime import date, datetime, timedelta
from typing import Any

import pytest

from policycore.api import Policy, loads
from policycore.bulk import Rows, decide_table
from policycore.columns.engines import EngineName

pytest.importorskip("pyarrow")
pytest.importorskip("narwhals")
ENGINES: list[EngineName] = ["duckdb", "polars", "arrow"]

POLICY = """
policy days "Days" { languages: en  calendar: office  time_zone: "Europe/Berlin" }
calendar office { weekend: saturday, sunday KNOWN }
choice One { only }
record Case {
  key id    : text
  asked_on  : date
  asked_at  : moment
  done_on   : date
  done_at   : moment
  days      : number(working days) -30..30
  hours     : number(hours) -100..100
}
define one for Case = if days = days then only else only
entitlements e for Case per one {
  benefit due : date
  benefit due_at : moment
  benefit gone : number(working days)
  benefit works : yes_no
  benefit later : moment
  benefit elapsed : number(hours)
  grant any {
    due: asked_on + days, due_at: asked_at + days, gone: working_days_between(asked_on, done_on),
    works: is_working_day(done_on), later: asked_at + hours, elapsed: done_at - asked_at
  }
}
"""
HOLIDAYS = """ known: 2024-01-01 .. 2024-12-31 holidays: 2024-02-10 .. 2024-02-17, 2024-05-01 workdays: 2024-02-18"""


def policy_with(known: str) -> Policy:
    return loads(POLICY.replace("KNOWN", known))


def rows(number: int) -> list[dict[str, Any]]:
    draw = random.Random(7)
    found = []
    for place in range(number):
        on = date(2023, 12, 1) + timedelta(draw.randrange(450))
        at = datetime(2024, 3, 30) + timedelta(seconds=1800 * draw.randrange(300))
        autumn = datetime(2024, 10, 26) + timedelta(seconds=1800 * draw.randrange(300))
        found.append(
            {
                "id": str(place),
                "asked_on": on,
                "done_on": on + timedelta(draw.randrange(-40, 40)),
                "asked_at": draw.choice([at, autumn]),
                "done_at": draw.choice([at, autumn]),
                "days": draw.randint(-30, 30),
                "hours": draw.randint(-100, 100),
            }
        )
    return found


@pytest.mark.parametrize("engine", ENGINES)
@pytest.mark.parametrize("known", ["", HOLIDAYS])
def test_working_days_and_hours_are_those_of_single_rows(engine: EngineName, known: str) -> None:
    import pyarrow as pa

    policy, table = policy_with(known), pa.Table.from_pylist(rows(300))
    run = Rows.of(policy, None, None, None, None, "strict")
    tables = run.tables(table.schema, "arrow")
    tables.all_singly = True
    got = decide_table(policy, table, engine=engine)
    assert got.table.to_pylist() == tables.decide(table).table.to_pylist()
    assert got.singly < (200 if known else 1)
