"""policycore with the bytes of the full trace made at once for every record: the reference notes each step."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any

from adapters.ours import from_outcomes, policy_of, validated
from policycore import Policy, values
from policycore.core.outcome import DecisionOutcome, Inputs, Trace
from policycore.explain.document import trace_bytes, trace_document
from policycore.interpret.decide import decide
from workload import Answer, Data

NAME = "policycore, traces made at once"
PACKAGES = ()
KIND = "records"
SHOWN = False


def traced(policy: Policy, inputs: Inputs) -> tuple[tuple[DecisionOutcome, ...], bytes]:
    """Return the outcomes for a record, and the bytes of the full trace."""
    nodes: dict[str, values.Outcome] = {}

    def tracer(instance: str, outcome: values.Outcome) -> None:
        nodes[instance] = outcome

    outcomes = decide(policy.program, inputs, tracer)
    return outcomes, trace_bytes(trace_document(policy.bundle, inputs, outcomes, Trace(nodes)))


def prepare(part: str, records: Sequence[Data]) -> Any:
    """Return validated records."""
    return [Inputs(record) for record in validated(part, records)]


def build(part: str) -> Callable[[Any], Any]:
    """Return the interpreter of a part, with a tracer."""
    policy = policy_of(part)
    return lambda batch: [traced(policy, inputs) for inputs in batch]


def answers(part: str, result: Any) -> list[Answer]:
    """Return what the outcomes say."""
    return from_outcomes(part, (outcomes for outcomes, _ in result))
