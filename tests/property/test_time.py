"""Laws of time: whole weeks shift all alike, working days go by the calendar, what was not known does not count."""

from __future__ import annotations

from datetime import date, datetime, timedelta
from typing import Any

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from policycore.api import Policy, loads, make_decider
from policycore.calendars import WorkingDays
from policycore.compile import compile_program
from policycore.interpret.decide import decide, evaluate
from policycore.testing import records

MOMENTS = st.datetimes(datetime(2024, 1, 1), datetime(2024, 4, 30)).map(lambda m: m.replace(microsecond=0))
DAYS = st.dates(date(2024, 1, 1), date(2024, 4, 30))
WEEKS = st.integers(-60, 60)

# --- whole weeks ---

HANDLING = loads("""policy handling "Handling" { languages: en }
record Note { made_at : moment  kind : {reply, visit} }
record Case {
  key id : text
  found_at : moment  found_on : date
  told_at : moment optional  closed_on : date optional
  notes : list of Note
}
define soon for Case = told_at is present and told_at within 36 hours after found_at
define gone for Case = as_of - found_at
duty tell for Case must within 24 hours after found_at done told_at
duty close for Case should within 10 days after found_on until 17:00 done closed_on
duty finish for Case must before found_on + 3 weeks when closed_on is absent
duty visit for Case must every week before friday 17:00 from found_on
  done made_at over notes where kind = visit
duty reply for Case may 1..2 times every 2 weeks from found_on done made_at over notes where kind = reply
""")
FACTS = ("soon", "gone")


@st.composite
def cases(draw: st.DrawFn) -> tuple[dict[str, Any], datetime]:
    notes = st.fixed_dictionaries({"made_at": MOMENTS, "kind": st.sampled_from(["reply", "visit"])})
    data: dict[str, Any] = {"id": "c", "notes": draw(st.lists(notes, max_size=3))}
    for name, values in (("found_at", MOMENTS), ("found_on", DAYS), ("told_at", MOMENTS), ("closed_on", DAYS)):
        found = draw(values | st.none() if name in ("told_at", "closed_on") else values)
        if found is not None:
            data[name] = found
    return data, draw(MOMENTS)


def shifted(value: Any, by: timedelta) -> Any:
    match value:
        case date():
            return value + by
        case dict():
            return {name: shifted(part, by) for name, part in value.items()}
        case list() | tuple():
            return type(value)(shifted(part, by) for part in value)
        case _:
            return value


def came_out(policy: Policy, data: dict[str, Any], as_of: datetime) -> tuple[dict[str, Any], list[Any]]:
    """Return what holds of a case at any time, and all that is a date or a moment."""
    decision = policy.decide(data, as_of=as_of)
    said: dict[str, Any] = {}
    times: list[Any] = []
    for view in decision.values():
        said[view.id] = [(item.outcome, item.verdict) for item in view.items]
        times.append(
            [sorted((name, value) for name, value in item.facts.items() if name != "count") for item in view.items]
        )
    inputs = decision.inputs
    for name in FACTS:
        said[name] = evaluate(policy.program, inputs, name)
    return said, times


@settings(max_examples=60, deadline=None)  # the first one compiles the policy
@given(cases(), WEEKS)
def test_shifting_all_dates_by_whole_weeks_shifts_deadlines_alike(
    case: tuple[dict[str, Any], datetime], weeks: int
) -> None:
    data, as_of = case
    # The periods of two weeks begin every other Monday, so they move with an even number of weeks.
    by = timedelta(weeks=2 * weeks)
    said, times = came_out(HANDLING, data, as_of)
    later, later_times = came_out(HANDLING, shifted(data, by), as_of + by)
    assert later == said
    assert later_times == shifted(times, by)


# --- working days ---

LETTERS = loads("""policy letters "Letters" { languages: en }
calendar cn {
  weekend: saturday, sunday
  known: 2024-01-01 .. 2024-04-30
  holidays: 2024-01-01, 2024-02-10 .. 2024-02-17, 2024-04-04 .. 2024-04-05
  workdays: 2024-02-04, 2024-02-18, 2024-04-07, 2024-04-28
}
record Letter { key id : text  a : date  b : date  n : number(working days) 0..30 }
define due = a + n
define back = due - n
define between = working_days_between(a, b)
define there = working_days_between(b, a)
define inside = b within 5 working days after a
define worked = is_working_day(a)
""")
DAYS_OF_LETTERS = WorkingDays(
    frozenset({6, 7}),
    ((date(2024, 1, 1),) * 2, (date(2024, 2, 10), date(2024, 2, 17)), (date(2024, 4, 4), date(2024, 4, 5))),
    (date(2024, 2, 4), date(2024, 2, 18), date(2024, 4, 7), date(2024, 4, 28)),
    date(2024, 1, 1),
    date(2024, 4, 30),
)


def letter(**facts: Any) -> dict[str, Any]:
    decider = make_decider(LETTERS, None, {}, {}, "Letter", "strict")
    record = decider.converter({"id": "x", **facts}).record
    assert record is not None
    inputs = decider.settings.inputs(record)
    names = [statement.id for statement in LETTERS.program.statements]
    return {name: evaluate(LETTERS.program, inputs, name) for name in names}


@given(DAYS, DAYS, st.integers(0, 5))
def test_working_days_between_are_those_that_lead_there(a: date, b: date, count: int) -> None:
    found = letter(a=a, b=b, n=count)
    assert found["between"] == -found["there"]
    assert found["between"] == DAYS_OF_LETTERS.between(a, b, unknown_work=False)
    assert found["worked"] is DAYS_OF_LETTERS.is_working(a)
    assert found["inside"] is (a <= b <= (DAYS_OF_LETTERS.shift(a, 5, unknown_work=True) or date.max)) or (
        DAYS_OF_LETTERS.shift(a, 5, unknown_work=False) is None
    )


@given(st.dates(date(2024, 1, 1), date(2024, 3, 1)), st.integers(1, 20))
def test_going_forth_and_back_ends_on_the_same_working_day(a: date, count: int) -> None:
    found = letter(a=a, b=a, n=count)
    assert DAYS_OF_LETTERS.is_working(found["due"])
    if found["worked"]:
        assert found["back"] == a


# --- what was known ---

PAYMENTS = """policy payments "Payments" { languages: en }
parameter rate : percent {
  from 2024-01-01 = 3%
KNOWN}
record Payment { amount : money(CNY) at least 0  paid_on : date  entered_on : date marks recorded }
record Client { key id : text  payments : list of Payment  claims : list of Payment  day : date }
define total = sum(amount over payments)
define big = count(payments where amount > 50 CNY)
define newest = latest(amount, paid_on over payments)
define owed = rate at day * total
tiering class { tier good when total >= 100 CNY and all(amount > 10 CNY over payments)  tier plain otherwise }
require small for each p in payments : p.amount < 90 CNY
score standing : points { award prompt for each p in payments where p.paid_on <= as_of : 5  cap 20 }
accountability claims_due for Client {
  matter claimed for each c in claims where c.amount > 20 CNY { sanction fine against office : 1 CNY }
}
actor office "Office"
"""
#: Values that were issued later than others from the same day, or for a day before.
LINES = [
    (date(2024, 2, 1), date(2024, 1, 15), 4),
    (date(2024, 2, 1), date(2024, 3, 10), 5),
    (date(2024, 3, 1), date(2024, 2, 20), 6),
]
ENTERED = st.fixed_dictionaries({"amount": st.integers(0, 100), "paid_on": DAYS, "entered_on": DAYS})
#: Of some nobody knows when they were entered, or how much they are.
PAYMENT = st.fixed_dictionaries({"paid_on": DAYS}, optional={"amount": st.integers(0, 100), "entered_on": DAYS})


def with_lines(known_at: date) -> Policy:
    """Return the policy as it stood in the books of that day."""
    lines = [f"  from {start} issued {issued} = {rate}%" for start, issued, rate in LINES if issued <= known_at]
    return loads(PAYMENTS.replace("KNOWN", "\n".join(lines)))


POLICY = with_lines(date.max)


@settings(max_examples=40, deadline=None)
@given(st.lists(ENTERED, max_size=4), st.lists(ENTERED, max_size=2), DAYS, DAYS)
def test_what_was_not_known_then_comes_out_as_if_it_were_not_there(
    payments: list[dict[str, Any]], claims: list[dict[str, Any]], day: date, known_at: date
) -> None:
    def known(listed: list[dict[str, Any]]) -> list[dict[str, Any]]:
        return [each for each in listed if each["entered_on"] <= known_at]

    data = {"id": "c", "payments": payments, "claims": claims, "day": day}
    then = POLICY.decide(data, as_of="2024-04-30", known_at=known_at)
    books = {**data, "payments": known(payments), "claims": known(claims)}
    as_it_stood = with_lines(known_at).decide(books, as_of="2024-04-30")
    assert [_plainly(view) for view in then.values()] == [_plainly(view) for view in as_it_stood.values()]
    owed = [evaluate(each.policy.program, each.inputs, "owed") for each in (then, as_it_stood)]
    assert owed[0] == owed[1]


def _plainly(view: Any) -> tuple[Any, ...]:
    """Return what comes out, elements counted and not named: those that are left out leave numbers behind."""
    return (
        view.id,
        view.status,
        view.value,
        [(item.id, item.finding) for item in view.items],
        [(amount.sanction, amount.value) for amount in view.sums],
    )


@settings(max_examples=40, deadline=None)
@given(st.lists(PAYMENT, max_size=4), DAYS, DAYS | st.none())
def test_what_decides_agrees_with_the_reference(
    payments: list[dict[str, Any]], day: date, known_at: date | None
) -> None:
    data = {"id": "c", "payments": payments, "claims": payments[:2], "day": day}
    decision = POLICY.decide(data, as_of="2024-04-30", known_at=known_at)
    assert decision.outcomes == decide(POLICY.program, decision.inputs)


@settings(deadline=None)
@given(st.lists(ENTERED, max_size=4), DAYS)
def test_knowing_until_the_last_day_is_knowing_all(payments: list[dict[str, Any]], day: date) -> None:
    data = {"id": "c", "payments": payments, "claims": [], "day": day}
    everything = POLICY.decide(data, as_of="2024-04-30")
    late = POLICY.decide(data, as_of="2024-04-30", known_at="2099-12-31")
    assert late.outcomes == everything.outcomes


# --- the compiled twin ---

TIMED = loads("""policy timed "Timed" { languages: en  time_zone: "Europe/Berlin" }
calendar cn {
  weekend: saturday, sunday  known: 2024-01-01 .. 2024-12-31
  holidays: 2024-02-10 .. 2024-02-17  workdays: 2024-02-18
}
choice Part { x, y, z }
record Element { d : date  entered : moment marks recorded }
record Case {
  key id : text
  a : date optional  b : date  m : moment  n : moment
  w : number(working days) 0..30  s : set of Part  t : set of Part  es : list of Element
}
parameter needed : set of Part = [x, y]
require soon when a is present : b <= a + w
require long_ago : working_days_between(b, as_of) >= 3 working days
require worked : is_working_day(b)
require a_day : n within 24 hours after m
require short : n - m < 36 hours
require moved : m + w > n
require held : s in t
require nothing_else : s in {x, y}
require each_part for each p in needed : p in s
require each_soon for each e in es : e.d within 5 working days after b
tiering class { tier A when all(is_working_day(d) over es)  tier B when m + 2 hours < n  tier C otherwise }
duty tell must within 3 working days after b until 17:00 done a
""")
TWIN = compile_program(TIMED.program)


def test_the_twin_knows_all_operators_of_time() -> None:
    assert TWIN.supports("Case")


@settings(max_examples=120, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(records(TIMED), MOMENTS, MOMENTS | st.none())
def test_the_twin_decides_by_calendar_and_clock_as_the_reference_does(
    data: dict[str, Any], as_of: datetime, known_at: datetime | None
) -> None:
    decider = make_decider(TIMED, as_of, {}, {}, "Case", "recorded", known_at)
    record = decider.converter(data).record
    assert record is not None
    inputs = decider.settings.inputs(record)
    assert tuple(TWIN.decide(inputs)) == decide(TIMED.program, inputs)
