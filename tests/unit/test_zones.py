"""The clocks of named zones, against the standard library's own reading of the same data."""

from __future__ import annotations

from datetime import UTC, datetime
from importlib.resources import files
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from policycore.clocks import Clock
from policycore.zones import zone_named, zone_names

#: Zones of all habits: no change ever, changes long ago, both hemispheres, odd offsets, changes by the moon.
ZONES = [
    "UTC",
    "Asia/Shanghai",
    "Asia/Kolkata",
    "Europe/Berlin",
    "America/New_York",
    "Australia/Lord_Howe",
    "America/Santiago",
    "Africa/Casablanca",
    "Pacific/Apia",
]
moments = st.datetimes(datetime(1970, 1, 2), datetime(2099, 12, 30)).map(lambda m: m.replace(microsecond=0))


def clock_of(name: str) -> Clock:
    zone = zone_named(name)
    assert zone is not None
    return Clock(zone.offset, zone.changes)


def shown_in(name: str, utc: datetime) -> datetime:
    with files("tzdata").joinpath("zoneinfo", *name.split("/")).open("rb") as data:
        zone = ZoneInfo.from_file(data)
    return utc.replace(tzinfo=UTC).astimezone(zone).replace(tzinfo=None, fold=0)


@pytest.mark.parametrize("name", ZONES)
@given(utc=moments)
def test_the_clock_shows_local_time(name: str, utc: datetime) -> None:
    assert clock_of(name).local(utc) == shown_in(name, utc)


def test_a_zone_that_does_not_exist_has_no_clock() -> None:
    assert zone_named("Asia/Peking") is None
    assert zone_named("../Asia/Shanghai") is None
    assert "Asia/Shanghai" in zone_names()


def test_the_clock_changes_at_the_second_that_the_rule_names() -> None:
    changes = dict(clock_of("Europe/Berlin").changes)
    assert changes[datetime(2050, 3, 27, 1)] == 7200
    assert changes[datetime(2050, 10, 30, 1)] == 3600
