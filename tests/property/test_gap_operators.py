"""G1 and G3 for every operator, by writing out what the operands may turn out to be.

Exact: what is possible is all that may come out (for numbers its hull), but for `TOO_LARGE`. Sound: whatever operands
turn out to be, taken independently, the result lies in what the gap says is possible; a decided result is the result of
every choice. Stable: the less is open, the less is possible, and nothing changes that is decided or waits for no fact.
`is_known` and `is_unknown` break this on purpose.
"""

from __future__ import annotations

from datetime import date
from fractions import Fraction
from itertools import product

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from policycore import types as t
from policycore.calendars import WorkingDays
from policycore.core.nodes import Const, Op
from policycore.core.ops import OPERATORS
from policycore.gaps.almanac import Almanac
from policycore.gaps.ops import apply
from policycore.values import Gap, Outcome, marks_of, open_gap, possible_of, status
from property.concrete import (
    DATE,
    FACT,
    LEVEL,
    NUMBER,
    OPEN_KIND,
    YES_NO,
    concretions,
    lies_in,
    outcomes,
    together,
)

SET = t.SetType(OPEN_KIND)

#: For each operator the operand types it is tried on.
OPERANDS: dict[str, list[tuple[t.Type, ...]]] = {
    "add": [(NUMBER, NUMBER), (NUMBER, NUMBER, NUMBER)],
    "neg": [(NUMBER,)],
    "mul": [(NUMBER, NUMBER)],
    "div": [(NUMBER, NUMBER)],
    "per_full": [(NUMBER, NUMBER)],
    "round": [(NUMBER, NUMBER)],
    "convert": [(NUMBER,)],
    **{name: [(NUMBER, NUMBER), (YES_NO, YES_NO), (LEVEL, LEVEL), (OPEN_KIND, OPEN_KIND), (DATE, DATE)]
       for name in ("eq", "ne")},
    **{name: [(NUMBER, NUMBER), (LEVEL, LEVEL), (DATE, DATE)] for name in ("lt", "le", "gt", "ge")},
    "in": [(OPEN_KIND, SET)],
    "subset": [(SET, SET)],
    **{name: [(YES_NO, YES_NO), (YES_NO, YES_NO, YES_NO)] for name in ("and", "or", "at_least")},
    "not": [(YES_NO,)],
    **{name: [(NUMBER,), (YES_NO,), (OPEN_KIND,)] for name in ("is_present", "is_absent")},
    **{name: [(NUMBER,)] for name in ("is_known", "is_unknown")},
    "add_days": [(DATE, NUMBER)],
    "add_months": [(DATE, NUMBER)],
    "add_seconds": [],  # the same rule as add_days, on moments; tests/unit/interpret/test_numbers.py
    "days_between": [(DATE, DATE)],
    "seconds_between": [],
    "day_of": [],
    "add_working_days": [(DATE, NUMBER)],
    "working_days_between": [(DATE, DATE)],
    "is_working_day": [(DATE,)],
    "at_time": [],  # ends by the ends, as add_days
    "periods_between": [(DATE, DATE)],
    "agreed": [(LEVEL, LEVEL), (LEVEL, LEVEL, LEVEL), (NUMBER, NUMBER), (OPEN_KIND, OPEN_KIND), (YES_NO, YES_NO)],
    **{name: [(LEVEL, LEVEL), (LEVEL, LEVEL, LEVEL), (NUMBER, NUMBER), (DATE, DATE)] for name in ("highest", "lowest")},
    "ranged": [(NUMBER,)],
}  # fmt: skip
#: Weekdays alone, one with a holiday and a shifted working day, and one that knows little, of days around `DATE`.
CALENDARS = [
    WorkingDays(),
    WorkingDays(holidays=((date(2024, 2, 29), date(2024, 2, 29)),), workdays=(date(2024, 3, 2),)),
    WorkingDays(known_from=date(2024, 2, 28), known_through=date(2024, 3, 1)),
]
#: With an open step the result is only known to lie within reach; what an unknown text may be cannot be written out.
TOO_LARGE = {"round"}
TRIED = [(name, types) for name, tried in OPERANDS.items() for types in tried]


def test_every_operator_is_tried_or_excused() -> None:
    assert OPERANDS.keys() == OPERATORS.keys()


def operator(name: str, types: tuple[t.Type, ...], mode: str, count: int) -> Op:
    of = types[0] if OPERATORS[name].signature.endswith(("number", "same")) else YES_NO
    operands = tuple(Const(f"operand[{place}]", kind, True) for place, kind in enumerate(types))
    if name == "periods_between":
        mode = {"upward": "day", "downward": "week", "half_up": "month"}[mode]
    return Op(name, of, name, operands, (), count, mode, Fraction(-3, 2), Fraction(0), Fraction(2), calendar="cn")


@pytest.mark.parametrize(("name", "types"), TRIED)
@settings(max_examples=40)
@given(st.data(), st.sampled_from(["upward", "downward", "half_up"]), st.integers(1, 3))
def test_gaps_are_sound_and_stable(
    name: str, types: tuple[t.Type, ...], data: st.DataObject, mode: str, count: int
) -> None:
    if name in ("is_known", "is_unknown"):
        return
    node = operator(name, types, mode, count)
    operands = [data.draw(outcomes(kind)) for kind in types]
    almanac = Almanac({"cn": data.draw(st.sampled_from(CALENDARS))})
    result = apply(node, operands, "at", almanac)
    results = []
    for choice in product(*(concretions(operand) for operand in operands)):
        results.append(apply(node, choice, "at", almanac))
        assert lies_in(results[-1], result), f"{choice} gives {results[-1]}"
    if name not in TOO_LARGE and OPEN_KIND not in types:
        assert together(results) == (possible_of(result), marks_of(result)), "more is possible than comes out"
    learned = apply(node, [data.draw(narrower(operand)) for operand in operands], "at", almanac)
    assert lies_in(learned, result)
    if status(result) in ("conflict", "not_stated"):
        assert learned == result


def narrower(operand: Outcome) -> st.SearchStrategy[Outcome]:
    """What an operand may be once more is known; what waits for no fact stays as it is."""
    if isinstance(operand, Gap) and FACT in operand.reasons:
        return st.sampled_from([operand, *concretions(operand)])
    return st.just(operand)


def test_known_and_unknown_look_at_the_gap_itself() -> None:
    node = Op("is_known", YES_NO, "is_known", (Const("x", YES_NO, True),))
    unknown = Op("is_unknown", YES_NO, "is_unknown", (Const("x", YES_NO, True),))
    open_fact = open_gap(YES_NO, [FACT])
    assert apply(node, [True], "at") is True
    assert apply(node, [open_fact], "at") is False
    assert apply(unknown, [open_fact], "at") is True
