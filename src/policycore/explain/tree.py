"""The derivation of a decision as a tree: what was asked, what came out, and from what.

Goes in: the program and a trace. Comes out: `Derivation` nodes, plain data without words of a language, so that every
rendering starts from the same tree. A definition that is used several times is unfolded where it is met first; later
it stands as a leaf that says so.
"""

from __future__ import annotations

from collections.abc import Callable
from fractions import Fraction
from typing import Literal, TypeAlias, assert_never

from attrs import Factory, define, evolve, field, frozen

from policycore import types as t
from policycore import values as v
from policycore.core import nodes as n
from policycore.core.codec import MATTER_FINDING, REQUIRE_FINDING, traced_type, type_of
from policycore.core.facts import known_and_rest
from policycore.core.outcome import DecisionOutcome, Trace, verdict
from policycore.core.walk import Named
from policycore.explain.evidence import Evidence

Kind = Literal[
    "define",
    "score",
    "tiering",
    "require",
    "entitlements",
    "accountability",
    "duty",
    "procedure",
    "step",
    "rule",
    "branch",
    "row",
    "line",
    "group",
    "floor",
    "cap",
    "waiver",
    "limit",
    "movement",
    "benefit",
    "matter",
    "sanction",
    "severity",
    "exemption",
    "escalation",
    "element",
    "fact",
    "parameter",
    "reading",
    "as_of",
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
    "population",
    "beside",
]
Status: TypeAlias = Literal["held", "failed", "open", "not_reached", "value"]
#: Makes the children of one element from its suffix.
Parts: TypeAlias = "Callable[[str], tuple[Derivation | None, ...]]"

#: What a trace shows beside a fact of a group, in the order in which it is told.
BESIDE = ("size", "open", "ahead", "behind", "level")
#: How deep references are unfolded where they are met; deeper ones stand as trees of their own after the first.
MOST_NESTED = 12

COMPARISONS = {"eq", "ne", "lt", "le", "gt", "ge", "in", "subset"}
TESTS = {"is_present", "is_absent", "is_known", "is_unknown"}


@frozen
class Derivation:
    """One node of a derivation.

    Attributes:
        instance: id of the node, and of the element it was evaluated for.
        kind: what sort of node.
        status: of a condition or rule: held, failed, open, not reached; `value` for what is neither.
        node: the node of Core, or the parameter or reading.
        outcome: what came out; None where it was not reached.
        type: type of `outcome`.
        gives: of a rule that was taken, the value it gives.
        element: path of the element a node of kind `element` stands for.
        denied: whether it stands under an odd number of `not`, so that its failing speaks for the rule.
        repeated: where else it is unfolded when it stands here as a leaf: "above", or "below" in a tree of its own.
        part: the author's name of a part of `all of`, `any of`, `at least`; "when" for the condition of a statement.
        children: what it was made from, in the order of evaluation.
    """

    instance: str
    kind: Kind
    status: Status
    node: Named
    outcome: v.Outcome | None = None
    type: t.Type = field(factory=t.YesNo)
    gives: v.Outcome | None = None
    gives_type: t.Type | None = None
    element: str = ""
    denied: bool = False
    repeated: Literal["", "above", "below"] = ""
    part: str = ""
    children: tuple[Derivation, ...] = ()

    @property
    def fits(self) -> bool | None:
        """Whether the node came out as the rule above it asks; None where that is open or no question."""
        if self.status not in ("held", "failed"):
            return None
        return (self.status == "held") is not self.denied


def derive(program: n.Program, decision: DecisionOutcome, trace: Trace) -> tuple[Derivation, ...]:
    """Return the derivation of a decision: its own tree, then those of deeply nested definitions."""
    return _Tree(Evidence(program, trace)).roots(decision.id)


def status_of(outcome: v.Outcome | None, of: t.Type) -> Status:
    """Return the status of a node by its outcome."""
    if outcome is None:
        return "not_reached"
    if isinstance(outcome, v.Gap):
        return "open"
    if isinstance(outcome, bool):
        return "held" if outcome else "failed"
    if of == REQUIRE_FINDING and outcome in ("met", "breach", "deviation"):
        return "held" if outcome == "met" else "failed"
    if of == MATTER_FINDING:
        return "held" if outcome == "found" else "failed"
    return "value"


def _status_of_node(node: Named, outcome: v.Outcome | None, of: t.Type) -> Status:
    """Return the status of a node; of a duty or step by what its status amounts to, were it a must."""
    if not isinstance(node, n.Duty | n.Step) or outcome is None or isinstance(outcome, v.Gap):
        return status_of(outcome, of)
    if outcome in ("in_time", "inside"):
        return "held"
    return "failed" if verdict("must", outcome) else "value"


@define(eq=False)
class _Tree:
    evidence: Evidence
    _unfolded: set[str] = field(init=False, default=Factory(set))
    _later: list[tuple[str, str]] = field(init=False, default=Factory(list))

    def roots(self, target: str) -> tuple[Derivation, ...]:
        self._later.append((target, ""))
        found: list[Derivation] = []
        while self._later:
            name, suffix = self._later.pop(0)
            node = self.evidence.index.get(name)
            if node is not None and name + suffix not in self._unfolded:
                found.append(self._named(node, suffix, False, 0))
        return tuple(found)

    def _outcome(self, id: str, suffix: str) -> v.Outcome | None:
        return self.evidence.outcome(id, suffix)

    def _make(
        self,
        node: Named,
        suffix: str,
        kind: Kind,
        children: tuple[Derivation | None, ...] = (),
        denied: bool = False,
        outcome: v.Outcome | None = None,
        **more: v.Outcome | t.Type | str | bool | None,
    ) -> Derivation:
        of = type_of(node)
        found = self._outcome(node.id, suffix) if outcome is None else outcome
        return Derivation(
            node.id + suffix,
            kind,
            _status_of_node(node, found, of),
            node,
            found,
            self._in_unit(node, of),
            denied=denied,
            children=tuple(child for child in children if child is not None),
            **more,  # type: ignore[arg-type]  # attributes by their names
        )

    def _in_unit(self, node: Named, of: t.Type) -> t.Type:
        """Return the type of a line or group in the unit of its score."""
        score = self.evidence.owners.get(node.id) if isinstance(node, n.Contribution | n.Sum) else None
        return t.Number(score.type.unit) if isinstance(score, n.Score) else of

    # --- statements ---

    def _named(self, node: Named, suffix: str, denied: bool, depth: int) -> Derivation:
        """Return the tree of a statement or item; the second time only a leaf."""
        kind = _kind_of(node)
        instance = node.id + suffix
        if instance in self._unfolded:
            return self._make(node, suffix, kind, denied=denied, repeated="above")
        if depth > MOST_NESTED:
            self._later.append((node.id, suffix))
            return self._make(node, suffix, kind, denied=denied, repeated="below")
        self._unfolded.add(instance)
        match node:
            case n.Define():
                return self._make(node, suffix, kind, (self._body(node.body, suffix, denied, depth),), denied)
            case n.Score():
                lines = () if self._outside(node.when, suffix) else self._sum(node.total, suffix, depth)
                return self._make(node, suffix, kind, (self._when(node.when, suffix, depth), *lines))
            case n.Sum():
                return self._make(node, suffix, kind, self._sum(node, suffix, depth))
            case n.Contribution():
                return self._line(node, suffix, depth)
            case n.Tiering():
                inside: tuple[Derivation | None, ...] = ()
                if not self._outside(node.when, suffix):
                    limits = tuple(
                        self._make(
                            limit, suffix, "limit", (self._guard(limit.guard, suffix, depth),), gives=limit.bound.value
                        )
                        for limit in node.limits
                    )
                    inside = (*self._criteria(node, suffix, depth), *limits)
                return self._make(node, suffix, kind, (self._when(node.when, suffix, depth), *inside))
            case n.Require():
                return self._require(node, suffix, depth)
            case n.Entitlements():
                benefits: tuple[Derivation, ...] = ()
                if not self._outside(node.when, suffix):
                    benefits = (
                        self._expr(node.per, suffix, False, depth),
                        *(self._named(benefit, suffix, False, depth) for benefit in node.benefits),
                    )
                return self._make(node, suffix, kind, (self._when(node.when, suffix, depth), *benefits))
            case n.Benefit():
                return self._make(node, suffix, kind, self._cases(node.body, suffix, False, depth))
            case n.Accountability():
                matters: tuple[Derivation, ...] = ()
                if not self._outside(node.when, suffix):
                    matters = tuple(self._named(matter, suffix, False, depth) for matter in node.matters)
                return self._make(node, suffix, kind, (self._when(node.when, suffix, depth), *matters))
            case n.Matter():
                return self._matter(node, suffix, depth)
            case n.Sanction():
                amount = None if node.amount is None else self._expr(node.amount, suffix, False, depth)
                return self._make(node, suffix, kind, (amount,))
            case n.Waiver() | n.Exemption() | n.Escalation():
                return self._make(node, suffix, kind, (self._expr(node.guard, suffix, False, depth),))
            case n.Limit():
                return self._make(node, suffix, kind, (self._guard(node.guard, suffix, depth),))
            case n.Case():
                return self._case(node, suffix, False, depth)
            case n.Row() | n.Parameter() | n.DatedValue() | n.Reading() | n.Actor() | n.Law():
                return self._make(node, suffix, kind)
            case n.Population():
                return self._population(node, suffix, depth) or self._make(node, suffix, kind)
            case n.Duty():
                return self._duty(node, suffix, depth)
            case n.Procedure():
                steps: tuple[Derivation, ...] = ()
                if not self._outside(node.when, suffix):
                    steps = tuple(self._named(step, suffix, False, depth) for step in node.steps)
                return self._make(node, suffix, kind, (self._when(node.when, suffix, depth), *steps))
            case n.Step():
                return self._make(node, suffix, kind, self._status(node, suffix, depth))
            case n.Movement():
                return self._movement(node, suffix, depth)
            case _:
                return self._expr(node, suffix, denied, depth)

    def _movement(self, node: n.Movement, suffix: str, depth: int) -> Derivation:
        """Return how the tier came from the one before: the cases that were asked, up to the one that gave it."""
        cases = self._cases(node.match, suffix, False, depth)
        return self._make(node, suffix, "movement", tuple(case for case in cases if case.status != "not_reached"))

    def _criteria(self, node: n.Tiering, suffix: str, depth: int) -> tuple[Derivation, ...]:
        """Return the rules of a tiering; where there is movement, what they earn and what it makes of that."""
        cases = self._cases(node.body, suffix, False, depth)
        if node.movement is None:
            return cases
        return (self._make(node.body, suffix, "movement", cases), self._movement(node.movement, suffix, depth))

    def _outside(self, when: n.Expr | None, suffix: str) -> bool:
        return when is not None and self._outcome(when.id, suffix) is False

    def _when(self, when: n.Expr | None, suffix: str, depth: int) -> Derivation | None:
        return None if when is None else evolve(self._expr(when, suffix, False, depth), part="when")

    def _guard(self, guard: n.Expr | None, suffix: str, depth: int) -> Derivation | None:
        """Return the condition of a rule, None where there is none or it was not reached."""
        if guard is None or not self.evidence.reached(guard.id, suffix):
            return None
        return self._expr(guard, suffix, False, depth)

    def _body(self, body: n.Expr, suffix: str, denied: bool, depth: int) -> Derivation | None:
        """Return the tree of a definition's body; a fact or constant alone is the definition itself."""
        if isinstance(body, n.Const) or not self.evidence.reached(body.id, suffix):
            return None
        return self._expr(body, suffix, denied, depth)

    def _require(self, node: n.Require, suffix: str, depth: int) -> Derivation:
        forbids = node.modality == "must_not"

        def parts(place: str) -> tuple[Derivation | None, ...]:
            return (self._when(node.when, place, depth), self._guarded(node.condition, place, forbids, depth))

        if node.each is None:
            return self._make(node, suffix, "require", parts(suffix))
        return self._make(
            node,
            suffix,
            "require",
            self._occurrences(node, node.each, (node.when, node.condition), suffix, depth, parts),
        )

    # --- duties and steps ---

    def _duty(self, node: n.Duty, suffix: str, depth: int) -> Derivation:
        if node.each is None and not self._outside(node.when, suffix):
            # Whether it applies is the first rule of its status.
            return self._make(node, suffix, "duty", self._status(node, suffix, depth))
        when = self._when(node.when, suffix, depth)
        if node.each is None or self._outside(node.when, suffix):
            return self._make(node, suffix, "duty", (when,))

        def parts(place: str) -> tuple[Derivation | None, ...]:
            return self._status(node, place, depth)

        periods = self._occurrences(node, node.each, (node.status,), suffix, depth, parts)
        return self._make(node, suffix, "duty", (when, *periods))

    def _status(self, node: n.Duty | n.Step, suffix: str, depth: int) -> tuple[Derivation | None, ...]:
        """Return the rules of a status, one after the other, and the facts of the timeline that they do not read."""
        found: list[Derivation | None] = []
        status = node.status
        target = self.evidence.index.get(status.target) if isinstance(status, n.Ref) else None
        if isinstance(status, n.Ref) and isinstance(target, n.Define) and isinstance(target.body, n.Match):
            inner = self.evidence.of_record(status.of, suffix, status.target)
            if target.id + inner in self._unfolded:
                found.append(self._make(target, inner, "define", repeated="above"))
            elif self.evidence.reached(target.body.id, inner):
                self._unfolded.add(target.id + inner)
                found += self._cases(target.body, inner, False, depth)
        for _, fact in node.facts:
            if isinstance(fact, n.Ref):
                inner = self.evidence.of_record(fact.of, suffix, fact.target)
                if fact.target + inner not in self._unfolded and self.evidence.reached(fact.target, inner):
                    found.append(self._expr(fact, suffix, False, depth))
        return tuple(found)

    def _guarded(self, expr: n.Expr, suffix: str, denied: bool, depth: int) -> Derivation | None:
        return self._expr(expr, suffix, denied, depth) if self.evidence.reached(expr.id, suffix) else None

    def _counts(self, where: n.Expr | None, place: str, depth: int) -> Derivation | None:
        """Return why an element counts or not; that it was known then is told only where it was not for certain."""
        known, rest = known_and_rest(where)
        if known is not None and known.otherwise is not None:
            recorded = known.otherwise.value
            left_out = rest is not None and self._outcome(rest.id, place) is False
            if not left_out and self._outcome(recorded.id, place) not in (None, True):
                return self._expr(recorded, place, False, depth)
        return None if rest is None else self._guarded(rest, place, False, depth)

    def _occurrences(
        self,
        node: Named,
        each: n.Each,
        inside: tuple[n.Expr | None, ...],
        suffix: str,
        depth: int,
        parts: Parts,
    ) -> tuple[Derivation, ...]:
        """Return one child per element; one that its `where` leaves out shows only why."""
        found: list[Derivation] = []
        if isinstance(self._outcome(each.over.id, suffix), v.Gap):
            found.append(self._expr(each.over, suffix, False, depth))
        for place in self.evidence.elements(each.over, (each.where, *inside), suffix):
            where = self._counts(each.where, place, depth)
            children = (where, *(() if where is not None and where.status == "failed" else parts(place)))
            found.append(self._element(node, place, children, where))
        return tuple(found)

    def _element(
        self, node: Named, place: str, children: tuple[Derivation | None, ...], where: Derivation | None
    ) -> Derivation:
        of = self._in_unit(node, type_of(node))
        outcome = self._added(node, place) if isinstance(node, n.Contribution) else self._outcome(node.id, place)
        left_out = where is not None and where.status == "failed"
        return Derivation(
            node.id + place,
            "element",
            "failed" if left_out else _status_of_node(node, outcome, of) if outcome is not None else "value",
            node,
            None if left_out else outcome,
            of,
            element=place.rpartition("#")[2],
            children=tuple(child for child in children if child is not None),
        )

    def _added(self, line: n.Contribution, place: str) -> v.Outcome | None:
        """Return what one occurrence adds to a line: the amount with its sign, nothing where it is waived."""
        if any(self._outcome(waiver.id, place) is True for waiver in line.waivers):
            return Fraction(0)
        amount = self.evidence.value(line.amount, place)
        return -amount if isinstance(amount, Fraction) and line.kind == "deduct" else amount

    # --- scores ---

    def _sum(self, total: n.Sum, suffix: str, depth: int) -> tuple[Derivation, ...]:
        found = [self._named(item, suffix, False, depth) for item in total.items]
        ends: tuple[tuple[Kind, n.Expr | None], ...] = (("floor", total.floor), ("cap", total.cap))
        for kind, end in ends:
            if end is not None:
                found.append(self._make(end, suffix, kind, outcome=self.evidence.value(end, suffix)))
        return tuple(found)

    def _line(self, line: n.Contribution, suffix: str, depth: int) -> Derivation:
        def parts(place: str) -> tuple[Derivation | None, ...]:
            return (
                self._guard(line.guard, place, depth),
                self._amount(line.amount, place, depth),
                *(
                    self._named(waiver, place, False, depth)
                    for waiver in line.waivers
                    if self.evidence.reached(waiver.id, place)
                ),
            )

        if line.each is None:
            return self._make(line, suffix, "line", parts(suffix))
        inside = (line.guard, line.amount, *(waiver.guard for waiver in line.waivers))
        return self._make(line, suffix, "line", self._occurrences(line, line.each, inside, suffix, depth, parts))

    def _amount(self, amount: n.Expr, suffix: str, depth: int, denied: bool = False) -> Derivation | None:
        named = isinstance(amount, n.Const) or (isinstance(amount, n.Var) and isinstance(amount.type, t.Enum))
        if named or not self.evidence.reached(amount.id, suffix):
            return None
        return self._expr(amount, suffix, denied and isinstance(amount.type, t.YesNo), depth)

    # --- matters ---

    def _matter(self, matter: n.Matter, suffix: str, depth: int) -> Derivation:
        def parts(place: str) -> tuple[Derivation | None, ...]:
            severity = None
            if matter.severity is not None and self.evidence.reached(matter.severity.id, place):
                inner = self._amount(matter.severity, place, depth)
                severity = self._make(matter.severity, place, "severity", (inner,))
            return (
                self._guard(matter.guard, place, depth),
                *self._clauses(matter.exemptions, place, depth),
                severity,
                *self._clauses(matter.escalations, place, depth),
                *(
                    self._named(sanction, place, False, depth)
                    for sanction in matter.sanctions
                    if self.evidence.reached(sanction.id, place)
                    or (sanction.amount is not None and self.evidence.reached(sanction.amount.id, place))
                ),
            )

        if matter.each is None:
            return self._make(matter, suffix, "matter", parts(suffix))
        inside = (matter.guard, matter.severity, *(s.amount for s in matter.sanctions))
        return self._make(
            matter, suffix, "matter", self._occurrences(matter, matter.each, inside, suffix, depth, parts)
        )

    def _clauses(
        self, clauses: tuple[n.Exemption, ...] | tuple[n.Escalation, ...], place: str, depth: int
    ) -> tuple[Derivation, ...]:
        return tuple(
            self._named(clause, place, False, depth) for clause in clauses if self.evidence.reached(clause.id, place)
        )

    # --- matches ---

    def _cases(self, match: n.Match, suffix: str, denied: bool, depth: int) -> tuple[Derivation, ...]:
        if not match.cases and match.otherwise is not None:  # `tier from …`: there is nothing to choose
            return (self._case(match.otherwise, suffix, denied, depth, "rule"),)
        kind: Kind = "branch" if match.kind == "if" else "rule"
        found: list[Derivation] = []
        over = False
        for case in match.all_cases:
            if over:
                found.append(Derivation(case.id + suffix, kind, "not_reached", case, denied=denied))
                continue
            found.append(self._case(case, suffix, denied, depth, kind))
            over = found[-1].status == "held"
        return tuple(found)

    def _case(self, case: n.Case, suffix: str, denied: bool, depth: int, kind: Kind = "rule") -> Derivation:
        """Return a case: whether its guard held, and if it may be taken the value it gives."""
        held: v.Outcome | None
        if case.guard is None:
            held = True if self.evidence.reached(case.value.id, suffix) or isinstance(case.value, n.Const) else None
        else:
            held = self._outcome(case.guard.id, suffix)
        if held is None:
            return Derivation(case.id + suffix, kind, "not_reached", case, denied=denied)
        taken = held is not False
        gives = self.evidence.value(case.value, suffix) if taken else None
        value = self._amount(case.value, suffix, depth, denied) if taken else None
        children = (self._guard(case.guard, suffix, depth), value)
        return Derivation(
            case.id + suffix,
            kind,
            status_of(held, t.YesNo()),
            case,
            held,
            t.YesNo(),
            gives,
            case.value.type,
            children=tuple(child for child in children if child is not None),
        )

    # --- expressions ---

    def _expr(self, expr: n.Expr, suffix: str, denied: bool, depth: int) -> Derivation:
        if not self.evidence.reached(expr.id, suffix) and not isinstance(expr, n.Const):
            return Derivation(expr.id + suffix, _kind_of(expr), "not_reached", expr, None, expr.type, denied=denied)
        denied = denied and isinstance(expr.type, t.YesNo)
        match expr:
            case n.Const():
                return self._make(expr, suffix, "constant", denied=denied, outcome=expr.value)
            case n.Open() | n.Var() | n.AsOf() | n.KnownAt():
                return self._make(expr, suffix, _kind_of(expr), denied=denied)
            case n.Field():
                return self._make(expr, suffix, "fact", self._operands((expr.of,), suffix, False, depth), denied)
            case n.Ref():
                return self._ref(expr, suffix, denied, depth)
            case n.Param():
                inside = (*expr.keys, *(() if expr.at is None else (expr.at,)))
                return self._make(expr, suffix, "parameter", self._operands(inside, suffix, False, depth))
            case n.ReadingOf():
                return self._make(expr, suffix, "reading")
            case n.Op():
                inner = (not denied) if expr.op == "not" else denied and expr.op in ("and", "or", "at_least")
                asked = expr.op in ("and", "or", "not", "at_least")
                operands: tuple[Derivation | None, ...]
                if any(expr.names):
                    # One by one, since a part that is a constant has no tree.
                    operands = tuple(
                        evolve(part, part=name)
                        for operand, name in zip(expr.operands, expr.names, strict=True)
                        for part in self._operands((operand,), suffix, inner, depth, asked)
                        if part is not None
                    )
                else:
                    operands = self._operands(expr.operands, suffix, inner, depth, asked)
                beside = self._beside(expr, "cut_off", suffix)
                operands = operands if beside is None else (*operands, beside)
                return self._make(expr, suffix, _kind_of(expr), operands, denied)
            case n.Match():
                return self._make(expr, suffix, "choose", self._cases(expr, suffix, denied, depth), denied)
            case n.Table():
                return self._make(expr, suffix, "table", self._table(expr, suffix, depth), denied)
            case n.Aggregate():
                return self._make(expr, suffix, "aggregate", self._aggregate(expr, suffix, denied, depth), denied)
            case n.GroupFact():
                return self._make(expr, suffix, "group_fact", self._group_fact(expr, suffix, depth), denied)
            case n.Periods():
                return self._make(expr, suffix, _kind_of(expr), (), denied)
            case _:
                assert_never(expr)

    def _operands(
        self, operands: tuple[n.Expr, ...], suffix: str, denied: bool, depth: int, asked: bool = False
    ) -> tuple[Derivation | None, ...]:
        """Return the trees of operands; constants and records in scope say nothing beside the expression itself."""
        return tuple(
            self._expr(operand, suffix, denied, depth) if asked else _plain(self._expr(operand, suffix, denied, depth))
            for operand in operands
            if not _is_context(operand)
        )

    def _ref(self, ref: n.Ref, suffix: str, denied: bool, depth: int) -> Derivation:
        target = self.evidence.index.get(ref.target)
        inner = self.evidence.of_record(ref.of, suffix, ref.target)
        if target is None or not self.evidence.reached(ref.target, inner):
            # Given in the record instead of computed, or not applicable.
            return self._make(ref, suffix, "given", denied=denied)
        return self._named(target, inner, denied, depth + 1)

    def _table(self, table: n.Table, suffix: str, depth: int) -> tuple[Derivation | None, ...]:
        rows: list[Derivation] = []
        for row in table.rows:
            held = self._outcome(row.id, suffix)
            taken = held is not None and held is not False
            rows.append(
                Derivation(
                    row.id + suffix,
                    "row",
                    status_of(held, t.YesNo()),
                    row,
                    held,
                    t.YesNo(),
                    self.evidence.value(row.value, suffix) if taken else None,
                    row.value.type,
                    children=tuple(
                        child for child in (self._amount(row.value, suffix, depth) if taken else None,) if child
                    ),
                )
            )
        end = table.otherwise
        if end is not None:
            if any(row.status == "held" for row in rows):
                rows.append(Derivation(end.id + suffix, "rule", "not_reached", end))
            else:
                rows.append(self._case(end, suffix, False, depth))
        return (*self._operands(table.keys, suffix, False, depth), *rows)

    def _group_fact(self, fact: n.GroupFact, suffix: str, depth: int) -> tuple[Derivation | None, ...]:
        """Return the group of the record, what it brings itself, and what stands beside it."""
        population = self.evidence.index.get(fact.population)
        member = self._population(population, suffix, depth) if isinstance(population, n.Population) else None
        parts = tuple(part for part in (fact.value, fact.where, fact.argument) if part is not None)
        reached = tuple(part for part in parts if self.evidence.reached(part.id, suffix))
        beside = (self._beside(fact, part, suffix) for part in BESIDE)
        return (member, *self._operands(reached, suffix, False, depth), *beside)

    def _population(self, population: n.Population, suffix: str, depth: int) -> Derivation | None:
        if not self.evidence.reached(population.id, suffix):
            return None
        instance = population.id + suffix
        if instance in self._unfolded:
            return self._make(population, suffix, "population", repeated="above")
        self._unfolded.add(instance)
        where = None if population.where is None else self._guard(population.where, suffix, depth)
        tie = () if population.tie_break is None else (population.tie_break,)
        parts = tuple(part for part in (*population.groups, *tie) if self.evidence.reached(part.id, suffix))
        return self._make(population, suffix, "population", (where, *self._operands(parts, suffix, False, depth)))

    def _beside(self, node: n.Expr, part: str, suffix: str) -> Derivation | None:
        """Return what a trace shows beside a fact of a group; None for what is not there, or is none."""
        outcome = self._outcome(f"{node.id}/{part}", suffix)
        if outcome is None or (part in ("open", "level") and outcome == 0):
            return None
        of = traced_type(self.evidence.index, f"{node.id}/{part}")
        return Derivation(f"{node.id}/{part}{suffix}", "beside", "value", node, outcome, of)

    def _aggregate(self, call: n.Aggregate, suffix: str, denied: bool, depth: int) -> tuple[Derivation | None, ...]:
        found: list[Derivation | None] = list(self._operands((call.over,), suffix, False, depth))
        inner = denied and call.kind in ("all", "some")
        inside = () if call.where is None and call.value is None else (call.where, call.value, call.by)
        places = self.evidence.elements(call.over, inside, suffix) if inside else ()
        for place in places:
            where = self._counts(call.where, place, depth)
            left_out = where is not None and where.status == "failed"
            value = None
            if call.value is not None and not left_out and not isinstance(call.value, n.Var):
                value = self._guarded(call.value, place, inner, depth)
            by = None
            if call.by is not None and not left_out and call.by is not call.value:
                by = self._guarded(call.by, place, False, depth)
            outcome = None if call.value is None or left_out else self._outcome(call.value.id, place)
            of = call.type if call.value is None else call.value.type
            found.append(
                Derivation(
                    call.id + place,
                    "element",
                    "failed" if left_out else "open" if where is not None and where.status == "open" else "held",
                    call,
                    outcome,
                    of,
                    element=place.rpartition("#")[2],
                    children=tuple(child for child in (where, by, value) if child is not None),
                )
            )
        return tuple(found)


def _is_context(operand: n.Expr) -> bool:
    """Whether an operand says nothing by itself: a constant, a record in scope, the record that has a period."""
    match operand:
        case n.Const():
            return True
        case n.Var(type=of):
            return isinstance(of, t.RecordType)
        case n.Field(name="of", of=n.Var(type=t.RecordType(name=name))):
            return name.endswith("/period")
        case n.Field(of=n.Var(), type=t.RecordType(name=name)):
            return name.endswith("/state")  # of a tiering with movement
        case _:
            return False


def _plain(operand: Derivation) -> Derivation:
    """Return an operand that is compared, not asked: that it is yes or no speaks neither for nor against."""
    return evolve(operand, status="value") if operand.status in ("held", "failed") else operand


def _kind_of(node: Named) -> Kind:
    match node:
        case n.Define():
            return "define"
        case n.Score():
            return "score"
        case n.Tiering():
            return "tiering"
        case n.Require():
            return "require"
        case n.Entitlements():
            return "entitlements"
        case n.Accountability():
            return "accountability"
        case n.Case():
            return "rule"
        case n.Row():
            return "row"
        case n.Contribution():
            return "line"
        case n.Sum():
            return "group"
        case n.Waiver():
            return "waiver"
        case n.Limit():
            return "limit"
        case n.Benefit():
            return "benefit"
        case n.Matter():
            return "matter"
        case n.Sanction():
            return "sanction"
        case n.Exemption():
            return "exemption"
        case n.Escalation():
            return "escalation"
        case n.Const() | n.Open() | n.Actor() | n.Law():
            return "constant"
        case n.Duty():
            return "duty"
        case n.Procedure():
            return "procedure"
        case n.Step():
            return "step"
        case n.Movement():
            return "movement"
        case n.Var() | n.Field():
            return "fact"
        case n.AsOf() | n.KnownAt():
            return "as_of"
        case n.Ref():
            return "given"
        case n.Param() | n.Parameter() | n.DatedValue():
            return "parameter"
        case n.ReadingOf() | n.Reading():
            return "reading"
        case n.Match():
            return "choose"
        case n.Table():
            return "table"
        case n.Aggregate() | n.Periods():
            return "aggregate"
        case n.GroupFact():
            return "group_fact"
        case n.Population():
            return "population"
        case n.Op(op=op):
            if op in ("and", "or", "not", "at_least"):
                return op  # type: ignore[return-value]  # one of the kinds
            return "compare" if op in COMPARISONS else "test" if op in TESTS else "arithmetic"
        case _:
            assert_never(node)
