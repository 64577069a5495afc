"""`if`, cases in order, tables, parameters, readings, records: where values come from."""

from __future__ import annotations

from datetime import date, datetime
from fractions import Fraction

import pytest
from attrs import evolve

from policycore import types as t
from policycore.core import nodes as n
from policycore.core.outcome import Inputs
from policycore.interpret.decide import evaluate
from policycore.interpret.evaluate import AsOfMissingError
from policycore.values import ABSENT, ANYTHING, NOTHING, Gap, Interval, Outcome, Reason, status
from unit.interpret.build import (
    DATE,
    FACT,
    ITEM,
    KIND,
    LEVEL,
    MOMENT,
    NOT_STATED,
    NUMBER,
    OPEN,
    OPEN_KIND,
    TEXT,
    YES_NO,
    Told,
    between,
    case,
    const,
    fact,
    gap,
    item,
    match,
    missing,
    not_stated,
    num,
    one_of,
    op,
    program,
    ref,
    value_of,
)
from unit.interpret.build import inputs as inputs_of

P, Q, X = fact("p", YES_NO), fact("q", YES_NO), fact("x", LEVEL)

# --- match ---

LADDER = match(case("ladder/A", P, const("A")), case("ladder/B", Q, const("B")), case("ladder/C", None, const("C")))


@pytest.mark.parametrize(
    ("p", "q", "result"),
    [
        (True, True, "A"),
        (False, True, "B"),
        (False, False, "C"),
        (OPEN, True, one_of("A", "B")),
        (OPEN, False, one_of("A", "C")),
        (OPEN, OPEN, one_of("A", "B", "C")),
        (True, OPEN, "A"),
    ],
)
def test_the_first_case_that_holds_and_those_that_may_be_the_first(p: Outcome, q: Outcome, result: Outcome) -> None:
    assert value_of(LADDER, p=p, q=q) == result


def test_cases_after_the_first_certain_one_are_not_reached() -> None:
    told = Told()
    value_of(LADDER, p=OPEN, q=True, tracer=told)
    assert told.nodes["ladder/A"] == OPEN
    assert told.nodes["ladder/B"] is True
    assert "ladder/C" not in told.nodes


def test_an_open_condition_with_the_same_value_on_both_sides_decides() -> None:
    both = match(case("if", P, const("A")), case("else", None, const("A")), kind="if")
    assert value_of(both, p=OPEN) == "A"


def test_without_otherwise_one_of_the_cases_is_the_first() -> None:
    every = evolve(LADDER, otherwise=None)
    assert value_of(every, p=OPEN, q=OPEN) == one_of("A", "B")
    assert value_of(every, p=OPEN, q=False) == "A"
    assert value_of(every, p=False, q=False) == one_of("A", "B", "C", reasons=[Reason("no_value", "match")])


def test_branches_pass_marks_on() -> None:
    silent = match(case("said", P, const("A")), case("unsaid", None, not_stated()))
    assert value_of(silent, p=False) == Gap(NOTHING, frozenset({Reason("silent", "unsaid")}), NOT_STATED.marks)
    assert value_of(silent, p=OPEN) == one_of("A", reasons=[FACT, Reason("silent", "unsaid")], marks=["not_stated"])
    none = match(case("some", P, const("A")), case("none", None, n.Const("nil", LEVEL, ABSENT)))
    assert value_of(none, p=False) is ABSENT
    assert value_of(none, p=OPEN) == one_of("A", marks=["absent"])


def test_an_if_is_no_rule_so_the_rule_around_it_is_silent() -> None:
    silent = match(case("if[1]", P, const("A")), case("else", None, not_stated()), kind="if")
    assert value_of(silent, p=False) == Gap(NOTHING, frozenset({Reason("silent", "result")}), NOT_STATED.marks)


def test_unknown_is_open_for_a_reason_of_its_own() -> None:
    outcome = value_of(n.Open("word", YES_NO, "unknown"))
    assert outcome == one_of(True, False, reasons=[Reason("unknown", "word")])
    assert status(outcome) == "undetermined"


# --- table ---


def table(*rows: n.Row, keys: tuple[n.Expr, ...] = (X,), otherwise: n.Expr | None = None) -> n.Table:
    rest = None if otherwise is None else case("table[otherwise]", None, otherwise)
    return n.Table("table", LEVEL, keys, rows, rest)


def row(id: str, *cells: n.Cell, value: n.Expr) -> n.Row:
    return n.Row(f"table[{id}]", cells, value)


def is_(*values: bool | str | Fraction | date) -> n.OneOf:
    return n.OneOf(values)


TWO_ROWS = table(
    row("A", is_("A"), value=const("A")), row("A,B", is_("A", "B"), value=const("C")), otherwise=const("B")
)


def test_the_row_that_holds_gives_the_value() -> None:
    assert value_of(TWO_ROWS, x="B") == "C"
    assert value_of(TWO_ROWS, x="C") == "B"


def test_rows_that_hold_and_differ_are_a_conflict_of_both() -> None:
    outcome = value_of(TWO_ROWS, x="A")
    assert outcome == one_of("A", "C", reasons=[Reason("conflict", "table", ("table[A]", "table[A,B]"))])


def test_rows_that_hold_and_agree_are_no_conflict() -> None:
    same = table(row("A", is_("A"), value=const("C")), row("any", n.Any(), value=const("C")))
    assert value_of(same, x="A") == "C"


def test_an_open_row_leaves_its_value_possible_without_talk_of_conflict() -> None:
    assert value_of(TWO_ROWS, x=one_of("A", "B")) == one_of("A", "C")
    assert value_of(TWO_ROWS, x=one_of("B", "C")) == one_of("B", "C")


def test_moving_a_row_changes_nothing() -> None:
    turned = evolve(TWO_ROWS, rows=TWO_ROWS.rows[::-1])
    for x in (*LEVEL.names, one_of("A", "B"), one_of("A", "C"), ABSENT):
        one, other = value_of(TWO_ROWS, x=x), value_of(turned, x=x)
        assert (one == other) or status(one) == status(other) == "conflict"


NUMBERS = table(
    row("<=3", n.Range(high=num(3)), value=const("A")),
    row(">3,<=6", n.Range(num(3), num(6), low_in=False), value=const("B")),
    row(">6", n.Range(low=num(6), low_in=False), value=const("C")),
    keys=(fact("k"),),
)


@pytest.mark.parametrize(
    ("key", "result"),
    [
        (num(3), "A"),
        (num("3.5"), "B"),
        (num(6), "B"),
        (num("6.1"), "C"),
        (between(0, 3), "A"),
        (between(4, 6), "B"),
        (between(4, 7), one_of("B", "C")),
        (between(7, None), "C"),
        (between(None, None), one_of("A", "B", "C")),
        (between(3, 6), one_of("A", "B")),
    ],
)
def test_ranges_say_whether_their_ends_are_in(key: Outcome, result: Outcome) -> None:
    assert value_of(NUMBERS, k=key) == result


def test_an_absent_key_fits_no_value_where_a_row_says_absent() -> None:
    said = table(row("absent", n.AbsentCell(), value=const("C")), row("A", is_("A"), value=const("A")),
                 otherwise=const("B"))  # fmt: skip
    assert value_of(said, x=ABSENT) == "C"
    assert value_of(said, x="B") == "B"


def test_rows_are_taken_one_by_one_so_while_none_is_certain_the_rest_is_possible() -> None:
    listed = table(row("A", is_("A"), value=const("A")), row("B", is_("B"), value=const("B")), otherwise=const("C"))
    assert value_of(listed, x=one_of("A", "B")) == one_of("A", "B", "C")


def test_an_absent_key_has_no_value_where_no_row_says_absent() -> None:
    assert value_of(TWO_ROWS, x=ABSENT) == one_of("A", "B", "C", reasons=[Reason("no_value", "table")])


def test_any_takes_every_key_absent_too() -> None:
    assert value_of(table(row("any", n.Any(), value=const("A"))), x=ABSENT) == "A"


def test_rows_tell_of_their_cells_up_to_the_one_that_failed() -> None:
    pair = table(
        row("A,yes", is_("A"), is_(True), value=const("A")),
        row("B,yes", is_("B"), is_(True), value=const("B")),
        keys=(X, P),
        otherwise=const("C"),
    )
    told = Told()
    assert value_of(pair, x="A", p=False, tracer=told) == "C"
    cells = {id: outcome for id, outcome in told.nodes.items() if id.startswith("table[")}
    assert cells == {
        "table[A,yes]/cell[1]": True,
        "table[A,yes]/cell[2]": False,
        "table[A,yes]": False,
        "table[B,yes]/cell[1]": False,
        "table[B,yes]": False,
        "table[otherwise]": True,
    }


def test_silent_rows_that_both_hold_are_the_same_silence() -> None:
    silent = table(row("A", is_("A"), value=not_stated()), row("any", n.Any(), value=not_stated(id="other")))
    outcome = value_of(silent, x="A")
    assert status(outcome) == "not_stated"
    assert isinstance(outcome, Gap)
    assert {reason.subject for reason in outcome.reasons} == {"table[A]", "table[any]"}


def test_a_silent_row_contradicts_one_that_speaks() -> None:
    mixed = table(row("A", is_("A"), value=not_stated()), row("any", n.Any(), value=const("C")))
    assert status(value_of(mixed, x="A")) == "conflict"


# --- parameters and readings ---


def rate(*lines: tuple[str | None, int]) -> n.Parameter:
    values = tuple(
        n.DatedValue(f"rate/{start}", date.fromisoformat(start) if start else None, value=const(value))
        for start, value in lines
    )
    return n.Parameter("rate", NUMBER, (), values)


RATE = n.Param("read", NUMBER, "rate")
LOST = Reason("parameter", "rate")
DATED = rate(("2023-01-01", 80), ("2024-01-01", 100), ("2025-01-01", 120))


def parameter(made: n.Parameter, node: n.Param = RATE, **facts: Outcome) -> Outcome:
    types = {"day": DATE, "level": LEVEL, "kind": OPEN_KIND}
    whole = program(n.Define("result", "Case", NUMBER, node), fields=types, parameters=[made], optional=["level"])
    return evaluate(whole, inputs_of(whole, **facts), "result")


def test_a_parameter_without_dates_needs_no_date() -> None:
    whole = program(n.Define("result", "Case", NUMBER, RATE), parameters=[rate((None, 5))])
    assert evaluate(whole, evolve(inputs_of(whole), as_of=None), "result") == 5


def test_the_newest_line_not_after_the_date_is_in_force() -> None:
    assert parameter(DATED) == 100


def test_the_date_may_be_another_day() -> None:
    at = evolve(RATE, at=fact("day", DATE))
    assert parameter(DATED, at, day=date(2023, 12, 31)) == 80
    assert parameter(DATED, at, day=date(2025, 1, 1)) == 120


def test_before_the_first_line_the_parameter_is_lost() -> None:
    at = evolve(RATE, at=fact("day", DATE))
    assert parameter(DATED, at, day=date(2022, 12, 31)) == between(None, None, LOST)


def test_an_open_date_joins_the_lines_that_may_be_in_force() -> None:
    at = evolve(RATE, at=fact("day", DATE))
    assert parameter(DATED, at, day=gap(Interval(date(2023, 5, 1), date(2024, 1, 1)))) == between(80, 100)
    assert parameter(DATED, at, day=gap(Interval(date(2024, 5, 1), date(2024, 7, 1)))) == 100
    assert parameter(DATED, at, day=missing("day", DATE)) == between(None, None, LOST, Reason("fact", "day"))


def test_a_moment_is_compared_by_its_day() -> None:
    whole = program(n.Define("result", "Case", NUMBER, evolve(RATE, at=n.AsOf("as_of", MOMENT))), parameters=[DATED])
    at_noon = evolve(inputs_of(whole), as_of=datetime(2025, 1, 1, 12))
    assert evaluate(whole, at_noon, "result") == 120


def test_a_parameter_that_the_source_does_not_state_still_has_its_bounds() -> None:
    bounded = n.Parameter("rate", t.Number(low=num(2), high=num(99)), (), ())
    assert parameter(bounded) == between(2, 99, LOST)
    assert status(parameter(bounded)) == "not_stated"


def test_a_supplied_value_stands_for_the_policys_own() -> None:
    whole = program(n.Define("result", "Case", NUMBER, RATE), parameters=[DATED])
    assert evaluate(whole, evolve(inputs_of(whole), parameters={"rate": num(7)}), "result") == 7


WAGE = n.Parameter(
    "rate", NUMBER, (LEVEL,), (n.DatedValue("rate/line", None, table=((("A",), const(9)), (("B",), const(5)))),)
)
BY_LEVEL = evolve(RATE, keys=(fact("level", LEVEL),))


def test_a_keyed_parameter_is_read_at_its_key() -> None:
    assert parameter(WAGE, BY_LEVEL, level="A") == 9
    assert parameter(WAGE, BY_LEVEL, level="C") == between(None, None, LOST)


def test_an_open_key_joins_its_lines() -> None:
    assert parameter(WAGE, BY_LEVEL, level=one_of("A", "B")) == between(5, 9)


def test_an_absent_key_reads_as_any_key() -> None:
    assert parameter(WAGE, BY_LEVEL, level=ABSENT) == between(None, None, LOST, Reason("no_value", "read"))


def test_a_key_of_an_open_list_may_be_one_without_a_line() -> None:
    wage = evolve(WAGE, keys=(OPEN_KIND,), values=(n.DatedValue("rate/line", None, table=((("goods",), const(9)),)),))
    by_kind = evolve(RATE, keys=(fact("kind", OPEN_KIND),))
    assert parameter(wage, by_kind, kind=gap(ANYTHING)) == between(None, None, FACT, LOST)


def test_values_may_be_supplied_key_by_key() -> None:
    whole = program(n.Define("result", "Case", NUMBER, BY_LEVEL), parameters=[WAGE], fields={"level": LEVEL})
    given = evolve(inputs_of(whole, level="C"), parameters={"rate": {("C",): num(3)}})
    assert evaluate(whole, given, "result") == 3


def test_reading_the_date_without_one_is_the_callers_fault() -> None:
    whole = program(n.Define("result", "Case", NUMBER, RATE), parameters=[DATED])
    with pytest.raises(AsOfMissingError):
        evaluate(whole, evolve(inputs_of(whole), as_of=None), "result")


def test_the_line_in_force_is_told() -> None:
    whole = program(n.Define("result", "Case", NUMBER, RATE), parameters=[DATED])
    told = Told()
    evaluate(whole, inputs_of(whole), "result", told)
    assert told.nodes["rate/2024-01-01"] is True


def test_a_reading_is_the_chosen_one_unless_switched() -> None:
    meaning = t.Enum((t.Member("upper"), t.Member("lower")))
    reading = n.Reading("bound", meaning, "upper")
    whole = program(n.Define("result", "Case", meaning, n.ReadingOf("read", meaning, "bound")), readings=[reading])
    assert evaluate(whole, inputs_of(whole), "result") == "upper"
    assert evaluate(whole, evolve(inputs_of(whole), readings={"bound": "lower"}), "result") == "lower"


# --- records ---

PART = fact("part", ITEM)


def test_a_fact_of_an_absent_record_has_no_value() -> None:
    outcome = value_of(fact("level", LEVEL, PART, "part.level"), part=ABSENT)
    assert outcome == one_of("A", "B", "C", reasons=[Reason("no_value", "part.level")])


def test_a_fact_of_an_unknown_record_is_unknown_for_the_same_reason() -> None:
    outcome = value_of(fact("level", LEVEL, PART, "part.level"), part=missing("part", ITEM))
    assert outcome == one_of("A", "B", "C", reasons=[Reason("fact", "part")])


def test_a_record_that_may_be_absent_adds_that_reason() -> None:
    outcome = value_of(
        fact("level", LEVEL, PART, "part.level"), part=gap(ANYTHING, Reason("fact", "part"), marks=["absent"])
    )
    assert outcome == one_of("A", "B", "C", reasons=[Reason("fact", "part"), Reason("no_value", "part.level")])


def test_presence_guards_what_is_read_of_a_record() -> None:
    guarded = op(
        "and",
        op("is_present", PART, of=YES_NO),
        op("eq", fact("level", LEVEL, PART, "part.level"), const("A"), of=YES_NO),
        of=YES_NO,
    )
    assert value_of(guarded, part=ABSENT) is False
    assert value_of(guarded, part=item("part", level="A")) is True


def test_definitions_of_an_unknown_record_are_worked_out_once() -> None:
    made = program(
        n.Define("high", "Item", YES_NO,
                 op("eq", fact("level", LEVEL, n.Var("s", ITEM, "self")), const("A"), of=YES_NO)),
        n.Define("result", "Case", YES_NO,
                 op("or", ref("high", YES_NO, PART), evolve(ref("high", YES_NO, PART), id="again"), of=YES_NO)),
        fields={"part": ITEM},
    )  # fmt: skip
    told = Told()
    outcome = evaluate(made, inputs_of(made), "result", told)
    assert outcome == one_of(True, False, reasons=[Reason("fact", "part")])
    assert "high#part" in told.nodes


def test_a_given_definition_replaces_its_computation() -> None:
    made = program(
        n.Define("base", "Case", NUMBER, fact("k")),
        n.Define("result", "Case", NUMBER, op("add", ref("base"), const(1))),
        fields={"k": NUMBER},
    )
    told = Told()
    assert evaluate(made, inputs_of(made, {"base": num(4)}, k=num(100)), "result", told) == 5
    assert told.nodes["base"] == 4
    assert "k" not in told.nodes


def test_a_long_chain_of_definitions_stays_within_the_stack() -> None:
    chain: list[n.Statement] = [n.Define("d0", "Case", NUMBER, fact("k"))]
    for place in range(1, 101):
        body = op("add", ref(f"d{place - 1}"), const(1), id=f"d{place}/body")
        chain.append(n.Define(f"d{place}", "Case", NUMBER, body))
    made = program(*chain, fields={"k": NUMBER})
    assert evaluate(made, inputs_of(made, k=num(0)), "d100") == 100


def test_deep_conditions_stay_within_the_stack() -> None:
    deep: n.Expr = fact("p", YES_NO)
    for place in range(100):
        deep = match(
            case(f"if{place}", op("not", deep, of=YES_NO), const(True)),
            case(f"else{place}", None, const(False)),
            of=YES_NO,
            kind="if",
        )
    assert value_of(deep, p=False) in (True, False)


def test_text_that_is_unknown_equals_nothing_for_sure() -> None:
    assert value_of(op("eq", fact("t", TEXT), const("x", TEXT), of=YES_NO), t=missing("t", TEXT)) == one_of(
        True, False, reasons=[Reason("fact", "t")]
    )


def test_inputs_say_which_record_is_decided() -> None:
    made = program(n.Define("result", "Case", KIND, fact("kind", KIND)), fields={"kind": KIND})
    assert evaluate(made, Inputs(inputs_of(made, kind="rent").record), "result") == "rent"
