"""Suggestions are made only when they are probably right."""

from __future__ import annotations

import pytest

from policycore.diagnostics.suggest import distance, nearest, nearest_all


@pytest.mark.parametrize(
    ("wrong", "known", "meant"),
    [
        ("incme", ["age", "income", "region"], "income"),
        ("Income", ["age", "income"], "income"),
        ("teir", ["tier", "term"], "tier"),
        ("ｉncome", ["income"], "income"),
        ("原直", ["原值", "评分"], "原值"),
        ("客户类别", ["客户类型", "客户经理"], "客户类型"),
        ("original_vlaue", ["value", "original_value"], "original_value"),
    ],
)
def test_a_slip_is_recognised(wrong: str, known: list[str], meant: str) -> None:
    assert nearest(wrong, known) == meant


@pytest.mark.parametrize(
    ("wrong", "known"),
    [
        ("colour", ["age", "income"]),
        ("ab", ["ac"]),
        ("值", ["分"]),
        ("金额", ["评分"]),
        ("", ["a"]),
        ("x" * 1000, ["x" * 999]),
        ("income", ["income"]),
    ],
)
def test_a_different_name_is_not_suggested(wrong: str, known: list[str]) -> None:
    assert nearest(wrong, known) is None


def test_the_nearest_comes_first_and_ties_keep_their_order() -> None:
    found = nearest_all("amount", ["account", "amounts", "mount", "amoutn", "age"], most=4)
    assert found == ("amounts", "amoutn", "mount", "account")


def test_a_swap_is_one_slip() -> None:
    assert distance("teir", "tier", 3) == 1


def test_distance_stops_counting_above_the_limit() -> None:
    assert distance("abcdefgh", "zyxwvuts", 2) > 2
