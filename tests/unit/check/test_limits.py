"""Limits: how deep meaning may go, and that large policies are still checked in a moment."""

from __future__ import annotations

import time
from collections.abc import Callable

import pytest

from policycore.check.structure import DEEPEST
from unit.check.reading import codes

RECORD = """policy p {}
record C { key id : text  x : whole  o : whole optional  b : yes_no  xs : list of E }
record E { v : whole }
"""


def test_a_chain_of_definitions_within_the_limit_is_fine() -> None:
    steps = DEEPEST // 4
    chain = "".join(f"define d{n} = d{n - 1} + 1\n" for n in range(1, steps))
    assert codes(RECORD + "define d0 = x\n" + chain) == []


@pytest.mark.parametrize("steps", [DEEPEST, 3000])
def test_a_chain_of_definitions_beyond_the_limit_is_said_once(steps: int) -> None:
    chain = "".join(f"define d{n} = d{n - 1} + 1\n" for n in range(1, steps))
    assert codes(RECORD + "define d0 = x\n" + chain) == ["PC442"]


def test_the_order_of_the_file_does_not_matter_for_a_chain() -> None:
    steps = DEEPEST // 4
    chain = "".join(f"define d{n} = d{n + 1} + 1\n" for n in range(steps))
    assert codes(RECORD + chain + f"define d{steps} = x\n") == []


def test_two_chains_that_are_too_long_are_two_messages() -> None:
    def chain(name: str) -> str:
        return f"define {name}0 = x\n" + "".join(f"define {name}{n} = {name}{n - 1} + 1\n" for n in range(1, DEEPEST))

    assert codes(RECORD + chain("d") + chain("e")) == ["PC442", "PC442"]


def long_sum() -> str:
    return "define d = " + " + ".join(["x"] * 1000) + "\n"


def long_condition() -> str:
    return "define d = " + " and ".join(f"x > {n}" for n in range(1000)) + "\n"


def long_guard() -> str:
    return "define d = " + " or ".join(["o is absent"] * 300 + ["o > 3"]) + "\n"


def many_tiers() -> str:
    tiers = " ".join(f"tier t{n} when x > {1000 - n}" for n in range(1000))
    return f"tiering g {{ {tiers} tier z otherwise }}\n"


def large_table() -> str:
    rows = " ".join(f"when {n} : {n}" for n in range(1000))
    return f"define d = table x {{ {rows} otherwise : 0 }}\n"


def many_definitions() -> str:
    return "".join(f"define d{n} = x + {n}\n" for n in range(2000))


def long_list() -> str:
    return "define d = count(xs)\nexample e { given C { xs: [20000 times { v: 1 }] }  expect d: 20000 }\n"


@pytest.mark.parametrize(
    "text", [long_sum, long_condition, long_guard, many_tiers, large_table, many_definitions, long_list]
)
def test_large_policies_are_checked_in_a_moment(text: Callable[[], str]) -> None:
    started = time.perf_counter()
    assert codes(RECORD + text()) == []
    # Far above what it takes, far below what anything that grows with the square would take.
    assert time.perf_counter() - started < 15


def test_deep_expressions_are_refused_by_the_parser_and_do_not_trouble_the_checker() -> None:
    deep = "x"
    for _ in range(200):
        deep = f"({deep} + 1) * 2"
    assert codes(RECORD + f"define d = {deep} > 3\n") == ["PC141"]


def test_the_deepest_expression_of_the_parser_is_checked() -> None:
    deep = "x > 1"
    for _ in range(55):
        deep = f"all of {{ {deep} }}"
    assert codes(RECORD + f"define d = {deep}\n") == []
