"""policycore on validated records, with all that a trace follows from: of each record the decision is kept.

A kept decision holds the packed record, the moment, and the lean outcome; from that the trace can be made at any time,
in another process as well, to the byte as it would have been made at once. `answers` holds some against that.
"""

from __future__ import annotations

import pickle
from collections.abc import Callable, Sequence
from typing import Any

from adapters import ours_packed
from adapters.ours import from_outcomes, policy_of
from adapters.ours_traced import traced
from policycore import api
from policycore.engine import Run
from policycore.explain.document import trace_bytes
from workload import Answer, Data

NAME = "policycore, traces kept to be made"
PACKAGES = ()
KIND = "records"
SHOWN = False
#: So many traces are made and compared.
COMPARED = 50


def prepare(part: str, records: Sequence[Data]) -> Any:
    """Return packed records."""
    return ours_packed.prepare(part, records)


def build(part: str) -> Callable[[Any], Any]:
    """Return what decides and keeps."""
    policy = policy_of(part)
    run = Run(policy.engine, api.make_decider(policy, None, {}, {}, None, "strict"))
    return lambda batch: list(run.each_packed(batch))


def answers(part: str, result: Any) -> list[Answer]:
    """Return what the decisions say, once traces made from pickled ones are those that are made at once."""
    for decision in result[:COMPARED]:
        again = pickle.loads(pickle.dumps(decision))
        if trace_bytes(again.trace_data()) != traced(policy_of(part), decision.inputs)[1]:
            raise ValueError("a trace that was made later differs")
    return from_outcomes(part, (decision.outcomes for decision in result))
