"""Conditions: Kleene logic, equality, membership, what is present and what is known."""

from __future__ import annotations

from datetime import date

import pytest

from policycore import types as t
from policycore.values import ABSENT, ANYTHING, Interval, Outcome, Reason
from unit.interpret.build import (
    DATE,
    FACT,
    KIND,
    LEVEL,
    NOT_STATED,
    NUMBER,
    OPEN,
    OPEN_KIND,
    SILENT,
    TEXT,
    YES_NO,
    between,
    const,
    fact,
    gap,
    num,
    one_of,
    op,
    value_of,
)

OTHER = one_of(True, False, reasons=[Reason("fact", "y")])


def condition(name: str, *operands: Outcome, of: t.Type = YES_NO, count: int = 0) -> Outcome:
    facts = {"abc"[place]: outcome for place, outcome in enumerate(operands)}
    return value_of(op(name, *(fact(f, of) for f in facts), of=YES_NO, count=count), **facts)


@pytest.mark.parametrize(
    ("name", "parts", "result"),
    [
        ("and", [True, OPEN], OPEN),
        ("and", [False, OPEN], False),
        ("and", [OPEN, False], False),
        ("or", [True, OPEN], True),
        ("or", [False, OPEN], OPEN),
        ("or", [False, False], False),
        ("not", [OPEN], OPEN),
        ("not", [False], True),
    ],
)
def test_a_part_that_settles_the_matter_decides(name: str, parts: list[Outcome], result: Outcome) -> None:
    assert condition(name, *parts) == result


def test_the_reasons_are_those_of_all_open_parts() -> None:
    assert condition("and", OPEN, True, OTHER) == one_of(True, False, reasons=[FACT, Reason("fact", "y")])


@pytest.mark.parametrize(
    ("parts", "result"),
    [
        ([True, True, OPEN], True),
        ([False, False, OPEN], False),
        ([True, False, OPEN], OPEN),
        ([True, False, True], True),
        ([OPEN, OPEN, OPEN], OPEN),
    ],
)
def test_at_least_two_is_decided_as_soon_as_the_rest_cannot_matter(parts: list[Outcome], result: Outcome) -> None:
    assert condition("at_least", *parts, count=2) == result


def test_a_thing_or_its_opposite_stays_open() -> None:
    x = fact("x", YES_NO)
    assert value_of(op("or", x, op("not", x, of=YES_NO), of=YES_NO), x=OPEN) == OPEN


def test_an_absent_part_reads_as_open_for_want_of_a_value() -> None:
    assert condition("and", ABSENT, True) == one_of(True, False, reasons=[Reason("no_value", "and")])
    assert condition("and", ABSENT, False) is False


@pytest.mark.parametrize(
    ("a", "b", "of", "result"),
    [
        (num(1), num(1), NUMBER, True),
        (between(1, 3), between(4, 5), NUMBER, False),
        (between(1, 3), between(3, 5), NUMBER, OPEN),
        (one_of("A", "B"), "C", LEVEL, False),
        (one_of("A", "B"), "A", LEVEL, OPEN),
        ("one", "one", TEXT, True),
        ("one", gap(ANYTHING), TEXT, OPEN),
        ("one", "two", TEXT, False),
        (ABSENT, ABSENT, NUMBER, True),
        (ABSENT, num(1), NUMBER, False),
        (between(1, 3, marks=["absent"]), ABSENT, NUMBER, OPEN),
        (between(1, 3), ABSENT, NUMBER, False),
        (date(2024, 1, 1), gap(Interval(date(2024, 1, 2), None)), DATE, False),
        (frozenset({"goods"}), frozenset({"goods"}), t.SetType(KIND), True),
        (frozenset({"goods"}), gap(ANYTHING), t.SetType(KIND), OPEN),
    ],
)
def test_equality(a: Outcome, b: Outcome, of: t.Type, result: Outcome) -> None:
    assert condition("eq", a, b, of=of) == result
    opposite = {True: False, False: True}.get(result, result) if isinstance(result, bool) else result
    assert condition("ne", a, b, of=of) == opposite


def test_what_is_not_stated_may_equal_anything_and_absent_too() -> None:
    silent = one_of(True, False, reasons=[SILENT])
    assert condition("eq", NOT_STATED, "A", of=LEVEL) == silent
    assert condition("eq", NOT_STATED, ABSENT, of=LEVEL) == silent


@pytest.mark.parametrize(
    ("of", "outcome", "result"),
    [
        (LEVEL, "A", True),
        (LEVEL, one_of("A", "B"), True),
        (LEVEL, one_of("A", "C"), OPEN),
        (LEVEL, "C", False),
        (OPEN_KIND, gap(ANYTHING), OPEN),
    ],
)
def test_membership(of: t.Type, outcome: Outcome, result: Outcome) -> None:
    group = const(frozenset({"A", "B"}), t.SetType(LEVEL))
    assert value_of(op("in", fact("x", of), group, of=YES_NO), x=outcome) == result


def test_nothing_is_in_an_empty_set() -> None:
    group = const(frozenset(), t.SetType(OPEN_KIND))
    assert value_of(op("in", fact("x", OPEN_KIND), group, of=YES_NO), x=gap(ANYTHING)) is False


def test_a_set_that_is_not_known_may_hold_anything() -> None:
    test = op("in", const("goods"), fact("set", t.SetType(KIND)), of=YES_NO)
    assert value_of(test, set=gap(ANYTHING)) == OPEN


@pytest.mark.parametrize(
    ("outcome", "result"),
    [
        (num(1), True),
        (ABSENT, False),
        (between(1, 2), True),
        (between(1, 2, marks=["absent"]), OPEN),
        (NOT_STATED, one_of(True, False, reasons=[SILENT])),
    ],
)
def test_present_and_absent(outcome: Outcome, result: Outcome) -> None:
    assert condition("is_present", outcome, of=NUMBER) == result
    opposite = not result if isinstance(result, bool) else result
    assert condition("is_absent", outcome, of=NUMBER) == opposite


def test_known_is_what_is_no_gap() -> None:
    for outcome, known in ((num(1), True), (ABSENT, True), (between(1, 2), False), (NOT_STATED, False)):
        assert condition("is_known", outcome, of=NUMBER) is known
        assert condition("is_unknown", outcome, of=NUMBER) is not known


@pytest.mark.parametrize(
    ("name", "a", "b", "result"),
    [
        ("gt", "A", "B", True),
        ("lt", "A", "B", False),
        ("ge", one_of("A", "B"), "B", True),
        ("gt", one_of("A", "B"), "B", OPEN),
        ("le", one_of("B", "C"), "A", True),
    ],
)
def test_ordered_choices_compare_by_their_place(name: str, a: Outcome, b: Outcome, result: Outcome) -> None:
    assert condition(name, a, b, of=LEVEL) == result


def test_a_member_without_a_place_has_no_value_to_compare() -> None:
    scale = t.Enum((t.Member("A"), t.Member("B")), ordered=True, open=True)
    outcome = condition("lt", "elsewhere", "A", of=scale)
    assert outcome == one_of(True, False, reasons=[Reason("no_value", "lt")])
