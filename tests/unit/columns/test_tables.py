"""Whole tables: the border in columns, rows that go singly, and that every engine gives what the reference gives."""

from __future__ import annotations

from datetime import date, datetime
from decimal import Decimal
from typing import Any

import pytest

from policycore.api import Policy, loads
from policycore.bulk import Rows, decide_table
from policycore.columns.engines import EngineName
from policycore.columns.table import Part

ENGINES: tuple[EngineName, ...] = ("duckdb", "polars", "arrow")

POLICY = """
policy t "T" { languages: en }
choice Grade { A "Best" > B > C }
record Order { amount : money(CNY) at least 0  kind : Grade  paid_on : date optional  noted : yes_no }
record Customer {
  key id : text
  sales : money(CNY) at least 0
  share : percent 0..100
  grade : Grade
  since : date
  called_at : moment
  large : yes_no
  name : text
  grown : whole default 7
  spare : whole optional
  kinds : set of {x, y, z}
  orders : list of Order
}
score points : points -1000..1000 {
  factor money weight 60% = if sales >= 100 CNY then 10 else 5
  award orders for each o in orders where o.kind >= B : 2
  deduct unpaid for each o in orders where o.paid_on is absent : 3
  cap 20
}
tiering level : Grade {
  designate named when name = "某" : A
  tier A when points >= 12 and share >= 50%
  tier B when since + 1 month <= as_of
  tier C otherwise
  limit small when not large : at most B
}
require spare_known : spare is absent or spare < grown
require listed should when x in kinds : count(orders) > 0
require usual_kinds : kinds in {x, y}
define burden = sales / (share * 100)
require bearable : burden <= 3 CNY
entitlements care per level {
  benefit visits : whole higher is better
  benefit from_day : date
  grant A { visits: 4, from_day: since }
  grant B { visits: 2 when grade >= B }
}
"""


def row(**other: Any) -> dict[str, Any]:
    return {
        "id": "a",
        "sales": 100,
        "share": Decimal("50.5"),
        "grade": "A",
        "since": date(2024, 1, 31),
        "called_at": datetime(2024, 1, 1, 10),
        "large": True,
        "name": "n",
        "grown": None,
        "spare": None,
        "kinds": ["x"],
        "orders": [{"amount": 5, "kind": "B", "paid_on": date(2024, 2, 2), "noted": True}],
    } | other


ROWS = [
    row(),
    row(id="b", sales=99, share=Decimal("33.33"), grade="C", kinds=[], orders=[]),
    row(id="c", name="某", large=False),
    row(id="d", sales=None),
    row(id="e", share=Decimal(0), spare=7),
    row(id="f", spare=6, grown=6, kinds=["x", "z"], orders=[]),
    row(id="g", sales=-1),
    row(id="h", grade="Best"),
    row(id="i", since=None),
    row(id="j", sales=10**17),
    row(id="a", sales=1),
    row(id="k", orders=[{"amount": 1, "kind": None, "paid_on": None, "noted": False}]),
    row(id="l", orders=[{"amount": -1, "kind": "A", "paid_on": None, "noted": False}]),
    row(id="m", since=date(2024, 3, 1), name=" "),
    row(id="n", orders=None),
    row(id="o", kinds=["w"]),
    row(id="p", name="unknown"),
]
AS_OF = "2024-02-29"


@pytest.fixture(scope="module")
def policy() -> Policy:
    return loads(POLICY)


def decided(policy: Policy, engine: EngineName, rows: list[dict[str, Any]], **how: Any) -> Part:
    import pyarrow as pa

    return decide_table(policy, pa.Table.from_pylist(rows), engine=engine, as_of=AS_OF, **how)


def singly(policy: Policy, rows: list[dict[str, Any]]) -> Part:
    import pyarrow as pa

    table = pa.Table.from_pylist(rows)
    run = Rows.of(policy, AS_OF, None, None, None, "strict")
    tables = run.tables(table.schema, "arrow")
    tables.all_singly = True
    return tables.decide(table, odd=run.strange(table))


@pytest.mark.parametrize("engine", ENGINES)
def test_columns_say_what_single_rows_say(policy: Policy, engine: EngineName) -> None:
    part, wanted = decided(policy, engine, ROWS), singly(policy, ROWS)
    assert part.table.to_pylist() == wanted.table.to_pylist()
    assert part.rejected == wanted.rejected
    assert 0 < part.singly < len(ROWS)


@pytest.mark.parametrize("engine", ENGINES)
def test_rows_without_gaps_never_go_singly(policy: Policy, engine: EngineName) -> None:
    rows = [row(id=str(number), sales=number) for number in range(200)]
    part = decided(policy, engine, rows)
    assert part.singly == 0
    assert part.table.to_pylist() == singly(policy, rows).table.to_pylist()


def test_every_decision_of_the_policy_goes_in_columns(policy: Policy) -> None:
    import pyarrow as pa

    rows = Rows.of(policy, AS_OF, None, None, None, "strict")
    plan = rows.tables(pa.Table.from_pylist(ROWS).schema, "polars").plan
    assert not plan.beyond
    assert len(plan.decisions) == 7


def test_rejected_rows_keep_their_place_their_data_and_the_code(policy: Policy) -> None:
    part = decided(policy, "polars", ROWS)
    assert {each.row: each.problems[0]["code"] for each in part.rejected} == {
        7: "PC507",
        11: "PC540",
        13: "PC507",
        16: "PC511",
    }
    assert part.rejected[0].data["sales"] == -1


def test_what_is_open_says_what_is_missing_and_what_is_possible(policy: Policy) -> None:
    rows = {each["key"]: each for each in decided(policy, "duckdb", ROWS).table.to_pylist()}
    assert rows["d"]["points.status"] == "undetermined"
    assert rows["d"]["points"] is None
    assert rows["d"]["points.missing"] == "sales"
    assert rows["d"]["points.possible"] == "5 .. 8"
    assert rows["e"]["bearable.status"] == "undetermined"


def test_a_fact_that_most_rows_lack_does_not_send_them_singly(policy: Policy) -> None:
    rows = [row(id=str(number), since=None, name="某" if number % 10 else "n") for number in range(100)]
    part = decided(policy, "polars", rows)
    assert part.table.to_pylist() == singly(policy, rows).table.to_pylist()


def test_texts_of_a_file_are_read_as_typed_columns_are(policy: Policy) -> None:
    typed = [row(id=str(number), sales=number, kinds=["x", "y"], orders=[]) for number in range(30)]
    texts = [
        {
            **each,
            "sales": str(each["sales"]),
            "share": "50.50",
            "since": "2024-01-31",
            "called_at": "2024-01-01 10:00",
            "large": "yes",
            "kinds": "x; y",
        }
        for each in typed
    ]
    one, other = decided(policy, "arrow", typed), decided(policy, "arrow", texts)
    assert one.table.to_pylist() == other.table.to_pylist()
    assert other.singly == 0


def test_a_policy_whose_figures_may_not_fit_goes_row_by_row() -> None:
    policy = loads(
        'policy big "Big" { languages: en }\nrecord R { key id : text  a : whole  b : whole  c : whole  d : whole }\n'
        "require r : a * b * c * d * a * b * c * d > 0\n"
    )
    part = decided(policy, "polars", [{"id": "1", "a": 10**9, "b": 10**9, "c": 10**9, "d": -1}])
    assert part.table["r"].to_pylist() == ["met"]


def test_a_figure_that_its_column_cannot_hold_rejects_its_row() -> None:
    policy = loads(
        'policy big "Big" { languages: en }\nrecord R { key id : text  a : whole }\n'
        "choice One { only }\ndefine one = if a = a then only else only\n"
        "entitlements e per one { benefit b : whole  grant any { b: a } }\n"
    )
    part = decided(policy, "duckdb", [{"id": "1", "a": str(10**30)}, {"id": "2", "a": "5"}])
    assert part.table["e.b"].to_pylist() == [5]
    assert [each.problems[0]["code"] for each in part.rejected] == ["PC505"]


def test_a_third_comes_out_as_a_fraction() -> None:
    policy = loads(
        'policy p "P" { languages: en }\nrecord R { key id : text  a : whole at least 0 }\n'
        "score s : points { factor f = a / 3 * 1 point }\n"
    )
    part = decided(policy, "polars", [{"id": "1", "a": 1}, {"id": "2", "a": 6}])
    assert part.table["s"].to_pylist() == ["1/3", "2"]


def test_binary_floats_are_refused(policy: Policy) -> None:
    part = decided(policy, "polars", [row(sales=0.5)])
    assert part.rejected[0].problems[0]["code"] == "PC503"


def test_a_fact_that_is_asked_about_but_not_needed_still_sends_its_row_singly() -> None:
    policy = loads(
        'policy k "K" { languages: en }\nrecord R { key id : text  a : whole }\n'
        "require there : a is known\nrequire moderate : a <= 10_000_000_000_000_000\n"
    )
    rows = [{"id": str(number), "a": number or None} for number in range(100)]
    part = decided(policy, "polars", rows)
    assert part.singly == 1
    assert part.table["there"].to_pylist()[:2] == ["breach", "met"]
    assert part.table["moderate.status"].to_pylist()[:2] == ["undetermined", "decided"]


@pytest.mark.parametrize("engine", ENGINES)
def test_fields_may_be_called_as_columns_of_an_engine_are(engine: EngineName) -> None:
    names = [*(f"s{number}" for number in range(1, 9)), "i1", "I1", "o0", "d0_c0", "open"]
    facts = "  ".join(f"{name} : whole 0..100" for name in names)
    text = f"""
policy t "T" {{ languages: en }}
choice Grade {{ A > B > C }}
record Customer {{ key id : text  {facts} }}
define x = s1 + s2
define y = x * s3
define z = y + x * s4
tiering level : Grade {{
  tier A when z >= 80 and y >= 2 and i1 > I1
  tier B when z + y >= 40 and x + o0 >= open + d0_c0
  tier C otherwise
}}
"""
    rows = [
        {"id": str(row), **{name: (row * (place + 3)) % 17 for place, name in enumerate(names)}} for row in range(60)
    ]
    policy = loads(text)
    found = decided(policy, engine, rows)
    assert found.singly == 0
    expected = [decision["level"].value for decision in policy.decide_many(rows)]
    assert found.table["level"].to_pylist() == expected
    assert len(set(expected)) == 3
