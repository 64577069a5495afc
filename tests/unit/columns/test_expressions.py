"""Expressions over columns: what is folded, what is refused, and that every engine works them out alike."""

from __future__ import annotations

from typing import Any

import pytest

from policycore.columns.engines import EngineName, engine_for
from policycore.columns.expressions import Beyond, Builder, Expression

ENGINES: tuple[EngineName, ...] = ("duckdb", "polars", "arrow")
NUMBERS = [-8, -7, -1, 0, 1, 6, 7, 8, None, 900]


def worked_out(engine: EngineName, **outputs: Expression) -> dict[str, list[Any]]:
    import pyarrow as pa

    table = pa.table(
        {
            "n": pa.array(NUMBERS, pa.int64()),
            "yes": pa.array([True, False, None, True, False, None, True, False, None, True], pa.bool_()),
            "word": pa.array(["a", "b", None, "某", "a", "a", "b", "", "x", "a"], pa.string()),
        }
    )
    found: dict[str, list[Any]] = engine_for(engine, outputs, 1).run(table).to_pydict()
    return found


def number(b: Builder) -> Expression:
    return b.input("n", "int", True, -1000, 1000)


@pytest.mark.parametrize("engine", ENGINES)
def test_a_quotient_is_rounded_down_on_every_engine(engine: EngineName) -> None:
    b = Builder()
    n = number(b)
    found = worked_out(engine, q=b.floordiv(n, b.number(7)), r=b.mod(n, 7))
    assert found["q"] == [None if each is None else each // 7 for each in NUMBERS]
    assert found["r"] == [None if each is None else each % 7 for each in NUMBERS]


@pytest.mark.parametrize("engine", ENGINES)
def test_a_guard_that_is_null_leaves_the_case_null(engine: EngineName) -> None:
    b = Builder()
    held = b.compare("ge", number(b), b.number(0))
    found = worked_out(engine, which=b.case([(held, b.number(1))], b.number(2)))
    assert found["which"] == [None if each is None else 1 if each >= 0 else 2 for each in NUMBERS]


@pytest.mark.parametrize("engine", ENGINES)
def test_and_and_or_decide_in_spite_of_a_null_where_they_can(engine: EngineName) -> None:
    b = Builder()
    yes, positive = b.input("yes", "bool", True), b.compare("gt", number(b), b.number(0))
    found = worked_out(engine, both=b.conjunction([yes, positive]), one=b.disjunction([yes, positive]))
    assert found["both"] == [False, False, False, False, False, None, True, False, None, True]
    assert found["one"] == [True, False, None, True, True, True, True, True, None, True]


@pytest.mark.parametrize("engine", ENGINES)
@pytest.mark.parametrize("size", [3, 40])
def test_searching_and_looking_up_agree_however_long_the_lists_are(engine: EngineName, size: int) -> None:
    b = Builder()
    n = number(b)
    cuts = [7 * place for place in range(size)]
    values = [(place * 7919) % 13 for place in range(size + 1)]
    place = b.search(n, cuts)
    found = worked_out(engine, place=place, value=b.lookup(place, values))
    expected = [None if each is None else sum(cut <= each for cut in cuts) for each in NUMBERS]
    assert found["place"] == expected
    assert found["value"] == [None if each is None else values[each] for each in expected]


@pytest.mark.parametrize("engine", ENGINES)
def test_outputs_that_are_the_same_in_every_row_come_once_per_row(engine: EngineName) -> None:
    b = Builder()
    assert worked_out(engine, one=b.number(1)) == {"one": [1] * len(NUMBERS)}


@pytest.mark.parametrize("engine", ENGINES)
def test_texts_are_compared_and_looked_for(engine: EngineName) -> None:
    b = Builder()
    word = b.input("word", "text", True)
    found = worked_out(engine, same=b.compare("eq", word, b.text("某")), listed=b.one_of(word, ["a", "b"]))
    assert found["same"] == [False, False, None, True, False, False, False, False, False, False]
    assert found["listed"] == [True, True, None, False, True, True, True, False, False, True]


@pytest.mark.parametrize("engine", ENGINES)
def test_deep_nesting_is_worked_out_in_steps(engine: EngineName) -> None:
    b = Builder()
    deep = number(b)
    for place in range(25):
        deep = b.case([(b.compare("lt", deep, b.number(-1000)), b.number(place))], b.bounded(deep, -1000, 1000))
    for place in range(25):
        deep = b.add(b.number(1), b.case([(b.compare("gt", deep, b.number(10**6 + place)), b.number(0))], deep))
    assert worked_out(engine, deep=deep)["deep"] == [None if each is None else each + 25 for each in NUMBERS]


def test_what_could_leave_64_bits_is_refused() -> None:
    b = Builder()
    large = b.input("n", "int", False, 0, 2**40)
    with pytest.raises(Beyond) as found:
        b.mul(large, large)
    assert found.value.why == "overflow"


def test_comparisons_that_intervals_decide_are_no_work() -> None:
    b = Builder()
    n = b.input("n", "int", False, 0, 9)
    assert b.compare("ge", n, b.number(0)).data is True
    assert b.compare("gt", n, b.number(9)).data is False
    assert not b.compare("gt", n, b.number(8)).literal


def test_a_nullable_column_is_not_decided_by_its_interval() -> None:
    b = Builder()
    assert not b.compare("ge", b.input("n", "int", True, 0, 9), b.number(0)).literal


def test_the_same_expression_is_made_once() -> None:
    b = Builder()
    assert b.add(number(b), b.number(1)) is b.add(number(b), b.number(1))
