"""A kept decision is a recording: the trace made from it later has the bytes of the one that is made at once."""

from __future__ import annotations

import pickle
from functools import cache
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from policycore import values as v
from policycore.api import Decider, Decision, Policy, load, make_decider
from policycore.core.outcome import Trace
from policycore.engine import Run
from policycore.explain.document import trace_bytes, trace_document
from policycore.interpret.decide import decide
from policycore.testing.strategies import moments, records

FILES = sorted((Path(__file__).parents[2] / "policies").rglob("*.policy"))


@cache
def policy_of(path: Path) -> Policy:
    return load(path)


TARGETS = [
    pytest.param(path, name, id=f"{path.parent.name}-{name}")
    for path in FILES
    for name in sorted(policy_of(path).decides)
    if policy_of(path).engine.twin.supports(name)
]


def at_once(decider: Decider, data: object) -> bytes:
    """Return the trace as the reference makes it while it decides."""
    record = decider.converter(data).record
    assert record is not None
    inputs = decider.inputs(record)
    nodes: dict[str, v.Outcome] = {}

    def tracer(instance: str, outcome: v.Outcome) -> None:
        nodes[instance] = outcome

    outcomes = decide(decider.policy.program, inputs, tracer)
    return trace_bytes(trace_document(decider.policy.bundle, inputs, outcomes, Trace(nodes)))


def later(decision: Decision) -> bytes:
    """Return the trace of a decision that has been put away since."""
    again = pickle.loads(pickle.dumps(decision))
    return trace_bytes(again.trace_data())


@pytest.mark.parametrize(("path", "name"), TARGETS)
@settings(max_examples=4, deadline=None, suppress_health_check=[HealthCheck.too_slow, HealthCheck.data_too_large])
@given(data=st.data())
def test_a_trace_made_later_has_the_bytes_of_one_made_at_once(path: Path, name: str, data: st.DataObject) -> None:
    policy = policy_of(path)
    as_of = data.draw(moments(policy)) if policy.reads_as_of(name) else None
    decider = make_decider(policy, as_of, {}, {}, name, "recorded")
    run = Run(policy.engine, decider)
    record = data.draw(records(policy, name, complete=data.draw(st.booleans())))
    expected = at_once(decider, record)
    assert later(decider.decide_fully(record)) == expected
    kept = run.decide(record)
    if kept is not None:
        assert later(kept) == expected
    validated = decider.converter(record).record
    assert validated is not None
    (of_packed,) = run.each_packed([run.twin.packing.pack(validated)])
    assert later(of_packed) == expected


def test_plain_data_are_decided_straight_away() -> None:
    ways = {"quick": 0, "long": 0}

    @settings(max_examples=3, deadline=None, database=None)
    @given(data=st.data())
    def tried(data: st.DataObject) -> None:
        for param in TARGETS[:20]:
            path, name = param.values
            policy = policy_of(path)  # type: ignore[arg-type]
            as_of = "2024-06-30" if policy.reads_as_of(name) else None  # type: ignore[arg-type]
            run = Run(policy.engine, make_decider(policy, as_of, {}, {}, name, "recorded"))  # type: ignore[arg-type]
            record = data.draw(records(policy, name, complete=True))  # type: ignore[arg-type]
            ways["long" if run.decide(record) is None else "quick"] += 1

    tried()
    assert ways["quick"] > ways["long"] / 4
