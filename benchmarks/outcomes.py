"""From what policycore decides to the answers of the workload, so that they can be compared with everybody else's."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from fractions import Fraction

from policycore.core.outcome import DecisionOutcome
from policycore.values import Outcome
from workload import Answer


def _whole(outcome: Outcome | None) -> int:
    assert isinstance(outcome, Fraction), outcome
    assert outcome.denominator == 1, outcome
    return outcome.numerator


def _tiers(value: DecisionOutcome, tier: DecisionOutcome) -> Answer:
    return _whole(value.outcome), tier.outcome


def _promises(service: DecisionOutcome) -> Answer:
    answer, level, call_back, place, owner, credit_days = (item.outcome for item in service.items)
    assert isinstance(level, Fraction)
    return _whole(answer), _whole(level * 100), _whole(call_back), _whole(place), owner, _whole(credit_days)


def _incidents(answerable: DecisionOutcome, discipline: DecisionOutcome) -> Answer:
    (finding,) = discipline.items
    fine, points = (amount.outcome for amount in finding.amounts)
    assert isinstance(finding.severity, str)
    severity = int(finding.severity.removeprefix("s"))
    return severity, _whole(fine), _whole(points), answerable.outcome, finding.outcome == "exempt"


def _table(code: DecisionOutcome) -> Answer:
    return (_whole(code.outcome),)


def answer(part: str, outcomes: Iterable[DecisionOutcome]) -> Answer:
    """Return the answer that the decisions about one record of a part amount to."""
    read: dict[str, Callable[..., Answer]] = {"tiers": _tiers, "promises": _promises, "incidents": _incidents}
    return read.get(part, _table)(*outcomes)
