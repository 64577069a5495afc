"""What members come to together: saved without names, read again, and refused where it does not fit."""

from __future__ import annotations

import json
import pickle
from typing import Any

import pytest

from policycore import loads
from policycore.report import PolicyError

TEXT = """policy ranks "Ranks" { languages: en }
record Outlet {
  key id : text  network : text optional  sales : whole 0..99  joined_on : date  mark : whole optional
  kind : {small, large}
}
parameter places : whole = 1
population base over Outlet per network, kind {
  ties: joined_on
  define place = rank(sales)
  define total = sum(sales)
  define known_marks = count(mark is present)
}
require first : place <= places
record Other { key id : text  size : whole }
require sized for Other : size > 0
"""
POLICY = loads(TEXT.replace("require first :", "require first for Outlet :"))
OUTLETS: list[dict[str, Any]] = [
    {"id": "o1", "network": "N", "kind": "small", "sales": 7, "joined_on": "2020-01-01"},
    {"id": "o2", "network": "N", "kind": "small", "sales": 7, "joined_on": "2019-01-01"},
    {"id": "o3", "network": "N", "kind": "small", "joined_on": "2018-01-01"},
    {"id": "o4", "network": None, "kind": "large", "sales": 1, "joined_on": "2018-01-01"},
    {"id": "o5", "network": "N", "sales": 99, "joined_on": "2018-01-01"},
]


def codes(error: PolicyError) -> list[str]:
    return [diagnostic.code for diagnostic in error.diagnostics]


def snapshot(**more: Any) -> Any:
    return POLICY.snapshot(OUTLETS, record_type="Outlet", **more)


def test_a_snapshot_read_again_is_the_same() -> None:
    saved = snapshot()
    again = POLICY.read_snapshot(saved.to_json())
    assert again.data == saved.data
    assert again.digest == saved.digest
    assert saved.sizes == {"base": 5}


def test_a_snapshot_names_nobody() -> None:
    text = snapshot().to_json()
    assert not [outlet["id"] for outlet in OUTLETS if outlet["id"] in text]


def test_a_snapshot_may_be_pickled_with_its_policy() -> None:
    saved = snapshot()
    assert pickle.loads(pickle.dumps(saved)).data == saved.data


def test_members_that_are_no_records_are_left_out() -> None:
    saved = POLICY.snapshot([*OUTLETS, {"id": "o6", "sales": "much"}], record_type="Outlet")
    assert saved.digest == snapshot().digest


def test_it_says_as_of_when_it_was_made() -> None:
    assert snapshot().as_of is None
    assert str(snapshot(as_of="2024-03-31").as_of) == "2024-03-31 23:59:59"


def test_decide_many_goes_through_an_iterator_once() -> None:
    once = iter(OUTLETS)
    places = [d["first"].items[0].value for d in POLICY.decide_many(once, record_type="Outlet")]
    assert len(places) == 5


def test_decide_many_does_not_read_records_beforehand_that_are_not_compared() -> None:
    taken: list[int] = []

    def records() -> Any:
        for number in range(3):
            taken.append(number)
            yield {"id": str(number), "size": 1}

    next(POLICY.decide_many(records(), record_type="Other"))
    assert taken == [0]


def test_what_is_compared_is_said() -> None:
    assert POLICY.compares("Outlet") == ("base",)
    assert POLICY.compares("Other") == ()


def test_decisions_and_traces_name_the_snapshot() -> None:
    saved = snapshot()
    decision = POLICY.decide(OUTLETS[0], record_type="Outlet", population=saved)
    named = decision.to_data()["snapshots"]
    assert named == decision.trace_data()["snapshots"]
    assert list(named) == ["base"]
    alone = POLICY.decide(OUTLETS[0], record_type="Outlet")
    assert "snapshots" not in alone.to_data()
    assert decision.trace_data()["input_digest"] != alone.trace_data()["input_digest"]


def test_alone_the_population_is_missing() -> None:
    assert POLICY.decide(OUTLETS[0], record_type="Outlet").missing == ("base",)


def test_another_policy_refuses_the_snapshot() -> None:
    other = loads(TEXT.replace("require first :", "require first for Outlet :").replace("= 1", "= 2"))
    with pytest.raises(PolicyError) as refused:
        other.read_snapshot(snapshot().to_json())
    assert codes(refused.value) == ["PC861"]
    with pytest.raises(PolicyError) as refused:
        other.decide(OUTLETS[0], record_type="Outlet", population=snapshot())
    assert codes(refused.value) == ["PC861"]


def test_other_switches_refuse_the_snapshot() -> None:
    with pytest.raises(PolicyError) as refused:
        POLICY.decide(OUTLETS[0], record_type="Outlet", population=snapshot(), parameters={"places": 2})
    assert codes(refused.value) == ["PC862"]
    saved = snapshot(parameters={"places": 2})
    assert POLICY.decide(OUTLETS[1], record_type="Outlet", population=saved, parameters={"places": 2})


def broken(change: Any) -> str:
    data = json.loads(snapshot().to_json())
    change(data)
    return json.dumps(data)


def places_of(data: Any) -> Any:
    groups = data["populations"]["base"]["groups"]
    return next(group for group in groups if group["key"][0] == "N")["facts"]["place/body"]


@pytest.mark.parametrize(
    "text",
    [
        "",
        "[]",
        "{}",
        '{"schema":"policycore.snapshot/9"}',
        broken(lambda data: data["populations"].update(other=data["populations"]["base"])),
        broken(lambda data: places_of(data).update(sums=["1", "2"])),
        broken(lambda data: places_of(data).update(values=["1", "7"])),
        broken(lambda data: places_of(data)["tie_breaks"].reverse()),
        broken(lambda data: places_of(data)["values"].append(None)),
        broken(lambda data: places_of(data).update(counts=[0, 1])),
        broken(lambda data: places_of(data).pop("open")),
        broken(lambda data: data["populations"]["base"]["groups"][0].pop("key")),
        broken(lambda data: data["populations"]["base"].update(groups=7)),
    ],
)
def test_what_is_no_snapshot_is_refused(text: str) -> None:
    with pytest.raises(PolicyError) as refused:
        POLICY.read_snapshot(text, "saved.json")
    assert codes(refused.value) == ["PC860"]
    assert refused.value.diagnostics[0].args["file"] == "saved.json"
