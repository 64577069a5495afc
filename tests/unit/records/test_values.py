"""What each kind of field takes, what it refuses, and with which message."""

from __future__ import annotations

import enum
from datetime import UTC, date, datetime, timedelta, timezone
from decimal import Decimal
from fractions import Fraction

import pytest

from policycore.records.raw import LongNumber, NotFinite
from policycore.records.render import render_problem
from policycore.values import ABSENT, Gap, Reason, reasons_of
from unit.records.build import ZONED, field

TONNES = 'unit t "tonne" / "吨" { decimals: 3 }\nunit kg "kilogram" = 0.001 t'


def value_of(declared: str, value: object, **options: object) -> object:
    converted = field(declared, value, **options)  # type: ignore[arg-type]
    assert converted.record is not None, converted.problems
    return converted.record.fields["x"]


def codes(declared: str, value: object, **options: object) -> list[str]:
    converted = field(declared, value, **options)  # type: ignore[arg-type]
    assert converted.record is None
    return [problem.code for problem in converted.problems]


class Colour(enum.Enum):
    RED = "red"
    blue = 2


@pytest.mark.parametrize("value", [True, "yes", "YES", "y", "true", "True", "是", " yes "])
def test_yes_is_written_in_many_ways(value: object) -> None:
    assert value_of("yes_no", value) is True


@pytest.mark.parametrize("value", [False, "no", "N", "false", "FALSE", "否"])
def test_no_is_written_in_many_ways(value: object) -> None:
    assert value_of("yes_no", value) is False


def test_one_and_nought_are_yes_and_no_in_cells_alone() -> None:
    assert value_of("yes_no", "1", cells=True) is True
    assert value_of("yes_no", "0", cells=True) is False
    assert codes("yes_no", "1") == ["PC502"]
    assert codes("yes_no", 1) == ["PC502"]


@pytest.mark.parametrize(
    ("declared", "value", "held"),
    [
        ("whole", 5, Fraction(5)),
        ("whole", "-5", Fraction(-5)),
        ("whole", Decimal("5.0"), Fraction(5)),
        ("whole", "5_000", Fraction(5000)),
        ("number(hours)", Decimal("2.5"), Fraction(5, 2)),
        ("number(hours)", Fraction(1, 2), Fraction(1, 2)),
        ("number(hours)", "90 minutes", Fraction(3, 2)),
        ("number(months)", "3.5 months", Fraction(7, 2)),
        ("number(months)", "3.5个月", Fraction(7, 2)),
        ("number(months)", "2 years", Fraction(24)),
        ("number(days)", "2 周", Fraction(14)),
        ("points", "85", Fraction(85)),
        ("points", "85 points", Fraction(85)),
        ("points", "85分", Fraction(85)),
        ("percent", 85, Fraction(17, 20)),
        ("percent", "85", Fraction(17, 20)),
        ("percent", "85%", Fraction(17, 20)),
        ("percent", "12.5 %", Fraction(1, 8)),
        ("percent", Decimal("0.85"), Fraction(85, 10000)),
        ("money(CNY)", 5, Fraction(5)),
        ("money(CNY)", "5.10", Fraction(51, 10)),
        ("money(CNY)", "5.1000", Fraction(51, 10)),
        ("money(CNY)", "500万", Fraction(5_000_000)),
        ("money(CNY)", "500万 CNY", Fraction(5_000_000)),
        ("money(CNY)", "500万元", Fraction(5_000_000)),
        ("money(CNY)", "9亿 元", Fraction(900_000_000)),
        ("money(JPY)", "500", Fraction(500)),
        ("money(CNY)", "9" * 90, Fraction(int("9" * 90))),
    ],
)
def test_numbers_are_read_exactly_and_in_their_unit(declared: str, value: object, held: Fraction) -> None:
    assert value_of(declared, value) == held


def test_units_of_the_policy_are_known_by_name_and_label_and_converted() -> None:
    assert value_of("number(t)", "1500 kg", more=TONNES) == Fraction(3, 2)
    assert value_of("number(t)", "2 吨", more=TONNES) == Fraction(2)
    assert codes("number(t)", "1 kg 1", more=TONNES) == ["PC508"]


@pytest.mark.parametrize(
    ("declared", "value", "code"),
    [
        ("whole", True, "PC502"),
        ("whole", "five", "PC502"),
        ("whole", "5.", "PC502"),
        ("whole", "", None),
        ("whole", 2.0, "PC503"),
        ("money(CNY)", 0.1, "PC503"),
        ("money(CNY)", float("nan"), "PC504"),
        ("money(CNY)", float("inf"), "PC504"),
        ("money(CNY)", Decimal("NaN"), "PC504"),
        ("money(CNY)", NotFinite("NaN"), "PC504"),
        ("money(CNY)", "-Infinity", "PC504"),
        ("money(CNY)", "#DIV/0!", "PC504"),
        ("money(CNY)", 10**400, "PC505"),
        ("money(CNY)", "1" * 400, "PC505"),
        ("money(CNY)", Decimal("1e999999"), "PC505"),
        ("money(CNY)", LongNumber("123"), "PC505"),
        ("money(CNY)", Fraction(1, 3), "PC506"),
        ("money(CNY)", "1.005", "PC506"),
        ("money(JPY)", "0.5", "PC506"),
        ("percent", "1.1234567", "PC506"),
        ("number(hours)", "500 minutes", "PC506"),
        ("whole at least 0", "-1", "PC507"),
        ("percent at most 100", "101", "PC507"),
        ("money(CNY) more than 0", "0", "PC507"),
        ("number(months)", "6 mnths", "PC508"),
        ("number(months)", "90 days", "PC509"),
        ("number(days)", "24 hours", "PC509"),
        ("money(CNY)", "5%", "PC509"),
        ("points", "5%", "PC509"),
        ("whole", "5 hours", "PC509"),
        ("money(CNY)", "5 USD", "PC510"),
        ("whole", "2.5", "PC523"),
        ("money(CNY)", "1.23E+05", "PC524"),
        ("money(CNY)", [5], "PC502"),
        ("money(CNY)", {"value": 5}, "PC502"),
    ],
)
def test_what_is_no_exact_number_of_the_unit_is_refused(declared: str, value: object, code: str | None) -> None:
    if code is None:
        assert isinstance(value_of(declared, value), Gap)
    else:
        assert codes(declared, value) == [code]


@pytest.mark.parametrize(
    ("value", "meant"),
    [
        ("1,234.50", "1234.50"),
        ("1,234,567", "1234567"),
        ("1.234,50", "1234.50"),
        ("1 234,5", "1234.5"),
        ("5,1", "5.1"),
        ("１２", "12"),
        ("¥500", "500 CNY"),
        ("−5", "-5"),
        ("(5.00)", "-5.00"),
        ("5-", "-5"),
        ("12,5%", "12.5%"),
    ],
)
def test_a_number_for_people_is_refused_with_the_number_for_data(value: str, meant: str) -> None:
    problem = field("money(CNY)", value).problems[0]
    assert problem.code == "PC502"
    assert problem.help is not None
    assert problem.help.args["text"] == meant


@pytest.mark.parametrize("value", ["1,234", "-1,234", "1,000%"])
def test_a_comma_that_may_mean_two_things_is_answered_with_both(value: str) -> None:
    problem = field("percent" if "%" in value else "money(CNY)", value).problems[0]
    assert problem.help is not None
    assert problem.help.args == {"grouped": value.replace(",", ""), "decimal": value.replace(",", ".")}


@pytest.mark.parametrize("declared", ["money(CNY)", "date", "text", "{a, b}", "yes_no", "set of {a, b}", "judged text"])
@pytest.mark.parametrize("value", ["#N/A", "#REF!", " #div/0! "])
def test_the_errors_of_spreadsheets_are_no_values(declared: str, value: str) -> None:
    assert [problem.code for problem in field(declared, value, cells=True).problems] == ["PC504"]


def test_what_looks_like_an_error_of_a_spreadsheet_elsewhere_is_a_text() -> None:
    assert field("text", "#N/A").record is not None
    assert field("text", "#1", cells=True).record is not None


@pytest.mark.parametrize("value", ["2024-03-01", date(2024, 3, 1), datetime(2024, 3, 1), "2024-03-01T00:00:00"])
def test_a_day_is_a_date_or_its_midnight(value: object) -> None:
    held = value_of("date", value)
    assert held == date(2024, 3, 1)
    assert type(held) is date


@pytest.mark.parametrize(
    ("value", "code"),
    [
        ("2023-02-29", "PC512"),
        ("2024-03-01 17:00", "PC515"),
        (datetime(2024, 3, 1, 17), "PC515"),
        (datetime(2024, 3, 1, tzinfo=UTC), "PC515"),
        (45352, "PC502"),
        ("01/03/2024", "PC502"),
        ("soon", "PC502"),
    ],
)
def test_what_is_no_day_is_refused(value: object, code: str) -> None:
    assert codes("date", value) == [code]


@pytest.mark.parametrize("value", ["2024/3/1", "20240301", "2024年3月1日", "2024.03.01", "２０２４-03-01"])
def test_a_day_with_the_year_first_is_put_right_in_the_help(value: str) -> None:
    problem = field("date", value).problems[0]
    assert problem.help is not None
    assert problem.help.args["text"] == "2024-03-01"


@pytest.mark.parametrize(
    ("value", "said"),
    [
        ("01.03.2024", "write `2024-03-01` if the day is written first, `2024-01-03` if the month is"),
        ("3/1/2024", "write `2024-01-03` if the day is written first, `2024-03-01` if the month is"),
        ("31.12.2024", "write `2024-12-31`"),
        ("12/31/2024", "write `2024-12-31`"),
        ("05-05-2024", "write `2024-05-05`"),
        ("45352", "the number by which a spreadsheet counts days"),
        (45352, "the number by which a spreadsheet counts days"),
        ("32.13.2024", "put the value right"),
    ],
)
def test_a_day_in_another_order_is_never_guessed_but_said_how_to_write(value: object, said: str) -> None:
    (problem,) = field("date", value).problems
    assert problem.code == "PC502"
    assert said in render_problem(problem)


@pytest.mark.parametrize("value", ["2024/3/1 9:05", "2024-03-01 9:05", "2024/03/01 09:05:00"])
def test_a_moment_with_the_year_first_is_put_right_in_the_help(value: str) -> None:
    problem = field("moment", value).problems[0]
    assert problem.help is not None
    assert str(problem.help.args["text"]).startswith("2024-03-01 09:05")


@pytest.mark.parametrize("value", ["2024-03-01 1", "2024-03-01 x", "2024-03-01 10:00:0", "2024/3/1 ", "2024-03-01 10"])
def test_a_moment_that_nothing_can_be_made_of_is_refused(value: str) -> None:
    assert codes("moment", value) in (["PC502"], ["PC513"])


def test_days_hold_their_bounds() -> None:
    assert value_of("date 2024-01-01 .. 2024-12-31", "2024-12-31") == date(2024, 12, 31)
    assert codes("date 2024-01-01 .. 2024-12-31", "2025-01-01") == ["PC507"]


@pytest.mark.parametrize(
    ("value", "held"),
    [
        ("2024-03-01 10:00", datetime(2024, 3, 1, 10)),
        ("2024-03-01T10:00:20", datetime(2024, 3, 1, 10, 0, 20)),
        ("2024-03-01T10:00:20.000", datetime(2024, 3, 1, 10, 0, 20)),
        (datetime(2024, 3, 1, 10, fold=1), datetime(2024, 3, 1, 10)),
    ],
)
def test_a_moment_is_local_time_to_the_second(value: object, held: datetime) -> None:
    assert value_of("moment", value) == held


@pytest.mark.parametrize(
    ("value", "code"),
    [
        ("2024-03-01", "PC513"),
        (date(2024, 3, 1), "PC513"),
        ("2024-03-01T10:00Z", "PC514"),
        ("2024-03-01T10:00+08:00", "PC514"),
        (datetime(2024, 3, 1, tzinfo=UTC), "PC514"),
        ("2024-03-01 24:00", "PC512"),
        ("2024-03-01 10:60", "PC512"),
        ("2024-03-01T10:00:00.5", "PC526"),
        (datetime(2024, 3, 1, 10, 0, 0, 1), "PC526"),
        ("10:00", "PC502"),
        (1709258400, "PC502"),
    ],
)
def test_what_is_no_local_moment_is_refused(value: object, code: str) -> None:
    assert codes("moment", value) == [code]


@pytest.mark.parametrize(
    "value",
    ["2024-03-01T02:00Z", "2024-03-01T10:00+0800", "2024-02-29 21:00-05", datetime(2024, 3, 1, 2, tzinfo=UTC)],
)
def test_an_offset_is_converted_where_the_policy_has_a_time_zone(value: object) -> None:
    assert value_of("moment", value, head=ZONED) == datetime(2024, 3, 1, 10)


def test_a_moment_that_no_zone_can_hold_is_refused() -> None:
    edge = datetime(1, 1, 1, tzinfo=timezone(timedelta(hours=14)))
    assert codes("moment", edge, head=ZONED) == ["PC512"]


def test_texts_are_composed_and_whole_numbers_are_their_digits() -> None:
    assert value_of("text", "e\u0301") == "é"
    assert value_of("text", 17850) == "17850"
    assert codes("text", Decimal("1.10")) == ["PC502"]
    assert codes("text", True) == ["PC502"]
    assert codes("text", "\ud83d") == ["PC521"]


GRADES = '{gold "Gold" / "金卡" > silver "Silver" / "银卡"}'


@pytest.mark.parametrize("value", ["gold", "Gold", "金卡", " gold "])
def test_a_member_is_known_by_name_and_by_label(value: str) -> None:
    assert value_of(GRADES, value) == "gold"


@pytest.mark.parametrize(
    ("value", "meant"), [("GOLD", "gold"), ("ｇｏｌｄ", "gold"), ("sliver", "silver"), ("金", None)]
)
def test_a_member_is_never_guessed_but_suggested(value: str, meant: str | None) -> None:
    problem = field(GRADES, value).problems[0]
    assert problem.code == "PC511"
    assert (problem.help.args["name"] if problem.help else None) == meant


def test_an_open_choice_takes_others_but_no_look_alikes() -> None:
    assert value_of("{red, green, ...}", "purple") == "purple"
    assert codes("{red, green, ...}", "Red") == ["PC511"]


def test_a_label_of_two_members_names_neither() -> None:
    assert codes('{a "same", b "same"}', "same") == ["PC511"]


def test_members_of_a_python_enumeration_count_by_value_or_name() -> None:
    assert value_of("{red, blue}", Colour.RED) == "red"
    assert value_of("{red, blue}", Colour.blue) == "blue"


def test_a_set_is_a_list_without_order() -> None:
    assert value_of("set of {a, b, c}", ["b", "a", "b"]) == frozenset({"a", "b"})
    assert value_of("set of {a, b, c}", {"a"}) == frozenset({"a"})
    assert value_of("set of {a, b, c}", []) == frozenset()
    assert codes("set of {a, b, c}", "a") == ["PC502"]
    assert codes("set of {a, b, c}", ["a", None]) == ["PC522"]
    assert codes("set of {a, b, c}", ["a", "unknown"]) == ["PC522"]
    assert codes("set of {a, b, c}", ["d", "e"]) == ["PC511", "PC511"]


@pytest.mark.parametrize("cell", ["a;b", "a；b", "a|b", "a、b", " a ; b ; "])
def test_a_cell_may_hold_a_set(cell: str) -> None:
    assert value_of("set of {a, b, c}", cell, cells=True) == frozenset({"a", "b"})


def test_an_empty_set_is_told_from_an_unknown_one_in_cells() -> None:
    assert value_of("set of {a, b}", "[]", cells=True) == frozenset()
    assert isinstance(value_of("set of {a, b}", "", cells=True), Gap)


def test_lists_of_single_values_keep_their_order_and_may_hold_unknown_elements() -> None:
    assert value_of("list of text", ["b", "a"]) == ("b", "a")
    assert value_of("list of whole", "3; 1", cells=True) == (Fraction(3), Fraction(1))
    found = value_of("list of whole", [1, None])
    assert isinstance(found, tuple)
    assert found[0] == 1
    assert reasons_of(found[1]) == {Reason("fact", "x[2]")}


@pytest.mark.parametrize("value", [None, "", "  ", "unknown", "Unknown", "未知"])
@pytest.mark.parametrize("declared", ["yes_no", "whole 2..15", "text", "date", "moment", "{a, b}", "set of {a, b}"])
def test_a_plain_field_left_out_is_unknown_with_all_that_its_type_allows(declared: str, value: object) -> None:
    gap = value_of(declared, value)
    assert isinstance(gap, Gap)
    assert gap.reasons == {Reason("fact", "x")}
    assert not gap.marks


def test_an_optional_field_left_out_is_absent_and_an_unknown_one_may_be() -> None:
    assert value_of("date optional", None) is ABSENT
    assert value_of("date optional", "") is ABSENT
    assert value_of("date optional", "absent") is ABSENT
    assert value_of("date optional", "空") is ABSENT
    gap = value_of("date optional", "unknown")
    assert isinstance(gap, Gap)
    assert gap.marks == {"absent"}


def test_absent_is_refused_where_nothing_may_be_absent() -> None:
    assert codes("date", "absent") == ["PC516"]
    assert codes("date", ABSENT) == ["PC516"]


def test_a_default_stands_for_what_is_left_out_but_not_for_unknown() -> None:
    assert value_of("whole default 3", None) == 3
    assert isinstance(value_of("whole default 3", "unknown"), Gap)


def test_absent_and_unknown_are_members_where_the_choice_has_them() -> None:
    assert value_of("{`unknown`, b}", "unknown") == "unknown"
    assert value_of("{`absent`, b} optional", "absent") == "absent"


def test_absent_is_a_text_like_any_other() -> None:
    assert value_of("text optional", "absent") == "absent"
    assert value_of("{red, ...} optional", "absent") == "absent"


def test_a_key_takes_any_text() -> None:
    converted = field("whole", 1)
    assert converted.record is not None
    assert converted.record.fields["id"] == "r"
