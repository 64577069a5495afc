"""Numbers with units: what converts, what does not, and what the result is counted in."""

from __future__ import annotations

from fractions import Fraction

import pytest

from policycore import types as t
from policycore.core import nodes as core
from policycore.diagnostics import texts
from unit.check.reading import check_text, codes, marked, statement

RECORD = """policy p {}
unit t "tonne"
unit kg = 0.001 t
record A {
  key id : text  weight : number(kg)  load : number(t)  sales : money(CNY)  abroad : money(USD)
  share : percent 0..100  mark : points  visits : whole at least 0  days : number(days)  hours : number(hours)
  months : number(months)  x : number  other : number(kg)
}
"""


def type_of(expression: str) -> t.Type:
    found = statement(f"{RECORD}define d = {expression}\n", "d")
    assert isinstance(found, core.Define)
    return found.type


def unit_of(expression: str) -> str:
    kind = type_of(expression)
    assert isinstance(kind, t.Number)
    return kind.unit.name


def said(expression: str) -> list[tuple[str, str]]:
    return marked(f"{RECORD}define d = {expression}\n")


# --- families ------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    "expression",
    [
        "weight > 5 kg",
        "weight > 2 t",
        "load - weight > 1 t",
        "days >= 2 weeks",
        "months < 1 year",
        "months = 2 quarters",
        "hours <= 90 minutes",
        "share >= 85%",
        "share = 0",
        "sales > 0",
        "sales >= 500万 CNY",
        "mark > 5",
        "mark > 5 points",
        "visits / 3 >= 50%",
        "visits / 3 >= 0.5",
        "sales / 100 CNY > 3",
        "weight / load > 2",
    ],
)
def test_these_compare(expression: str) -> None:
    assert said(expression) == []


@pytest.mark.parametrize(
    ("expression", "code", "place"),
    [
        ("weight > 5", "PC314", "weight > 5"),
        ("sales >= 100", "PC314", "sales >= 100"),
        ("sales > abroad", "PC313", "sales > abroad"),
        ("days > 24 hours", "PC314", "days > 24 hours"),
        ("months > 30 days", "PC314", "months > 30 days"),
        ("share >= 85", "PC304", "85"),
        ("85 <= share", "PC304", "85"),
        ("share + 5 > 50%", "PC304", "5"),
        ("sales * weight > 0", "PC315", "sales * weight"),
        ("visits + weight > 0", "PC314", "visits + weight"),
        ("sales / weight > 0", "PC314", "sales / weight"),
    ],
)
def test_these_do_not(expression: str, code: str, place: str) -> None:
    assert said(expression) == [(code, place)]


def test_the_other_side_is_converted_to_the_unit_of_the_first() -> None:
    found = statement(RECORD + "define d = weight > 2 t\n", "d")
    assert isinstance(found, core.Define)
    assert isinstance(found.body, core.Op)
    bound = found.body.operands[1]
    assert isinstance(bound, core.Const)
    assert bound.value == Fraction(2000)
    assert isinstance(bound.type, t.Number)
    assert bound.type.unit.name == "kg"


def test_what_is_no_literal_is_converted_by_an_operator() -> None:
    found = statement(RECORD + "define d = weight > load\n", "d")
    assert isinstance(found, core.Define)
    assert isinstance(found.body, core.Op)
    converted = found.body.operands[1]
    assert isinstance(converted, core.Op)
    assert (converted.op, converted.factor) == ("convert", Fraction(1000))


def test_a_bare_number_beside_money_is_offered_its_unit() -> None:
    [finding] = check_text(RECORD + "define d = sales >= 100\n")[1]
    assert texts.help_text(finding, "en") == "write the unit: `100 CNY`"


def test_a_bare_number_beside_a_per_cent_is_offered_the_sign() -> None:
    [finding] = check_text(RECORD + "define d = share >= 85\n")[1]
    assert texts.help_text(finding, "en") == "write the unit: `85%`"


# --- results -------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("expression", "unit"),
    [
        ("sales * 3", "CNY"),
        ("20% * sales", "CNY"),
        ("sales / 3", "CNY"),
        ("sales / 100 CNY", ""),
        ("sales * share", "CNY"),
        ("share * share", "percent"),
        ("visits * share", ""),
        ("visits / 7", ""),
        ("mark * 60%", "points"),
        ("2 points per visits", "points"),
        ("1 point per full 5万 CNY of sales", "points"),
        ("5 CNY per days", "CNY"),
        ("3 kg per full 2 days of days", "kg"),
        ("weight + load", "kg"),
        ("if visits > 1 then 0 else sales", "CNY"),
        ("if visits > 1 then 2 t else 5 kg", "t"),
        ("round(sales, half_up, 100 CNY)", "CNY"),
        ("highest(sales, 0)", "CNY"),
        ("lowest(weight, load)", "kg"),
        ("-sales", "CNY"),
    ],
)
def test_the_unit_of_a_result(expression: str, unit: str) -> None:
    assert unit_of(expression) == unit


def test_bounds_are_known_of_sums_and_products() -> None:
    kind = type_of("visits * 2 + 3")
    assert isinstance(kind, t.Number)
    assert (kind.low, kind.high, kind.whole) == (Fraction(3), None, True)


def test_branches_keep_the_hull_of_their_bounds() -> None:
    kind = type_of("if visits > 1 then visits + 3 else visits")
    assert isinstance(kind, t.Number)
    assert (kind.low, kind.high) == (Fraction(0), None)


# --- declarations --------------------------------------------------------------------------------------------------


def field(text: str) -> t.Type:
    from unit.check.reading import program_of

    [record] = program_of(f"policy p {{}}\n{text}\n").records
    return record.fields[-1].type


@pytest.mark.parametrize(
    ("declaration", "low", "high"),
    [
        ("x : percent 0..100", 0, 1),
        ("x : percent at most 85", None, Fraction(17, 20)),
        ("x : percent less than 100%", None, 1 - Fraction(1, 10**8)),
        ("x : whole more than 2", 3, None),
        ("x : whole less than 10", None, 9),
        ("x : money(CNY) more than 0", Fraction(1, 100), None),
        ("x : money(JPY) more than 0", 1, None),
        ("x : whole 2..25", 2, 25),
        ("x : whole at least 2 at most 25", 2, 25),
        ("x : number(days) at least 0", 0, None),
        ("x : whole at least -5", -5, None),
    ],
)
def test_bounds_are_moved_onto_the_scale(declaration: str, low: Fraction | None, high: Fraction | None) -> None:
    kind = field(f"record A {{ key id : text  {declaration} }}")
    assert isinstance(kind, t.Number)
    assert (kind.low, kind.high) == (low, high)


def test_a_currency_may_be_given_more_decimals() -> None:
    text = "policy p {}\nunit CNY { decimals: 4 }\nparameter fee : money(CNY) = 0.1234 CNY\n"
    assert codes(text) == []


def test_units_may_be_declared_in_any_order() -> None:
    text = "policy p {}\nunit g = 0.001 kg\nunit kg = 0.001 t\nunit t\nrecord A { key id : text  w : number(g) }\n"
    assert codes(text + "define d = w > 2 t\n") == []


def test_units_in_a_circle_are_reported_once_each() -> None:
    text = "policy p {}\nunit a = 2 b\nunit b = 2 a\nrecord A { key id : text  w : number(a) }\n"
    assert set(codes(text)) == {"PC210"}


def test_the_default_of_a_field_is_in_the_unit_of_the_field() -> None:
    text = "policy p {}\nrecord A { key id : text  share : percent 0..100 default 85  w : money(CNY) default 3 }\n"
    assert codes(text) == []


def test_what_is_outside_the_bounds_says_them_in_the_unit_of_the_author() -> None:
    [finding] = check_text("policy p {}\nparameter rate : percent 0..100 = 120%\n")[1]
    assert texts.headline(finding, "en") == "this is not between 0% and 100%"


def test_division_by_a_literal_zero_is_refused_and_by_a_fact_is_not() -> None:
    assert said("sales / 0") == [("PC316", "0")]
    assert said("sales / visits") == []


def test_a_bound_that_no_binary_number_equals_is_still_told_as_a_decimal() -> None:
    [finding] = check_text("policy p {}\nparameter rate : number 0..99.99 = 100\n")[1]
    assert texts.headline(finding, "en") == "this is not between 0 and 99.99"


def test_comparisons_that_the_bounds_decide_are_pointed_out() -> None:
    assert said("share <= 100%") == [("PC420", "share <= 100%")]
    assert said("visits < 0") == [("PC420", "visits < 0")]
    assert said("visits <= 0") == []
