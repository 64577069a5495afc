"""The compiled twin: what it compiles, what it leaves to the reference, and what its code is made of."""

from __future__ import annotations

import ast
from collections.abc import Mapping
from typing import Any

import pytest
from attrs import evolve

from policycore.api import Policy, loads, make_decider
from policycore.compile import Twin, compile_program
from policycore.compile.forms import Given, Unsupported
from policycore.core import nodes as core
from policycore.core.outcome import Inputs
from policycore.interpret.decide import decide

HEAD = 'policy p "P" { languages: en }\n'


def inputs_of(policy: Policy, data: Mapping[str, Any], as_of: str | None = None, **switched: Any) -> Inputs:
    decider = make_decider(
        policy, as_of, switched.get("parameters", {}), switched.get("readings", {}), None, "recorded"
    )
    converted = decider.converter(data)
    assert converted.record is not None
    return decider.settings.inputs(converted.record)


def agree(text: str, *records: Mapping[str, Any], as_of: str | None = None, **switched: Any) -> Twin:
    """Hold the twin against the reference, by the fast path and by the general one."""
    policy = loads(HEAD + text)
    twin = compile_program(policy.program)
    for data in records:
        inputs = inputs_of(policy, data, as_of, **switched)
        expected = decide(policy.program, inputs)
        assert twin.decide(inputs) == expected
        own = twin.switched(inputs.parameters, inputs.readings) if switched else twin
        packed = own.packing.pack(inputs.record)
        assert own.describe(inputs.record.type, packed, Given(inputs.as_of)) == expected
    return twin


# --- numbers ---


def test_ratios_are_compared_by_cross_multiplication() -> None:
    text = "record R { a : whole  b : whole }\nrequire half : a / b >= 50%\nrequire third : a / b = 1 / 3"
    twin = agree(text, *({"a": a, "b": b} for a in (-1, 0, 1, 2, 6) for b in (-4, -3, -2, 0, 2, 3, 18)))
    assert "Fraction" not in twin.text(gaps=False)


def test_divisions_that_are_kept_stay_exact() -> None:
    text = (
        "record R { a : whole  b : whole  c : yes_no }\ndefine q = if c then a / b else 1 / 3\n"
        "score s : points { factor x = 9 * q }"
    )
    agree(text, *({"a": a, "b": b, "c": c} for a in (1, 2) for b in (0, 3, 7) for c in (True, False)))


@pytest.mark.parametrize("mode", ["upward", "downward", "half_up"])
def test_rounding_is_that_of_the_reference_on_both_sides_of_zero(mode: str) -> None:
    text = f"record R {{ a : number(months) }}\nscore s : points {{ factor x = round(a / 1 month, {mode}, 0.5) }}"
    agree(text, *({"a": a} for a in ("-1.75", "-1.25", "-0.3", "0", "0.25", "0.75", "1.3")))


def test_numbers_of_two_scales_of_which_one_is_absent_are_told_apart() -> None:
    text = "record R { a : money(CNY) optional  b : whole }\nrequire r : a = 2 CNY\nrequire s : a != 0.5 CNY"
    agree(text, {"b": 1}, {"a": 2, "b": 1}, {"a": "0.5", "b": 1})


# --- gaps ---


def test_a_condition_that_is_settled_may_still_stop_on_the_way() -> None:
    text = (
        "record Item { day : date }\nrecord R { key id : text  parts : list of Item  n : whole }\n"
        "tiering t {\n"
        "  tier mid when agreed(no,\n"
        "    5 < agreed(table i.day { when 2025-03-01 : 60  otherwise : not stated } over parts as i))\n"
        "  tier top otherwise\n}"
    )
    agree(text, {"id": "1", "parts": [], "n": 1}, {"id": "1", "parts": [{"day": "2025-03-01"}], "n": 1})


def test_the_rule_around_the_list_of_a_matter_is_the_matter() -> None:
    text = (
        "record Item { late : yes_no }\nrecord R { key id : text  parts : list of Item }\n"
        "accountability a { matter m for each x in parts where if x.late then yes else not stated {} }"
    )
    agree(text, {"id": "1"}, {"id": "1", "parts": [{"late": False}]}, {"id": "1", "parts": [{}, {"late": True}]})


def test_what_is_absent_for_certain_is_compared_by_the_reference_rules() -> None:
    text = (
        "choice L { A > B }\nrecord R { key id : text  level : L }\n"
        "entitlements e per level { benefit v : number(kg) at least 0 lower is better }\nunit kg = 1 kg2\nunit kg2\n"
        "require r : e[level].v = 2 kg"
    ).replace("unit kg = 1 kg2\nunit kg2\n", "unit kg\n")
    agree(text, {"id": "1", "level": "A"}, {"id": "1"})


def test_facts_that_are_given_stand_in_place_of_what_is_computed() -> None:
    policy = loads(HEAD + "record R { a : whole }\ndefine d = a * 2\ntiering t { tier x when d > 3  tier y otherwise }")
    twin = compile_program(policy.program)
    inputs = inputs_of(policy, {"a": 1})
    for given in ({"d": 9}, {"t": "x"}):
        record = evolve(inputs.record, given={key: _fraction(value) for key, value in given.items()})
        asked = evolve(inputs, record=record)
        assert twin.decide(asked) == decide(policy.program, asked)


def _fraction(value: Any) -> Any:
    from fractions import Fraction

    return Fraction(value) if isinstance(value, int) else value


# --- what is switched ---


def test_parameters_and_readings_may_be_switched() -> None:
    text = (
        "record R { a : whole }\nparameter bar : whole 0..9 = 3\nreading r { chosen up  down }\n"
        "tiering t { tier x when if r = up then a >= bar else a > bar  tier y otherwise }"
    )
    agree(text, {"a": 3}, {"a": 4}, {})
    agree(text, {"a": 3}, {"a": 4}, {}, readings={"r": "down"})
    agree(text, {"a": 3}, {"a": 4}, {}, parameters={"bar": 4}, readings={"r": "down"})
    agree(text, {"a": 3}, {}, parameters={"bar": "not stated"})


def test_parameters_change_on_their_day() -> None:
    text = (
        "record R { a : money(CNY) }\n"
        "parameter bar : money(CNY) { from 2023-01-01 = 1 CNY  from 2024-01-01 = 2.5 CNY }\n"
        "require r : a >= bar\nrequire s : a >= bar at 2023-06-01"
    )
    for as_of in ("2022-12-31", "2023-12-31", "2024-01-01"):
        agree(text, {"a": 1}, {"a": 2}, {"a": "2.5"}, {}, as_of=as_of)


# --- tables and long matches ---


@pytest.mark.parametrize("count", [3, 30, 300])
def test_bands_on_one_number_are_found_however_many_there_are(count: int) -> None:
    bands = "\n".join(f"band b{i} when a >= {i * 10} : {i}" for i in reversed(range(1, count)))
    text = f"record R {{ a : whole }}\nscore s : points {{ factor f {{ {bands} band none otherwise : 0 }} }}"
    agree(text, *({"a": a} for a in (-1, 0, 9, 10, 11, count * 5, count * 10 - 11, count * 10 + 9)), {})


@pytest.mark.parametrize("count", [4, 40, 400])
def test_tables_are_found_however_many_rows_they_have(count: int) -> None:
    rows = "\n".join(
        f"when {'AB'[i % 2]}, {i * 10} .. {i * 10 + 9}, {'any' if i % 3 else '>= 5'} : {i}" for i in range(count)
    )
    text = (
        "choice L { A, B }\nrecord R { level : L  a : whole  b : whole }\n"
        f"score s : points {{ factor f = table level, a, b {{ {rows} otherwise : 0 }} }}"
    )
    keys = [0, 9, 10, 15, 30, 31, count * 10 - 1, count * 10]
    agree(text, *({"level": level, "a": a, "b": b} for level in "AB" for a in keys for b in (4, 5)))
    agree(text, {"level": "A", "a": 10}, {"a": 31, "b": 1}, {"level": "B", "b": 5}, {"level": "A"}, {})


def test_rows_that_hold_together_must_agree() -> None:
    text = (
        "record R { a : whole  b : yes_no }\n"
        "score s : points { factor f = table a { when 1..5 : 1  when 5..9 : 2  when 9..12 : 2  otherwise : 0 } }\n"
        "score u : points { factor f = table a { when 1..5 : if b then 1 else 2  when 5..9 : 1  otherwise : 0 } }"
    )
    agree(text, *({"a": a, "b": b} for a in (0, 1, 5, 9, 12) for b in (True, False)), {"a": 5}, {"b": True})


# --- what it is made of ---


def test_no_text_of_an_author_becomes_code() -> None:
    hostile = "'); import os; (' {0} %s \\n # \u2028"
    text = (
        "record `in` { `class` : text  `exec` : yes_no  `print` : whole }\n"
        f'define eval = `class` in {{"{hostile}", "x"}}\n'
        "tiering `def` { tier `lambda` when eval  tier `open` when `print` > 1  tier stop otherwise }"
    )
    twin = agree(text, {"class": hostile, "exec": True}, {"class": "y", "print": 3}, {"class": "y", "print": 1}, {})
    tree = ast.parse(twin.source)
    names = {node.id for node in ast.walk(tree) if isinstance(node, ast.Name)}
    assert not names & {"exec", "eval", "print", "open", "os", "compile", "getattr"}
    assert not any(
        isinstance(node, ast.Import | ast.ImportFrom | ast.Lambda | ast.Attribute) and "os" in ast.dump(node)
        for node in ast.walk(tree)
    )


def test_what_is_not_known_is_left_to_the_reference() -> None:
    policy = loads(HEAD + "record R { a : whole }\nrequire r : a > 1")
    statement = policy.program.statements[0]
    assert isinstance(statement, core.Require)

    class Newer(core.Const):
        """A node that this room has never seen."""

    newer = Newer(statement.condition.id, statement.condition.type, True)
    program = evolve(policy.program, statements=(evolve(statement, condition=newer),))
    twin = compile_program(program)
    assert not twin.supports("R")
    assert "Newer" in twin.unsupported["R"]
    with pytest.raises(Unsupported):
        twin.decide(inputs_of(policy, {"a": 1}))
    assert "left to the reference interpreter: Newer" in twin.source


def test_the_dump_can_be_read() -> None:
    twin = agree("record R { a : whole }\nscore s : points { factor f = a }", {"a": 1})
    assert "decisions about 'R'" in twin.source
    assert "r[1]: 'a', times 1000000" in compile_program(
        loads(HEAD + "record R { a : number(months) }\nrequire r : a > 1 month").program
    ).text(gaps=False)
    assert "value of 's'" in twin.text(gaps=False)
    assert "where a gap arises" in twin.source
    assert "where a gap arises" not in twin.text(gaps=False)


def test_a_fact_that_two_statements_read_is_worked_out_once() -> None:
    text = (
        "record R { a : whole  b : whole }\ndefine heavy = (a + b) * (a + b) * (a + b)\n"
        "require r : heavy > 3\nrequire s : heavy < 9"
    )
    twin = agree(text, {"a": 1, "b": 1})
    assert twin.text(gaps=False).count("a1 + a2") == 3


def test_a_fact_that_may_not_be_needed_waits_until_it_is() -> None:
    text = (
        "record R { a : whole  b : whole  c : yes_no }\n"
        "define risky = (a + a + b) / b + (a + b) / b + (a + 2 * b) / b\n"
        "require r : not c or risky > 3\nrequire s : not c or risky < 9"
    )
    twin = agree(text, {"a": 1, "b": 0, "c": False}, {"a": 1, "b": 0, "c": True}, {"a": 1, "b": 1, "c": True})
    entry = twin.entry("R")
    assert entry is not None
    policy = loads(HEAD + text)
    packed = twin.packing.pack(inputs_of(policy, {"a": 1, "b": 0, "c": False}).record)
    assert entry.one(packed, entry.settle(Given())) is not None


def test_many_records_are_decided_as_each_by_itself() -> None:
    policy = loads(HEAD + "record R { a : whole }\ntiering t { tier x when a > 3  tier y otherwise }")
    twin = compile_program(policy.program)
    entry = twin.entry("R")
    assert entry is not None
    packed = [twin.packing.pack(inputs_of(policy, data).record) for data in ({"a": 1}, {}, {"a": 4})]
    settled = entry.settle(Given())
    assert entry.many(packed, settled) == [entry.one(each, settled) for each in packed]
    assert entry.many(packed, settled)[1] is None
    assert [column.tells for column in entry.columns] == ["value", "because"]
