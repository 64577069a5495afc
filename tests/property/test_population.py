"""Facts of groups against their definition, tried on every choice that small populations with gaps leave open."""

from __future__ import annotations

import itertools
import math
from collections.abc import Iterator, Mapping, Sequence
from datetime import date
from fractions import Fraction
from random import Random
from typing import Any, TypeAlias

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from policycore import loads, snapshots
from policycore.api import Policy, make_decider
from policycore.compile.forms import Given
from policycore.compile.measures import measures_of
from policycore.core.outcome import DecisionOutcome, Inputs
from policycore.core.rounds import rounds
from policycore.interpret.decide import evaluate
from policycore.interpret.population import take_snapshots
from policycore.records.convert import Converter
from policycore.records.quick import quick_packer
from policycore.testing import populations
from policycore.values import ABSENT, Gap, Interval, Outcome, Reason, possible_of

Row: TypeAlias = "dict[str, Any]"

MOST = 3
FACTS = ("place", "part", "running", "many", "good", "total", "mean", "top", "bottom", "best_two", "middle")
UNKNOWN = "unknown"


def text(ties: str, gaps: str = "uncertain", low: int = 0) -> str:
    return f"""policy tried {{}}
record Client {{
  key id : text  region : {{a, b}}  active : yes_no  sales : whole {low}..{MOST}  since : whole 0..2
}}
population base over Client per region where active {{
  ties: {ties}  gaps: {gaps}

  define place = rank(sales)
  define part = share(sales)
  define running = cumulative(sales)
  define many = size()
  define good = count(sales >= 2)
  define total = sum(sales)
  define mean = average(sales)
  define top = highest(sales)
  define bottom = lowest(sales)
  define best_two = top_sum(sales, 2)
  define middle = quantile(sales, 50%)
}}
"""


def rows(low: int = 0) -> st.SearchStrategy[list[Row]]:
    def maybe(values: st.SearchStrategy[Any]) -> st.SearchStrategy[Any]:
        return st.one_of(values, values, values, st.just(UNKNOWN))

    one = st.fixed_dictionaries(
        {
            "region": maybe(st.sampled_from("ab")),
            "active": maybe(st.sampled_from([True, True, False])),
            "sales": maybe(st.integers(low, MOST)),
            "since": maybe(st.integers(0, 2)),
        }
    )
    return st.lists(one, min_size=1, max_size=4).filter(lambda found: _choices(found, low) <= 300)


def _choices(found: Sequence[Row], low: int) -> int:
    sizes = {"region": 2, "active": 2, "sales": MOST - low + 1, "since": 3}
    return math.prod(sizes[name] for row in found for name, value in row.items() if value == UNKNOWN)


def completions(found: Sequence[Row], low: int) -> Iterator[list[Row]]:
    """Yield the rows with every choice for what is unknown."""
    open_ = [(place, name) for place, row in enumerate(found) for name, value in row.items() if value == UNKNOWN]
    values = {"region": "ab", "active": (True, False), "sales": range(low, MOST + 1), "since": range(3)}
    for choice in itertools.product(*(values[name] for _, name in open_)):  # type: ignore[call-overload]
        made = [dict(row) for row in found]
        for (place, name), value in zip(open_, choice, strict=True):
            made[place][name] = value
        yield made


def computed(policy: Policy, found: Sequence[Row]) -> list[Mapping[str, Outcome]]:
    """Return the facts of each row, as the interpreter has them."""
    declaration = policy.program.records[0]
    convert = Converter(policy.program, declaration)
    members: list[Inputs] = []
    for number, row in enumerate(found):
        data = {name: value for name, value in row.items() if value != UNKNOWN}
        converted = convert({"id": str(number), **data})
        assert converted.record is not None
        members.append(Inputs(converted.record))
    taken = take_snapshots(policy.program, "Client", lambda: members)
    wanted = [fact for fact in FACTS if any(s.id == fact for s in policy.program.statements)]
    inputs = [Inputs(each.record, snapshots=taken) for each in members]
    return [{fact: evaluate(policy.program, each, fact) for fact in wanted} for each in inputs]


def defined(made: Sequence[Row], place: int, ties: str) -> dict[str, Any]:
    """Return the facts of one row by their definitions; None is no value, a pair the ends of contested places."""
    own = made[place]
    if not own["active"]:
        return dict.fromkeys(FACTS, ABSENT)
    group = [row for row in made if row["active"] and row["region"] == own["region"]]
    others = [r for n, r in enumerate(made) if n != place and r["active"] and r["region"] == own["region"]]
    key = (lambda r: (r["sales"], r["since"])) if ties == "since" else (lambda r: r["sales"])
    before = [r for r in others if key(r) > key(own)]
    level = [r for r in others if key(r) == key(own)]
    lead, follow = {"together": (before, before), "behind": ((both := before + level), both)}.get(
        ties, (before, before + level)
    )
    sales = sorted(r["sales"] for r in group)
    total = sum(sales)
    running = None
    if total != 0:
        running = tuple(Fraction(sum(r["sales"] for r in some) + own["sales"], total) for some in (lead, follow))
    return {
        "place": (len(lead) + 1, len(follow) + 1),
        "part": None if total == 0 else Fraction(own["sales"], total),
        "running": running,
        "many": len(group),
        "good": sum(value >= 2 for value in sales),
        "total": total,
        "mean": Fraction(total, len(sales)),
        "top": sales[-1],
        "bottom": sales[0],
        "best_two": sum(sales[-2:]),
        "middle": sales[max(1, math.ceil(len(sales) / 2)) - 1],
    }


def holds(outcome: Outcome, expected: Any) -> bool:
    """Whether an outcome allows what comes out for one choice."""
    if expected is None:
        return isinstance(outcome, Gap) and any(reason.kind == "no_value" for reason in outcome.reasons)
    if expected == ABSENT:
        return outcome == ABSENT or (isinstance(outcome, Gap) and "absent" in outcome.marks)
    if isinstance(expected, tuple):
        ends = sorted(expected)
        return all(holds(outcome, end) for end in ends) if ends[0] != ends[1] else holds(outcome, ends[0])
    possible = possible_of(outcome)
    assert isinstance(possible, Interval)
    return (possible.low is None or possible.low <= expected) and (possible.high is None or expected <= possible.high)


POLICIES = {
    (ties, low): loads(text(ties, low=low)) for ties in ("together", "behind", "contested", "since") for low in (0, -2)
}


@pytest.mark.parametrize("ties", ["together", "behind", "contested", "since"])
@pytest.mark.parametrize("low", [0, -2])
@settings(max_examples=40, deadline=None)
@given(data=st.data())
def test_what_any_choice_gives_is_possible_and_what_all_give_is_decided(
    ties: str, low: int, data: st.DataObject
) -> None:
    found = data.draw(rows(low))
    outcomes = computed(POLICIES[ties, low], found)
    by_choice = [[defined(made, place, ties) for place in range(len(found))] for made in completions(found, low)]
    for place, facts in enumerate(outcomes):
        for name, outcome in facts.items():
            results = [choice[place][name] for choice in by_choice]
            for expected in results:
                assert holds(outcome, expected), (name, outcome, expected)
            if not isinstance(outcome, Gap) or UNKNOWN in (found[place]["active"], found[place]["region"]):
                continue  # who asks counts in its group like any other member that may be elsewhere
            if all(result == results[0] for result in results) and name not in ("running", "middle"):
                # One result for all choices decides, unless it is no value or contested places.
                assert results[0] is None or (isinstance(results[0], tuple) and results[0][0] != results[0][1]), (
                    name,
                    outcome,
                    results[0],
                )


# --- laws of whole policies ---

RANKED = loads("""policy ranked {}
choice Grade { A > B > C }
record Client {
  key id : text  region : {a, b} optional  active : yes_no  since : date  grade : Grade
  sales : money(CNY) at least 0  profit : money(CNY)
}
population base over Client per region where active {
  ties: since
  define place = rank(sales)
  define part = share(sales)
  define running = cumulative(sales)
  define leaders = count(tier = first)
  define best = top_sum(sales, 2)
  define middle = quantile(profit, 50%)
  require some_profit should : sum(profit) >= 0 CNY
}
population leading over Client where active and tier = first { ties: together  define among_first = rank(grade) }
tiering tier { tier first when place is present and place <= 2  tier rest otherwise }
tiering by_grade { tier good when among_first is present and among_first <= 1  tier other otherwise }
""")


def run_of(found: Sequence[Mapping[str, Any]]) -> dict[str, tuple[DecisionOutcome, ...]]:
    return {str(d.key): d.outcomes for d in RANKED.decide_many(found)}


@given(populations(RANKED))
@settings(max_examples=60, deadline=None)
def test_a_snapshot_gives_each_member_what_the_whole_run_gave(found: list[Row]) -> None:
    whole = run_of(found)
    saved = RANKED.read_snapshot(RANKED.snapshot(found).to_json())
    for data in found:
        decided = RANKED.decide(data, population=saved)
        assert decided.outcomes == whole[str(decided.key)]
        assert decided.trace  # deciding once more with a tracer comes to the same


@given(populations(RANKED), st.booleans())
@settings(max_examples=100, deadline=None)
def test_compiled_code_measures_members_as_the_reference_does(found: list[Row], as_records: bool) -> None:
    decider = make_decider(RANKED, None, {}, {}, None, "strict")
    members = [decider.converter(data).record for data in found]
    assert None not in members
    known = [record for record in members if record is not None]
    taken = take_snapshots(RANKED.program, "Client", lambda: map(decider.inputs, known))
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(snapshots, "INTERPRETED", 0)
        snapshot = decider.taken_of(lambda: known) if as_records else decider.taken(found)
    assert snapshot.saved.populations == taken


def test_most_members_are_measured_by_compiled_code() -> None:
    facts = rounds(RANKED.program, "Client")[0]
    measures = measures_of(RANKED.engine.twin, "Client", facts)
    record = {
        "id": "1",
        "region": "a",
        "active": True,
        "since": date(2024, 1, 1),
        "grade": "A",
        "sales": 1,
        "profit": 2,
    }
    packed = quick_packer(measures.packing, measures.packing.declarations["Client"], "strict")(record)
    assert packed is not None
    brought = measures.bring(packed, measures.settle(Given()))
    assert brought is not None
    keys, standings = brought["base"]
    assert keys == ("a",)
    assert {standing.value for standing in standings.values() if standing is not None} >= {Fraction(1), Fraction(2)}


@given(populations(RANKED), st.randoms(use_true_random=False))
@settings(max_examples=60, deadline=None)
def test_the_order_of_the_records_is_irrelevant(found: list[Row], random: Random) -> None:
    shuffled = list(found)
    random.shuffle(shuffled)
    assert run_of(shuffled) == run_of(found)
    assert RANKED.snapshot(shuffled).digest == RANKED.snapshot(found).digest


@given(populations(RANKED, complete=True), st.data())
@settings(max_examples=60, deadline=None)
def test_a_member_added_below_the_cut_off_changes_no_place_above_it(found: list[Row], data: st.DataObject) -> None:
    places = {key: place_of(RANKED, found, key) for key in (row["id"] for row in found)}
    above = [row for row in found if isinstance(places[row["id"]], Fraction)]
    if not above:
        return
    lowest = data.draw(st.sampled_from(above))
    added = {**lowest, "id": "added", "since": date(2090, 1, 1).isoformat(), "active": True}
    after = {row["id"]: place_of(RANKED, [*found, added], row["id"]) for row in found}
    last = places[lowest["id"]]
    for key, place in places.items():
        if isinstance(place, Fraction) and place <= last:
            assert after[key] == place, (key, place, after[key])


@given(populations(RANKED), populations(RANKED, most=3))
@settings(max_examples=60, deadline=None)
def test_learning_a_fact_of_a_member_changes_no_decided_place(found: list[Row], known: list[Row]) -> None:
    before = run_of(found)
    # What is optional and left out is known to be absent: there is nothing to learn.
    facts = [{name: value for name, value in row.items() if name != "region"} for row in known]
    learnt = [{**facts[place % len(facts)], **row} for place, row in enumerate(found)]
    after = run_of(learnt)
    for key, outcomes in before.items():
        for one, other in zip(outcomes, after[key], strict=True):
            if one.status in ("decided", "not_applicable") and one.outcome is not None:
                assert one.outcome == other.outcome, (key, one, other)


def place_of(policy: Policy, found: Sequence[Mapping[str, Any]], key: str) -> Outcome:
    decisions = {d.key: d for d in policy.decide_many(found)}
    return evaluate(policy.program, decisions[key].inputs, "place")


def test_what_is_conflicting_for_a_member_stays_a_conflict_for_the_others() -> None:
    policy = loads("""policy p {}
record R { key id : text  a : whole 0..9  b : whole 0..9 }
population base over R { define place = rank(agreed(a, b)) }
require first : place <= 1
""")
    rows = [{"id": "x", "a": 1, "b": 2}, {"id": "y", "a": 1, "b": 1}]
    decisions = {d.key: d for d in policy.decide_many(rows)}
    assert decisions["y"]["first"].status == "conflict"
    assert {reason.kind for reason in decisions["y"]["first"].reasons} == {"conflict"}
    assert Reason("population", "base") not in decisions["x"]["first"].reasons
