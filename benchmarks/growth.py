#!/usr/bin/env python3
"""How deciding grows with the number of records: time, records a second and memory, engine by engine.

Usage: python benchmarks/growth.py [--from 4] [--to 6] [--engines duckdb,polars,arrow] [--singly 5]
                                   [--json FILE] [--chart FILE] [--folder DIR]

Customers of the workload's scorecard are made up and written into a Parquet file of 10^n rows, which `policycore run`'s
code decides in partitions, as it would a file of anybody: reading, deciding and writing are all counted. Each figure is
of a process of its own, for its peak of memory; starting Python and checking the policy are counted apart. Records of
the same kind go one by one through `Policy.decide_many` up to 10^`--singly`, to compare with. Spark is given as many
tasks at once as there are cores, and starting it is not counted: `--engines spark` is a run into a folder, whose parts
Python decides, `--engines frame` a frame from Parquet to Parquet, by Spark's expressions. Beside the time of the clock
stands processor time, which others on the same machine disturb less.
"""

from __future__ import annotations

import argparse
import json
import os
import platform
import resource
import shutil
import subprocess
import sys
import tempfile
import time
from pathlib import Path
from typing import Any

import growth_chart
from workload import FOLDER, policy_text

PART = "tiers"
SINGLY = "singly"
#: What runs on Spark: in processes of its own.
SPARK = ("spark", "frame")
NAMES = {
    "duckdb": "columns, DuckDB",
    "polars": "columns, Polars",
    "arrow": "columns, Arrow",
    "spark": "Spark, parts to Python",
    "frame": "Spark, own expressions",
    SINGLY: "one by one, from dicts",
}
#: Customers are made up in pieces of so many, each from a seed of its own.
PIECE = 100_000
#: A smaller file would say little of the share that starting takes.
SMALLEST = 4


def customers(path: Path, count: int) -> None:
    """Write a Parquet file of made-up customers: `PIECE` are drawn, the others are these with other figures."""
    import pyarrow as pa
    import pyarrow.compute as pc
    import pyarrow.parquet as pq

    from adapters.ours import arrow_table
    from workload import records

    drawn = arrow_table(PART, records(PART, min(PIECE, count)))
    with pq.ParquetWriter(path, drawn.schema) as file:
        for first in range(0, count, PIECE):
            piece = drawn.slice(0, min(PIECE, count - first))
            turned = {name: piece[name] for name in piece.column_names}
            turned["id"] = pa.chunked_array([pa.arange(first, first + piece.num_rows)])
            for step, name in enumerate(("revenue", "orders", "tenure")):
                # Another customer's figure: the pieces differ, and their figures are spread as before.
                place = pc.bit_wise_xor(pa.arange(0, piece.num_rows), pa.scalar((first // PIECE) << step, pa.int64()))
                place = pc.if_else(pc.less(place, piece.num_rows), place, 0)
                turned[name] = piece[name].take(place)
            file.write_table(pa.table(turned, schema=drawn.schema))


def decide(engine: str, path: Path, out: Path) -> dict[str, Any]:
    """Decide a file on an engine, in this process; returns the figures."""
    started = time.perf_counter()
    from policycore.api import load
    from policycore.bulk import Rows, begin

    policy = load(FOLDER / "customer_tiers.policy")
    ready, spent = time.perf_counter(), time.process_time()
    if engine == SINGLY:
        import pyarrow.parquet as pq

        data = (row for batch in pq.ParquetFile(path).iter_batches(10_000) for row in batch.to_pylist())
        count = sum(1 for decision in policy.decide_many(data) if decision["tier"].status)  # type: ignore[index]
    else:
        rows = Rows.of(policy, None, None, None, None, "strict")
        if engine in SPARK:
            spark = running_spark()
            ready, spent = time.perf_counter(), of_all()
        if engine == "frame":
            from policycore.cluster import decide_frame

            decided = decide_frame(policy, spark.read.parquet(str(path)), way="expressions")
            decided.write.parquet(str(out))
            count = 0  # counted afterwards
        else:
            run: Any
            if engine == "spark":
                from policycore.cluster import begin_on_spark

                run = begin_on_spark(rows, path, out, spark=spark)
            else:
                run = begin(rows, path, out, engine=engine)  # type: ignore[arg-type]  # one of the names
            for _ in run.parts():
                pass
            count = run.summary.rows - run.summary.rejected
    seconds = time.perf_counter() - ready
    processor = (of_all() if engine in SPARK else time.process_time()) - spent
    if engine == "frame":
        import pyarrow.dataset as ds

        count = ds.dataset(out).count_rows(filter=ds.field("problems").is_null())
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss * (1 if sys.platform == "darwin" else 1024)
    return {
        "records": count,
        "seconds": round(seconds, 3),
        "start_seconds": round(ready - started, 3),
        "per_second": round(count / seconds),
        "per_core_second": round(count / processor),
        # The workers of Spark are processes of their own.
        "peak_bytes": None if engine in SPARK else peak,
    }


def running_spark() -> Any:
    """Return a session of Spark whose workers have started."""
    from policycore.cluster import session

    spark = session(os.cpu_count())
    tasks = spark.sparkContext.defaultParallelism
    list(spark.range(0, tasks, 1, tasks).mapInArrow(_nothing, "id long").collect())
    return spark


def of_all() -> float:
    """Return the processor time of this process and of those that it started, and they; on Linux."""
    ticks = os.sysconf("SC_CLK_TCK")
    children: dict[int, list[int]] = {}
    spent: dict[int, float] = {}
    for folder in Path("/proc").glob("[0-9]*"):
        try:
            numbers = (folder / "stat").read_text().rpartition(")")[2].split()
        except OSError:  # it has ended
            continue
        children.setdefault(int(numbers[1]), []).append(int(folder.name))
        spent[int(folder.name)] = sum(map(int, numbers[11:15])) / ticks
    waiting, found = [os.getpid()], 0.0
    while waiting:
        process = waiting.pop()
        found += spent.get(process, 0.0)
        waiting += children.get(process, [])
    return found


def _nothing(batches: Any) -> Any:
    """Give batches back as they came: workers have started then."""
    return batches


def measured(engine: str, path: Path, folder: Path) -> dict[str, Any]:
    """Return the figures of a process of its own."""
    out = folder / "out"
    shutil.rmtree(out, ignore_errors=True)
    command = [sys.executable, __file__, "--one", engine, str(path), str(out)]
    done = subprocess.run(command, stdout=subprocess.PIPE, text=True, check=True)
    shutil.rmtree(out, ignore_errors=True)
    found: dict[str, Any] = json.loads(done.stdout.splitlines()[-1])
    return found


def main() -> int:
    parser = argparse.ArgumentParser(description=(__doc__ or "").splitlines()[0])
    parser.add_argument("--one", nargs=3, help=argparse.SUPPRESS)
    parser.add_argument("--from", dest="low", type=int, default=SMALLEST, help="the power of ten to begin with")
    parser.add_argument("--to", dest="high", type=int, default=6, help="the power of ten to end with")
    parser.add_argument("--singly", type=int, default=5, help="up to which power of ten records go one by one as well")
    parser.add_argument("--engines", default="duckdb,polars,arrow")
    parser.add_argument("--json", type=Path)
    parser.add_argument("--chart", type=Path)
    parser.add_argument("--folder", type=Path, help="where the tables are made; else a folder that goes away")
    given = parser.parse_args()
    if given.one:
        engine, path, out = given.one
        print(json.dumps(decide(engine, Path(path), Path(out))))
        return 0
    figures: dict[str, Any] = {
        "policy": f"{PART}: {len(policy_text(PART).splitlines())} lines",
        "python": platform.python_version(),
        "machine": platform.machine(),
        "cores": os.cpu_count(),
        "names": NAMES,
        "engines": {},
    }
    with tempfile.TemporaryDirectory(dir=given.folder) as name:
        folder = Path(name)
        for power in range(given.low, given.high + 1):
            path = folder / "customers.parquet"
            customers(path, 10**power)
            engines = [*given.engines.split(","), *([SINGLY] if power <= given.singly else [])]
            for engine in engines:
                found = measured(engine, path, folder)
                figures["engines"].setdefault(engine, {})[str(10**power)] = found
                more = f"{found['per_core_second']:12,} /s of a core"
                if found["peak_bytes"] is not None:
                    more += f" {found['peak_bytes'] / 2**20:8,.0f} MiB"
                line = f"10^{power} {NAMES[engine]:24} {found['seconds']:9.2f} s {found['per_second']:12,} /s {more}"
                print(line, flush=True)
    if given.json:
        given.json.write_text(json.dumps(figures, indent=1) + "\n", encoding="utf-8")
    if given.chart:
        given.chart.write_text(growth_chart.svg(figures), encoding="utf-8")
    return 0


if __name__ == "__main__":
    sys.exit(main())
