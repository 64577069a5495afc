"""Every engine gives what the reference gives, and the laws hold, on policies and records drawn from seeds.

The short form of `scripts/differential`; what the long form finds is frozen in `found/` and tried again here. Engines
for columns make a plan for each policy and setting, which takes them longer than a record: they get fewer policies.
"""

from __future__ import annotations

import pytest

from differential.engines import engines
from differential.found import Frozen, frozen_finds
from differential.tables import COLUMN_ENGINES
from differential.tally import Tally
from differential.trials import Plan, try_again, try_policy

SEEDS = [range(start, start + 15) for start in range(0, 150, 15)]
#: Policies of which columns take a good part; what they leave to single rows is compared in any case.
IN_COLUMNS = [(201, 203), (205, 213), (216, 217), (219, 220), (221, 222), (224, 225)]


@pytest.mark.parametrize("seeds", SEEDS, ids=lambda seeds: f"{seeds.start}-{seeds.stop - 1}")
def test_the_compiled_twin_agrees_and_laws_hold(seeds: range) -> None:
    tally = Tally()
    twin = engines(["compiled"])
    found = [one for seed in seeds for one in try_policy(seed, twin, Plan(cases=16, layout=3), tally)]
    assert [(one.seed, one.what, one.seen) for one in found] == []
    assert tally.records > 150
    assert tally.pairs["compiled"] > 0.9 * tally.records


@pytest.mark.parametrize("seeds", IN_COLUMNS, ids=lambda seeds: "-".join(map(str, seeds)))
def test_columns_agree(seeds: tuple[int, ...]) -> None:
    tally = Tally()
    some = [engine for engine in engines() if engine.name in COLUMN_ENGINES]
    plan = Plan(cases=80, laws=0, learning=0, layout=10**9)
    found = [one for seed in seeds for one in try_policy(seed, some, plan, tally)]
    assert [(one.seed, one.what, one.seen) for one in found] == []
    assert all(tally.pairs[engine.name] > 5 for engine in some), tally.pairs


@pytest.mark.parametrize("find", frozen_finds(), ids=lambda find: find.name)
def test_what_was_found_stays_mended(find: Frozen) -> None:
    assert try_again(find.what, find.written, find.case, engines()) == ""
