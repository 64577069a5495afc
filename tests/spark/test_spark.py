"""Spark decides as one machine does: the same folder byte for byte, and the same rows of a frame."""

from __future__ import annotations

import json
import random
from pathlib import Path
from typing import Any

import pytest

from policycore.api import Policy, load, loads
from policycore.bulk import BulkError, Rows, begin, decide_table
from workload import FACTS, policy_text, records

ROOT = Path(__file__).parents[2]
RETAIL = ROOT / "policies" / "online-retail"
pytestmark = [
    # Of pyspark itself: what it thinks of pandas, which is not used, and sockets it leaves to the end.
    pytest.mark.filterwarnings("ignore:PySpark does not yet:FutureWarning"),
    pytest.mark.filterwarnings("ignore::ResourceWarning"),
    pytest.mark.filterwarnings("ignore::pytest.PytestUnraisableExceptionWarning"),
]


def part(name: str, count: int) -> tuple[Policy, Any]:
    """Return a policy of the workload and records of it, of which some lack facts and some are no records."""
    import pyarrow as pa

    draw = random.Random(name)
    columns: dict[str, list[Any]] = {fact: [] for fact in ("id", *FACTS[name])}
    first = next(fact for fact, kind in FACTS[name].items() if kind is int)
    for record in records(name, count):
        if draw.random() < 0.05:
            record[draw.choice(list(FACTS[name]))] = None
        if draw.random() < 0.01:
            record[first] = -1
        for fact, value in record.items():
            columns[fact].append(value)
    return loads(policy_text(name), name), pa.table(columns)


def rows_of(policy: Policy, as_of: str | None = None) -> Rows:
    return Rows.of(policy, as_of, None, None, None, "strict")


def files(folder: Path) -> dict[str, bytes]:
    """Return all that a run left, by name."""
    return {path.relative_to(folder).as_posix(): path.read_bytes() for path in folder.rglob("*") if path.is_file()}


def test_a_run_on_spark_leaves_the_folder_that_a_run_here_leaves(spark: Any, tmp_path: Path) -> None:
    import pyarrow as pa
    import pyarrow.parquet as pq

    from policycore.cluster import begin_on_spark

    policy, table = part("tiers", 2_000)
    ids = table["id"].to_pylist()
    for place, same in ((700, 3), (1_500, 3), (20, 900), (1_900, 1_899)):  # within a part, before it, after it
        ids[place] = same
    table = table.set_column(0, "id", pa.array(ids))
    overdrawn = [-5 if place == 20 else value for place, value in enumerate(table["revenue"].to_pylist())]
    table = table.set_column(table.column_names.index("revenue"), "revenue", pa.array(overdrawn))
    pq.write_table(table, tmp_path / "customers.parquet", row_group_size=450)
    here = begin(rows_of(policy), tmp_path / "customers.parquet", tmp_path / "here", part_rows=300)
    there = begin_on_spark(
        rows_of(policy), tmp_path / "customers.parquet", tmp_path / "there", spark=spark, part_rows=300
    )
    assert list(here.parts())[-1] == list(there.parts())[-1] == 2_000
    assert files(tmp_path / "there") == files(tmp_path / "here")
    assert here.summary.problems["PC540"] == 3
    assert here.summary.to_data() == there.summary.to_data()


def test_spark_goes_on_where_a_run_here_was_stopped(spark: Any, tmp_path: Path) -> None:
    import pyarrow as pa
    import pyarrow.csv as csv

    from policycore.cluster import begin_on_spark

    policy, table = part("promises", 900)
    ids = table["id"].to_pylist()
    ids[850] = ids[10]
    csv.write_csv(table.set_column(0, "id", pa.array(ids)), tmp_path / "requests.csv")
    whole = begin(rows_of(policy), tmp_path / "requests.csv", tmp_path / "whole", part_rows=200)
    list(whole.parts())
    stopped = begin(rows_of(policy), tmp_path / "requests.csv", tmp_path / "both", part_rows=200).parts()
    assert [next(stopped), next(stopped)] == [200, 400]
    stopped.close()
    rest = begin_on_spark(rows_of(policy), tmp_path / "requests.csv", tmp_path / "both", spark=spark, part_rows=200)
    assert list(rest.parts()) == [400, 900]
    assert rest.resumed == 2
    assert files(tmp_path / "both") == files(tmp_path / "whole")
    assert whole.summary.problems["PC540"] == 1


def test_customers_of_the_online_shop_come_out_the_same(spark: Any, tmp_path: Path) -> None:
    from policycore.cluster import begin_on_spark

    policy = load(RETAIL / "retail_tiers.policy")
    customers, events = RETAIL / "data" / "customers.csv", {"invoices": RETAIL / "data" / "invoices.csv"}
    here = begin(rows_of(policy, "2011-12-10"), customers, tmp_path / "here", part_rows=7, events=events)
    there = begin_on_spark(
        rows_of(policy, "2011-12-10"), customers, tmp_path / "there", spark=spark, part_rows=7, events=events
    )
    list(here.parts())
    list(there.parts())
    assert here.summary.rows > 7
    assert len(here.summary.outcomes["tier"]) > 1
    assert files(tmp_path / "there") == files(tmp_path / "here")


@pytest.mark.parametrize("way", ["expressions", "batches"])
@pytest.mark.parametrize("name", ["tiers", "promises", "incidents", "table_1000"])
def test_a_frame_is_decided_as_the_table_is(spark: Any, name: str, way: Any) -> None:
    from policycore.cluster import decide_frame

    policy, table = part(name, 1_500)
    wanted = decide_table(policy, table)
    found = decide_frame(policy, spark.createDataFrame(table), way=way).toArrow().sort_by("key")
    refused = {row["key"]: json.loads(row["problems"]) for row in found.to_pylist() if row["problems"]}
    assert {one.data["id"]: [problem["code"] for problem in one.problems] for one in wanted.rejected} == {
        key: [problem["code"] for problem in problems] for key, problems in refused.items()
    }
    decided = [row for row in found.drop_columns("problems").to_pylist() if row["key"] not in refused]
    assert decided == wanted.table.drop_columns("row").to_pylist()
    assert refused
    assert wanted.singly > len(refused)


def test_chosen_rows_of_a_frame_come_with_their_traces(spark: Any) -> None:
    from policycore.cluster import decide_chosen

    policy, table = part("tiers", 300)
    found = decide_chosen(policy, spark.createDataFrame(table), [7, "8", 4_000])
    assert set(found) == {"7", "8"}
    for key, decision in found.items():
        given = {name: value for name, value in table.slice(int(key), 1).to_pylist()[0].items() if value is not None}
        alone = policy.decide(given)
        assert decision.trace_data() == alone.trace_data()
        assert decision.explain() == alone.explain()


def test_a_list_is_an_array_of_structs_in_a_frame(spark: Any) -> None:
    import pyarrow as pa

    from policycore.cluster import decide_frame

    policy = load(RETAIL / "retail_tiers.policy")
    invoice = {"invoice_no": "1", "invoice_time": "2011-11-30 10:00", "lines": 1, "items": 5, "amount_gbp": "900.00"}
    table = pa.table(
        {"customer_id": ["a", "b"], "country": ["France", "Japan"], "invoices": [[invoice] * 3, []]},
    )
    found = decide_frame(policy, spark.createDataFrame(table), as_of="2011-12-10").toArrow().sort_by("key")
    wanted = decide_table(policy, table, as_of="2011-12-10")
    assert found.drop_columns("problems").to_pylist() == wanted.table.drop_columns("row").to_pylist()
    assert len(set(found["tier"].to_pylist())) == 2


RANKED = """\
policy ranked "The first nine" { languages: en }

record Shop "Shop" {
  key id : whole
  region "Region" : text
  sales "Sales" : money(CNY) at least 0
}

population peers "Shops of a region" over Shop per region {
  ties: together
  define place "Place" = rank(sales)
}

tiering level "Level" {
  tier first "First" when place <= 9
  tier other "Other" otherwise
}
"""


def test_shops_are_compared_with_all_others_wherever_those_are_decided(spark: Any, tmp_path: Path) -> None:
    import pyarrow as pa
    import pyarrow.parquet as pq

    from policycore.cluster import begin_on_spark, decide_frame

    draw = random.Random(3)
    sales = [None if draw.random() < 0.02 else draw.randrange(60) for _ in range(90)]
    table = pa.table({"id": range(90), "region": [draw.choice("NS") for _ in sales], "sales": sales})
    pq.write_table(table, tmp_path / "shops.parquet")
    policy = loads(RANKED, "ranked")
    here = begin(rows_of(policy), tmp_path / "shops.parquet", tmp_path / "here", part_rows=20)
    there = begin_on_spark(rows_of(policy), tmp_path / "shops.parquet", tmp_path / "there", spark=spark, part_rows=20)
    list(here.parts())
    list(there.parts())
    assert files(tmp_path / "there") == files(tmp_path / "here")
    assert len(here.summary.outcomes["level"]) == 2
    found = decide_frame(policy, spark.createDataFrame(table)).toArrow().sort_by("key")
    wanted = pq.read_table(tmp_path / "here" / "outcomes").sort_by("key")
    assert found["level"].to_pylist() == wanted["level"].to_pylist()


def test_which_of_two_rows_with_one_key_came_first_a_frame_cannot_say(spark: Any) -> None:
    from policycore.cluster import decide_frame

    policy = loads(policy_text("tiers"), "tiers")
    frame = spark.createDataFrame([(1, 5), (2, 5), (1, 6)], "id long, revenue long")
    with pytest.raises(BulkError) as raised:
        decide_frame(policy, frame)
    assert (raised.value.why, raised.value.subject) == ("repeated", "1")


@pytest.mark.slow
def test_a_million_made_up_customers_come_out_the_same(spark: Any, tmp_path: Path) -> None:
    import pyarrow.parquet as pq

    from policycore.cluster import begin_on_spark

    policy, table = part("tiers", 1_000_000)
    pq.write_table(table, tmp_path / "customers.parquet", row_group_size=100_000)
    here = begin(rows_of(policy), tmp_path / "customers.parquet", tmp_path / "here", part_rows=100_000)
    there = begin_on_spark(
        rows_of(policy), tmp_path / "customers.parquet", tmp_path / "there", spark=spark, part_rows=100_000
    )
    list(here.parts())
    list(there.parts())
    assert here.summary.rows == 1_000_000
    assert files(tmp_path / "there") == files(tmp_path / "here")


def test_a_machine_without_java_is_told_what_is_missing(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    from policycore.cluster import start

    monkeypatch.setattr(start, "ask_for", lambda engine: None)
    monkeypatch.setenv("PATH", str(tmp_path))
    monkeypatch.delenv("JAVA_HOME", raising=False)
    monkeypatch.delenv("SPARK_REMOTE", raising=False)
    with pytest.raises(BulkError) as raised:
        start.session()
    assert raised.value.why == "no_java"
