"""`agreed`, `highest` and `lowest`: several that say the same thing, or do not."""

from __future__ import annotations

import pytest

from policycore.core import nodes as n
from policycore.interpret.decide import evaluate
from policycore.values import ABSENT, NOTHING, Gap, Outcome, Reason, Subset, status
from unit.interpret.build import (
    FACT,
    LEVEL,
    NOT_STATED,
    SILENT,
    between,
    fact,
    gap,
    num,
    one_of,
    op,
    program,
    ref,
    value_of,
)
from unit.interpret.build import inputs as inputs_of

A_OR_SILENT = one_of("A", reasons=[FACT, SILENT], marks=["not_stated"])


def said(name: str, *sides: Outcome) -> Outcome:
    facts = {"abc"[place]: outcome for place, outcome in enumerate(sides)}
    return value_of(op(name, *(fact(f, LEVEL) for f in facts), of=LEVEL), **facts)


@pytest.mark.parametrize(
    ("sides", "result"),
    [
        (["A", "A"], "A"),
        (["A", NOT_STATED], "A"),
        ([NOT_STATED, NOT_STATED], NOT_STATED),
        (["A", one_of("A", "B")], one_of("A", "B")),
        ([one_of("A", "B"), one_of("B", "C")], one_of("A", "B", "C")),
        (["A", A_OR_SILENT], "A"),
        ([A_OR_SILENT, A_OR_SILENT], A_OR_SILENT),
        (["B", A_OR_SILENT], one_of("A", "B", reasons=[FACT, SILENT])),
    ],
)
def test_agreed(sides: list[Outcome], result: Outcome) -> None:
    assert said("agreed", *sides) == result


def test_sides_that_differ_are_a_conflict_and_both_stay_possible() -> None:
    outcome = said("agreed", "A", "C")
    assert outcome == one_of("A", "C", reasons=[Reason("conflict", "agreed", ("a", "b"))])
    assert status(outcome) == "conflict"


def test_only_the_sides_apart_are_named() -> None:
    outcome = said("agreed", "A", NOT_STATED, "C")
    assert outcome == one_of("A", "C", reasons=[Reason("conflict", "agreed", ("a", "c"))])


def test_a_conflict_that_a_missing_fact_takes_part_in_is_undetermined() -> None:
    outcome = said("agreed", "A", one_of("B", "C"))
    assert outcome == one_of("A", "B", "C", reasons=[FACT, Reason("conflict", "agreed", ("a", "b"))])
    assert status(outcome) == "undetermined"


def test_a_side_is_called_by_the_definition_it_reads() -> None:
    made = program(
        n.Define("by_window", "Case", LEVEL, fact("a", LEVEL)),
        n.Define("by_situation", "Case", LEVEL, fact("b", LEVEL)),
        n.Define("both", "Case", LEVEL, op("agreed", ref("by_window", LEVEL), ref("by_situation", LEVEL), of=LEVEL)),
        fields={"a": LEVEL, "b": LEVEL},
    )
    outcome = evaluate(made, inputs_of(made, a="A", b="C"), "both")
    assert isinstance(outcome, Gap)
    assert outcome.reasons == {Reason("conflict", "agreed", ("by_window", "by_situation"))}


def test_numbers_that_differ_leave_all_between_them_possible() -> None:
    outcome = value_of(op("agreed", fact("x"), fact("y")), x=num(1), y=num(5))
    assert outcome == between(1, 5, Reason("conflict", "agreed", ("x", "y")))


def test_absent_agrees_with_nothing_for_want_of_a_value() -> None:
    assert said("agreed", ABSENT, "A") == one_of("A", "B", "C", reasons=[Reason("no_value", "agreed")])


@pytest.mark.parametrize(
    ("name", "sides", "result"),
    [
        ("highest", ["A", "B"], "A"),
        ("lowest", ["A", "B"], "B"),
        ("highest", ["A", one_of("A", "B", "C")], "A"),
        ("lowest", ["C", one_of("A", "B", "C")], "C"),
        ("highest", ["B", one_of("A", "C")], one_of("A", "B")),
        ("highest", ["B", A_OR_SILENT], one_of("A", "B", reasons=[FACT, SILENT])),
        ("lowest", ["B", A_OR_SILENT], "B"),
        ("highest", [NOT_STATED, "C"], "C"),
        ("highest", [NOT_STATED, NOT_STATED], NOT_STATED),
        ("lowest", [A_OR_SILENT, NOT_STATED], A_OR_SILENT),
    ],
)
def test_highest_and_lowest(name: str, sides: list[Outcome], result: Outcome) -> None:
    assert said(name, *sides) == result


def test_the_highest_of_numbers_is_at_least_the_highest_low_end() -> None:
    assert value_of(op("highest", fact("x"), fact("y")), x=between(0, 5), y=num(3)) == between(3, 5)


def test_a_gap_that_cannot_be_the_lowest_does_not_matter() -> None:
    assert value_of(op("lowest", fact("x"), fact("y")), x=between(4, None), y=num(3)) == 3


def test_the_text_says_nothing_where_no_side_does() -> None:
    assert said("agreed", NOT_STATED) == Gap(NOTHING, frozenset({SILENT}), frozenset({"not_stated"}))
    assert gap(Subset(frozenset())) != NOT_STATED
