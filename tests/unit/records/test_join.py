"""Related records: found by key in a file of their own, whatever is missing, repeated or wrong there."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import pytest

from policycore.records.load import Load, Loaded, Rejected, load_records
from policycore.records.mapping import Mapping as ColumnMapping
from policycore.records.mapping import load_mapping
from policycore.records.read import FORMATS, Raw, read_records
from policycore.records.render import render_problem
from policycore.values import ABSENT, Gap, Outcome, Record
from unit.records.build import program

POLICY = """
record Person { key no : text  name : text  grade : whole }
record Step { key nr : text  hours : number(hours)  by : Person }
record Customer {
  key code : text
  turnover : money(CNY)
  manager  : Person
  orders   : list of Order
}
record Order { placed_on : date  amount : money(CNY) }
record Task {
  key id    : text
  size      : whole
  customer  : Customer
  deputy    : Person optional
  steps     : list of Step
}
require some for Task : size > 0
"""
TASKS = "id,size,customer\nT1,1,C1\nT2,2,C2\nT3,3,C1\n"
CUSTOMERS = "code,turnover\nC1,100\nC2,200\n"


def raws(text: str, name: str) -> Iterator[Raw]:
    return read_records(text.encode().splitlines(keepends=True), name, FORMATS[name[name.index(".") :]])


def load(tasks: str = TASKS, mapped: str = "{}", name: str = "tasks.csv", **beside: str) -> Load:
    """Join tables by field; `__` stands for the dot of a path."""
    mapping = load_mapping(mapped, "map.yaml")
    assert isinstance(mapping, ColumnMapping), mapping
    lists = {"steps", "customer__orders"}
    tables = {field: raws(text, f"{field}.csv") for field, text in beside.items()}
    return load_records(
        program(POLICY),
        "Task",
        raws(tasks, name),
        {field.replace("__", "."): table for field, table in tables.items() if field in lists},
        mapping,
        related={field.replace("__", "."): table for field, table in tables.items() if field not in lists},
    )


def loaded(load: Load) -> dict[str | None, Record]:
    items = list(load)
    assert all(isinstance(item, Loaded) for item in items), items
    return {item.key: item.record for item in items if isinstance(item, Loaded)}


def rejects(load: Load) -> list[Rejected]:
    return [item for item in load if isinstance(item, Rejected)]


def at(record: Record, path: str) -> Outcome:
    """Return what stands at a path: names, and numbers from 1 for elements."""
    found: Any = record
    for step in path.split("."):
        found = found[int(step) - 1] if step.isdecimal() else found.fields[step]
    outcome: Outcome = found
    return outcome


def test_a_related_record_is_the_one_that_the_key_names() -> None:
    found = loaded(load(customer=CUSTOMERS))
    assert [at(found[key], "customer.turnover") for key in ("T1", "T2", "T3")] == [100, 200, 100]
    assert at(found["T1"], "customer.code") == "C1"


def test_without_a_file_the_related_record_is_not_guessed() -> None:
    assert all(isinstance(each, Rejected) for each in load())


def test_facts_of_a_related_record_are_called_by_their_path_from_the_decided_one() -> None:
    record = loaded(load(customer="code,turnover\nC1,\nC2,5\n"))["T1"]
    gap = at(record, "customer.turnover")
    assert isinstance(gap, Gap)
    assert {reason.subject for reason in gap.reasons} == {"customer.turnover"}


def test_one_who_is_not_there_is_unknown_and_told_once_with_the_count() -> None:
    found = load("id,size,customer\nT1,1,C9\nT2,2,C8\n", customer=CUSTOMERS)
    assert all(isinstance(at(record, "customer"), Gap) for record in loaded(found).values())
    (notice,) = found.notices
    assert (notice.code, notice.args["count"], notice.args["key"]) == ("PC559", 2, "C9")
    assert (notice.place.file, notice.place.row, notice.column) == ("tasks.csv", 2, "customer")
    assert found.counts.without_partner == 2


@pytest.mark.parametrize("written", ["c1", "Ｃ1", "C1 "])
def test_a_key_written_in_another_way_is_suggested_not_taken(written: str) -> None:
    found = load(f"id,size,customer\nT1,1,{written}\n", customer=CUSTOMERS)
    record = loaded(found)["T1"]
    if written.strip() == "C1":  # spaces around a key are no part of it
        assert at(record, "customer.turnover") == 100
        return
    assert isinstance(at(record, "customer"), Gap)
    (notice,) = found.notices
    assert "`C1` is there" in render_problem(notice)


def test_noughts_before_a_key_matter_unless_it_is_a_number() -> None:
    found = load("id,size,customer\nT1,1,7\n", customer="code,turnover\n007,5\n")
    assert isinstance(at(loaded(found)["T1"], "customer"), Gap)
    assert "`007` is there" in render_problem(found.notices[0])
    numbered = program(
        "record Town { key no : whole  people : whole }\nrecord Shop { key id : text  town : Town }\n"
        "require some for Shop : town.people > 0\n"
    )
    towns = raws("no,people\n007,5\n", "towns.csv")
    found = load_records(numbered, "Shop", raws("id,town\nS1,7\n", "shops.csv"), related={"town": towns})
    assert at(loaded(found)["S1"], "town.people") == 5


@pytest.mark.parametrize(
    ("cell", "customer", "deputy"),
    [("", Gap, "absent"), ("unknown", Gap, Gap), ("absent", "refused", "absent"), ("未知", Gap, Gap)],
)
def test_an_empty_key_is_absent_where_the_field_is_optional_else_unknown(
    cell: str, customer: object, deputy: object
) -> None:
    people = "no,name,grade\nP1,Li,3\n"
    tasks = f"id,size,customer,deputy\nT1,1,{cell},{cell}\n"
    (item,) = load(tasks, customer=CUSTOMERS, deputy=people)
    if customer == "refused":
        assert isinstance(item, Rejected)
        assert [(problem.code, problem.column) for problem in item.problems] == [("PC516", "customer")]
        return
    assert isinstance(item, Loaded)
    assert isinstance(at(item.record, "customer"), Gap)
    assert at(item.record, "deputy") == ABSENT if deputy == "absent" else isinstance(at(item.record, "deputy"), Gap)


def test_a_rejected_row_rejects_who_names_it_and_says_why() -> None:
    found = load(customer="code,turnover\nC1,much\nC2,5\n")
    items = list(found)
    assert [(type(item).__name__, getattr(item, "about", ""), item.key) for item in items] == [
        ("Rejected", "customer", "C1"),
        ("Rejected", "", "T1"),
        ("Loaded", "", "T2"),
        ("Rejected", "", "T3"),
    ]
    first = items[1]
    assert isinstance(first, Rejected)
    assert [(each.code, each.path, each.place.file, each.place.row, each.column) for each in first.problems] == [
        ("PC502", "customer.turnover", "customer.csv", 2, "turnover"),
        ("PC553", "customer", "tasks.csv", 2, "customer"),
    ]
    assert (found.counts.related, found.counts.related_rejected) == (2, 1)


def test_a_rejected_row_nobody_names_is_told_and_harms_nobody() -> None:
    items = list(load("id,size,customer\nT1,1,C2\n", customer="code,turnover\nC1,much\nC2,5\n"))
    assert [type(item).__name__ for item in items] == ["Rejected", "Loaded"]


def test_a_ragged_row_rejects_who_names_it() -> None:
    (row, one, three) = rejects(load(customer="code,turnover\nC1\nC2,5\n"))
    assert [problem.code for problem in row.problems] == ["PC531"]
    assert [problem.code for problem in one.problems] == ["PC531", "PC553"]
    assert (one.key, three.key) == ("T1", "T3")


def test_a_key_that_two_rows_claim_rejects_who_names_it() -> None:
    row, one, three = rejects(load(customer="code,turnover\nC1,1\nC2,5\nC1,2\n"))
    assert [(each.code, each.place.row, each.args["row"]) for each in row.problems] == [("PC558", 4, 2)]
    assert [problem.code for problem in one.problems] == ["PC558", "PC553"]
    assert (one.key, three.key) == ("T1", "T3")


def test_rows_without_key_are_told_once_and_counted() -> None:
    found = load(customer=CUSTOMERS + ",7\n,8\n")
    assert len(loaded(found)) == 3
    (notice,) = found.notices
    assert (notice.code, notice.args["count"], notice.place.row) == ("PC560", 2, 4)


def test_a_record_given_here_and_in_a_file_is_refused() -> None:
    for given in ('{"code": "C1"}', "[]"):
        tasks = f'[{{"id": "T1", "size": 1, "customer": {given}}}]'
        (rejected,) = rejects(load(tasks, name="tasks.json", customer=CUSTOMERS))
        assert [problem.code for problem in rejected.problems] == ["PC545"]
    (rejected,) = rejects(load("id,size,customer,customer.turnover\nT1,1,C1,5\n", customer=CUSTOMERS))
    assert [problem.code for problem in rejected.problems] == ["PC545"]


def test_json_names_the_record_by_its_key_as_well() -> None:
    found = loaded(load('[{"id": "T1", "size": 1, "customer": "C2"}]', name="tasks.json", customer=CUSTOMERS))
    assert at(found["T1"], "customer.turnover") == 200


def test_a_mapping_says_which_columns_join_and_what_they_are_called() -> None:
    mapped = """
columns: { Nr: id }
related:
  customer:
    here: Kunde
    there: Kd-Nr
    columns: { Umsatz: turnover }
    values: { turnover: { keine: "0" } }
    ignore: [Ort]
"""
    tasks = "Nr,size,Kunde\nT1,1,C1\n"
    found = load(tasks, mapped, customer="Kd-Nr,Umsatz,Ort\nC1,keine,Bonn\n")
    record = loaded(found)["T1"]
    assert at(record, "customer.turnover") == 0
    assert isinstance(at(record, "customer.code"), Gap)
    assert not found.notices


def test_a_column_may_be_a_field_and_name_a_record_too() -> None:
    text = """
record Person { key no : text  grade : whole }
record Post { key id : text  holder_no : text  holder : Person }
require some for Post : holder.grade > 0
"""
    mapping = load_mapping("related: { holder: { here: holder_no } }", "map.yaml")
    assert isinstance(mapping, ColumnMapping)
    people = {"holder": raws("no,grade\nP1,3\n", "people.csv")}
    found = load_records(program(text), "Post", raws("id,holder_no\nA,P1\n", "posts.csv"), {}, mapping, related=people)
    record = loaded(found)["A"]
    assert (at(record, "holder_no"), at(record, "holder.grade")) == ("P1", 3)


@pytest.mark.parametrize(
    ("tasks", "customers", "column", "file"),
    [("id,size\nT1,1\n", CUSTOMERS, "customer", "tasks.csv"), (TASKS, "no,turnover\nC1,5\n", "code", "customer.csv")],
)
def test_a_table_without_the_joining_column_stops_the_load(tasks: str, customers: str, column: str, file: str) -> None:
    (rejected,) = rejects(load(tasks, customer=customers))
    assert rejected.ends
    (problem,) = [problem for problem in rejected.problems if problem.code == "PC557"]
    assert (problem.args["column"], problem.place.file) == (column, file)


def test_a_file_that_cannot_be_read_to_its_end_stops_the_load() -> None:
    (rejected,) = rejects(load(customer='code,turnover\nC1,"5\n'))
    assert (rejected.ends, rejected.about) == (True, "customer")


@pytest.mark.parametrize(
    ("field", "code", "said"),
    [
        ("custmer", "PC555", "did you mean `customer`?"),
        ("size", "PC555", "name such a field"),
        ("steps", "PC555", "use `--events`"),
        ("customer.manger", "PC555", "did you mean `manager`?"),
        ("deputy.manager", "PC555", "name such a field"),
    ],
)
def test_only_fields_that_are_records_take_related_records(field: str, code: str, said: str) -> None:
    tables = {"customer": raws(CUSTOMERS, "c.csv"), "deputy": raws("no\n", "p.csv")}
    (rejected,) = load_records(
        program(POLICY), "Task", raws(TASKS, "tasks.csv"), related={**tables, field: raws("no\n", "x.csv")}
    )
    assert isinstance(rejected, Rejected)
    (problem,) = rejected.problems
    assert problem.code == code
    assert said in render_problem(problem)


def test_lists_and_records_are_not_taken_for_each_other() -> None:
    (rejected,) = load_records(
        program(POLICY), "Task", raws(TASKS, "tasks.csv"), {"customer": raws(CUSTOMERS, "c.csv")}
    )
    assert isinstance(rejected, Rejected)
    assert [problem.code for problem in rejected.problems] == ["PC546"]
    assert "use `--related`" in render_problem(rejected.problems[0])


def test_what_stands_inside_needs_a_file_outside() -> None:
    (rejected,) = rejects(load(customer__manager="no\n"))
    assert [problem.code for problem in rejected.problems] == ["PC556"]


def test_related_records_may_have_related_records_and_events_of_their_own() -> None:
    people = "no,name,grade\nP1,Li,3\nP2,Wu,4\n"
    orders = "code,placed_on,amount\nC1,2024-03-01,5\nC1,2024-03-02,6\n"
    customers = "code,turnover,manager\nC1,100,P2\nC2,200,P1\n"
    found = loaded(load(customer=customers, customer__manager=people, customer__orders=orders))
    assert at(found["T1"], "customer.manager.grade") == 4
    assert [at(found[key], "customer.orders.2.amount") for key in ("T1", "T3")] == [6, 6]
    assert at(found["T2"], "customer.orders") == ()


def test_events_have_related_records_called_by_their_place() -> None:
    people = "no,name,grade\nP1,,3\n"
    steps = "id,nr,hours,by\nT1,1,2,P1\nT1,2,3,P1\n"
    (record,) = loaded(load("id,size\nT1,1\n", steps=steps, steps__by=people)).values()
    names = [at(record, f"steps.{number}.by.name") for number in (1, 2)]
    assert [next(iter(name.reasons)).subject for name in names if isinstance(name, Gap)] == [
        "steps[1].by.name",
        "steps[2].by.name",
    ]


def test_a_wrong_row_deep_inside_rejects_all_who_depend_on_it() -> None:
    people = "no,name,grade\nP1,Li,high\n"
    customers = "code,turnover,manager\nC1,100,P1\nC2,200,\n"
    found = load(customer=customers, customer__manager=people)
    items = list(found)
    assert [(getattr(item, "about", ""), item.key) for item in items if isinstance(item, Rejected)] == [
        ("customer.manager", "P1"),
        ("customer", "C1"),
        ("", "T1"),
        ("", "T3"),
    ]


def test_events_inside_that_belong_to_nobody_are_kept_and_counted() -> None:
    orders = "code,placed_on,amount\nC9,2024-03-01,5\n"
    found = load(customer=CUSTOMERS, customer__orders=orders)
    loaded(found)
    assert [(each.code, each.place.file) for each in found.notices] == [("PC542", "customer__orders.csv")]
    assert [raw.data["code"] for raw in found.without_owner["customer.orders"]] == ["C9"]


def test_an_event_that_comes_twice_is_not_counted_twice() -> None:
    steps = "id,nr,hours,by\nT1,1,2,\nT2,1,2,\nT1,1,2,\n"
    (rejected,) = rejects(load("id,size\nT1,1\nT2,2\n", steps=steps, steps__by="no,name,grade\n"))
    assert rejected.key == "T1"
    assert [(each.code, each.place.row) for each in rejected.problems] == [("PC540", 4), ("PC541", 4)]


def test_a_slip_in_the_header_of_a_related_file_stops_the_load() -> None:
    (rejected,) = rejects(load(customer="code,turnovr\nC1,5\n"))
    assert [(each.code, each.place.file, each.place.row) for each in rejected.problems] == [
        ("PC501", "customer.csv", 1)
    ]


def test_a_column_nobody_uses_is_told_once_for_each_file() -> None:
    found = load(customer="code,turnover,region\nC1,5,x\nC2,6,y\n")
    assert len(loaded(found)) == 3
    assert [(each.code, each.column, each.place.file) for each in found.notices] == [
        ("PC544", "region", "customer.csv")
    ]


def test_a_judged_record_is_not_joined() -> None:
    text = """
record Report { key no : text  pages : whole }
record Case { key id : text  report : judged Report }
require some for Case : report.pages > 0
"""
    (rejected,) = load_records(
        program(text), "Case", raws("id\nA\n", "c.csv"), related={"report": raws("no\n", "r.csv")}
    )
    assert isinstance(rejected, Rejected)
    assert [problem.code for problem in rejected.problems] == ["PC555"]
