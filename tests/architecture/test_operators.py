"""Every consumer of Core implements every operator that Core declares, and no other."""

from __future__ import annotations

from collections.abc import Mapping

import pytest

from policycore.core.ops import OPERATORS
from policycore.gaps.ops import BY_ALMANAC, IMPLEMENTATIONS

CONSUMERS: dict[str, Mapping[str, object]] = {"gaps": {**IMPLEMENTATIONS, **BY_ALMANAC}}


@pytest.mark.parametrize("room", CONSUMERS)
def test_each_declared_operator_has_its_implementation(room: str) -> None:
    assert sorted(CONSUMERS[room]) == sorted(OPERATORS)
