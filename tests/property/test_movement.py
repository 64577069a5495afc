"""Laws of movement, on generated movements and histories; and its meaning told a second time, from the page."""

from __future__ import annotations

import json
from calendar import monthrange
from datetime import date
from functools import cache
from typing import Any

from attrs import frozen
from hypothesis import HealthCheck, assume, given, settings
from hypothesis import strategies as st

from policycore import Policy, loads
from policycore.api import make_decider
from policycore.interpret.decide import decide
from policycore.records.read import read_records
from policycore.records.states import Book, line_out, read_states
from policycore.testing.strategies import reviews
from policycore.values import Gap

TIERS = ("A", "B", "C", "D")
BORDERS = {"A": 75, "B": 50, "C": 25}
MANY = settings(max_examples=80, deadline=None, suppress_health_check=[HealthCheck.too_slow])


@frozen
class Clauses:
    """A movement: what may be said in one, None (or nothing) where it is not said. Gates ask for a figure `g`."""

    cycle: int | None = None
    up: int | None = None
    down: int | None = None
    stay: int | None = None
    grace: int | None = None
    probation: int | None = None
    enter: tuple[tuple[str, int], ...] = ()
    keep: tuple[tuple[str, int], ...] = ()

    @property
    def text(self) -> str:
        said = [
            None if self.cycle is None else f"every {self.cycle} months",
            None if self.up is None else f"up at most {self.up} tiers",
            None if self.down is None else f"down at most {self.down} tiers",
            None if self.stay is None else f"up after {self.stay} months",
            None if self.grace is None else f"down after {self.grace} reviews",
            None if self.probation is None else f"probation {self.probation} months",
            *(f"enter {tier} when g >= {least}" for tier, least in self.enter),
            *(f"keep {tier} when g >= {least}" for tier, least in self.keep),
        ]
        return "\n".join(clause for clause in said if clause)


def gates() -> st.SearchStrategy[tuple[tuple[str, int], ...]]:
    return st.dictionaries(st.sampled_from(TIERS[:-1]), st.integers(0, 9), max_size=3).map(
        lambda found: tuple(sorted(found.items()))
    )


CLAUSES = st.builds(
    Clauses,
    st.sampled_from([None, 1, 3, 6]),
    st.sampled_from([None, 1, 2]),
    st.sampled_from([None, 1, 2]),
    st.sampled_from([None, 1, 6]),
    st.sampled_from([None, 1, 2, 3]),
    st.sampled_from([None, 2, 4]),
    gates(),
    gates(),
)


@cache
def policy_of(clauses: Clauses) -> Policy:
    tiers = "  ".join(f"tier {tier} when n >= {border}" for tier, border in BORDERS.items())
    return loads(
        "policy p {}\nrecord R { key id : text  n : whole 0..99  g : whole 0..9  x : yes_no default no }\n"
        f"tiering t {{ designate x when x : B  {tiers}  tier D otherwise\n  movement {{ {clauses.text} }} }}"
    )


# --- the second telling ---


def months_later(day: date, months: int) -> date:
    year, month = divmod(day.month - 1 + months, 12)
    year, month = day.year + year, month + 1
    return date(year, month, min(day.day, monthrange(year, month)[1]))


def told_again(
    clauses: Clauses, state: dict[str, Any] | None, day: date, n: int, g: int, x: bool
) -> tuple[str, dict[str, Any] | None]:
    """Return the tier and the next state, by the words of docs/reference/movement.md."""
    earned = next((tier for tier in TIERS[:-1] if n >= BORDERS[tier]), "D")
    if x:
        return "B", state
    if state is None:
        return earned, {"previous": earned, "since": day, "failed": 0, "probation_until": None, "reviewed_on": day}
    before = state["previous"]
    if clauses.cycle is not None:

        def period(of: date) -> int:
            return (of.year * 12 + of.month - 1) // clauses.cycle  # type: ignore[operator]  # asked above

        if period(day) <= period(state["reviewed_on"]):
            return before, state
    enter, keep = dict(clauses.enter), dict(clauses.keep)
    at, to = TIERS.index(before), TIERS.index(earned)
    tier, failed = before, 0
    if to < at:
        served = clauses.stay is None or months_later(state["since"], clauses.stay) <= day
        farthest = 0 if clauses.up is None else max(0, at - clauses.up)
        reachable = [t for t in TIERS[max(to, farthest) : at] if g >= enter.get(t, 0)]
        tier = reachable[0] if served and reachable else before
    elif to > at and not (before in keep and g >= keep[before]):
        failed = state["failed"] + 1
        on_probation = (
            clauses.probation is not None and state["probation_until"] is not None and day <= state["probation_until"]
        )
        if failed >= (clauses.grace or 1) or on_probation:
            farthest = len(TIERS) if clauses.down is None else at + clauses.down
            tier, failed = TIERS[min(to, farthest)], 0
    until = state["probation_until"]
    if tier != before:
        rose = TIERS.index(tier) < at
        until = months_later(day, clauses.probation) if rose and clauses.probation is not None else None
    elif clauses.probation is None:
        until = None
    since = day if tier != before else state["since"]
    return tier, {
        "previous": tier,
        "since": since,
        "failed": failed,
        "probation_until": until,
        "reviewed_on": day,
    }


def as_data(state: dict[str, Any] | None) -> Any:
    if state is None:
        return "absent"
    return {
        name: value.isoformat() if isinstance(value, date) else None if value is None else str(value)
        for name, value in state.items()
    }


DAYS = st.one_of(
    st.sampled_from([date(2024, month, monthrange(2024, month)[1]) for month in range(1, 13)]),
    st.dates(date(2023, 10, 1), date(2024, 12, 31)),
)
STATES = st.one_of(
    st.none(),
    st.fixed_dictionaries(
        {
            "previous": st.sampled_from(TIERS),
            "since": DAYS,
            "failed": st.integers(0, 3),
            "probation_until": st.one_of(st.none(), DAYS),
            "reviewed_on": DAYS,
        }
    ),
)


@given(
    clauses=CLAUSES,
    state=STATES,
    day=DAYS,
    n=st.integers(0, 99),
    g=st.integers(0, 9),
    x=st.sampled_from([False] * 9 + [True]),
)
@settings(MANY, max_examples=200)
def test_a_review_gives_what_the_page_says(
    clauses: Clauses, state: dict[str, Any] | None, day: date, n: int, g: int, x: bool
) -> None:
    policy = policy_of(clauses)
    decision = policy.decide({"id": "R", "n": n, "g": g, "x": x, "t.state": as_data(state)}, as_of=day)
    tier, after = told_again(clauses, state, day, n, g, x)
    assert decision["t"].value == tier
    assert decision["t"].state == as_data(after)
    assert not decision["t"].state_open


# --- sequences ---

HISTORIES = CLAUSES.flatmap(lambda clauses: st.tuples(st.just(clauses), reviews(policy_of(clauses), "R")))


@given(drawn=HISTORIES)
@MANY
def test_a_sequence_replayed_from_saved_states_is_the_one_run(
    drawn: tuple[Clauses, list[tuple[date, dict[str, Any]]]],
) -> None:
    clauses, history = drawn
    policy = policy_of(clauses)
    before: Any = {}
    saved = ""
    for day, data in history:
        data = {**data, "id": "R"}
        run = policy.decide(data, as_of=day, previous=before)
        book = read_states(read_records([saved.encode()], "s.jsonl", "jsonl")) if saved else Book()
        assert isinstance(book, Book)
        line = book.said("R")
        replayed = policy.decide(data, as_of=day, previous={} if line is None else line.states)
        assert json.dumps(replayed.to_data()["decisions"]) == json.dumps(run.to_data()["decisions"])
        before, saved = run, line_out("R", run.outcomes)


@given(drawn=HISTORIES)
@MANY
def test_a_tier_moves_within_the_clauses(drawn: tuple[Clauses, list[tuple[date, dict[str, Any]]]]) -> None:
    clauses, history = drawn
    policy = policy_of(clauses)
    before: Any = {}
    for day, data in history:
        decision = policy.decide({**data, "id": "R"}, as_of=day, previous=before)
        was, now = before.states["t"] if before else "absent", decision.states["t"]
        if decision["t"].state_open:
            assert now == was
        elif was != "absent" and now != was:
            moved = TIERS.index(was["previous"]) - TIERS.index(now["previous"])
            assert -(clauses.down or 9) <= moved <= (clauses.up or 9)
            assert 0 <= int(now["failed"]) < (clauses.grace or 1)
            assert now["reviewed_on"] == day.isoformat()
            assert (now["since"] == day.isoformat()) or not moved
        before = decision


@given(
    clauses=CLAUSES.filter(lambda c: c.cycle is not None),
    state=STATES,
    day=DAYS,
    n=st.integers(0, 99),
    g=st.integers(0, 9),
)
@MANY
def test_a_second_decision_in_the_period_moves_nothing(
    clauses: Clauses, state: dict[str, Any] | None, day: date, n: int, g: int
) -> None:
    policy = policy_of(clauses)
    data = {"id": "R", "n": n, "g": g}
    first = policy.decide(data, as_of=day, previous={"t": as_data(state)})
    again = policy.decide({"id": "R", "n": 99 - n, "g": 9 - g}, as_of=day, previous=first)
    assert again["t"].value == first["t"].value
    assert again.states == first.states


# --- better facts ---


@given(
    clauses=CLAUSES,
    state=STATES,
    day=DAYS,
    low=st.tuples(st.integers(0, 99), st.integers(0, 9)),
    more=st.tuples(st.integers(0, 99), st.integers(0, 9)),
)
@MANY
def test_better_facts_never_give_a_lower_tier(
    clauses: Clauses, state: dict[str, Any] | None, day: date, low: tuple[int, int], more: tuple[int, int]
) -> None:
    """From one state, where criteria and gates ask for at least so much."""
    n, g = min(99, low[0] + more[0]), min(9, low[1] + more[1])
    policy = policy_of(clauses)
    worse = policy.decide({"id": "R", "n": low[0], "g": low[1]}, as_of=day, previous={"t": as_data(state)})
    better = policy.decide({"id": "R", "n": n, "g": g}, as_of=day, previous={"t": as_data(state)})
    assert TIERS.index(better["t"].value) <= TIERS.index(worse["t"].value)  # type: ignore[arg-type]  # decided tiers


# --- gaps ---


@given(
    clauses=CLAUSES,
    state=STATES,
    day=DAYS,
    whole=st.fixed_dictionaries({"n": st.integers(0, 99), "g": st.integers(0, 9), "x": st.booleans()}),
    lost=st.sets(
        st.sampled_from(["n", "g", "x", "previous", "since", "failed", "probation_until", "reviewed_on"]), min_size=1
    ),
)
@settings(MANY, max_examples=150)
def test_what_is_lost_leaves_the_tier_possible_and_the_state_as_it_was(
    clauses: Clauses, state: dict[str, Any] | None, day: date, whole: dict[str, Any], lost: set[str]
) -> None:
    policy = policy_of(clauses)
    known = as_data(state)
    part = {name: "unknown" if name in lost else value for name, value in whole.items()}
    thin = known if known == "absent" else {n: "unknown" if n in lost else value for n, value in known.items()}
    decider = make_decider(policy, day, {}, {}, "R", "recorded")

    def outcome(data: dict[str, Any]) -> Any:
        converted = decider.converter({"id": "R", **data})
        assert converted.record is not None
        return decide(policy.program, decider.settings.inputs(converted.record))[0]

    full, open_ = outcome({**whole, "t.state": known}), outcome({**part, "t.state": thin})
    tier = open_.outcome
    if not isinstance(tier, Gap):
        assert tier == full.outcome
    else:
        assert full.outcome in tier.possible.members
    if open_.state_open:
        view = policy.decide({"id": "R", **part, "t.state": thin}, as_of=day)["t"]
        incoming = thin if thin == "absent" or set(thin.values()) != {"unknown"} else "unknown"
        assert view.state == incoming
    else:
        fields = dict(open_.state)
        assert all(isinstance(found, Gap) or found == dict(full.state)[name] for name, found in fields.items())


def test_generated_histories_meet_every_case() -> None:
    """A generator that never meets a case proves nothing about it."""
    met: set[str] = set()

    @given(drawn=HISTORIES)
    @settings(max_examples=400, deadline=None, database=None, derandomize=True, suppress_health_check=list(HealthCheck))
    def look(drawn: tuple[Clauses, list[tuple[date, dict[str, Any]]]]) -> None:
        clauses, history = drawn
        assume(len(history) > 1)
        before: Any = {}
        for day, data in history:
            decision = policy_of(clauses).decide({**data, "id": "R"}, as_of=day, previous=before)
            met.update(rule.split("/")[2] for rule in decision["t"].because if rule.startswith("t/movement/"))
            met.update(["open"] if decision["t"].state_open else [])
            before = decision

    look()
    assert met >= {
        "designated",
        "first_review",
        "between_reviews",
        "up_after",
        "up",
        "enter",
        "stay",
        "keep",
        "grace",
        "down",
        "open",
    }
