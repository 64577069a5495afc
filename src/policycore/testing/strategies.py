"""Hypothesis strategies for records of a policy: valid data that sit on, just below and just above its thresholds.

Goes in: a `Policy`. Comes out: mappings that `Policy.decide(…, judged="recorded")` accepts. A rule that is wrong by
one unit shows only beside its threshold, and random figures hardly ever fall there; so numbers and days are drawn,
most of the time, from the constants of the policy and their neighbours on the scale of the field. Facts are left out,
and optional ones are absent, often enough for gaps to be met. Needs Hypothesis.
"""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, datetime, time, timedelta
from decimal import Decimal
from fractions import Fraction
from typing import TYPE_CHECKING, Any

from attrs import frozen
from hypothesis import strategies as st

from policycore import dates
from policycore import types as t
from policycore.core import nodes as core
from policycore.core.walk import dependencies, population_facts, walk

if TYPE_CHECKING:
    from policycore.api import Policy

#: Lengths of time beyond so many months make no edges: their days would lie outside of the years that are drawn.
_FARTHEST = 120
#: Of a long calendar the last days alone are drawn, and clock changes of some years.
_MOST_ODD = 12
_ODD_FROM = date(2023, 1, 1)
#: Records nested in records beyond this depth are left out: a record may contain its own kind.
_DEEPEST = 3


@frozen
class Cuts:
    """Constants that a policy compares with: numbers by the name of their unit, days, and times of day."""

    numbers: dict[str, tuple[Fraction, ...]]
    days: tuple[date, ...]
    clocks: tuple[time, ...] = (time(0), time(9, 30), time(10), time(17), time(23, 59, 59))


def records(
    policy: Policy, record_type: str | None = None, *, complete: bool = False, most_elements: int = 4
) -> st.SearchStrategy[dict[str, Any]]:
    """Return a strategy for data of one record.

    Args:
        policy: whose record, and whose thresholds.
        record_type: which record; the only one that is decided about where None.
        complete: leave no fact out. Optional facts may still be absent.
        most_elements: the longest list that is drawn.

    Raises:
        PolicyError: there is no such record, or several are decided about and none is named.
    """
    name = policy.record_type(record_type)
    program = policy.program
    return _record(program, name, cuts_of(program), complete, most_elements, 0)


def reviews(
    policy: Policy, record_type: str | None = None, *, complete: bool = False, most: int = 6
) -> st.SearchStrategy[list[tuple[date, dict[str, Any]]]]:
    """Return a strategy for the history of one record: the days of its reviews, in order, and its data on each.

    The data hold no states: those are what one review hands to the next (`previous`). Days lie from none to some months
    apart, at ends of months more often than not, so that some reviews come early and others are missed.
    """
    name = policy.record_type(record_type)
    states = {field.name for record in policy.program.records for field in record.fields if _is_state(field)}
    facts = records(policy, name, complete=complete)
    gaps = st.one_of(st.sampled_from([0, 1, 28, 31, 91, 92, 100, 184, 365]), st.integers(0, 200))
    start = st.sampled_from([date(2023, 12, 31), date(2024, 1, 1), date(2024, 2, 29), date(2024, 3, 31)])

    def history(drawn: tuple[date, list[tuple[int, dict[str, Any]]]]) -> list[tuple[date, dict[str, Any]]]:
        day, steps = drawn
        found = []
        for gap, data in steps:
            day += timedelta(gap)
            found.append((day, {field: value for field, value in data.items() if field not in states}))
        return found

    return st.tuples(start, st.lists(st.tuples(gaps, facts), min_size=1, max_size=most)).map(history)


def populations(
    policy: Policy, record_type: str | None = None, *, complete: bool = False, most: int = 6
) -> st.SearchStrategy[list[dict[str, Any]]]:
    """Return a strategy for runs: records that are compared with each other, of whom many are equal.

    What a policy compares by, or forms groups by, is taken over from one record by another as often as not: so there
    are ties, and groups of several members. Keys are numbered, so that no two records have the same.
    """
    name = policy.record_type(record_type)
    one = records(policy, name, complete=complete)
    shared = sorted(_compared(policy.program, name))
    declaration = next(record for record in policy.program.records if record.id == name)
    key = next((field.name for field in declaration.fields if field.key and isinstance(field.type, t.Text)), None)

    @st.composite
    def run(draw: st.DrawFn) -> list[dict[str, Any]]:
        found: list[dict[str, Any]] = []
        for number in range(draw(st.integers(1, most))):
            data = draw(one)
            if found and shared and draw(st.booleans()):
                other = draw(st.sampled_from(found))
                for taken in draw(st.lists(st.sampled_from(shared), unique=True)):
                    data.pop(taken, None)
                    data |= {taken: other[taken]} if taken in other else {}
            found.append(data if key is None else {**data, key: f"r{number}"})
        return found

    return run()


def _compared(program: core.Program, record: str) -> set[str]:
    """Return the fields of a record that its members are compared or grouped by."""
    found: set[str] = set()
    over = {population.id: population for population in program.populations if population.record == record}
    parts: list[core.Expr | None] = []
    for population in over.values():
        parts += [*population.groups, population.where, population.tie_break]
    for fact in population_facts(program):
        parts += [fact.value, fact.where] if fact.population in over else []
    for part in parts:
        if part is not None:
            found.update(name for of, name in dependencies(part, program).fields if of == record)
    return found


def _is_state(field: core.FieldDecl) -> bool:
    """Whether a field holds the state that comes into a tiering with movement."""
    return isinstance(field.type, t.RecordType) and field.type.name.endswith("/state")


def register(policy: Policy) -> dict[str, type[Any]]:
    """Make pydantic models of the records that a policy decides about, and tell Hypothesis how to draw them.

    Returns the models by the name of their record. From then on `st.from_type(model)` draws records as `records` does,
    and so does `st.builds` for whatever has a field or an argument of such a type.
    """
    models = {}
    for name in policy.decides:
        model = policy.record_model(name)
        st.register_type_strategy(model, records(policy, name).map(model.model_validate))
        models[name] = model
    return models


def moments(policy: Policy) -> st.SearchStrategy[datetime]:
    """Return a strategy for `as_of`: at and around the days the policy names, mostly their ends, else its deadlines."""
    cuts = cuts_of(policy.program)
    days = sorted({near for day in cuts.days for near in _around(day)})
    drawn = st.dates(date(2000, 1, 1), date(2040, 12, 31))
    chosen = st.one_of(st.sampled_from(days), drawn) if days else drawn
    clock = st.one_of(st.just(time(23, 59, 59)), st.sampled_from(cuts.clocks))
    return st.builds(datetime.combine, chosen, clock)


def field_values(policy: Policy, record_type: str, path: str, cuts: Cuts) -> st.SearchStrategy[Any]:
    """Return a strategy for values of one field, named by its path through records and lists."""
    program = policy.program
    name, *rest = path.split(".")
    declaration = next(record for record in program.records if record.id == record_type)
    field = next(each for each in declaration.fields if each.name == name)
    inner = _element(field.type)
    if rest and isinstance(inner, t.RecordType):
        return field_values(policy, inner.name, ".".join(rest), cuts)
    return _value(program, field.type, cuts, True, 4, 0)


def cuts_of(program: core.Program) -> Cuts:
    """Return the constants of a program, those of its parameters and bounds included."""
    numbers: dict[str, set[Fraction]] = {}
    days: set[date] = {date(2024, 3, 1)}
    for constant in _constants(program):
        value, kind = constant.value, constant.type
        if isinstance(value, Fraction) and isinstance(kind, t.Number):
            numbers.setdefault(kind.unit.name, set()).add(value)
        elif isinstance(value, date):
            days.add(value.date() if isinstance(value, datetime) else value)
    for parameter in program.parameters:
        days.update(dated.start for dated in parameter.values if dated.start is not None)
        days.update(dated.issued for dated in parameter.values if dated.issued is not None)
    days.update(_odd_days(program))
    before = [day for day in days if day.year > _FARTHEST // 12]
    days.update([dates.add_months(day, -months) for months in _lengths(program) for day in before])
    days.update([edge for day in before if 1000 < day.year < 9000 for edge in _ends_of_periods(program, day)])
    days.update([day + timedelta(away) for away in _days_away(program) for day in before if day.year < 9000])
    by_unit = {unit: tuple(sorted(found)) for unit, found in numbers.items()}
    return Cuts(by_unit, tuple(sorted(days)), tuple(sorted(_clocks(program))))


def _ends_of_periods(program: core.Program, day: date) -> Iterator[date]:
    """Yield the first and last days of the periods around a day in which duties recur."""
    for statement in program.statements:
        body = statement.body if isinstance(statement, core.Define) else None
        if isinstance(body, core.Periods):
            start = dates.period_start(day, body.unit, body.count)
            following = dates.next_period(start, body.unit, body.count)
            yield from (start - timedelta(1), start, following - timedelta(1), following)


def _clocks(program: core.Program) -> set[time]:
    """Return times of day at which something may be due, the seconds beside them, and some others."""
    found = set(Cuts({}, ()).clocks)
    for statement in program.statements:
        for node in walk(statement):
            if not isinstance(node, core.Op) or node.op not in ("at_time", "add_seconds"):
                continue
            inside = [*walk(node.operands[1])]
            factor = next((op.factor for op in inside if isinstance(op, core.Op) and op.factor), 1)
            for amount in inside:
                if isinstance(amount, core.Const) and isinstance(amount.value, Fraction):
                    # Hours count from some time of day: ten o'clock is drawn, and these are so long after it.
                    due = int(amount.value * factor) + (36_000 if node.op == "add_seconds" else 0)
                    found |= {_clock(due + beside) for beside in (-1, 0, 1)}
    return found


def _clock(seconds: int) -> time:
    return (datetime.min + timedelta(seconds=seconds % 86_400)).time()


def _lengths(program: core.Program) -> set[int]:
    """Return the lengths of time, in months, that a program adds to days: what lies so far apart is on an edge."""
    found: set[int] = set()
    for statement in program.statements:
        for node in walk(statement):
            if isinstance(node, core.Op) and node.op == "add_months":
                amounts = [inner for inner in walk(node.operands[1]) if isinstance(inner, core.Const)]
                factor = next((op.factor for op in walk(node.operands[1]) if isinstance(op, core.Op) and op.factor), 1)
                found.update(int(a.value * factor) for a in amounts if isinstance(a.value, Fraction))
    return {months for months in found if 0 < months <= _FARTHEST}


def _days_away(program: core.Program) -> set[int]:
    """Return how many days, both ways, lie between a day and a deadline that is so many days from it.

    Of working days it is so many weeks as they fill, and the days up to there.
    """
    found: set[int] = set()
    for statement in program.statements:
        for node in walk(statement):
            if isinstance(node, core.Op) and node.op in ("add_days", "add_working_days"):
                amounts = [inner for inner in walk(node.operands[1]) if isinstance(inner, core.Const)]
                counts = {int(a.value) for a in amounts if isinstance(a.value, Fraction) and 0 < a.value <= 366}
                found |= counts if node.op == "add_days" else {count + 2 * (count // 5) for count in counts}
    return {sign * days for days in found for sign in (1, -1)}


def _odd_days(program: core.Program) -> Iterator[date]:
    """Yield days that are not like others: where a calendar ends, holidays, shifted working days, clock changes."""
    for calendar in program.calendars:
        ends = (calendar.known_from, calendar.known_through)
        yield from (day for day in ends if day is not None and _ODD_FROM <= day < date.max)
        for first, last in calendar.holidays[-_MOST_ODD:]:
            yield from (first, last)
        yield from calendar.workdays[-_MOST_ODD:]
    if program.zone is not None:
        yield from (at.date() for at, _ in program.zone.changes if at.date() >= _ODD_FROM and at.year < 2026)


def _constants(program: core.Program) -> Iterator[core.Const]:
    claims = [part for law in program.laws for part in (law.subject, law.other, law.condition)]
    roots = [*program.statements, *(part for part in claims if part is not None and not isinstance(part, str))]
    for root in roots:
        for node in walk(root):
            match node:
                case core.Const():
                    yield node
                case core.Table():
                    yield from _cell_constants(node)
                case _:
                    continue
    for parameter in program.parameters:
        for dated in parameter.values:
            if dated.value is not None:
                yield dated.value
            yield from (value for _, value in dated.table)


def _cell_constants(table: core.Table) -> Iterator[core.Const]:
    for row in table.rows:
        for key, cell in zip(table.keys, row.cells, strict=True):
            values: tuple[object, ...] = ()
            if isinstance(cell, core.Range):
                values = (cell.low, cell.high)
            elif isinstance(cell, core.OneOf):
                values = cell.values
            for value in values:
                if isinstance(value, Fraction | date):
                    yield core.Const(row.id, key.type, value)


def _record(
    program: core.Program, name: str, cuts: Cuts, complete: bool, most: int, depth: int
) -> st.SearchStrategy[dict[str, Any]]:
    declaration = next(record for record in program.records if record.id == name)
    required: dict[str, st.SearchStrategy[Any]] = {}
    optional: dict[str, st.SearchStrategy[Any]] = {}
    for field in declaration.fields:
        if depth >= _DEEPEST and isinstance(_element(field.type), t.RecordType):
            continue
        strategy = _value(program, field.type, cuts, complete, most, depth)
        if _is_state(field):
            strategy = st.one_of(st.just("absent"), strategy)  # of a tiering with movement: not reviewed before
        if field.optional:
            strategy = st.one_of(st.none(), strategy)
        needed = field.key or (complete and field.default is None)
        (required if needed else optional)[field.name] = strategy
    return st.fixed_dictionaries(required, optional=optional)


def _element(of: t.Type) -> t.Type:
    return of.element if isinstance(of, t.ListType) else of


def _value(
    program: core.Program, of: t.Type, cuts: Cuts, complete: bool, most: int, depth: int
) -> st.SearchStrategy[Any]:
    match of:
        case t.YesNo():
            return st.booleans()
        case t.Text():
            return st.sampled_from(["a", "b", "C-1", "某"])
        case t.Number():
            return _number(of, cuts.numbers.get(of.unit.name, ()))
        case t.Date():
            return _day(of, cuts.days)
        case t.Moment():
            return st.builds(datetime.combine, _day(t.Date(), cuts.days), st.sampled_from(cuts.clocks))
        case t.Enum():
            return st.sampled_from([*of.names, "something_else"] if of.open else list(of.names))
        case t.RecordType():
            return _record(program, of.name, cuts, complete, most, depth + 1)
        case t.ListType():
            return st.lists(_value(program, of.element, cuts, complete, most, depth), max_size=most)
        case t.SetType(element=element):
            members = list(element.names) if isinstance(element, t.Enum) else ["a", "b", "c"]
            return st.lists(st.sampled_from(members), unique=True, max_size=len(members))


def _number(of: t.Number, cuts: tuple[Fraction, ...]) -> st.SearchStrategy[str]:
    percent = of.unit.family == "percent"
    step = Fraction(1) if of.whole else Fraction(1, 10**of.unit.places) / (100 if percent else 1)
    ends = tuple(end for end in (of.low, of.high) if end is not None)
    near = {Fraction(0), Fraction(1), *ends}
    for cut in cuts:
        on_scale = cut // step * step
        near.update((on_scale - step, on_scale, on_scale + step))
    inside = sorted(n for n in near if (of.low is None or n >= of.low) and (of.high is None or n <= of.high))
    low = of.low if of.low is not None else min([Fraction(-10), *inside])
    high = of.high if of.high is not None else max([low + 10, *inside]) * 10
    spread = st.integers(-(-low // step), high // step).map(lambda n: n * step)
    drawn = st.one_of(st.sampled_from(inside), spread) if inside else spread
    return drawn.map(lambda value: _text(value * 100 if percent else value))


def _day(of: t.Date, cuts: tuple[date, ...]) -> st.SearchStrategy[date]:
    low = date.fromisoformat(of.low) if of.low else date(2000, 1, 1)
    high = date.fromisoformat(of.high) if of.high else date(2040, 12, 31)
    near = sorted(day for cut in cuts for day in _around(cut) if low <= day <= high)
    drawn = st.dates(low, high)
    return st.one_of(st.sampled_from(near), drawn) if near else drawn


def _around(day: date) -> Iterator[date]:
    """Yield a day, its neighbours, and days that lie about a month and a year away."""
    for days in (-366, -365, -92, -31, -15, -3, -1, 0, 1, 15, 30):
        yield day + timedelta(days)


def _text(value: Fraction) -> str:
    return format(Decimal(value.numerator) / Decimal(value.denominator), "f")
