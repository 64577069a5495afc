"""Why not better: for every better outcome that was not reached, what failed and by how much it is short.

Goes in: a tiering and its trace. Comes out: one `Missed` per rule that did not hold, with the conditions that would
have to come out otherwise. Of an `and` that failed these are the parts that failed, of an `or` any of its parts; below
`not` it is turned round.
"""

from __future__ import annotations

from datetime import date, datetime
from fractions import Fraction
from typing import Literal, TypeAlias, assert_never

from attrs import define, evolve, frozen

from policycore import types as t
from policycore import values as v
from policycore.core import nodes as n
from policycore.explain.evidence import Evidence


@frozen
class Leaf:
    """A condition that would have to come out as `wanted`.

    Attributes:
        node: the condition.
        suffix: the element it was evaluated for.
        wanted: how it would have to come out.
        outcome: how it came out.
        left: of a comparison, what was compared.
        right: of a comparison, with what.
        name: the author's name of the part, "" where it has none.
        short: distance between the two for numbers, days for dates, seconds for moments, steps on an ordered scale.
    """

    node: n.Expr
    suffix: str
    wanted: bool
    outcome: v.Outcome | None
    left: v.Outcome | None = None
    right: v.Outcome | None = None
    short: Fraction | None = None
    name: str = ""


@frozen
class Needed:
    """At least `count` of `parts` would have to come out otherwise; all of them where `count` is their number."""

    count: int
    parts: tuple[Need, ...]
    name: str = ""


Need: TypeAlias = "Leaf | Needed"


@frozen
class Missed:
    """A rule that did not hold, or may yet hold (`status`), and what it would have needed.

    `need` is None for a rule without a condition that stands behind the deciding one.
    """

    rule: n.Case
    status: Literal["failed", "open"]
    value: v.Outcome | None
    need: Need | None


#: How many definitions within one another are opened to find what failed.
MOST_UNFOLDED = 12

_SWAPPED = {"lt": "ge", "le": "gt", "gt": "le", "ge": "lt", "eq": "ne", "ne": "eq"}


def missed(evidence: Evidence, tiering: n.Tiering, suffix: str = "") -> tuple[Missed, ...]:
    """Return the rules before the deciding one, best first, with what each would have needed.

    Rules that give no better outcome than what came out are left out where the tiers are ordered.
    """
    outcome = evidence.outcome(tiering.id, suffix)
    found: list[Missed] = []
    for case in tiering.body.cases:
        if case.guard is None:
            break
        held = evidence.outcome(case.guard.id, suffix)
        if held is None or held is True:
            break
        value = evidence.value(case.value, suffix)
        if not _better(value, outcome, tiering.type):
            continue
        need = needed(evidence, case.guard, suffix, True)
        found.append(Missed(case, "open" if isinstance(held, v.Gap) else "failed", value, need))
    return tuple(found)


def _better(value: v.Outcome | None, outcome: v.Outcome | None, of: t.Enum) -> bool:
    if not of.ordered or not isinstance(value, str) or not isinstance(outcome, str):
        return True
    return of.names.index(value) < of.names.index(outcome)


def needed(evidence: Evidence, expr: n.Expr, suffix: str, wanted: bool) -> Need | None:
    """Return what would have to change for `expr` to come out as `wanted`; None if it does already."""
    return _Needs(evidence).of(expr, suffix, wanted, frozenset())


@define
class _Needs:
    evidence: Evidence

    def of(self, expr: n.Expr, suffix: str, wanted: bool, seen: frozenset[str]) -> Need | None:
        outcome = self.evidence.outcome(expr.id, suffix)
        if outcome is wanted:
            return None
        match expr:
            case n.Op(op="not"):
                return self.of(expr.operands[0], suffix, not wanted, seen)
            case n.Op(op="and" | "or" | "at_least"):
                return self._junction(expr, suffix, wanted, seen)
            case n.Op(op="eq" | "ne" | "lt" | "le" | "gt" | "ge"):
                return self._comparison(expr, suffix, wanted, outcome)
            case n.Ref():
                return self._referred(expr, suffix, wanted, outcome, seen)
            case n.Op(op="convert" | "ranged"):
                return self.of(expr.operands[0], suffix, wanted, seen)
            case n.Match():
                return self._taken(expr, suffix, wanted, outcome, seen)
            case (
                n.Const()
                | n.Open()
                | n.Var()
                | n.AsOf()
                | n.Field()
                | n.Param()
                | n.ReadingOf()
                | n.Op()
                | n.Table()
                | n.Aggregate()
                | n.KnownAt()
                | n.Periods()
                | n.GroupFact()
            ):
                return Leaf(expr, suffix, wanted, outcome)
            case _:
                assert_never(expr)

    def _junction(self, expr: n.Op, suffix: str, wanted: bool, seen: frozenset[str]) -> Need | None:
        operands = expr.operands
        names = dict(zip((operand.id for operand in operands), expr.names, strict=False))
        failed = tuple(o for o in operands if self.evidence.outcome(o.id, suffix) is (not wanted))
        if expr.op != "at_least" and (expr.op == "and") is wanted and failed:
            # Parts that are open beside parts that failed would not have helped.
            operands = failed
        parts: list[Need] = []
        for operand in operands:
            need = self.of(operand, suffix, wanted, seen)
            if need is not None:
                parts.append(evolve(need, name=names.get(operand.id) or need.name))
        total, there = len(expr.operands), len(expr.operands) - len(parts)
        if expr.op == "at_least":
            count = expr.count - there if wanted else total - expr.count + 1 - there
        else:
            every = (expr.op == "and") is wanted
            count = len(parts) if every else 1
        if not parts:
            return None
        return parts[0] if len(parts) == 1 else Needed(max(1, count), tuple(parts))

    def _comparison(self, expr: n.Op, suffix: str, wanted: bool, outcome: v.Outcome | None) -> Leaf:
        left, right = (self.evidence.value(operand, suffix) for operand in expr.operands)
        return Leaf(expr, suffix, wanted, outcome, left, right, _distance(left, right, expr.operands[0].type))

    def _referred(
        self, expr: n.Ref, suffix: str, wanted: bool, outcome: v.Outcome | None, seen: frozenset[str]
    ) -> Need | None:
        target = self.evidence.index.get(expr.target)
        inner = self.evidence.of_record(expr.of, suffix, expr.target)
        if (
            isinstance(target, n.Define)
            and isinstance(target.type, t.YesNo)
            and expr.target + inner not in seen
            and len(seen) < MOST_UNFOLDED
            and self.evidence.reached(target.body.id, inner)
        ):
            return self.of(target.body, inner, wanted, seen | {expr.target + inner})
        return Leaf(expr, suffix, wanted, outcome)

    def _taken(
        self, expr: n.Match, suffix: str, wanted: bool, outcome: v.Outcome | None, seen: frozenset[str]
    ) -> Need | None:
        """Of a choice that was surely made, what its branch would need."""
        for case in expr.all_cases:
            held = True if case.guard is None else self.evidence.outcome(case.guard.id, suffix)
            if held is True and self.evidence.reached(case.value.id, suffix):
                return self.of(case.value, suffix, wanted, seen)
            if held is not False:
                break
        return Leaf(expr, suffix, wanted, outcome)


def asked(op: str, wanted: bool) -> str:
    """Return the comparison that would have to hold: the operator itself, or its opposite."""
    return op if wanted else _SWAPPED[op]


def _distance(left: v.Outcome | None, right: v.Outcome | None, of: t.Type) -> Fraction | None:
    match left, right:
        case Fraction(), Fraction():
            return abs(left - right)
        case datetime(), datetime():
            return Fraction(int(abs((left - right).total_seconds())))
        case date(), date() if not isinstance(left, datetime) and not isinstance(right, datetime):
            return Fraction(abs((left - right).days))
        case str(), str() if isinstance(of, t.Enum) and of.ordered and {left, right} <= set(of.names):
            return Fraction(abs(of.rank(left) - of.rank(right)))
        case _:
            return None
