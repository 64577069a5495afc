"""Laws of deciding, tried on every policy of the gallery with records on its thresholds."""

from __future__ import annotations

import random
from collections.abc import Iterator
from functools import cache
from pathlib import Path
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from policycore import types as t
from policycore.api import Policy, load, make_decider
from policycore.core.codec import encode_trace
from policycore.core.outcome import DecisionOutcome, Finding
from policycore.interpret.decide import decide
from policycore.testing.strategies import moments, records
from policycore.values import Absent, Anything, Gap, Interval, Outcome, Subset, possible_of, status

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


def thinned(policy: Policy, name: str, data: dict[str, Any], choose: random.Random) -> dict[str, Any]:
    """Make facts unknown, here and in the records inside; lists keep their elements.

    A plain fact is left out. An optional one, or one with a default, has to be called unknown: left out it would be
    absent, or the default, and that is another fact.
    """
    declaration = next(record for record in policy.program.records if record.id == name)
    found: dict[str, Any] = {}
    for field in declaration.fields:
        if field.name not in data:
            continue
        value = data[field.name]
        lost = not field.key and choose.random() < 0.3
        if lost and (field.optional or field.default is not None) and not isinstance(field.type, t.Text):
            found[field.name] = "unknown"
        elif lost and not field.optional and field.default is None:
            continue
        elif isinstance(field.type, t.RecordType) and isinstance(value, dict):
            found[field.name] = thinned(policy, field.type.name, value, choose)
        elif isinstance(field.type, t.ListType) and isinstance(field.type.element, t.RecordType):
            found[field.name] = [thinned(policy, field.type.element.name, item, choose) for item in value]
        else:
            found[field.name] = value
    return found


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


def lies_in(narrow: Outcome, wide: Outcome) -> bool:
    """Whether all that `narrow` may be was possible for `wide`."""
    if not isinstance(wide, Gap):
        return narrow == wide
    marks = narrow.marks if isinstance(narrow, Gap) else {"absent"} if isinstance(narrow, Absent) else set()
    if not set(marks) <= set(wide.marks):
        return False
    inner, outer = possible_of(narrow), wide.possible
    match inner, outer:
        case _, Anything():
            return True
        case Subset(members=a), Subset(members=b):
            return a <= b
        case Subset(members=a), Interval():
            return not a
        case Interval(), Interval():
            above = outer.low is None or (inner.low is not None and inner.low >= outer.low)
            below = outer.high is None or (inner.high is not None and inner.high <= outer.high)
            return above and below
        case _:
            return False


def pairs(before: DecisionOutcome, after: DecisionOutcome) -> Iterator[tuple[str, Outcome, Outcome]]:
    """Yield what can be compared: applicability, outcome, and findings of the same rule and element."""
    yield f"{before.id} applies", before.applicable, after.applicable
    if before.outcome is not None and after.outcome is not None:
        yield before.id, before.outcome, after.outcome
    later: dict[tuple[str, str], Finding] = {(item.id, item.element): item for item in after.items}
    for item in before.items:
        if (item.id, item.element) in later:
            yield f"{item.id} {item.element}", item.outcome, later[item.id, item.element].outcome


@pytest.mark.parametrize(("path", "name"), TARGETS)
@given(data=st.data(), seed=st.integers(0, 2**32))
@MANY
def test_learning_a_fact_never_takes_back_what_was_decided(
    path: Path, name: str, data: st.DataObject, seed: int
) -> None:
    policy = policy_of(path)
    whole = data.draw(records(policy, name))
    as_of = data.draw(moments(policy))
    part = thinned(policy, name, whole, random.Random(seed))
    before, after = decided(policy, name, part, as_of), decided(policy, name, whole, as_of)
    for one, other in zip(before, after, strict=True):
        for place, was, now in pairs(one, other):
            assert lies_in(now, was), (place, was, now)
            if status(was) in ("conflict", "not_stated"):
                assert status(now) == status(was), (place, was, now)
        if one.status in ("decided", "conflict", "not_stated", "not_applicable"):
            assert other.status == one.status, (one, other)


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
