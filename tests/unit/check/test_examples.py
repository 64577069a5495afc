"""Examples: given facts, times, expectations and the rules they name."""

from __future__ import annotations

from datetime import date, datetime
from fractions import Fraction

import pytest

from policycore.core.examples import Example, Expected
from policycore.values import ABSENT, Gap, Interval, Reason, Record, Subset
from unit.check.reading import check_text, codes, marked

POLICY = """policy p {}
choice Grade { gold > silver > basic }
actor keeper
record Contact { name : text  mails : list of text }
record Call { late : yes_no  minutes : number(minutes) }
record Client {
  key id : text  grade : Grade  sales : money(CNY) at least 0  share : percent  since : date  seen_at : moment optional
  asked : judged yes_no  made : set of {call, visit}  calls : list of Call  contact : Contact  visits : whole default 3
  paid : yes_no
}
parameter bonus per Grade : money(CNY) not stated
parameter rate : percent not stated
reading border { chosen upper  lower }
define large = sales >= 100 CNY
define due = if paid then not stated else sales * rate
require r : large
require each_call for each c in calls : not c.late
score s : points { factor f = if large then 5 else 2  group g { award a : 3 } }
tiering g { tier top when large  tier low otherwise }
entitlements care per grade {
  benefit visits_a_year : whole higher is better
  grant gold { visits_a_year: 4 }
  override none when not paid { visits_a_year: 0 }
}
accountability conduct {
  matter late for each c in calls where c.late { answers keeper  sanction fine against keeper : 100 CNY }
}
"""


def example(text: str) -> Example:
    checked, found = check_text(f"{POLICY}example one {{ {text} }}\n")
    assert found == []
    return checked.examples[0]


def said(text: str) -> list[tuple[str, str]]:
    return marked(f"{POLICY}example one {{ {text} }}\n")


def given(facts: str) -> Record:
    return example(f"given Client {{ {facts} }}  expect large: yes").given[0].record


def expected(expectation: str) -> Expected:
    return example(f"given Client {{ sales: 5 CNY }}  expect {expectation}").expect[0].expected


# --- given facts ---------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("fact", "value"),
    [
        ("grade: gold", "gold"),
        ("sales: 5万 CNY", Fraction(50000)),
        ("sales: 5", Fraction(5)),
        ("share: 85%", Fraction(17, 20)),
        ("share: 85", Fraction(17, 20)),
        ("since: 2024-01-01", date(2024, 1, 1)),
        ("seen_at: 2024-01-01 10:00", datetime(2024, 1, 1, 10)),
        ("seen_at: absent", ABSENT),
        ("asked: yes", True),
        ("made: [call, visit]", frozenset({"call", "visit"})),
        ("made: []", frozenset()),
        ("calls: []", ()),
        ("visits: 5", Fraction(5)),
    ],
)
def test_a_given_fact_is_a_value_of_its_field(fact: str, value: object) -> None:
    assert given(fact).fields[fact.split(":")[0]] == value


def test_what_is_left_out_is_unknown_absent_or_the_default() -> None:
    fields = given("sales: 5 CNY").fields
    assert fields["seen_at"] == ABSENT
    assert fields["visits"] == 3
    assert isinstance(fields["grade"], Gap)
    assert fields["grade"].reasons == {Reason("fact", "grade")}


def test_unknown_may_be_written_for_any_field() -> None:
    unknown = given("visits: unknown").fields["visits"]
    assert isinstance(unknown, Gap)


def test_nested_records_and_lists_know_their_paths() -> None:
    record = given('contact: { mails: ["a", "b"] }, calls: [{ late: yes }, { minutes: 5 minutes }]')
    contact, calls = record.fields["contact"], record.fields["calls"]
    assert isinstance(contact, Record)
    assert contact.path == "contact"
    assert contact.fields["mails"] == ("a", "b")
    assert isinstance(calls, tuple)
    second = calls[1]
    assert isinstance(second, Record)
    assert second.path == "calls[2]"
    late = second.fields["late"]
    assert isinstance(late, Gap)
    assert late.reasons == {Reason("fact", "calls[2].late")}


def test_times_repeats_an_element_under_paths_of_its_own() -> None:
    calls = given("calls: [4 times { late: yes }, { late: no }, 3 times { minutes: 5 minutes }, 0 times { late: yes }]")
    elements = calls.fields["calls"]
    assert isinstance(elements, tuple)
    records = [element for element in elements if isinstance(element, Record)]
    assert [record.path for record in records] == [f"calls[{n}]" for n in range(1, 9)]
    late = records[7].fields["late"]
    assert isinstance(late, Gap)
    assert late.reasons == {Reason("fact", "calls[8].late")}


def test_a_judged_fact_may_say_who_when_and_why() -> None:
    fields = given('asked: { value: yes, `by`: "Li", on: 2024-01-01 }').fields
    assert (fields["asked"], fields["asked.by"], fields["asked.on"]) == (True, "Li", date(2024, 1, 1))
    assert isinstance(fields["asked.grounds"], Gap)
    assert given('asked: yes, asked.by: "Li"').fields["asked.by"] == "Li"


def test_a_derived_fact_may_be_given_in_place_of_its_computation() -> None:
    record = given("large: yes, g: low, s: 7 points")
    assert record.given == {"large": True, "g": "low", "s": Fraction(7)}


@pytest.mark.parametrize(
    ("facts", "finding"),
    [
        ("sale: 5 CNY", ("PC209", "sale")),
        ("sales: 5 CNY, sales: 6 CNY", ("PC220", "sales")),
        ("sales: yes", ("PC302", "yes")),
        ("sales: -5 CNY", ("PC332", "-5 CNY")),
        ("sales: 5 USD", ("PC313", "5 USD")),
        ("sales: 0.001 CNY", ("PC331", "0.001 CNY")),
        ("grade: platinum", ("PC202", "platinum")),
        ("since: 2024-02-30", ("PC301", "2024-02-30")),
        ("since: 2024-01-01 10:00", ("PC302", "2024-01-01 10:00")),
        ("sales: absent", ("PC439", "absent")),
        ("sales: not stated", ("PC439", "not stated")),
        ("calls: [{ lat: yes }]", ("PC209", "lat")),
        ("calls: { late: yes }", ("PC302", "{ late: yes }")),
        ("calls: yes", ("PC302", "yes")),
        ("contact: [yes]", ("PC302", "[yes]")),
        ("made: [2 times call]", ("PC440", "2 times call")),
        ('asked: { value: yes, why: "x" }', ("PC209", "why")),
        ("visits: 1.5", ("PC330", "1.5")),
    ],
)
def test_what_is_wrong_with_given_facts(facts: str, finding: tuple[str, str]) -> None:
    assert said(f"given Client {{ {facts} }}  expect large: yes") == [finding]


def test_an_error_in_a_repeated_element_is_said_once() -> None:
    assert said("given Client { calls: [50 times { lat: yes }] }  expect large: yes") == [("PC209", "lat")]


def test_the_lists_of_one_example_have_a_limit_together() -> None:
    nested = """policy p {}
record Day { calls : list of whole }
record Client { key id : text  days : list of Day }
define many = count(days) > 3
example one { given Client { days: [50000 times { calls: [50000 times 1] }] }  expect many: yes }
"""
    assert codes(nested) == ["PC441"]


# --- as of and with ------------------------------------------------------------------------------------------------


def test_a_bare_date_means_the_end_of_that_day() -> None:
    assert example("given Client {}  as of 2024-03-01  expect large: no").as_of == datetime(2024, 3, 1, 23, 59, 59)
    assert example("given Client {}  as of 2024-03-01 08:00  expect large: no").as_of == datetime(2024, 3, 1, 8)


def test_parameters_and_readings_are_set() -> None:
    found = example("given Client {}  with bonus: { gold: 5 CNY }, rate: 3%, border: lower  expect large: no")
    assert found.parameters == {"bonus": {("gold",): Fraction(5)}, "rate": Fraction(3, 100)}
    assert found.readings == {"border": "lower"}


@pytest.mark.parametrize(
    ("setting", "finding"),
    [
        ("bonus: 5 CNY", ("PC343", "5 CNY")),
        ("bonus: { platinum: 5 CNY }", ("PC202", "platinum")),
        ("rate: yes", ("PC302", "yes")),
        ("border: middle", ("PC202", "middle")),
        ("border: 5", ("PC302", "5")),
        ("large: yes", ("PC236", "large")),
        ("raet: 5%", ("PC236", "raet")),
    ],
)
def test_what_is_wrong_with_settings(setting: str, finding: tuple[str, str]) -> None:
    assert said(f"given Client {{}}  with {setting}  expect large: yes") == [finding]


# --- expectations --------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("path", "value", "target", "part"),
    [
        ("large", "yes", "large", ""),
        ("r", "met", "r", ""),
        ("each_call", "[met, breach]", "each_call", ""),
        ("s", "5 points", "s", ""),
        ("s.f", "5", "s/f", ""),
        ("s.g", "5", "s/g", ""),
        ("s.g.a", "3", "s/g/a", ""),
        ("g", "top", "g", ""),
        ("care.visits_a_year", "4", "care/visits_a_year", ""),
        ("conduct.late", "[found]", "conduct/late", ""),
        ("conduct.late.fine", "100 CNY", "conduct/late", "fine"),
        ("conduct.fine", "100 CNY", "conduct", "fine"),
        ("conduct.fine.keeper", "100 CNY", "conduct", "fine.keeper"),
        ("conduct.total", "100 CNY", "conduct", "total"),
    ],
)
def test_a_path_leads_to_an_outcome(path: str, value: str, target: str, part: str) -> None:
    found = example(f"given Client {{}}  expect {path}: {value}").expect[0]
    assert (found.path, found.target, found.part) == (path, target, part)


@pytest.mark.parametrize(
    ("expectation", "wanted"),
    [
        ("large: yes", Expected("value", True)),
        ("g: undetermined {top, low}", Expected("undetermined", None, Subset(frozenset({"top", "low"})))),
        (
            "g: undetermined {top, low} missing sales",
            Expected("undetermined", None, Subset(frozenset({"top", "low"})), ("sales",)),
        ),
        ("g: undetermined", Expected("undetermined")),
        ("s: undetermined 5 .. 8", Expected("undetermined", None, Interval(Fraction(5), Fraction(8)))),
        ("g: conflict {top, low}", Expected("conflict", None, Subset(frozenset({"top", "low"})))),
        ("due: not stated", Expected("not_stated")),
        ("r: not applicable", Expected("not_applicable")),
        ("care.visits_a_year: not granted", Expected("not_granted")),
    ],
)
def test_an_expectation_is_a_value_or_a_status(expectation: str, wanted: Expected) -> None:
    assert expected(expectation) == wanted


@pytest.mark.parametrize(
    ("expectation", "finding"),
    [
        ("lareg: yes", ("PC201", "lareg")),
        ("large: 5", ("PC302", "5")),
        ("g: middle", ("PC202", "middle")),
        ("r: fulfilled", ("PC202", "fulfilled")),
        ("s: 5 CNY", ("PC314", "5 CNY")),
        ("s.x: 5", ("PC209", "x")),
        ("care: 5", ("PC207", "care")),
        ("conduct: 5", ("PC207", "conduct")),
        ("care.vists: 5", ("PC209", "vists")),
        ("conduct.lat.fine: 5 CNY", ("PC209", "lat.fine")),
        ("rate: 5%", ("PC243", "rate")),
        ("large: yes because r.x", ("PC237", "r.x")),
    ],
)
def test_what_is_wrong_with_expectations(expectation: str, finding: tuple[str, str]) -> None:
    assert said(f"given Client {{}}  expect {expectation}") == [finding]


@pytest.mark.parametrize(
    "rule",
    ["g.top", "s.f", "s.g.a", "care.gold.visits_a_year", "care.none", "conduct.late", "rate", "large", "border"],
)
def test_because_may_name_any_rule(rule: str) -> None:
    assert said(f"given Client {{}}  expect large: yes because {rule}") == []


def test_several_records_are_told_apart_by_their_names() -> None:
    found = example(
        "given Client as a { sales: 5 CNY }  given Client as b { sales: 500 CNY }  expect a.large: no, b.large: yes"
    )
    assert [(e.alias, e.path) for e in found.expect] == [("a", "large"), ("b", "large")]


def test_two_examples_of_one_name_are_refused() -> None:
    text = POLICY + "example a { given Client {} expect large: no }\nexample a { given Client {} expect large: no }\n"
    assert codes(text) == ["PC218"]


def test_an_example_of_a_broken_statement_is_not_a_second_error() -> None:
    text = """policy p {}
record Client { key id : text  sales : money(CNY) }
define large = slaes > 5 CNY
example one { given Client {} expect large: yes because large }
"""
    assert codes(text) == ["PC201"]
