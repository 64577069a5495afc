"""Core and outcomes are written as JSON and read again unchanged."""

from __future__ import annotations

from datetime import date, datetime
from fractions import Fraction

import attrs
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from policycore import types as t
from policycore import values as v
from policycore.core import nodes as n
from policycore.core.bundle import make_bundle, read_bundle
from policycore.core.codec import (
    Json,
    MalformedDataError,
    canonical,
    decode_outcome,
    decode_program,
    encode_outcome,
    encode_program,
    read_json,
    read_number,
)
from policycore.values import number_text
from unit.core.strategies import numbers, outcomes_of, programs, types

CLASS = t.Enum((t.Member("A"), t.Member("B"), t.Member("C")), ordered=True)
FACT = frozenset({v.Reason("fact", "loans[2].amount")})


def same(a: object, b: object) -> bool:
    """Whether two trees agree in every field, also in those that take no part in equality."""
    if type(a) is not type(b):
        return False
    if isinstance(a, tuple) and isinstance(b, tuple):
        return len(a) == len(b) and all(map(same, a, b))
    if attrs.has(type(a)):
        return all(same(getattr(a, f.name), getattr(b, f.name)) for f in attrs.fields(type(a)))
    return a == b


@settings(deadline=None, max_examples=50)
@given(programs)
def test_a_program_is_read_again_with_spans_and_labels(program: n.Program) -> None:
    data = read_json(canonical(encode_program(program)))
    assert same(decode_program(data), program)


@settings(deadline=None, max_examples=50)
@given(programs)
def test_a_program_has_one_spelling(program: n.Program) -> None:
    first = canonical(encode_program(program))
    assert canonical(encode_program(decode_program(read_json(first)))) == first


@settings(deadline=None)
@given(st.data())
def test_an_outcome_is_read_again(data: st.DataObject) -> None:
    of = data.draw(types)
    outcome = data.draw(outcomes_of(of))
    assert decode_outcome(read_json(canonical(encode_outcome(outcome, of))), of) == outcome


@given(numbers)
def test_a_number_is_read_again_exactly(number: Fraction) -> None:
    assert read_number(number_text(number)) == number


@pytest.mark.parametrize(
    ("number", "text"),
    [
        (Fraction(17, 20), "0.85"),
        (Fraction(-1, 8), "-0.125"),
        (Fraction(1, 3), "1/3"),
        (Fraction(-7, 6), "-7/6"),
        (Fraction(100), "100"),
        (Fraction(1, 10**7), "0.0000001"),
        (Fraction(0), "0"),
    ],
)
def test_a_number_is_the_shortest_decimal_or_a_fraction(number: Fraction, text: str) -> None:
    assert number_text(number) == text


@pytest.mark.parametrize("text", ["", "1/0", "x", " 1", "1_000", "١", None, 3])
def test_what_is_no_number_is_refused(text: Json) -> None:
    with pytest.raises(MalformedDataError):
        read_number(text)


def test_canonical_json_sorts_keys_keeps_chinese_and_ends_with_a_line_feed() -> None:
    assert canonical({"b": "设备", "a": [1, None, True]}) == '{"a":[1,null,true],"b":"设备"}\n'.encode()


@pytest.mark.parametrize(
    ("outcome", "of", "data"),
    [
        (True, t.YesNo(), True),
        (Fraction(17, 20), t.Number(t.PERCENT), "0.85"),
        (date(2024, 3, 1), t.Date(), "2024-03-01"),
        (datetime(2024, 3, 1, 10), t.Moment(), "2024-03-01T10:00:00"),
        ("A", CLASS, "A"),
        (v.ABSENT, CLASS, None),
        (frozenset({"b", "a"}), t.SetType(t.Text()), ["a", "b"]),
        ((v.Record("Loan", "loans[1]", {}),), t.ListType(t.RecordType("Loan")), [{"record": "loans[1]"}]),
        (
            v.Gap(v.Subset(frozenset({"B", "A"})), FACT),
            CLASS,
            {
                "status": "undetermined",
                "possible": ["A", "B"],
                "reasons": [{"kind": "fact", "subject": "loans[2].amount"}],
            },
        ),
        (
            v.Gap(v.Interval(Fraction(55), None), frozenset({v.Reason("conflict", "x", ("x/a", "x/b"))})),
            t.Number(t.POINTS),
            {
                "status": "conflict",
                "possible": {"from": "55", "to": None},
                "reasons": [{"kind": "conflict", "subject": "x", "sides": ["x/a", "x/b"]}],
            },
        ),
        (
            v.Gap(v.NOTHING, frozenset({v.Reason("silent", "x/otherwise")}), frozenset({"not_stated"})),
            CLASS,
            {
                "status": "not_stated",
                "possible": [],
                "marks": ["not_stated"],
                "reasons": [{"kind": "silent", "subject": "x/otherwise"}],
            },
        ),
    ],
)
def test_outcomes_have_the_documented_form(outcome: v.Outcome, of: t.Type, data: Json) -> None:
    assert encode_outcome(outcome, of) == data


def test_records_are_found_again_by_their_path() -> None:
    loan = v.Record("Loan", "loans[1]", {"amount": Fraction(3)})
    assert decode_outcome({"record": "loans[1]"}, t.RecordType("Loan"), {"loans[1]": loan}) is loan


@pytest.mark.parametrize(
    "data",
    [
        b"",
        b"[1.5]",
        b"[NaN]",
        b"\xff",
        b"[" * 100_000,
        b'{"schema":"policycore.bundle/2"}',
        b"[]",
        b'{"schema":"policycore.bundle/1"}',
    ],
)
def test_what_is_no_bundle_is_refused(data: bytes) -> None:
    with pytest.raises(MalformedDataError):
        read_bundle(data)


@settings(deadline=None, max_examples=50)
@given(programs, st.dictionaries(st.sampled_from(["a.policy", "b/c.policy"]), st.text()))
def test_a_bundle_is_read_and_written_unchanged(program: n.Program, texts: dict[str, str]) -> None:
    bundle = make_bundle(program, texts)
    again = read_bundle(bundle.data)
    assert again.data == bundle.data
    assert again.digest == bundle.digest
    assert again.texts == bundle.texts


@settings(deadline=None, max_examples=50)
@given(programs)
def test_a_bundle_that_was_respelt_is_refused(program: n.Program) -> None:
    data = make_bundle(program, {}).data
    with pytest.raises(MalformedDataError):
        read_bundle(b" " + data)
