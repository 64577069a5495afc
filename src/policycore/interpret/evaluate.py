"""The meaning of expressions: what each node of Core yields for one record, values and gaps alike.

Goes in: a Core expression and the names in scope. Comes out: its outcome; each evaluated node is told to the tracer
with its instance id, children before parents. This is the reference: it is written to be read next to
docs/reference/gaps.md, and all other evaluators agree with it. What statements mean stands beside it (`score.py`,
`tiering.py`, `findings.py`); an expression asks for their outcomes through `Evaluation.read`.
"""

from __future__ import annotations

import math
from collections.abc import Callable, Mapping
from datetime import date, datetime
from fractions import Fraction
from typing import assert_never, cast

from attrs import define, evolve, field, frozen

from policycore import dates
from policycore.core import nodes as core
from policycore.core.facts import unknown_record
from policycore.core.outcome import Inputs, Tracer
from policycore.core.population import Standing
from policycore.core.walk import CutOff, cut_offs
from policycore.gaps.aggregate import Member, aggregate
from policycore.gaps.almanac import Almanac
from policycore.gaps.ops import all_hold, apply, needs_value, reads_absent
from policycore.gaps.parameters import lines_in_force, possible_keys, values_of
from policycore.gaps.periods import periods
from policycore.gaps.population import ORDERED, beside, cut_off, group_fact
from policycore.gaps.table import HeldRow, cell_holds, one_of_rows, read_key, takes_absent
from policycore.types import Date, Enum, ListType, RecordType, SetType, Type, YesNo
from policycore.values import (
    ABSENT,
    NOTHING,
    Absent,
    Gap,
    Outcome,
    Reason,
    Record,
    join,
    marks_of,
    open_gap,
    reasons_of,
)


class AsOfMissingError(Exception):
    """The policy reads the moment as of which is decided, and none was given; the caller must see to that before."""


@frozen
class Result:
    """The outcome of a statement (or a part of one) and the ids of the rules that decided it."""

    outcome: Outcome
    because: tuple[str, ...] = ()


@frozen
class Scope:
    """The names an expression may read, and where it stands.

    Attributes:
        names: what `Var` reads, `self` among it.
        elements: the second half of instance ids: `""`, or the bound elements, each with its `#`.
        rule: id of the rule around it, which is silent where the text is `not stated`.
    """

    names: Mapping[str, Outcome]
    elements: str = ""
    rule: str = ""

    def bind(self, name: str, outcome: Outcome) -> Scope:
        """Return the scope in which `name` also stands for `outcome`."""
        return evolve(self, names={**self.names, name: outcome})

    def inside(self, rule: str) -> Scope:
        """Return the same scope inside another rule."""
        return evolve(self, rule=rule)


def scope_of(record: Record, rule: str) -> Scope:
    """Return the scope of a statement for a record."""
    return Scope({"self": record}, f"#{record.path}" if record.path else "", rule)


@frozen
class Element:
    """An element of a list that counts, or may count while `included` is open; its name is bound in `scope`."""

    path: str
    scope: Scope
    included: Outcome


@frozen
class Elements:
    """The elements that may count. `unlisted` says why the list itself is open; then one stands for any number."""

    known: tuple[Element, ...]
    unlisted: frozenset[Reason] = frozenset()


@frozen
class Membership:
    """Whether a record is a member of a population, by what it is grouped, and what sets it apart from equals."""

    member: Outcome
    keys: tuple[Outcome, ...]
    tie_break: Outcome | None


@frozen
class Index:
    """The declarations of a program by id, and what it says of days and hours."""

    records: Mapping[str, core.RecordDecl]
    parameters: Mapping[str, core.Parameter]
    readings: Mapping[str, core.Reading]
    almanac: Almanac
    populations: Mapping[str, core.Population]
    cut_offs: Mapping[str, CutOff]

    @classmethod
    def of(cls, program: core.Program) -> Index:
        """Return the index of a program."""
        return cls(
            {record.id: record for record in program.records},
            {parameter.id: parameter for parameter in program.parameters},
            {reading.id: reading for reading in program.readings},
            Almanac.of(program),
            {population.id: population for population in program.populations},
            cut_offs(program),
        )


@define(eq=False)
class Evaluation:
    """One evaluation of one record. It only remembers what it has worked out; nothing of it outlives the decision.

    Attributes:
        index: the declarations.
        inputs: the record, the moment, what is switched.
        read: how an expression reads the outcome of another statement for a record.
        tracer: is told of each instance, once.
        results: outcomes of statements and parts, by id and record.
        applies: whether statements are applicable, by id and record.
        memberships: of records in populations, by id and record.
        rules: the rule around each instance where something turned out silent or conflicting, and around its sides.
    """

    index: Index
    inputs: Inputs
    read: Callable[[Evaluation, str, Record], Outcome]
    tracer: Tracer | None = None
    results: dict[tuple[str, int], Result] = field(factory=dict, init=False)
    applies: dict[tuple[str, int], Outcome] = field(factory=dict, init=False)
    memberships: dict[tuple[str, int], Membership] = field(factory=dict, init=False)
    rules: dict[str, str] = field(factory=dict, init=False)
    _told: set[str] = field(factory=set, init=False)
    _unknown: dict[tuple[str, str, frozenset[Reason]], Record] = field(factory=dict, init=False)

    def tell(self, instance: str, outcome: Outcome) -> None:
        """Tell the tracer of an instance, unless it has been told."""
        if self.tracer is not None and instance not in self._told:
            self._told.add(instance)
            self.tracer(instance, outcome)

    # --- expressions ---

    def expression(self, node: core.Expr, scope: Scope) -> Outcome:
        """Return the outcome of an expression."""
        at = node.id + scope.elements
        outcome: Outcome
        match node:
            case core.Const():
                return node.value
            case core.Open():
                outcome = _left_open(node, scope, at)
            case core.Var():
                outcome = scope.names[node.name]
            case core.AsOf():
                outcome = dates.day_of(self.as_of) if isinstance(node.type, Date) else self.as_of
            case core.KnownAt():
                known_at = self.inputs.known_at
                if known_at is None:
                    outcome = ABSENT
                else:
                    outcome = dates.day_of(known_at) if isinstance(node.type, Date) else known_at
            case core.Field():
                record = self._record(node.of, scope, at)
                outcome = _no_value(node, at) if record is None else record.fields[node.name]
            case core.Ref():
                record = self._record(node.of, scope, at)
                outcome = _no_value(node, at) if record is None else self.read(self, node.target, record)
            case core.Param():
                outcome = self._parameter(node, scope, at)
            case core.ReadingOf():
                reading = self.index.readings[node.reading]
                outcome = self.inputs.readings.get(reading.id, reading.chosen)
            case core.Op():
                operands = []
                for operand in node.operands:
                    operands.append(self.expression(operand, scope))
                outcome = apply(node, operands, at, self.index.almanac)
                if self.tracer is not None and node.id in self.index.cut_offs:
                    self._tell_cut_off(node, self.index.cut_offs[node.id], scope)
            case core.Match():
                outcome = self.match(node, scope).outcome
            case core.Table():
                outcome = self._table(node, scope, at)
            case core.Aggregate():
                outcome = self._aggregate(node, scope, at)
            case core.GroupFact():
                outcome = self._group_fact(node, scope, at)
            case core.Periods():
                record = self._record(node.of, scope, at)
                first = None if node.start is None else self.expression(node.start, scope)
                today = cast("date", self.expression(node.as_of, scope))
                outcome = _no_value(node, at) if record is None else periods(node, record, first, today, at)
            case _:
                assert_never(node)
        if isinstance(outcome, Gap):
            self._note_rules(node, outcome, scope, at)
        self.tell(at, outcome)
        return outcome

    def condition(self, node: core.Expr | None, scope: Scope) -> Outcome:
        """Return whether a condition holds; where there is none it does."""
        if node is None:
            return True
        return needs_value(self.expression(node, scope), YesNo(), node.id + scope.elements)

    def amount(self, node: core.Expr, scope: Scope) -> Outcome:
        """Return a number that is needed as a value."""
        return needs_value(self.expression(node, scope), node.type, node.id + scope.elements)

    @property
    def as_of(self) -> datetime:
        """The moment as of which is decided."""
        if self.inputs.as_of is None:
            raise AsOfMissingError("the policy reads as_of, and the inputs have none")
        return self.inputs.as_of

    def _note_rules(self, node: core.Expr, outcome: Gap, scope: Scope, at: str) -> None:
        """Keep the rule around a silence or conflict that arose here, and around its sides that are expressions."""
        for reason in outcome.reasons:
            if reason.subject != at:
                continue
            self.rules[at] = scope.rule
            match node:
                case core.Op():
                    sides = [operand.id for operand in node.operands if not isinstance(operand, core.Ref)]
                    self.rules.update(dict.fromkeys(sides, scope.rule))
                case core.Aggregate():
                    rule = node.value.target if isinstance(node.value, core.Ref) else scope.rule
                    self.rules.update(dict.fromkeys(reason.sides, rule))
                case _:
                    pass  # the sides of a table are its rows, which are rules themselves

    # --- records and lists ---

    def _record(self, node: core.Expr, scope: Scope, at: str) -> Record | None:
        """Return the record that is read at `at`; an unknown one has unknown fields, an absent one has none."""
        outcome = self.expression(node, scope)
        if isinstance(outcome, Absent):
            return None
        if not isinstance(outcome, Gap):
            return cast("Record", outcome)
        return self._unknown_record(cast("RecordType", node.type), place(node, scope), _why_unknown(outcome, at))

    def _unknown_record(self, of: RecordType, path: str, reasons: frozenset[Reason]) -> Record:
        """Return the record that stands for an unknown one: the same one each time it is met."""
        key = (of.name, path, reasons)
        if key not in self._unknown:
            self._unknown[key] = unknown_record(self.index.records[of.name], path, reasons)
        return self._unknown[key]

    def elements(self, over: core.Expr, var: str, where: core.Expr | None, scope: Scope, at: str) -> Elements:
        """Return the elements of a list that count or may count, each with its name bound.

        A list that is itself open has any number of elements of which nothing is known: one stands for all of them.
        """
        outcome = self.expression(over, scope)
        of = cast("ListType | SetType", over.type).element
        path = place(over, scope)
        unlisted: frozenset[Reason] = frozenset()
        match outcome:
            case tuple():
                items = [(f"{path}[{number}]", item) for number, item in enumerate(outcome, 1)]
            case frozenset():
                items = [(f"{path}[{item}]", item) for item in _in_order(outcome, of)]
            case _:
                unlisted = _why_unknown(outcome, at)
                items = [(f"{path}[?]", open_gap(of, unlisted))]
        known: list[Element] = []
        for item_path, item in items:
            if isinstance(of, RecordType) and isinstance(item, Gap):
                item = self._unknown_record(of, item_path, item.reasons)
            name = item.path if isinstance(item, Record) else item_path
            inner = evolve(scope.bind(var, item), elements=f"{scope.elements}#{name}")
            included: Outcome = True
            if where is not None:
                included = needs_value(self.expression(where, inner), YesNo(), at)
            if included is not False:
                known.append(Element(name, inner, included))
        return Elements(tuple(known), unlisted if known else frozenset())

    def _aggregate(self, node: core.Aggregate, scope: Scope, at: str) -> Outcome:
        found = self.elements(node.over, node.var, node.where, scope, at)
        members = []
        for element in found.known:
            value: Outcome = True if node.value is None else self.expression(node.value, element.scope)
            by: Outcome = True if node.by is None else self.expression(node.by, element.scope)
            members.append(Member(f"#{element.path}", element.included, value, by))
        return aggregate(node, members, found.unlisted, at)

    # --- choices ---

    def match(self, node: core.Match, scope: Scope) -> Result:
        """Return the value of the first case whose guard holds; one whose guard is open may be the first.

        Without `otherwise` the guards are proved to cover everything, so one of them is the first.
        """
        found: list[Outcome] = []
        rules: list[str] = []
        reasons: frozenset[Reason] = frozenset()
        for case in node.all_cases:
            inner = scope if node.kind == "if" else scope.inside(case.id)
            guard = self.condition(case.guard, inner)
            if guard is not False:
                found.append(self.expression(case.value, inner))
                rules.append(case.id)
                reasons |= reasons_of(guard)
            if node.kind != "promise":  # its cases have the ids of the grants, which speak of the record's own tier
                self.tell(case.id + scope.elements, guard)
            if guard is True:
                break
        outcome = join(found, reasons) if found else _no_value(node, node.id + scope.elements)
        return Result(outcome, tuple(rules))

    def _table(self, node: core.Table, scope: Scope, at: str) -> Outcome:
        """Return the value on which all rows that hold agree; the rows have no order."""
        keys: list[Outcome] = []
        for number, key in enumerate(node.keys):
            keys.append(read_key(self.expression(key, scope), key.type, takes_absent(node, number), at))
        held: list[HeldRow] = []
        for row in node.rows:
            cells: list[Outcome] = []
            for number, (cell, key_outcome) in enumerate(zip(row.cells, keys, strict=True), 1):
                cells.append(cell_holds(cell, key_outcome))
                self.tell(f"{row.id}/cell[{number}]{scope.elements}", cells[-1])
                if cells[-1] is False:
                    break  # the row fails by this cell
            guard = all_hold(cells)
            if guard is not False:
                held.append(HeldRow(row.id, guard, self.expression(row.value, scope.inside(row.id))))
            self.tell(row.id + scope.elements, guard)
        if node.otherwise is not None and not any(row.guard is True for row in held):
            rest = node.otherwise
            held.append(HeldRow(rest.id, True, self.expression(rest.value, scope.inside(rest.id))))
            self.tell(rest.id + scope.elements, True)
        return one_of_rows(held, node.type, at)

    # --- populations ---

    def membership(self, population: core.Population, scope: Scope) -> Membership:
        """Return whether the record in scope is a member of a population, of which group, and what sets it apart."""
        inner = scope.inside(population.id)
        key = (population.id, id(inner.names["self"]))
        if key not in self.memberships:
            member = self.condition(population.where, inner)
            keys: tuple[Outcome, ...] = ()
            for part in population.groups:
                # Absent is a key like others; what the text leaves open may be any.
                keys += (reads_absent(self.expression(part, inner), part.type),)
            tie = population.tie_break
            tie_break = None if tie is None else self.amount(tie, inner)
            self.memberships[key] = Membership(member, keys, tie_break)
            self.tell(population.id + scope.elements, member)
        return self.memberships[key]

    def standing(self, node: core.GroupFact, scope: Scope) -> Standing:
        """Return what the record in scope brings to a fact of its group."""
        membership = self.membership(self.index.populations[node.population], scope)
        included = membership.member
        if node.where is not None and included is not False:
            included = all_hold([included, self.condition(node.where, scope)])
        value: Outcome = True
        if node.value is not None and included is not False:
            value = self.amount(node.value, scope)
        return Standing(included, value, membership.tie_break if node.kind in ORDERED else None)

    def _group_fact(self, node: core.GroupFact, scope: Scope, at: str) -> Outcome:
        population = self.index.populations[node.population]
        own = self.standing(node, scope)
        argument = None if node.argument is None else self.amount(node.argument, scope)
        keys = self.membership(population, scope).keys
        snapshot = self.inputs.snapshots.get(population.id)
        if self.tracer is not None:
            for name, outcome in beside(node, snapshot, own, keys).items():
                self.tell(f"{node.id}/{name}{scope.elements}", outcome)
        return group_fact(node, population, snapshot, own, keys, argument, at)

    def _tell_cut_off(self, node: core.Op, found: CutOff, scope: Scope) -> None:
        """Tell which value the last member has that a comparison of places lets in."""
        limit = self.expression(found.limit, scope)
        if isinstance(limit, Fraction):
            population = self.index.populations[found.fact.population]
            keys = self.membership(population, scope).keys
            snapshot = self.inputs.snapshots.get(population.id)
            last = math.ceil(limit) + found.off if found.off else math.floor(limit)
            value = cut_off(found.fact, snapshot, keys, last)
            if value is not None:
                self.tell(f"{node.id}/cut_off{scope.elements}", value)

    # --- parameters ---

    def _parameter(self, node: core.Param, scope: Scope, at: str) -> Outcome:
        """Return the value that was supplied, else that of the line in force on the day, at the keys."""
        parameter = self.index.parameters[node.parameter]
        lost = open_gap(parameter.type, [Reason("parameter", parameter.id)])
        keys: list[Outcome] = []
        for key in node.keys:
            keys.append(needs_value(self.expression(key, scope), key.type, at))
        day: Outcome = True if node.at is None else needs_value(self.expression(node.at, scope), node.at.type, at)
        reasons = reasons_of(*keys)
        supplied = self.inputs.parameters.get(parameter.id)
        if isinstance(supplied, Mapping):
            lines: list[Mapping[tuple[str, ...], Outcome]] = [supplied]
        elif supplied is not None:
            return supplied
        else:
            if parameter.dated:
                day = self.as_of if node.at is None else day
                reasons |= reasons_of(day)
            in_force = lines_in_force(parameter, day, self.inputs.known_at)
            if len(in_force) == 1 and in_force[0] is not None:
                self.tell(in_force[0].id, True)
            lines = [values_of(line) for line in in_force]
        found = [line.get(key, lost) for line in lines for key in possible_keys(keys, line)]
        return join(found, reasons)


def _no_value(node: core.Expr, at: str) -> Gap:
    return open_gap(node.type, [Reason("no_value", at)])


def _why_unknown(outcome: Outcome, at: str) -> frozenset[Reason]:
    """Return why a record or list is not at hand: its own reasons, and *no value* where it may be absent."""
    absent = {Reason("no_value", at)} if "absent" in marks_of(outcome) else frozenset()
    return reasons_of(outcome) | absent


def _left_open(node: core.Open, scope: Scope, at: str) -> Gap:
    """Return what `unknown` and `not stated` yield: everything is possible; nothing is said."""
    match node.kind:
        case "unknown":
            return open_gap(node.type, [Reason("unknown", at)])
        case "not_stated":
            silent = Reason("silent", scope.rule + scope.elements if scope.rule else at)
            return Gap(NOTHING, frozenset({silent}), frozenset({"not_stated"}))
        case _:
            assert_never(node.kind)


def place(node: core.Expr, scope: Scope) -> str:
    """Return the path of the fact that an expression names (`loans[2].payer`); its instance id if it names none."""
    match node:
        case core.Var():
            outcome = scope.names[node.name]
            return outcome.path if isinstance(outcome, Record) else node.id + scope.elements
        case core.Field():
            known = _at_hand(node, scope)
            if known is not None:
                return known.path
            path = place(node.of, scope)
            return f"{path}.{node.name}" if path else node.name
        case core.Param():
            return node.parameter
        case _:
            return node.id + scope.elements


def _at_hand(node: core.Expr, scope: Scope) -> Record | None:
    """Return the record that a path of fields leads to, where it is given; it knows its own place."""
    found: Outcome | None = None
    match node:
        case core.Var():
            found = scope.names[node.name]
        case core.Field():
            of = _at_hand(node.of, scope)
            found = None if of is None else of.fields[node.name]
        case _:
            pass
    return found if isinstance(found, Record) else None


def _in_order(members: frozenset[str], of: Type) -> list[str]:
    """Return the members of a set as the enumeration lists them, else by their text."""
    listed = {name: number for number, name in enumerate(of.names)} if isinstance(of, Enum) else {}
    return sorted(members, key=lambda name: (listed.get(name, len(listed)), name))
