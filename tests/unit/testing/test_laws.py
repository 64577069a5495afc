"""Laws are tried: a wrong one is refuted by a record that can be pasted, a right one is never called proved."""

from __future__ import annotations

import pytest

from policycore.api import loads
from policycore.testing.laws import try_laws
from policycore.testing.run import run_examples

TEXT = """
policy firms "Firms" {{ languages: en }}
record Loan {{ amount : money(CNY) at least 0  rate : percent 0..30 }}
record Firm {{
  key id : text  sales : money(CNY) at least 0  staff : whole at least 0  town : {{north, south}}  loans : list of Loan
}}
define size = if staff > 10 then sales else 0 CNY
tiering tier {{ tier large when sales >= 500 CNY  tier small otherwise }}
tiering second {{ tier large when sales >= 400 CNY  tier small otherwise }}
define owed = sum(amount over loans)
law claim : {claim}
"""

REFUTED = [
    "always sales < 1000 CNY",
    "never tier = large",
    "tier falls with sales",
    "size ignores staff",
    "owed ignores loans.amount",
    "tier same as second",
    "size falls with staff",
]
STANDING = [
    "always sales >= 0 CNY",
    "never tier = large and sales < 500 CNY",
    "tier rises with sales",
    "tier ignores staff, town",
    "owed ignores loans.rate",
    "tier same as second except 400 CNY <= sales < 500 CNY",
    "tier is complete",
    "tier is exclusive",
]


@pytest.mark.parametrize("claim", REFUTED)
def test_a_wrong_law_is_refuted_by_an_example_that_runs(claim: str) -> None:
    text = TEXT.format(claim=claim)
    (result,) = try_laws(loads(text))
    assert result.verdict == "refuted"
    assert result.examples
    pasted = loads(text + "\n".join(result.examples))
    results = run_examples(pasted)
    assert results
    assert all(one.passed for one in results)


@pytest.mark.parametrize("claim", STANDING)
def test_a_right_law_stands_and_is_tried_on_many_records(claim: str) -> None:
    (result,) = try_laws(loads(TEXT.format(claim=claim)))
    assert result.verdict == "tried"
    assert result.count >= 100


def test_rules_that_no_record_reached_are_named() -> None:
    text = TEXT.format(claim="tier is reachable").replace(
        "tiering tier { tier large when sales >= 500 CNY",
        'tiering tier { tier large when sales >= 500 CNY  tier odd when id = "no such" and sales = 3 CNY',
    )
    (result,) = try_laws(loads(text))
    assert result.verdict == "tried"
    assert "tier/odd" in result.detail


def test_the_same_call_gives_the_same_answer() -> None:
    policy = loads(TEXT.format(claim="never tier = large"))
    assert try_laws(policy) == try_laws(policy)


def test_a_law_about_places_is_tried_on_runs_with_ties_and_refuted_by_one_that_can_be_pasted() -> None:
    text = """policy ranks {}
record R { key id : text  sales : whole 0..9 }
population p over R { ties: together  define place = rank(sales) }
tiering t { tier first when place <= 1  tier rest otherwise }
law more_is_better : t rises with sales
law never_second : always t = first
"""
    better, second = try_laws(loads(text))
    assert better.verdict == "tried"
    assert second.verdict == "refuted"
    assert "as other_1" in second.examples[0]
    shown = loads(text + second.examples[0])
    assert all(result.passed for result in run_examples(shown))
