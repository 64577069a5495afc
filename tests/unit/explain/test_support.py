"""The supporting path holds the rules that carry an outcome, and not those that are only context."""

from __future__ import annotations

from fractions import Fraction

import pytest

from policycore import types as t
from policycore import values as v
from policycore.core import nodes as n
from policycore.core.outcome import DecisionOutcome, Trace
from policycore.explain.support import supporting, supporting_target
from unit.explain.build import EQUIPMENT
from unit.explain.run import decided, golden

OPEN = v.Gap(v.Subset(frozenset({True, False})), frozenset({v.Reason("fact", "x")}))


def junction(op: str, count: int, *outcomes: v.Outcome) -> frozenset[str]:
    """Return the parts that carry `and`, `or` or `at least` with these outcomes of its parts."""
    parts = tuple(n.Op(f"d/{name}", t.YesNo(), "eq", ()) for name in "abc"[: len(outcomes)])
    body = n.Op("d/body", t.YesNo(), op, parts, count=count)
    define = n.Define("d", "R", t.YesNo(), body)
    program = n.Program(n.Header("p"), (), (), (), (), (), (), (define,), ())
    nodes = dict(zip((part.id for part in parts), outcomes, strict=True))
    held = sum(o is True for o in outcomes)
    needed = {"and": len(outcomes), "or": 1, "at_least": count}[op]
    may = held + sum(o is OPEN for o in outcomes)
    whole: v.Outcome = True if held >= needed else OPEN if may >= needed else False
    trace = Trace({**nodes, "d/body": whole, "d": whole})
    return supporting_target(program, "d", trace) - {"d", "d/body"}


@pytest.mark.parametrize(
    ("op", "count", "outcomes", "parts"),
    [
        ("and", 0, (True, True, True), "abc"),
        ("and", 0, (True, False, OPEN), "b"),
        ("and", 0, (True, OPEN, True), "b"),
        ("or", 0, (False, True, OPEN), "b"),
        ("or", 0, (False, False, False), "abc"),
        ("or", 0, (False, OPEN, False), "b"),
        ("at_least", 2, (True, False, True), "ac"),
        ("at_least", 2, (True, False, False), "bc"),
        ("at_least", 2, (True, OPEN, False), "b"),
    ],
)
def test_a_junction_rests_on_the_parts_that_make_it_so(
    op: str, count: int, outcomes: tuple[v.Outcome, ...], parts: str
) -> None:
    assert junction(op, count, *outcomes) == {f"d/{part}" for part in parts}


def class_support(trace: dict[str, v.Outcome]) -> frozenset[str]:
    decision = DecisionOutcome("class", "tiering", "decided", outcome=trace["class"])
    return supporting(EQUIPMENT, decision, Trace(trace))


def test_a_match_rests_on_the_case_taken_and_not_on_why_earlier_ones_failed() -> None:
    found = class_support(
        {
            "class/direct/when": False,
            "class/direct": False,
            "class/A/when/left": Fraction(50),
            "class/A/when": False,
            "class/A": False,
            "class/B/when/left": Fraction(50),
            "class/B/when": True,
            "class/B": True,
            "class/body": "B",
            "class/few/when": False,
            "class/few": False,
            "class": "B",
        }
    )
    assert {"class", "class/B", "class/B/when"} <= found
    assert found & {"class/direct", "class/A", "class/A/when", "class/C", "class/few"} == set()


def test_a_limit_that_changed_the_tier_is_part_of_it() -> None:
    found = class_support(
        {
            "class/direct/when": True,
            "class/direct": True,
            "class/body": "A",
            "class/few/when": True,
            "class/few": True,
            "class": "B",
        }
    )
    assert {"class/direct", "class/few"} <= found


def test_a_sum_rests_on_every_line_that_adds_something() -> None:
    found = golden("equipment")["important"].support("importance")
    assert {"importance/effect/critical", "importance/value/low", "importance/rest"} <= found
    assert found & {"importance/value/high", "high_from"} == set()


def test_a_waiver_that_forgave_is_on_the_path_and_so_is_the_cap() -> None:
    found = golden("membership")["silver"].support("standing")
    assert {"standing/conduct/complaint", "standing/excused", "standing/conduct/cap"} <= found


def test_a_conflict_rests_on_both_sides() -> None:
    assert {"按时间", "按需求"} <= golden("leads")["两项相反"].support("级别")


def test_benefits_rest_on_the_grant_or_the_override() -> None:
    assert "care/basic/visits" in golden("membership")["silver"].support("care")
    assert "care/disputed/discount" in golden("membership")["hardship_not_said"].support("care")


def test_a_finding_rests_on_its_matter_and_exemption() -> None:
    found = golden("membership")["silver"].support("conduct")
    assert {"conduct/late_payment", "conduct/hardship", "conduct/repeated", "late"} <= found


def test_what_is_not_applicable_rests_on_the_condition_in_its_head() -> None:
    found = golden("leads")["已撤回者"].support("级别")
    assert "级别/when" in found
    assert "级别/from" not in found


def test_a_missing_part_of_a_failed_condition_is_named() -> None:
    run = decided(
        """
        policy p "P" { languages: en }
        record R { key id : text  a : yes_no  b : yes_no  c : yes_no }
        define ready = all of { first: a, second: b, third: c }
        require is_ready : ready
        example e { given R { a: yes, b: no, c: no } expect is_ready: breach }
        """
    )
    found = run.support("is_ready")
    assert {"is_ready", "ready", "ready/second", "ready/third"} <= found
    assert "ready/first" not in found


def test_an_all_that_fails_rests_on_the_elements_that_fail() -> None:
    run = decided(
        """
        policy p "P" { languages: en }
        record L { paid : yes_no  late : yes_no }
        record R { key id : text  ls : list of L }
        require every_one : all(paid over ls where late)
        example e {
          given R { ls: [{ paid: yes, late: yes }, { paid: no, late: yes }, { paid: no, late: no }] }
          expect every_one: breach
        }
        """
    )
    tree = run.tree("every_one")
    assert "ls[1]" in tree
    assert "every_one" in run.support("every_one")
    assert "ls[2]" in run.reasons("every_one")
    assert "because of ls[2]" in run.reasons("every_one")
