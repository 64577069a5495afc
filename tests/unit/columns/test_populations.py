"""Facts of groups in columns: every engine says what single rows say, and the snapshot is the same to the byte."""

from __future__ import annotations

import random
from datetime import date
from decimal import Decimal
from typing import Any

import pytest

from policycore.api import Policy, loads
from policycore.bulk import Rows
from policycore.columns.engines import EngineName
from policycore.columns.table import Part
from policycore.core.population import Snapshots
from policycore.core.snapshots import snapshots_bytes

pytest.importorskip("pyarrow")
pytest.importorskip("narwhals")
ENGINES: list[EngineName] = ["duckdb", "polars", "arrow"]

POLICY = """
policy outlets "Outlets" { languages: en }
choice Grade { A > B > C }
choice One { only }
record Outlet {
  key id    : text
  network   : text optional
  active    : yes_no
  sales     : money(CNY) at least 0
  gain      : money(CNY) at least -100
  grade     : Grade
  joined_on : date 2000-01-01..2030-12-31
}
parameter places : whole at least 1 = 2
population standing over Outlet per network, grade where active {
  ties: TIES
  gaps: GAPS
  minimum: 2
  define place = rank(sales)
  define by_gain = rank(gain)
  define by_day = rank(joined_on)
  define sales_share = share(sales)
  define gain_share = share(gain)
  define carries = cumulative(sales)
  define carried = cumulative(gain)
  define best_fifth = place <= round(20% * size(), upward, 1)
  define many = count(where sales > 50 CNY)
  define mean = average(sales where gain > 0 CNY)
  define most = highest(gain)
  define least = lowest(gain)
  define first_day = lowest(joined_on)
  define best = top_sum(sales, 3)
  define middle = quantile(sales, 50%)
  define all_sales = sum(sales)
}
population together over Outlet {
  ties: together
  define by_grade = rank(grade)
  define of_first = rank(gain where sales > 10 CNY)
  define part = cumulative(sales)
}
tiering tier for Outlet {
  tier first when place is present and place <= places
  tier other otherwise
}
population again over Outlet per tier {
  ties: behind
  define inside_rank = rank(sales)
  define total = sum(gain)
}
define one for Outlet = if sales = sales then only else only
score points for Outlet : points {
  award a when inside_rank <= 3 : 1 point
  award b when best_fifth is present : 2 points
}
entitlements e for Outlet per one {
  benefit place : whole
  benefit by_gain : whole
  benefit by_day : whole
  benefit sales_share : percent
  benefit gain_share : percent
  benefit carries : percent
  benefit carried : percent
  benefit many : whole
  benefit mean : money(CNY)
  benefit most : money(CNY)
  benefit least : money(CNY)
  benefit first_day : date
  benefit best : money(CNY)
  benefit middle : money(CNY)
  benefit all_sales : money(CNY)
  benefit by_grade : whole
  benefit of_first : whole
  benefit part : percent
  benefit inside_rank : whole
  benefit total : money(CNY)
  grant any {
    place: place, by_gain: by_gain, by_day: by_day, sales_share: sales_share, gain_share: gain_share,
    carries: carries, carried: carried, many: many, mean: mean, most: most, least: least, first_day: first_day,
    best: best, middle: middle, all_sales: all_sales, by_grade: by_grade, of_first: of_first, part: part,
    inside_rank: inside_rank, total: total
  }
}
"""
RULES = [("together", "uncertain"), ("behind", "last"), ("contested", "left_out"), ("joined_on", "uncertain")]


def policy_with(ties: str, gaps: str) -> Policy:
    return loads(POLICY.replace("TIES", ties).replace("GAPS", gaps))


def rows_of(number: int, seed: int, lacking: float = 0.0) -> list[dict[str, Any]]:
    draw = random.Random(seed)

    def maybe(value: Any) -> Any:
        return None if draw.random() < lacking else value

    return [
        {
            "id": str(place),
            "network": draw.choice(["N", "M", "O", None]),
            "active": maybe(draw.random() < 0.8),
            "sales": maybe(Decimal(draw.choice([0, 5, 10, 20, 50, 51, 80])) / draw.choice([1, 4])),
            "gain": maybe(Decimal(draw.choice([-30, -5, 0, 5, 10, 30]))),
            "grade": maybe(draw.choice("ABC")),
            "joined_on": maybe(date(2020, 1, draw.randint(1, 9))),
        }
        for place in range(number)
    ]


def decided(policy: Policy, rows: list[dict[str, Any]], engine: EngineName | None) -> tuple[Part, bytes]:
    """Return the outcomes and the snapshot: of an engine, or (None) of single rows."""
    import pyarrow as pa

    table = pa.Table.from_pylist(rows)
    run = Rows.of(policy, None, None, None, None, "strict")
    tables = run.tables(table.schema, engine or "arrow", 1)
    strange = run.strange(table)
    if engine is None:
        run.compare(lambda: [table])
        tables.all_singly = True
    else:
        parts = [table.slice(0, len(rows) // 2), table.slice(len(rows) // 2)]
        odd = {id(part): None if strange is None else strange[: len(part)] for part in parts}
        run.compare(lambda: parts, tables, lambda part: odd[id(part)])
    part = tables.decide(table, odd=strange)
    return part, snapshots_bytes(Snapshots(policy.digest, populations=dict(run.decider.snapshots)), policy.program)


@pytest.mark.parametrize("engine", ENGINES)
@pytest.mark.parametrize(("ties", "gaps"), RULES)
@pytest.mark.parametrize("lacking", [0.0, 0.02])
def test_columns_say_of_groups_what_single_rows_say(ties: str, gaps: str, lacking: float, engine: EngineName) -> None:
    policy, rows = policy_with(ties, gaps), rows_of(60, 3, lacking)
    got, saved = decided(policy, rows, engine)
    wanted, expected = decided(policy, rows, None)
    assert saved == expected
    assert got.table.to_pylist() == wanted.table.to_pylist()


def test_members_without_gaps_are_never_gone_over_one_by_one(monkeypatch: pytest.MonkeyPatch) -> None:
    from policycore.interpret.population import Taking

    def refuse(*of: object) -> None:
        raise AssertionError("a member is measured by itself")

    policy, rows = policy_with("together", "uncertain"), rows_of(200, 5)
    wanted, _ = decided(policy, rows, None)
    monkeypatch.setattr(Taking, "bring", refuse)
    got, _ = decided(policy, rows, "duckdb")
    assert got.table.to_pylist() == wanted.table.to_pylist()


def test_rows_with_gaps_that_differ_only_in_what_breaks_ties_have_places_of_their_own() -> None:
    policy = loads(
        'policy ties "Ties" { languages: en }\nchoice Grade { A > B }\n'
        "record Shop { key id : text  grade : Grade  sales : whole at least 0  known : yes_no }\n"
        "population shops over Shop { ties: sales  define place = rank(grade) }\n"
        "tiering tier { tier first when known and sales >= 100 and place >= 1  tier other otherwise }\n"
        "require early : known or place <= 2\n"
    )
    rows = [{"id": str(n), "grade": "A", "sales": 200 + n, "known": None if n % 2 else True} for n in range(40)]
    got, _ = decided(policy, rows, "polars")
    wanted, _ = decided(policy, rows, None)
    assert got.table.to_pylist() == wanted.table.to_pylist()
    assert 0 < got.singly < len(rows)


def test_a_population_of_members_compared_by_quotients_is_measured_row_by_row() -> None:
    policy = loads(
        'policy rates "Rates" { languages: en }\n'
        "record Shop { key id : text  sales : whole at least 0  area : whole at least 1 }\n"
        "population shops over Shop { ties: together  define place = rank(sales / area) }\n"
        "require among_the_best should : place <= 2\n"
    )
    rows = [{"id": str(n), "sales": 10 * n % 7, "area": 1 + n % 3} for n in range(12)]
    got, _ = decided(policy, rows, "polars")
    wanted, _ = decided(policy, rows, None)
    assert got.table.to_pylist() == wanted.table.to_pylist()
    assert set(got.table["among_the_best"].to_pylist()) == {"met", "deviation"}
