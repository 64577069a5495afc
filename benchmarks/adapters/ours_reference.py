"""policycore, the reference interpreter on validated records: written to be read, and what all others must equal."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any

from adapters.ours import from_outcomes, policy_of, validated
from policycore.core.outcome import Inputs
from policycore.interpret.decide import decide
from workload import Answer, Data

NAME = "policycore, reference"
PACKAGES = ()
KIND = "records"
SHOWN = False


def prepare(part: str, records: Sequence[Data]) -> Any:
    """Return validated records."""
    return [Inputs(record) for record in validated(part, records)]


def build(part: str) -> Callable[[Any], Any]:
    """Return the interpreter of a part."""
    program = policy_of(part).program
    return lambda batch: [decide(program, inputs) for inputs in batch]


def answers(part: str, result: Any) -> list[Answer]:
    """Return what the outcomes say."""
    return from_outcomes(part, result)
