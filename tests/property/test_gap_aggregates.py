"""G1 and G3 for what counts over lists: elements that may count, values that are open, lists that are not given."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from itertools import product
from typing import get_args

import pytest
from attrs import evolve
from hypothesis import given, settings
from hypothesis import strategies as st

from policycore import types as t
from policycore.core.nodes import Aggregate, AggregateKind, Const
from policycore.gaps.aggregate import Member, aggregate
from policycore.values import Gap, Outcome, Subset, marks_of, possible_of, status
from property.concrete import DATE, FACT, LEVEL, NUMBER, OPEN_KIND, YES_NO, concretions, lies_in, outcomes, together

#: What each kind is tried on: the type of its values, and of its result where that is another one.
VALUES: dict[AggregateKind, list[t.Type]] = {
    "count": [YES_NO],
    "sum": [NUMBER],
    "average": [NUMBER],
    "highest": [NUMBER, LEVEL, DATE],
    "lowest": [NUMBER, LEVEL, DATE],
    "latest": [LEVEL, NUMBER, OPEN_KIND],
    "earliest": [LEVEL],
    "distinct": [LEVEL, NUMBER],
    "all": [YES_NO],
    "some": [YES_NO],
    "agreed": [LEVEL, NUMBER, OPEN_KIND],
}
#: Open values are not compared with one another, and an unknown text may be anything.
TOO_LARGE: set[AggregateKind] = {"distinct"}
TRIED = [(kind, of) for kind, tried in VALUES.items() for of in tried]
ORDERLESS: list[AggregateKind] = ["count", "sum", "average", "highest", "lowest", "distinct", "all", "some", "latest"]


def test_every_aggregate_is_tried() -> None:
    assert set(VALUES) == set(get_args(AggregateKind))


def node(kind: AggregateKind, of: t.Type) -> Aggregate:
    value = None if kind == "count" else Const("value", of, True)
    by = Const("by", DATE, True) if kind in ("latest", "earliest") else None
    return Aggregate(kind, of, kind, "el", Const("list", t.ListType(of), True), value, None, by)


@st.composite
def members(draw: st.DrawFn, kind: AggregateKind, of: t.Type, most: int = 3) -> list[Member]:
    listed = []
    for number in range(1, draw(st.integers(0, most)) + 1):
        included = draw(st.sampled_from([True, Gap(Subset(frozenset({True, False})), frozenset({FACT}))]))
        value: Outcome = True if kind == "count" else draw(outcomes(of))
        by: Outcome = draw(outcomes(DATE, ())) if kind in ("latest", "earliest") else True
        listed.append(Member(f"#list[{number}]", included, value, by))
    return listed


def choices(listed: Sequence[Member]) -> Iterator[list[Member]]:
    """Every list that these members may turn out to be."""
    for chosen in product(*(_choices_of(member) for member in listed)):
        yield [member for member in chosen if member.included is True]


def _choices_of(member: Member) -> Iterator[Member]:
    for included, value, by in product(concretions(member.included), concretions(member.value), concretions(member.by)):
        yield evolve(member, included=included, value=value, by=by)


@pytest.mark.parametrize(("kind", "of"), TRIED)
@settings(max_examples=40)
@given(st.data())
def test_gaps_over_a_given_list_are_sound_and_stable(kind: AggregateKind, of: t.Type, data: st.DataObject) -> None:
    listed = data.draw(members(kind, of))
    result = aggregate(node(kind, of), listed, frozenset(), "at")
    results = []
    for choice in choices(listed):
        results.append(aggregate(node(kind, of), choice, frozenset(), "at"))
        assert lies_in(results[-1], result), f"{choice} gives {results[-1]}"
    if kind not in TOO_LARGE and of != OPEN_KIND:
        assert together(results) == (possible_of(result), marks_of(result)), "more is possible than comes out"
    learned = aggregate(
        node(kind, of), [m for m in data.draw(narrower(listed)) if m.included is not False], frozenset(), "at"
    )
    assert lies_in(learned, result)
    if status(result) in ("conflict", "not_stated"):
        assert status(learned) == status(result)
        assert lies_in(result, learned)


@st.composite
def narrower(draw: st.DrawFn, listed: Sequence[Member]) -> list[Member]:
    """A list of which more is known."""

    def learn(outcome: Outcome) -> Outcome:
        if isinstance(outcome, Gap) and FACT in outcome.reasons:
            return draw(st.sampled_from([outcome, *concretions(outcome)]))
        return outcome

    return [evolve(m, included=learn(m.included), value=learn(m.value), by=learn(m.by)) for m in listed]


@pytest.mark.parametrize(("kind", "of"), TRIED)
@settings(max_examples=25)
@given(st.data())
def test_a_list_that_is_not_given_may_be_any_list(kind: AggregateKind, of: t.Type, data: st.DataObject) -> None:
    one = data.draw(members(kind, of, most=1))
    result = aggregate(node(kind, of), one, frozenset({FACT}), "at")
    for times in range(3):
        for choice in choices(one * times):
            concrete = aggregate(node(kind, of), choice, frozenset(), "at")
            assert lies_in(concrete, result), f"{choice} gives {concrete}"


@pytest.mark.parametrize("kind", ORDERLESS)
@settings(max_examples=25)
@given(st.data())
def test_the_order_of_elements_changes_nothing(kind: AggregateKind, data: st.DataObject) -> None:
    of = VALUES[kind][0]
    listed = data.draw(members(kind, of))
    shuffled = data.draw(st.permutations(listed))
    one, other = (aggregate(node(kind, of), order, frozenset(), "at") for order in (listed, shuffled))
    assert lies_in(one, other)
    assert lies_in(other, one)
