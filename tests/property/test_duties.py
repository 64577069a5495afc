"""Laws of duties and procedures: a breach stays one as time goes by, and the order of events does not count."""

from __future__ import annotations

import random
from datetime import datetime
from typing import Any

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from policycore.api import Policy, loads, make_decider
from policycore.core import nodes as core
from policycore.core.outcome import DUTY_FINDINGS, STEP_FINDINGS, DecisionOutcome, Inputs, verdict
from policycore.interpret.decide import decide
from policycore.testing.strategies import moments, records
from policycore.values import Gap

SETTINGS = settings(max_examples=150, deadline=None, suppress_health_check=[HealthCheck.too_slow])

POLICY = loads("""policy office "Office" { languages: en }
calendar days { weekend: saturday, sunday }
actor chief for Case = head
record Visit { made_on : date optional  reported_at : moment optional  planned_for : date  counts : yes_no }
record Case {
  key id : text
  head : text  serious : yes_no  since : date  found_on : date optional  found_at : moment
  told_at : moment optional  closed_on : date optional
  heard_on : date optional
  decided_on : date optional  decided_by : text optional
  appealed_on : date optional
  reviewed_at : moment optional  reviewed_by : text optional
  visits : list of Visit
}
duty tell must within 24 hours after found_at done told_at
duty close should within 10 days after found_on until 17:00 done told_at
duty settle must within 3 working days after found_on when serious done closed_on
duty use may before found_at done told_at
duty see must within 1 month after since done made_on over visits where counts
duty plan must every month before day 5 17:00 from since done reported_at over visits for planned_for
duty report must every week until friday done reported_at over visits
duty walk should 1..2 times every 2 weeks from since done made_on over visits where counts
duty call must at least 1 times every day done reported_at over visits
procedure handling {
  step hear must done heard_on
  step decide by chief must within 10 days after hear done decided_on by decided_by
  step appeal may within 10 days after decide done appealed_on stays decide
  step review must within 48 hours after found_at follow appeal when serious done reviewed_at by reviewed_by
    not by decide
  step end should until since + 2 months follow decide, review done closed_on
}
""")
DATA = records(POLICY, complete=True)
AS_OF = moments(POLICY)


def inputs_of(data: dict[str, Any], as_of: datetime) -> Inputs:
    decider = make_decider(POLICY, as_of, {}, {}, "Case", "recorded")
    converted = decider.converter({"id": "c", **data})
    assert converted.record is not None, converted.problems
    return decider.settings.inputs(converted.record)


def decided(data: dict[str, Any], as_of: datetime) -> tuple[DecisionOutcome, ...]:
    return decide(POLICY.program, inputs_of(data, as_of))


def findings(outcomes: tuple[DecisionOutcome, ...]) -> dict[tuple[str, str], Any]:
    return {(item.id, item.element): item for outcome in outcomes for item in outcome.items}


def modality(policy: Policy, id: str) -> str:
    node = policy.bundle.index[id]
    assert isinstance(node, core.Duty | core.Step)
    return node.modality


@SETTINGS
@given(DATA, AS_OF, AS_OF)
def test_a_later_moment_never_takes_a_breach_back(data: dict[str, Any], one: datetime, other: datetime) -> None:
    early, late = findings(decided(data, min(one, other))), findings(decided(data, max(one, other)))
    for key in early.keys() & late.keys():
        of = modality(POLICY, key[0])
        if (found := verdict(of, early[key].outcome)) is not None:
            assert verdict(of, late[key].outcome) == found, (key, early[key].outcome, late[key].outcome)


@SETTINGS
@given(DATA, AS_OF, st.randoms(use_true_random=False))
def test_the_order_of_events_does_not_count(data: dict[str, Any], as_of: datetime, choose: random.Random) -> None:
    visits = [*data["visits"]]
    choose.shuffle(visits)
    assert decided(data, as_of) == decided({**data, "visits": visits}, as_of)


@SETTINGS
@given(DATA, AS_OF)
def test_nothing_is_wrong_before_its_due_time_but_order_and_person(data: dict[str, Any], as_of: datetime) -> None:
    for item in findings(decided(data, as_of)).values():
        due = dict(item.facts).get("due")
        if isinstance(due, datetime) and as_of <= due:
            assert item.outcome not in ("late", "overdue", "unused", "below"), item


@SETTINGS
@given(records(POLICY), AS_OF)
def test_findings_are_words_of_their_kind_each_by_a_rule_of_the_policy(data: dict[str, Any], as_of: datetime) -> None:
    for item in findings(decided(data, as_of)).values():
        words = STEP_FINDINGS if isinstance(POLICY.bundle.index[item.id], core.Step) else DUTY_FINDINGS
        if isinstance(item.outcome, Gap):
            assert item.outcome.possible.members <= set(words)  # type: ignore[union-attr]  # words are a subset
        else:
            assert item.outcome in words
            assert item.because == (f"{item.id}/{item.outcome}",)
            assert item.because[0] in POLICY.bundle.index
