"""Runs over tables of files: partitions, stopping and going on, keys, events, and what the folder refuses."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

from policycore.api import Policy, loads
from policycore.bulk import BulkError, Rows, Run, begin
from policycore.columns.engines import EngineName
from policycore.report import PolicyError

ENGINES: tuple[EngineName, ...] = ("duckdb", "polars", "arrow")
POLICY = """
policy shop "Shop" { languages: en }
record Order { amount : money(CNY) at least 0  late : yes_no }
record Customer { key id : text  sales : money(CNY) at least 0  orders : list of Order }
define bought = sum(amount over orders)
tiering level { tier big when sales >= 50 CNY or bought > 100 CNY  tier small otherwise }
require prompt : all(not late over orders)
"""


@pytest.fixture(scope="module")
def policy() -> Policy:
    return loads(POLICY)


@pytest.fixture
def table(tmp_path: Path) -> Path:
    lines = [f"c{number},{number if number % 7 else ''}" for number in range(1, 101)]
    lines[40] = "c3,5"
    lines[60] = "c61,-5"
    (tmp_path / "customers.csv").write_text("id,sales\n" + "\n".join(lines) + "\n", encoding="utf-8")
    orders = [f"c{number % 120},{number % 90},{'yes' if number % 11 == 0 else 'no'}" for number in range(400)]
    (tmp_path / "orders.csv").write_text("id,amount,late\n" + "\n".join(orders) + "\n", encoding="utf-8")
    return tmp_path / "customers.csv"


def started(policy: Policy, table: Path, out: Path, engine: EngineName = "polars", rows: int = 30) -> Run:
    return begin(
        Rows.of(policy, None, None, None, None, "strict"),
        table,
        out,
        engine=engine,
        part_rows=rows,
        events={"orders": table.with_name("orders.csv")},
    )


def outcomes(out: Path) -> list[dict[str, Any]]:
    import pyarrow.parquet as pq

    files = sorted((out / "outcomes").glob("*.parquet"))
    return [row for file in files for row in pq.read_table(file).to_pylist()]


def rejected(out: Path) -> list[Any]:
    files = sorted((out / "rejected").glob("*.jsonl"))
    return [json.loads(line) for file in files for line in file.read_text(encoding="utf-8").splitlines()]


def test_a_run_that_is_stopped_goes_on_and_gives_the_same_and_nothing_twice(
    policy: Policy, table: Path, tmp_path: Path
) -> None:
    whole = started(policy, table, tmp_path / "whole")
    assert list(whole.parts()) == [30, 60, 90, 100]
    stopped = started(policy, table, tmp_path / "stopped").parts()
    assert [next(stopped), next(stopped)] == [30, 60]
    stopped.close()
    (tmp_path / "stopped" / "outcomes" / ".part-00002.parquet.new").write_bytes(b"torn")
    resumed = started(policy, table, tmp_path / "stopped", "arrow")
    assert list(resumed.parts()) == [30, 60, 90, 100]
    assert resumed.resumed == 2
    assert resumed.summary.to_data() == whole.summary.to_data()
    assert outcomes(tmp_path / "stopped") == outcomes(tmp_path / "whole")
    assert rejected(tmp_path / "stopped") == rejected(tmp_path / "whole")


@pytest.mark.parametrize("engine", ENGINES)
def test_partitions_and_engines_make_no_difference(
    policy: Policy, table: Path, tmp_path: Path, engine: EngineName
) -> None:
    list(started(policy, table, tmp_path / "one", engine, 1000).parts())
    list(started(policy, table, tmp_path / "many", "arrow", 13).parts())
    assert outcomes(tmp_path / "one") == outcomes(tmp_path / "many")
    assert rejected(tmp_path / "one") == rejected(tmp_path / "many")


def test_a_run_says_what_a_decision_of_each_record_says(policy: Policy, table: Path, tmp_path: Path) -> None:
    run = started(policy, table, tmp_path / "out")
    list(run.parts())
    found = {row["key"]: row for row in outcomes(tmp_path / "out")}
    orders: dict[str, list[dict[str, str]]] = {}
    for line in table.with_name("orders.csv").read_text(encoding="utf-8").splitlines()[1:]:
        owner, amount, late = line.split(",")
        orders.setdefault(owner, []).append({"amount": amount, "late": late})
    for line in table.read_text(encoding="utf-8").splitlines()[1:]:
        key, sales = line.split(",")
        if line in ("c3,5", "c61,-5"):
            continue
        decision = policy.decide({"id": key, "sales": sales or None, "orders": orders.get(key, [])})
        for view in decision.values():
            assert found[key][f"{view.id}.status"] == view.status
            assert found[key][f"{view.id}.because"] == "; ".join(view.because)
    assert run.summary.without_owner == {
        "orders": sum(map(len, orders.values()))
        - sum(len(orders.get(f"c{number}", [])) for number in range(1, 101) if number != 41)
    }


def test_rejected_rows_are_kept_with_every_reason(policy: Policy, table: Path, tmp_path: Path) -> None:
    run = started(policy, table, tmp_path / "out")
    list(run.parts())
    assert [(each["row"], each["problems"][0]["code"]) for each in rejected(tmp_path / "out")] == [
        (41, "PC540"),
        (61, "PC507"),
    ]
    assert run.summary.problems == {"PC507": 1, "PC540": 1}
    assert run.summary.statuses["level"]["decided"] + run.summary.statuses["level"].get("undetermined", 0) == 98


def test_a_folder_of_another_run_is_refused(policy: Policy, table: Path, tmp_path: Path) -> None:
    list(started(policy, table, tmp_path / "out").parts())
    with pytest.raises(BulkError) as found:
        started(policy, table, tmp_path / "out", rows=31)
    assert found.value.why == "other_run"


def test_a_table_that_is_not_there_and_one_of_no_known_kind_are_told(policy: Policy, tmp_path: Path) -> None:
    rows = Rows.of(policy, None, None, None, None, "strict")
    with pytest.raises(PolicyError) as missing:
        begin(rows, tmp_path / "none.parquet", tmp_path / "out")
    assert [each.code for each in missing.value.diagnostics] == ["PC801"]
    with pytest.raises(BulkError) as unknown:
        begin(rows, tmp_path / "table.xyz", tmp_path / "out")
    assert unknown.value.why == "unknown_kind"


def test_a_column_that_looks_like_a_slip_stops_the_run(policy: Policy, tmp_path: Path) -> None:
    (tmp_path / "t.csv").write_text("id,slaes\nc1,5\n", encoding="utf-8")
    with pytest.raises(PolicyError) as found:
        begin(Rows.of(policy, None, None, None, None, "strict"), tmp_path / "t.csv", tmp_path / "out")
    assert [each.code for each in found.value.diagnostics] == ["PC501"]
