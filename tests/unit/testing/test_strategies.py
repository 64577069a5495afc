"""Strategies draw data that the policy accepts, on and beside its thresholds, with facts left out and absent ones."""

from __future__ import annotations

from datetime import date, timedelta
from fractions import Fraction
from itertools import pairwise
from typing import Any

from hypothesis import HealthCheck, find, given, settings
from hypothesis import strategies as st

from policycore.api import loads
from policycore.testing import populations, records, register
from policycore.testing.strategies import cuts_of, reviews

POLICY = loads("""
policy lots "Lots" { languages: en }
record Part { weight : number(kg) at least 0  sold_on : date optional }
unit kg
record Lot {
  key id : text  price : money(CNY) at least 0  share : percent 0..100  kind : {raw, made, ...}
  tags : set of {x, y}  parts : list of Part  due : moment optional
}
define heavy for Lot = some(weight > 2.5 kg over parts)
tiering t for Lot { tier A when price >= 100 CNY and share >= 33.3%  tier B otherwise }
""")
CALM = settings(max_examples=200, deadline=None, suppress_health_check=[HealthCheck.too_slow])


@given(records(POLICY))
@CALM
def test_what_is_drawn_is_accepted(data: dict[str, object]) -> None:
    POLICY.decide(data, judged="recorded")


def _found(condition: object) -> dict[str, object]:
    return find(records(POLICY), condition, settings=settings(max_examples=3000, database=None))  # type: ignore[arg-type]


def test_thresholds_and_their_neighbours_are_drawn() -> None:
    for price in ("99.99", "100", "100.01"):
        assert _found(lambda data, wanted=price: data.get("price") == wanted)
    assert _found(lambda data: Fraction(str(data.get("share", 0))) == Fraction("33.3"))


def test_facts_are_left_out_and_optional_ones_absent() -> None:
    assert _found(lambda data: "price" not in data)
    assert _found(lambda data: "due" in data and data["due"] is None)
    assert _found(lambda data: data.get("kind") not in (None, "raw", "made"))


@given(records(POLICY, complete=True))
@CALM
def test_complete_records_leave_nothing_out(data: dict[str, object]) -> None:
    assert {"price", "share", "kind", "tags", "parts"} <= set(data)


TIMED = loads("""
policy due "Due" { languages: en  time_zone: "Europe/Berlin" }
calendar cn { weekend: saturday, sunday  known: 2024-01-01 .. 2024-12-31  holidays: 2024-02-10 .. 2024-02-17 }
parameter rate : percent { from 2024-01-01 issued 2023-12-20 = 3% }
record Case { key id : text  found_on : date }
require quick : as_of within 15 days after found_on
require worked : as_of within 10 working days after found_on
require dear : rate > 2%
""")


def test_days_around_deadlines_and_odd_days_are_drawn() -> None:
    days = cuts_of(TIMED.program).days
    ends = {date(2024, 1, 1), date(2024, 12, 31), date(2024, 2, 10), date(2024, 2, 17)}
    assert ends <= set(days), "where the calendar changes or ends"
    assert date(2023, 12, 20) in days, "where a value was issued"
    assert date(2024, 3, 31) in days, "where the clock is put forward"
    for day in ends:
        assert {day - timedelta(15), day + timedelta(15)} <= set(days)
        assert {day - timedelta(14), day + timedelta(14)} <= set(days), "ten working days are mostly two weeks"


def test_models_are_registered_with_hypothesis() -> None:
    model = register(POLICY)["Lot"]

    @given(st.from_type(model))
    @settings(max_examples=30, deadline=None, suppress_health_check=[HealthCheck.too_slow])
    def typed_records_are_decided(lot: object) -> None:
        assert isinstance(lot, model)
        POLICY.decide(lot, judged="recorded")

    typed_records_are_decided()


MOVING = loads("""
policy moving "Moving" {}
record Member { key id : text  n : whole 0..99 }
tiering level {
  tier high when n >= 50
  tier low otherwise
  movement { every quarter  up after 6 months  down after 2 reviews }
}
""")


def test_states_are_drawn_absent_and_on_the_edge_of_a_stay() -> None:
    def served(data: Any) -> bool:
        state = data.get("level.state")
        return isinstance(state, dict) and state.get("since") == date(2023, 9, 1)

    found = settings(max_examples=5000, database=None)
    assert find(records(MOVING), lambda data: data.get("level.state") == "absent", settings=found)
    assert find(records(MOVING), served, settings=found)  # half a year before 2024-03-01


@given(reviews(MOVING))
@CALM
def test_a_history_has_its_days_in_order_and_no_states(history: list[tuple[date, dict[str, object]]]) -> None:
    days = [day for day, _ in history]
    assert days == sorted(days)
    decision = None
    for day, data in history:
        assert "level.state" not in data
        decision = MOVING.decide(data, as_of=day, previous={} if decision is None else decision)


def test_histories_have_early_reviews_and_missed_ones() -> None:
    def apart(history: list[tuple[date, Any]]) -> list[int]:
        return [(after[0] - before[0]).days for before, after in pairwise(history)]

    found = settings(max_examples=3000, database=None)
    assert find(reviews(MOVING), lambda history: 0 in apart(history), settings=found)
    assert find(reviews(MOVING), lambda history: any(days > 184 for days in apart(history)), settings=found)


RANKED = loads("""
policy ranked {}
record Outlet { key id : text  region : {a, b}  sales : money(CNY) at least 0  remark : text }
population base over Outlet per region { ties: together  define place = rank(sales) }
require leads : place <= 2
""")


@given(populations(RANKED))
@CALM
def test_runs_are_accepted_and_name_each_record_once(run: list[dict[str, object]]) -> None:
    assert len({data["id"] for data in run}) == len(run)
    assert len(list(RANKED.decide_many(run))) == len(run)


def test_runs_have_ties_and_groups_of_several_members() -> None:
    def ties(run: list[dict[str, object]]) -> bool:
        both = [(data["region"], data["sales"]) for data in run if "region" in data and "sales" in data]
        return len(set(both)) < len(both)

    assert find(populations(RANKED), ties, settings=settings(max_examples=300, database=None))
