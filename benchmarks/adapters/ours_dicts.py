"""policycore from plain dicts: `Policy.decide_many` validates each record, then decides it."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any

from adapters.ours import from_outcomes, policy_of
from workload import Answer, Data

NAME = "policycore, from dicts"
PACKAGES = ()
KIND = "records"
SHOWN = True


def prepare(part: str, records: Sequence[Data]) -> Any:
    """Return the records as they are."""
    return records


def build(part: str) -> Callable[[Any], Any]:
    """Return `decide_many` of the policy."""
    policy = policy_of(part)
    return lambda batch: list(policy.decide_many(batch))


def answers(part: str, result: Any) -> list[Answer]:
    """Return what the decisions say."""
    return from_outcomes(part, (decision.outcomes for decision in result))
