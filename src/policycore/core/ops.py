"""The operators of Core, declared once; the checker, the reference page and generators read this table.

An implementation per consumer stands in that consumer's `ops.py`; `tests/architecture` holds each of them against this
table. Gaps are defined operator by operator (G1), so this cut is part of the meaning of the language.
"""

from __future__ import annotations

from typing import Literal

from attrs import frozen

#: How an operator treats an operand that may be absent: `reads` accepts absent as a value; `needs` wants a value.
Marks = Literal["reads", "needs", "drops"]


@frozen
class Operator:
    """`signature` in words of the language, `doc` one sentence on the result, `marks` how marks are treated."""

    name: str
    signature: str
    doc: str
    marks: Marks = "needs"


OPERATORS: dict[str, Operator] = {
    operator.name: operator
    for operator in (
        Operator("add", "number, number, … -> number", "The sum of all operands, in one unit."),
        Operator("neg", "number -> number", "The number with the other sign."),
        Operator("mul", "number, number -> number", "The product; at most one operand has a unit."),
        Operator("div", "number, number -> number", "The exact quotient; a divisor of 0 is no value."),
        Operator("per_full", "number, number -> whole", "How many full second operands the first holds, rounded down."),
        Operator("round", "number, step -> number", "The multiple of the step next to the number, by `mode`."),
        Operator("convert", "number -> number", "The same quantity in another unit of its family: times `factor`."),
        Operator("eq", "any, any -> yes_no", "Whether both are the same value; absent equals absent.", "reads"),
        Operator("ne", "any, any -> yes_no", "Whether both are different values.", "reads"),
        Operator("lt", "ordered, ordered -> yes_no", "Whether the first is lower, or earlier."),
        Operator("le", "ordered, ordered -> yes_no", "Whether the first is not higher, or not later."),
        Operator("gt", "ordered, ordered -> yes_no", "Whether the first is higher, or later."),
        Operator("ge", "ordered, ordered -> yes_no", "Whether the first is not lower, or not earlier."),
        Operator("in", "any, set -> yes_no", "Whether the first is a member of the set."),
        Operator("subset", "set, set -> yes_no", "Whether every member of the first is a member of the second."),
        Operator("and", "yes_no, … -> yes_no", "Whether all hold."),
        Operator("or", "yes_no, … -> yes_no", "Whether any holds."),
        Operator("not", "yes_no -> yes_no", "Whether it does not hold."),
        Operator("at_least", "yes_no, … -> yes_no", "Whether at least `count` of the operands hold."),
        Operator("is_present", "any -> yes_no", "Whether it is not absent.", "reads"),
        Operator("is_absent", "any -> yes_no", "Whether it is absent.", "reads"),
        Operator("is_known", "any -> yes_no", "Whether it is not a gap; learning a fact may change this.", "reads"),
        Operator("is_unknown", "any -> yes_no", "Whether it is a gap; learning a fact may change this.", "reads"),
        Operator("add_days", "date or moment, days -> same", "So many calendar days later, at the same time of day."),
        Operator(
            "add_months", "date or moment, months -> same", "The same day so many months later, or that month's last."
        ),
        Operator("add_seconds", "moment, seconds -> moment", "So much later, as the local clock shows it."),
        Operator("days_between", "date, date -> days", "The days from the second to the first."),
        Operator("seconds_between", "moment, moment -> seconds", "The seconds gone by from the second to the first."),
        Operator("day_of", "moment -> date", "The calendar day of a moment."),
        Operator(
            "add_working_days",
            "date or moment, working days -> same",
            "The n-th working day of `calendar` after that day, at the same time of day; the day itself for 0.",
        ),
        Operator(
            "working_days_between",
            "date, date -> working days",
            "The working days of `calendar` after the first, up to the second.",
        ),
        Operator("is_working_day", "date -> yes_no", "Whether the day is a working day of `calendar`."),
        Operator("at_time", "date, seconds -> moment", "That day when the clock shows so much after midnight."),
        Operator(
            "periods_between",
            "date, date -> whole",
            "How many periods of `count` units `mode` the one that holds the first comes after that of the second.",
        ),
        Operator("agreed", "any, … -> same", "The common value; a conflict where they differ.", "drops"),
        Operator("highest", "ordered, … -> same", "The highest, or latest.", "drops"),
        Operator("lowest", "ordered, … -> same", "The lowest, or earliest.", "drops"),
        Operator("ranged", "number -> number", "The number itself; outside `low` to `high` a conflict."),
    )
}

ROUNDING_MODES = ("upward", "downward", "half_up")
