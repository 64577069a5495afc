"""A derivation in words: one line of text for each node, in one language, ready to be drawn as text or HTML."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from fractions import Fraction
from typing import assert_never

from attrs import frozen

from policycore import types as t
from policycore import values as v
from policycore.core import nodes as n
from policycore.core.outcome import Trace
from policycore.core.walk import Named
from policycore.explain.tree import Derivation
from policycore.explain.wording import Wording
from policycore.source import NOWHERE, SourceFile, Span

#: Elements of a list that are shown; the rest are counted.
MOST_ELEMENTS = 20

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


def written(span: Span, sources: Mapping[str, SourceFile]) -> str:
    """Return the line of the policy on which a span starts, "" where its text is not at hand."""
    source = sources.get(span.file)
    if span == NOWHERE or source is None:
        return ""
    return source.line(source.position(span.start)[0]).strip()


def span_of(node: Named) -> Span:
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
            return wording.listed([wording.value(value, of) for value in values], 8)
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
        if d.repeated:
            text = self.wording.say(f"tree-{d.repeated}", what=text)
        named = d.kind not in _UNNAMED
        return Line(
            self._mark(d),
            text,
            d.node.id if named else "",
            place_of(span_of(d.node), self.sources, self.wording) if named else "",
            children,
        )

    def _mark(self, d: Derivation) -> str:
        match d.status:
            case "held" | "failed":
                if d.kind == "element" and d.status == "failed":
                    return "·"
                return MARKS[d.fits]
            case "open":
                return "?"
            case "not_reached":
                return "·"
            case "value":
                return " "
            case _:
                assert_never(d.status)

    def _below(self, d: Derivation) -> tuple[Derivation, ...]:
        """Return the children that are drawn: what only repeats the node itself is left out."""
        if d.kind == "not" and len(d.children) == 1:
            return d.children
        return d.children

    # --- texts ---

    def text(self, d: Derivation) -> str:
        """Return what a node says of itself."""
        wording = self.wording
        node = d.node
        match d.kind:
            case "rule":
                return self._rule(d)
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
            case "parameter" | "reading":
                return wording.say(f"tree-{d.kind}", what=self._equals(d))
            case "given":
                return wording.say("tree-given", what=self._equals(d))
            case "entitlements" | "accountability" if d.status != "open":
                return wording.label(node.id)
            case "require" | "matter" | "sanction" if d.outcome is None:
                return wording.label(node.id)
            case _:
                return self._equals(d)

    def _named(self, node: Named) -> str:
        return self.wording.label(node.id)

    def _condition(self, guard: n.Expr | None) -> str:
        return self.wording.say("always") if guard is None else self.wording.expr(guard)

    def _value(self, d: Derivation) -> str:
        return "" if d.outcome is None else self.wording.value(d.outcome, d.type)

    def _what(self, node: Named) -> str:
        if isinstance(node, _EXPRESSIONS):
            return self.wording.expr(node)
        return self.wording.label(node.id)

    def _equals(self, d: Derivation) -> str:
        what = self._what(d.node)
        if d.outcome is None:
            return self.wording.say("tree-not-reached", what=what) if d.status == "not_reached" else what
        if d.kind in ("fact", "parameter", "given") or not isinstance(d.type, t.YesNo):
            if d.kind in ("require", "matter"):
                return self.wording.say("finding", what=what, finding=self._value(d))
            return self.wording.say("equals", what=what, value=self._value(d))
        return self.wording.say("tree-condition", condition=what, answer=self.wording.say(f"tree-answer-{d.status}"))

    def _rule(self, d: Derivation) -> str:
        assert isinstance(d.node, n.Case)
        rule = self._case_name(d.node)
        if d.status == "not_reached":
            return self.wording.say("tree-not-reached", what=rule)
        words = {"rule": rule}
        key = "tree-otherwise"
        if d.node.guard is not None:
            key = "tree-rule"
            words["condition"] = self._condition(d.node.guard)
        if d.gives is not None:
            key += "-gives"
            words["value"] = self.wording.value(d.gives, d.gives_type or d.node.value.type)
        return self.wording.say(key, **words)

    def _case_name(self, case: n.Case) -> str:
        return self.wording.chosen(case.about.labels, case.id.rpartition("/")[2])

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


_UNNAMED = frozenset(
    {
        "element",
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
    n.Field,
    n.Ref,
    n.Param,
    n.ReadingOf,
    n.Op,
    n.Match,
    n.Table,
    n.Aggregate,
)
