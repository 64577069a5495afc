#!/usr/bin/env python3
"""What comparing records with each other costs: the pass that makes a snapshot, and deciding among the others.

Usage: python benchmarks/rank_records.py [RECORDS…], by default 1000 10000 100000.

Records stand in twenty groups, one in a thousand lacks the figure it is placed by. Prints records, seconds of the
processor and what memory the snapshot added, its size as JSON, and seconds for deciding all of them.
"""

from __future__ import annotations

import random
import resource
import sys
import time
from collections.abc import Iterator
from typing import Any

import policycore

POLICY = """\
policy ranked "Ranked" { languages: en }
record Outlet { key id : text  network : text  sales : money(CNY) at least 0  visits : whole at least 0 }
population standing over Outlet per network {
  ties: together
  define by_sales = rank(sales)
  define by_visits = rank(visits)
  define carries_80 = cumulative(sales) <= 80%
}
tiering tier {
  tier first when by_sales <= 100 and by_visits <= 100
  tier second when carries_80
  tier other otherwise
}
"""


class Outlets:
    """Records that can be gone through again and again, and take no room."""

    def __init__(self, count: int) -> None:
        self.count = count

    def __iter__(self) -> Iterator[dict[str, Any]]:
        drawn = random.Random(self.count)
        for number in range(self.count):
            outlet = {"id": f"o{number}", "network": f"N{drawn.randrange(20)}", "visits": drawn.randrange(1000)}
            if drawn.randrange(1000):
                outlet["sales"] = f"{drawn.randrange(10**9) / 100:.2f}"
            yield outlet


def memory() -> float:
    """Return the megabytes that this process has had at most."""
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024


def main() -> None:
    counts = [int(text) for text in sys.argv[1:]] or [1000, 10_000, 100_000]
    policy = policycore.loads(POLICY)
    list(policy.decide_many(Outlets(50)))
    print("records  snapshot s  added MB  JSON KB  deciding s")
    for count in counts:
        before, started = memory(), time.process_time()
        snapshot = policy.snapshot(Outlets(count))
        made = time.process_time() - started
        added = memory() - before
        size = len(snapshot.data) / 1024
        started = time.process_time()
        for _ in policy.decide_many(Outlets(count), population=snapshot):
            pass
        decided = time.process_time() - started
        print(f"{count:7}  {made:10.1f}  {added:8.1f}  {size:7.0f}  {decided:10.1f}")


if __name__ == "__main__":
    main()
