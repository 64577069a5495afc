"""What a condition would have needed, in words: `Importance is 66 points, 9 points short of 75 points`."""

from __future__ import annotations

from datetime import date, datetime
from fractions import Fraction
from typing import assert_never

from attrs import frozen

from policycore import types as t
from policycore import values as v
from policycore.core import nodes as n
from policycore.explain.because import Leaf, Need, Needed, asked
from policycore.explain.evidence import Evidence
from policycore.explain.wording import Wording

#: Elements that a sentence names.
MOST_NAMED = 5

_FLIPPED = {"lt": "gt", "le": "ge", "gt": "lt", "ge": "le", "eq": "eq", "ne": "ne"}
_CLOCK = (("hour", 3600), ("minute", 60), ("second", 1))
_UNITS = {"hour": t.HOUR, "minute": t.MINUTE, "second": t.SECOND}


@frozen
class NeedTexts:
    """Words needs of one trace in one language."""

    wording: Wording
    evidence: Evidence

    def text(self, need: Need, here: str = "") -> str:
        """Return what was wanting; `here` is the element that is spoken of already."""
        text = self._text(need, here)
        return self.wording.say("item", name=need.name, text=text) if need.name else text

    def _text(self, need: Need, here: str) -> str:
        match need:
            case Leaf():
                return self._for_element(need, self._leaf(need), here)
            case Needed(count=count, parts=parts):
                texts = self.wording.say("list-long").join(self.text(part, here) for part in parts)
                if count >= len(parts):
                    return texts
                return self.wording.say("need-any" if count == 1 else "need-some", count=count, needs=texts)
            case _:
                assert_never(need)

    def _for_element(self, leaf: Leaf, text: str, here: str) -> str:
        if leaf.suffix in ("", here):
            return text
        return self.wording.say("need-for", element=self.wording.path(leaf.suffix.rpartition("#")[2]), need=text)

    def _leaf(self, leaf: Leaf) -> str:
        if leaf.outcome is None or isinstance(leaf.outcome, v.Gap):
            return self._open(leaf)
        match leaf.node:
            case n.Op(op="eq" | "ne" | "lt" | "le" | "gt" | "ge"):
                return self._comparison(leaf, leaf.node)
            case n.Op(op="in"):
                return self._membership(leaf, leaf.node)
            case n.Op(op="subset", operands=(part, whole)) if leaf.wanted:
                return self._lacking(leaf, part, whole)
            case n.Op(op="is_present" | "is_absent"):
                present = (leaf.node.op == "is_present") is leaf.wanted
                key = "need-present" if present else "need-absent"
                return self.wording.say(key, left=self.wording.named(leaf.node.operands[0]))
            case n.Field() | n.Ref() | n.Param():
                return self.wording.say(
                    "need-is",
                    left=self.wording.named(leaf.node),
                    value=self.wording.value(leaf.outcome, leaf.node.type),
                )
            case n.Aggregate(kind="all") if leaf.wanted:
                return self._failing(leaf, leaf.node)
            case _:
                key = "need-fails" if leaf.wanted else "need-must-fail"
                return self.wording.say(key, condition=self.wording.condition(leaf.node))

    def _open(self, leaf: Leaf) -> str:
        condition = self.wording.condition(leaf.node)
        if isinstance(leaf.node, n.Open):
            return self.wording.say("need-says-unknown" if leaf.node.kind == "unknown" else "need-says-silent")
        if isinstance(leaf.node, n.Field | n.Ref | n.Param):
            return self.wording.say("need-unknown", left=self.wording.named(leaf.node))
        if isinstance(leaf.node, n.Op):
            for operand, outcome in zip(leaf.node.operands, (leaf.left, leaf.right), strict=False):
                if isinstance(outcome, v.Gap):
                    return self.wording.say(
                        "need-open-value",
                        condition=condition,
                        left=self.wording.named(operand),
                        possible=self.wording.value(outcome, operand.type),
                    )
        return self.wording.say("need-open", condition=condition)

    def _failing(self, leaf: Leaf, call: n.Aggregate) -> str:
        condition = self.wording.condition(call)
        failing = []
        for place in self.evidence.elements(call.over, (call.where, call.value), leaf.suffix):
            counts = call.where is None or self.evidence.outcome(call.where.id, place) is not False
            if counts and call.value is not None and self.evidence.outcome(call.value.id, place) is False:
                failing.append(self.wording.path(place.rpartition("#")[2]))
        if not failing:
            return self.wording.say("need-fails", condition=condition)
        return self.wording.say(
            "need-fails-for", condition=condition, elements=self.wording.listed(failing, MOST_NAMED)
        )

    def _membership(self, leaf: Leaf, op: n.Op) -> str:
        member, container = op.operands
        if isinstance(container, n.Const):
            value = self.evidence.value(member, leaf.suffix)
            return self.wording.say(
                "need-in" if leaf.wanted else "need-not-in",
                left=self.wording.named(member),
                value="" if value is None else self.wording.value(value, member.type),
                bound=self.wording.expr(container),
            )
        return self.wording.say(
            "need-holds" if leaf.wanted else "need-not-holds",
            set=self.wording.named(container),
            member=self.wording.named(member),
        )

    def _lacking(self, leaf: Leaf, part: n.Expr, whole: n.Expr) -> str:
        """Return which members of a set that should all be in another are not."""
        wanted, there = self.evidence.value(part, leaf.suffix), self.evidence.value(whole, leaf.suffix)
        assert isinstance(wanted, frozenset)
        assert isinstance(there, frozenset)
        missing = self.wording.value(wanted - there, part.type)
        if isinstance(whole, n.Const):
            return self.wording.say("need-beside", set=self.wording.named(part), members=missing)
        return self.wording.say("need-lacks", set=self.wording.named(whole), members=missing)

    def _comparison(self, leaf: Leaf, op: n.Op) -> str:
        left, right = op.operands
        left_value, right_value = leaf.left, leaf.right
        sign = asked(op.op, leaf.wanted)
        if isinstance(left, n.Const) and not isinstance(right, n.Const):
            left, right, left_value, right_value = right, left, right_value, left_value
            sign = _FLIPPED[sign]
        if left_value is None or right_value is None:
            return self.wording.say("need-fails", condition=self.wording.condition(op))
        if isinstance(right_value, v.Gap) and not isinstance(left_value, v.Gap):
            return self.wording.say(
                "need-bound-open",
                left=self.wording.named(left),
                value=self.wording.value(left_value, left.type),
                name=self.wording.named(right),
                possible=self.wording.value(right_value, right.type),
            )
        if isinstance(left, n.ReadingOf) and isinstance(left_value, str) and isinstance(right_value, str):
            # The labels of alternatives are whole sentences.
            values = [self.wording.value(each, left.type) for each in (left_value, right_value)]
            value, bound = (self.wording.say("quoted", text=each) for each in values)
            return self.wording.say(f"need-{sign}", left=self.wording.named(left), value=value, bound=bound)
        # A ratio is told as the per cent that it is compared with.
        percent = isinstance(right.type, t.Number) and right.type.unit == t.PERCENT
        of = t.Number(t.PERCENT) if percent and isinstance(left.type, t.Number) else left.type
        words = {
            "left": self.wording.named(left),
            "value": self.wording.value(left_value, of),
            "bound": self._bound(right, right_value),
        }
        if isinstance(left_value, v.Absent):
            return self.wording.say("need-eq" if sign == "eq" else "need-ne", **words)
        if sign in ("eq", "ne"):
            return self.wording.say(f"need-{sign}", **words)
        if isinstance(left.type, t.Enum):
            return self.wording.say(f"need-{sign}-rank", **words)
        dated = "-date" if isinstance(left.type, t.Date | t.Moment) else ""
        if leaf.short is None:
            return self.wording.say("need-fails", condition=self.wording.condition(op))
        if leaf.short == 0:
            return self.wording.say(f"need-{sign}{dated}-equal", **words)
        return self.wording.say(f"need-{sign}{dated}", short=self._short(leaf.short, of, left_value), **words)

    def _bound(self, expr: n.Expr, value: v.Outcome) -> str:
        text = self.wording.value(value, expr.type)
        if isinstance(expr, n.Const):
            return text
        return self.wording.say("bound-named", value=text, name=self.wording.expr(expr))

    def _short(self, short: Fraction, of: t.Type, value: v.Outcome) -> str:
        if isinstance(of, t.Number):
            return self.wording.number(short, of.unit)
        if isinstance(value, date) and not isinstance(value, datetime):
            return self.wording.number(short, t.DAY)
        return duration(short, self.wording)


def duration(seconds: Fraction, wording: Wording) -> str:
    """Return a length of time by the clock in hours, minutes and seconds."""
    rest = int(seconds)
    parts = []
    for name, size in _CLOCK:
        count, rest = divmod(rest, size)
        if count:
            parts.append(wording.number(Fraction(count), _UNITS[name]))
    return " ".join(parts) or wording.number(Fraction(0), t.SECOND)
