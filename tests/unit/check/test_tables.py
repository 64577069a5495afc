"""Tables: cells, whether the rows cover every key, and whether rows overlap."""

from __future__ import annotations

from datetime import date
from fractions import Fraction
from itertools import product

import pytest
from hypothesis import given
from hypothesis.strategies import DrawFn, booleans, builds, composite, just, lists, none, sampled_from, tuples

from policycore import types as t
from policycore.check.tables import check_table
from policycore.check.world import World
from policycore.core import nodes as core
from policycore.diagnostics import texts
from policycore.source import Span
from unit.check.reading import check_text, codes, marked, statement

RECORD = """policy p {}
choice Size { large > middle > small }
record A {
  key id : text  size : Size  kind : {shop, works, office}  open_kind : {a, b, ...}  paid : yes_no
  visits : whole 0..20  sales : money(CNY) at least 0  share : percent 0..100  since : date  wait : number(months)
  left_on : date optional  name : text  found_at : moment
}
"""


def said(table: str) -> list[tuple[str, str]]:
    return marked(f"{RECORD}define d = {table}\n")


def found_codes(table: str) -> list[str]:
    return codes(f"{RECORD}define d = {table}\n")


def cells_of(table: str) -> list[tuple[core.Cell, ...]]:
    found = statement(f"{RECORD}define d = {table}\n", "d")
    assert isinstance(found, core.Define)
    assert isinstance(found.body, core.Table)
    return [row.cells for row in found.body.rows]


# --- cells ---------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("key", "cell", "expected"),
    [
        ("kind", "shop", core.OneOf(("shop",))),
        ("kind", "{shop, works}", core.OneOf(("shop", "works"))),
        ("kind", "!= shop", core.OneOf(("works", "office"))),
        ("kind", "any", core.Any()),
        ("size", ">= middle", core.OneOf(("large", "middle"))),
        ("size", "< middle", core.OneOf(("small",))),
        ("paid", "yes", core.OneOf((True,))),
        ("visits", "3", core.OneOf((Fraction(3),))),
        ("visits", "3 .. 5", core.Range(Fraction(3), Fraction(5))),
        ("visits", "> 5", core.Range(low=Fraction(5), low_in=False)),
        ("visits", "<= 5", core.Range(high=Fraction(5))),
        ("visits", "-1", core.OneOf((Fraction(-1),))),
        ("sales", ">= 5万 CNY", core.Range(low=Fraction(50000))),
        ("share", ">= 85%", core.Range(low=Fraction(17, 20))),
        ("share", ">= 85", core.Range(low=Fraction(17, 20))),
        ("wait", "<= 1 year", core.Range(high=Fraction(12))),
        ("wait", "<= 3", core.Range(high=Fraction(3))),
        ("since", "< 2024-01-01", core.Range(high=date(2024, 1, 1), high_in=False)),
        ("left_on", "absent", core.AbsentCell()),
        ("name", '"x"', core.OneOf(("x",))),
    ],
)
def test_a_cell_says_which_keys_it_takes(key: str, cell: str, expected: core.Cell) -> None:
    assert cells_of(f"table {key} {{ when {cell} : 1  otherwise : 2 }}")[0] == (expected,)


@pytest.mark.parametrize(
    ("key", "cell", "code"),
    [
        ("kind", "shpo", "PC202"),
        ("kind", "> shop", "PC323"),
        ("kind", "shop .. works", "PC323"),
        ("visits", "5 .. 3", "PC324"),
        ("visits", "!= 5", "PC323"),
        ("visits", "{1, 3 .. 5}", "PC323"),
        ("visits", "sales", "PC314"),
        ("visits", "> visits", "PC321"),
        ("sales", "5 kg", "PC210"),
        ("paid", "> yes", "PC323"),
        ("since", "5", "PC302"),
        ("kind", '"shop"', "PC302"),
    ],
)
def test_a_cell_that_does_not_suit_its_key_is_refused(key: str, cell: str, code: str) -> None:
    assert found_codes(f"table {key} {{ when {cell} : 1  otherwise : 2 }}") == [code]


# --- coverage ------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    "table",
    [
        "table kind { when shop : 1  when works : 2  when office : 3 }",
        "table kind { when shop : 1  when != shop : 2 }",
        "table size, paid { when >= middle, yes : 1  when >= middle, no : 2  when small, any : 3 }",
        "table visits { when <= 3 : 1  when 4 .. 9 : 2  when > 9 : 3 }",
        "table visits { when 0 .. 20 : 1 }",
        "table share { when < 50% : 1  when >= 50% : 2 }",
        "table sales { when 0 : 1  when > 0 : 2 }",
        "table since { when < 2024-01-01 : 1  when >= 2024-01-01 : 2 }",
        "table since { when <= 2024-01-01 : 1  when >= 2024-01-02 : 2 }",
        "table found_at { when < 2024-01-01 10:00 : 1  when >= 2024-01-01 10:00 : 2 }",
        "table left_on { when absent : 1  when <= 2024-01-01 : 2  when > 2024-01-01 : 3 }",
    ],
)
def test_tables_that_cover_every_key_need_no_otherwise(table: str) -> None:
    assert said(table) == []


@pytest.mark.parametrize(
    ("table", "missing"),
    [
        ("table kind { when shop : 1  when works : 2 }", "office"),
        ("table size, paid { when >= middle, yes : 1  when any, no : 2 }", "small, yes"),
        ("table visits { when <= 3 : 1  when 5 .. 20 : 2 }", "4"),
        ("table visits { when <= 3 : 1  when 4 .. 19 : 2 }", "20"),
        ("table sales { when > 0 CNY : 1 }", "0"),
        ("table since { when < 2024-01-01 : 1  when > 2024-01-01 : 2 }", "2024-01-01"),
        ("table open_kind { when a : 1  when b : 2 }", None),
        ('table name { when "x" : 1 }', None),
    ],
)
def test_a_key_that_no_row_takes_is_named(table: str, missing: str | None) -> None:
    [finding] = check_text(f"{RECORD}define d = {table}\n")[1]
    assert finding.code == "PC406"
    shown = texts.headline(finding, "en")
    assert (f"`{missing}`" in shown) if missing is not None else ("all keys" in shown)


def test_between_two_numbers_with_decimals_lies_another_one() -> None:
    assert found_codes("table sales { when <= 3 CNY : 1  when >= 4 CNY : 2 }") == ["PC406"]


@pytest.mark.parametrize(
    "table",
    [
        "table visits { when > 20 : 1  otherwise : 2 }",
        "table visits { when 21 .. 30 : 1  otherwise : 2 }",
        "table sales { when < 0 : 1  otherwise : 2 }",
        "table size { when < small : 1  otherwise : 2 }",
        "table kind, visits { when shop, 25 : 1  otherwise : 2 }",
    ],
)
def test_a_row_that_no_key_can_reach_is_pointed_out(table: str) -> None:
    assert found_codes(table) == ["PC444"]


# --- overlap -------------------------------------------------------------------------------------------------------


def test_rows_that_overlap_with_one_result_are_fine() -> None:
    assert said("table visits { when <= 3 : 1  when 3 .. 5 : 1  otherwise : 2 }") == []


def test_rows_that_overlap_with_two_results_are_pointed_out_with_both_places() -> None:
    text = f"{RECORD}define d = table kind, paid {{ when shop, any : 1  when any, yes : 2  otherwise : 3 }}\n"
    [finding] = check_text(text)[1]
    assert finding.code == "PC424"
    assert text[finding.span.start : finding.span.end] == "when any, yes : 2"
    assert text[finding.labels[0].span.start : finding.labels[0].span.end] == "when shop, any : 1"


def test_ranges_that_touch_at_a_bound_overlap_only_if_both_take_it_in() -> None:
    assert said("table visits { when <= 3 : 1  when > 3 : 2 }") == []
    assert found_codes("table visits { when <= 3 : 1  when >= 3 : 2 }") == ["PC424"]


def test_rows_that_differ_in_one_key_do_not_overlap() -> None:
    assert said("table kind, visits { when shop, <= 3 : 1  when works, <= 3 : 2  otherwise : 3 }") == []


def test_row_ids_are_made_of_cells_and_survive_moving() -> None:
    found = statement(f"{RECORD}define d = table kind, visits {{ when shop, <= 3 : 1  otherwise : 3 }}\n", "d")
    assert isinstance(found, core.Define)
    assert isinstance(found.body, core.Table)
    assert [row.id for row in found.body.rows] == ["d[shop,<=3]"]
    assert found.body.otherwise is not None
    assert found.body.otherwise.id == "d[otherwise]"


# --- against trying every key ----------------------------------------------------------------------------------------

VISITS = t.Number(t.PURE, True, Fraction(0), Fraction(6))
KIND = t.Enum(tuple(t.Member(name) for name in "abc"))
KEYS = list(product([Fraction(n) for n in range(7)], "abc"))


def takes(cell: core.Cell, key: object) -> bool:
    match cell:
        case core.Any():
            return True
        case core.OneOf(values=values):
            return key in values
        case core.Range(low=Fraction() | None as low, high=Fraction() | None as high):
            assert isinstance(key, Fraction)
            above = low is None or key > low or (cell.low_in and key == low)
            return above and (high is None or key < high or (cell.high_in and key == high))
        case _:
            return False


@composite
def some_table(draw: DrawFn) -> core.Table:
    number = sampled_from([Fraction(n) for n in range(-1, 8)])
    ranges = builds(core.Range, none() | number, none() | number, booleans(), booleans())
    visits = just(core.Any()) | ranges | builds(core.OneOf, tuples(number, number))
    kinds = just(core.Any()) | builds(core.OneOf, tuples(sampled_from("abc")))
    rows = tuple(
        core.Row(f"r{n}", cells, core.Const("", KIND, draw(sampled_from("ab"))), Span("", n, n))
        for n, cells in enumerate(draw(lists(tuples(visits, kinds), min_size=1, max_size=6)))
    )
    return core.Table("d", KIND, (core.AsOf("v", VISITS), core.AsOf("k", KIND)), rows, None)


@given(some_table())
def test_what_is_said_of_a_table_is_what_trying_every_key_finds(table: core.Table) -> None:
    world = World()
    check_table(table, world)
    said = {(finding.code, finding.span.start) for finding in world.diagnostics}

    taken = [{key for key in KEYS if all(map(takes, row.cells, key))} for row in table.rows]
    places = range(len(table.rows))
    alike = {n for n in places if any(table.rows[n].cells == row.cells for row in table.rows[:n])}
    overlapping = {
        later
        for later in places
        for earlier in places[:later]
        if later not in alike and taken[earlier] & taken[later] and table.rows[earlier].value != table.rows[later].value
    }
    assert {place for code, place in said if code == "PC405"} == alike
    assert {place for code, place in said if code == "PC424"} == overlapping
    assert {place for code, place in said if code == "PC444"} == {n for n in places if not taken[n]}
    assert any(code == "PC406" for code, _ in said) == (set().union(*taken) != set(KEYS))
