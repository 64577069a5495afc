"""Hand-written Python: the measure of all others."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any

import by_hand
from workload import Answer, Data

NAME = "hand-written Python"
PACKAGES = ()
KIND = "records"
SHOWN = True


def prepare(part: str, records: Sequence[Data]) -> Any:
    """Return the records as they are."""
    return records


def build(part: str) -> Callable[[Any], Any]:
    """Return the function of a part over a batch."""
    decide = by_hand.decider(part)
    return lambda batch: [decide(record) for record in batch]


def answers(part: str, result: Any) -> list[Answer]:
    """Return the answers as they are."""
    return list(result)
