"""Trees of rows: they find exactly the rows that hold, whatever the cells are."""

from __future__ import annotations

from datetime import date, timedelta
from fractions import Fraction
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from policycore.compile import index
from policycore.core import nodes as core

NAMES = ("a", "b", "c")
PLACES = {name: place for place, name in enumerate(NAMES)}
DAY = date(2024, 1, 1)

numbers = st.integers(-3, 3).map(lambda n: Fraction(n, 2))
days = st.integers(0, 4).map(lambda n: DAY + timedelta(days=n))


def ranges(ends: st.SearchStrategy[Any]) -> st.SearchStrategy[core.Cell]:
    end = st.none() | ends
    return st.builds(core.Range, end, end, st.booleans(), st.booleans())


def cells(values: st.SearchStrategy[Any], ordered: bool) -> st.SearchStrategy[core.Cell]:
    sets = st.lists(values, min_size=1, max_size=3, unique=True).map(lambda found: core.OneOf(tuple(found)))
    return st.one_of(st.just(core.Any()), sets, *([ranges(values)] if ordered else []))


row_cells = st.tuples(cells(st.sampled_from(NAMES), False), cells(numbers, True), cells(days, True))


def masks_of(row: tuple[core.Cell, ...]) -> tuple[index.Mask, ...]:
    found = (
        index.mask_of(row[0], None, PLACES, ordered=False),
        index.mask_of(row[1], 2, None, ordered=True),
        index.mask_of(row[2], None, None, ordered=True),
    )
    masks = tuple(mask for mask in found if mask is not None)
    assert len(masks) == len(found)
    return masks


def holds(cell: core.Cell, key: Any) -> bool:
    match cell:
        case core.OneOf():
            return key in cell.values
        case core.Range(low=low, high=high):
            above = low is None or key > low or (cell.low_in and key == low)
            below = high is None or key < high or (cell.high_in and key == high)
            return above and below
        case _:
            return True


@given(st.lists(row_cells, min_size=1, max_size=8), st.sampled_from(NAMES), numbers, days)
def test_a_tree_finds_the_rows_that_hold_and_no_others(
    rows: list[tuple[core.Cell, ...]], name: str, number: Fraction, day: date
) -> None:
    keys = (name, number, day)
    expected = tuple(
        place for place, row in enumerate(rows) if all(holds(cell, key) for cell, key in zip(row, keys, strict=True))
    )
    packed = (PLACES[name], int(number * 2), day)
    every, _ = index.tree_of([masks_of(row) for row in rows], first_only=False)
    assert index.rows_at(every, packed) == expected
    first, _ = index.tree_of([masks_of(row) for row in rows], first_only=True)
    assert index.rows_at(first, packed) == expected[:1]


def test_a_border_between_two_packed_numbers_is_moved_to_the_next_one() -> None:
    third = core.Range(Fraction(1, 3), Fraction(2, 3))
    assert index.mask_of(third, 10, None, ordered=True) == index.Spans(((4, 7),))
    assert index.mask_of(core.OneOf((Fraction(1, 3),)), 10, None, ordered=True) == index.Spans(())


def test_what_would_grow_out_of_proportion_is_refused() -> None:
    rows = [
        tuple(index.Spans(((place, None),)) if column == place else index.EVERY for column in range(12))
        for place in range(12)
    ]
    with pytest.raises(index.TooBig):
        index.tree_of(rows, first_only=False)


def test_equal_subtrees_are_one() -> None:
    rows = [(index.Among(frozenset({0, 1})), index.Spans(((0, 5),)))]
    tree, _ = index.tree_of(rows, first_only=False)
    assert isinstance(tree, index.ByName)
    assert tree.children[0] is tree.children[1]
