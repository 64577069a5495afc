#!/usr/bin/env python3
"""How long a table takes whose rows are ranked among one another: measuring the members and deciding, in columns.

Usage: python benchmarks/rank_tables.py [ROWS [ENGINE...]], by default a million rows on every engine that is installed.
The answers of all engines are compared; with at most 20,000 rows also with those of single rows. Prints rows a second.
"""

from __future__ import annotations

import random
import sys
import time
from importlib.util import find_spec
from typing import Any

from policycore import loads
from policycore.bulk import Rows, decide_table

POLICY = """\
policy customers "Customers" { languages: en }
record Customer {
  key id   : text
  region   : text
  turnover : money(CNY) at least 0
  visits   : whole 0..1000
}
population everybody over Customer per region {
  ties: together
  define place = rank(turnover)
  define visits_place = rank(visits)
  define carries = cumulative(turnover) <= 80%
  define heads = round(20% * size(), upward, 1)
}
tiering tier {
  tier gold when place <= heads and visits_place <= heads
  tier silver when carries
  tier plain otherwise
}
"""
ENGINES = {"duckdb": "duckdb", "polars": "polars", "arrow": "narwhals"}
#: So many rows are decided by themselves as well.
FEW = 20_000


def table_of(rows: int) -> Any:
    """Return customers as an Arrow table."""
    import pyarrow as pa

    draw = random.Random(1)
    return pa.table(
        {
            "id": [str(place) for place in range(rows)],
            "region": [draw.choice("ABCDEFGH") for _ in range(rows)],
            "turnover": [draw.randint(0, 10**9) for _ in range(rows)],
            "visits": [draw.randint(0, 1000) for _ in range(rows)],
        }
    )


def main(rows: int, engines: list[str]) -> None:
    """Decide the table on each engine and print how fast that was."""
    policy, table = loads(POLICY), table_of(rows)
    answers = []
    for engine in engines:
        begun = time.perf_counter()
        part = decide_table(policy, table, engine=engine)  # type: ignore[arg-type]
        taken = time.perf_counter() - begun
        assert part.singly == 0
        answers.append(part.table["tier"].to_pylist())
        print(f"{engine:<8}{rows:>12,} rows {taken:8.2f} s {rows / taken:>12,.0f} rows/s")
    if rows <= FEW:
        singly = Rows.of(policy, None, None, None, None, "strict")
        begun = time.perf_counter()
        singly.compare(lambda: [table])
        tables = singly.tables(table.schema, "arrow")
        tables.all_singly = True
        answers.append(tables.decide(table).table["tier"].to_pylist())
        taken = time.perf_counter() - begun
        print(f"{'singly':<8}{rows:>12,} rows {taken:8.2f} s {rows / taken:>12,.0f} rows/s")
    assert all(each == answers[0] for each in answers), "the answers differ"


if __name__ == "__main__":
    asked = sys.argv[2:] or [name for name, module in ENGINES.items() if find_spec(module)]
    main(int(sys.argv[1]) if len(sys.argv) > 1 else 1_000_000, asked)
