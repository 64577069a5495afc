"""Dates, moments and lengths of time."""

from __future__ import annotations

from datetime import date, datetime
from fractions import Fraction

import pytest

from policycore import types as t
from policycore.core import nodes as core
from policycore.core.walk import walk
from unit.check.reading import marked, program_of, statement

RECORD = """policy p {}
record A {
  key id : text  since : date  due : date optional  found_at : moment  told_at : moment
  wait : number(days)  term : number(months)  delay : number(hours)  visits : whole
}
"""


def body(expression: str) -> core.Expr:
    found = statement(f"{RECORD}define d = {expression}\n", "d")
    assert isinstance(found, core.Define)
    return found.body


def said(expression: str) -> list[tuple[str, str]]:
    return marked(f"{RECORD}define d = {expression}\n")


def operators(expression: str) -> list[str]:
    return [node.op for node in walk(body(expression)) if isinstance(node, core.Op)]


@pytest.mark.parametrize(
    ("expression", "kind"),
    [
        ("since + 30 days", t.Date()),
        ("since + 2 weeks - 1 day", t.Date()),
        ("since + 6 months", t.Date()),
        ("since - 1 year", t.Date()),
        ("since + wait", t.Date()),
        ("30 days + since", t.Date()),
        ("found_at + 24 hours", t.Moment()),
        ("found_at + delay", t.Moment()),
        ("found_at + 3 days", t.Moment()),
        ("as_of - 1 month", t.Moment()),
        ("as_of - since", t.Number(t.DAY)),
        ("since - since", t.Number(t.DAY)),
        ("told_at - found_at", t.Number(t.SECOND)),
        ("latest(since, found_at)", None),
        ("highest(since, since + 1 day)", t.Date()),
    ],
)
def test_what_comes_out(expression: str, kind: t.Type | None) -> None:
    if kind is None:
        assert said(expression)
    else:
        assert body(expression).type == kind


@pytest.mark.parametrize(
    "expression",
    [
        "since < 2024-01-01",
        "since <= as_of",
        "as_of >= since",
        "found_at < 2024-01-01 10:00",
        "found_at < 2024-01-01",
        "since in {2024-01-01, 2024-02-01 .. 2024-02-29}",
        "since within 90 days before as_of",
        "since within 12 months before as_of",
        "found_at within 24 hours before told_at",
        "told_at within 3 days after since",
        "2024-01-01 <= since < 2025-01-01",
        "as_of - since <= 30 days",
        "told_at - found_at <= 24 hours",
        "since + term > as_of",
    ],
)
def test_these_compare(expression: str) -> None:
    assert said(expression) == []


@pytest.mark.parametrize(
    ("expression", "code", "place"),
    [
        ("since + 30", "PC311", "30"),
        ("since + 5 hours", "PC311", "5 hours"),
        ("since + 1.5 days", "PC312", "1.5 days"),
        ("since + 0.5 months", "PC312", "0.5 months"),
        ("since + since", "PC303", "since + since"),
        ("30 days - since", "PC303", "30 days - since"),
        ("since < 30 days", "PC319", "since < 30 days"),
        ("since within 5 hours before as_of", "PC322", "since"),
        ("since within 5 CNY before as_of", "PC311", "5 CNY"),
        ("visits within 5 days before as_of", "PC302", "visits"),
        ("since > 2023-02-29", "PC301", "2023-02-29"),
        ("found_at > 2023-02-28 24:00", "PC301", "2023-02-28 24:00"),
        ("as_of - since <= 24 hours", "PC314", "as_of - since <= 24 hours"),
        ("due <= as_of", "PC423", "due"),
    ],
)
def test_these_do_not(expression: str, code: str, place: str) -> None:
    assert said(expression) == [(code, place)]


def test_a_date_against_a_moment_is_compared_by_the_day() -> None:
    assert operators("since <= as_of") == ["le", "day_of"]
    assert operators("found_at = 2024-01-01") == ["eq", "day_of"]


def test_months_and_days_are_added_by_their_own_operators() -> None:
    assert operators("since + 6 months") == ["add_months"]
    assert operators("since + 2 quarters") == ["add_months", "convert"]
    assert operators("since + 2 weeks") == ["add_days", "convert"]
    assert operators("found_at + 2 hours") == ["add_seconds", "convert"]


def test_lengths_are_counted_in_the_base_of_their_family_and_shown_as_written() -> None:
    expr = body("since + 2 quarters")
    assert isinstance(expr, core.Op)
    length = expr.operands[1]
    assert isinstance(length, core.Op)
    assert (length.op, length.factor, length.type) == ("convert", Fraction(3), t.Number(t.MONTH))
    assert isinstance(length.operands[0], core.Const)
    assert length.operands[0].value == 2


def test_within_takes_both_ends_in() -> None:
    found = operators("since within 90 days before as_of")
    assert found[:2] == ["and", "ge"]
    assert "le" in found
    assert not {"lt", "gt"} & set(found)


def test_a_literal_moment_keeps_its_seconds() -> None:
    found = [node for node in walk(body("found_at < 2024-01-01 10:00:30")) if isinstance(node, core.Const)]
    assert [node.value for node in found] == [datetime(2024, 1, 1, 10, 0, 30)]


def test_bounds_of_dates_take_their_days_in() -> None:
    [record] = program_of("policy p {}\nrecord A { key id : text  d : date 2000-01-01 .. 2024-12-31 }\n").records
    assert record.fields[-1].type == t.Date("2000-01-01", "2024-12-31")


def test_a_parameter_is_read_at_a_date() -> None:
    text = RECORD + "parameter fee : money(CNY) { from 2024-01-01 = 5 CNY }\ndefine d = fee at since\n"
    found = statement(text, "d")
    assert isinstance(found, core.Define)
    assert isinstance(found.body, core.Param)
    assert isinstance(found.body.at, core.Field)


def test_a_parameter_at_a_moment_is_read_at_its_day() -> None:
    text = RECORD + "parameter fee : money(CNY) { from 2024-01-01 = 5 CNY }\ndefine d = (fee at found_at) * 2\n"
    found = statement(text, "d")
    assert isinstance(found, core.Define)
    [param] = [node for node in walk(found) if isinstance(node, core.Param)]
    assert isinstance(param.at, core.Op)
    assert param.at.op == "day_of"


def test_dated_values_stand_oldest_first() -> None:
    text = "policy p {}\nparameter fee : whole { from 2024-01-01 = 5  from 2023-01-01 = 4 }\n"
    [parameter] = program_of(text).parameters
    assert [value.start for value in parameter.values] == [date(2023, 1, 1), date(2024, 1, 1)]
    assert parameter.dated
