"""The supporting path: the rules and parts that carry an outcome, as an auditor would point at them.

A condition that holds because all its parts hold rests on all of them; one that fails rests on the parts that fail.
A match rests on the case taken; why earlier cases failed is context. A sum rests on every line that adds something,
a conflict on both sides. What `because` in an example names must stand on this path.
"""

from __future__ import annotations

from collections.abc import Iterable
from typing import assert_never

from attrs import Factory, define, field

from policycore import types as t
from policycore import values as v
from policycore.core import nodes as n
from policycore.core.outcome import DecisionOutcome, Trace
from policycore.core.walk import Named
from policycore.explain.evidence import Evidence


def supporting(program: n.Program, decision: DecisionOutcome, trace: Trace) -> frozenset[str]:
    """Return the ids of the rules, parts, statements, parameters and readings that carry the outcome of a decision."""
    support = Support(Evidence(program, trace))
    support.follow(decision)
    return frozenset(support.ids)


def supporting_target(program: n.Program, target: str, trace: Trace, record: str = "") -> frozenset[str]:
    """Return the same for any statement or item, by its id and the path of the record it was evaluated for."""
    support = Support(Evidence(program, trace))
    support.target(target, f"#{record}" if record else "")
    return frozenset(support.ids)


@define(eq=False)
class Support:
    """Collects the supporting path: `ids` of nodes and `instances`, both in the order in which they are met."""

    evidence: Evidence
    ids: dict[str, None] = field(init=False, default=Factory(dict))
    instances: dict[str, None] = field(init=False, default=Factory(dict))
    _seen: set[tuple[int, str]] = field(init=False, default=Factory(set))
    _waiting: list[tuple[str, str]] = field(init=False, default=Factory(list))

    def follow(self, decision: DecisionOutcome) -> None:
        """Collect what carries a decision, its items included."""
        for rule in (*decision.because, *(rule for item in decision.items for rule in item.because)):
            self.ids.setdefault(rule)
        self.target(decision.id, "")

    def target(self, name: str, suffix: str) -> None:
        """Collect what carries the outcome of a statement or item, through all it refers to."""
        # References wait in a list: a long chain of definitions is no deep recursion.
        self._waiting.append((name, suffix))
        while self._waiting:
            target, inner = self._waiting.pop()
            node = self.evidence.index.get(target)
            if node is not None and (id(node), inner) not in self._seen:
                self._seen.add((id(node), inner))
                self._named(node, inner)

    def _add(self, id: str, suffix: str) -> None:
        self.ids.setdefault(id)
        self.instances.setdefault(id + suffix)

    def _outcome(self, node: str, suffix: str) -> v.Outcome | None:
        return self.evidence.outcome(node, suffix)

    def _named(self, node: Named, suffix: str) -> None:
        self._add(node.id, suffix)
        match node:
            case n.Define():
                self._expr(node.body, suffix)
            case n.Score():
                if self._applies(node.when, suffix):
                    self._sum(node.total, suffix)
            case n.Sum():
                self._sum(node, suffix)
            case n.Contribution():
                self._line(node, suffix)
            case n.Tiering():
                if self._applies(node.when, suffix):
                    if (
                        node.movement is None
                        or self._outcome(f"{node.movement.id}/between_reviews", suffix) is not True
                    ):
                        self._expr(node.body, suffix)
                    if node.movement is not None:
                        self._movement(node.movement, suffix)
                    self._limits(node, suffix)
            case n.Benefit():
                self._expr(node.body, suffix)
            case n.Require():
                for place in self._occurrences(node.each, (node.when, node.condition), suffix):
                    self._add(node.id, place)
                    if self._applies(node.when, place):
                        self._expr(node.condition, place)
            case n.Entitlements():
                if self._applies(node.when, suffix):
                    self._expr(node.per, suffix)
                    for benefit in node.benefits:
                        self._named(benefit, suffix)
            case n.Accountability():
                if self._applies(node.when, suffix):
                    for matter in node.matters:
                        self._matter(matter, suffix)
            case n.Matter():
                self._matter(node, suffix)
            case n.Parameter() | n.DatedValue() | n.Reading() | n.Actor() | n.Law() | n.Population():
                pass
            case n.Case() | n.Row():
                self._expr(node.value, suffix)
            case n.Waiver() | n.Exemption() | n.Escalation():
                self._expr(node.guard, suffix)
            case n.Limit():
                if node.guard is not None:
                    self._expr(node.guard, suffix)
            case n.Sanction():
                if node.amount is not None:
                    self._expr(node.amount, suffix)
            case n.Duty():
                if self._applies(node.when, suffix):
                    for place in self._occurrences(node.each, (node.status,), suffix):
                        self._add(node.id, place)
                        self._expr(node.status, place)
            case n.Procedure():
                if self._applies(node.when, suffix):
                    for step in node.steps:
                        self._named(step, suffix)
            case n.Step():
                self._expr(node.status, suffix)
            case n.Movement():
                self._movement(node, suffix)
            case _:
                self._expr(node, suffix)

    def _movement(self, node: n.Movement, suffix: str) -> None:
        """Follow the case that was taken: the closed gates that held a tier, or why no grace did where it fell."""
        self._add(node.id, suffix)
        self._expr(node.match, suffix)
        held = {case.id: self._outcome(case.id, suffix) for case in node.match.all_cases}
        fell = any("/down/" in id and outcome is True for id, outcome in held.items())
        for case in node.match.cases:
            if fell and case.guard is not None and case.id == f"{node.id}/grace":
                self._expr(case.guard, suffix)
            if held.get(f"{node.id}/enter") in (None, False):
                continue
            parts = case.guard.operands if isinstance(case.guard, n.Op) else ()
            for gate in parts:
                if isinstance(gate, n.Ref) and "/up/" in case.id and self._outcome(gate.id, suffix) is False:
                    self._expr(gate, suffix)

    def _applies(self, when: n.Expr | None, suffix: str) -> bool:
        """Follow the `when` of a head; what does not apply rests on that alone."""
        if when is None:
            return True
        self._expr(when, suffix)
        return self._outcome(when.id, suffix) is not False

    def _occurrences(self, each: n.Each | None, inside: Iterable[n.Expr | None], suffix: str) -> tuple[str, ...]:
        if each is None:
            return (suffix,)
        self._expr(each.over, suffix)
        counted = []
        for place in self.evidence.elements(each.over, (each.where, *inside), suffix):
            if each.where is None or self._outcome(each.where.id, place) is not False:
                if each.where is not None:
                    self._expr(each.where, place)
                counted.append(place)
        return tuple(counted)

    # --- sums ---

    def _sum(self, total: n.Sum, suffix: str) -> None:
        self._add(total.id, suffix)
        for item in total.items:
            if isinstance(item, n.Sum):
                if self._counts(item.id, suffix):
                    self._sum(item, suffix)
            else:
                self._line(item, suffix)
        for end in (total.floor, total.cap):
            # A floor or cap that the total stands at has a part in it.
            if end is not None and self.evidence.value(end, suffix) == self._outcome(total.id, suffix):
                self._expr(end, suffix)

    def _counts(self, id: str, suffix: str) -> bool:
        outcome = self._outcome(id, suffix)
        return outcome is not None and outcome != 0

    def may_hold(self, id: str, suffix: str) -> bool:
        """Whether a condition was reached and holds or is open."""
        outcome = self._outcome(id, suffix)
        return outcome is not None and outcome is not False

    def _line(self, line: n.Contribution, suffix: str) -> None:
        places = self._occurrences(line.each, (line.guard, line.amount, *(w.guard for w in line.waivers)), suffix)
        for place in places:
            if line.guard is not None and self._outcome(line.guard.id, place) is False:
                continue
            waived = [w for w in line.waivers if self.may_hold(w.id, place)]
            for waiver in waived:
                self._add(waiver.id, place)
                self._expr(waiver.guard, place)
            adds = self.evidence.value(line.amount, place)
            if adds == 0 and not waived:
                continue
            self._add(line.id, place)
            self._add(line.id, suffix)
            if line.guard is not None:
                self._expr(line.guard, place)
            self._expr(line.amount, place)

    def _limits(self, tiering: n.Tiering, suffix: str) -> None:
        before = self._outcome(tiering.body.id, suffix)
        for limit in tiering.limits:
            if self.may_hold(limit.id, suffix) and (before is None or cuts(limit, before, tiering.type)):
                self._add(limit.id, suffix)
                if limit.guard is not None:
                    self._expr(limit.guard, suffix)

    # --- matters ---

    def _matter(self, matter: n.Matter, suffix: str) -> None:
        self._add(matter.id, suffix)
        for place in self._occurrences(matter.each, (matter.guard, matter.severity), suffix):
            self._add(matter.id, place)
            if matter.guard is not None:
                self._expr(matter.guard, place)
                if self._outcome(matter.guard.id, place) is False:
                    continue
            clauses: tuple[n.Exemption | n.Escalation, ...] = (*matter.exemptions, *matter.escalations)
            for clause in clauses:
                if self.may_hold(clause.id, place):
                    self._add(clause.id, place)
                    self._expr(clause.guard, place)
            if matter.severity is not None:
                self._expr(matter.severity, place)
            for sanction in matter.sanctions:
                self._add(sanction.id, place)
                if sanction.amount is not None:
                    self._expr(sanction.amount, place)

    # --- expressions ---

    def _expr(self, expr: n.Expr, suffix: str) -> None:
        outcome = self._outcome(expr.id, suffix)
        if (id(expr), suffix) in self._seen:
            return
        self._seen.add((id(expr), suffix))
        self._add(expr.id, suffix)
        match expr:
            case n.Const() | n.Open() | n.Var() | n.AsOf():
                pass
            case n.Field():
                self._expr(expr.of, suffix)
            case n.Ref():
                self._waiting.append((expr.target, self.evidence.of_record(expr.of, suffix, expr.target)))
            case n.Param():
                self.ids.setdefault(expr.parameter)
                for inner in (*expr.keys, *([expr.at] if expr.at is not None else [])):
                    self._expr(inner, suffix)
            case n.ReadingOf():
                self.ids.setdefault(expr.reading)
                if isinstance(outcome, str):
                    self.ids.setdefault(f"{expr.reading}/{outcome}")
            case n.Op():
                for operand in self.carrying(expr, outcome, suffix):
                    self._expr(operand, suffix)
            case n.Match():
                self._match(expr, suffix)
            case n.Table():
                self._table(expr, suffix)
            case n.Aggregate():
                self._aggregate(expr, outcome, suffix)
            case n.GroupFact():
                self._group_fact(expr, suffix)
            case n.KnownAt() | n.Periods():
                pass
            case _:
                assert_never(expr)

    def carrying(self, op: n.Op, outcome: v.Outcome | None, suffix: str) -> tuple[n.Expr, ...]:
        """Return the operands on which the outcome of an operator rests."""
        if op.op not in ("and", "or", "at_least"):
            return op.operands
        found = tuple((operand, self._outcome(operand.id, suffix)) for operand in op.operands)
        if isinstance(outcome, bool):
            # `and` that holds rests on all, `and` that fails on those that fail; `or` the other way round.
            return tuple(operand for operand, value in found if value is outcome)
        return tuple(operand for operand, value in found if isinstance(value, v.Gap))

    def _match(self, match: n.Match, suffix: str) -> None:
        for case in match.all_cases:
            held = True if case.guard is None else self._outcome(case.guard.id, suffix)
            if held is False:
                continue
            if held is None and not self.evidence.reached(case.id, suffix):
                continue
            self._add(case.id, suffix)
            if case.guard is not None:
                self._expr(case.guard, suffix)
            self._expr(case.value, suffix)
            if held is True:
                return

    def _table(self, table: n.Table, suffix: str) -> None:
        for key in table.keys:
            self._expr(key, suffix)
        some = False
        for row in table.rows:
            if self.may_hold(row.id, suffix):
                some = True
                self._add(row.id, suffix)
                self._expr(row.value, suffix)
        reached = table.otherwise is not None and self.evidence.reached(table.otherwise.id, suffix)
        if table.otherwise is not None and (reached or not some):
            self._add(table.otherwise.id, suffix)
            self._expr(table.otherwise.value, suffix)

    def _group_fact(self, fact: n.GroupFact, suffix: str) -> None:
        """Follow what the record brings, and what makes it a member of its group."""
        self._add(fact.population, suffix)
        population = self.evidence.index.get(fact.population)
        parts = [fact.value, fact.where, fact.argument]
        if isinstance(population, n.Population):
            parts += [*population.groups, population.where]
        for part in parts:
            if part is not None and self.evidence.reached(part.id, suffix):
                self._expr(part, suffix)

    def _aggregate(self, call: n.Aggregate, outcome: v.Outcome | None, suffix: str) -> None:
        self._expr(call.over, suffix)
        for place in self.evidence.elements(call.over, (call.where, call.value, call.by), suffix):
            if call.where is not None and self._outcome(call.where.id, place) is False:
                continue
            value = None if call.value is None else self._outcome(call.value.id, place)
            # `some` that holds and `all` that fails rest on the elements that make them so.
            if isinstance(outcome, bool) and isinstance(call.type, t.YesNo) and value is (not outcome):
                continue
            for expr in (call.where, call.by, call.value):
                if expr is not None:
                    self._expr(expr, place)


def cuts(limit: n.Limit, tier: v.Outcome, scale: t.Enum) -> bool:
    """Whether a limit would change a tier, or some of those that are possible."""
    possible = v.possible_of(tier)
    names = possible.members if isinstance(possible, v.Subset) else frozenset(scale.names)
    bound = scale.rank(str(limit.bound.value))
    ranks = [scale.rank(str(name)) for name in names if name in scale.names]
    return any(rank > bound if limit.kind == "at_most" else rank < bound for rank in ranks)
