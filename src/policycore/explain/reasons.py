"""Why a decision came out as it did, as short sections of sentences: the form between one line and the whole tree.

Goes in: the program, one decision, the trace, the texts. Comes out: `Section`s in the language asked for: the outcome,
the deciding rules with their citation and words, what better outcomes would have needed, what changed the outcome, how
the figures came about, what is missing and what stays possible, and the facts, parameters and readings used.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import date
from fractions import Fraction

from attrs import Factory, define, field, frozen

from policycore import types as t
from policycore import values as v
from policycore.core import nodes as n
from policycore.core.codec import MATTER_FINDING, REQUIRE_FINDING, node_of, type_of
from policycore.core.outcome import DecisionOutcome, Finding, Inputs, Trace
from policycore.dates import day_of
from policycore.explain.because import missed, needed
from policycore.explain.describe import cell_text, place_of, span_of, written
from policycore.explain.evidence import Evidence, natural
from policycore.explain.headline import all_reasons, amount_text, granted, headline, reason_texts
from policycore.explain.movement import Movements, movement_case
from policycore.explain.needs import NeedTexts
from policycore.explain.obligations import Entry, Obligations
from policycore.explain.places import place_lines
from policycore.explain.support import Support
from policycore.explain.tree import COMPARISONS, TESTS, Derivation, derive
from policycore.explain.wording import Wording, day_text
from policycore.source import SourceFile

#: Lines of a section that are shown; the rest are counted.
MOST_LINES = 30
#: Values that a sentence names beside a condition.
MOST_FIGURES = 6
#: From this length on the words of an expression are not said a second time with its value.
LONG_EXPRESSION = 30
#: Elements of a list that a sentence names.
MOST_ELEMENTS_NAMED = 5


@frozen
class Section:
    """A heading and the sentences below it, which may have lines of their own below; or the entries of a timeline."""

    title: str
    lines: tuple[Sentence, ...] = ()
    entries: tuple[Entry, ...] = ()


@frozen
class Sentence:
    text: str
    below: tuple[str, ...] = ()


# --- sections ---


def reasons(
    program: n.Program,
    decision: DecisionOutcome,
    trace: Trace,
    sources: Mapping[str, SourceFile],
    wording: Wording,
    inputs: Inputs | None = None,
) -> tuple[Section, ...]:
    """Return why a decision came out as it did; the first section has the outcome as its title and no lines."""
    return _Reasons(Evidence(program, trace), sources, wording, inputs).of(decision)


@define(eq=False)
class _Reasons:
    evidence: Evidence
    sources: Mapping[str, SourceFile]
    wording: Wording
    inputs: Inputs | None
    _needs: NeedTexts = field(init=False)
    _obligations: Obligations = field(init=False)
    _support: Support = field(init=False)
    _sections: list[Section] = field(init=False, default=Factory(list))

    def __attrs_post_init__(self) -> None:
        self._needs = NeedTexts(self.wording, self.evidence)
        self._obligations = Obligations(self.wording, self.evidence)
        self._support = Support(self.evidence)

    def of(self, decision: DecisionOutcome) -> tuple[Section, ...]:
        self._support.follow(decision)
        self._sections.append(Section(headline(self.wording, decision)))
        statement = self.evidence.index[decision.id]
        if decision.applicable is not True:
            self._outside(decision, statement)
        match statement:
            case n.Tiering():
                self._decided(decision)
                self._missed(statement)
                self._changed(statement)
                self._reviewed(decision)
            case n.Score():
                self._decided(decision)
            case n.Require() | n.Entitlements() | n.Accountability():
                self._items(decision)
            case n.Duty() | n.Procedure():
                self._items(decision)
                entries = self._obligations.timeline(decision, None if self.inputs is None else self.inputs.as_of)
                self._sections.append(Section(self.wording.say("title-timeline"), entries=entries))
            case _:
                pass
        self._figures(decision)
        self._places(decision)
        self._waivers()
        self._open(decision)
        self._used(decision)
        self._policy()
        first = self._sections[0]
        return tuple(s for s in self._sections if s.lines or s.entries or s is first)

    def _add(self, title: str, lines: Iterable[Sentence]) -> None:
        found = list(lines)
        if len(found) > MOST_LINES:
            more = self.wording.say("tree-more", count=len(found) - MOST_LINES)
            found = [*found[:MOST_LINES], Sentence(more)]
        self._sections.append(Section(self.wording.say(title), tuple(found)))

    def _written(self, id: str) -> tuple[str, ...]:
        """Return the line of the policy on which a rule stands, with its place."""
        node = self.evidence.index.get(id)
        if node is None:
            return ()
        place = place_of(span_of(node), self.sources, self.wording)
        text = written(node, self.sources)
        return (self.wording.say("written", place=place, text=text),) if place and text else ()

    # --- conditions and the values they rest on ---

    def _why(self, rule: str, guard: n.Expr | None, suffix: str, otherwise: bool) -> str:
        name = self.wording.rule(rule)
        if guard is None:
            return self.wording.say("why-otherwise" if otherwise else "why-always", rule=name)
        return self._because(name, guard, suffix)

    def _because(self, name: str, guard: n.Expr, suffix: str) -> str:
        condition = self.wording.condition(guard)
        facts = [] if isinstance(guard, n.Field | n.Ref | n.Param) else self._values(guard, suffix)
        if not facts:
            return self.wording.say("why-held", rule=name, condition=condition)
        listed = self.wording.facts(facts, MOST_FIGURES)
        return self.wording.say("why-held-as", rule=name, condition=condition, facts=listed)

    def _values(self, expr: n.Expr, suffix: str) -> list[str]:
        """Return the values on which the outcome of a condition rests: `Importance = 66 points`."""
        found: dict[str, None] = {}
        waiting = [expr]
        while waiting:
            node = waiting.pop(0)
            match node:
                case n.Op(op="and" | "or" | "at_least"):
                    outcome = self.evidence.outcome(node.id, suffix)
                    waiting += self._support.carrying(node, outcome, suffix)
                case n.Op(op="not" | "convert" | "ranged" | "day_of"):
                    waiting += node.operands
                case n.Op(op="eq", operands=(_, n.Const())) if self.evidence.outcome(node.id, suffix) is True:
                    pass  # the condition says the value itself
                case n.Op(op=op) if op in COMPARISONS or op in TESTS:
                    self._compared(node, suffix, found)
                case n.Match():
                    for case in node.all_cases:
                        if case.guard is None or self.evidence.outcome(case.guard.id, suffix) is True:
                            waiting += [case.value] if case.guard is None else [case.guard, case.value]
                            break
                case _:
                    self._value(node, suffix, found)
        return list(found)

    def _compared(self, op: n.Op, suffix: str, found: dict[str, None]) -> None:
        """Add the values of what is compared; two long expressions are told apart as left and right."""
        both = len(op.operands) == 2 and not any(isinstance(operand, n.Const) for operand in op.operands)
        for operand, key in zip(op.operands, ("left-side", "right-side"), strict=False):
            outcome = self.evidence.outcome(operand.id, suffix)
            if both and isinstance(operand, n.Match | n.Table | n.Aggregate | n.GroupFact) and outcome is not None:
                found.setdefault(self.wording.say(key, value=self.wording.value(outcome, operand.type)))
            else:
                self._value(operand, suffix, found)

    def _value(self, expr: n.Expr, suffix: str, found: dict[str, None]) -> None:
        outcome = self.evidence.outcome(expr.id, suffix)
        if outcome is None or isinstance(expr, n.Const | n.Var):
            return
        what, value = self.wording.expr(expr), self.wording.value(outcome, expr.type)
        if isinstance(expr, n.Op | n.Aggregate | n.GroupFact | n.Match | n.Table) and len(what) > LONG_EXPRESSION:
            found.setdefault(self.wording.say("its-value", value=value))
        else:
            found.setdefault(self.wording.say("equals", what=what, value=value))

    # --- tierings and scores ---

    def _outside(self, decision: DecisionOutcome, statement: object) -> None:
        if not isinstance(statement, n.Score | n.Tiering | n.Entitlements | n.Accountability | n.Duty | n.Procedure):
            return
        need = None if statement.when is None else needed(self.evidence, statement.when, "", True)
        if need is not None:
            title = "title-outside" if decision.applicable is False else "title-outside-open"
            self._add(title, [Sentence(self._needs.text(need))])

    def _decided(self, decision: DecisionOutcome) -> None:
        """Name the deciding rules, also those of what comes out if the statement applies."""
        if decision.outcome is None or isinstance(decision.outcome, v.Gap):
            return
        lines: list[Sentence] = []
        moves = self._moves(decision.id)
        for id in decision.because:
            node = self.evidence.index.get(id)
            match node:
                case n.Case() if id.endswith("/from"):
                    how = self._how_of(node.value, "")
                    text = self.wording.say("why-from", rule=self.wording.rule(id), how=how)
                    lines.append(Sentence(text, self._written(id)))
                case n.Case() if moves is not None and movement_case(moves.tiering, id):
                    text = self.wording.say("moved-by", rule=self.wording.rule(id), how=moves.clause(node))
                    whole = node.span == moves.movement.span
                    lines.append(Sentence(text, () if whole else self._written(id)))
                case n.Case():
                    text = self._why(id, node.guard, "", True)
                    text = text if moves is None else self.wording.say("earned-by", text=text)
                    lines.append(Sentence(text, self._written(id)))
                case n.Row():
                    lines.append(Sentence(self._row(node, ""), self._written(id)))
                case _:
                    pass
        self._add("title-decided" if decision.status == "decided" else "title-decided-if", lines)

    def _row(self, row: n.Row, suffix: str) -> str:
        """Return a table row with the keys that fit it."""
        table = self.wording.tables.get(row.id)
        if table is None:
            return row.id
        cells = [cell_text(c, k.type, self.wording) for c, k in zip(row.cells, table.keys, strict=True)]
        text = self.wording.say("row", cells=self.wording.listed(cells))
        found: dict[str, None] = {}
        for key in table.keys:
            self._value(key, suffix, found)
        return self.wording.say("bracketed", text=text, more=self.wording.facts([*found])) if found else text

    def _moves(self, id: str) -> Movements | None:
        """Return the movement of a tiering in words, None where it has none."""
        tiering = self.evidence.index.get(id)
        if (
            not isinstance(tiering, n.Tiering)
            or tiering.movement is None
            or not self.evidence.reached(tiering.movement.id)
        ):
            return None
        return Movements(self.wording, self.evidence, self._needs, tiering, tiering.movement)

    def _reviewed(self, decision: DecisionOutcome) -> None:
        """Say what the state was before, what was earned, and what the state is after."""
        moves = self._moves(decision.id)
        if moves is not None and decision.state:
            self._add("title-review", [Sentence(text) for text in moves.states(decision)])

    def _missed(self, tiering: n.Tiering) -> None:
        lines: list[Sentence] = []
        moves = self._moves(tiering.id)
        for label, why in () if moves is None else moves.not_reached():
            lines.append(Sentence(self.wording.say("moved-not-reached", label=label, why=why)))
        for one in missed(self.evidence, tiering):
            label = self.wording.label(one.rule.id)
            if one.need is None:
                continue
            key = "missed-open" if one.status == "open" else "missed-failed"
            lines.append(Sentence(self.wording.say(key, label=label, need=self._needs.text(one.need))))
        self._add("title-missed" if tiering.type.ordered else "title-missed-other", lines)

    def _changed(self, tiering: n.Tiering) -> None:
        before = self.evidence.outcome(tiering.body.id if tiering.movement is None else tiering.movement.id)
        after = self.evidence.outcome(tiering.id)
        lines: list[Sentence] = []
        unmet: list[Sentence] = []
        for limit in tiering.limits:
            if limit.id not in self._support.ids:
                need = None
                if limit.guard is not None and self.evidence.outcome(limit.id) is False:
                    need = needed(self.evidence, limit.guard, "", True)
                if need is not None:
                    text = self._needs.text(need)
                    unmet.append(
                        Sentence(self.wording.say("limit-not-met", rule=self.wording.rule(limit.id), need=text))
                    )
                elif self.evidence.outcome(limit.id) is True:
                    unmet.append(Sentence(self.wording.say("limit-idle", rule=self.wording.rule(limit.id))))
                continue
            bound = self.wording.value(limit.bound.value, limit.bound.type)
            guard = limit.guard
            condition = self.wording.say("always") if guard is None else self.wording.condition(guard)
            if guard is not None and (facts := self._values(guard, "")):
                condition = self.wording.say(
                    "condition-as", condition=condition, facts=self.wording.facts(facts, MOST_FIGURES)
                )
            rule = self.wording.rule(limit.id)
            text = self.wording.say(f"limit-{limit.kind}", rule=rule, bound=bound, condition=condition)
            lines.append(Sentence(text, self._written(limit.id)))
        if lines and before is not None and before != after:
            lines.append(Sentence(self.wording.say("limit-before", value=self.wording.value(before, tiering.type))))
        self._add("title-changed", lines)
        self._add("title-limits-unmet", unmet)

    # --- figures ---

    def _figures(self, decision: DecisionOutcome) -> None:
        """Say how the scores and definitions on the supporting path came about."""
        lines: list[Sentence] = []
        for instance in sorted(self._support.instances, key=self._order):
            name = node_of(instance)
            suffix = instance[len(name) :]
            node = self.evidence.index.get(name)
            match node:
                case n.Score():
                    lines.append(self._score(node, suffix))
                case n.Define(part_of=part_of) if part_of == decision.id and node.id.rpartition("/")[2] != "due":
                    pass  # the findings say it
                case n.Define() if not suffix:
                    lines += self._define(node, suffix)
                case n.Tiering() if node.id != decision.id:
                    lines.append(self._tier(node, suffix))
                case _:
                    pass
        self._add("title-figures", lines)

    def _places(self, decision: DecisionOutcome) -> None:
        """Say where the record stands among the others, also where that spoke against a better outcome."""
        found: dict[str, None] = {}
        waiting = list(derive(self.evidence.program, decision, self.evidence.trace))
        while waiting:
            d = waiting.pop(0)
            waiting = [*d.children, *waiting]
            found.setdefault(d.instance)
        self._add("title-places", (Sentence(*line) for line in place_lines(self.wording, self.evidence, found)))

    def _order(self, instance: str) -> tuple[int, tuple[tuple[int, str], ...]]:
        places = {s.id: place for place, s in enumerate(self.evidence.program.statements)}
        return -places.get(node_of(instance), -1), natural(instance)

    def _score(self, score: n.Score, suffix: str) -> Sentence:
        total = self.evidence.outcome(score.id, suffix)
        what = self.wording.label(score.id)
        value = "" if total is None else self.wording.stated(total, score.type)
        return Sentence(
            self.wording.say("equals", what=what, value=value), tuple(self._lines(score.total, suffix, score.type))
        )

    def _tier(self, tiering: n.Tiering, suffix: str) -> Sentence:
        """Say how a tier that this decision reads came about, and what the better ones would have needed."""
        outcome = self.evidence.outcome(tiering.id, suffix)
        value = "" if outcome is None else self.wording.stated(outcome, tiering.type)
        text = self.wording.say("equals", what=self.wording.label(tiering.id), value=value)
        how = self._how_of(tiering.body, suffix)
        below = []
        for one in missed(self.evidence, tiering) if not suffix else ():
            if one.need is not None:
                key = "missed-open" if one.status == "open" else "missed-failed"
                label = self.wording.label(one.rule.id)
                below.append(self.wording.say(key, label=label, need=self._needs.text(one.need)))
        return Sentence(self.wording.say("figure-from", figure=text, how=how) if how else text, tuple(below))

    def _lines(self, total: n.Sum, suffix: str, of: t.Number) -> list[str]:
        found: list[str] = []
        plain = t.Number(of.unit)
        parts: list[v.Outcome] = []
        for item in total.items:
            outcome = self.evidence.outcome(item.id, suffix)
            if outcome is None:
                continue
            parts.append(outcome)
            label = self.wording.label(item.id)
            value = self.wording.value(outcome, plain)
            if isinstance(item, n.Sum):
                found.append(self.wording.say("item", name=label, text=value))
                found += [f"  {line}" for line in self._lines(item, suffix, of)]
                continue
            how = self._how(item, suffix)
            text = self.wording.say("line-how", text=value, more=how) if how else value
            found.append(self.wording.say("item", name=label, text=text))
        found += self._clamped(total, suffix, parts, plain)
        return found

    def _how(self, line: n.Contribution, suffix: str) -> str:
        """Return how a line came to its amount: its band, its weight, the number of occurrences."""
        parts: list[str] = []
        if isinstance(line.amount, n.Match):
            maybe = [case for case in line.amount.all_cases if self._support.may_hold(case.id, suffix)]
            if len(maybe) > 1 and line.amount.kind == "bands":
                rules = self.wording.listed([self.wording.label(case.id) for case in maybe])
                parts.append(self.wording.say("bands-open", rules=rules))
                maybe = []
            for case in maybe:
                if self.evidence.outcome(case.id, suffix) is True:
                    if line.amount.kind == "if":
                        parts += [] if case.guard is None else [self._condition_as(case.guard, suffix)]
                        continue
                    rule = self.wording.label(case.id)
                    parts.append(rule if case.guard is None else self._because(rule, case.guard, suffix))
        amount = self.evidence.outcome(line.amount.id, suffix)
        if line.weight is not None and amount is not None:
            parts.append(
                self.wording.say(
                    "weighted",
                    weight=self.wording.number(line.weight, t.PERCENT),
                    amount=self.wording.value(amount, line.amount.type),
                )
            )
        if line.each is not None:
            places = self._counted(line, suffix)
            named = self.wording.listed([self.wording.path(p.rpartition("#")[2]) for p in places], MOST_ELEMENTS_NAMED)
            parts.append(named)
        elif not isinstance(line.amount, n.Match | n.Const | n.Field) and line.weight is None:
            parts.append(self._condition_as(line.amount, suffix))
        return self.wording.say("list-long").join(part for part in parts if part)

    def _counted(self, line: n.Contribution, suffix: str) -> list[str]:
        return [
            instance[len(line.id) :]
            for instance in sorted(self._support.instances, key=natural)
            if node_of(instance) == line.id
            and instance[len(line.id) :].startswith(f"{suffix}#")
            and not any(self.evidence.outcome(w.id, instance[len(line.id) :]) is True for w in line.waivers)
        ]

    def _clamped(self, total: n.Sum, suffix: str, parts: list[v.Outcome], of: t.Number) -> list[str]:
        outcome = self.evidence.outcome(total.id, suffix)
        if outcome is None or not all(isinstance(part, Fraction) for part in parts):
            return []
        before = sum((part for part in parts if isinstance(part, Fraction)), Fraction(0))
        found = []
        for key, end in (("capped", total.cap), ("floored", total.floor)):
            if end is None or before == outcome or self.evidence.value(end, suffix) != outcome:
                continue
            found.append(
                self.wording.say(
                    key,
                    what=self.wording.label(total.id),
                    bound=self.wording.value(outcome, of),
                    before=self.wording.value(before, of),
                )
            )
        return found

    def _define(self, node: n.Define, suffix: str) -> list[Sentence]:
        outcome = self.evidence.outcome(node.id, suffix)
        if outcome is None or not self.evidence.reached(node.body.id, suffix):
            return []
        what, value = self.wording.label(node.id), self.wording.value(outcome, node.type)
        if isinstance(node.body, n.Field | n.Const):
            return []
        how = self._how_of(node.body, suffix)
        text = self.wording.say("equals", what=what, value=value)
        return [Sentence(self.wording.say("figure-from", figure=text, how=how) if how else text)]

    def _how_of(self, expr: n.Expr, suffix: str) -> str:
        """Return how an expression came to its value: the branch or row taken, or the values it is made from."""
        match expr:
            case n.Match():
                parts: list[str] = []
                failed: list[str] = []
                for case in expr.all_cases:
                    held = self.evidence.outcome(case.id, suffix)
                    if held is False and case.guard is not None:
                        need = needed(self.evidence, case.guard, suffix, True)
                        failed += [] if need is None else [self._needs.text(need)]
                    if held is None or held is False:
                        continue
                    if case.guard is not None:
                        parts.append(self._condition_as(case.guard, suffix))
                    elif failed:
                        needs = self.wording.say("list-long").join(failed)
                        parts.append(self.wording.say("else-as", needs=needs))
                    if not isinstance(case.value, n.Const | n.Open):
                        parts.append(self._how_of(case.value, suffix))
                return self.wording.say("list-long").join(parts)
            case n.Aggregate():
                counted = [
                    self.wording.path(place.rpartition("#")[2])
                    for place in self.evidence.elements(expr.over, (expr.where, expr.value), suffix)
                    if expr.where is not None and self._support.may_hold(expr.where.id, place)
                ]
                text = self.wording.expr(expr)
                if not counted:
                    return text
                return self.wording.say("bracketed", text=text, more=self.wording.listed(counted, MOST_ELEMENTS_NAMED))
            case n.Table():
                rows = [row for row in expr.rows if self._support.may_hold(row.id, suffix)]
                return self.wording.say("list-long").join(self._row(row, suffix) for row in rows)
            case n.Field() | n.Ref() | n.Param() if isinstance(expr.type, t.YesNo):
                # Here it is a value that is passed on, which need not be yes.
                outcome = self.evidence.outcome(expr.id, suffix)
                if outcome is None or outcome is True:
                    return self._condition_as(expr, suffix)
                what, value = self.wording.expr(expr), self.wording.value(outcome, expr.type)
                return self.wording.say("equals", what=what, value=value)
            case _:
                return self._condition_as(expr, suffix)

    def _condition_as(self, expr: n.Expr, suffix: str) -> str:
        boolean = isinstance(expr.type, t.YesNo)
        condition = self.wording.condition(expr) if boolean else self.wording.expr(expr)
        values = self._values(expr, suffix) if boolean else self._operand_values(expr, suffix)
        if not values or isinstance(expr, n.Field | n.Ref | n.Param):
            return condition
        return self.wording.say("condition-as", condition=condition, facts=self.wording.facts(values, MOST_FIGURES))

    def _operand_values(self, expr: n.Expr, suffix: str) -> list[str]:
        """Return the values that arithmetic is made from: facts, parameters, outcomes, what was counted."""
        found: dict[str, None] = {}
        waiting: list[n.Expr] = [expr]
        while waiting:
            node = waiting.pop(0)
            if isinstance(node, n.Op):
                waiting = [*node.operands, *waiting]
                continue
            outcome = self.evidence.outcome(node.id, suffix)
            said = isinstance(node, n.Field | n.Ref | n.Param | n.ReadingOf | n.Aggregate | n.GroupFact)
            if outcome is not None and node is not expr and said:
                value = self.wording.value(outcome, node.type)
                found.setdefault(self.wording.say("equals", what=self.wording.expr(node), value=value))
        return list(found)

    def _waivers(self) -> None:
        lines: list[Sentence] = []
        for statement in self.evidence.program.statements:
            if isinstance(statement, n.Score) and statement.id in self._support.ids:
                for line in _contributions(statement.total):
                    lines += self._waived(line)
        self._add("title-changed", lines)

    def _waived(self, line: n.Contribution) -> Iterable[Sentence]:
        for waiver in line.waivers:
            for instance in sorted(self._support.instances, key=natural):
                if node_of(instance) != waiver.id:
                    continue
                suffix = instance[len(waiver.id) :]
                if not self.evidence.reached(waiver.guard.id, suffix):
                    continue
                what = self.wording.label(line.id)
                if suffix:
                    element = self.wording.path(suffix.rpartition("#")[2])
                    what = self.wording.say("bracketed", text=what, more=element)
                rule = self._by(self.wording.rule(waiver.id), waiver.by)
                held = self.evidence.outcome(waiver.id, suffix) is True
                condition = self._condition_as(waiver.guard, suffix)
                key = "waived" if held else "waived-open"
                text = self.wording.say(key, rule=rule, line=what, condition=condition)
                yield Sentence(text, self._written(waiver.id))

    def _by(self, rule: str, actor: str | None) -> str:
        return rule if actor is None else self.wording.say("by-actor", rule=rule, actor=self.wording.label(actor))

    # --- items ---

    def _items(self, decision: DecisionOutcome) -> None:
        lines: list[Sentence] = []
        for item in _worst_first(decision.items):
            node = self.evidence.index[item.id]
            suffix = f"#{item.element}" if item.element else ""
            match node:
                case n.Require():
                    lines.append(self._require(node, item, suffix))
                case n.Benefit():
                    lines.append(self._benefit(node, item))
                case n.Matter():
                    lines.append(self._matter(node, item, suffix))
                case n.Duty() | n.Step():
                    lines.append(Sentence(self._obligations.sentence(item), self._written(node.id)))
                case _:
                    pass
        self._add("title-items", lines)
        self._add("title-sums", [Sentence(amount_text(self.wording, amount)) for amount in decision.sums])

    def _of_element(self, id: str, item: Finding) -> str:
        name = self.wording.rule(id)
        if not item.element:
            return name
        return self.wording.say("need-for", element=self.wording.path(item.element), need=name)

    def _require(self, node: n.Require, item: Finding, suffix: str) -> Sentence:
        finding = self.wording.value(item.outcome, REQUIRE_FINDING)
        why = ""
        if item.outcome == "not_applicable" and node.when is not None:
            need = needed(self.evidence, node.when, suffix, True)
            why = "" if need is None else self._needs.text(need, suffix)
        elif item.outcome in ("breach", "deviation"):
            need = needed(self.evidence, node.condition, suffix, node.modality != "must_not")
            why = "" if need is None else self._needs.text(need, suffix)
        elif item.outcome == "met" and self.evidence.reached(node.condition.id, suffix):
            why = self._condition_as(node.condition, suffix)
        elif isinstance(item.outcome, v.Gap):
            why = self.wording.say("list-long").join(reason_texts(self.wording, item.outcome.reasons))
        what = self._of_element(node.id, item)
        more = [self.wording.say(f"modality-{node.modality}")]
        if node.actor is not None:
            more.append(self.wording.say("required-of", actor=self.wording.label(node.actor)))
        if node.about.note:
            more.append(self.wording.say("noted", text=node.about.note))
        what = self.wording.say("bracketed", text=what, more=self.wording.say("list-long").join(more))
        return self._finding(what, finding, why, self._written(node.id))

    def _finding(self, what: str, finding: str, why: str, below: tuple[str, ...]) -> Sentence:
        key = "finding-why" if why else "finding"
        return Sentence(self.wording.say(key, what=what, finding=finding, why=why), below)

    def _benefit(self, node: n.Benefit, item: Finding) -> Sentence:
        value = granted(self.wording, item)
        below: list[str] = []
        for id in item.because:
            case = self.evidence.index.get(id)
            if isinstance(case, n.Case):
                guard = next(
                    (
                        other.guard
                        for other in node.body.cases
                        if other.id == id and other.guard and self.evidence.outcome(other.guard.id) is not False
                    ),
                    case.guard,
                )
                below.append(self._why(id, guard, "", True))
                below += self._written(id)
        if isinstance(item.outcome, v.Gap):
            below += reason_texts(self.wording, item.outcome.reasons)
        what = self.wording.label(item.id)
        return Sentence(self.wording.say("finding", what=what, finding=value), tuple(below))

    def _matter(self, node: n.Matter, item: Finding, suffix: str) -> Sentence:
        below = list(self._written(node.id))
        why = ""
        if item.outcome == "not_found":
            need = None if node.guard is None else needed(self.evidence, node.guard, suffix, True)
            why = "" if need is None else self._needs.text(need, suffix)
        elif node.guard is not None:
            why = self._condition_as(node.guard, suffix)
        elif node.each is not None and node.each.where is not None:
            why = self._condition_as(node.each.where, suffix)
        for exemption in node.exemptions:
            below += self._exemption(exemption, suffix)
        for escalation in node.escalations:
            if self.evidence.outcome(escalation.id, suffix) is True:
                condition = self._condition_as(escalation.guard, suffix)
                below.append(self.wording.say("escalated", rule=self.wording.rule(escalation.id), condition=condition))
        if item.severity is not None and node.severity is not None:
            below.append(self.wording.say("severity", value=self.wording.value(item.severity, node.severity.type)))
        if item.outcome != "not_found":
            below += [self._answer(*answer) for answer in item.answers]
            below += [amount_text(self.wording, amount) for amount in item.amounts]
        finding = self.wording.value(item.outcome, MATTER_FINDING)
        return self._finding(self._of_element(node.id, item), finding, why, tuple(below))

    def _exemption(self, exemption: n.Exemption, suffix: str) -> list[str]:
        outcome = self.evidence.outcome(exemption.id, suffix)
        rule = self._by(self.wording.rule(exemption.id), exemption.by)
        if outcome is True:
            condition = self._condition_as(exemption.guard, suffix)
            return [self.wording.say("exempt-by", rule=rule, condition=condition)]
        need = None if outcome is None else needed(self.evidence, exemption.guard, suffix, True)
        return [] if need is None else [self.wording.say("exempt-not", rule=rule, need=self._needs.text(need, suffix))]

    def _answer(self, post: str, role: str, share: v.Outcome | None) -> str:
        key = "answers" + ("-role" if role else "") + ("-share" if share is not None else "")
        shown = "" if share is None else self.wording.value(share, t.Number(t.PERCENT))
        return self.wording.say(key, post=self.wording.label(post), role=role, share=shown)

    # --- what is open, and what was used ---

    def _open(self, decision: DecisionOutcome) -> None:
        if decision.status in ("decided", "not_applicable"):
            return
        title = "title-open" if decision.status == "undetermined" else f"title-{decision.status}"
        lines = [Sentence(text) for text in reason_texts(self.wording, all_reasons(decision))]
        self._add(title, lines)
        whole = decision.whole
        if isinstance(whole, v.Gap) and whole.possible != v.NOTHING:
            of = type_of(self.evidence.index[decision.id])
            self._add("title-possible", [Sentence(self.wording.possible(whole, of, "status-not_applicable"))])

    def _used(self, decision: DecisionOutcome) -> None:
        facts: dict[str, str] = {}
        parameters: dict[str, str] = {}
        chosen: dict[str, str] = {}
        day: date | None = None if self.inputs is None else self.inputs.as_of
        reads_as_of = False
        waiting = list(derive(self.evidence.program, decision, self.evidence.trace))
        while waiting:
            d = waiting.pop(0)
            waiting += d.children
            match d.node:
                case n.Field():
                    self._fact(d, d.node, facts)
                case n.Param():
                    self._parameter(d, d.node, parameters)
                    reads_as_of = reads_as_of or (d.node.at is None and self._is_dated(d.node.parameter))
                case n.ReadingOf():
                    self._reading(d, d.node, chosen)
                case n.AsOf():
                    reads_as_of = True
                    if day is None and isinstance(d.outcome, date):
                        day = d.outcome
                case _:
                    pass
        self._add("title-facts", [Sentence(facts[path]) for path in sorted(facts, key=self._by_record)])
        self._add("title-parameters", map(Sentence, parameters.values()))
        self._add("title-readings", map(Sentence, chosen.values()))
        if reads_as_of and day is not None:
            self._add("title-as-of", [Sentence(day_text(day))])
        known_at = None if self.inputs is None else self.inputs.known_at
        if known_at is not None:
            self._add("title-known-at", [Sentence(self.wording.say("known-at-leaves-out", moment=day_text(known_at)))])

    def _policy(self) -> None:
        header = self.evidence.program.header
        name = self.wording.chosen(header.about.labels, header.id)
        shown = self.wording.say("quoted", text=name) if name != header.id else name
        named = self.wording.say("bracketed", text=shown, more=header.id) if name != header.id else name
        key = "policy-version" if header.version else "policy"
        lines = [self.wording.say(key, name=named, version=header.version)]
        if header.status != "in_force":
            lines.append(self.wording.say(f"policy-{header.status}"))
        start, end = header.in_force_from, header.in_force_to
        if start is not None or end is not None:
            period = "policy-from-to" if start and end else "policy-from" if start else "policy-to"
            lines.append(self.wording.say(period, start=start or "", end=end or ""))
        for document, title in header.sources:
            if document:
                title = self.wording.say("policy-source-named", name=document, title=title)
            lines.append(self.wording.say("policy-source", title=title))
        self._add("title-policy", map(Sentence, lines))

    def _by_record(self, path: str) -> tuple[bool, int, tuple[tuple[int, str], ...]]:
        """Fields of the record first, in its order; those of elements after, by element."""
        record = next((r for r in self.evidence.program.records if r.id == self.wording.record), None)
        names = [f.name for f in record.fields] if record is not None else []
        head = path.partition(".")[0].partition("[")[0]
        return "[" in path, names.index(head) if head in names else len(names), natural(path)

    def _fact(self, d: Derivation, node: n.Field, facts: dict[str, str]) -> None:
        if d.outcome is None or isinstance(d.outcome, v.Gap | v.Record | tuple) or self.wording.of_period(node):
            return
        suffix = d.instance[len(node.id) :]
        record = self.evidence.outcome(node.of.id, suffix)
        base = suffix.rpartition("#")[2]
        path = record.at(node.name) if isinstance(record, v.Record) else f"{base}.{node.name}".lstrip(".")
        what, value = self.wording.path(path), self.wording.value(d.outcome, node.type)
        said = self._judged(record, node.name)
        if said:
            facts[path] = self.wording.say("equals-more", what=what, value=value, more=said)
        else:
            facts[path] = self.wording.say("equals", what=what, value=value)

    def _judged(self, record: v.Outcome | None, name: str) -> str:
        """Return who recorded a judged fact, when and on what grounds, as far as it is given."""
        if not isinstance(record, v.Record):
            return ""
        parts = []
        for part in ("by", "on", "grounds"):
            outcome = record.fields.get(f"{name}.{part}")
            if outcome is not None and not isinstance(outcome, v.Gap | v.Absent):
                of: t.Type = t.Date() if part == "on" else t.Text()
                text = outcome if isinstance(outcome, str) and part == "by" else self.wording.value(outcome, of)
                parts.append(self.wording.say("item", name=self.wording.judgement_part(part), text=text))
        return self.wording.say("list-long").join(parts)

    def _is_dated(self, id: str) -> bool:
        node = self.evidence.index.get(id)
        return isinstance(node, n.Parameter) and node.dated

    def _parameter(self, d: Derivation, node: n.Param, parameters: dict[str, str]) -> None:
        declared = self.evidence.index.get(node.parameter)
        if d.outcome is None or not isinstance(declared, n.Parameter):
            return
        what = self.wording.rule(node.parameter)
        suffix = d.instance[len(node.id) :]
        if node.keys:
            keys = self.wording.listed([self._key(key, suffix) for key in node.keys])
            what = self.wording.say("expr-param-keyed", parameter=what, keys=keys)
        more: list[str] = []
        used = [line for line in declared.values if self.evidence.outcome(line.id) is True]
        if len(used) > 1:  # read as of several days
            used = [line for line in used if line is self._in_force(declared, node.at, suffix)]
        supplied = self.inputs is not None and node.parameter in self.inputs.parameters
        if supplied or (not used and not isinstance(d.outcome, v.Gap)):
            more.append(self.wording.say("parameter-switched"))
        elif isinstance(d.outcome, v.Gap) and not declared.values:
            more.append(self.wording.say("parameter-lost"))
        for line in used[:1]:
            if line.start is not None:
                more.append(self.wording.say("parameter-from", day=day_text(line.start)))
            if line.issued is not None:
                more.append(self.wording.say("parameter-issued", day=day_text(line.issued)))
            if line.cite is not None:
                more.append(self.wording.cite(line.cite))
        value = self.wording.value(d.outcome, node.type)
        key = "equals-more" if more else "equals"
        text = self.wording.say(key, what=what, value=value, more=self.wording.say("list-long").join(more))
        parameters.setdefault(f"{node.parameter} {text}", text)

    def _key(self, key: n.Expr, suffix: str) -> str:
        """Return the member at which a parameter was read; what it is written as while that is open."""
        outcome = self.evidence.value(key, suffix)
        return self.wording.value(outcome, key.type) if isinstance(outcome, str) else self.wording.expr(key)

    def _in_force(self, declared: n.Parameter, at: n.Expr | None, suffix: str) -> n.DatedValue | None:
        """Return the line that is in force on the day as of which a parameter was read; None where that is open."""
        as_of = None if self.inputs is None else self.inputs.as_of
        day = as_of if at is None else self.evidence.value(at, suffix)
        if not isinstance(day, date):
            return None
        known_at = None if self.inputs is None else self.inputs.known_at
        started = [
            line
            for line in declared.values
            if (line.start is None or line.start <= day_of(day))
            and (known_at is None or line.issued is None or line.issued <= day_of(known_at))
        ]
        return started[-1] if started else None

    def _reading(self, d: Derivation, node: n.ReadingOf, chosen: dict[str, str]) -> None:
        declared = self.evidence.index.get(node.reading)
        if not isinstance(d.outcome, str) or not isinstance(declared, n.Reading):
            return
        others = [self.wording.member(m.name, declared.type) for m in declared.type.members if m.name != d.outcome]
        text = self.wording.say(
            "reading-chosen",
            what=self.wording.rule(declared.id),
            value=self.wording.member(d.outcome, declared.type),
            others=self.wording.listed(others),
        )
        if self.inputs is not None and node.reading in self.inputs.readings:
            text = self.wording.say("bracketed", text=text, more=self.wording.say("parameter-switched"))
        chosen.setdefault(declared.id, text)


def _contributions(total: n.Sum) -> Iterable[n.Contribution]:
    for item in total.items:
        if isinstance(item, n.Sum):
            yield from _contributions(item)
        else:
            yield item


def _worst_first(items: Iterable[Finding]) -> list[Finding]:
    """Return what people look for first: breaches, deviations and found matters before what is in order."""
    order = {"breach": 0, "deviation": 1, "found": 0, "exempt": 1}
    return sorted(items, key=lambda item: order.get(item.outcome, 3) if isinstance(item.outcome, str) else 2)
