"""Policies beside the same rules in plain Python, record by record: what is known, and what some facts leave open.

For a record of which everything is known both must say the same. With facts hidden, every way to fill them in is
tried by the plain calculation: what the library has decided must come out each time, what comes out must have been
called possible, and a conflict or a silence must stay.
"""

from __future__ import annotations

from copy import deepcopy
from fractions import Fraction
from functools import cache
from itertools import islice, product
from pathlib import Path
from types import ModuleType
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from differential_python import course_grades, device_classes, late_delivery, supplier_scorecard
from differential_python.plain import Plain, Value
from policycore import load
from policycore.api import Policy

SCHEMES = [supplier_scorecard, device_classes, late_delivery, course_grades]
MOST_FILLED = 40
FEW = settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.too_slow])
Place = tuple[str | int, ...]


@cache
def policy_of(scheme: ModuleType) -> Policy:
    return load(Path(str(scheme.__file__)).with_suffix(".policy"))


def ask(scheme: ModuleType, record: dict[str, Any], as_of: str | None) -> dict[str, dict[str, Any]]:
    decision = policy_of(scheme).decide(record, as_of=as_of, judged="recorded")
    return {outcome.id: decision[outcome.id].to_data() for outcome in decision.outcomes}


def facts_of(scheme: ModuleType, data: Any, place: Place = ()) -> list[Place]:
    """Return where the facts stand that may be hidden."""
    if isinstance(data, list):
        return [found for number, item in enumerate(data) for found in facts_of(scheme, item, (*place, number))]
    if not isinstance(data, dict):
        return []
    found = []
    for name, value in data.items():
        nested = isinstance(value, list) and any(isinstance(item, dict) for item in value)
        found += facts_of(scheme, value, (*place, name)) if nested else [(*place, name)] if name in scheme.OTHER else []
    return found


def filled(record: dict[str, Any], places: list[Place], values: tuple[Any, ...]) -> dict[str, Any]:
    copy = deepcopy(record)
    for place, value in zip(places, values, strict=True):
        holder: Any = copy
        for step in place[:-1]:
            holder = holder[step]
        holder[place[-1]] = value
    return copy


def is_possible(value: Value, told: dict[str, Any]) -> bool:
    possible = told["possible"]
    if value is None:
        return "absent" in told.get("marks", ())
    if isinstance(possible, dict):
        assert not isinstance(value, str)
        low, high = (None if possible[end] is None else Fraction(possible[end]) for end in ("from", "to"))
        return (low is None or low <= value) and (high is None or value <= high)
    return possible == "anything" or value in possible


def value_of(told: dict[str, Any], like: Value) -> Value:
    return told["value"] if isinstance(like, str) or told["value"] is None else Fraction(told["value"])


def says(told: dict[str, Any], plain: Plain) -> bool:
    """Whether the library says just what the plain calculation says."""
    if plain == Plain():
        return bool(told["status"] == "not_applicable")
    if plain.status == "decided":
        return bool(told["status"] == "decided") and value_of(told, plain.value) == plain.value
    return bool(told["status"] == plain.status) and all(is_possible(value, told) for value in plain.among)


def allows(told: dict[str, Any], plain: Plain) -> bool:
    """Whether what the library says with facts hidden leaves room for what comes out with these facts."""
    if told["status"] != "undetermined":
        return says(told, plain)
    if plain.status == "decided":
        return is_possible(plain.value, told)
    return all(is_possible(value, told) for value in plain.among)


@pytest.mark.parametrize("scheme", SCHEMES, ids=lambda scheme: scheme.__name__.rpartition(".")[2])
@FEW
@given(data=st.data())
def test_what_is_known_comes_out_as_in_plain_python(scheme: ModuleType, data: st.DataObject) -> None:
    record, as_of = data.draw(scheme.RECORD), data.draw(scheme.DAY)
    told = ask(scheme, record, as_of)
    for name, plain in scheme.decide(record, as_of).items():
        assert says(told[name], plain), (name, told[name], plain)


@pytest.mark.parametrize("scheme", SCHEMES, ids=lambda scheme: scheme.__name__.rpartition(".")[2])
@FEW
@given(data=st.data())
def test_what_is_open_leaves_room_for_every_way_to_fill_it_in(scheme: ModuleType, data: st.DataObject) -> None:
    record, as_of = data.draw(scheme.RECORD), data.draw(scheme.DAY)
    places = data.draw(
        st.lists(st.sampled_from(facts_of(scheme, record)), min_size=1, max_size=3, unique=True), label="hidden"
    )
    told = ask(scheme, filled(record, places, ("unknown",) * len(places)), as_of)
    ways = product(*(data.draw(st.permutations(scheme.OTHER[str(place[-1])])) for place in places))
    for values in islice(ways, MOST_FILLED):
        for name, plain in scheme.decide(filled(record, places, values), as_of).items():
            assert allows(told[name], plain), (name, told[name], dict(zip(places, values, strict=True)), plain)
