"""The compiled twin decides as the reference does: on every policy of the gallery, on its thresholds and with gaps."""

from __future__ import annotations

from functools import cache
from pathlib import Path
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from policycore.api import Policy, load, make_decider
from policycore.compile import Twin, compile_program
from policycore.compile.forms import Given
from policycore.core.outcome import Inputs
from policycore.interpret.decide import decide
from policycore.testing.strategies import moments, records

ROOT = Path(__file__).parents[2]
FILES = sorted((ROOT / "policies").rglob("*.policy"))


@cache
def policy_of(path: Path) -> Policy:
    return load(path)


@cache
def twin_of(path: Path) -> Twin:
    return compile_program(policy_of(path).program)


TARGETS = [
    pytest.param(path, name, id=f"{path.parent.name}-{name}")
    for path in FILES
    for name in sorted(policy_of(path).decides)
    if twin_of(path).supports(name)
]
SOME = settings(
    max_examples=15, deadline=None, suppress_health_check=[HealthCheck.too_slow, HealthCheck.data_too_large]
)


def inputs_of(policy: Policy, name: str, data: dict[str, Any], as_of: Any) -> Inputs:
    decider = make_decider(policy, as_of if policy.reads_as_of(name) else None, {}, {}, name, "recorded")
    converted = decider.converter(data)
    assert converted.record is not None, [(p.code, dict(p.args)) for p in converted.problems]
    return decider.settings.inputs(converted.record)


def test_most_policies_are_compiled() -> None:
    asked = [(path, name) for path in FILES for name in policy_of(path).decides]
    assert len(TARGETS) > 0.8 * len(asked)


@pytest.mark.parametrize(("path", "name"), TARGETS)
@SOME
@given(data=st.data())
def test_the_twin_gives_the_outcomes_of_the_reference(path: Path, name: str, data: st.DataObject) -> None:
    policy, twin = policy_of(path), twin_of(path)
    complete = data.draw(st.booleans())
    record = data.draw(records(policy, name, complete=complete))
    inputs = inputs_of(policy, name, record, data.draw(moments(policy)))
    expected = decide(policy.program, inputs)
    assert twin.decide(inputs) == expected
    # The general path knows the plain way as well: it is taken wherever a gap does not reach.
    assert (
        twin.describe(name, twin.packing.pack(inputs.record), Given(inputs.as_of, inputs.known_at, inputs.snapshots))
        == expected
    )
