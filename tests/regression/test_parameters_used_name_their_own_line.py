"""Of a parameter that was read on several days, or at several keys, every value was told with the first line's date."""

from policycore import loads

POLICY = loads("""
policy late "Late payment" { languages: en  source: "Notice" }
choice Region { north "North", south "South" }
record Bill { due : date  region : Region  amount : money(CNY) at least 0 }
record Account { key id : text  bills : list of Bill }
parameter rate "Rate" @ "item 1" : percent { from 2021-01-01 = 1% @ "note 1"  from 2023-01-01 = 2% @ "note 2" }
parameter fee "Fee" @ "item 2" per Region : money(CNY) = { north: 5 CNY, south: 7 CNY }
tiering debtor { tier small when sum(amount * (rate at due) + fee[region] over bills) < 100 CNY  tier large otherwise }
""")
BILLS = [
    {"due": "2022-12-31", "region": "north", "amount": "10"},
    {"due": "2023-01-01", "region": "south", "amount": "10"},
]
TOLD = POLICY.decide({"id": "A1", "bills": BILLS}, as_of="2024-12-31").explain()


def test_each_value_stands_with_the_day_and_citation_of_its_line() -> None:
    assert "“Rate” (rate; item 1) = 1% (from 2021-01-01; note 1)" in TOLD
    assert "= 2% (from 2023-01-01; note 2)" in TOLD
    assert "= 2% (from 2021-01-01" not in TOLD


def test_a_keyed_value_names_the_key_that_was_read_and_where_it_comes_from() -> None:
    assert "“Fee” (fee; item 2) [North] = 5 CNY" in TOLD
    assert "“Fee” (fee; item 2) [South] = 7 CNY" in TOLD


def test_a_parameter_read_on_a_day_of_the_record_does_not_ask_as_of_when() -> None:
    assert "Decided as of" not in TOLD
