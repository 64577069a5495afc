"""Operators on numbers, days and moments, on values and on gaps."""

from __future__ import annotations

from datetime import date, datetime
from fractions import Fraction

import pytest

from policycore.values import ABSENT, Gap, Interval, Outcome, Reason
from unit.interpret.build import (
    DATE,
    FACT,
    MOMENT,
    NOT_STATED,
    OPEN,
    SILENT,
    YES_NO,
    between,
    const,
    fact,
    gap,
    num,
    op,
    value_of,
)

X, Y = fact("x"), fact("y")
NO_VALUE = Reason("no_value", "div")


def binary(name: str, x: Outcome, y: Outcome, **settings: object) -> Outcome:
    return value_of(op(name, X, Y, **settings), x=x, y=y)


def test_sums_are_exact() -> None:
    assert binary("add", Fraction(1, 3), Fraction(2, 3)) == 1


def test_the_ends_of_a_sum_are_the_sums_of_the_ends() -> None:
    assert binary("add", between(1, 3), between(10, None)) == between(11, None)


def test_the_difference_of_a_gap_with_itself_stays_open() -> None:
    assert value_of(op("add", X, op("neg", X)), x=between(1, 3)) == between(-2, 2)


@pytest.mark.parametrize(
    ("a", "b", "product"),
    [
        (between(2, 3), num(4), between(8, 12)),
        (between(-2, 3), between(-5, 7), between(-15, 21)),
        (between(0, None), between(-1, None), between(None, None)),
        (between(1, None), num(0), num(0)),
        (between(None, None), num(0), num(0)),
        (between(None, -1), between(None, -2), between(2, None)),
    ],
)
def test_products_take_the_extreme_ends_and_zero_beats_infinity(a: Outcome, b: Outcome, product: Outcome) -> None:
    assert binary("mul", a, b) == product


def test_a_quotient_is_exact() -> None:
    assert binary("div", num(1), num(3)) == Fraction(1, 3)


def test_division_by_zero_gives_everything_for_want_of_a_value() -> None:
    assert binary("div", num(1), num(0)) == Gap(Interval(), frozenset({NO_VALUE}))


def test_a_divisor_that_may_be_zero_gives_everything_for_both_reasons() -> None:
    assert binary("div", num(6), between(0, 3)) == gap(Interval(), FACT, NO_VALUE)


def test_a_divisor_that_cannot_be_zero_keeps_the_ends() -> None:
    assert binary("div", num(6), between(2, None)) == between(0, 3)


def test_zero_through_a_gap_without_zero_is_decided() -> None:
    assert binary("div", num(0), between(2, 3)) == 0


def test_per_full_counts_full_steps_only() -> None:
    assert binary("per_full", num("149999.99"), num(50000)) == 2


def test_per_full_of_a_gap_counts_from_end_to_end() -> None:
    assert binary("per_full", between(0, 149999), num(50000)) == between(0, 2)


@pytest.mark.parametrize(
    ("mode", "number", "result"),
    [
        ("upward", "3.2", 4),
        ("upward", "-3.2", -3),
        ("downward", "3.9", 3),
        ("downward", "-3.2", -4),
        ("half_up", "2.5", 3),
        ("half_up", "-2.5", -3),
        ("half_up", "2.4999", 2),
    ],
)
def test_rounding_modes(mode: str, number: str, result: int) -> None:
    assert binary("round", num(number), num(1), mode=mode) == result


def test_rounding_goes_to_multiples_of_the_step() -> None:
    assert binary("round", num("0.125"), num("0.01"), mode="half_up") == Fraction(13, 100)


def test_a_gap_that_rounds_to_one_number_is_decided() -> None:
    assert binary("round", gap(Interval(num("3.1"), num("3.4"))), num(1), mode="upward") == 4


def test_a_step_of_zero_has_no_value() -> None:
    assert binary("round", num(3), num(0), mode="upward") == gap(Interval(), Reason("no_value", "round"))


def test_an_open_step_reaches_as_far_as_the_longest_one() -> None:
    assert binary("round", num(7), between(2, 5), mode="upward") == between(7, 12)


def test_conversion_multiplies_by_the_factor() -> None:
    assert value_of(op("convert", X, factor=Fraction(60)), x=between(1, 2)) == between(60, 120)


def test_absent_reads_as_any_number_where_a_value_is_needed() -> None:
    assert binary("add", ABSENT, num(1)) == gap(Interval(), Reason("no_value", "add"))


def test_silence_reads_as_any_number_and_keeps_its_reason() -> None:
    assert binary("add", NOT_STATED, num(1)) == gap(Interval(), SILENT)


@pytest.mark.parametrize(
    ("name", "a", "b", "result"),
    [
        ("lt", num(1), num(2), True),
        ("lt", num(2), num(2), False),
        ("le", num(2), num(2), True),
        ("gt", num(2), num(2), False),
        ("ge", num(2), num(2), True),
        ("ge", between(75, None), num(75), True),
        ("gt", between(None, 75), num(75), False),
        ("lt", between(1, 3), between(3, 5), OPEN),
        ("le", between(1, 3), between(3, 5), True),
    ],
)
def test_comparisons_are_decided_by_the_ends(name: str, a: Outcome, b: Outcome, result: Outcome) -> None:
    assert value_of(op(name, X, Y, of=YES_NO), x=a, y=b) == result


def test_ranged_lets_a_number_inside_pass() -> None:
    assert value_of(op("ranged", X, low=num(11), high=num(15)), x=num(15)) == 15


def test_ranged_is_a_conflict_outside_and_names_itself() -> None:
    outcome = value_of(op("ranged", X, low=num(11), high=num(15)), x=num(16))
    assert outcome == between(11, 15, Reason("conflict", "ranged"))


def test_ranged_knows_a_gap_that_cannot_lie_inside() -> None:
    outcome = value_of(op("ranged", X, low=num(11), high=num(15)), x=between(2, 9))
    assert outcome == between(11, 15, Reason("conflict", "ranged"))


def test_ranged_cuts_a_gap_that_may_lie_outside_to_the_whole_range() -> None:
    assert value_of(op("ranged", X, low=num(11), high=num(15)), x=between(2, 13)) == between(11, 15)


def test_ranged_leaves_a_gap_inside_alone() -> None:
    assert value_of(op("ranged", X, low=num(11), high=None), x=between(12, 13)) == between(12, 13)


# --- days and moments ---

D, M = fact("d", DATE), fact("m", MOMENT)


def test_a_month_later_is_the_same_day_or_the_last_of_the_month() -> None:
    assert value_of(op("add_months", D, X, of=DATE), d=date(2024, 1, 31), x=num(1)) == date(2024, 2, 29)


def test_days_are_added_at_the_same_time_of_day() -> None:
    later = value_of(op("add_days", M, X, of=MOMENT), m=datetime(2024, 2, 28, 17, 0), x=num(2))
    assert later == datetime(2024, 3, 1, 17, 0)


def test_only_full_days_count() -> None:
    assert value_of(op("add_days", D, X, of=DATE), d=date(2024, 1, 1), x=num("1.5")) == date(2024, 1, 2)


def test_an_open_number_of_days_gives_a_stretch_of_days() -> None:
    outcome = value_of(op("add_days", D, X, of=DATE), d=date(2024, 1, 1), x=between(0, 9))
    assert outcome == gap(Interval(date(2024, 1, 1), date(2024, 1, 10)))


def test_a_day_past_the_last_one_is_no_value_but_surely_late() -> None:
    late = op("add_days", D, X, of=DATE)
    assert value_of(late, d=date(9999, 12, 31), x=num(1)) == gap(
        Interval(date(9999, 12, 31), None), Reason("no_value", "add_days")
    )
    assert value_of(op("gt", late, const(date(2024, 1, 1)), of=YES_NO), d=date(9999, 12, 31), x=num(1)) is True


def test_a_month_before_the_first_one_is_no_value_but_surely_early() -> None:
    early = op("add_months", M, X, of=MOMENT)
    assert value_of(early, m=datetime(1, 1, 1), x=num(-1)) == gap(
        Interval(None, datetime(1, 1, 1)), Reason("no_value", "add_months")
    )


def test_seconds_are_added_by_the_clock() -> None:
    later = value_of(op("add_seconds", M, X, of=MOMENT), m=datetime(2024, 3, 1, 10, 0), x=num(86400))
    assert later == datetime(2024, 3, 2, 10, 0)


def test_days_between_count_from_the_second_to_the_first() -> None:
    between_days = op("days_between", D, fact("e", DATE))
    assert value_of(between_days, d=date(2024, 3, 1), e=date(2024, 2, 28)) == 2
    assert value_of(between_days, d=gap(Interval(date(2024, 3, 1), None)), e=date(2024, 2, 28)) == between(2, None)


def test_seconds_between_are_exact() -> None:
    outcome = value_of(
        op("seconds_between", M, fact("k", MOMENT)), m=datetime(2024, 3, 1, 10, 0, 20), k=datetime(2024, 3, 1, 10, 0)
    )
    assert outcome == 20


def test_the_day_of_a_moment_that_is_open_only_in_its_hour_is_decided() -> None:
    inside = gap(Interval(datetime(2024, 3, 1, 8), datetime(2024, 3, 1, 20)))
    assert value_of(op("day_of", M, of=DATE), m=inside) == date(2024, 3, 1)
