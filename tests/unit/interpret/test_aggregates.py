"""What counts over lists: elements that may count, lists that are not given, nothing at all, ties."""

from __future__ import annotations

from datetime import date
from fractions import Fraction

import pytest

from policycore import types as t
from policycore.core import nodes as n
from policycore.interpret.decide import evaluate
from policycore.values import ABSENT, ANYTHING, Gap, Interval, Outcome, Reason, status
from unit.interpret.build import (
    DATE,
    EL,
    FACT,
    ITEMS,
    KIND,
    LEVEL,
    NOT_STATED,
    NUMBER,
    OPEN,
    YES_NO,
    Told,
    between,
    case,
    const,
    fact,
    gap,
    item,
    items,
    match,
    missing,
    not_stated,
    num,
    one_of,
    op,
    over,
    program,
    ref,
    value_of,
)
from unit.interpret.build import inputs as inputs_of

AMOUNT = fact("amount", NUMBER, EL, "amount of el")
LATE = fact("late", YES_NO, EL, "late of el")
LEVEL_OF = fact("level", LEVEL, EL, "level of el")
KIND_OF = fact("kind", KIND, EL, "kind of el")
ON_DAY = fact("on_day", DATE, EL, "day of el")
UNKNOWN_LIST = missing("items", ITEMS)
NO_LIST = Reason("fact", "items")
D1, D2, D3 = (date(2024, 1, day) for day in (1, 2, 3))


def no_value(kind: str) -> Reason:
    return Reason("no_value", kind)


# --- count and sum ---


def test_count_counts_what_is_certain_up_to_what_may_be() -> None:
    listed = items({"late": True}, {"late": OPEN}, {"late": False})
    assert value_of(over("count", where=LATE), items=listed) == between(1, 2)


def test_count_and_sum_of_nothing_are_0() -> None:
    assert value_of(over("count"), items=()) == 0
    assert value_of(over("sum", AMOUNT), items=()) == 0


def test_an_unknown_list_has_any_count() -> None:
    assert value_of(over("count"), items=UNKNOWN_LIST) == between(0, None, NO_LIST)


def test_an_unknown_list_of_which_nothing_can_count_counts_0() -> None:
    assert value_of(over("count", where=const(False)), items=UNKNOWN_LIST) == 0
    assert value_of(over("sum", AMOUNT, where=const(False)), items=UNKNOWN_LIST) == 0


def test_an_element_that_may_count_adds_from_nothing_to_its_amount() -> None:
    listed = items(
        {"late": True, "amount": num(5)}, {"late": OPEN, "amount": num(-3)}, {"late": OPEN, "amount": num(0)}
    )
    assert value_of(over("sum", AMOUNT, LATE), items=listed) == between(2, 5)


def test_a_missing_amount_names_the_element() -> None:
    listed = items({"amount": num(5)}, {})
    assert value_of(over("sum", AMOUNT), items=listed) == between(None, None, Reason("fact", "items[2].amount"))


def test_the_sum_over_an_unknown_list_goes_as_far_as_the_sign_of_its_amounts() -> None:
    mark = fact("mark", t.Number(low=Fraction(0), high=Fraction(10)), EL, "mark of el")
    assert value_of(over("sum", mark), items=UNKNOWN_LIST) == between(0, None, NO_LIST)
    assert value_of(over("sum", op("neg", mark)), items=UNKNOWN_LIST) == between(None, 0, NO_LIST)
    assert value_of(over("sum", const(0)), items=UNKNOWN_LIST) == 0
    assert value_of(over("sum", AMOUNT), items=UNKNOWN_LIST) == between(None, None, NO_LIST)


# --- all, some ---


def test_all_looks_only_at_elements_that_count() -> None:
    listed = items({"late": False, "waived": False}, {"late": True, "waived": True})
    assert value_of(over("all", fact("waived", YES_NO, EL, "w"), LATE, of=YES_NO), items=listed) is True


def test_all_of_nothing_holds_and_some_of_nothing_does_not() -> None:
    assert value_of(over("all", LATE, of=YES_NO), items=()) is True
    assert value_of(over("some", LATE, of=YES_NO), items=()) is False


def test_one_element_settles_all_and_some() -> None:
    assert value_of(over("all", LATE, of=YES_NO), items=items({"late": OPEN}, {"late": False})) is False
    assert value_of(over("some", LATE, of=YES_NO), items=items({"late": OPEN}, {"late": True})) is True


def test_an_open_element_whose_condition_holds_anyway_does_not_matter() -> None:
    listed = items({"late": OPEN, "waived": True})
    assert value_of(over("all", fact("waived", YES_NO, EL, "w"), LATE, of=YES_NO), items=listed) is True


def test_an_unknown_list_may_be_empty() -> None:
    some, all_ = (over(kind, LATE, of=YES_NO) for kind in ("some", "all"))
    assert value_of(some, items=UNKNOWN_LIST) == one_of(True, False, reasons=[NO_LIST])
    assert value_of(all_, items=UNKNOWN_LIST) == one_of(True, False, reasons=[NO_LIST])
    assert value_of(over("all", const(False), of=YES_NO), items=UNKNOWN_LIST) == one_of(True, False, reasons=[NO_LIST])
    assert value_of(over("all", const(True), of=YES_NO), items=UNKNOWN_LIST) is True
    assert value_of(over("some", const(False), of=YES_NO), items=UNKNOWN_LIST) is False


# --- average, highest, lowest ---


def test_the_average_is_exact() -> None:
    listed = items({"amount": num(1)}, {"amount": num(2)}, {"amount": num(2)})
    assert value_of(over("average", AMOUNT), items=listed) == Fraction(5, 3)


def test_an_open_element_counts_in_the_average_while_it_makes_it_more_extreme() -> None:
    listed = items(
        {"late": True, "amount": num(4)},
        {"late": OPEN, "amount": num(1)},
        {"late": OPEN, "amount": num(2)},
        {"late": OPEN, "amount": num(9)},
    )
    # Least: 4, 1 and 2. Greatest: 4 and 9.
    outcome = value_of(over("average", AMOUNT, LATE), items=listed)
    assert outcome == gap(Interval(Fraction(7, 3), Fraction(13, 2)))


@pytest.mark.parametrize("kind", ["average", "highest", "lowest"])
def test_of_nothing_there_is_no_value(kind: str) -> None:
    assert value_of(over(kind, AMOUNT), items=()) == gap(Interval(), no_value(kind))
    assert value_of(over(kind, AMOUNT), items=UNKNOWN_LIST) == gap(Interval(), NO_LIST, no_value(kind))
    maybe = items({"late": OPEN, "amount": num(1)})
    assert value_of(over(kind, AMOUNT, LATE), items=maybe) == gap(Interval(), FACT, no_value(kind))


def test_the_highest_counts_open_elements_as_perhaps_missing() -> None:
    listed = items({"late": True, "level": "B"}, {"late": OPEN, "level": "A"}, {"late": OPEN, "level": "C"})
    assert value_of(over("highest", LEVEL_OF, LATE, of=LEVEL), items=listed) == one_of("A", "B")
    assert value_of(over("lowest", LEVEL_OF, LATE, of=LEVEL), items=listed) == one_of("B", "C")


def test_what_is_not_stated_drops_out_of_the_highest() -> None:
    graded = match(case("rated", LATE, LEVEL_OF), case("unrated", None, not_stated()), of=LEVEL)
    listed = items({"late": True, "level": "B"}, {"late": False})
    assert value_of(over("highest", graded, of=LEVEL), items=listed) == "B"
    silent = Reason("silent", "unrated#items[1]")
    assert value_of(over("highest", graded, of=LEVEL), items=items({"late": False})) == Gap(
        NOT_STATED.possible, frozenset({silent}), NOT_STATED.marks
    )


# --- latest, earliest ---


def latest(kind: str = "latest", value: n.Expr = LEVEL_OF, where: n.Expr | None = None) -> n.Aggregate:
    return over(kind, value, where, ON_DAY, of=value.type)


def test_the_latest_element_gives_its_value() -> None:
    listed = items({"on_day": D1, "level": "A"}, {"on_day": D3, "level": "B"}, {"on_day": D2, "level": "C"})
    assert value_of(latest(), items=listed) == "B"
    assert value_of(latest("earliest"), items=listed) == "A"


def test_the_latest_of_nothing_has_no_value() -> None:
    assert value_of(latest(), items=()) == one_of("A", "B", "C", reasons=[no_value("latest")])


def test_a_tie_of_the_same_value_is_no_tie() -> None:
    listed = items({"on_day": D1, "level": "A"}, {"on_day": D1, "level": "A"})
    assert value_of(latest(), items=listed) == "A"


def test_a_tie_of_different_values_is_a_conflict() -> None:
    listed = items({"on_day": D1, "level": "A"}, {"on_day": D1, "level": "C"})
    outcome = value_of(latest(), items=listed)
    sides = ("level of el#items[1]", "level of el#items[2]")
    assert outcome == one_of("A", "C", reasons=[Reason("conflict", "latest", sides)])


def test_a_tie_that_a_later_element_may_break_is_no_conflict_yet() -> None:
    listed = items(
        {"on_day": D1, "level": "A"},
        {"on_day": D1, "level": "C"},
        {"on_day": gap(Interval(D1, D2)), "level": "B"},
    )
    assert value_of(latest(), items=listed) == one_of("A", "B", "C")


def test_an_element_that_cannot_be_the_latest_does_not_matter() -> None:
    listed = items({"on_day": D2, "level": "A"}, {"on_day": gap(Interval(None, D1)), "level": "C"})
    assert value_of(latest(), items=listed) == "A"


def test_an_element_that_may_be_the_latest_leaves_both_values_possible() -> None:
    listed = items({"on_day": D2, "level": "A"}, {"on_day": D3, "level": "C", "late": OPEN})
    late_or_first = op("or", LATE, op("eq", ON_DAY, const(D2), of=YES_NO, id="is"), of=YES_NO)
    assert value_of(latest(where=late_or_first), items=listed) == one_of("A", "C")


def test_the_latest_passes_absent_on() -> None:
    maybe = match(case("known", LATE, LEVEL_OF), case("none", None, n.Const("nil", LEVEL, ABSENT)), of=LEVEL)
    assert value_of(latest(value=maybe), items=items({"on_day": D1, "late": False})) is ABSENT


# --- distinct, agreed ---


def test_distinct_counts_different_values() -> None:
    listed = items({"kind": "goods"}, {"kind": "rent"}, {"kind": "goods"})
    assert value_of(over("distinct", KIND_OF), items=listed) == 2


def test_distinct_counts_an_open_value_as_one_already_seen_up_to_a_new_one() -> None:
    listed = items({"kind": "goods"}, {"kind": one_of("goods", "rent")})
    assert value_of(over("distinct", KIND_OF), items=listed) == between(1, 2)
    assert value_of(over("distinct", KIND_OF), items=items({"kind": one_of("goods", "rent")})) == 1


def test_distinct_over_open_elements() -> None:
    listed = items({"kind": "goods", "late": OPEN}, {"kind": "goods", "late": True}, {"kind": "rent", "late": OPEN})
    assert value_of(over("distinct", KIND_OF, LATE), items=listed) == between(1, 2)


def test_agreed_over_a_list() -> None:
    agreed = over("agreed", LEVEL_OF, of=LEVEL)
    assert value_of(agreed, items=items({"level": "A"}, {"level": "A"})) == "A"
    sides = ("level of el#items[1]", "level of el#items[2]")
    assert value_of(agreed, items=items({"level": "A"}, {"level": "B"})) == one_of(
        "A", "B", reasons=[Reason("conflict", "agreed", sides)]
    )


def test_agreed_over_nothing_is_not_stated() -> None:
    outcome = value_of(over("agreed", LEVEL_OF, of=LEVEL), items=())
    assert outcome == Gap(NOT_STATED.possible, frozenset({Reason("silent", "agreed")}), NOT_STATED.marks)
    assert status(outcome) == "not_stated"


def test_agreed_over_an_unknown_list_may_be_not_stated() -> None:
    outcome = value_of(over("agreed", const("A"), of=LEVEL), items=UNKNOWN_LIST)
    assert outcome == one_of("A", reasons=[NO_LIST], marks=["not_stated"])


# --- lists of other things ---


def test_a_set_of_members_is_read_member_by_member() -> None:
    situations = fact("situations", t.SetType(KIND))
    element = n.Var("el", KIND, "el")
    told = Told()
    is_goods = op("eq", element, const("goods"), of=YES_NO)
    outcome = value_of(
        over("count", where=is_goods, items=situations), situations=frozenset({"rent", "goods"}), tracer=told
    )
    assert outcome == 1
    assert [id for id in told.nodes if id.startswith("eq")] == ["eq#situations[goods]", "eq#situations[rent]"]


def test_a_list_of_numbers_may_have_unknown_ones_among_them() -> None:
    marks = fact("marks", t.ListType(NUMBER))
    element = n.Var("el", NUMBER, "el")
    assert value_of(over("sum", element, items=marks), marks=(num(1), between(2, 3))) == between(3, 4)


def test_an_unknown_element_has_unknown_facts() -> None:
    listed: tuple[Outcome, ...] = (item("items[1]", late=True), Gap(ANYTHING, frozenset({Reason("fact", "items[2]")})))
    assert value_of(over("count", where=LATE), items=listed) == between(1, 2, Reason("fact", "items[2]"))


def test_an_absent_list_has_no_value_to_count() -> None:
    assert value_of(over("count"), items=ABSENT) == between(0, None, no_value("count"))


def test_an_element_reads_definitions_of_its_own_record_and_facts_of_the_outer_one() -> None:
    made = program(
        n.Define("dear", "Item", YES_NO, op("gt", fact("amount", NUMBER, n.Var("s", t.RecordType("Item"), "self")),
                                             const(10), of=YES_NO, id="dear/body")),
        n.Define("count", "Case", NUMBER,
                 over("count", where=op("and", ref("dear", YES_NO, EL), fact("open", YES_NO), of=YES_NO))),
        fields={"open": YES_NO},
    )  # fmt: skip
    told = Told()
    listed = items({"amount": num(11)}, {"amount": num(9)})
    assert evaluate(made, inputs_of(made, items=listed, open=True), "count", told) == 1
    assert told.nodes["dear#items[1]"] is True
    assert told.nodes["dear/body#items[2]"] is False
    assert told.twice == []


def test_the_reasons_of_a_silent_amount_stay_with_the_sum() -> None:
    outcome = value_of(over("sum", n.Open("lost", NUMBER, "not_stated")), items=items({}, {}))
    assert isinstance(outcome, Gap)
    assert {reason.kind for reason in outcome.reasons} == {"silent"}
    assert status(outcome) == "not_stated"
