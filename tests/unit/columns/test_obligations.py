"""Duties, procedures, movement and findings of elements in columns, as single rows have them."""

from __future__ import annotations

import random
from datetime import date, timedelta
from typing import Any

import pytest

from policycore.api import Policy, loads
from policycore.bulk import Rows, decide_table
from policycore.columns.engines import EngineName

pytest.importorskip("pyarrow")
pytest.importorskip("narwhals")
ENGINES: list[EngineName] = ["duckdb", "polars", "arrow"]
AS_OF = "2024-06-30"

POLICY = """
policy matters "Matters" { languages: en }
record Loan { key number : text  amount : money(CNY)  noted : yes_no  paid_on : date optional }
record Case {
  key id      : text
  loans       : list of Loan
  lost        : yes_no
  came_on     : date
  heard_on    : date optional
  decided_on  : date optional
  decided_by  : text optional
  appeal_on   : date optional
  reviewed_on : date optional
  reviewed_by : text optional
  sales       : money(CNY) at least 0
  trained     : yes_no
  founder     : yes_no
}
require repaid for Case for each loan in loans where loan.amount > 5 CNY when loan.noted :
  loan.paid_on is present and loan.paid_on <= came_on
require small for Case should for each loan in loans : loan.amount <= sales
duty answer for Case must within 30 days after came_on when lost done heard_on
duty thank for Case may within 10 days after came_on done heard_on
procedure handling for Case when not founder {
  step hear must done heard_on
  step decide must within 30 days after hear done decided_on by decided_by
  step appeal may within 10 days after decide done appeal_on stays decide
  step review must follow appeal when appeal_on is present done reviewed_on by reviewed_by not by decide
}
tiering level for Case {
  designate founder when founder : gold
  tier gold   when sales >= 1000 CNY
  tier silver when sales >= 500 CNY
  tier basic  otherwise
  limit dispute when lost : at most silver
  movement {
    every quarter
    enter gold when trained
    keep gold  when sales >= 800 CNY
    up at most 1 tier    up after 6 months     probation 3 months
    down at most 1 tier  down after 2 reviews
  }
}
"""


@pytest.fixture(scope="module")
def policy() -> Policy:
    return loads(POLICY)


def rows(number: int) -> list[dict[str, Any]]:
    draw = random.Random(11)

    def day(lacking: float = 0.3) -> date | None:
        return None if draw.random() < lacking else date(2024, 3, 1) + timedelta(draw.randrange(130))

    def state() -> dict[str, Any] | None:
        if draw.random() < 0.2:
            return None
        return {
            "previous": draw.choice(["gold", "silver", "basic"]),
            "since": date(2023, 1, 1) + timedelta(draw.randrange(500)),
            "failed": draw.randint(0, 2),
            "probation_until": draw.choice([None, date(2024, 7, 1), date(2024, 6, 1)]),
            "reviewed_on": draw.choice([date(2024, 3, 31), date(2024, 6, 1)]),
        }

    return [
        {
            "id": str(place),
            "loans": [
                {"number": str(n), "amount": draw.choice([1, 9, 600]), "noted": draw.random() < 0.7, "paid_on": day()}
                for n in range(draw.randint(0, 3))
            ],
            "lost": draw.random() < 0.5,
            "came_on": day(0),
            "heard_on": day(),
            "decided_on": day(),
            "decided_by": draw.choice(["ann", "bob", None]),
            "appeal_on": day(),
            "reviewed_on": day(),
            "reviewed_by": draw.choice(["ann", "bob", None]),
            "sales": draw.choice([0, 500, 799, 800, 999, 1000, 2000]),
            "trained": draw.random() < 0.5,
            "founder": draw.random() < 0.1,
            "level.state": state(),
        }
        for place in range(number)
    ]


@pytest.mark.parametrize("engine", ENGINES)
def test_duties_steps_and_moving_tiers_are_those_of_single_rows(policy: Policy, engine: EngineName) -> None:
    import pyarrow as pa

    table = pa.Table.from_pylist(rows(300))
    run = Rows.of(policy, AS_OF, None, None, None, "strict")
    tables = run.tables(table.schema, "arrow")
    assert not tables.plan.beyond
    tables.all_singly = True
    got, wanted = decide_table(policy, table, engine=engine, as_of=AS_OF), tables.decide(table)
    assert got.table.to_pylist() == wanted.table.to_pylist()
    assert got.singly < 100
    for column in ("answer", "handling", "level", "repaid", "small"):
        assert len(set(got.table[column].to_pylist())) > 2
