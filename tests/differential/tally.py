"""What the generator met: shares of operators, nodes, statuses and reasons. A dull generator proves nothing.

Policies are counted for what they hold, decisions for what came out of them; both are printed as shares, and
`short_of` names what was met too seldom.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from fractions import Fraction
from typing import Any, get_args

import attrs
from attrs import define, field

from differential.engines import Outcomes
from policycore.core import nodes as core
from policycore.core.ops import OPERATORS
from policycore.core.outcome import DecisionKind
from policycore.core.walk import children, walk
from policycore.syntax import ast
from policycore.values import Gap, Status

#: What every policy holds or what is no construct of its own.
PLAIN = {"Document", "Ident", "Str", "Head", "Comment"}


def of_tree(node: Any) -> Iterator[str]:
    """Yield the kinds of nodes of an AST."""
    waiting = [node]
    while waiting:
        current = waiting.pop()
        if isinstance(current, tuple):
            waiting.extend(current)
        elif attrs.has(type(current)) and type(current).__module__ == ast.__name__:
            yield type(current).__name__
            waiting.extend(getattr(current, each.name) for each in attrs.fields(type(current)) if each.name != "span")


@define
class Tally:
    """Counts of what was met."""

    policies: int = 0
    refused: Counter[str] = field(factory=Counter)
    records: int = 0
    pairs: Counter[str] = field(factory=Counter)
    left: Counter[str] = field(factory=Counter)
    laws: Counter[str] = field(factory=Counter)
    held: dict[str, Counter[str]] = field(factory=dict)
    came: dict[str, Counter[str]] = field(factory=dict)

    def policy(self, program: core.Program, documents: Sequence[ast.Document]) -> None:
        """Count what a policy holds, each construct once."""
        self.policies += 1
        kinds = {kind for document in documents for kind in of_tree(document)} - PLAIN
        nodes: set[str] = set()
        ops: set[str] = set()
        aggregates: set[str] = set()
        groups: set[str] = set()
        for statement in program.statements:
            for node in walk(statement):
                nodes.add(type(node).__name__)
                if isinstance(node, core.Op):
                    ops.add(node.op)
                if isinstance(node, core.Aggregate):
                    aggregates.add(node.kind)
                if isinstance(node, core.GroupFact):
                    groups.add(node.kind)
                if isinstance(node, core.Table):
                    nodes |= {f"cell {type(cell).__name__}" for row in node.rows for cell in row.cells}
        settings = {f"{p.ties} ties" for p in program.populations} | {f"{p.gaps} gaps" for p in program.populations}
        settings |= {"tie break" for p in program.populations if p.tie_break} | ({"zone"} if program.zone else set())
        nodes |= {"Population"} if program.populations else set()
        shares = (
            *(("operator", ops), ("node", nodes), ("aggregate", aggregates), ("fact of a group", groups)),
            *(("setting", settings), ("syntax", kinds)),
        )
        for name, found in shares:
            self.held.setdefault(name, Counter()).update(found)

    def decided(self, outcomes: Outcomes) -> None:
        """Count what came out for one record."""
        self.records += 1
        for one in outcomes:
            self._came("status", f"{one.kind} {one.status}")
            gaps = [outcome for outcome in (one.applicable, one.outcome) if isinstance(outcome, Gap)]
            for item in one.items:
                if isinstance(item.outcome, Gap):
                    gaps.append(item.outcome)
                    self._came("finding", f"{one.kind} open")
                elif one.kind in ("require", "accountability"):
                    self._came("finding", f"{one.kind} {item.outcome}")
            for gap in gaps:
                for kind in {reason.kind for reason in gap.reasons}:
                    self._came("reason", kind)
                for mark in gap.marks:
                    self._came("mark", mark)
                self._came("possible", type(gap.possible).__name__)
            if one.because:
                self._came("deciding rules", "some")
            else:
                self._came("deciding rules", "none")

    def _came(self, name: str, what: str) -> None:
        self.came.setdefault(name, Counter())[what] += 1

    def add(self, other: Tally) -> None:
        """Add the counts of another tally."""
        self.policies += other.policies
        self.records += other.records
        for name in ("refused", "pairs", "left", "laws"):
            getattr(self, name).update(getattr(other, name))
        for groups, others in ((self.held, other.held), (self.came, other.came)):
            for name, counts in others.items():
                groups.setdefault(name, Counter()).update(counts)

    def seldom(self, least: Fraction = Fraction(1, 200)) -> list[str]:
        """Return the operators and nodes of Core, and the statuses, that were met in too few policies or decisions."""
        wanted = {
            "operator": set(OPERATORS),
            "node": {kind.__name__ for kind in KINDS},
            "aggregate": set(AGGREGATES),
            "fact of a group": set(get_args(core.GroupKind)),
        }
        found = []
        for group, names in wanted.items():
            counts = self.held.get(group, Counter())
            found += [f"{group} {name}" for name in sorted(names) if counts[name] < least * self.policies]
        return found

    def rare(self, least: Fraction = Fraction(3, 1000)) -> list[str]:
        """Return the statuses that came out in too small a part of the decisions of their kind."""
        counts = self.came.get("status", Counter())
        found = []
        for kind in get_args(DecisionKind):
            whole = sum(count for name, count in counts.items() if name.startswith(f"{kind} "))
            names = [f"{kind} {status}" for status in get_args(Status)]
            found += [name for name in names if counts[name] < least * whole]
        return found

    def text(self) -> str:
        """Return all shares as text."""
        lines = [
            f"policies {self.policies:,}, not well formed {sum(self.refused.values()):,}"
            f" ({', '.join(f'{code} {count}' for code, count in self.refused.most_common(6)) or 'none'})",
            f"records {self.records:,}; pairs {_listed(self.pairs)}; left to the reference {_listed(self.left)}",
            f"laws tried: {_listed(self.laws)}",
        ]
        for name, counts in self.held.items():
            lines += [f"share of policies with each {name}", *_columns(counts, self.policies)]
        for name, counts in self.came.items():
            lines += [f"what came out: {name}", *_columns(counts, sum(counts.values()))]
        return "\n".join(lines)

    @classmethod
    def of(cls, data: Mapping[str, Any]) -> Tally:
        """Return the counts that `data` gave."""
        tally = cls(data["policies"], records=data["records"])
        for name in ("refused", "pairs", "left", "laws"):
            getattr(tally, name).update(data[name])
        tally.held = {name: Counter(counts) for name, counts in data["held"].items()}
        tally.came = {name: Counter(counts) for name, counts in data["came"].items()}
        return tally

    def data(self) -> dict[str, Any]:
        """Return all counts as plain data."""
        groups: Mapping[str, Mapping[str, Counter[str]]] = {"held": self.held, "came": self.came}
        return {
            "policies": self.policies,
            "records": self.records,
            "refused": dict(self.refused),
            "pairs": dict(self.pairs),
            "left": dict(self.left),
            "laws": dict(self.laws),
            **{name: {key: dict(counts) for key, counts in group.items()} for name, group in groups.items()},
        }


def _listed(counts: Counter[str]) -> str:
    return ", ".join(f"{name} {count:,}" for name, count in counts.items()) or "none"


def _columns(counts: Counter[str], whole: int) -> Iterator[str]:
    cells = [f"{name} {count / whole:.1%}" for name, count in sorted(counts.items(), key=lambda item: -item[1])]
    wide = max(map(len, cells), default=0) + 2
    each = max(1, 110 // wide)
    for start in range(0, len(cells), each):
        yield "  " + "".join(cell.ljust(wide) for cell in cells[start : start + each]).rstrip()


#: Every kind of expression and decision of Core that a policy may hold.
KINDS: tuple[type, ...] = (
    core.Const,
    core.Open,
    core.Var,
    core.AsOf,
    core.KnownAt,
    core.Periods,
    core.Field,
    core.Ref,
    core.Param,
    core.ReadingOf,
    core.Op,
    core.Match,
    core.Table,
    core.Aggregate,
    core.Define,
    core.Score,
    core.Sum,
    core.Contribution,
    core.Waiver,
    core.Tiering,
    core.Limit,
    core.Require,
    core.Entitlements,
    core.Benefit,
    core.Accountability,
    core.Matter,
    core.Sanction,
    core.Exemption,
    core.Escalation,
    core.Movement,
    core.Duty,
    core.Procedure,
    core.Step,
    core.Population,
    core.GroupFact,
)
AGGREGATES = (
    *("count", "sum", "average", "highest", "lowest", "latest", "earliest", "distinct", "all", "some", "agreed"),
)
__all__ = ["AGGREGATES", "KINDS", "Tally", "children", "of_tree"]
