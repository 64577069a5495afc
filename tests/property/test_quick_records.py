"""The quick way in packs as the converter does, or leaves it to the converter."""

from __future__ import annotations

from functools import cache
from pathlib import Path
from typing import Any, Literal

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from policycore.api import Policy, load
from policycore.core.packed import Packing
from policycore.records.convert import Converter
from policycore.records.quick import Pack, quick_packer
from policycore.testing.strategies import records

ROOT = Path(__file__).parents[2]
FILES = sorted((ROOT / "policies").rglob("*.policy"))
WAYS: tuple[Literal["strict", "recorded"], ...] = ("strict", "recorded")


@cache
def policy_of(path: Path) -> Policy:
    return load(path)


@cache
def ways_in(path: Path, name: str, judged: Literal["strict", "recorded"]) -> tuple[Packing, Converter, Pack]:
    program = policy_of(path).program
    packing = Packing(program)
    declaration = packing.declarations[name]
    return packing, Converter(program, declaration, judged=judged), quick_packer(packing, declaration, judged)


def agree(path: Path, name: str, judged: Literal["strict", "recorded"], data: Any) -> bool:
    """Hold the quick way against the converter; returns whether it was taken."""
    packing, converter, quick = ways_in(path, name, judged)
    packed = quick(data)
    if packed is None:
        return False
    converted = converter(data)
    assert converted.record is not None
    assert not converted.problems
    assert packed == packing.pack(converted.record)
    return True


TARGETS = [
    pytest.param(path, name, id=f"{path.parent.name}-{name}")
    for path in FILES
    for name in sorted(policy_of(path).decides)
]
#: What may stand for a value though it is none, or not what it seems.
ODD: tuple[Any, ...] = (
    None, "", " ", "unknown", "absent", "未知", "1", "007", "-3", "1.5", "１２", 1, 0, -1, 10**30, 1.5, True, "yes",
    "no", "2024-03-01", "2024-02-30", [], {}, [None], [[]], [{}], "e\u0301", "\ud800",
)  # fmt: skip


@pytest.mark.parametrize(("path", "name"), TARGETS)
@settings(max_examples=10, deadline=None, suppress_health_check=[HealthCheck.too_slow, HealthCheck.data_too_large])
@given(data=st.data())
def test_whatever_the_quick_way_takes_the_converter_says_as_well(path: Path, name: str, data: st.DataObject) -> None:
    record = data.draw(records(policy_of(path), name, complete=data.draw(st.booleans())))
    for judged in WAYS:
        agree(path, name, judged, record)
        if record:
            spoilt = {**record, data.draw(st.sampled_from(sorted(record))): data.draw(st.sampled_from(ODD))}
            agree(path, name, judged, spoilt)


TEXT = """\
policy p "P" { languages: en }
choice Level { A > B > `unknown` }
record Part { size : number(t) 0..5  on_day : date }
record R {
  key id : text  remark : text  count : whole 0..9  share : percent 0..100  price : money(CNY) at least 0
  level : Level  levels : set of Level  day : date  when_at : moment  parts : list of Part  part : Part
  said : judged yes_no  spare : text optional  usual : whole default 3
}
unit t "tonne"
require r : count > 0
"""
PLAIN = {
    "id": "unknown", "remark": "a", "count": 1, "share": 85, "price": "12", "level": "unknown", "levels": ["A", "B"],
    "day": "2024-03-01", "parts": [{"size": 1, "on_day": "2024-03-02"}], "part": {"size": "2", "on_day": "2024-03-02"},
}  # fmt: skip


@pytest.fixture(scope="module")
def path(tmp_path_factory: pytest.TempPathFactory) -> Path:
    path = tmp_path_factory.mktemp("quick") / "p.policy"
    path.write_text(TEXT, encoding="utf-8")
    return path


def test_data_as_they_should_be_take_the_quick_way(path: Path) -> None:
    assert agree(path, "R", "strict", PLAIN)
    assert agree(path, "R", "recorded", {**PLAIN, "said": True, "spare": "x", "usual": 4})


def test_facts_that_are_left_out_are_open_or_what_they_are_by_default(path: Path) -> None:
    assert agree(path, "R", "strict", {"id": "1"})
    assert agree(path, "R", "strict", {**PLAIN, "price": None, "spare": None})


@pytest.mark.parametrize("name", sorted(PLAIN))
def test_what_is_unusual_is_left_to_the_converter_or_agreed_on(path: Path, name: str) -> None:
    taken = [agree(path, "R", "recorded", {**PLAIN, name: odd}) for odd in ODD]
    assert not all(taken)


def test_what_needs_to_be_told_is_left_to_the_converter(path: Path) -> None:
    assert not agree(path, "R", "strict", {**PLAIN, "said": True})
    assert not agree(path, "R", "recorded", {**PLAIN, "sais": True})
    assert not agree(path, "R", "recorded", {**PLAIN, "share": 101})
    assert not agree(path, "R", "recorded", [("id", "1")])
