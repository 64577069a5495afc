"""Data of any shape become one record, or all that is wrong with them at once."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from fractions import Fraction
from typing import NamedTuple

import attrs
import pydantic
import pytest

from policycore.records.convert import Converted, Converter, find_record, key_of, record_from
from policycore.records.raw import LongNumber, NotFinite, Object, Quoted
from policycore.values import ABSENT, Gap, Reason, Record, reasons_of
from unit.records.build import program

POLICY = """
record Customer { name : text  tier : {gold, silver} }
record Payment { amount : money(CNY) at least 0  paid_on : date optional }
record Loan "Loan" / "贷款" {
  key id        : text
  amount "Amount" / "金额" : money(CNY) at least 0
  fair          : judged yes_no
  customer      : Customer
  guarantor     : Customer optional
  payments      : list of Payment
}
define large for Loan = amount > 5 CNY
"""


def loan(data: object, **options: object) -> Converted:
    return record_from(program(POLICY), "Loan", data, **options)  # type: ignore[arg-type]


def record(data: object, **options: object) -> Record:
    converted = loan(data, **options)
    assert converted.record is not None, converted.problems
    return converted.record


def test_every_declared_field_has_an_outcome() -> None:
    empty = record({})
    assert list(empty.fields) == [
        "id",
        "amount",
        "fair",
        "fair.by",
        "fair.on",
        "fair.grounds",
        "customer",
        "guarantor",
        "payments",
    ]
    assert empty.fields["guarantor"] is ABSENT
    assert isinstance(empty.fields["payments"], Gap)
    assert empty.fields["payments"].reasons == {Reason("fact", "payments")}


def test_nested_records_and_elements_know_their_paths() -> None:
    found = record({"customer": {"name": "c"}, "payments": [{"amount": 5}, {"amount": "6"}]})
    customer = found.fields["customer"]
    assert isinstance(customer, Record)
    assert customer.path == "customer"
    assert reasons_of(customer.fields["tier"]) == {Reason("fact", "customer.tier")}
    payments = found.fields["payments"]
    assert isinstance(payments, tuple)
    assert [each.path for each in payments if isinstance(each, Record)] == ["payments[1]", "payments[2]"]
    assert [each.fields["amount"] for each in payments if isinstance(each, Record)] == [Fraction(5), Fraction(6)]


@dataclass
class PaymentData:
    amount: int
    paid_on: date | None = None


@attrs.frozen
class CustomerAttrs:
    name: str
    tier: str = "gold"


class CustomerTuple(NamedTuple):
    name: str
    tier: str


class LoanModel(pydantic.BaseModel):
    loan_id: str = pydantic.Field(alias="id")
    amount: int
    customer: object
    payments: list[object]


@pytest.mark.parametrize("customer", [{"name": "c", "tier": "gold"}, CustomerAttrs("c"), CustomerTuple("c", "gold")])
def test_objects_with_named_fields_are_data_as_mappings_are(customer: object) -> None:
    given = LoanModel(id="L", amount=7, customer=customer, payments=[PaymentData(5), {"amount": 6}])
    found = record(given)
    assert found.fields["id"] == "L"
    assert found.fields["amount"] == 7
    inner = found.fields["customer"]
    assert isinstance(inner, Record)
    assert inner.fields["tier"] == "gold"
    payments = found.fields["payments"]
    assert isinstance(payments, tuple)
    assert len(payments) == 2


def test_a_trailing_underscore_that_python_forces_is_taken_off() -> None:
    @dataclass
    class Data:
        class_: str

    converted = record_from(program("record R { key id : text  class : {a, b} }"), "R", Data("a"))
    assert converted.record is not None
    assert converted.record.fields["class"] == "a"


def test_what_is_no_record_is_said_so() -> None:
    assert [problem.code for problem in loan(5).problems] == ["PC525"]
    assert [problem.code for problem in loan(["id"]).problems] == ["PC525"]
    assert [problem.code for problem in loan({"customer": 5}).problems] == ["PC502"]
    assert [problem.code for problem in loan({"payments": {"amount": 5}}).problems] == ["PC502"]


def test_all_problems_come_at_once_with_path_and_value() -> None:
    converted = loan(
        {"amount": 0.5, "payments": [{"amount": "5 USD"}, {"amount": 5, "paid": 1}], "customer": {"tier": "Gold"}}
    )
    assert converted.record is None
    assert [(problem.code, problem.path, problem.value) for problem in converted.problems] == [
        ("PC503", "amount", "0.5"),
        ("PC511", "customer.tier", "Gold"),
        ("PC510", "payments[1].amount", "5 USD"),
        ("PC501", "payments[2].paid", "1"),
    ]


@pytest.mark.parametrize(
    ("name", "meant"),
    [("amuont", "amount"), ("Amount", "amount"), ("金额", "amount"), ("fair.bye", "fair.by"), ("z", None)],
)
def test_a_name_that_is_not_declared_is_reported_with_what_was_meant(name: str, meant: str | None) -> None:
    converted = loan({name: 5})
    (problem,) = converted.problems
    assert problem.code == "PC501"
    assert (problem.help.args["name"] if problem.help else None) == meant


def test_told_names_do_not_refuse_the_record_unless_a_field_was_meant() -> None:
    told = loan({"id": "L", "branch": "north"}, extra="tell")
    assert told.record is not None
    assert [problem.code for problem in told.problems] == ["PC544"]
    slip = loan({"id": "L", "amuont": 5}, extra="tell")
    assert slip.record is None
    assert [problem.code for problem in slip.problems] == ["PC501"]


def test_order_of_keys_does_not_matter() -> None:
    data = {"id": "L", "zz": 1, "amount": "x", "fair.by": "Li", "fair": True, "aa": 2}
    there = loan(data)
    back = loan(dict(reversed(data.items())))
    assert there.problems == back.problems


# --- judged facts ---

RECORDED = {"value": True, "by": "Li", "on": "2024-03-01", "grounds": "minutes 7"}


@pytest.mark.parametrize(
    "data",
    [
        {"fair": RECORDED},
        {"fair": True, "fair.by": "Li", "fair.on": "2024-03-01", "fair.grounds": "minutes 7"},
        {"fair.value": "yes", "fair.by": "Li", "fair.on": date(2024, 3, 1), "fair.grounds": "minutes 7"},
        {"fair": {"value": True, "by": "Li"}, "fair.on": "2024-03-01", "fair.grounds": "minutes 7"},
    ],
)
def test_a_judged_fact_counts_with_who_when_and_why(data: dict[str, object]) -> None:
    converted = loan(data)
    assert converted.record is not None
    assert not converted.problems
    fields = converted.record.fields
    assert fields["fair"] is True
    assert (fields["fair.by"], fields["fair.on"], fields["fair.grounds"]) == ("Li", date(2024, 3, 1), "minutes 7")


@pytest.mark.parametrize("missing", ["by", "on", "grounds"])
def test_a_judged_fact_without_one_of_them_is_a_gap_and_told(missing: str) -> None:
    converted = loan({"fair": {**RECORDED, missing: None}})
    assert converted.record is not None
    gap = converted.record.fields["fair"]
    assert isinstance(gap, Gap)
    assert gap.reasons == {Reason("judgement", "fair")}
    (problem,) = converted.problems
    assert problem.code == "PC518"
    assert problem.args["missing"] == (missing,)


def test_a_bare_judged_value_counts_where_judgements_are_recorded() -> None:
    converted = loan({"fair": True}, judged="recorded")
    assert converted.record is not None
    assert converted.record.fields["fair"] is True
    assert isinstance(converted.record.fields["fair.by"], Gap)
    assert not converted.problems


def test_a_judged_fact_left_out_is_unknown_and_nothing_is_told() -> None:
    converted = loan({"fair": {"by": "Li"}})
    assert converted.record is not None
    assert reasons_of(converted.record.fields["fair"]) == {Reason("fact", "fair")}
    assert not converted.problems


def test_parts_of_a_judgement_are_named_right_and_once() -> None:
    assert [each.code for each in loan({"fair": {**RECORDED, "grunds": "x"}}).problems] == ["PC527"]
    assert [each.code for each in loan({"fair": RECORDED, "fair.by": "Wu"}).problems] == ["PC517"]


# --- dotted names, keys given twice, depth ---


def test_dotted_names_reach_into_records() -> None:
    found = record({"customer.name": "c", "customer.tier": "silver"}, cells=True)
    customer = found.fields["customer"]
    assert isinstance(customer, Record)
    assert customer.fields["tier"] == "silver"


def test_an_optional_record_of_empty_cells_is_absent_and_a_plain_one_unknown_in_each_field() -> None:
    found = record({"customer.tier": "", "guarantor.name": "", "guarantor.tier": ""}, cells=True)
    assert found.fields["guarantor"] is ABSENT
    customer = found.fields["customer"]
    assert isinstance(customer, Record)
    assert isinstance(customer.fields["tier"], Gap)


def test_what_is_given_twice_is_told() -> None:
    twice = Object()
    twice["amount"] = 5
    twice.repeated.append("amount")
    assert [each.code for each in loan(twice).problems] == ["PC517"]
    for first, second in (("customer", "customer.name"), ("customer.name", "customer")):
        assert [each.code for each in loan({first: {"name": "c"}, second: {"name": "c"}}).problems][:1] == ["PC517"]
    accents = record_from(program("record R { key id : text  é : whole }"), "R", {"é": 1, "e\u0301": 2})
    assert [each.code for each in accents.problems] == ["PC517"]


def test_data_that_contain_themselves_are_refused_and_do_not_hang() -> None:
    nested = program("record R { key id : text  parts : list of R }")
    data: dict[str, object] = {}
    data["parts"] = [data, data]
    assert [each.code for each in record_from(nested, "R", data).problems] == ["PC520"]


# --- computed facts, records that are none ---


def test_computed_facts_are_given_in_cases_alone() -> None:
    assert [each.code for each in loan({"large": True}).problems] == ["PC519"]
    assert record({"large": "yes"}, derived=True).given == {"large": True}


def test_a_record_type_that_does_not_exist_is_told_with_what_was_meant() -> None:
    (problem,) = record_from(program(POLICY), "Laon", {}).problems
    assert problem.code == "PC813"
    assert problem.help is not None
    assert problem.help.args["name"] == "Loan"


def test_a_record_that_is_converted_already_stays_as_it_is() -> None:
    found = record({"id": "L"})
    assert record(found) is found


def test_quoted_texts_are_taken_as_written() -> None:
    text = program("record R { key id : text  x : text optional }")
    found = record_from(text, "R", {"x": Quoted("unknown")}).record
    assert found is not None
    assert found.fields["x"] == "unknown"
    empty = record_from(text, "R", {"x": Quoted("")}).record
    assert empty is not None
    assert empty.fields["x"] == ""


def test_keys_are_told_as_texts() -> None:
    for declared, value, key in (("text", "007", "007"), ("whole", 7, "7"), ("date", "2024-03-01", "2024-03-01")):
        made = program(f"record R {{ key id : {declared} }}")
        declaration = find_record(made, "R")
        assert declaration is not None
        converted = Converter(made, declaration)({"id": value})
        assert converted.record is not None
        assert key_of(declaration, converted.record) == key


@pytest.mark.parametrize("value", [LongNumber("9" * 400), NotFinite("NaN")])
def test_a_number_that_cannot_be_held_is_no_record(value: object) -> None:
    made = program("record Inner { x : whole }\nrecord Outer { key id : text  inner : Inner }")
    assert [each.code for each in record_from(made, "Outer", {"id": "a", "inner": value}).problems] == ["PC502"]
    assert [each.code for each in record_from(made, "Outer", value).problems] == ["PC525"]
