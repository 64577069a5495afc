"""The periods of a repeated duty: from the one that holds its first day to the one that holds `as_of`.

Goes in: the node, the record that has the duty, the first day and the day of the decision. Comes out: a list of
records, oldest first; while the first day is open, so is how many there are.
"""

from __future__ import annotations

from datetime import date
from typing import cast

from policycore import dates
from policycore.core import nodes as core
from policycore.gaps.ops import needs_value
from policycore.types import Date, ListType, RecordType
from policycore.values import ANYTHING, Gap, Outcome, Record


def periods(node: core.Periods, of: Record, first: Outcome | None, as_of: date, at: str) -> Outcome:
    """Return the periods from the one with the day `first` on, else (None) the one at hand; `at` is the instance."""
    current = dates.period_start(as_of, node.unit, node.count)
    start = current
    if first is not None:
        day = needs_value(first, Date(), at)
        if isinstance(day, Gap):
            return Gap(ANYTHING, day.reasons)
        start = dates.period_start(cast("date", day), node.unit, node.count)
    kind = cast("RecordType", cast("ListType", node.type).element).name
    duty = kind.rpartition("/")[0].rpartition(":")[2]
    found: list[Outcome] = []
    while start <= current:
        try:
            following = dates.next_period(start, node.unit, node.count)
        except OverflowError:
            following = None
        end = dates.LAST_DAY if following is None else dates.add_days(following, -1)
        found.append(Record(kind, of.at(f"{duty}[{start.isoformat()}]"), {"of": of, "start": start, "end": end}))
        if following is None:
            break
        start = following
    return tuple(found)
