"""Tierings: cases from best to worst, designations, limits, and the rules that decided."""

from __future__ import annotations

from collections.abc import Mapping

import pytest
from attrs import evolve

from policycore.core import nodes as n
from policycore.core.outcome import DecisionOutcome
from policycore.interpret.decide import evaluate
from policycore.values import ABSENT, NOTHING, Gap, Outcome, Reason
from unit.interpret.build import (
    EL,
    FACT,
    ITEM,
    LEVEL,
    NOT_STATED,
    NUMBER,
    OPEN,
    YES_NO,
    Told,
    between,
    case,
    const,
    decided,
    fact,
    gap,
    items,
    match,
    not_stated,
    num,
    one_of,
    op,
    over,
    program,
    ref,
)
from unit.interpret.build import inputs as inputs_of

FACTS = {"x": NUMBER, "p": YES_NO, "q": YES_NO, "named": YES_NO, "here": YES_NO, "tier": LEVEL}
LADDER = match(
    case("class/direct", fact("named", YES_NO), const("A")),
    case("class/A", op("ge", fact("x"), const(75), of=YES_NO, id="ge75"), const("A")),
    case("class/B", op("ge", fact("x"), const(40), of=YES_NO, id="ge40"), const("B")),
    case("class/C", None, const("C")),
    id="class/body",
)
PLAIN = match(case("class/from", None, fact("tier", LEVEL)), id="class/body")


def limit(name: str, kind: str, bound: str, guard: n.Expr | None = None) -> n.Limit:
    made = n.Limit(f"class/{name}", "at_most", const(bound, LEVEL), guard)
    return made if kind == "at_most" else evolve(made, kind="at_least")


def classes(*limits: n.Limit, body: n.Match = LADDER, when: n.Expr | None = None) -> n.Program:
    return program(n.Tiering("class", "Case", LEVEL, body, limits=limits, when=when), fields=FACTS)


def tier(made: n.Program, given: Mapping[str, Outcome] | None = None, **facts: Outcome) -> DecisionOutcome:
    return decided(made, given, **{"named": False, **facts})


@pytest.mark.parametrize(
    ("x", "result", "rule"), [(75, "A", "class/A"), (74, "B", "class/B"), (40, "B", "class/B"), (39, "C", "class/C")]
)
def test_the_first_tier_that_holds_decides(x: int, result: str, rule: str) -> None:
    outcome = tier(classes(), x=num(x))
    assert (outcome.outcome, outcome.because, outcome.status) == (result, (rule,), "decided")


def test_a_designation_goes_before_the_criteria() -> None:
    assert tier(classes(), named=True, x=num(0)).because == ("class/direct",)


def test_an_open_score_leaves_the_tiers_it_may_reach() -> None:
    outcome = tier(classes(), x=between(55, 100))
    assert (outcome.outcome, outcome.status, outcome.because) == (one_of("A", "B"), "undetermined", ())


def test_all_cases_that_may_have_given_a_common_tier_decided() -> None:
    outcome = tier(classes(), named=OPEN, x=num(80))
    assert (outcome.outcome, outcome.because) == ("A", ("class/direct", "class/A"))


def test_a_silent_rest_is_not_stated_and_names_itself() -> None:
    body = match(case("class/A", fact("p", YES_NO), const("A")), case("class/rest", None, not_stated()), id="class/b")
    outcome = tier(classes(body=body), p=False)
    assert (outcome.status, outcome.because) == ("not_stated", ("class/rest",))
    assert outcome.outcome == Gap(NOTHING, frozenset({Reason("silent", "class/rest")}), NOT_STATED.marks)


def test_a_tiering_that_does_not_apply_has_no_outcome() -> None:
    made = classes(when=fact("here", YES_NO))
    outcome = tier(made, here=False, x=num(80))
    assert (outcome.status, outcome.outcome, outcome.applicable) == ("not_applicable", None, False)
    assert evaluate(made, inputs_of(made, here=False), "class") is ABSENT


def test_open_scope_tells_what_would_come_out() -> None:
    made = classes(when=fact("here", YES_NO))
    outcome = tier(made, here=OPEN, x=num(80))
    assert (outcome.status, outcome.outcome, outcome.applicable) == ("undetermined", "A", OPEN)
    assert evaluate(made, inputs_of(made, here=OPEN, named=False, x=num(80)), "class") == one_of("A", marks=["absent"])


def test_a_given_tier_replaces_its_computation() -> None:
    outcome = tier(classes(), {"class": "C"}, x=num(80))
    assert (outcome.outcome, outcome.because) == ("C", ())


# --- limits ---

AT_MOST_B = limit("cap", "at_most", "B", fact("p", YES_NO))
AT_LEAST_B = limit("lift", "at_least", "B", fact("q", YES_NO))


def limited(*limits: n.Limit, tier: Outcome, **facts: Outcome) -> DecisionOutcome:
    return decided(classes(*limits, body=PLAIN), tier=tier, **facts)


def test_a_limit_lowers_and_is_named_with_the_case() -> None:
    outcome = limited(AT_MOST_B, tier="A", p=True)
    assert (outcome.outcome, outcome.because) == ("B", ("class/from", "class/cap"))


def test_a_limit_that_changes_nothing_is_not_named() -> None:
    for result in ("B", "C"):
        outcome = limited(AT_MOST_B, tier=result, p=True)
        assert (outcome.outcome, outcome.because) == (result, ("class/from",))


def test_a_limit_lifts() -> None:
    assert limited(AT_LEAST_B, tier="C", q=True).outcome == "B"
    assert limited(AT_LEAST_B, tier="A", q=True).outcome == "A"


def test_an_open_limit_leaves_both_possible() -> None:
    assert limited(AT_MOST_B, tier="A", p=OPEN).outcome == one_of("A", "B")
    assert limited(AT_MOST_B, tier="C", p=OPEN).outcome == "C"


def test_a_limit_may_decide_an_open_tier() -> None:
    outcome = limited(AT_MOST_B, tier=one_of("A", "B"), p=True)
    assert (outcome.outcome, outcome.because) == ("B", ("class/from", "class/cap"))


def test_limits_count_together() -> None:
    lower = limit("lower", "at_most", "C", fact("q", YES_NO))
    assert limited(AT_MOST_B, lower, tier="A", p=True, q=True).outcome == "C"
    assert limited(AT_MOST_B, lower, tier="A", p=True, q=OPEN).outcome == one_of("B", "C")
    outcome = limited(AT_MOST_B, AT_LEAST_B, tier="A", p=True, q=True)
    assert (outcome.outcome, outcome.because) == ("B", ("class/from", "class/cap", "class/lift"))


TOP = limit("top", "at_least", "A", fact("q", YES_NO))


def test_limits_that_cross_are_a_conflict_of_both() -> None:
    outcome = limited(AT_MOST_B, TOP, tier="C", p=True, q=True)
    assert outcome.outcome == one_of("A", "B", reasons=[Reason("conflict", "class", ("class/cap", "class/top"))])
    assert (outcome.status, outcome.because) == ("conflict", ("class/cap", "class/top"))


def test_limits_that_may_cross_leave_their_bounds_possible() -> None:
    assert limited(AT_MOST_B, TOP, tier="C", p=True, q=OPEN).outcome == one_of("A", "B", "C")


def test_a_tier_that_is_not_stated_stays_so_under_a_limit() -> None:
    assert limited(AT_LEAST_B, tier=NOT_STATED, q=True).outcome == NOT_STATED
    assert limited(AT_MOST_B, tier=NOT_STATED, p=True).outcome == NOT_STATED
    assert limited(AT_MOST_B, tier=NOT_STATED, p=False).outcome == NOT_STATED
    half_open = limited(AT_MOST_B, tier=NOT_STATED, p=OPEN).outcome
    assert half_open == Gap(NOTHING, frozenset([FACT, *NOT_STATED.reasons]), NOT_STATED.marks)


def test_a_tier_that_may_be_silent_is_limited_where_it_is_not() -> None:
    maybe = one_of("A", "B", reasons=[FACT], marks=["not_stated"])
    assert limited(AT_MOST_B, tier=maybe, p=True).outcome == one_of("B", reasons=[FACT], marks=["not_stated"])


def test_a_limit_without_condition_always_counts() -> None:
    assert limited(limit("always", "at_most", "C"), tier="A").outcome == "C"


def test_the_trace_tells_the_tier_before_and_after_the_limits() -> None:
    made = classes(AT_MOST_B, body=PLAIN)
    told = Told()
    evaluate(made, inputs_of(made, tier="A", p=True), "class", told)
    assert (told.nodes["class/body"], told.nodes["class/cap"], told.nodes["class"]) == ("A", True, "B")


# --- two criteria ---


def test_the_sides_of_a_conflict_are_the_deciding_rules() -> None:
    both = op("agreed", ref("by_x", LEVEL), ref("by_y", LEVEL), of=LEVEL)
    made = program(
        n.Define("by_x", "Case", LEVEL, const("A")),
        n.Define("by_y", "Case", LEVEL, fact("tier", LEVEL)),
        n.Tiering("class", "Case", LEVEL, match(case("class/from", None, both), id="class/body")),
        fields=FACTS,
    )
    outcome = decided(made, tier="C")
    assert (outcome.status, outcome.because) == ("conflict", ("by_x", "by_y"))
    assert decided(made, tier="A").because == ("class/from",)


def test_sides_that_are_no_rules_are_called_by_the_rule_around_them() -> None:
    both = op("agreed", fact("tier", LEVEL), const("A"), of=LEVEL)
    made = program(
        n.Tiering("class", "Case", LEVEL, match(case("class/from", None, both), id="class/body")), fields=FACTS
    )
    outcome = decided(made, tier="C")
    assert outcome.outcome == one_of("A", "C", reasons=[Reason("conflict", "agreed", ("tier", "const"))])
    assert outcome.because == ("class/from",)


def test_elements_that_disagree_are_called_by_what_was_asked_of_them() -> None:
    graded = n.Define("graded", "Item", LEVEL, fact("level", LEVEL, n.Var("s", ITEM, "self"), "s.level"))
    newest = n.Define("seen", "Case", LEVEL, over("agreed", fact("level", LEVEL, EL, "el.level"), of=LEVEL))
    by_rule = n.Define("rated", "Case", LEVEL, over("agreed", ref("graded", LEVEL, EL), of=LEVEL))
    listed = items({"level": "A"}, {"level": "B"})
    for target, rule in (("seen", "seen"), ("rated", "graded")):
        tiering = n.Tiering(
            "class", "Case", LEVEL, match(case("class/from", None, ref(target, LEVEL)), id="class/body")
        )
        made = program(graded, newest, by_rule, tiering)
        assert decided(made, items=listed).because == (rule,)


def test_a_gap_without_rules_behind_it_names_none() -> None:
    assert tier(classes(body=PLAIN), tier=gap(one_of("A", "B").possible)).because == ()
