#!/usr/bin/env python3
"""What comparing records costs on Spark: shops ranked in their regions, from Parquet to Parquet, by Spark's windows.

Usage: python benchmarks/rank_frames.py [--rows 1000000,3000000]

Prints the time of the clock and the processor time of all processes for each number of shops. The first number is paid
with what Spark compiles; the difference between two says what a further record costs.
"""

from __future__ import annotations

import argparse
import shutil
import sys
import tempfile
import time
from pathlib import Path

from growth import of_all, running_spark

POLICY = """\
policy ranked "The first of each region" { languages: en }
record Shop "Shop" { key id : whole  region "Region" : whole  sales "Sales" : money(CNY) at least 0 }
population peers "Shops of a region" over Shop per region { ties: together  define place "Place" = rank(sales) }
tiering level "Level" for Shop { tier first "First" when place <= 9  tier other "Other" otherwise }
"""
REGIONS = 1_000


def main() -> int:
    parser = argparse.ArgumentParser(description=(__doc__ or "").splitlines()[0])
    parser.add_argument("--rows", default="1000000,3000000")
    given = parser.parse_args()
    from policycore.api import loads
    from policycore.cluster import decide_frame

    policy, spark = loads(POLICY, "ranked"), running_spark()
    with tempfile.TemporaryDirectory() as name:
        shops, out = Path(name) / "shops", Path(name) / "out"
        for rows in map(int, given.rows.split(",")):
            made = spark.range(rows).selectExpr("id", f"id % {REGIONS} AS region", "(id * 7919) % 1000003 AS sales")
            made.write.mode("overwrite").parquet(str(shops))
            began, spent = time.perf_counter(), of_all()
            decide_frame(policy, spark.read.parquet(str(shops))).write.parquet(str(out))
            print(f"{rows:12,} {time.perf_counter() - began:8.1f} s {of_all() - spent:8.1f} s of a core", flush=True)
            shutil.rmtree(out)
    return 0


if __name__ == "__main__":
    sys.exit(main())
