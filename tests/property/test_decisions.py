"""Laws of deciding, tried on every policy of the gallery with records on its thresholds."""

from __future__ import annotations

import random
from functools import cache
from pathlib import Path
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from differential.laws import nothing_is_taken_back, thinned
from policycore.api import Policy, load, make_decider
from policycore.core.codec import encode_trace
from policycore.core.outcome import DecisionOutcome
from policycore.interpret.decide import decide
from policycore.testing.strategies import moments, records
from policycore.values import Gap, Outcome

ROOT = Path(__file__).parents[2]
FILES = sorted((ROOT / "policies").rglob("*.policy"))


@cache
def policy_of(path: Path) -> Policy:
    return load(path)


def decided(policy: Policy, name: str, data: dict[str, Any], as_of: Any) -> tuple[DecisionOutcome, ...]:
    decider = make_decider(policy, as_of if policy.reads_as_of(name) else None, {}, {}, name, "recorded")
    converted = decider.converter(data)
    assert converted.record is not None, [(p.code, dict(p.args)) for p in converted.problems]
    return decide(policy.program, decider.settings.inputs(converted.record))


TARGETS = [
    pytest.param(path, name, id=f"{path.parent.name}-{name}")
    for path in FILES
    for name in sorted(policy_of(path).decides)
]
MANY = settings(
    max_examples=25, deadline=None, suppress_health_check=[HealthCheck.too_slow, HealthCheck.data_too_large]
)


def shuffled(data: Any, choose: random.Random) -> Any:
    if isinstance(data, dict):
        items = [(k, shuffled(v, choose)) for k, v in data.items()]
        choose.shuffle(items)
        return dict(items)
    if isinstance(data, list):
        items = [shuffled(item, choose) for item in data]
        choose.shuffle(items)
        return items
    return data


@pytest.mark.parametrize(("path", "name"), TARGETS)
@given(data=st.data(), seed=st.integers(0, 2**32))
@MANY
def test_learning_a_fact_never_takes_back_what_was_decided(
    path: Path, name: str, data: st.DataObject, seed: int
) -> None:
    policy = policy_of(path)
    whole = data.draw(records(policy, name))
    as_of = data.draw(moments(policy))
    part = thinned(policy.program, name, whole, random.Random(seed))
    before, after = decided(policy, name, part, as_of), decided(policy, name, whole, as_of)
    assert nothing_is_taken_back(before, after) == ""


def by_content(decisions: tuple[DecisionOutcome, ...]) -> list[Any]:
    """Decisions without the places of elements, which move when lists are reordered."""

    def plain(outcome: Outcome | None) -> Any:
        if isinstance(outcome, Gap):
            return outcome.possible, sorted(outcome.marks), sorted(r.kind for r in outcome.reasons)
        return outcome

    return [
        (
            d.id,
            d.status,
            plain(d.applicable),
            plain(d.outcome),
            sorted(map(repr, [(i.id, plain(i.outcome), plain(i.severity)) for i in d.items])),
            sorted(map(repr, [(s.sanction, s.post, plain(s.outcome)) for s in d.sums])),
        )
        for d in decisions
    ]


@pytest.mark.parametrize(("path", "name"), TARGETS)
@given(data=st.data(), seed=st.integers(0, 2**32))
@MANY
def test_order_of_events_and_fields_changes_nothing(path: Path, name: str, data: st.DataObject, seed: int) -> None:
    policy = policy_of(path)
    whole = data.draw(records(policy, name))
    as_of = data.draw(moments(policy))
    other = shuffled(whole, random.Random(seed))
    assert by_content(decided(policy, name, whole, as_of)) == by_content(decided(policy, name, other, as_of))


@pytest.mark.parametrize(("path", "name"), TARGETS)
@given(data=st.data())
@MANY
def test_tracing_changes_nothing_and_the_same_input_gives_the_same_bytes(
    path: Path, name: str, data: st.DataObject
) -> None:
    policy = policy_of(path)
    whole = data.draw(records(policy, name))
    as_of = data.draw(moments(policy)) if policy.reads_as_of(name) else None
    first = policy.decide(whole, as_of=as_of, record_type=name, judged="recorded")
    again = policy.decide(dict(reversed(whole.items())), as_of=as_of, record_type=name, judged="recorded")
    assert len(first.trace) > 0
    assert first.to_json() == again.to_json()
    index = policy.bundle.index
    assert encode_trace(index, first.trace) == encode_trace(index, again.trace)
