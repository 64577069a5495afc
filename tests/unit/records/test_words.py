"""Words of data are the words of the language, though each room has its own table."""

from __future__ import annotations

from policycore import types as t
from policycore.records.spellings import (
    ABSENT_WORDS,
    CURRENCY_SPELLINGS,
    NO,
    NOT_STATED,
    POINT_SPELLINGS,
    UNIT_SPELLINGS,
    UNKNOWN,
    YES,
    units_of,
)
from policycore.syntax.words import WORDS
from unit.records.build import program


def spellings(key: str, role: str) -> set[str]:
    (word,) = (word for word in WORDS if word.key == key and word.role == role)
    return {*word.en, *word.zh}


def test_yes_no_unknown_and_absent_are_spelt_as_in_policies() -> None:
    assert spellings("yes", "reserved") <= YES
    assert spellings("no", "reserved") <= NO
    assert spellings("unknown", "reserved") == UNKNOWN
    assert spellings("absent", "reserved") == ABSENT_WORDS
    assert spellings("not stated", "reserved") <= NOT_STATED


def test_units_are_spelt_as_in_policies() -> None:
    assert spellings("working days", "reserved") == {"working day", *UNIT_SPELLINGS["working day"]}
    for name in t.TIME_UNITS.keys() - {"working day"}:
        assert spellings(name, "unit") == {name, *UNIT_SPELLINGS[name]}
    assert spellings("point", "unit") == set(POINT_SPELLINGS)
    assert spellings("CNY", "unit") == {"CNY", *CURRENCY_SPELLINGS}


def test_a_unit_of_the_policy_goes_before_one_of_the_language() -> None:
    made = program('unit CNY { decimals: 4 }\nrecord R { key id : text  x : number(t) }\nunit t "吨" { decimals: 3 }')
    assert units_of(made)["吨"].name == "t"
