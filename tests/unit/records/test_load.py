"""Many records: rejects with their reasons, events joined to owners, columns mapped, all of it streamed."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping

import pytest

from policycore.records.load import Load, Loaded, Rejected, load_records, reject_row
from policycore.records.mapping import Mapping as ColumnMapping
from policycore.records.mapping import load_mapping
from policycore.records.raw import RawRecord
from policycore.records.read import FORMATS, Raw, read_records
from policycore.values import Gap, Record
from unit.records.build import program

POLICY = """
record Update { changed_at : moment  status : {open, closed} }
record Incident {
  key number : text
  priority   : {high, low}
  reopened   : whole at least 0
  updates    : list of Update
  place      : text optional
}
"""


def raws(text: str, name: str = "incidents.csv") -> Iterator[Raw]:
    return read_records(text.encode().splitlines(keepends=True), name, FORMATS[name[name.index(".") :]])


def mapping(text: str) -> ColumnMapping:
    found = load_mapping(text, "map.yaml")
    assert isinstance(found, ColumnMapping), found
    return found


def load(text: str, events: str | None = None, mapped: str = "{}", name: str = "incidents.csv") -> Load:
    sources = {} if events is None else {"updates": raws(events, "updates.csv")}
    return load_records(program(POLICY), "Incident", raws(text, name), sources, mapping(mapped))


def loaded(load: Load) -> list[Record]:
    items = list(load)
    assert all(isinstance(item, Loaded) for item in items), items
    return [item.record for item in items if isinstance(item, Loaded)]


HEADER = "number,priority,reopened\n"


def test_good_rows_go_on_when_others_are_rejected() -> None:
    items = list(load(HEADER + "I1,high,0\nI2,hi,x\nI3,low\nI4,low,2\n"))
    assert [type(item).__name__ for item in items] == ["Loaded", "Rejected", "Rejected", "Loaded"]
    assert [item.key for item in items] == ["I1", "I2", None, "I4"]


def test_counts_say_what_came_of_it() -> None:
    found = load(HEADER + "I1,high,0\nI2,hi,x\n")
    assert (found.counts.loaded, found.counts.rejected) == (0, 0)
    list(found)
    assert (found.counts.loaded, found.counts.rejected) == (1, 1)


def test_a_reject_says_file_row_column_value_and_reason_and_keeps_the_row() -> None:
    (rejected,) = load(HEADER + "I2,hi,x\n")
    assert isinstance(rejected, Rejected)
    row = reject_row(rejected, "en")
    json.dumps(row)
    assert (row["file"], row["row"], row["key"]) == ("incidents.csv", 2, "I2")
    assert row["data"] == {"number": "I2", "priority": "hi", "reopened": "x"}
    assert [(each["column"], each["value"], each["code"]) for each in row["problems"]] == [
        ("priority", "hi", "PC511"),
        ("reopened", "x", "PC502"),
    ]
    assert "reopened" in reject_row(rejected, "zh")["problems"][1]["headline"]


def test_rejected_rows_can_be_put_right_and_read_again() -> None:
    (rejected,) = load(HEADER + "I2,high,x\n")
    row = reject_row(rejected, "en")  # type: ignore[arg-type]
    row["data"]["reopened"] = "1"
    (again,) = load(json.dumps(row["data"]), name="again.jsonl")
    assert isinstance(again, Loaded)


def test_a_key_given_before_is_rejected_and_names_the_first_row() -> None:
    items = list(load(HEADER + "I1,high,0\nI2,low,0\nI1,low,1\n"))
    assert [type(item).__name__ for item in items] == ["Loaded", "Loaded", "Rejected"]
    (problem,) = items[2].problems  # type: ignore[union-attr]
    assert (problem.code, problem.args["row"]) == ("PC540", 2)


def test_records_without_key_are_no_duplicates_of_each_other() -> None:
    assert len(loaded(load(HEADER + ",high,0\n,low,0\n"))) == 2


def test_each_unused_column_is_told_once() -> None:
    found = load("number,priority,reopened,caller,zone\nI1,high,0,a,b\nI2,low,0,c,d\n")
    assert len(loaded(found)) == 2
    assert [(notice.code, notice.column) for notice in found.notices] == [("PC544", "caller"), ("PC544", "zone")]


def test_a_column_whose_name_is_a_slip_is_told_once_and_stops_the_load() -> None:
    (rejected,) = load("number,priority,reopend\nI1,high,0\nI2,high,0\n")
    assert isinstance(rejected, Rejected)
    assert rejected.ends
    (problem,) = rejected.problems
    assert (problem.code, problem.column, problem.place.row) == ("PC501", "reopend", 1)
    (rejected,) = load(HEADER + "I1,high,0\n", "number,change_at,status\nI1,2024-03-01 10:00,open\n")
    assert isinstance(rejected, Rejected)
    assert rejected.ends
    assert [problem.code for problem in rejected.problems] == ["PC501"]


def test_columns_in_another_order_give_the_same_record() -> None:
    (one,) = loaded(load("number,priority,reopened\nI1,high,0\n"))
    (other,) = loaded(load("reopened,number,priority\n0,I1,high\n"))
    assert one.fields == other.fields


def test_a_file_that_cannot_be_read_is_one_reject_that_ends_the_load() -> None:
    (rejected,) = load("number,number\nI1,I2\n")
    assert isinstance(rejected, Rejected)
    assert rejected.ends


def test_problems_of_yaml_stand_on_the_line_of_the_value() -> None:
    text = "- number: I1\n  priority: high\n  updates:\n    - status: open\n    - changed_at: soon\n      status: opn\n"
    (rejected,) = load(text, name="incidents.yaml")
    assert isinstance(rejected, Rejected)
    assert [(problem.path, problem.place.line) for problem in rejected.problems] == [
        ("updates[2].changed_at", 5),
        ("updates[2].status", 6),
    ]


# --- events ---

UPDATES = "number,changed_at,status\n"


def updates_of(record: Record) -> list[Mapping[str, object]]:
    found = record.fields["updates"]
    assert isinstance(found, tuple)
    return [each.fields for each in found if isinstance(each, Record)]


def test_events_join_their_owner_in_the_order_of_the_file() -> None:
    events = UPDATES + "I2,2024-03-01 10:00,open\nI1,2024-03-02 10:00,open\nI2,2024-02-01 10:00,closed\n"
    one, two, three = loaded(load(HEADER + "I1,high,0\nI2,low,0\nI3,low,0\n", events))
    assert [each["status"] for each in updates_of(two)] == ["open", "closed"]
    assert len(updates_of(one)) == 1
    assert three.fields["updates"] == ()


def test_without_a_file_of_events_the_list_is_unknown() -> None:
    (record,) = loaded(load(HEADER + "I1,high,0\n"))
    assert isinstance(record.fields["updates"], Gap)


def test_a_rejected_event_rejects_its_owner_and_says_why() -> None:
    events = UPDATES + "I1,2024-03-01 10:00,open\nI1,tomorrow,open\nI2,2024-03-01 10:00,open\n"
    found = load(HEADER + "I1,high,0\nI2,low,0\n", events)
    rejected, fine = list(found)
    assert isinstance(fine, Loaded)
    assert isinstance(rejected, Rejected)
    assert rejected.place.row == 2
    assert [(problem.code, problem.path, problem.place.file, problem.place.row) for problem in rejected.problems] == [
        ("PC502", "updates[2].changed_at", "updates.csv", 3),
        ("PC541", "updates[2]", "updates.csv", 3),
    ]
    assert found.counts.events_rejected == 1


def test_a_ragged_event_rejects_the_owner_it_names() -> None:
    (rejected,) = load(HEADER + "I1,high,0\n", UPDATES + "I1,2024-03-01 10:00\n")
    assert isinstance(rejected, Rejected)
    assert [problem.code for problem in rejected.problems] == ["PC531", "PC541"]


def test_events_without_owner_are_kept_counted_and_told_once() -> None:
    found = load(HEADER + "I1,high,0\n", UPDATES + "I9,2024-03-01 10:00,open\n,2024-03-01 10:00,open\n")
    assert len(loaded(found)) == 1
    assert found.counts.events_without_owner == 2
    assert {raw.data["number"] for raw in found.without_owner["updates"]} == {"I9", ""}
    (notice,) = found.notices
    assert (notice.code, notice.args["count"]) == ("PC542", 2)


def test_a_file_of_events_that_cannot_be_read_to_its_end_stops_the_load() -> None:
    items = list(load(HEADER + "I1,high,0\n", UPDATES + 'I1,"2024\n'))
    assert [type(item).__name__ for item in items] == ["Rejected"]
    assert items[0].ends  # type: ignore[union-attr]


def test_events_without_their_owners_column_stop_the_load() -> None:
    (rejected,) = load(HEADER + "I1,high,0\n", "incident,changed_at,status\nI1,2024-03-01 10:00,open\n")
    assert isinstance(rejected, Rejected)
    assert rejected.problems[0].code == "PC551"


def test_events_of_a_field_that_is_no_list_are_refused() -> None:
    found = load_records(program(POLICY), "Incident", raws(HEADER), {"update": raws(UPDATES, "u.csv")})
    (rejected,) = found
    assert isinstance(rejected, Rejected)
    (problem,) = rejected.problems
    assert problem.code == "PC546"
    assert problem.help is not None
    assert problem.help.args["name"] == "updates"


# --- mapping ---


def test_a_mapping_renames_columns_translates_values_and_passes_columns_over() -> None:
    text = "No.,prio,times,caller\nI1,1 - High,0,x\nI2,3 - Low,n/a,y\n"
    mapped = """
columns: { "No.": number, prio: priority, times: reopened }
values:
  priority: { 1 - High: high, 3 - Low: low }
  reopened: { n/a: }
ignore: [caller]
"""
    found = load(text, mapped=mapped)
    one, two = loaded(found)
    assert (one.fields["number"], one.fields["priority"], one.fields["reopened"]) == ("I1", "high", 0)
    assert isinstance(two.fields["reopened"], Gap)
    assert not found.notices


def test_problems_name_the_column_of_the_table() -> None:
    (rejected,) = load("number,prio,reopened\nI1,x,0\n", mapped="columns: { prio: priority }")
    assert isinstance(rejected, Rejected)
    assert (rejected.problems[0].path, rejected.problems[0].column) == ("priority", "prio")


def test_one_column_may_give_two_fields() -> None:
    (record,) = loaded(load(HEADER + "I1,high,0\n", mapped="columns: { number: [number, place] }"))
    assert (record.fields["number"], record.fields["place"]) == ("I1", "I1")


def test_events_have_a_mapping_of_their_own() -> None:
    events = "incident,when,status,by\nI1,2024-03-01 10:00,Open,x\n"
    mapped = """
events:
  updates:
    owner: incident
    columns: { when: changed_at }
    values: { status: { Open: open } }
    ignore: [by]
"""
    found = load(HEADER + "I1,high,0\n", events, mapped)
    (record,) = loaded(found)
    assert updates_of(record)[0]["status"] == "open"
    assert not found.notices


@pytest.mark.parametrize(
    ("mapped", "code"),
    [
        ("columns: { prio: urgency }", "PC547"),
        ("columns: { pro: priority }", "PC548"),
        ("columns: { number: [number, priority], prio: priority }", "PC517"),
        ("values: { urgency: { a: b } }", "PC547"),
        ("events: { updates: { columns: { a: b } } }", "PC547"),
        ("events: { history: {} }", "PC547"),
        ("related: { history: {} }", "PC547"),
    ],
)
def test_a_mapping_that_does_not_fit_record_and_table_is_refused(mapped: str, code: str) -> None:
    (rejected,) = load("number,prio,reopened\nI1,high,0\n", mapped=mapped)
    assert isinstance(rejected, Rejected)
    assert rejected.ends
    assert [problem.code for problem in rejected.problems] == [code]


@pytest.mark.parametrize(
    "text",
    [
        "[a]",
        "colums: {a: b}",
        "columns: [a]",
        "columns: {a: {b: c}}",
        "columns: {a: }",
        "values: {a: b}",
        "values: {a: {b: [c]}}",
        "ignore: a",
        "ignore: [[a]]",
        "events: {a: b}",
        "events: {a: {owner: [b]}}",
        "events: {a: {here: b}}",
        "related: {a: b}",
        "related: {a: {here: [b]}}",
        "related: {a: {there: {b: c}}}",
        "related: {a: {file: [b]}}",
        "related: {a: {owner: b}}",
        "related: {a: {events: {b: c}}}",
        "file: b",
        "columns: {a: b}\ncolumns: {c: d}",
        "columns: {a: b, a: c}",
        "columns: [",
        "",
    ],
)
def test_a_mapping_of_another_form_is_told(text: str) -> None:
    found = load_mapping(text, "map.yaml")
    assert isinstance(found, tuple)
    assert {problem.code for problem in found} <= {"PC549", "PC535"}
    assert all(problem.place.file == "map.yaml" for problem in found)


def test_a_mapping_names_its_files_with_the_fields_they_are_for() -> None:
    found = mapping(
        "events: { updates: { file: u.csv, related: { by: { file: p.csv } } } }\n"
        "related: { caller: { events: { calls: { file: c.csv } } } }\n"
    )
    assert list(found.files()) == [
        ("events", "updates", "u.csv"),
        ("related", "updates.by", "p.csv"),
        ("events", "caller.calls", "c.csv"),
    ]


def test_keys_that_look_alike_are_two_records_and_told_once() -> None:
    found = load(HEADER + "I1,high,0\ni1,low,0\nI2,low,0\n I2,low,0\n")
    assert len(loaded(found)) == 4
    (notice,) = found.notices
    assert (notice.code, notice.args["count"], notice.args["row"], notice.place.row) == ("PC561", 2, 2, 3)


def test_a_key_given_twice_on_one_line_is_told() -> None:
    text = '[{"number": "I1", "priority": "high"}, {"number": "I1", "priority": "low"}]'
    one, two = load(text, name="incidents.json")
    assert (type(one).__name__, type(two).__name__) == ("Loaded", "Rejected")


def test_records_are_read_as_they_are_asked_for() -> None:
    def endless() -> Iterator[Raw]:
        number = 0
        while True:
            number += 1
            (raw,) = raws(HEADER + f"I{number},high,0\n")
            assert isinstance(raw, RawRecord)
            yield raw

    found = iter(load_records(program(POLICY), "Incident", endless()))
    assert [item.key for item in (next(found) for _ in range(3))] == ["I1", "I2", "I3"]
