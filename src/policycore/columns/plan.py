"""The plan of a table: which decisions go in columns, what the engine works out, and why the others go row by row.

Goes in: a program, the settings of a run, and what the columns of the table are. Comes out: a `Plan`. It is made once
per table and used for each of its partitions.
"""

from __future__ import annotations

import math
from collections.abc import Iterator, Mapping, Sequence
from contextlib import suppress

from attrs import define, evolve, field, frozen

from policycore import types as t
from policycore.columns.expressions import Beyond, Builder, Expression
from policycore.columns.facts import Facts, Shape, Wanted
from policycore.columns.groups import Stage
from policycore.columns.lower import Settings
from policycore.columns.sides import Gather, Sides
from policycore.columns.statements import DecisionPlan, Digit, Statements, Value, statements_for
from policycore.columns.terms import Place
from policycore.core import nodes as core
from policycore.core.rounds import rounds
from policycore.core.walk import population_facts

#: Integers without bounds are taken up to one of these, the first that lets most decisions go in columns; those with
#: declared bounds up to these, unless nothing else will do.
LIMITS = tuple((limit, declared) for declared in (True, False) for limit in (10**15, 10**12, 10**9, 10**6))
#: Digits are packed into numbers up to this.
MOST_CODES = 2**53


@frozen(eq=False)
class Code:
    """Digits of a decision as one number, the first digit counting most. `name` is its raw column."""

    name: str
    digits: tuple[Digit, ...]
    column: Expression

    @property
    def size(self) -> int:
        """How many different numbers there are."""
        return math.prod(len(digit.rules) for digit in self.digits if not digit.column.literal)

    def apart(self, number: int) -> list[int]:
        """Return the digits of a number; those that are the same in every row do not take part in it."""
        found = []
        for digit in reversed(self.digits):
            if digit.column.literal:
                found.append(digit.column.data if isinstance(digit.column.data, int) else 0)
                continue
            number, rest = divmod(number, len(digit.rules))
            found.append(rest)
        return [int(each) for each in reversed(found)]


@frozen(eq=False)
class RawValue:
    """Where a value stands among the raw columns: its integers, and its denominators where they differ by row."""

    value: Value
    name: str
    over: str = ""


@frozen(eq=False)
class RawDecision:
    """A decision as the engine gives it back."""

    plan: DecisionPlan
    codes: tuple[Code, ...]
    values: tuple[RawValue, ...]


@frozen(eq=False)
class PlannedSide:
    """What is done with the elements of a list: see `sides.Side`; `wanted` are their facts."""

    path: str
    wanted: tuple[Wanted, ...]
    carried: Mapping[str, Expression]
    outputs: Mapping[str, Expression]
    gathers: tuple[Gather, ...]


@frozen(eq=False)
class Plan:
    """What is done with a table.

    Attributes:
        decisions: those that go in columns.
        beyond: why the others go row by row, by id.
        wanted: the facts that are read, by name of their column.
        outputs: what the engine works out, by name.
        open: name of the output that says in which rows a gap may have arisen; "" : in none that got so far.
        sides: the lists, worked out before.
        carried: what their elements read of their record, by name.
        groups: what records bring to the facts of their groups, by rounds; these are looked up before the rest.
    """

    program: core.Program
    record: str
    settings: Settings
    order: tuple[str, ...]
    decisions: tuple[RawDecision, ...]
    beyond: Mapping[str, Beyond]
    wanted: tuple[Wanted, ...]
    outputs: Mapping[str, Expression]
    open: str
    limit: int
    soft: frozenset[str] = field(factory=frozenset)
    sides: tuple[PlannedSide, ...] = ()
    carried: Mapping[str, Expression] = field(factory=dict)
    groups: tuple[Stage, ...] = ()


APPLIES = "applies"


@define(eq=False)
class Outputs:
    """What an engine is to give back, each different expression once."""

    by_name: dict[str, Expression] = field(factory=dict)
    names: dict[Expression, str] = field(factory=dict)

    def put(self, name: str, column: Expression) -> str:
        """Return the name under which an expression comes back: `name`, unless it has one already."""
        if column not in self.names:
            self.names[column] = name
            self.by_name[name] = column
        return self.names[column]


def make_plan(
    program: core.Program,
    record: str,
    settings: Settings,
    layout: Mapping[str, Shape],
    *,
    strict: bool = True,
    soft: frozenset[str] = frozenset(),
    only: Sequence[str] | None = None,
    members: bool = False,
) -> Plan:
    """Return the plan of a table of records.

    Args:
        program: the checked policy.
        record: id of the record that the rows are.
        settings: moment, parameters, readings.
        layout: the columns of the table by path.
        strict: whether judged facts need who, when and grounds.
        soft: facts that are so often not given that a row without them should stay in columns while it can.
        only: the decisions that are wanted; None: all.
        members: whether facts of groups are to be had in columns.
    """
    by_round = rounds_of(program, record) if members else {}
    best: Plan | None = None
    for limit, declared in LIMITS:
        plan = _plan(program, record, settings, layout, limit, declared, strict, soft, only, by_round)
        if best is None or len(plan.decisions) > len(best.decisions):
            best = plan
        if not any(beyond.why == "overflow" for beyond in plan.beyond.values()):
            break
    assert best is not None
    return best


def rounds_of(program: core.Program, record: str) -> dict[str, int]:
    """Return in which round each fact of a group of these records is measured, by its id."""
    return {fact.id: number for number, facts in enumerate(rounds(program, record)) for fact in facts}


def measuring_plan(
    program: core.Program,
    record: str,
    settings: Settings,
    layout: Mapping[str, Shape],
    *,
    strict: bool = True,
    soft: frozenset[str] = frozenset(),
) -> Plan:
    """Return the plan of going over the members of populations before deciding; it has no decisions.

    Its `beyond` says which facts of groups have no exact form, by id. Arguments as for `make_plan`.
    """
    best: Plan | None = None
    for limit, declared in LIMITS:
        builder = Builder()
        facts = Facts(program, builder, layout, limit, soft, strict, declared)
        statements = statements_for(program, settings, builder, facts, rounds_of(program, record))
        beyond: dict[str, Beyond] = {}
        for node in population_facts(program):
            if node.id not in statements.groups.rounds:
                continue
            try:
                statements.groups.term(node, {"self": Place(record, "")})
            except Beyond as reason:
                beyond[node.id] = reason
            except RecursionError:
                beyond[node.id] = Beyond("deep")
        plan = _finished(program, record, settings, (), (), beyond, {}, "", facts, statements, None)
        if best is None or len(beyond) < len(best.beyond):
            best = plan
        if not any(reason.why == "overflow" for reason in beyond.values()):
            break
    assert best is not None
    return best


def _plan(
    program: core.Program,
    record: str,
    settings: Settings,
    layout: Mapping[str, Shape],
    limit: int,
    declared: bool,
    strict: bool,
    soft: frozenset[str],
    only: Sequence[str] | None,
    by_round: Mapping[str, int],
) -> Plan:
    builder = Builder()
    facts = Facts(program, builder, layout, limit, soft, strict, declared)
    statements = statements_for(program, settings, builder, facts, by_round)
    beyond: dict[str, Beyond] = {}
    planned: list[DecisionPlan] = []
    order = []
    for node in decisions_of(program, record):
        if only is not None and node.id not in only:
            continue
        order.append(node.id)
        try:
            plan = statements.plan(node)
        except Beyond as reason:
            beyond[node.id] = reason
        except RecursionError:
            beyond[node.id] = Beyond("deep")
        else:
            if plan.open.literal and plan.open.data is True:
                beyond[node.id] = Beyond("always_open")
            else:
                planned.append(plan)
    outputs = Outputs()
    raw = tuple(_raw(builder, plan, number, outputs) for number, plan in enumerate(planned))
    is_open = builder.disjunction([plan.open for plan in planned])
    name = ""
    if not (is_open.literal and is_open.data is False):
        name = outputs.put("open", is_open)
    rest = (*outputs.by_name.values(),)
    return _finished(
        program, record, settings, tuple(order), raw, beyond, outputs.by_name, name, facts, statements, rest
    )


def _finished(
    program: core.Program,
    record: str,
    settings: Settings,
    order: tuple[str, ...],
    raw: tuple[RawDecision, ...],
    beyond: Mapping[str, Beyond],
    outputs: Mapping[str, Expression],
    name: str,
    facts: Facts,
    statements: Statements,
    resting: Sequence[Expression] | None,
) -> Plan:
    """Return the plan, with all that its expressions rest on; facts of groups as `Groups.stages` is asked for them."""
    groups = statements.groups.stages(resting)
    # What was read counts, though folding may have done without it: intervals say nothing of a fact that is not there.
    read = set(facts.wanted)
    sides = _sides(statements.sides, program, record)
    carried = {name: column for side in sides for name, column in side.carried.items()}
    facts.look_at_all(Place(record, ""), [side.path for side in sides])
    wanted = tuple(each if path in read else evolve(each, soft=True) for path, each in facts.wanted.items())
    return Plan(
        program,
        record,
        settings,
        order,
        raw,
        beyond,
        wanted,
        outputs,
        name,
        facts.limit,
        facts.soft,
        sides,
        carried,
        groups,
    )


def _sides(sides: Sides, program: core.Program, record: str) -> tuple[PlannedSide, ...]:
    """Return the lists that the table has, read or not."""
    declaration = next(each for each in program.records if each.id == record)
    for declared in declaration.fields:
        if isinstance(declared.type, t.ListType) and isinstance(declared.type.element, t.RecordType):
            with suppress(Beyond):
                sides.at(declared.name, declared.type.element.name)
    found = []
    for side in sides.by_path.values():
        read = set(side.facts.wanted)
        side.facts.look_at_all(Place(side.element, ""))
        wanted = tuple(each if path in read else evolve(each, soft=True) for path, each in side.facts.wanted.items())
        found.append(PlannedSide(side.path, wanted, side.carried, side.outputs, tuple(side.gathers.values())))
    return tuple(found)


def decisions_of(program: core.Program, record: str) -> list[core.Decision]:
    """Return the decisions of a policy about a kind of record, in the author's order."""
    by_id = {statement.id: statement for statement in program.statements}
    found: list[core.Decision] = []
    for id in program.decisions:
        statement = by_id[id]
        if statement.record == record and not isinstance(statement, core.Define):
            found.append(statement)
    return found


def _raw(b: Builder, plan: DecisionPlan, number: int, outputs: Outputs) -> RawDecision:
    applies = Digit(APPLIES, b.as_int(plan.applies), ((), ()))
    codes: list[Code] = []
    for group in _groups([applies, *plan.digits]):
        column = b.number(0)
        for digit in group:
            if digit.column.literal:
                continue
            column = b.add(b.mul(column, b.number(len(digit.rules))), b.bounded(digit.column, 0, len(digit.rules) - 1))
        if column.nullable:  # what is null is open, or of a decision that does not apply
            column = b.case([(b.is_null(column), b.number(0))], column)
        name = outputs.put(f"d{number}_c{len(codes)}", column)
        codes.append(Code(name, tuple(group), column))
    values: list[RawValue] = []
    for place, value in enumerate(plan.values):
        name = outputs.put(f"d{number}_v{place}", value.term.column)
        over = ""
        if isinstance(value.term.over, Expression):
            over = outputs.put(f"d{number}_o{place}", value.term.over)
        values.append(RawValue(value, name, over))
    return RawDecision(plan, tuple(codes), tuple(values))


def _groups(digits: Sequence[Digit]) -> Iterator[list[Digit]]:
    """Yield the digits in groups, each of which fits into one number."""
    group: list[Digit] = []
    size = 1
    for digit in digits:
        if size * len(digit.rules) > MOST_CODES:
            yield group
            group, size = [], 1
        group.append(digit)
        size *= len(digit.rules)
    yield group
