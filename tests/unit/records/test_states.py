"""States of tierings with movement at the border: as data, per record, and as files of JSON lines."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from typing import Any

import pytest

from policycore import Policy, PolicyError, loads
from policycore.records.load import Loaded, load_records
from policycore.records.mapping import load_mapping
from policycore.records.read import read_records
from policycore.records.states import Book, line_out, read_states
from policycore.values import ABSENT, Gap, Reason, Record

TEXT = """policy members "Members" {}
record Member { key id : text  sales : whole at least 0 }
tiering level { tier gold when sales >= 100  tier basic otherwise  movement { every quarter  down after 2 reviews } }
tiering rank { tier high when sales >= 10  tier low otherwise  movement { } }
"""
GOLD = {"previous": "gold", "since": "2024-01-31", "failed": "1", "probation_until": None, "reviewed_on": "2024-03-31"}


@pytest.fixture(scope="module")
def policy() -> Policy:
    return loads(TEXT)


def state(policy: Policy, data: dict[str, Any], **more: Any) -> dict[str, Any]:
    record = policy.decide({"id": "M1", "sales": 5, **data}, as_of="2024-06-30", **more).inputs.record
    found = record.fields["level.state"]
    assert isinstance(found, Record)
    return dict(found.fields)


def codes(policy: Policy, data: dict[str, Any], **more: Any) -> list[str]:
    with pytest.raises(PolicyError) as error:
        policy.decide({"id": "M1", "sales": 5, **data}, as_of="2024-06-30", **more)
    return [problem.code for problem in error.value.report.problems]


def test_a_state_is_an_object_or_columns(policy: Policy) -> None:
    columns = {f"level.state.{name}": value for name, value in GOLD.items()}
    assert state(policy, {"level.state": GOLD}) == state(policy, columns)


def test_the_word_absent_says_that_there_was_no_review(policy: Policy) -> None:
    assert set(state(policy, {"level.state": "absent"}).values()) == {ABSENT}
    assert set(state(policy, {"level.state": ABSENT}).values()) == {ABSENT}


def test_what_is_left_out_of_a_state_is_unknown_unless_it_may_be_absent(policy: Policy) -> None:
    found = state(policy, {"level.state": {"previous": "gold"}})
    assert found["previous"] == "gold"
    assert found["probation_until"] == ABSENT
    since = found["since"]
    assert isinstance(since, Gap)
    assert since.reasons == {Reason("fact", "level.state.since")}


def test_a_state_that_is_left_out_is_unknown_as_a_whole(policy: Policy) -> None:
    decision = policy.decide({"id": "M1", "sales": 5}, as_of="2024-06-30")
    assert decision.missing == ("level.state",)
    assert decision.states["level"] == "unknown"


def test_a_tier_that_nothing_holds_back_is_a_state_to_begin_with(policy: Policy) -> None:
    decision = policy.decide({"id": "M1", "sales": 5}, as_of="2024-06-30")
    assert decision.states["rank"] == {
        "previous": "low",
        "since": "unknown",
        "failed": "0",
        "probation_until": None,
        "reviewed_on": "2024-06-30",
    }


def test_no_other_record_is_absent_by_that_word() -> None:
    shops = loads(
        "policy p {}\nrecord Place { town : text }\nrecord Shop { key id : text  place : Place }\n"
        'require in_town : place.town != ""'
    )
    with pytest.raises(PolicyError) as error:
        shops.decide({"id": "S", "place": "absent"})
    assert [problem.code for problem in error.value.report.problems] == ["PC516"]


@pytest.mark.parametrize("name", ["level", "level.state"])
def test_previous_names_the_tiering_or_its_state(policy: Policy, name: str) -> None:
    assert state(policy, {}, previous={name: GOLD})["previous"] == "gold"


def test_what_previous_does_not_name_is_a_first_review(policy: Policy) -> None:
    decision = policy.decide({"id": "M1", "sales": 500}, as_of="2024-06-30", previous={"rank": {"previous": "low"}})
    assert decision["level"].because == ("level/gold", "level/movement/first_review")
    assert decision["rank"].because == ("rank/high", "rank/movement/up/high")


def test_a_decision_is_what_was_before_the_next_one(policy: Policy) -> None:
    first = policy.decide({"id": "M1", "sales": 500}, as_of="2024-03-31", previous={})
    second = policy.decide({"id": "M1", "sales": 5}, as_of="2024-06-30", previous=first)
    assert second.states["level"] == {**GOLD, "since": "2024-03-31", "failed": "1", "reviewed_on": "2024-06-30"}


def test_a_state_in_the_record_and_beside_it_is_refused(policy: Policy) -> None:
    assert codes(policy, {"level.state": GOLD}, previous={}) == ["PC545"]


def test_a_state_of_no_tiering_is_refused_with_the_name_that_was_meant(policy: Policy) -> None:
    assert codes(policy, {}, previous={"levl": GOLD}) == ["PC577"]


def test_what_is_wrong_inside_a_state_is_told_by_its_path(policy: Policy) -> None:
    with pytest.raises(PolicyError) as error:
        policy.decide({"id": "M1"}, as_of="2024-06-30", previous={"level": {**GOLD, "failed": -1, "previous": "iron"}})
    assert sorted(problem.path for problem in error.value.report.problems) == [
        "level.state.failed",
        "level.state.previous",
    ]


def test_a_policy_without_movement_carries_nothing() -> None:
    plain = loads('policy p {}\nrecord R { key id : text }\ntiering t { tier A when id = "x"  tier B otherwise }')
    with pytest.raises(PolicyError) as error:
        plain.decide({"id": "x"}, previous={})
    assert [problem.code for problem in error.value.report.problems] == ["PC841"]


def test_many_records_find_their_states_by_key(policy: Policy) -> None:
    records = [{"id": "M1", "sales": 5}, {"id": "M2", "sales": 500}, {"sales": 500}]
    previous = {"M1": {"level": GOLD}}
    found = [decision["level"].because[-1] for decision in policy.decide_many(records, "2024-06-30", previous=previous)]
    assert found == ["level/movement/down/basic", "level/movement/first_review", "level/movement/first_review"]


def test_without_a_key_states_of_many_are_refused() -> None:
    plain = loads(TEXT.replace("key id : text  ", ""))
    with pytest.raises(PolicyError) as error:
        list(plain.decide_many([{"sales": 5}], "2024-06-30", previous={}))
    assert [problem.code for problem in error.value.report.problems] == ["PC842"]


def test_one_record_needs_no_key() -> None:
    plain = loads(TEXT.replace("key id : text  ", ""))
    assert plain.decide({"sales": 500}, "2024-06-30", previous={})["level"].value == "gold"


# --- files ---


def read(*lines: str) -> Book | tuple[Any, ...]:
    def encoded() -> Iterator[bytes]:
        yield from (line.encode() + b"\n" for line in lines)

    return read_states(read_records(encoded(), "states.jsonl", "jsonl"))


def test_a_line_goes_out_and_comes_in_again(policy: Policy) -> None:
    decision = policy.decide({"id": "M1", "sales": 500}, as_of="2024-03-31", previous={})
    book = read(line_out("M1", decision.outcomes))
    assert isinstance(book, Book)
    line = book.said("M1")
    assert line is not None
    again = policy.decide({"id": "M1", "sales": 5}, as_of="2024-06-30", previous=line.states)
    assert again.states == policy.decide({"id": "M1", "sales": 5}, as_of="2024-06-30", previous=decision).states


def test_a_line_says_which_reviews_are_open(policy: Policy) -> None:
    decision = policy.decide({"id": "M1"}, as_of="2024-03-31", previous={"level": GOLD})
    assert line_out("M1", decision.outcomes) == (
        '{"key":"M1","level.state":{"previous":"gold","since":"2024-01-31","failed":"1","probation_until":null,'
        '"reviewed_on":"2024-03-31"},"rank.state":"absent","open":["rank"]}'
    )


def test_nobody_else_is_in_a_file_and_who_did_not_come_is_handed_on() -> None:
    book = read('{"key":"M1","level.state":"absent"}', '{"key":"M2","level.state":"unknown","open":["level"]}')
    assert isinstance(book, Book)
    assert book.said("M3") is None
    assert book.said(None) is None
    assert list(book.handed_on({"M1"})) == ['{"key":"M2","level.state":"unknown","open":["level"]}']


def test_every_line_that_is_wrong_is_told() -> None:
    problems = read(
        '{"level.state":"absent"}', '{"key":"M1"}', '{"key":"M1"}', '{"key":7}', "{", '{"key":"M2","a":1,"a":2}'
    )
    assert isinstance(problems, tuple)
    assert [(problem.code, problem.place.line) for problem in problems] == [
        ("PC575", 1),
        ("PC576", 3),
        ("PC575", 4),
        ("PC534", 5),
        ("PC517", 6),
    ]


# --- typed and mapped ---


def test_a_model_of_the_record_takes_a_state_or_the_word_for_none(policy: Policy) -> None:
    model = policy.record_model("Member")
    typed = model.model_validate({"id": "M1", "sales": 5, "level.state": GOLD, "rank.state": "absent"})
    plain = {"id": "M1", "sales": 5, "level.state": GOLD, "rank.state": "absent"}
    assert policy.decide(typed, as_of="2024-06-30").to_json() == policy.decide(plain, as_of="2024-06-30").to_json()


def test_a_schema_names_the_fields_of_a_state(policy: Policy) -> None:
    schema = policy.record_schema("Member")
    assert list(schema["$defs"]["StateOf_level"]["properties"]) == [
        "previous",
        "since",
        "failed",
        "probation_until",
        "reviewed_on",
    ]


def test_columns_of_a_state_may_have_other_names(policy: Policy) -> None:
    mapping = load_mapping("columns: {grade: level.state.previous, entered: level.state.since}", "map.yaml")
    assert not isinstance(mapping, tuple)
    raws = read_records([b"id,sales,grade,entered\n", b"M1,5,gold,2024-01-31\n"], "members.csv", "csv")
    (loaded,) = load_records(policy.program, "Member", raws, mapping=mapping)
    assert isinstance(loaded, Loaded), loaded
    found = loaded.record.fields["level.state"]
    assert isinstance(found, Record)
    assert (found.fields["previous"], found.fields["since"]) == ("gold", date(2024, 1, 31))
