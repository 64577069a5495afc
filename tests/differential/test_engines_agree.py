"""Every engine gives what the reference gives, and the laws hold, on policies and records drawn from seeds.

The short form of `scripts/differential`; what the long form finds is frozen in `found/` and tried again here.
"""

from __future__ import annotations

import pytest

from differential.engines import engines
from differential.found import Frozen, frozen_finds
from differential.tally import Tally
from differential.trials import Plan, try_again, try_policy

SEEDS = [range(start, start + 15) for start in range(0, 180, 15)]


@pytest.mark.parametrize("seeds", SEEDS, ids=lambda seeds: f"{seeds.start}-{seeds.stop - 1}")
def test_engines_agree_and_laws_hold(seeds: range) -> None:
    tally = Tally()
    found = [one for seed in seeds for one in try_policy(seed, engines(), Plan(cases=16, layout=3), tally)]
    assert [(one.seed, one.what, one.seen) for one in found] == []
    assert tally.records > 150
    assert all(tally.pairs[engine.name] == tally.records for engine in engines())


@pytest.mark.parametrize("find", frozen_finds(), ids=lambda find: find.name)
def test_what_was_found_stays_mended(find: Frozen) -> None:
    assert try_again(find.what, find.written, find.case, engines()) == ""
