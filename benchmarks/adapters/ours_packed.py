"""policycore, the compiled twin on records that are validated and packed: outcome and deciding rules of each."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any

from adapters.ours import from_outcomes, policy_of, validated
from policycore.compile import Twin, compile_program
from policycore.compile.forms import Given
from workload import Answer, Data

NAME = "policycore, compiled"
PACKAGES = ()
KIND = "records"
SHOWN = True

_TWINS: dict[str, Twin] = {}


def _twin(part: str) -> Twin:
    if part not in _TWINS:
        _TWINS[part] = compile_program(policy_of(part).program)
    return _TWINS[part]


def prepare(part: str, records: Sequence[Data]) -> Any:
    """Return packed records."""
    pack = _twin(part).packing.pack
    return [pack(record) for record in validated(part, records)]


def build(part: str) -> Callable[[Any], Any]:
    """Return the compiled decisions of a part."""
    (record,) = _twin(part).records
    entry = _twin(part).entry(record)
    assert entry is not None
    settled = entry.settle(Given())
    return lambda batch: entry.many(batch, settled)


def answers(part: str, result: Any) -> list[Answer]:
    """Return what the lean outcomes stand for."""
    (record,) = _twin(part).records
    entry = _twin(part).entry(record)
    assert entry is not None
    return from_outcomes(part, map(entry.outcomes, result))
