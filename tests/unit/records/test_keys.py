"""Keys of a table: each remembered with its row, those that look alike found, in little memory."""

from __future__ import annotations

import sys

from hypothesis import given
from hypothesis import strategies as st

from policycore.records.keys import Keys, fold


@given(st.lists(st.text(max_size=3)))
def test_a_key_is_known_by_the_row_that_gave_it_first(written: list[str]) -> None:
    keys, known = Keys(), dict[str, int]()
    for row, key in enumerate(written, 1):
        assert keys.add(key, row).row == known.get(key)
        known.setdefault(key, row)
    assert len(keys) == len(known)


@given(st.lists(st.text(st.sampled_from("aA0 ａ"), max_size=3), unique=True))
def test_a_new_key_is_compared_with_all_before_it(written: list[str]) -> None:
    keys = Keys()
    for row, key in enumerate(written, 1):
        alike = [place for place, other in enumerate(written[: row - 1], 1) if fold(other) == fold(key)]
        assert keys.add(key, row).alike == (alike[0] if alike else None)


def test_thousands_of_keys_that_all_look_alike_are_known_all_the_same() -> None:
    keys = Keys()
    for row in range(1, 5_000):
        found = keys.add("0" * row, row)
        assert (found.row, found.alike) == (None, None if row == 1 else 1)
    assert [keys.add("0" * row, 9_999).row for row in (1, 64, 65, 4_999)] == [1, 64, 65, 4_999]


def test_keys_that_people_take_for_one_fold_alike() -> None:
    for one, other in [("L1", "l1"), ("Ｌ1", "L1"), (" L1", "L1"), ("007", "7"), ("STRASSE", "straße")]:
        assert fold(one) == fold(other)
    for one, other in [("L1", "L2"), ("L10", "L1"), ("0", ""), ("00", "a")]:
        assert fold(one) != fold(other)


def test_a_hundred_thousand_keys_need_less_than_five_megabytes() -> None:
    keys = Keys()
    for row in range(100_000):
        assert keys.add(f"CUSTOMER-{row}", row).row is None
    tables = (keys._heads, keys._tails, keys._rows)
    assert sum(map(sys.getsizeof, tables)) < 5_000_000
    assert keys.add("CUSTOMER-99999", 7).row == 99_999
