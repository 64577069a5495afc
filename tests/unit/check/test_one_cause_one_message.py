"""Each mistake gives one message, at the smallest text to change, wherever the mistake stands."""

from __future__ import annotations

import pytest

from unit.check.reading import marked

DECLARATIONS = """policy p {}
actor owner
choice Size { large > middle > small }
record B { key id : text  cost : money(CNY)  on_day : date }
record A {
  key id : text  size : Size  kind : {shop, works, office}  paid : yes_no  visits : whole 0..20
  sales : money(CNY) at least 0  since : date  weight : number  bs : list of B  tags : set of text  sizes : set of Size
}
"""
PROMISE = "entitlements e for A per size { benefit b : percent  grant large { b: 3% } }\n"


@pytest.mark.parametrize(
    ("value", "code", "at"),
    [
        ("-size", "PC302", "size"),
        ("since + sales", "PC311", "sales"),
        ("sales * since", "PC303", "sales * since"),
        ("2 points per full 0 CNY of sales", "PC316", "0 CNY"),
        ("2 points per full 5% of sales", "PC314", "2 points per full 5% of sales"),
        ("round(sales, half_up, 1%)", "PC314", "round(sales, half_up, 1%)"),
        ("round(size, half_up, 1)", "PC302", "size"),
        ("highest(sales, visits)", "PC314", "visits"),
        ("highest(sales, size)", "PC319", "size"),
        ("highest(kind, kind)", "PC318", "highest(kind, kind)"),
        ("agreed(nothing, size)", "PC201", "nothing"),
        ("sum(cost over nothing)", "PC201", "nothing"),
        ("sum(cost over bs where nothing)", "PC201", "nothing"),
        ("sum(on_day over bs)", "PC302", "on_day"),
        ("highest(id over bs)", "PC318", "id"),
        ("distinct(x over bs as x)", "PC302", "x"),
        ("latest(cost, cost over bs)", "PC302", "cost"),
        ("latest(cost, nothing over bs)", "PC201", "nothing"),
        ("sizes = tags", "PC319", "sizes = tags"),
        ("tags < tags", "PC318", "tags < tags"),
        ("bs = bs", "PC318", "bs = bs"),
        ("size in nothing", "PC201", "nothing"),
        ("nothing in sizes", "PC202", "nothing"),
        ("nothing in {large, small}", "PC201", "nothing"),
        ("size in {large, nothing}", "PC202", "nothing"),
        ("size in {large, size}", "PC321", "size"),
        ("paid in {yes, no}", "PC318", "paid"),
        ("nothing within 3 days before since", "PC201", "nothing"),
        ("size within 3 days before since", "PC302", "size"),
        ("visits at 2024-01-01", "PC310", "visits"),
        ("visits.by", "PC307", "by"),
        ("nothing.by", "PC201", "nothing"),
    ],
)
def test_in_an_expression(value: str, code: str, at: str) -> None:
    assert marked(f"{DECLARATIONS}define d for A = {value}\n") == [(code, at)]


@pytest.mark.parametrize(
    ("value", "code", "at"),
    [
        ("e[large, small].b", "PC308", "e[large, small]"),
        ("e[large].c", "PC209", "c"),
        ("e[nothing].b", "PC202", "nothing"),
        ("e.c", "PC209", "c"),
    ],
)
def test_in_what_is_promised_to_a_tier(value: str, code: str, at: str) -> None:
    assert marked(f"{DECLARATIONS}{PROMISE}define d for A = {value}\n") == [(code, at)]


@pytest.mark.parametrize(
    ("statement", "code", "at"),
    [
        ("score s for A : Size { factor f = 1 }", "PC302", "Size"),
        ("score s for A : points { factor f = 1  floor 5  cap 3 }", "PC324", "3"),
        ("score s for A : points { factor f = 10..5 from weight }", "PC324", "10..5 from weight"),
        ("score s for A : points { factor f = size..5 from weight }", "PC302", "size"),
        ("score s for A : points { factor f = 3..5 from nothing }", "PC201", "nothing"),
        ("score s for A : points { factor f { band a otherwise : 1  band b when paid : 2 } }", "PC427", "b"),
        (
            "score s for A : points { factor f { band a when nothing : 1  band b otherwise : 2 } }",
            "PC201",
            "nothing",
        ),
        ("score s for A : points { deduct l for each b in visits : 3 }", "PC329", "visits"),
        ("tiering g for A : Size { tier huge when paid  tier small otherwise }", "PC202", "huge"),
        (
            "tiering g for A { tier a when paid  otherwise not stated  otherwise not stated }",
            "PC427",
            "otherwise not stated",
        ),
        ("accountability a for A { matter m when paid { severity large  severity small } }", "PC408", "severity small"),
        ("accountability a for A { matter m for each b in visits { answers owner } }", "PC329", "visits"),
        ("accountability a for A { matter m { sanction f against nobody : 3 CNY } }", "PC226", "nobody"),
        ("accountability a for A { matter m { sanction f against owner : paid } }", "PC302", "paid"),
        (
            "accountability a for A { matter m { sanction f against owner : 1 CNY  sanction f against owner } }",
            "PC218",
            "f",
        ),
        (
            "entitlements e for A per size { benefit b : whole  benefit b : whole  grant large { b: 3 } }",
            "PC218",
            "b",
        ),
        ("entitlements e for A per size { benefit b : list of B  grant large { b: 3% } }", "PC341", "list of B"),
        ('entitlements e for A per size { benefit b : text higher is better  grant large { b: "x" } }', "PC347", "b"),
        (
            "entitlements e for A per size { benefit b : percent default nothing  grant large { b: 3% } }",
            "PC201",
            "nothing",
        ),
        ("require r for A for each b in visits : paid", "PC329", "visits"),
        ("require r for A for each b in bs where nothing : paid", "PC201", "nothing"),
        ("law l for A : nothing is complete", "PC231", "nothing"),
        ("law l for A : size rises with large", "PC201", "large"),
    ],
)
def test_in_a_statement(statement: str, code: str, at: str) -> None:
    assert marked(f"{DECLARATIONS}{statement}\n") == [(code, at)]


@pytest.mark.parametrize(
    ("declaration", "code", "at"),
    [
        ("parameter q : set of Size = [large, nothing]", "PC202", "nothing"),
        ("parameter q : set of Size = [large, {a: 3}]", "PC321", "{a: 3}"),
        ("parameter q : percent = { large: 3% }", "PC321", "{ large: 3% }"),
        ("parameter q per Size : percent = { large: 3%, huge: 4% }", "PC202", "huge"),
        ("parameter q per Size : percent = { large: 3%, large: 4% }", "PC220", "large"),
        ("parameter q per Size, Size : percent = { large: { large: 3% }, middle: 3% }", "PC343", "3%"),
        ('reading r { chosen a "x"  a "y" }', "PC220", "a"),
        ("unit kg\nunit t = 0 kg", "PC415", "0 kg"),
        ("unit kg { colour: 3 }", "PC217", "colour"),
        ("choice Size { a, b }", "PC218", "Size"),
        ("record C { key id : text  x : number default [1] }", "PC321", "[1]"),
    ],
)
def test_in_a_declaration(declaration: str, code: str, at: str) -> None:
    assert marked(f"{DECLARATIONS}{declaration}\n") == [(code, at)]
