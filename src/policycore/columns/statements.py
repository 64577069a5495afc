"""Statements in columns: what comes out of each, and which rules decided it.

Goes in: the statements of a program. Comes out: per decision a `DecisionPlan`, whose expressions say what comes out
and whether a gap may have arisen. Which rules decided is a number: `Digit`s, each with the rule ids that its values
stand for. The counterparts are `interpret/score.py`, `tiering.py`, `findings.py` and `decide.py`.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from fractions import Fraction
from typing import TypeAlias, assert_never, cast

from attrs import define, evolve, field, frozen

from policycore import types as t
from policycore.columns.expressions import Beyond, Builder, Expression
from policycore.columns.facts import Facts, Shape
from policycore.columns.groups import Groups
from policycore.columns.lower import Lowering, Settings
from policycore.columns.sets import over_set
from policycore.columns.sides import Side, Sides
from policycore.columns.terms import Place, Term, Thing
from policycore.core import nodes as core
from policycore.core.outcome import MATTER_FINDINGS, REQUIRE_FINDINGS
from policycore.gaps.movement import asks_what_is_earned

FINDING = t.Enum(tuple(t.Member(word) for word in REQUIRE_FINDINGS))
MET, BREACH, DEVIATION, IDLE = range(4)
FOUND, EXEMPT, NOT_FOUND = range(3)
assert REQUIRE_FINDINGS == ("met", "breach", "deviation", "not_applicable")
assert MATTER_FINDINGS == ("found", "exempt", "not_found")

#: What has an outcome that an expression may refer to.
Part: TypeAlias = "core.Statement | core.Contribution | core.Sum | core.Benefit | core.Match | core.Movement"
Rules: TypeAlias = "tuple[tuple[str, ...], ...]"


@frozen(eq=False)
class Digit:
    """A number from 0 that says something about a row: which rules decided, which word came out."""

    name: str
    column: Expression
    rules: Rules


@frozen(eq=False)
class Worked:
    """The outcome of a statement or a part of one as if it applied, and the rules that decided it."""

    term: Term
    digits: tuple[Digit, ...] = ()


@frozen(eq=False)
class Value:
    """A value of a decision: the outcome, a benefit, an amount, a severity. `of` is its type."""

    name: str
    term: Term
    of: t.Type


@frozen(eq=False)
class DecisionPlan:
    """A decision in columns.

    Attributes:
        node: the statement.
        applies: whether it applies.
        digits: what decided, in the order of `because`; names are ids of items.
        values: what came out, by name.
        open: whether a gap may have arisen in the row; never null.
    """

    node: core.Decision
    applies: Expression
    digits: tuple[Digit, ...]
    values: tuple[Value, ...]
    open: Expression


@define(eq=False)
class Statements:
    """The statements of a program for one kind of table."""

    program: core.Program
    lowering: Lowering
    sides: Sides
    groups: Groups
    owners: Mapping[str, core.Statement] = field(init=False)
    targets: Mapping[str, object] = field(init=False)
    worked: dict[tuple[str, str, str], Worked | Beyond] = field(factory=dict)
    heads: dict[tuple[str, str, str], Expression] = field(factory=dict)

    def __attrs_post_init__(self) -> None:
        owners: dict[str, core.Statement] = {}
        targets: dict[str, object] = {}
        for statement in self.program.statements:
            for part in _parts(statement):
                owners[part.id], targets[part.id] = statement, part
        self.owners, self.targets = owners, targets

    @property
    def b(self) -> Builder:
        return self.lowering.b

    # --- reading one another ---

    def read(self, target: str, place: Place) -> Term:
        """Return what an expression reads of a statement: what is not applicable is absent."""
        owner = self.owners.get(target)
        if owner is None:
            raise Beyond("node", target)
        found = self.work(target, place)
        if isinstance(owner, core.Define | core.Require):
            return found.term
        return self._below(self.applies(owner, place), found.term)

    def _below(self, applies: Expression, term: Term) -> Term:
        b = self.b
        if applies.literal and applies.data is True:
            return term
        column = b.case([(applies, term.column)], b.null(term.column.kind))
        known = b.case([(b.is_null(applies), b.truth(True))], applies)
        absent = b.case([(known, term.absent or b.truth(False))], b.truth(True))
        return evolve(term, column=column, absent=absent)

    def applies(self, owner: core.Statement, place: Place) -> Expression:
        """Return whether the head of a statement holds."""
        when = None if isinstance(owner, core.Define) else owner.when
        if when is None or (isinstance(owner, core.Require) and owner.each is not None):
            return self.b.truth(True)
        key = (owner.id, place.path, place.side)
        if key not in self.heads:
            self.heads[key] = self.lowering.condition(when, {"self": place})
        return self.heads[key]

    def work(self, target: str, place: Place) -> Worked:
        """Return the outcome of a statement or a part as if it applied, worked out once."""
        key = (target, place.path, place.side)
        found = self.worked.get(key)
        if found is None:
            try:
                found = self._work(self.targets[target], place)
            except Beyond as beyond:
                found = beyond
            self.worked[key] = found
        if isinstance(found, Beyond):
            raise found
        return found

    def _work(self, node: object, place: Place) -> Worked:
        names: dict[str, Thing] = {"self": place}
        match node:
            case core.Define():
                term = self.lowering.term(node.body, names)
                return Worked(self.lowering.fitted(term, node.type) if term.kind != "text" else term)
            case core.Score():
                total = self._sum(node.total, place)
                return evolve(total, term=self.lowering.in_range(total.term, node.type.low, node.type.high))
            case core.Sum():
                return self._sum(node, place)
            case core.Contribution():
                return self._contribution(node, names)
            case core.Tiering():
                return self._tiering(node, names)
            case core.Benefit():
                term, index = self.lowering.match(node.body, names)
                return Worked(term, (_case_digit(node.id, node.body, index),))
            case core.Require():
                return self._requirement(node, names)
            case core.Match():
                term, index = self.lowering.match(node, names)
                return Worked(term, (_case_digit(self.owners[node.id].id, node, index),))
            case core.Movement():
                return self._movement(cast("core.Tiering", self.owners[node.id]), node, place)
            case _:
                raise Beyond("node", type(node).__name__)

    # --- scores ---

    def _sum(self, node: core.Sum, place: Place) -> Worked:
        digits: list[Digit] = []
        parts: list[Term] = []
        for item in node.items:
            found = self.work(item.id, place)
            parts.append(self._counts(item, found.term))
            digits += found.digits
        a = self.lowering.a
        total = a.add(parts)
        for bound, which in ((node.floor, "highest"), (node.cap, "lowest")):
            if bound is None:
                continue
            limit = self.lowering.needed(bound, {"self": place})
            changes = a.compare("lt" if which == "highest" else "gt", total, limit)
            digits.append(Digit(bound.id, self.b.as_int(changes), ((), (bound.id,))))
            total = a.least("highest" if which == "highest" else "lowest", [total, limit])
        return Worked(total, tuple(digits))

    def _counts(self, item: core.Contribution | core.Sum, term: Term) -> Term:
        if not isinstance(item, core.Contribution) or item.kind != "factor":
            return term
        amount = evolve(term, absent=None)
        return amount if item.weight is None else self.lowering.a.scaled(amount, item.weight)

    def _contribution(self, node: core.Contribution, names: Mapping[str, Thing]) -> Worked:
        if node.each is not None:
            amount, digits = self._occurrences(node, node.each, names)
        elif node.kind == "factor" and node.guard is None and not node.waivers:
            return Worked(self.lowering.term(node.amount, names))
        else:
            amount, digits = self._occurrence(node, names, self.lowering, self.b.truth(True))
        if node.kind != "factor":
            sign = Fraction(-1) if node.kind == "deduct" else Fraction(1)
            amount = self.lowering.a.scaled(amount, sign * (1 if node.weight is None else node.weight))
        return Worked(amount, digits)

    def _occurrences(
        self, node: core.Contribution, each: core.Each, names: Mapping[str, Thing]
    ) -> tuple[Term, tuple[Digit, ...]]:
        """Return the sum of the amounts of all elements, and whether a waiver forgave any."""
        if len(node.waivers) > 1:  # which of them is named first depends on the order of the elements
            raise Beyond("waivers", node.id)
        side = self.sides.of(each.over, names)
        inner = self.sides.inner_names(side, names, each.var)
        included = side.lowering.condition(each.where, inner)
        amount, waived = self._occurrence(node, inner, side.lowering, included)
        digits = [Digit(digit.name, self.sides.ever(side, self._holds(side, digit)), digit.rules) for digit in waived]
        return self.sides.total(side, amount, side.b.truth(True)), tuple(digits)

    def _holds(self, side: Side, digit: Digit) -> Expression:
        return side.b.compare("eq", digit.column, side.b.number(1))

    def _occurrence(
        self, node: core.Contribution, names: Mapping[str, Thing], low: Lowering, included: Expression
    ) -> tuple[Term, tuple[Digit, ...]]:
        b = low.b
        counts = b.conjunction([included, low.condition(node.guard, names)])
        amount = low.needed(node.amount, names)
        zero = low.a.number(Fraction(0))
        waived = [low.condition(waiver.guard, names) for waiver in node.waivers]
        found = low.a.choose([(b.invert(counts), zero), (b.disjunction(waived), zero)], amount)
        something = b.conjunction([counts, b.compare("ne", amount.column, b.number(0))])
        digits = tuple(
            Digit(waiver.id, b.as_int(b.conjunction([something, guard])), ((), (waiver.id,)))
            for waiver, guard in zip(node.waivers, waived, strict=True)
        )
        return found, digits

    # --- tiers ---

    def _tiering(self, node: core.Tiering, names: Mapping[str, Thing]) -> Worked:
        if node.movement is None:
            earned, index = self.lowering.match(node.body, names)
            digits = [_case_digit(node.id, node.body, index)]
        else:
            place = names["self"]
            assert isinstance(place, Place)
            before = self.work(node.movement.id, place)
            earned, digits = before.term, list(before.digits)
        if not node.limits:
            return Worked(earned, tuple(digits))
        b = self.b
        last = len(node.type.members) - 1
        cap, lift = b.number(0), b.number(last)
        guards: list[Expression] = []
        for limit in node.limits:
            guards.append(self.lowering.condition(limit.guard, names))
            bound = b.number(node.type.names.index(str(limit.bound.value)))
            if limit.kind == "at_most":
                cap = b.extreme("greatest", cap, b.case([(guards[-1], bound)], b.number(0)))
            else:
                lift = b.extreme("least", lift, b.case([(guards[-1], bound)], b.number(last)))
        if earned.absent is not None:  # under a limit that holds, no tier is as open as any
            raise Beyond("absent_tier", node.id)
        within = b.extreme("least", b.extreme("greatest", earned.column, cap), lift)
        column = b.case([(b.compare("le", cap, lift), within)], b.null("int"))
        moved = b.compare("ne", column, earned.column)
        for limit, guard in zip(node.limits, guards, strict=True):
            bound = b.number(node.type.names.index(str(limit.bound.value)))
            changed = b.conjunction([moved, guard, b.compare("eq", column, bound)])
            digits.append(Digit(limit.id, b.as_int(changed), ((), (limit.id,))))
        return Worked(evolve(earned, column=column), tuple(digits))

    def _movement(self, node: core.Tiering, movement: core.Movement, place: Place) -> Worked:
        """Return the tier to which the one before, what is earned and the clauses of the movement lead."""
        b = self.b
        names: dict[str, Thing] = {"self": place}
        earned = self.work(node.body.id, place)
        previous = self.lowering.term(movement.previous, names)
        term, index = self.lowering.match(movement.match, {**names, "earned": earned.term, "previous": previous})
        cases = movement.match.all_cases
        alone = [place for place, case in enumerate(cases) if not asks_what_is_earned(movement, (case.id,))]
        (digit,) = earned.digits
        # Where nobody asks what is earned, the rules that gave it have no part in the outcome.
        asked = b.case([(b.one_of(index, alone), b.number(len(digit.rules)))], digit.column) if alone else digit.column
        of_earned = Digit(digit.name, asked, (*digit.rules, ()))
        # The tier before is absent before a first review alone, which has a case of its own.
        return Worked(evolve(term, absent=None), (of_earned, _case_digit(movement.id, movement.match, index)))

    # --- requirements ---

    def _requirement(self, node: core.Require, names: Mapping[str, Thing]) -> Worked:
        if node.each is not None:
            raise Beyond("list", node.id)
        return Worked(Term("member", _word(self.lowering, node, names), scale=FINDING))

    def _each(self, node: core.Require, each: core.Each, place: Place) -> Worked:
        """Return the findings of all elements as one text. One rule decides them, whatever they are."""
        names: dict[str, Thing] = {"self": place}
        side = self.sides.of(each.over, names)
        inner = self.sides.inner_names(side, names, each.var)
        included = side.lowering.condition(each.where, inner)
        found = self.sides.findings(side, _word(side.lowering, node, inner), included, REQUIRE_FINDINGS)
        return Worked(found, (Digit(node.id, self.b.number(0), ((node.id,),)),))

    # --- decisions ---

    def plan(self, node: core.Decision) -> DecisionPlan:
        """Return how a decision is made in columns; raises `Beyond` where it has no exact form there."""
        place = Place(node.record, "")
        match node:
            case core.Score() | core.Tiering():
                found = self.work(node.id, place)
                return self._plan(node, place, found.digits, [Value(node.id, found.term, node.type)])
            case core.Require(each=each) if each is not None:
                found = self._each(node, each, place)
                return self._plan(node, place, found.digits, [Value(node.id, found.term, t.Text())])
            case core.Require():
                found = self.work(node.id, place)
                words: Rules = ((node.id,),) * len(REQUIRE_FINDINGS)
                return self._plan(node, place, [Digit(node.id, found.term.column, words)], [])
            case core.Entitlements():
                worked = [self.work(benefit.id, place) for benefit in node.benefits]
                values = [Value(b.id, w.term, b.type) for b, w in zip(node.benefits, worked, strict=True)]
                return self._plan(node, place, [digit for w in worked for digit in w.digits], values)
            case core.Accountability():
                return self._accountability(node, place)
            case core.Duty():
                if node.each is not None:
                    raise Beyond("list", node.id)
                return self._plan(node, place, [self._status(node, place)], [])
            case core.Procedure():
                return self._plan(node, place, [self._status(step, place) for step in node.steps], [])
            case _:
                assert_never(node)

    def _status(self, node: core.Duty | core.Step, place: Place) -> Digit:
        """Return which word says how a duty or a step stands: the rule is called like it."""
        of = node.status.type
        if not isinstance(of, t.Enum) or of.open:
            raise Beyond("no_column", node.id)
        term = self.lowering.fitted(self.lowering.needed(node.status, {"self": place}), of)
        return Digit(node.id, term.column, tuple((f"{node.id}/{word}",) for word in of.names))

    def _plan(
        self, node: core.Decision, place: Place, digits: Sequence[Digit], values: Sequence[Value]
    ) -> DecisionPlan:
        """Return the plan of a decision: open where a value or a digit is, while it applies."""
        b = self.b
        applies = b.truth(True) if isinstance(node, core.Require) else self.applies(node, place)
        values = [evolve(value, term=self._below(applies, value.term)) for value in values]
        parts = [self.lowering.is_open(value.term) for value in values]
        parts += [b.is_null(digit.column) for digit in digits]
        inside = b.disjunction(parts)
        known = b.case([(b.is_null(applies), b.truth(True))], applies)
        is_open = b.disjunction([b.is_null(applies), b.conjunction([known, inside])])
        return DecisionPlan(node, applies, tuple(digits), tuple(values), is_open)

    # --- accountability ---

    def _accountability(self, node: core.Accountability, place: Place) -> DecisionPlan:
        digits: list[Digit] = []
        values: list[Value] = []
        payers: list[tuple[str, str, Term, t.Type]] = []
        wholes: list[tuple[core.Sanction, Term]] = []
        for matter in node.matters:
            self._matter(matter, {"self": place}, digits, values, payers, wholes)
        values += self._sums(node, payers, wholes)
        return self._plan(node, place, digits, values)

    def _matter(
        self,
        matter: core.Matter,
        names: Mapping[str, Thing],
        digits: list[Digit],
        values: list[Value],
        payers: list[tuple[str, str, Term, t.Type]],
        wholes: list[tuple[core.Sanction, Term]],
    ) -> None:
        if matter.each is not None:
            raise Beyond("list", matter.id)
        b, low = self.b, self.lowering
        occurred = low.condition(matter.guard, names)
        exemptions = [low.condition(exemption.guard, names) for exemption in matter.exemptions]
        exempt = b.disjunction(exemptions)
        word = b.case([(b.invert(occurred), b.number(NOT_FOUND)), (exempt, b.number(EXEMPT))], b.number(FOUND))
        digits.append(Digit(matter.id, word, ((matter.id,),) * 3))
        for exemption, guard in zip(matter.exemptions, exemptions, strict=True):
            counts = b.case([(b.invert(occurred), b.truth(False))], guard)
            digits.append(Digit(exemption.id, b.as_int(counts), ((), (exemption.id,))))
        if matter.severity is not None:
            severity = self._severity(matter, matter.severity, names, occurred, digits)
            names = {**names, "severity": severity}
            values.append(Value(f"{matter.id}/severity", severity, matter.severity.type))
        shares: list[Term | None] = []
        for answer in matter.answers:
            share = None if answer.share is None else self._when(occurred, low.needed(answer.share, names))
            shares.append(share)
            if share is not None and answer.share is not None:
                values.append(Value(f"{matter.id}/share/{answer.actor}/{answer.role}", share, answer.share.type))
        counts = b.conjunction([occurred, b.invert(exempt)])
        zero = low.a.number(Fraction(0))
        for sanction in matter.sanctions:
            of: t.Type = t.Number() if sanction.amount is None else sanction.amount.type
            whole = low.a.number(Fraction(1)) if sanction.amount is None else low.needed(sanction.amount, names)
            amount = low.a.choose([(b.invert(counts), zero)], whole)
            wholes.append((sanction, amount))
            for post, owed in self._payers(matter, sanction, amount, shares):
                payers.append((sanction.name, post, owed, of))
                values.append(Value(f"{sanction.id}/{post}", owed, of))

    def _when(self, occurred: Expression, term: Term) -> Term:
        """Return a term of an occurrence; where nothing occurred it is absent, which nobody asks for."""
        return self._below(occurred, term)

    def _severity(
        self,
        matter: core.Matter,
        expression: core.Expr,
        names: Mapping[str, Thing],
        occurred: Expression,
        digits: list[Digit],
    ) -> Term:
        """Return the severity after escalation, absent where nothing occurred."""
        b, low = self.b, self.lowering
        severity = low.fitted(low.needed(expression, names), expression.type)
        if severity.kind != "member":
            raise Beyond("open_scale", matter.id)
        for escalation in matter.escalations:
            guard = low.condition(escalation.guard, {**names, "severity": severity})
            higher = b.extreme("greatest", b.number(0), b.sub(severity.column, b.number(escalation.steps)))
            raised = b.case([(guard, higher)], severity.column)
            changed = b.conjunction([occurred, b.compare("ne", raised, severity.column)])
            digits.append(Digit(escalation.id, b.as_int(changed), ((), (escalation.id,))))
            severity = evolve(severity, column=raised)
        return self._when(occurred, severity)

    def _payers(
        self, matter: core.Matter, sanction: core.Sanction, amount: Term, shares: Sequence[Term | None]
    ) -> list[tuple[str, Term]]:
        """Return who owes how much, as `interpret.findings` divides it."""
        if sanction.against is not None:
            return [(sanction.against, amount)]
        if not matter.answers:
            return [("", amount)]
        b, a = self.b, self.lowering.a
        found = []
        for answer, share in zip(matter.answers, shares, strict=True):
            nothing = b.compare("eq", amount.column, b.number(0))
            if share is not None:
                part = a.multiply(amount, evolve(share, absent=None))
                owed = a.choose([(nothing, a.number(Fraction(0)))], part)
            elif len(matter.answers) == 1:
                owed = amount
            else:  # the text names several and gives one no share: its part of something is not stated
                owed = a.choose([(nothing, a.number(Fraction(0)))], Term("number", b.null("int")))
            found.append((answer.actor, owed))
        return found

    def _sums(
        self,
        node: core.Accountability,
        payers: Sequence[tuple[str, str, Term, t.Type]],
        wholes: Sequence[tuple[core.Sanction, Term]],
    ) -> list[Value]:
        """Return the sums per sanction and post, per sanction, and in total, as `interpret.findings` adds them."""
        a = self.lowering.a
        declared = [sanction for matter in node.matters for sanction in matter.sanctions]
        if any(sanction.name == "total" for sanction in declared):
            raise Beyond("total", node.id)
        values: list[Value] = []
        for name, post in sums_of(node):
            if name == "total" and post is None:
                parts = [amount for sanction, amount in wholes if unit_of(sanction) is not None]
                of = next(s.amount.type for s in declared if s.amount is not None and unit_of(s) is not None)
                values.append(Value(f"{node.id}/total", a.add(parts), _plain(of)))
                continue
            of = next((s.amount.type for s in declared if s.name == name and s.amount is not None), t.Number())
            if post is None:
                parts = [amount for sanction, amount in wholes if sanction.name == name]
                values.append(Value(f"{node.id}/{name}", a.add(parts), _plain(of)))
            else:
                parts = [owed for sanction, whom, owed, _ in payers if (sanction, whom) == (name, post)]
                values.append(Value(f"{node.id}/{name}/{post}", a.add(parts), _plain(of)))
        return values


def sums_of(node: core.Accountability) -> list[tuple[str, str | None]]:
    """Return the sums of an accountability: sanction and post, sanction alone, last the total of all."""
    declared = [sanction for matter in node.matters for sanction in matter.sanctions]
    posts: dict[str, dict[str, None]] = {}
    for matter in node.matters:
        for sanction in matter.sanctions:
            named = [sanction.against] if sanction.against else [answer.actor for answer in matter.answers]
            posts.setdefault(sanction.name, {}).update(dict.fromkeys(named))
    found: list[tuple[str, str | None]] = []
    for name, against in posts.items():
        if len({unit_of(sanction) for sanction in declared if sanction.name == name}) > 1:
            continue
        found += [(name, post) for post in against]
        found.append((name, None))
    if len({unit_of(sanction) for sanction in declared} - {None}) == 1:
        found.append(("total", None))
    return found


def unit_of(sanction: core.Sanction) -> t.Unit | None:
    """Return the unit of a sanction's amount; None for one that is only counted."""
    return sanction.amount.type.unit if sanction.amount and isinstance(sanction.amount.type, t.Number) else None


def _word(low: Lowering, node: core.Require, names: Mapping[str, Thing]) -> Expression:
    """Return the finding of a requirement, for a record or an element: its place among the words."""
    b = low.b
    applies = low.condition(node.when, names)
    held = low.condition(node.condition, names)
    yes, no = {
        "must": (MET, BREACH),
        "must_not": (BREACH, MET),
        "should": (MET, DEVIATION),
        "may": (MET, MET),
    }[node.modality]
    return b.case([(b.invert(applies), b.number(IDLE)), (held, b.number(yes))], b.number(no))


def _plain(of: t.Type) -> t.Type:
    """Return a type of numbers without its bounds: sums may lie outside them."""
    return t.Number(of.unit) if isinstance(of, t.Number) else of


def _case_digit(name: str, node: core.Match, index: Expression) -> Digit:
    return Digit(name, index, tuple((case.id,) for case in node.all_cases))


def _parts(statement: core.Statement) -> list[Part]:
    """Return what an expression may refer to in a statement."""
    match statement:
        case core.Score():
            found: list[Part] = [statement]
            waiting = list(statement.total.items)
            while waiting:
                item = waiting.pop()
                found.append(item)
                if isinstance(item, core.Sum):
                    waiting.extend(item.items)
            return found
        case core.Entitlements():
            return list(statement.benefits)
        case core.Tiering(movement=movement) if movement is not None:
            return [statement, statement.body, movement]
        case core.Define() | core.Tiering() | core.Require():
            return [statement]
        case _:
            return []


def statements_for(
    program: core.Program, settings: Settings, builder: Builder, facts: Facts, rounds: Mapping[str, int]
) -> Statements:
    """Return the statements of a program over the facts of a table, ready to be planned.

    `rounds` says in which round each fact of a group is measured; those that it does not name go row by row.
    """

    def read(target: str, place: Place) -> Term:
        return statements.read(target, place)

    def gather(node: core.Aggregate, names: Mapping[str, Thing]) -> Term:
        return sides.aggregate(node, names)

    def make(path: str, element: str, inner: dict[str, Shape]) -> Side:
        return _side(statements, facts, path, element, inner)

    def group(node: core.GroupFact, names: Mapping[str, Thing]) -> Term:
        return groups.term(node, names)

    lowering = Lowering(program, settings, builder, facts.fact, read, gather, group)
    sides, groups = Sides(lowering, facts, make), Groups(lowering, rounds, facts.limit)
    statements = Statements(program, lowering, sides, groups)
    return statements


def _side(owner: Statements, facts: Facts, path: str, element: str, inner: dict[str, Shape]) -> Side:
    """Return the side of a list: facts and statements of its elements, beside those of the record."""

    def fact(place: Place, name: str) -> Thing:
        return own.fact(place, name) if place.side == path else side.carry(owner.lowering.fact(place, name))

    def read(target: str, place: Place) -> Term:
        if place.side == path:
            return statements.read(target, place)
        found = side.carry(owner.read(target, place))
        assert isinstance(found, Term)
        return found

    def gather(node: core.Aggregate, names: Mapping[str, Thing]) -> Term:
        if isinstance(node.over.type, t.SetType):
            return over_set(lowering, node, names)
        raise Beyond("list", node.id)

    builder = Builder()
    own = Facts(facts.program, builder, inner, facts.limit, frozenset(), facts.strict, facts.declared)

    def group(node: core.GroupFact, names: Mapping[str, Thing]) -> Term:
        raise Beyond("population", node.id)

    lowering = Lowering(owner.program, owner.lowering.settings, builder, fact, read, gather, group)
    groups = Groups(lowering, {}, facts.limit)
    statements = Statements(owner.program, lowering, Sides(lowering, own, _no_lists), groups)
    side = Side(path, element, lowering, own)
    return side


def _no_lists(path: str, element: str, inner: dict[str, Shape]) -> Side:
    raise Beyond("list", path)
