"""Pydantic models of records: the same rules as all data, usable as input, described as JSON Schema."""

from __future__ import annotations

from datetime import date, datetime
from decimal import Decimal
from typing import Any

import jsonschema
import pydantic
import pytest

from policycore.records.convert import record_from
from policycore.records.models import model_for
from policycore.values import ABSENT, Gap, Record
from unit.records.build import program

POLICY = """
record Owner { name : text  class : {a, b} }
record Payment { amount : money(CNY) at least 0 }
record Loan "Loan" / "贷款" note "one per contract" {
  key id : text
  amount "Amount" / "金额" @ "art. 4" note "as paid out" : money(CNY) 0 .. 1000
  rate : percent 0 .. 100
  months : whole 1 .. 360 default 12
  opened : moment
  due_on : date optional
  fair : judged yes_no
  owner : Owner
  payments : list of Payment
  signs : set of {x, y}
  copy : text
  客户等级 : {金卡, 银卡}
  parts : list of Loan
}
"""
FULL = {
    "id": "L1",
    "amount": "500.50 CNY",
    "rate": 85,
    "months": "24",
    "opened": "2024-03-01 10:00",
    "due_on": "2024-12-31",
    "fair": {"value": True, "by": "Li", "on": "2024-03-01", "grounds": "minutes"},
    "owner": {"name": "O", "class": "a"},
    "payments": [{"amount": 5}, "unknown"],
    "signs": ["y", "x"],
    "copy": "c",
    "客户等级": "金卡",
    "parts": [{"id": "L2", "parts": []}],
}


def made() -> type[pydantic.BaseModel]:
    return model_for(program(POLICY), "Loan")


def test_a_model_holds_typed_values() -> None:
    loan: Any = made().model_validate(FULL)
    assert loan.amount == Decimal("500.50")
    assert loan.rate == 85
    assert loan.months == 24
    assert isinstance(loan.months, int)
    assert loan.opened == datetime(2024, 3, 1, 10)
    assert loan.due_on == date(2024, 12, 31)
    assert loan.fair.value is True
    assert loan.owner.class_ == "a"
    assert loan.payments[1] == "unknown"
    assert loan.signs == frozenset({"x", "y"})
    assert loan.copy_ == "c"
    assert loan.客户等级 == "金卡"
    assert loan.parts[0].id == "L2"


def test_a_model_is_read_as_the_record_of_its_data() -> None:
    from_model = record_from(program(POLICY), "Loan", made().model_validate(FULL)).record
    from_data = record_from(program(POLICY), "Loan", FULL).record
    assert from_model is not None
    assert from_data is not None
    assert same(from_model, from_data)


def same(one: object, other: object) -> bool:
    if isinstance(one, Record) and isinstance(other, Record):
        names = one.fields.keys() == other.fields.keys()
        return names and all(same(one.fields[name], other.fields[name]) for name in one.fields)
    if isinstance(one, tuple) and isinstance(other, tuple):
        return len(one) == len(other) and all(same(a, b) for a, b in zip(one, other, strict=True))
    return one == other


def test_what_is_left_out_follows_the_policy() -> None:
    record = record_from(program(POLICY), "Loan", made()()).record
    assert record is not None
    assert record.fields["months"] == 12
    assert record.fields["due_on"] is ABSENT
    assert isinstance(record.fields["amount"], Gap)
    assert isinstance(record.fields["owner"], Gap)


def test_unknown_may_be_said() -> None:
    record = record_from(program(POLICY), "Loan", made()(due_on="unknown", owner="unknown")).record
    assert record is not None
    assert isinstance(record.fields["due_on"], Gap)


@pytest.mark.parametrize(
    ("data", "code"),
    [
        ({"amount": 0.1}, "PC503"),
        ({"amount": 2000}, "PC507"),
        ({"amount": "5 USD"}, "PC510"),
        ({"opened": "2024-03-01"}, "PC513"),
        ({"fair": 7}, "PC502"),
        ({"fair": {"value": 7}}, "PC502"),
        ({"owner": {"class": "c"}}, "PC511"),
        ({"客户等级": "铜卡"}, "PC511"),
    ],
)
def test_a_model_refuses_with_the_messages_of_all_data(data: dict[str, object], code: str) -> None:
    with pytest.raises(pydantic.ValidationError) as error:
        made().model_validate(data)
    (told,) = error.value.errors()
    assert code in told["msg"]


def test_a_name_that_is_not_declared_is_refused() -> None:
    with pytest.raises(pydantic.ValidationError, match="Extra inputs"):
        made().model_validate({"incme": 5})


def test_the_schema_describes_fields_in_the_words_of_the_policy() -> None:
    # A record that contains itself stands among the definitions.
    schema = made().model_json_schema()["$defs"]["Loan"]
    assert schema["title"] == "Loan"
    assert schema["description"] == "one per contract"
    assert schema["properties"]["amount"]["title"] == "Amount"
    assert schema["properties"]["amount"]["description"] == "as paid out (art. 4)"
    assert schema["properties"]["months"]["default"] == "12"
    assert "客户等级" in schema["properties"]
    assert "copy" in schema["properties"]
    chinese = model_for(program(POLICY), "Loan", "zh").model_json_schema()["$defs"]["Loan"]
    assert chinese["title"] == "贷款"
    assert chinese["properties"]["amount"]["title"] == "金额"


def test_the_schema_accepts_good_data_and_refuses_bad_ones() -> None:
    validator = jsonschema.Draft202012Validator(made().model_json_schema())
    assert list(validator.iter_errors(FULL)) == []
    for data in (
        {"amount": 2000},
        {"amount": True},
        {"due_on": "1.3.2024"},
        {"客户等级": "x"},
        {"zz": 1},
        {"fair": {"x": 1}},
    ):
        assert list(validator.iter_errors(data)), data


def test_a_record_that_does_not_exist_is_an_error_of_the_caller() -> None:
    with pytest.raises(LookupError, match="Lone"):
        model_for(program(POLICY), "Lone")
