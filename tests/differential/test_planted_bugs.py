"""The suite finds bugs: each planted one within a few policies; and what it finds becomes small."""

from __future__ import annotations

import random
from itertools import chain

import pytest
from attrs import frozen

from differential.engines import REFERENCE, Outcomes, difference
from differential.facts import Case
from differential.planted import IN_COLUMNS, PLANTED, Planted, PlantedInColumns
from differential.policies import Written, written
from differential.shrink import shrunk
from differential.tally import Tally
from differential.trials import Desk, Plan, cases_for, loaded, try_again, try_policy
from policycore.core.nodes import Program
from policycore.core.outcome import Inputs

#: Most bugs show in the first few policies; for rare ones some hundred more are drawn, of those that can show them.
FIRST, LAST, FURTHER = 0, 120, 500
FOR_COLUMNS = (*range(1, 61, 2), *range(0, 60, 2))


@frozen
class Tried:
    written: Written
    program: Program
    cases: list[Case]
    asked: list[Inputs]
    wanted: list[Outcomes]


@pytest.fixture(scope="module")
def tried() -> list[Tried]:
    return [one for seed in range(FIRST, LAST) if (one := tried_with(seed)) is not None]


def tried_with(seed: int, applies: Planted | None = None) -> Tried | None:
    text = written(seed)
    policy = loaded(text).policy
    if policy is None or (applies is not None and not applies.applies(policy.program)):
        return None
    cases = cases_for(policy, random.Random(seed), 8)
    asked = [inputs for case in cases if (inputs := Desk(policy.program).inputs(case)) is not None]
    return Tried(text, policy.program, cases, asked, REFERENCE.prepare(policy.program)(asked))


def first_difference(planted: Planted, tried: list[Tried]) -> tuple[Tried, Case] | None:
    further = (one for seed in range(LAST, FURTHER) if (one := tried_with(seed, planted)) is not None)
    for one in chain(tried, further):
        if not planted.applies(one.program):
            continue
        asked = one.asked
        if one.program.populations:  # it goes over the members itself
            desk = Desk(planted.changed(one.program))
            asked = [inputs for case in one.cases if (inputs := desk.inputs(case)) is not None]
        got = planted.prepare(one.program)(asked)
        for case, wanted, other in zip(one.cases, one.wanted, got, strict=True):
            if difference(wanted, other):
                return one, case
    return None


@pytest.mark.parametrize("planted", PLANTED, ids=lambda planted: planted.name)
def test_a_planted_bug_is_found(planted: Planted, tried: list[Tried]) -> None:
    assert first_difference(planted, tried) is not None


@pytest.mark.parametrize("planted", IN_COLUMNS, ids=lambda planted: planted.name)
def test_a_bug_planted_in_columns_is_found(planted: PlantedInColumns) -> None:
    plan = Plan(cases=60, laws=0, learning=0, layout=10**9)
    tries = (found for seed in FOR_COLUMNS for found in try_policy(seed, [planted], plan, Tally()))
    assert next(tries, None) is not None


def test_what_is_found_becomes_small_and_is_still_there(tried: list[Tried]) -> None:
    planted = next(each for each in PLANTED if each.name == "limits the other way")
    found = first_difference(planted, tried)
    assert found is not None
    one, case = found

    def still(text: Written, asked: Case | None) -> bool:
        return bool(try_again(planted.name, text, asked, [planted]))

    small, asked = shrunk(one.written, case, still, 250)
    assert still(small, asked)
    assert len(small.main) < len(one.written.main) * 0.7
    assert asked is not None
    assert len(str(asked.data)) <= len(str(case.data))
