"""A derivation in words: one line of text for each node, in one language, ready to be drawn as text or HTML."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from fractions import Fraction
from typing import assert_never

from attrs import frozen

from policycore import types as t
from policycore import values as v
from policycore.core import nodes as n
from policycore.core.codec import node_of
from policycore.core.outcome import Trace
from policycore.core.walk import Named, walk
from policycore.explain.tree import Derivation
from policycore.explain.wording import Wording, figures
from policycore.source import NOWHERE, SourceFile, Span

#: Elements of a list that are shown; the rest are counted.
MOST_ELEMENTS = 20
#: Characters of a rule that are quoted.
MOST_WRITTEN = 240

MARKS = {True: "✓", False: "✗", None: " "}


@frozen
class Line:
    """One line of a drawn derivation: a mark (✓ ✗ ? · or space), the text, where the rule stands, and what is below."""

    mark: str
    text: str
    id: str = ""
    place: str = ""
    children: tuple[Line, ...] = ()


def place_of(span: Span, sources: Mapping[str, SourceFile], wording: Wording) -> str:
    """Return `file:line:column` of a span, "" where its text is not at hand."""
    source = sources.get(span.file)
    if span == NOWHERE or source is None:
        return ""
    line, column = source.position(span.start)
    return wording.say("place", file=span.file, line=line, column=column)


def written(node: Named, sources: Mapping[str, SourceFile]) -> str:
    """Return a rule as it stands in the policy: from its line to the end of its condition and value, on one line."""
    span = span_of(node)
    source = sources.get(span.file)
    if span == NOWHERE or source is None:
        return ""
    number, column = source.position(span.start)
    first = source.line(number)
    end = span.end
    if isinstance(node, _SHORT_RULES):
        end = max([end, *(inner.end for inner in map(span_of, walk(node)) if inner.file == span.file)])
    text = source.text[span.start - column + 1 : max(end, span.start - column + 1 + len(first))]
    # A comment would run into the rule once the lines are joined.
    text = first if "#" in text else " ".join(text.split())
    return text.strip() if len(text) <= MOST_WRITTEN else f"{text[:MOST_WRITTEN].strip()} …"


def span_of(node: Named) -> Span:
    """Return where a node stands, `NOWHERE` for what has no place."""
    found = getattr(node, "span", NOWHERE)
    return found if isinstance(found, Span) else NOWHERE


def cell_text(cell: n.Cell, of: t.Type, wording: Wording) -> str:
    """Return a table cell as people read it."""
    match cell:
        case n.Any():
            return wording.say("cell-any")
        case n.AbsentCell():
            return wording.say("cell-absent")
        case n.OneOf(values=values):
            items = wording.listed([wording.value(value, of) for value in values], 8)
            return items if len(values) == 1 else wording.say("one-of", items=items)
        case n.Range():
            low = None if cell.low is None else wording.value(cell.low, of)
            high = None if cell.high is None else wording.value(cell.high, of)
            if low is not None and high is not None and cell.low_in and cell.high_in:
                return low if low == high else wording.say("from-to", low=low, high=high)
            parts = []
            if low is not None:
                parts.append(wording.say("cell-from" if cell.low_in else "cell-more", low=low))
            if high is not None:
                parts.append(wording.say("cell-to" if cell.high_in else "cell-less", high=high))
            return wording.listed(parts)
        case _:
            assert_never(cell)


def beside_text(wording: Wording, part: str, outcome: v.Outcome | None, of: t.Type) -> str:
    """Return what stands beside a member in its group: `just ahead: 900 CNY`."""
    if outcome is None or isinstance(outcome, v.Absent):
        return wording.say(f"group-{part}-none")
    value = wording.value(outcome, of)
    return wording.say(f"group-{part}", value=value, count=value)


@frozen
class Describer:
    """Turns derivations into lines. `tables` are the tables of the program by the ids of their rows."""

    wording: Wording
    sources: Mapping[str, SourceFile]
    trace: Trace

    def lines(self, derivations: Sequence[Derivation]) -> tuple[Line, ...]:
        """Return one line for each derivation; of many elements only the first are kept, and the rest counted."""
        found: list[Line] = []
        elements = 0
        for derivation in derivations:
            if derivation.kind == "element":
                elements += 1
                if elements > MOST_ELEMENTS:
                    continue
            found.append(self.line(derivation))
        if elements > MOST_ELEMENTS:
            found.append(Line(" ", self.wording.say("tree-more", count=elements - MOST_ELEMENTS)))
        return tuple(found)

    def line(self, d: Derivation) -> Line:
        """Return the line of one derivation with the lines below it."""
        children = () if d.repeated else self.lines(self._below(d))
        text = self.text(d)
        if d.part:
            name = self.wording.say("applies-when") if d.part == "when" else d.part
            text = self.wording.say("item", name=name, text=text)
        if d.repeated:
            text = self.wording.say(f"tree-{d.repeated}", what=text)
        node = self._known_by(d)
        if node is None:
            return Line(self._mark(d), text, children=children)
        return Line(self._mark(d), text, node.id, place_of(span_of(node), self.sources, self.wording), children)

    def _known_by(self, d: Derivation) -> Named | None:
        """Return the named node to point at: the rule itself, or the parameter or reading that is read."""
        match d.node:
            case n.Param(parameter=id) | n.ReadingOf(reading=id):
                return self.wording.index.get(id)
            case _:
                return None if d.kind in _UNNAMED and d.part in ("", "when") else d.node

    def _mark(self, d: Derivation) -> str:
        match d.status:
            case "held" | "failed":
                if d.kind == "element" and d.outcome is None and d.status == "failed":
                    return "·"  # it was looked at and does not count
                return MARKS[d.fits]
            case "open":
                return "?"
            case "not_reached":
                # Collects and what is asked of each element have no outcome of their own.
                return " " if d.kind in _COLLECTS and d.children else "·"
            case "value":
                return " "
            case _:
                assert_never(d.status)

    def _below(self, d: Derivation) -> tuple[Derivation, ...]:
        """Return the children that are drawn: a condition that its rule already says is left out for its parts."""
        found: list[Derivation] = []
        for child in d.children:
            said = d.kind in _SAY_THEIR_CONDITION and getattr(d.node, "guard", None) is child.node
            choice = d.kind in _SHOW_CHOICES and child.kind in ("choose", "table")
            if (said and child.kind in _MADE_OF_PARTS) or choice:
                found += self._below(child)
            elif not _says_nothing_more(child):
                found.append(child)
        return tuple(found)

    # --- texts ---

    def text(self, d: Derivation) -> str:
        """Return what a node says of itself."""
        wording = self.wording
        node = d.node
        match d.kind:
            case "rule":
                return self._rule(d)
            case "branch":
                return self._branch(d)
            case "choose":
                if d.outcome is None:
                    return wording.say("tree-not-reached", what=wording.say("tree-choose"))
                return wording.say("equals", what=wording.say("tree-choose"), value=self._value(d))
            case "movement":
                return wording.say("equals", what=wording.label(node.id), value=self._value(d))
            case "row":
                return self._row(d)
            case "line":
                return self._score_line(d)
            case "cap" | "floor":
                return wording.say(f"tree-{d.kind}", value=self._value(d))
            case "limit":
                assert isinstance(node, n.Limit)
                return wording.say(
                    f"tree-limit-{node.kind}",
                    rule=self._named(node),
                    bound=wording.value(node.bound.value, node.bound.type),
                    condition=self._condition(node.guard),
                )
            case "waiver" | "exemption" | "escalation":
                assert isinstance(node, n.Waiver | n.Exemption | n.Escalation)
                words = {"rule": self._named(node), "condition": self._condition(node.guard)}
                if isinstance(node, n.Escalation):
                    return wording.say("tree-escalation", steps=node.steps, **words)
                return wording.say(f"tree-{d.kind}", **words)
            case "severity":
                return wording.say("tree-severity", value=self._value(d))
            case "element":
                return self._element(d)
            case "beside":
                return beside_text(self.wording, node_of(d.instance).rpartition("/")[2], d.outcome, d.type)
            case "population":
                return self._condition_of(d, wording.say("group-member", population=wording.label(node.id)))
            case "constant" if isinstance(node, n.Open):
                return wording.say(f"tree-says-{node.kind}")
            case "parameter" | "reading":
                return wording.say(f"tree-{d.kind}", what=self._equals(d))
            case "given":
                return wording.say("tree-given", what=self._equals(d))
            case "entitlements" | "accountability" | "procedure" if d.status != "open":
                return wording.label(node.id)
            case "require" | "matter" | "sanction" | "duty" | "step" if d.outcome is None:
                return wording.label(node.id)
            case _:
                return self._equals(d)

    def _named(self, node: Named) -> str:
        return self.wording.label(node.id)

    def _condition_of(self, d: Derivation, condition: str) -> str:
        answer = self.wording.say(f"tree-answer-{d.status}")
        return self.wording.say("tree-condition", condition=condition, answer=answer)

    def _condition(self, guard: n.Expr | None) -> str:
        return self.wording.say("always") if guard is None else self.wording.condition(guard)

    def _value(self, d: Derivation) -> str:
        if d.kind == "benefit" and isinstance(d.outcome, v.Absent):
            return self.wording.say("not-granted")
        if d.kind in ("score", "tiering") and d.outcome is not None:
            return self.wording.stated(d.outcome, d.type)
        if isinstance(d.node, n.Sanction) and d.node.amount is None and isinstance(d.outcome, Fraction):
            return self.wording.say("times", count=figures(d.outcome))
        return "" if d.outcome is None else self.wording.value(d.outcome, d.type)

    def _what(self, node: Named) -> str:
        if isinstance(node, _EXPRESSIONS):
            boolean = isinstance(node.type, t.YesNo) and not isinstance(node, n.Field | n.Ref | n.Param)
            return self.wording.condition(node) if boolean else self.wording.expr(node)
        return self.wording.label(node.id)

    def _equals(self, d: Derivation) -> str:
        what = self._what(d.node)
        if d.outcome is None:
            return self.wording.say("tree-not-reached", what=what) if d.status == "not_reached" else what
        if d.kind in ("fact", "parameter", "given") or not isinstance(d.type, t.YesNo) or d.status == "value":
            if d.kind in ("require", "matter", "duty", "step"):
                return self.wording.say("finding", what=what, finding=self._value(d))
            return self.wording.say("equals", what=what, value=self._value(d))
        return self.wording.say("tree-condition", condition=what, answer=self.wording.say(f"tree-answer-{d.status}"))

    def _rule(self, d: Derivation) -> str:
        assert isinstance(d.node, n.Case)
        rule = self.wording.label(d.node.id)
        if d.status == "not_reached":
            return self.wording.say("tree-not-reached", what=rule)
        name = d.node.id.rpartition("/")[2]
        key = "tree-rule"
        words = {"rule": rule}
        if d.node.guard is not None:
            words["condition"] = self._condition(d.node.guard)
        elif name in ("from", "otherwise"):
            key = "tree-always"
        else:
            key = "tree-otherwise"
        return self._giving(key, d, words)

    def _branch(self, d: Derivation) -> str:
        assert isinstance(d.node, n.Case)
        if d.node.guard is None:
            text = self._giving("tree-else", d, {})
        else:
            text = self._giving("tree-branch", d, {"condition": self._condition(d.node.guard)})
        return self.wording.say("tree-not-reached", what=text) if d.status == "not_reached" else text

    def _giving(self, key: str, d: Derivation, words: Mapping[str, str]) -> str:
        """Return the words of a case with the value it gives; one that an expression below gives is not repeated."""
        value = "" if d.gives is None or d.gives_type is None else self.wording.value(d.gives, d.gives_type)
        if isinstance(d.gives, v.Absent) and d.node.id.endswith("/default"):
            value = self.wording.say("not-granted")
        # A tier is called by the value it gives.
        if not value or value == words.get("rule"):
            return self.wording.say(key, **words)
        return self.wording.say(f"{key}-gives", value=value, **words)

    def _row(self, d: Derivation) -> str:
        assert isinstance(d.node, n.Row)
        table = self.wording.tables.get(d.node.id)
        if table is None:
            return d.node.id
        texts = [cell_text(c, k.type, self.wording) for c, k in zip(d.node.cells, table.keys, strict=True)]
        cells = self.wording.listed(texts)
        if d.gives is not None:
            value = self.wording.value(d.gives, d.gives_type or d.node.value.type)
            return self.wording.say("tree-row", cells=cells, value=value)
        suffix = d.instance[len(d.node.id) :]
        for place, (key, text) in enumerate(zip(table.keys, texts, strict=True), 1):
            if self.trace.nodes.get(f"{d.node.id}/cell[{place}]{suffix}") is False:
                return self.wording.say("tree-row-failed", cells=cells, key=self.wording.expr(key), cell=text)
        return self.wording.say("tree-row-plain", cells=cells)

    def _score_line(self, d: Derivation) -> str:
        assert isinstance(d.node, n.Contribution)
        what = self.wording.label(d.node.id)
        amount = self.trace.nodes.get(d.node.amount.id + d.instance[len(d.node.id) :])
        if d.node.weight is not None and isinstance(amount, Fraction):
            return self.wording.say(
                "tree-weighted",
                what=what,
                weight=self.wording.number(d.node.weight, t.PERCENT),
                amount=self.wording.value(amount, d.node.amount.type),
                value=self._value(d),
            )
        return self._equals(d)

    def _element(self, d: Derivation) -> str:
        element = self.wording.path(d.element)
        if d.status == "failed" and d.outcome is None:
            return self.wording.say("tree-element-out", element=element)
        if d.outcome is None or isinstance(d.outcome, v.Record):
            return self.wording.say("tree-element", element=element)
        return self.wording.say("tree-element-value", element=element, value=self._value(d))


def _says_nothing_more(d: Derivation) -> bool:
    """Whether a node only repeats what the expression above it says: `− 12 months`, the day of `as_of`."""
    match d.node:
        case n.Op(op="neg", operands=(n.Const(),)):
            return True
        case n.AsOf() | n.KnownAt():
            return True
        case _:
            return False


_COLLECTS = frozenset({"entitlements", "accountability", "require", "matter", "duty", "procedure"})
_SHORT_RULES = (n.Case, n.Limit, n.Waiver, n.Exemption, n.Escalation, n.Require, n.Define)
_SAY_THEIR_CONDITION = frozenset({"rule", "branch", "waiver", "limit", "exemption", "escalation"})
_SHOW_CHOICES = frozenset({"define", "line", "severity", "rule", "branch", "row", "element"})
_MADE_OF_PARTS = frozenset({"choose", "compare", "test", "and", "or", "not", "at_least"})
_UNNAMED = frozenset(
    {
        "element",
        "branch",
        "fact",
        "constant",
        "given",
        "and",
        "or",
        "not",
        "at_least",
        "compare",
        "test",
        "arithmetic",
        "choose",
        "table",
        "aggregate",
        "group_fact",
        "beside",
        "as_of",
        "cap",
        "floor",
        "severity",
    }
)
_EXPRESSIONS = (
    n.Const,
    n.Open,
    n.Var,
    n.AsOf,
    n.KnownAt,
    n.Field,
    n.Ref,
    n.Param,
    n.ReadingOf,
    n.Op,
    n.Match,
    n.Table,
    n.Aggregate,
    n.GroupFact,
)
