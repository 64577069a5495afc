"""Scores: lines, weights, groups, floors and caps, waivers, and totals that are still open."""

from __future__ import annotations

from collections.abc import Mapping
from fractions import Fraction

from attrs import evolve

from policycore import types as t
from policycore.core import nodes as n
from policycore.interpret.decide import evaluate
from policycore.values import ABSENT, Gap, Interval, Outcome, Reason
from unit.interpret.build import (
    EL,
    FACT,
    ITEMS,
    MARK,
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
    missing,
    not_stated,
    num,
    op,
    program,
    ref,
)
from unit.interpret.build import inputs as inputs_of

POINTS = t.Number(t.POINTS)
LATE = fact("late", YES_NO, EL, "late of el")
EACH = n.Each("el", fact("items", ITEMS))
FACTS = {"x": NUMBER, "y": NUMBER, "mark": MARK, "p": YES_NO}
UNKNOWN_LIST = missing("items", ITEMS)


def line(id: str, kind: str, amount: n.Expr | int, **parts: object) -> n.Contribution:
    value = const(amount, id=f"{id}/amount") if isinstance(amount, int) else amount
    return evolve(n.Contribution(id, "factor", value), kind=kind, **parts)


def total(*lines: n.Contribution | n.Sum, low: int | None = None, high: int | None = None, **parts: object) -> n.Score:
    bounds = (None if end is None else num(end) for end in (low, high))
    made = n.Score("score", "Case", t.Number(t.POINTS, False, *bounds), n.Sum("score", lines))
    return evolve(made, total=evolve(made.total, **parts))


def scored(made: n.Score, given: Mapping[str, Outcome] | None = None, **facts: Outcome) -> Outcome:
    return decided(program(made, fields=FACTS), given, **facts).outcome  # type: ignore[return-value]


# --- lines ---


def test_factors_are_added_by_their_weights() -> None:
    made = total(line("a", "factor", fact("x"), weight=Fraction(3, 5)), line("b", "factor", fact("y")))
    assert scored(made, x=num(100), y=num(7)) == 67


def test_awards_count_up_and_deductions_down() -> None:
    assert scored(total(line("a", "award", 10), line("b", "deduct", 3))) == 7


def test_an_unknown_mark_gives_the_worst_and_the_best_total() -> None:
    made = total(line("a", "factor", const(55)), line("b", "factor", fact("mark", MARK)))
    assert scored(made) == between(55, 65, Reason("fact", "mark"))


def test_a_deduction_for_each_element_that_counts() -> None:
    made = total(line("a", "award", 100), line("b", "deduct", 20, each=evolve(EACH, where=LATE)))
    assert scored(made, items=items({"late": True}, {"late": True}, {"late": False})) == 60


def test_an_open_occurrence_counts_from_nothing_to_its_amount() -> None:
    made = total(line("a", "deduct", 20, each=evolve(EACH, where=LATE)))
    assert scored(made, items=items({"late": True}, {"late": OPEN})) == between(-40, -20)


def test_an_open_guard_and_an_open_element_are_alike() -> None:
    guarded = total(line("a", "deduct", 20, each=EACH, guard=LATE))
    assert scored(guarded, items=items({"late": True}, {"late": OPEN}, {"late": False})) == between(-40, -20)
    once = total(line("a", "award", 5, guard=fact("p", YES_NO)))
    assert scored(once, p=OPEN) == between(0, 5)
    assert scored(once, p=False) == 0


def test_an_unknown_list_may_deduct_without_end() -> None:
    made = total(line("a", "award", 10), line("b", "deduct", 20, each=EACH))
    assert scored(made, items=UNKNOWN_LIST) == between(None, 10, Reason("fact", "items"))


def test_a_line_that_is_worth_nothing_is_decided_even_if_it_may_not_count() -> None:
    assert scored(total(line("a", "deduct", 0, each=EACH)), items=UNKNOWN_LIST) == 0


def test_a_factor_that_the_text_leaves_open_counts_as_anything() -> None:
    silent = match(case("a/said", fact("p", YES_NO), const(5)), case("a/unsaid", None, not_stated(MARK)), of=MARK)
    made = program(total(line("a", "factor", silent), line("b", "award", 1)), fields=FACTS)
    outcome = decided(made, p=False)
    assert outcome.outcome == between(1, 11, Reason("silent", "a/unsaid"))
    assert (outcome.status, outcome.because) == ("not_stated", ("a/unsaid",))
    assert isinstance(own := evaluate(made, inputs_of(made, p=False), "a"), Gap)
    assert own.marks == {"not_stated"}


# --- groups, floors, caps ---


def group(*lines: n.Contribution, floor: int | None = None, cap: int | None = None) -> n.Sum:
    made = n.Sum("group", lines)
    if floor is not None:
        made = evolve(made, floor=const(floor, id="group/floor"))
    return made if cap is None else evolve(made, cap=const(cap, id="group/cap"))


def test_a_group_is_cut_before_it_is_added() -> None:
    made = program(total(group(line("a", "award", 40), cap=30), line("b", "award", 5)))
    outcome = decided(made)
    assert outcome.outcome == 35
    assert outcome.because == ("group/cap",)


def test_a_floor_raises_and_is_named_only_where_it_does() -> None:
    low = program(total(group(line("a", "deduct", 4), floor=0)))
    assert (decided(low).outcome, decided(low).because) == (0, ("group/floor",))
    high = program(total(group(line("a", "award", 4), floor=0, cap=30)))
    assert (decided(high).outcome, decided(high).because) == (4, ())


def test_the_cap_goes_after_the_floor() -> None:
    assert decided(program(total(group(line("a", "award", 1), floor=9, cap=5)))).outcome == 5


def test_a_cap_cuts_a_gap_by_its_ends() -> None:
    made = total(group(line("a", "factor", fact("x")), cap=30))
    assert scored(made, x=between(10, 50)) == between(10, 30)
    assert scored(made, x=between(30, None)) == 30


def test_an_open_cap_leaves_all_that_it_may_cut_to() -> None:
    made = total(line("a", "factor", const(50)), cap=fact("x"))
    assert scored(made, x=between(20, 80)) == between(20, 50)


# --- waivers ---


def waiver(guard: n.Expr, by: str = "committee") -> n.Waiver:
    return n.Waiver("waive", by, guard)


def test_what_is_waived_deducts_nothing_and_the_waiver_decided() -> None:
    made = program(total(line("a", "deduct", 20, each=EACH, waivers=(waiver(LATE),))))
    outcome = decided(made, items=items({"late": True}, {"late": False}))
    assert (outcome.outcome, outcome.because) == (-20, ("waive",))


def test_an_open_waiver_leaves_both_possible() -> None:
    made = total(line("a", "deduct", 20, each=EACH, waivers=(waiver(LATE),)))
    assert scored(made, items=items({"late": OPEN}, {"late": False})) == between(-40, -20)


def test_a_waiver_of_nothing_has_changed_nothing() -> None:
    made = program(total(line("a", "deduct", 0, waivers=(waiver(const(True)),))))
    assert (decided(made).outcome, decided(made).because) == (0, ())


def test_each_waived_element_is_told_with_its_waiver() -> None:
    made = program(total(line("a", "deduct", 20, each=EACH, waivers=(waiver(LATE),))))
    told = Told()
    evaluate(made, inputs_of(made, items=items({"late": True}, {"late": False})), "score", told)
    assert [told.nodes["waive#items[1]"], told.nodes["waive#items[2]"]] == [True, False]


# --- the total ---


def test_a_total_outside_the_range_is_a_conflict_and_is_not_cut() -> None:
    made = program(total(line("a", "award", 101), low=0, high=100))
    outcome = decided(made)
    assert outcome.outcome == between(0, 100, Reason("conflict", "score"))
    assert (outcome.status, outcome.because) == ("conflict", ("score",))


def test_a_total_that_may_lie_outside_has_the_range_as_possible() -> None:
    made = total(line("a", "factor", fact("x")), low=0, high=100)
    assert scored(made, x=between(90, 120)) == between(0, 100)


def test_a_score_that_does_not_apply_is_absent_for_its_readers() -> None:
    scoped = evolve(total(line("a", "award", 1)), when=fact("p", YES_NO))
    reader = n.Define("reads", "Case", NUMBER, ref("score"))
    made = program(scoped, reader, fields=FACTS)
    assert decided(made, p=False).status == "not_applicable"
    assert decided(made, p=False).outcome is None
    assert evaluate(made, inputs_of(made, p=False), "reads") is ABSENT
    assert evaluate(made, inputs_of(made, p=OPEN), "reads") == gap(Interval(num(1), num(1)), marks=["absent"])
    open_one = decided(made, p=OPEN)
    assert (open_one.status, open_one.outcome, open_one.applicable) == ("undetermined", 1, OPEN)


def test_an_item_is_read_before_its_weight() -> None:
    made = program(total(line("a", "factor", fact("x"), weight=Fraction(1, 2))), fields=FACTS)
    assert evaluate(made, inputs_of(made, x=num(80)), "a") == 80
    assert evaluate(made, inputs_of(made, x=num(80)), "score") == 40


def test_a_given_item_replaces_its_computation_in_the_total() -> None:
    made = total(line("a", "factor", fact("x"), weight=Fraction(1, 2)), line("b", "award", 1))
    assert scored(made, {"a": num(10)}, x=num(100)) == 6


def test_lines_and_groups_are_told_with_what_they_add() -> None:
    lines = (line("a", "factor", fact("x"), weight=Fraction(1, 2)), line("b", "deduct", 3))
    made = program(total(group(*lines)), fields=FACTS)
    told = Told()
    evaluate(made, inputs_of(made, x=num(80)), "score", told)
    assert (told.nodes["a"], told.nodes["b"], told.nodes["group"], told.nodes["score"]) == (40, -3, 37, 37)
    assert list(told.nodes)[-1] == "score"


def test_an_item_may_read_another_item_of_its_score() -> None:
    made = program(total(line("a", "award", 4), line("b", "factor", op("mul", ref("a"), const(2)))))
    assert decided(made).outcome == 12


def test_reasons_of_an_open_cap_are_kept() -> None:
    made = total(line("a", "factor", const(50)), cap=fact("x"))
    outcome = scored(made, x=between(20, 80))
    assert isinstance(outcome, Gap)
    assert outcome.reasons == {FACT}
