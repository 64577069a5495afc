"""What a run counts: outcomes, statuses, what is waited for, what was refused; per part, and added up."""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import TYPE_CHECKING, Any

from attrs import define, field

if TYPE_CHECKING:
    from policycore.columns.table import Part, Tables

_PLACE = re.compile(r"\[\d+\]")


@define
class Summary:
    """What was counted so far.

    Attributes:
        rows, rejected, singly: rows read, refused, and decided by themselves; `strange` of the last because of what
            stands in them, and not of a gap.
        statuses: per decision how often each status.
        outcomes: per tiering and requirement how often each outcome.
        missing: per decision how often each set of facts was waited for.
        problems: how often each code refused a row.
        without_owner: per list how many events belong to no row.
        without_partner: per related record how many rows name one that is not there.
        beside: how many related records were refused.
    """

    rows: int = 0
    rejected: int = 0
    singly: int = 0
    strange: int = 0
    statuses: dict[str, dict[str, int]] = field(factory=dict)
    outcomes: dict[str, dict[str, int]] = field(factory=dict)
    missing: dict[str, dict[str, int]] = field(factory=dict)
    problems: dict[str, int] = field(factory=dict)
    without_owner: dict[str, int] = field(factory=dict)
    without_partner: dict[str, int] = field(factory=dict)
    beside: int = 0

    def add(self, data: Mapping[str, Any]) -> None:
        """Add what was counted of one part."""
        self.rows += data["rows"]
        self.rejected += data["rejected"]
        self.singly += data["singly"]
        self.strange += data["strange"]
        for mine, name in ((self.statuses, "statuses"), (self.outcomes, "outcomes"), (self.missing, "missing")):
            for id, counts in data[name].items():
                _add(mine.setdefault(id, {}), counts)
        _add(self.problems, data["problems"])

    def to_data(self) -> dict[str, Any]:
        """Return the counts as data that JSON can hold."""
        return {
            "rows": self.rows,
            "decided": self.rows - self.rejected,
            "rejected": self.rejected,
            "singly": self.singly,
            "strange": self.strange,
            "statuses": self.statuses,
            "outcomes": self.outcomes,
            "missing": self.missing,
            "problems": dict(sorted(self.problems.items())),
            "without_owner": self.without_owner,
            "without_partner": self.without_partner,
            "rejected_beside": self.beside,
        }


def _add(counts: dict[str, int], more: Mapping[str, int]) -> None:
    for name, number in more.items():
        counts[name] = counts.get(name, 0) + number


def counted(part: Part, tables: Tables) -> dict[str, Any]:
    """Return what is counted of a part."""
    from policycore.core.nodes import Require, Tiering

    statuses, outcomes, missing = {}, {}, {}
    for output in tables.outputs:
        id = output.node.id
        statuses[id] = _counts(part.table[f"{id}.status"])
        lacking = _counts(part.table[f"{id}.missing"])
        if lacking:
            missing[id] = _whatever_element(lacking)
        single = isinstance(output.node, Tiering) or (isinstance(output.node, Require) and output.node.each is None)
        if single:
            outcomes[id] = _counts(part.table[id])
    problems: dict[str, int] = {}
    for rejected in part.rejected:
        for code in {str(problem["code"]) for problem in rejected.problems}:
            problems[code] = problems.get(code, 0) + 1
    return {
        "rows": part.rows,
        "rejected": len(part.rejected),
        "singly": part.singly,
        "strange": part.strange,
        "statuses": statuses,
        "outcomes": outcomes,
        "missing": missing,
        "problems": problems,
    }


def _whatever_element(counts: Mapping[str, int]) -> dict[str, int]:
    """Return how often facts are waited for, whichever element of a list they belong to."""
    found: dict[str, int] = {}
    for facts, number in counts.items():
        named = "; ".join(dict.fromkeys(_PLACE.sub("[]", fact) for fact in facts.split("; ")))
        found[named] = found.get(named, 0) + number
    return found


def _counts(column: Any) -> dict[str, int]:
    counts = column.combine_chunks().value_counts().to_pylist()
    found = [(each["values"], each["counts"]) for each in counts if each["values"] is not None]
    return dict(sorted(found, key=lambda pair: (-pair[1], pair[0])))
