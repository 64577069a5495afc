"""The generator itself: the same for the same seed, well formed, and never dull."""

from __future__ import annotations

import random
from collections import Counter
from fractions import Fraction
from typing import get_args

import pytest

from differential.inventory import CORE, SYNTAX, constructs, everything
from differential.policies import written
from differential.tally import Tally
from differential.trials import Plan, cases_for, loaded, try_policy
from policycore.source import SourceFile
from policycore.syntax.parser import parse
from policycore.values import ReasonKind

MANY = range(5000, 5240)


@pytest.fixture(scope="module")
def met() -> Tally:
    tally = Tally()
    for seed in MANY:
        assert list(try_policy(seed, [], Plan(cases=6, laws=0, learning=0, layout=10**9), tally)) == []
    return tally


def test_a_seed_gives_one_policy_and_one_row_of_cases() -> None:
    assert all(written(seed) == written(seed) for seed in range(8))
    policies = [policy for seed in range(8) if (policy := loaded(written(seed)).policy) is not None]
    assert len(policies) > 5
    for seed, policy in enumerate(policies):
        first, again = (cases_for(policy, random.Random(seed), 5) for _ in range(2))
        assert first == again
    assert len({written(seed).main for seed in range(20)}) == 20


def test_nearly_all_policies_are_well_formed(met: Tally) -> None:
    assert sum(met.refused.values()) <= len(MANY) // 40, met.refused


def test_every_operator_every_node_and_every_call_is_met_often(met: Tally) -> None:
    assert met.seldom(Fraction(2, 100)) == []


#: What is not drawn, and why it is no matter. Examples are cases by hand: what they expect would have to be decided
#: first. The formatter's law writes every policy in Chinese keywords. A duty forbids nothing, and a requirement that
#: one may meet requires nothing: the checker refuses both. Whether citations are required the checker alone asks.
NOT_DRAWN = {
    *("Example", "Example.as_of", "Example.because", "Example.with_", "Given", "Given.alias", "Expectation", "Path"),
    *(
        "OutcomeLit",
        "OutcomeLit.high",
        "OutcomeLit.low",
        "OutcomeLit.members",
        "OutcomeLit.missing",
        "Times",
        "ListLit",
    ),
    *(item for item in everything(SYNTAX) if item.startswith("OutcomeLit.kind=")),
    "Document.keywords=zh",
    *("Duty.modality=must_not", "Step.modality=must_not", "Require.modality=may"),
    "Header.cites_required",
}


def test_nothing_of_the_language_is_left_out() -> None:
    written_, meant = set[str](), set[str]()
    for seed in MANY:
        policy = loaded(written(seed)).policy
        if policy is None:
            continue
        for name, text in policy.texts.items():
            written_ |= set(constructs(parse(SourceFile(name, text)).document))
        meant |= set(constructs(policy.program))
    never = (everything(SYNTAX) - written_) | (everything(CORE) - meant)
    assert never == NOT_DRAWN


def test_every_statement_comes_out_in_every_way(met: Tally) -> None:
    kinds = ("score", "tiering", "require", "entitlements", "accountability")
    statuses = ("decided", "undetermined", "not_stated", "conflict", "not_applicable")
    counts = Counter({name: met.came["status"][name] for name in (f"{k} {s}" for k in kinds for s in statuses)})
    assert min(counts.values()) > 0, counts
    assert all(counts[f"{kind} decided"] > 80 for kind in kinds), counts
    for kind in ("duty", "procedure"):
        assert all(met.came["status"][f"{kind} {s}"] for s in ("decided", "undetermined", "not_applicable"))
    assert len(met.rare()) <= 3, met.rare()


def test_every_reason_and_mark_is_met(met: Tally) -> None:
    assert set(met.came["reason"]) == set(get_args(ReasonKind))
    assert set(met.came["mark"]) == {"absent", "not_stated"}
