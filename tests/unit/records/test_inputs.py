"""The moment, parameters and readings of a decision: checked, typed, and named where they are wrong."""

from __future__ import annotations

from datetime import date, datetime
from fractions import Fraction

import pytest

from policycore.core.nodes import RecordDecl
from policycore.records.inputs import Set, Settings, deciding_record, reads_as_of, settings_from, settings_of
from policycore.records.problem import RecordProblem
from policycore.values import Gap, Reason
from unit.records.build import program

POLICY = """
choice Grade { first "一级" > second "二级" }
choice Kind { urban, rural }
record Loan { key id : text  grade : Grade  kind : Kind }
parameter base : percent 0 .. 100 = 5%
parameter wage per Grade : money(CNY) at least 0 not stated
parameter allowance per Grade, Kind : money(CNY) at least 0 not stated
reading gate "How" @ "1" { chosen both "both" / "并且"  either }
require enough for Loan : wage[grade] + allowance[grade, kind] > 0 CNY and (gate = both or base > 0%)
"""
DATED = """
record Loan { key id : text  due_on : date }
record Desk { key id : text  open : yes_no }
parameter rate : percent { from 2024-01-01 = 5% }
define late for Loan = due_on < as_of
require in_time for Loan : not late
require is_open for Desk : open
"""


def settled(**given: object) -> Settings:
    found = settings_from(program(POLICY), **given)  # type: ignore[arg-type]
    assert found.settings is not None, found.problems
    return found.settings


def codes(found: Set) -> list[str]:
    return [problem.code for problem in found.problems]


def refused(**given: object) -> list[str]:
    found = settings_from(program(POLICY), **given)  # type: ignore[arg-type]
    assert found.settings is None
    return codes(found)


def test_parameters_are_read_in_their_type() -> None:
    assert settled(parameters={"base": 60}).parameters == {"base": Fraction(3, 5)}
    assert settled(parameters={"base": "60%"}).parameters == {"base": Fraction(3, 5)}


def test_keyed_parameters_take_a_value_per_key_in_any_writing() -> None:
    expected = {("second",): Fraction(5000)}
    assert settled(parameters={"wage": {"second": "5000"}}).parameters["wage"] == expected
    assert settled(parameters={"wage": {"二级": "5000 CNY"}}).parameters["wage"] == expected
    pairs = {("first", "urban"): Fraction(1)}
    for given in ({("first", "urban"): 1}, {"first, urban": 1}, {"first": {"urban": 1}}):
        assert settled(parameters={"allowance": given}).parameters["allowance"] == pairs


def test_a_value_of_the_policy_can_be_taken_away() -> None:
    gap = settled(parameters={"base": "not stated"}).parameters["base"]
    assert isinstance(gap, Gap)
    assert gap.reasons == {Reason("parameter", "base")}


def test_readings_are_chosen_by_name_or_label() -> None:
    assert settled(readings={"gate": "either"}).readings == {"gate": "either"}
    assert settled(readings={"gate": "并且"}).readings == {"gate": "both"}


@pytest.mark.parametrize(
    ("given", "code"),
    [
        ({"parameters": {"bsae": 5}}, "PC814"),
        ({"parameters": {"gate": "both"}}, "PC814"),
        ({"readings": {"base": "5"}}, "PC814"),
        ({"readings": {"gate": "ether"}}, "PC815"),
        ({"parameters": {"base": 101}}, "PC507"),
        ({"parameters": {"base": 0.5}}, "PC503"),
        ({"parameters": {"base": None}}, "PC565"),
        ({"parameters": {"base": "unknown"}}, "PC565"),
        ({"parameters": {"base": {"first": 5}}}, "PC564"),
        ({"parameters": {"wage": 5}}, "PC825"),
        ({"parameters": {"wage": {"third": 5}}}, "PC511"),
        ({"parameters": {"wage": {"first": "5 USD"}}}, "PC510"),
        ({"parameters": {"allowance": {"first": 5}}}, "PC825"),
        ({"as_of": "31.3.2024"}, "PC818"),
        ({"as_of": "2024-02-30"}, "PC512"),
        ({"as_of": 5}, "PC818"),
    ],
)
def test_what_is_wrong_with_an_input_is_told(given: dict[str, object], code: str) -> None:
    assert refused(**given) == [code]


def test_all_wrong_inputs_are_told_at_once() -> None:
    assert refused(parameters={"bsae": 5, "base": "x"}, readings={"gate": "x"}, as_of="x") == [
        "PC818",
        "PC814",
        "PC502",
        "PC815",
    ]


@pytest.mark.parametrize(
    "given", [date(2024, 3, 31), "2024-03-31", datetime(2024, 3, 31, 23, 59, 59), "2024-03-31 23:59:59"]
)
def test_a_day_means_its_end(given: object) -> None:
    assert settled(as_of=given).as_of == datetime(2024, 3, 31, 23, 59, 59)


def test_the_moment_is_needed_where_a_decision_reads_it_and_nowhere_else() -> None:
    dated = program(DATED)
    assert reads_as_of(dated) == "in_time"
    assert reads_as_of(dated, "Loan") == "in_time"
    assert reads_as_of(dated, "Desk") is None
    assert codes(settings_from(dated)) == ["PC811"]
    assert settings_from(dated, record_type="Desk").settings is not None
    assert reads_as_of(program(POLICY)) is None


def test_a_dated_parameter_reads_the_moment() -> None:
    text = DATED.replace("require is_open for Desk : open", "require is_open for Desk : open and rate > 0%")
    assert reads_as_of(program(text), "Desk") == "is_open"


def test_a_moment_outside_the_time_in_force_is_told_and_used() -> None:
    made = program("policy p { in_force: 2024-01-01 .. 2024-12-31 }\nrecord R { key id : text }")
    found = settings_from(made, as_of="2025-01-01")
    assert codes(found) == ["PC567"]
    assert found.settings is not None
    assert codes(settings_from(made, as_of="2024-12-31")) == []


def test_settings_of_a_command_line_are_sorted_by_what_they_name() -> None:
    found = settings_of(
        program(POLICY), ["base=60%", " gate = either ", "wage[second]=5000", "allowance[first,urban]=1"]
    )
    assert found.problems == ()
    assert found.readings == {"gate": "either"}
    settings = settled(parameters=found.parameters, readings=found.readings)
    assert settings.parameters["wage"] == {("second",): Fraction(5000)}
    assert settings.parameters["allowance"] == {("first", "urban"): Fraction(1)}


@pytest.mark.parametrize(
    ("texts", "code"),
    [
        (["base"], "PC566"),
        (["=5"], "PC566"),
        (["wage[first=5"], "PC566"),
        (["gte=both"], "PC814"),
        (["base=1", "base=2"], "PC517"),
        (["gate=both", "gate=either"], "PC517"),
        (["wage[first]=1", "wage[first]=2"], "PC517"),
        (["wage[first]=1", "wage=2"], "PC517"),
    ],
)
def test_settings_that_say_nothing_or_twice_are_told(texts: list[str], code: str) -> None:
    assert [problem.code for problem in settings_of(program(POLICY), texts).problems] == [code]


def test_the_record_that_is_decided_need_not_be_named_when_it_is_the_only_one() -> None:
    found = deciding_record(program(POLICY))
    assert isinstance(found, RecordDecl)
    assert found.id == "Loan"
    several = deciding_record(program(DATED))
    assert isinstance(several, RecordProblem)
    assert several.code == "PC812"
    wrong = deciding_record(program(DATED), "Dsek")
    assert isinstance(wrong, RecordProblem)
    assert wrong.help is not None
    assert wrong.help.args["name"] == "Desk"
    nothing = deciding_record(program("record R { key id : text }"))
    assert isinstance(nothing, RecordProblem)
    assert nothing.code == "PC819"
