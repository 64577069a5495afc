"""What stands beside a table, rows that cannot be read, and traces: on Spark as on one machine, byte for byte."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from policycore.api import Policy, loads
from policycore.bulk import Rows, Run, begin, places_of, write_traces
from policycore.records.mapping import Mapping

pytestmark = [
    # Of pyspark itself: what it thinks of pandas, which is not used, and sockets it leaves to the end.
    pytest.mark.filterwarnings("ignore:PySpark does not yet:FutureWarning"),
    pytest.mark.filterwarnings("ignore::ResourceWarning"),
    pytest.mark.filterwarnings("ignore::pytest.PytestUnraisableExceptionWarning"),
]
POLICY = """
policy shop "Shop" { languages: en }
record Order { amount : money(CNY) at least 0 }
record Manager { key number : text  staff : whole at least 0 }
record Customer { key id : text  manager : Manager  orders : list of Order }
define bought for Customer = sum(amount over orders)
tiering level for Customer { tier big when bought > 100 CNY and manager.staff > 3  tier small otherwise }
"""
BESIDE: dict[str, Any] = {"mapping": Mapping(columns={"No.": ("id",)}, related={"manager": Mapping(here="by")})}


def tables(folder: Path) -> None:
    rows = [f"c{n % 190},M{n % 7}" if n % 31 else f"c{n}" for n in range(200)]
    (folder / "customers.csv").write_text("No.,by\n" + "\n".join(rows) + "\n", encoding="utf-8")
    managers = [f"M{n},{n if n != 5 else -1}" for n in range(6)]
    (folder / "managers.csv").write_text("number,staff\n" + "\n".join(managers) + "\n", encoding="utf-8")
    orders = [f"c{n % 210},{n}" for n in range(400)]
    (folder / "orders.csv").write_text("id,amount\n" + "\n".join(orders) + "\n", encoding="utf-8")


def files(out: Path) -> dict[str, bytes]:
    return {path.relative_to(out).as_posix(): path.read_bytes() for path in sorted(out.rglob("*")) if path.is_file()}


def finished(run: Run) -> Run:
    chosen = places_of(run, ["c3", "c8"])
    list(run.parts())
    write_traces(run, chosen)
    return run


def test_spark_joins_refuses_and_traces_as_one_machine_does(spark: Any, tmp_path: Path) -> None:
    from policycore.cluster import begin_on_spark

    policy: Policy = loads(POLICY)
    tables(tmp_path)
    beside = {
        **BESIDE,
        "events": {"orders": tmp_path / "orders.csv"},
        "related": {"manager": tmp_path / "managers.csv"},
        "part_rows": 60,
    }
    here, there = tmp_path / "here", tmp_path / "there"
    one = finished(begin(Rows.of(policy, None, None, None, None, "strict"), tmp_path / "customers.csv", here, **beside))
    many = finished(
        begin_on_spark(
            Rows.of(policy, None, None, None, None, "strict"), tmp_path / "customers.csv", there, spark=spark, **beside
        )
    )
    assert files(here) == files(there)
    assert many.summary == one.summary
    assert set(one.summary.problems) == {"PC507", "PC531", "PC540", "PC553"}
    assert one.summary.problems["PC531"] == 7
    assert (here / "traces" / "c3.json").exists()
