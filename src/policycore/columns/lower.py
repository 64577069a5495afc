"""Expressions of Core to expressions over columns: the same value wherever the column is not null.

Goes in: a node, the names in scope, the settings of the run. Comes out: a term. A null stands for a gap; it may stand
where the reference decides in spite of one, never the other way about, because rows with a null are decided anew by
themselves. What has no exact form raises `Beyond`. The counterparts are `interpret/evaluate.py` and `gaps/ops.py`.
"""

from __future__ import annotations

import math
from collections.abc import Callable, Mapping
from datetime import date, datetime
from fractions import Fraction
from typing import Any, Literal, TypeAlias, cast

from attrs import define, evolve, field, frozen

from policycore import dates
from policycore import types as t
from policycore.columns import almanac
from policycore.columns.cells import table_term
from policycore.columns.expressions import Beyond, Builder, Expression
from policycore.columns.sets import contains, mask_of, within
from policycore.columns.terms import (
    DAY_SECONDS,
    FIRST_DAY,
    Arithmetic,
    Place,
    Term,
    Thing,
    day_number,
    kind_of,
    moment_number,
    scale_of,
)
from policycore.core import nodes as core
from policycore.core.outcome import ParameterInput
from policycore.gaps.almanac import Almanac
from policycore.gaps.parameters import lines_in_force, values_of
from policycore.values import ABSENT, Absent, Gap, Outcome

Names: TypeAlias = "Mapping[str, Thing]"


@frozen
class Settings:
    """What is the same for all rows of a run: parts of `core.outcome.Inputs` beside the record."""

    as_of: datetime | None = None
    parameters: Mapping[str, ParameterInput] = field(factory=dict)
    readings: Mapping[str, str] = field(factory=dict)
    known_at: datetime | None = None


@define(eq=False)
class Lowering:
    """One policy, for the settings of one run.

    Attributes:
        fact: the term (or record) of a field of a record.
        read: the term that an expression reads of another statement.
        gather: what an aggregate over a list comes to.
        group: what a fact of a group comes to.
    """

    program: core.Program
    settings: Settings
    b: Builder
    fact: Callable[[Place, str], Thing]
    read: Callable[[str, Place], Term]
    gather: Callable[[core.Aggregate, Names], Term]
    group: Callable[[core.GroupFact, Names], Term]
    a: Arithmetic = field(init=False)
    parameters: Mapping[str, core.Parameter] = field(init=False)
    readings: Mapping[str, core.Reading] = field(init=False)
    _almanac: Almanac = field(init=False)
    _calendars: dict[str, almanac.Days] = field(factory=dict, init=False)

    def __attrs_post_init__(self) -> None:
        self.a = Arithmetic(self.b)
        self.parameters = {parameter.id: parameter for parameter in self.program.parameters}
        self.readings = {reading.id: reading for reading in self.program.readings}
        self._almanac = Almanac.of(self.program)

    # --- what callers ask for ---

    def term(self, node: core.Expr, names: Names) -> Term:
        """Return the term of an expression that is no record."""
        found = self.thing(node, names)
        if isinstance(found, Place):
            raise Beyond("record", node.id)
        return found

    def needed(self, node: core.Expr, names: Names) -> Term:
        """Return the term where a value is needed: absent is as open as a gap."""
        return evolve(self.term(node, names), absent=None)

    def condition(self, node: core.Expr | None, names: Names) -> Expression:
        """Return whether a condition holds; where there is none it does."""
        return self.b.truth(True) if node is None else self.needed(node, names).column

    def is_open(self, term: Term) -> Expression:
        """Return whether a term is null for a gap, not because it is absent; never null itself."""
        b = self.b
        null = b.is_null(term.column)
        if term.absent is None:
            return null
        if term.absent is null:
            return b.truth(False)
        return b.conjunction([null, b.invert(term.absent)])

    def constant(self, value: Outcome, of: t.Type) -> Term:
        """Return the term of a value that is the same in every row."""
        b = self.b
        kind = kind_of(of)
        match value:
            case Gap():
                return self.blank(of)
            case Absent():
                return evolve(self.blank(of), absent=b.truth(True))
            case bool():
                return Term("yes_no", b.truth(value))
            case Fraction():
                return self.a.number(value)
            case datetime():
                return Term("moment", b.number(moment_number(value)))
            case date():
                return Term("day", b.number(day_number(value)))
            case str() if kind == "member":
                assert isinstance(of, t.Enum)
                return Term("member", b.number(of.names.index(value)), scale=of)
            case str():
                return Term("text", b.text(value))
            case frozenset() if kind == "set":
                assert isinstance(of, t.SetType)
                assert isinstance(of.element, t.Enum)
                if not value <= frozenset(of.element.names):
                    raise Beyond("no_column")
                return Term("set", b.number(mask_of(value, of.element)), scale=of.element)
            case _:
                raise Beyond("no_column")

    def blank(self, of: t.Type) -> Term:
        """Return the term of what is open in every row."""
        kind = kind_of(of)
        column = self.b.null("bool" if kind == "yes_no" else "text" if kind == "text" else "int")
        return Term(kind, column, scale=scale_of(of))

    # --- the language ---

    def thing(self, node: core.Expr, names: Names) -> Thing:
        """Return what an expression yields: a term, or a record."""
        match node:
            case core.Const():
                return self.constant(cast("Outcome", node.value), node.type)
            case core.Open():
                return self.blank(node.type)
            case core.Var():
                return names[node.name]
            case core.AsOf():
                return self._as_of(node)
            case core.KnownAt():
                return self._known_at(node)
            case core.Field():
                record = self.thing(node.of, names)
                if not isinstance(record, Place):
                    raise Beyond("record", node.id)
                return self._inside(self.fact(record, node.name), record)
            case core.Ref():
                record = self.thing(node.of, names)
                if not isinstance(record, Place):
                    raise Beyond("record", node.id)
                return self._inside(self.read(node.target, record), record)
            case core.Param():
                return self._parameter(node, names)
            case core.ReadingOf():
                reading = self.readings[node.reading]
                return self.constant(self.settings.readings.get(reading.id, reading.chosen), reading.type)
            case core.Op():
                return self._operator(node, names)
            case core.Match():
                return self.match(node, names)[0]
            case core.Table():
                return table_term(self, node, names)
            case core.Aggregate():
                return self.gather(node, names)
            case core.GroupFact():
                return self.group(node, names)
            case _:
                raise Beyond("node", type(node).__name__)

    def _inside(self, found: Thing, record: Place) -> Thing:
        """Return what stands in a record: of an absent one nothing has a value."""
        if record.absent is None or (record.absent.literal and record.absent.data is False):
            return found
        if isinstance(found, Place):
            raise Beyond("record", found.path)
        column = self.b.case([(record.absent, self.b.null(found.column.kind))], found.column)
        absent = found.absent
        if absent is not None:
            absent = self.b.conjunction([absent, self.b.invert(record.absent)])
        return evolve(found, column=column, absent=absent)

    def _as_of(self, node: core.AsOf) -> Term:
        moment = self.settings.as_of
        if moment is None:
            raise Beyond("as_of")
        if isinstance(node.type, t.Date):
            return Term("day", self.b.number(day_number(moment)))
        return Term("moment", self.b.number(moment_number(moment)))

    def _known_at(self, node: core.KnownAt) -> Term:
        moment = self.settings.known_at
        if moment is None:
            return self.constant(ABSENT, node.type)
        return self.constant(dates.day_of(moment) if isinstance(node.type, t.Date) else moment, node.type)

    # --- choices ---

    def match(self, node: core.Match, names: Names) -> tuple[Term, Expression]:
        """Return the value of the first case that holds, and which case that is, counted from 0."""
        guards = [self.condition(case.guard, names) for case in node.cases]
        values = [self._value(case.value, node.type, names) for case in node.all_cases]
        which = [self.b.number(number) for number in range(len(values))]
        if node.otherwise is None:
            # The guards are proved to cover everything: where no other holds the last one does.
            guards.pop()
        index = self.b.case(list(zip(guards, which, strict=False)), which[-1])
        if all(value.column.literal and value.over == values[0].over and value.absent is None for value in values):
            columns = [value.column.data for value in values]
            if values[0].column.kind == "int" and values[0].kind != "number" and len(values) > 2:
                listed = [data if isinstance(data, int) else None for data in columns]
                return Term(values[0].kind, self.b.lookup(index, listed), 1, None, _scale(values)), index
        return self.a.choose(list(zip(guards, values, strict=False)), values[-1]), index

    def _value(self, node: core.Expr, of: t.Type, names: Names) -> Term:
        """Return the value of a case as a term of the type of the whole match."""
        if isinstance(node, core.Const) and isinstance(node.value, Absent):
            return self.constant(ABSENT, of)
        if isinstance(node, core.Open):
            return self.blank(of)
        return self.fitted(self.term(node, names), of)

    def fitted(self, term: Term, of: t.Type) -> Term:
        """Return the term as one of the type: a member of another list of the same names has other numbers there."""
        if kind_of(of) != term.kind:
            raise Beyond("no_column")
        if term.kind != "member" or term.scale is None:
            return term
        assert isinstance(of, t.Enum)
        if term.scale.names == of.names:
            return evolve(term, scale=of)
        places = [of.names.index(name) if name in of.names else None for name in term.scale.names]
        if None in places:
            raise Beyond("no_column")
        return evolve(term, column=self.b.lookup(term.column, places), scale=of)

    # --- parameters ---

    def _parameter(self, node: core.Param, names: Names) -> Term:
        parameter = self.parameters[node.parameter]
        if self.settings.known_at is not None:
            raise Beyond("known_at", parameter.id)
        keys = [self.needed(key, names) for key in node.keys]
        supplied = self.settings.parameters.get(parameter.id)
        if isinstance(supplied, Mapping):
            return self._keyed(supplied, parameter, keys)
        if supplied is not None:
            return self.constant(supplied, parameter.type)
        if not parameter.dated:
            lines = lines_in_force(parameter, True)
            return self._line(lines[0], parameter, keys)
        if node.at is None:
            if self.settings.as_of is None:
                raise Beyond("as_of")
            return self._line(lines_in_force(parameter, self.settings.as_of)[0], parameter, keys)
        day = self.a.day_of(self.needed(node.at, names)).column
        found = self._line(None, parameter, keys)
        for line in parameter.values:
            value = self._line(line, parameter, keys)
            if line.start is None:
                found = value
            else:
                begun = self.b.compare("ge", day, self.b.number(day_number(line.start)))
                found = self.a.choose([(begun, value)], found)
        return evolve(found, column=self.b.when_known(day, found.column))

    def _line(self, line: core.DatedValue | None, parameter: core.Parameter, keys: list[Term]) -> Term:
        return self._keyed(values_of(line), parameter, keys)

    def _keyed(self, values: Mapping[tuple[str, ...], Outcome], parameter: core.Parameter, keys: list[Term]) -> Term:
        blank = self.blank(parameter.type)
        if not keys:
            found = values.get(())
            return blank if found is None else self.constant(found, parameter.type)
        cases: list[tuple[Expression, Term]] = []
        for names, value in values.items():
            guards = []
            for key, name, listed in zip(keys, names, parameter.keys, strict=True):
                guards.append(self.b.compare("eq", key.column, self.constant(name, key.scale or listed).column))
            cases.append((self.b.conjunction(guards), self.constant(value, parameter.type)))
        if len(keys) == 1 and keys[0].scale is not None:
            return self._by_place(keys[0], keys[0].scale.names, values, parameter.type, blank)
        return self.a.choose(cases, blank)

    def _by_place(
        self, key: Term, names: tuple[str, ...], values: Mapping[tuple[str, ...], Outcome], of: t.Type, blank: Term
    ) -> Term:
        """Return the value for one key as a look-up by the place of its member."""
        terms = [blank if (name,) not in values else self.constant(values[(name,)], of) for name in names]
        if blank.column.kind != "int" or any(term.absent is not None for term in terms):
            cases = [(self.b.compare("eq", key.column, self.b.number(place)), term) for place, term in enumerate(terms)]
            return self.a.choose(cases, blank)
        over = math.lcm(*(term.over for term in terms if isinstance(term.over, int)))
        listed = [
            term.column.data * (over // term.over)
            if isinstance(term.column.data, int) and isinstance(term.over, int)
            else None
            for term in terms
        ]
        return evolve(blank, column=self.b.lookup(key.column, listed), over=over if blank.kind == "number" else 1)

    # --- operators ---

    def _operator(self, node: core.Op, names: Names) -> Term:
        if node.op in ("in", "is_present", "is_absent", "is_known", "is_unknown", "eq", "ne"):
            return self.a.truth(self._reading_marks(node, names))
        operands = [self.needed(operand, names) for operand in node.operands]
        return self._of_values(node, operands)

    def _reading_marks(self, node: core.Op, names: Names) -> Expression:
        b = self.b
        if node.op == "in":
            return self._member_of(node, names)
        if node.op in ("eq", "ne"):
            same = self._same(*(self.term(operand, names) for operand in node.operands))
            return same if node.op == "eq" else b.invert(same)
        thing = self.thing(node.operands[0], names)
        if isinstance(thing, Place):
            absent, is_open = thing.absent or b.truth(False), b.truth(False)
        else:
            absent, is_open = thing.absent or b.truth(False), self.is_open(thing)
        match node.op:
            case "is_present":
                return b.case([(is_open, b.null("bool"))], b.invert(absent))
            case "is_absent":
                return b.case([(is_open, b.null("bool"))], absent)
            case "is_known":
                return b.case([(is_open, b.null("bool"))], b.truth(True))
            case _:
                return b.case([(is_open, b.null("bool"))], b.truth(False))

    def _same(self, left: Term, right: Term) -> Expression:
        """Return whether two terms are the same value; absent equals absent."""
        b = self.b
        if left.absent is None and right.absent is None:
            return self._equal(left, right)
        no = b.truth(False)
        one, other = left.absent or no, right.absent or no
        open_side = b.disjunction([self.is_open(left), self.is_open(right)])
        equal = self._equal(left, right)
        return b.case(
            [
                (open_side, b.null("bool")),
                (b.conjunction([one, other]), b.truth(True)),
                (b.disjunction([one, other]), no),
            ],
            equal,
        )

    def _equal(self, left: Term, right: Term) -> Expression:
        if left.kind != right.kind:
            if _empty(left) or _empty(right):
                return self.b.null("bool")
            left, right = self._alike(left, right)
        elif (
            left.kind == "member"
            and left.scale is not None
            and right.scale is not None
            and left.scale.names != right.scale.names
        ):
            left, right = self._alike(left, right)
        if left.kind == "set" and left.scale != right.scale:
            raise Beyond("set")
        return self.a.compare("eq", left, right)

    def _alike(self, left: Term, right: Term) -> tuple[Term, Term]:
        """Return two members of different lists as members of one list."""
        if left.kind == "text" and right.kind == "member" and right.constant:
            return left, Term("text", self.b.text(str(right.value)))
        if right.kind == "text" and left.kind == "member" and left.constant:
            return Term("text", self.b.text(str(left.value))), right
        if left.kind == right.kind == "member" and left.scale is not None and right.scale is not None:
            names = tuple(dict.fromkeys((*left.scale.names, *right.scale.names)))
            both = t.Enum(tuple(t.Member(name) for name in names))
            return self.fitted(left, both), self.fitted(right, both)
        raise Beyond("no_column")

    def _member_of(self, node: core.Op, names: Names) -> Expression:
        group = node.operands[1]
        member = self.needed(node.operands[0], names)
        if not isinstance(group, core.Const) or not isinstance(group.value, frozenset):
            found = self.needed(group, names)
            if found.kind != "set":
                raise Beyond("set", group.id)
            return contains(self, member, found)
        if member.kind == "member":
            assert member.scale is not None
            places = [member.scale.names.index(name) for name in group.value if name in member.scale.names]
            return self.b.one_of(member.column, places)
        if member.kind == "number":
            parts = [
                self.a.compare("eq", member, self.a.number(value))
                for value in sorted(cast("frozenset[Fraction]", group.value))
            ]
            return self.b.disjunction(parts)
        if member.kind in ("day", "moment"):
            constants = [self.constant(cast("Outcome", value), node.operands[0].type) for value in group.value]
            days = [constant.column.data for constant in constants]
            return self.b.one_of(member.column, [day for day in days if isinstance(day, int)])
        return self.b.one_of(member.column, group.value)

    def _of_values(self, node: core.Op, operands: list[Term]) -> Term:
        b, a = self.b, self.a
        match node.op:
            case "add_working_days":
                days = self.working_days(node)
                return almanac.add_working_days(a, days, operands[0], a.floor(operands[1]))
            case "working_days_between":
                return almanac.working_days_between(a, self.working_days(node), operands[0], operands[1])
            case "is_working_day":
                return a.truth(almanac.is_working_day(a, self.working_days(node), operands[0]))
            case "add_seconds" if self.program.zone is not None:
                return almanac.later_by_clock(a, self.zone(), operands[0], a.floor(operands[1]))
            case "seconds_between" if self.program.zone is not None:
                if {operand.kind for operand in operands} != {"moment"}:
                    raise Beyond("mixed_days", node.id)
                return almanac.seconds_by_clock(a, self.zone(), operands[0], operands[1])
            case "add":
                return a.add(operands)
            case "neg":
                return a.negative(operands[0])
            case "mul":
                return a.multiply(operands[0], operands[1])
            case "div":
                return a.divide(operands[0], operands[1])
            case "per_full":
                return Term("number", a.floor(a.divide(operands[0], operands[1])))
            case "round":
                return a.rounded(operands[0], operands[1], node.mode)
            case "convert":
                assert node.factor is not None
                return a.scaled(operands[0], node.factor)
            case "lt" | "le" | "gt" | "ge":
                return a.truth(a.compare(node.op, *self._on_one_scale(operands)))
            case "and":
                return a.truth(b.conjunction(operand.column for operand in operands))
            case "or":
                return a.truth(b.disjunction(operand.column for operand in operands))
            case "not":
                return a.truth(b.invert(operands[0].column))
            case "at_least":
                held = b.number(0)
                for operand in operands:
                    held = b.add(held, b.as_int(operand.column))
                return a.truth(b.compare("ge", held, b.number(node.count)))
            case "add_days":
                return self._shifted(node, operands, a.add_days, dates.add_days)
            case "add_months":
                return self._shifted(node, operands, a.add_months, dates.add_months)
            case "add_seconds":
                return self._shifted(node, operands, a.add_seconds, dates.add_seconds)
            case "days_between":
                if {operand.kind for operand in operands} != {"day"}:
                    raise Beyond("mixed_days", node.id)
                return Term("number", b.sub(operands[0].column, operands[1].column))
            case "seconds_between":
                if {operand.kind for operand in operands} != {"moment"}:
                    raise Beyond("mixed_days", node.id)
                return Term("number", b.sub(operands[0].column, operands[1].column))
            case "subset":
                return a.truth(within(self, operands[0], operands[1]))
            case "periods_between":
                later, earlier = (self._period(node, operand) for operand in operands)
                return Term("number", b.sub(later, earlier))
            case "at_time":
                midnight = b.mul(a.day_of(operands[0]).column, b.number(DAY_SECONDS))
                return a.add_seconds(Term("moment", midnight), a.floor(operands[1]))
            case "day_of":
                return a.day_of(operands[0])
            case "agreed":
                fitted = [self.fitted(operand, node.type) for operand in operands]
                alike = [self._equal(fitted[0], other) for other in fitted[1:]]
                column = b.case([(b.conjunction(alike), fitted[0].column)], b.null(fitted[0].column.kind))
                return evolve(fitted[0], column=column)
            case "highest" | "lowest":
                which: Literal["highest", "lowest"] = "highest" if node.op == "highest" else "lowest"
                if operands[0].kind in ("text", "yes_no", "set"):
                    raise Beyond("no_column", node.id)
                return a.least(which, [self.fitted(operand, node.type) for operand in operands])
            case "ranged":
                return self.in_range(operands[0], node.low, node.high)
            case _:
                raise Beyond("operator", node.op)

    def working_days(self, node: core.Op) -> almanac.Days:
        """Return the working days that an operator counts."""
        if node.calendar not in self._calendars:
            self._calendars[node.calendar] = almanac.days_of(self._almanac.working_days[node.calendar])
        return self._calendars[node.calendar]

    def zone(self) -> almanac.Zone:
        """Return the clock of the policy."""
        return almanac.zone_of(self._almanac.clock)

    def _period(self, node: core.Op, day: Term) -> Expression:
        """Return the place of the period that holds a day, counted from the beginning of the calendar."""
        b, a = self.b, self.a
        column = a.day_of(day).column
        match node.mode:
            case "day" | "week":
                units = b.sub(column, b.number(FIRST_DAY))
                return b.floordiv(units, b.number(node.count * (7 if node.mode == "week" else 1)))
            case "month" | "year":
                year, month, _ = a.civil(column)
                years = b.sub(year, b.number(1))
                months = b.add(b.mul(years, b.number(12)), b.sub(month, b.number(1)))
                return b.floordiv(months if node.mode == "month" else years, b.number(node.count))
            case _:
                raise Beyond("operator", node.op)

    def _on_one_scale(self, operands: list[Term]) -> tuple[Term, Term]:
        left, right = operands
        if left.kind == "text" or right.kind == "text":  # a member of an open list may have no place on the scale
            raise Beyond("open_scale")
        if left.scale is not None and right.scale is not None and left.scale.names != right.scale.names:
            raise Beyond("open_scale")
        return left, right

    def _shifted(
        self,
        node: core.Op,
        operands: list[Term],
        move: Callable[[Term, Expression], Term],
        exactly: Callable[[Any, int], date],
    ) -> Term:
        start, amount = operands
        if start.constant and amount.constant:
            moment, number = start.value, amount.value
            assert isinstance(moment, date)
            assert isinstance(number, Fraction)
            try:
                return self.constant(exactly(moment, math.floor(number)), node.type)
            except OverflowError:
                return self.blank(node.type)
        return move(start, self.a.floor(amount))

    def in_range(self, number: Term, low: Fraction | None, high: Fraction | None) -> Term:
        """Return the number itself; outside the range it is a conflict."""
        inside = []
        if low is not None:
            inside.append(self.a.compare("ge", number, self.a.number(low)))
        if high is not None:
            inside.append(self.a.compare("le", number, self.a.number(high)))
        column = self.b.case([(self.b.conjunction(inside), number.column)], self.b.null("int"))
        return evolve(number, column=column)


def _scale(terms: list[Term]) -> t.Enum | None:
    return next((term.scale for term in terms if term.scale is not None), None)


def _empty(term: Term) -> bool:
    return term.column.literal and term.column.data is None
