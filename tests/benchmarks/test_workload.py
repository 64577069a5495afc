"""The policies of the benchmarks say what the hand-written Python says; else there would be nothing to compare."""

from __future__ import annotations

import pytest

import by_hand
import outcomes
import workload
from policycore import api


@pytest.mark.parametrize("part", workload.PARTS)
def test_the_policy_answers_as_the_hand_written_code(part: str) -> None:
    policy = api.loads(workload.policy_text(part))
    assert not policy.diagnostics
    decide = by_hand.decider(part)
    records = workload.records(part, 40 if part == "table_1000" else 150)
    for record, decision in zip(records, policy.decide_many(records), strict=True):
        assert outcomes.answer(part, decision.outcomes) == decide(record), record


@pytest.mark.parametrize("part", workload.PARTS)
def test_records_are_the_same_for_the_same_seed_and_meet_every_answer(part: str) -> None:
    records = workload.records(part, 3000)
    assert records == workload.records(part, 3000)
    assert records[0] != workload.records(part, 1, seed=8)[0]
    assert set(workload.FACTS[part]) | {"id"} == set(records[0])
    answers = list(map(by_hand.decider(part), records))
    assert all(len(answer) == len(workload.ANSWERS[part]) for answer in answers)
    if part == "tiers":
        assert {tier for _, tier in answers} == set("ABCD")
    if part in workload.ROWS:
        assert len({code for (code,) in answers}) > min(10, 0.9 * workload.ROWS[part])
