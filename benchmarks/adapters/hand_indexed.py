"""Hand-written Python with an index: the zone looked up, the amount found by bisection. Only tables have one."""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Callable, Sequence
from typing import Any

from workload import ROWS, Answer, Data, rows

NAME = "hand-written Python, indexed"
PACKAGES = ()
KIND = "records"
SHOWN = False


def prepare(part: str, records: Sequence[Data]) -> Any:
    """Return the records as they are."""
    return records


def build(part: str) -> Callable[[Any], Any]:
    """Return the look-up of a table."""
    if part not in ROWS:
        raise NotImplementedError("only a table has something to index")
    zones: dict[str, tuple[list[int], list[tuple[int, int, int]]]] = {}
    for zone, low, high, least, code in sorted(rows(part)):
        lows, entries = zones.setdefault(zone, ([], []))
        lows.append(low)
        entries.append((high, least, code))

    def decide(account: Data) -> Answer:
        lows, entries = zones[account["zone"]]
        place = bisect_right(lows, account["amount"]) - 1
        if place >= 0:
            high, least, code = entries[place]
            if account["amount"] <= high and account["tenure"] >= least:
                return (code,)
        return (0,)

    return lambda batch: [decide(record) for record in batch]


def answers(part: str, result: Any) -> list[Answer]:
    """Return the answers as they are."""
    return list(result)
